// SPDX-License-Identifier: EUPL-1.2
// Debian's Chromium through playwright-core, with a made-up camera and microphone: one half of the interface that browser-firefox.mjs gives too.
import { consolePackage } from './packages.mjs';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-dev-shm-usage', '--use-fake-ui-for-media-stream',
];

class ChromiumPage {
  constructor(browser, context, page) {
    Object.assign(this, { browser, context, page });
  }

  async goto(url) { await this.page.goto(url); }
  /** Runs fn in every page before the page's own scripts. */
  async before(fn) { await this.page.addInitScript(fn); }
  async reload() { await this.page.reload(); }
  async click(selector, timeoutMs = 10000) { await this.page.click(selector, { timeout: timeoutMs }); }
  async fill(selector, text) { await this.page.fill(selector, text, { timeout: 10000 }); }
  async type(selector, text) { await this.page.focus(selector); await this.page.keyboard.type(text); }
  async choose(selector, value) { await this.page.selectOption(selector, value, { timeout: 10000 }); }
  async see(selector, timeoutMs = 10000) { await this.page.waitForSelector(selector, { state: 'visible', timeout: timeoutMs }); }
  async evaluate(fn, arg) { return this.page.evaluate(fn, arg); }
  async screenshot(path) { await this.page.screenshot({ path }); }
  async close() { await this.browser.close(); }

  /** Ends the whole browser as a crash would. */
  async kill() {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    process.kill(processInfo.find(({ type }) => type === 'browser').id, 'SIGKILL');
  }
}

export async function openChromium({ env = process.env, width = 1366, height = 768, headless = true, cameraFps = 15, args = [], log = () => {}, executablePath = '/usr/bin/chromium', acceptInsecureCerts = false } = {}) {
  const { chromium } = consolePackage('playwright-core');
  const browser = await chromium.launch({
    executablePath, headless, env, args: [...FLAGS, `--use-fake-device-for-media-stream=fps=${cameraFps}`, ...(acceptInsecureCerts ? ['--ignore-certificate-errors'] : []), ...args], chromiumSandbox: false,
  });
  const context = await browser.newContext({ viewport: { width, height }, locale: 'fr-FR', ignoreHTTPSErrors: acceptInsecureCerts, permissions: ['camera', 'microphone', 'notifications'] });
  const page = await context.newPage();
  page.on('console', (message) => log(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => log(`page error: ${error.message}`));
  return new ChromiumPage(browser, context, page);
}
