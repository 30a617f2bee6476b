// SPDX-License-Identifier: EUPL-1.2
// The kiosk at the door, run for real, and the visitor in front of it: looks through AT-SPI, touches with the display's pointer.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program, run } from './processes.mjs';
import { delay, until } from './waiting.mjs';

const NAME = 'visiodesk-kiosk';
/** A window is drawn some frames after its tree says what is in it: a touch must land on what was seen. */
const SETTLE_MS = 150;

function keyFile(groups) {
  return Object.entries(groups).map(([group, keys]) =>
    `[${group}]\n${Object.entries(keys).map(([key, value]) => `${key}=${value}\n`).join('')}`).join('\n');
}

export const TEST_MEDIA = {
  camera: 'videotestsrc is-live=true pattern=smpte75',
  microphone: 'audiotestsrc is-live=true wave=ticks volume=0.2',
  speaker: 'fakesink sync=true',
};

export class Kiosk {
  /** settings: groups of keys that replace or add to those of a test kiosk; within: the words that enter another network namespace;
   * env: of every start. */
  constructor(display, folder, { desk, token, build, settings = {}, language = 'fr', phrases, within = [], env = {} }) {
    Object.assign(this, { display, folder, build, language, say: phrases, within, env });
    this.logFile = join(folder, 'kiosk.log');
    this.configFile = join(folder, 'kiosk.conf');
    const tokenFile = join(folder, 'kiosk.token');
    writeFileSync(tokenFile, token);
    chmodSync(tokenFile, 0o600);
    const groups = {
      desk: { url: desk.replace(/^http/, 'ws'), 'token-file': tokenFile },
      screen: { 'default-language': language, 'farewell-seconds': 6 },
      media: TEST_MEDIA,
      // The helper that was built, not one that may be installed.
      papers: { 'document-camera': 'none', scanner: 'none', 'scan-helper': join(build, 'media', 'papers', 'visiodesk-scan'),
        'spool-dir': join(folder, 'kiosk-spool') },
    };
    for (const [group, keys] of Object.entries(settings))
      groups[group] = { ...groups[group], ...keys };
    writeFileSync(this.configFile, keyFile(groups));
  }

  start() {
    this.program = new Program('kiosk', [...this.within, join(this.build, 'ui', 'kiosk', NAME), '--config', this.configFile], {
      env: { ...this.display.env, VISIODESK_LOCALEDIR: join(this.build, 'po'), ...this.env }, logFile: this.logFile,
    });
  }

  /** All that is in the window now (name: only things called exactly that); some of it on pages that do not show. */
  async lookAround(name) {
    if (!this.program.isRunning)
      throw new Error(`the kiosk ended (${JSON.stringify(this.program.exit)}): see ${this.logFile}`);
    const eyes = [join(this.build, 'tests', 'visit', 'kiosk-eyes'), NAME, ...(name === undefined ? [] : [name])];
    return JSON.parse(await run(eyes, { env: this.display.env, timeoutMs: 30000 }));
  }

  /** All that a finger could reach now, or only things of that name. */
  async look(name) {
    return (await this.lookAround(name)).filter((node) => node.reachable);
  }

  #describe(nodes) {
    return nodes.filter((node) => node.name && /button|label/.test(node.role)).map((node) => node.name).join(' | ').slice(0, 600);
  }

  /** Waits for something reachable of that name (a text, or a pattern) and, if given, role (a pattern); gives it back. */
  async see(name, { role = /./, timeoutMs = 10000, sensitive = false } = {}) {
    const fits = name instanceof RegExp ? (text) => name.test(text) : (text) => text === name;
    const asked = name instanceof RegExp ? undefined : name;
    return until(async () => `"${name}" on the kiosk; it shows: ${this.#describe(await this.look())}`, async () =>
      (await this.look(asked)).find((node) => fits(node.name) && role.test(node.role) && (!sensitive || node.sensitive)), timeoutMs, 120);
  }

  /** Presses a button by what is written on it (msgid, or a pattern of what shows). */
  async press(name, { timeoutMs = 10000 } = {}) {
    const wanted = name instanceof RegExp ? name : this.say(name);
    const options = { role: /button|item/, timeoutMs, sensitive: true };
    await this.see(wanted, options);
    await delay(SETTLE_MS);
    const { touch } = await this.see(wanted, options);
    await this.display.touch(...touch);
  }

  async read(msgid, timeoutMs = 10000) {
    return this.see(this.say(msgid), { timeoutMs });
  }

  /** A picture's place; what lies over it (an outline, a line of text) does not matter. */
  async find(msgid, timeoutMs = 10000) {
    const name = this.say(msgid);
    return until(`the picture "${name}" on the kiosk`, async () => (await this.lookAround(name)).find((node) => node.w > 0), timeoutMs, 120);
  }

  async screenshot(file) {
    await this.display.screenshot(file);
  }

  async stop() {
    return this.program?.stop();
  }

  async kill() {
    await this.program?.kill();
  }
}
