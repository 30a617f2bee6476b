// SPDX-License-Identifier: EUPL-1.2
// Everything that a visit needs, opened together and closed together: a scratch folder, a desk, a display, a kiosk, advisors.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Advisor } from './advisor.mjs';
import { openBrowser } from './browsers.mjs';
import { ADVISORS, Desk } from './desk.mjs';
import { Display } from './display.mjs';
import { Kiosk, TEST_MEDIA } from './kiosk.mjs';
import { phrasesOf } from './phrases.mjs';

/* For a kiosk under sanitizers whose leaks nobody asks about in the end: where each piece of memory came from is half of its work. */
const WITHOUT_LEAKS = { ASAN_OPTIONS: 'detect_leaks=0' };

export class Stage {
  /** build: the programs' build folder; logs: where kiosk.log and desk.log go (the scratch folder by default); cameraFps: of both
   * made-up cameras; findsLeaks: whether the kiosk, under sanitizers, ends badly if it leaked. */
  constructor({ build, logs, cameraFps, findsLeaks = true }) {
    Object.assign(this, { build, cameraFps, findsLeaks });
    this.scratch = mkdtempSync(join(tmpdir(), 'visiodesk-'));
    this.logs = logs ?? this.scratch;
    this.opened = [];
    process.on('exit', () => rmSync(this.scratch, { recursive: true, force: true }));
  }

  /** Closed with the stage, the last opened first. */
  keep(thing) {
    this.opened.push(thing);
    return thing;
  }

  async openDesk(settings = {}) {
    this.desk = this.keep(new Desk(this.scratch, { build: this.build, settings }));
    this.desk.logFile = join(this.logs, 'desk.log');
    this.token = await this.desk.enrol();
    await this.desk.start();
    return this.desk;
  }

  async openKiosk({ settings = {}, size, language = 'fr', env } = {}) {
    this.display = this.keep(await Display.open(this.scratch, size));
    const camera = this.cameraFps ? { camera: `${TEST_MEDIA.camera} ! video/x-raw,framerate=${this.cameraFps}/1` } : {};
    const groups = { ...settings, media: { ...camera, ...settings.media } };
    const kioskEnv = { ...(this.findsLeaks ? {} : WITHOUT_LEAKS), ...env };
    this.kiosk = this.keep(new Kiosk(this.display, this.scratch, {
      desk: this.desk.url, token: this.token, build: this.build, settings: groups, language, phrases: phrasesOf(language), env: kioskEnv,
    }));
    this.kiosk.logFile = join(this.logs, 'kiosk.log');
    this.kiosk.start();
    return this.kiosk;
  }

  /** An advisor in a browser of their own, not logged in yet. */
  async openAdvisor(browser = 'chromium', { account = ADVISORS[0], ...options } = {}) {
    const page = this.keep(await openBrowser(browser, { cameraFps: this.cameraFps, ...options }));
    return new Advisor(page, this.desk.url, account);
  }

  /** What both sides look like now that it went wrong. */
  async keepPictures(folder) {
    await this.display?.screenshot(join(folder, 'failed-kiosk.png')).catch(() => {});
    await this.opened.find((thing) => thing.goto)?.screenshot(join(folder, 'failed-advisor.png')).catch(() => {});
  }

  async close() {
    for (const thing of this.opened.reverse())
      await (thing.stop ?? thing.close).call(thing).catch(() => {});
    this.opened = [];
  }
}
