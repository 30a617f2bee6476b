// SPDX-License-Identifier: EUPL-1.2
// A console in Chromium with a fake desk behind it, anew for each test. With SHOTS=folder each view is left there as a
// picture.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { openChromium } from './browsers.mjs';
import { FakeDesk } from './fake-desk.mjs';
import { until } from './until.mjs';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// A refused upgrade or request is part of several tests; the browser reports each as an error.
const EXPECTED = /WebSocket connection|status of 401|net::ERR/;

export const act = (name) => `[data-action="${name}"]`;

/* Gives each of @test's tests a fresh desk and page, and holds it to the schema and to an empty error console. */
export function useConsole(test) {
  const it = new ConsolePage();
  let browser;
  test.before(async () => {
    browser = await openChromium();
  });
  test.after(() => browser?.close());
  test.beforeEach(() => it.open(browser));
  test.afterEach(() => it.close());
  return it;
}

class ConsolePage {
  async open(browser) {
    this.troubles = [];
    this.desk = await FakeDesk.start(process.env.VD_CONSOLE_SITE);
    this.context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1366, height: 768 } });
    this.page = await this.openPage();
  }

  async close() {
    await this.context.close();
    await this.desk.stop();
    assert.deepEqual(this.desk.faults, [], 'messages against the schema');
    assert.deepEqual(this.troubles, [], 'errors in the browser');
  }

  async openPage() {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.troubles.push(`page: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED.test(message.text()))
        this.troubles.push(`console: ${message.text()}`);
    });
    return page;
  }

  inState(state) {
    return this.page.waitForSelector(`body[data-state="${state}"]`);
  }

  async logIn(password = 'right') {
    await this.page.goto(this.desk.origin);
    await this.page.fill('[name="name"]', 'camille');
    await this.page.fill('[name="password"]', password);
    await this.page.click(act('login'));
  }

  async beAvailable() {
    await this.logIn();
    await this.inState('paused');
    await this.page.click(act('available'));
    await this.inState('available');
  }

  async openKiosk() {
    this.kiosk = await this.openPage();
    await this.kiosk.goto(`${this.desk.origin}/fake-kiosk.html`);
    await this.kiosk.waitForFunction(() => window.kiosk?.isReady);
    await this.page.bringToFront();
  }

  async talk() {
    await this.beAvailable();
    await this.openKiosk();
    this.desk.ring();
    await this.page.waitForSelector(act('answer'));
    await this.page.click(act('answer'));
    await this.inState('talking');
    await this.moves();
  }

  /* The visitor's picture is there and goes on. */
  async moves() {
    const frames = () =>
      this.page.evaluate(
        () => document.querySelector('.tiles video[data-live]')?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
      );
    const before = await until('a first picture', frames);
    await until('a moving picture', async () => (await frames()) > before + 3);
  }

  async shot(name) {
    if (!process.env.SHOTS) return;
    fs.mkdirSync(process.env.SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) });
  }

  /* What axe finds wrong with what is on screen: nothing. */
  async isAccessible(view) {
    // The policy allows no inline script: axe is put in by the driver's own world.
    await this.page.evaluate(AXE);
    const violations = await this.page.evaluate(async (tags) => {
      const { violations: found } = await window.axe.run(document, { runOnly: tags });
      return found.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`,
      );
    }, AXE_TAGS);
    assert.deepEqual(violations, [], view);
  }
}
