// SPDX-License-Identifier: EUPL-1.2
// The kiosk's screen read from outside, through screen-clock.
import { join } from 'node:path';
import { Program, run } from '../visit/processes.mjs';

const MODULUS = 65536;
/** Older than this is no stamp of now: a misread one, or a frozen picture. */
const MOST_MS = 5000;

/** Stamps and when they were seen → how old each was; what cannot be is left out. */
export function ages(seen) {
  return seen.map(([stamp, now]) => (((now - stamp) % MODULUS) + MODULUS) % MODULUS).filter((age) => age < MOST_MS);
}

export class Screen {
  constructor(build, display) {
    this.tool = join(build, 'tests', 'bench', 'screen-clock');
    this.display = display;
  }

  async keep(file) {
    await run([this.tool, 'grab', file], { env: this.display.env });
  }

  /** When the screen first looked like what was kept. */
  async until(file, timeoutMs = 60000) {
    return Number((await run([this.tool, 'until', file], { env: this.display.env, timeoutMs })).toString());
  }

  /** Collects stamps of the advisor's camera until stop(): [[stamp, now], …]. */
  watch() {
    const seen = [];
    const program = new Program('screen-clock', [this.tool, 'clock', '1'], {
      env: this.display.env, onLine: (line) => seen.push(line.split(' ').map(Number)),
    });
    return { seen, stop: () => program.stop(500) };
  }
}
