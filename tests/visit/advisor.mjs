// SPDX-License-Identifier: EUPL-1.2
// The advisor: a person at the console, in a real browser. What they do is what a person could do: click, type, look.
import { until } from './waiting.mjs';

const action = (name) => `[data-action="${name}"]`;

const VISITOR = 'video[data-live="true"]';

/** The video that plays what came over the network, measured in the page: size, frames shown, brightness and its spread.
 * Frames are those of the next one shown, 0 if none comes: getVideoPlaybackQuality counts none of a call in Firefox. */
async function lookAtRemote(selector) {
  const video = document.querySelector(selector);
  if (!video || !video.videoWidth)
    return null;
  const frames = await new Promise((done) => {
    video.requestVideoFrameCallback((_, { presentedFrames }) => done(presentedFrames));
    setTimeout(() => done(0), 500);
  });
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [160, 90];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(video, 0, 0, 160, 90);
  const { data } = context.getImageData(0, 0, 160, 90);
  let [sum, squares] = [0, 0];
  const count = data.length / 4;
  for (let i = 0; i < data.length; i += 4) {
    const grey = (data[i] + 2 * data[i + 1] + data[i + 2]) / 4;
    sum += grey;
    squares += grey * grey;
  }
  const mean = sum / count;
  return {
    width: video.videoWidth, height: video.videoHeight, mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    frames, time: video.currentTime,
  };
}

export class Advisor {
  constructor(page, url, account) {
    Object.assign(this, { page, url, account });
  }

  async login() {
    await this.page.goto(this.url);
    await this.page.see(action('login'));
    await this.page.fill('[name="name"]', this.account.name);
    await this.page.fill('[name="password"]', this.account.password);
    await this.page.click(action('login'));
    await this.awaitState(['paused', 'available']);
  }

  async state() {
    return this.page.evaluate(() => document.body.dataset.state ?? '');
  }

  async awaitState(states, timeoutMs = 15000) {
    const wanted = [states].flat();
    let last = '';
    await until(() => `console "${wanted.join('" or "')}" (it is "${last}")`, async () => {
      last = await this.state().catch(() => last);
      return wanted.includes(last);
    }, timeoutMs);
  }

  async goAvailable() {
    if (await this.state() !== 'available')
      await this.do('available');
    await this.awaitState('available');
  }

  async do(name, timeoutMs = 10000) {
    await this.page.click(action(name), timeoutMs);
  }

  async awaitRing(timeoutMs = 20000) {
    await this.awaitState('ringing', timeoutMs);
    await this.page.see(action('answer'), timeoutMs);
  }

  async answer() {
    await this.do('answer');
    await this.awaitState('talking');
  }

  /** The picture of the other side (or of another advisor): neither black nor frozen. */
  async awaitMovingPicture(timeoutMs = 15000, selector = VISITOR) {
    let before = null;
    return until(() => `a moving picture in the console (last: ${JSON.stringify(before)})`, async () => {
      const now = await this.page.evaluate(lookAtRemote, selector);
      const moves = before && now && now.deviation > 4 && now.frames > before.frames && now.time > before.time;
      before = now;
      return moves ? now : null;
    }, timeoutMs, 400);
  }

  async fact(name) {
    return this.page.evaluate((key) => document.querySelector(`[data-fact="${key}"]`)?.textContent?.trim() ?? null, name);
  }

  async awaitPaper(state, timeoutMs = 20000) {
    await this.page.see(`[data-paper][data-state="${state}"]`, timeoutMs);
    return this.page.evaluate((wanted) => [...document.querySelectorAll(`[data-paper][data-state="${wanted}"]`)].at(-1).dataset.paper, state);
  }

  async askPaper(kind, note) {
    await this.page.choose('[name="paper-kind"]', kind);
    if (note)
      await this.page.fill('[name="paper-note"]', note);
    await this.do('ask-paper');
    return this.awaitPaper('asked');
  }

  async refusePaper(reason) {
    await this.do('refuse-paper');
    await this.page.choose('[name="refuse-reason"]', reason);
    await this.do('confirm-refusal');
  }

  /** The page, large, and really drawn. */
  async openPaper() {
    await this.do('open-paper');
    await until('the page in the console', () => this.page.evaluate(() => {
      const sheet = document.querySelector('.viewer__sheet img');
      return sheet?.naturalWidth > 300 && sheet.getBoundingClientRect().width > 400;
    }), 15000);
  }

  async acceptPaper() {
    await this.do('accept-paper');
    await this.awaitPaper('accepted');
  }

  /** The document as the advisor's own session gets it. */
  async fetchPdf(paper) {
    const base64 = await this.page.evaluate(async (id) => {
      const response = await fetch(`/api/papers/${id}/document.pdf`);
      if (!response.ok)
        throw new Error(`document.pdf: HTTP ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      let text = '';
      for (let i = 0; i < bytes.length; i += 32768)
        text += String.fromCharCode(...bytes.subarray(i, i + 32768));
      return btoa(text);
    }, paper);
    return Buffer.from(base64, 'base64');
  }

  async screenshot(file) {
    await this.page.screenshot(file);
  }
}
