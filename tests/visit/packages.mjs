// SPDX-License-Identifier: EUPL-1.2
// The browsers' drivers are pinned once, in tests/console; this is where everybody else takes them from.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(join(root, 'tests', 'console', 'package.json'));

export function consolePackage(name) {
  return require(name);
}
