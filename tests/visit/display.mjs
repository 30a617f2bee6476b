// SPDX-License-Identifier: EUPL-1.2
// A screen, a pointer and a session bus where there is none: what the kiosk is shown on, touched with, and looked at through.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Program, run } from './processes.mjs';
import { until } from './waiting.mjs';

/** The parts of a picture: mean brightness 0…255 and spread, of raw 8-bit grey. */
function measure(grey) {
  let sum = 0;
  let squares = 0;
  for (const value of grey) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / grey.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / grey.length - mean * mean)) };
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

  // The accessibility bus is started by this one on the first request.
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
    this.bus = new Program('dbus', ['dbus-daemon', '--session', '--nofork', '--nopidfile', '--print-address=1'], {
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

  /** A part of the screen as 160×90 grey. */
  async grey({ x, y, w, h }) {
    return run(['import', '-window', 'root', '-crop', `${w}x${h}+${x}+${y}`, '-resize', '160x90!', '-colorspace', 'Gray', '-depth', '8', 'gray:-'], { env: this.env });
  }

  /** Whether a part of the screen shows a picture (not one colour) and it moves. */
  async isMoving(place) {
    const before = await this.grey(place);
    const after = await this.grey(place);
    if (measure(before).deviation < 4 || measure(after).deviation < 4)
      return false;
    let changed = 0;
    for (let i = 0; i < before.length; i++)
      changed += Math.abs(before[i] - after[i]) > 8;
    return changed / before.length > 0.002;
  }

  async close() {
    await this.bus?.stop(1000);
    await this.x?.stop(2000);
  }
}
