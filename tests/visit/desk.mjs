// SPDX-License-Identifier: EUPL-1.2
// A desk of its own in a scratch folder: its settings, accounts and kiosks, and the program itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program, run } from './processes.mjs';
import { until } from './waiting.mjs';

const ANNOUNCED = /listening on (http:\/\/127\.0\.0\.1:(\d+))/;

export const ADVISORS = [
  { name: 'amina', display: 'Amina B.', password: 'one-calm-morning-7' },
  { name: 'louis', display: 'Louis M.', password: 'two-calm-mornings-8' },
];
export const SITE = 'Agence Paris Voltaire';

export class Desk {
  /** settings: groups of keys beside those of a scratch desk; within: the words that enter another network namespace. */
  constructor(folder, { build, settings = {}, within = [] }) {
    Object.assign(this, { folder, build, settings, within });
    this.port = 0;
    this.logFile = join(folder, 'desk.log');
    this.configFile = join(folder, 'desk.conf');
    mkdirSync(join(folder, 'desk-state'), { recursive: true, mode: 0o700 });
    this.#writeSettings();
  }

  #writeSettings() {
    const groups = {
      desk: { port: this.port, 'state-dir': join(this.folder, 'desk-state'), 'console-dir': join(this.build, 'ui', 'advisor', 'site') },
      papers: { 'key-file': join(this.folder, 'paper-key') },
    };
    for (const [group, keys] of Object.entries(this.settings))
      groups[group] = { ...groups[group], ...keys };
    writeFileSync(this.configFile, Object.entries(groups).map(([group, keys]) =>
      `[${group}]\n${Object.entries(keys).map(([key, value]) => `${key}=${value}\n`).join('')}`).join('\n'));
  }

  get #argv() {
    return [join(this.build, 'app', 'desk', 'visiodeskd'), '--config', this.configFile];
  }

  /** Accounts for the advisors; gives the kiosk's token. */
  async enrol(kiosk = 'voltaire-1', site = SITE) {
    await run([...this.#argv, 'make-paper-key']);
    for (const { name, display, password } of ADVISORS)
      await run([...this.#argv, 'add-advisor', name, display], { input: `${password}\n` });
    const printed = (await run([...this.#argv, 'enroll-kiosk', kiosk, site])).toString().trim();
    return printed.split('\n').at(-1).split(/\s+/).at(-1);
  }

  /** After the first start the port stays, so that kiosk and console find it again. */
  async start() {
    let url = null;
    this.program = new Program('desk', [...this.within, ...this.#argv], {
      logFile: this.logFile,
      onLine: (line) => { url ??= ANNOUNCED.exec(line)?.[1] ?? null; },
    });
    this.url = await until('the desk to listen', () => {
      if (!this.program.isRunning)
        throw new Error(`the desk ended (${JSON.stringify(this.program.exit)}): see ${this.logFile}`);
      return url;
    }, 20000, 20);
    if (!this.port) {
      this.port = Number(ANNOUNCED.exec(`listening on ${this.url}`)[2]);
      this.#writeSettings();
    }
  }

  async stop() {
    return this.program?.stop();
  }

  async kill() {
    await this.program?.kill();
  }
}
