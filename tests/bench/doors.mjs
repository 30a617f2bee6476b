// SPDX-License-Identifier: EUPL-1.2
// The two that are measured, behind one interface: our kiosk, and a browser in kiosk mode.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Kiosk } from '../visit/kiosk.mjs';
import { phrasesOf } from '../visit/phrases.mjs';
import { Program } from '../visit/processes.mjs';
import { delay } from '../visit/waiting.mjs';

/** The middle of the peer page's only button (peer.html). */
const PEER_BUTTON = [640, 480];

export class KioskDoor {
  constructor(display, folder, options) {
    this.name = 'kiosk';
    this.kiosk = new Kiosk(display, folder, { ...options, phrases: phrasesOf('fr') });
  }

  start() { this.kiosk.start(); }
  get pid() { return this.kiosk.program.pid; }

  async begin() {
    await this.kiosk.press('Talk to an advisor', { timeoutMs: 30000 });
    await this.kiosk.press('Sign up, or sign up again');
    await this.kiosk.read('An advisor will answer you here');
  }

  async awaitIdle() {
    await this.kiosk.press('I am done', { timeoutMs: 20000 });
    await this.kiosk.read('Talk to an advisor', 20000);
  }

  async stop() { await this.kiosk.stop(); }
}

export class PeerDoor {
  /** within: the words that enter another network namespace; flags: more of Chromium's. */
  constructor(display, folder, { url, cameraFile, within = [], flags = [] }) {
    Object.assign(this, { name: 'peer', display, folder, url, cameraFile, within, flags });
  }

  start() {
    this.profile = mkdtempSync(join(this.folder, 'profile-'));
    this.program = new Program('peer', [
      ...this.within, '/usr/bin/chromium', '--kiosk', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--noerrdialogs', '--disable-infobars', '--test-type',
      '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${this.cameraFile}`,
      '--autoplay-policy=no-user-gesture-required', `--user-data-dir=${this.profile}`, '--password-store=basic',
      `--window-size=${this.display.width},${this.display.height}`, '--window-position=0,0', ...this.flags, this.url,
    ], { env: this.display.env, logFile: join(this.folder, 'peer.log') });
  }

  get pid() { return this.program.pid; }

  async begin() {
    await delay(300);
    await this.display.touch(...PEER_BUTTON);
    await this.display.rest();
  }

  async awaitIdle() {
    await delay(1000);
  }

  async stop() {
    await this.program?.stop();
    rmSync(this.profile, { recursive: true, force: true });
  }
}
