// SPDX-License-Identifier: EUPL-1.2
// A whole visit's programs, each in its place of the test network: the kiosk at the door, desk and relay in the middle, the advisor at home.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Advisor } from '../visit/advisor.mjs';
import { openBrowser } from '../visit/browsers.mjs';
import { ADVISORS, Desk } from '../visit/desk.mjs';
import { Display } from '../visit/display.mjs';
import { Kiosk } from '../visit/kiosk.mjs';
import { phrasesOf } from '../visit/phrases.mjs';
import { Program } from '../visit/processes.mjs';
import { TurnServer } from '../visit/turn-server.mjs';
import { until } from '../visit/waiting.mjs';
import { Authority } from './authority.mjs';
import { freePort, openBridge } from './bridge.mjs';
import { NAMES, Network } from './network.mjs';
import { profileOf } from './profiles.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [DESK_NAME, TURN_NAME, DOOR_NAME] = Object.keys(NAMES);
const [DESK_PORT, TURN_PORT, DOOR_PORT] = [8070, 3478, 8090];
export const DESK_URL = `https://${DESK_NAME}`;
export const DOOR_URL = `https://${DOOR_NAME}`;
export { DOOR_PORT };

export class NetStage {
  static async open({ build, profile, logs, seed, scratch = mkdtempSync(join(tmpdir(), 'visiodesk-net-')) }) {
    const self = new NetStage();
    Object.assign(self, { build, scratch, logs: logs ?? scratch, opened: [] });
    process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
    // The programs in their namespaces need not run as root to read what is theirs, but browsers look for this.
    chmodSync(scratch, 0o755);
    const authority = await Authority.open(scratch);
    self.certificate = await authority.sign(...Object.keys(NAMES));
    self.network = self.keep(await Network.open(scratch, { build, profile, seed, bundle: authority.bundle() }));
    self.relayOnly = Boolean(profileOf(profile).relayOnly);
    return self;
  }

  /** Closed with the stage, the last opened first. */
  keep(thing) {
    this.opened.push(thing);
    return thing;
  }

  /** Fronts, relay and desk. turnUrls: those of TURN_URLS by default. */
  async openDesk({ settings = {}, turnUrls = TURN_URLS } = {}) {
    const within = this.network.enter('desk');
    this.turn = this.keep(await TurnServer.open(this.scratch, { host: NAMES[TURN_NAME], port: TURN_PORT, within }));
    await this.#openFronts(within);
    const groups = {
      ...settings,
      desk: { 'public-url': DESK_URL, port: DESK_PORT, ...settings.desk },
      call: {
        'stun-urls': `stun:${NAMES[TURN_NAME]}:${TURN_PORT}`, 'turn-urls': turnUrls.join(';'), 'turn-secret-file': this.turn.secretFile,
        'relay-only': this.relayOnly, ...settings.call,
      },
    };
    this.desk = this.keep(new Desk(this.scratch, { build: this.build, settings: groups, within }));
    this.desk.logFile = join(this.logs, 'desk.log');
    this.token = await this.desk.enrol();
    await this.desk.start();
    return this.desk;
  }

  async #openFronts(within) {
    const { cert, key } = this.certificate;
    let isReady = false;
    this.frontLog = join(this.logs, 'fronts.log');
    const routes = [[DESK_NAME, `127.0.0.1:${DESK_PORT}`], [TURN_NAME, `${NAMES[TURN_NAME]}:${TURN_PORT}`], [DOOR_NAME, `127.0.0.1:${DOOR_PORT}`]];
    const fronts = this.keep(new Program('fronts', [...within, process.execPath, join(here, 'fronts.mjs'), cert, key,
      ...routes.map(([name, target]) => `${NAMES[name]}=${target}`)], { logFile: this.frontLog, onLine: (line) => { isReady ||= line === 'ready'; } }));
    await until('the fronts', () => {
      if (!fronts.isRunning)
        throw new Error(`the fronts ended: see ${this.frontLog}`);
      return isReady;
    }, 30000, 20);
  }

  async openDisplay(size) {
    this.display ??= this.keep(await Display.open(this.scratch, size));
    return this.display;
  }

  async openKiosk({ settings = {}, env } = {}) {
    this.kiosk = this.keep(new Kiosk(await this.openDisplay(), this.scratch, {
      desk: DESK_URL, token: this.token, build: this.build, settings, phrases: phrasesOf('fr'), within: this.network.enter('door'), env,
    }));
    this.kiosk.logFile = join(this.logs, 'kiosk.log');
    this.kiosk.start();
    return this.kiosk;
  }

  /** A browser somewhere, Chromium or Firefox, that takes the run's certificates. */
  async openPage(place, browser = 'chromium', options = {}) {
    const within = this.network.enter(place);
    const program = browser === 'firefox' ? '/usr/bin/firefox-esr' : '/usr/bin/chromium';
    const executablePath = join(this.scratch, `${browser}-${place}`);
    writeFileSync(executablePath, `#!/bin/sh\nexec ${within.join(' ')} ${program} "$@"\n`, { mode: 0o755 });
    const debuggingPort = browser === 'firefox' ? await freePort() : undefined;
    if (debuggingPort)
      this.keep(await openBridge(within, debuggingPort));
    return this.keep(await openBrowser(browser, { ...options, executablePath, debuggingPort, acceptInsecureCerts: true }));
  }

  /** An advisor at home, not logged in yet. */
  async openAdvisor(browser, options) {
    return new Advisor(await this.openPage('home', browser, options), DESK_URL, ADVISORS[0]);
  }

  async close() {
    for (const thing of this.opened.reverse())
      await (thing.stop ?? thing.close).call(thing).catch(() => {});
    this.opened = [];
  }
}

/** By number but for TLS, which needs a name: Chromium asks a name server of its own for those of UDP, and here is none. */
export const TURN_URLS = [
  `turn:${NAMES[TURN_NAME]}:${TURN_PORT}?transport=udp`, `turn:${NAMES[TURN_NAME]}:${TURN_PORT}?transport=tcp`, `turns:${TURN_NAME}:443?transport=tcp`,
];
