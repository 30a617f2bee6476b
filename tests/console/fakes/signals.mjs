// SPDX-License-Identifier: EUPL-1.2
// The very signals that the console uses: a second copy would not know of the first one's.
export { effect, signal } from '../../../ui/advisor/node_modules/@preact/signals/dist/signals.mjs';
