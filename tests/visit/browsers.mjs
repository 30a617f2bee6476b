// SPDX-License-Identifier: EUPL-1.2
import { openChromium } from './browser-chromium.mjs';
import { openFirefox } from './browser-firefox.mjs';

/** kind: chromium or firefox; both give a page of the same interface. */
export async function openBrowser(kind, options) {
  return kind === 'firefox' ? openFirefox(options) : openChromium(options);
}
