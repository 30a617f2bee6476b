// SPDX-License-Identifier: EUPL-1.2
// A screen, a pointer and a session bus where there is none: what the kiosk is shown on, touched with, and looked at through.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Program, run } from './processes.mjs';
import { delay, until } from './waiting.mjs';

/** Long enough for the slowest of the browsers' made-up cameras to look different. */
const MOTION_MS = 300;

/** Mean brightness 0…255 and its spread, of raw RGB. */
function measure(pixels) {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < pixels.length; i += 3) {
    const grey = (pixels[i] + 2 * pixels[i + 1] + pixels[i + 2]) / 4;
    sum += grey;
    squares += grey * grey;
  }
  const count = pixels.length / 3;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

function changedShare(before, after) {
  let changed = 0;
  for (let i = 0; i < before.length; i += 3)
    changed += [0, 1, 2].some((channel) => Math.abs(before[i + channel] - after[i + channel]) > 8);
  return changed / (before.length / 3);
}

export class Display {
  /** folder: for the run's sockets and logs. */
  static async open(folder, { width = 1280, height = 720 } = {}) {
    const self = new Display();
    Object.assign(self, { folder, width, height });
    await self.#startX();
    await self.#startBus();
    return self;
  }

  async #startX() {
    let number = null;
    this.x = new Program('Xvfb', ['Xvfb', '-displayfd', '1', '-screen', '0', `${this.width}x${this.height}x24`, '-nolisten', 'tcp', '-noreset'], {
      logFile: join(this.folder, 'display.log'),
      onLine: (line) => { number ??= line.trim(); },
    });
    await until('an X display', () => { this.#check(this.x); return number; }, 20000, 20);
    this.name = `:${number}`;
  }

  // The accessibility bus is started by this one on the first request. A socket in the file system is reached from every network namespace.
  async #startBus() {
    let address = null;
    const runtime = join(this.folder, 'runtime');
    const home = join(this.folder, 'home');
    mkdirSync(runtime, { recursive: true, mode: 0o700 });
    mkdirSync(home, { recursive: true, mode: 0o700 });
    this.env = {
      ...process.env, DISPLAY: this.name, XDG_RUNTIME_DIR: runtime, HOME: home, GDK_BACKEND: 'x11', GTK_A11Y: 'atspi', NO_AT_BRIDGE: '0',
    };
    delete this.env.WAYLAND_DISPLAY;
    delete this.env.AT_SPI_BUS_ADDRESS;
    this.bus = new Program('dbus', ['dbus-daemon', '--session', '--nofork', '--nopidfile', `--address=unix:path=${join(runtime, 'bus')}`, '--print-address=1'], {
      env: this.env, logFile: join(this.folder, 'display.log'), onLine: (line) => { address ??= line.trim(); },
    });
    await until('a session bus', () => { this.#check(this.bus); return address; }, 20000, 20);
    this.env.DBUS_SESSION_BUS_ADDRESS = address;
  }

  #check(program) {
    if (!program.isRunning)
      throw new Error(`${program.name} did not start: see ${join(this.folder, 'display.log')}`);
  }

  /** A real press and release of the first button at a place. */
  async touch(x, y) {
    await run(['xdotool', 'mousemove', String(Math.round(x)), String(Math.round(y)), 'click', '1'], { env: this.env });
  }

  /** Moves the pointer where it covers nothing of interest. */
  async rest() {
    await run(['xdotool', 'mousemove', String(this.width - 2), String(this.height - 2)], { env: this.env });
  }

  async screenshot(file) {
    await run(['import', '-window', 'root', '-quality', '90', file], { env: this.env });
  }

  /** A part of the screen as 160×90 pixels of RGB. */
  async pixels({ x, y, w, h }) {
    return run(['import', '-window', 'root', '-crop', `${w}x${h}+${x}+${y}`, '-resize', '160x90!', '-depth', '8', 'rgb:-'], { env: this.env });
  }

  /** Whether a part of the screen shows a picture that moves: neither black nor still; one that is all of one colour
   * (Firefox's made-up camera) counts if all of it changes. */
  async isMoving(place) {
    const before = await this.pixels(place);
    await delay(MOTION_MS);
    const after = await this.pixels(place);
    const looks = [before, after].map(measure);
    const share = changedShare(before, after);
    return looks.every(({ mean }) => mean > 16) && share > (looks.some(({ deviation }) => deviation < 4) ? 0.9 : 0.002);
  }

  async close() {
    await this.bus?.stop(1000);
    await this.x?.stop(2000);
  }
}
