// SPDX-License-Identifier: EUPL-1.2
// Debian's Firefox ESR through puppeteer-core over WebDriver BiDi: the same interface as browser-chromium.mjs.
import { consolePackage } from './packages.mjs';

const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.autoplay.default': 0,
  'permissions.default.desktop-notification': 1,
  'intl.accept_languages': 'fr-FR,fr',
  'browser.shell.checkDefaultBrowser': false,
  'app.update.auto': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
};

class FirefoxPage {
  constructor(browser, page) {
    Object.assign(this, { browser, page });
  }

  async goto(url) { await this.page.goto(url); }
  async before(fn) { await this.page.evaluateOnNewDocument(fn); }
  async reload() { await this.page.reload(); }

  async click(selector, timeoutMs = 10000) {
    await this.page.locator(selector).setTimeout(timeoutMs).click();
  }

  async fill(selector, text) {
    await this.page.locator(selector).setTimeout(10000).fill(text);
  }

  async type(selector, text) {
    await this.page.focus(selector);
    await this.page.keyboard.type(text);
  }

  async choose(selector, value) {
    await this.see(selector);
    await this.page.select(selector, value);
  }

  async see(selector, timeoutMs = 10000) { await this.page.waitForSelector(selector, { visible: true, timeout: timeoutMs }); }
  async evaluate(fn, arg) { return this.page.evaluate(fn, arg); }
  async screenshot(path) { await this.page.screenshot({ path }); }
  async close() { await this.browser.close(); }

  /** Ends the whole browser as a crash would. */
  async kill() { this.browser.process().kill('SIGKILL'); }
}

export async function openFirefox({ env = process.env, width = 1366, height = 768, headless = true, cameraFps = 15, log = () => {}, executablePath = '/usr/bin/firefox-esr', debuggingPort, acceptInsecureCerts = false } = {}) {
  const { default: puppeteer } = consolePackage('puppeteer-core');
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath, debuggingPort, headless, env, acceptInsecureCerts,
    extraPrefsFirefox: { ...PREFERENCES, 'media.navigator.video.default_fps': cameraFps },
    defaultViewport: { width, height },
  });
  const page = await browser.newPage();
  page.on('console', (message) => log(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => log(`page error: ${error.message}`));
  return new FirefoxPage(browser, page);
}
