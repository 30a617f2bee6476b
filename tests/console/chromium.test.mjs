// SPDX-License-Identifier: EUPL-1.2
// The assembled console in a real Chromium, a second page as the kiosk, real WebRTC between them. With SHOTS=folder each
// view is left there as a picture.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';
import { openChromium } from './fakes/browsers.mjs';
import { CONTACT, FakeDesk } from './fakes/fake-desk.mjs';
import { until } from './fakes/until.mjs';

const SITE = process.env.VD_CONSOLE_SITE;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const RECEIVED = { state: 'received', attempt: 1, pages: 3, bytes: 412_345, sha256: 'a'.repeat(64) };

let browser;
let desk;
let context;
let page;
let kiosk;
let troubles;

const act = (name) => `[data-action="${name}"]`;
const inState = (state) => page.waitForSelector(`body[data-state="${state}"]`);

function watch(target) {
  target.on('pageerror', (error) => troubles.push(`page: ${error.message}`));
  target.on('console', (message) => {
    // A refused upgrade or request is part of several tests; the browser reports each as an error.
    if (message.type() === 'error' && !/WebSocket connection|status of 401|net::ERR/.test(message.text()))
      troubles.push(`console: ${message.text()}`);
  });
  return target;
}

async function openPage() {
  return watch(await context.newPage());
}

async function logIn(password = 'right') {
  await page.goto(desk.origin);
  await page.fill('[name="name"]', 'camille');
  await page.fill('[name="password"]', password);
  await page.click(act('login'));
}

async function beAvailable() {
  await logIn();
  await inState('paused');
  await page.click(act('available'));
  await inState('available');
}

async function openKiosk() {
  kiosk = await openPage();
  await kiosk.goto(`${desk.origin}/fake-kiosk.html`);
  await kiosk.waitForFunction(() => window.kiosk?.isReady);
  await page.bringToFront();
}

async function talk() {
  await beAvailable();
  await openKiosk();
  desk.ring();
  await page.waitForSelector(act('answer'));
  await page.click(act('answer'));
  await inState('talking');
  await moves();
}

/* The visitor's picture is there and goes on. */
async function moves() {
  const frames = () => page.evaluate(() => document.querySelector('.tiles video[data-live]')?.getVideoPlaybackQuality().totalVideoFrames ?? 0);
  const before = await until('a first picture', frames);
  await until('a moving picture', async () => await frames() > before + 3);
}

async function shot(name) {
  if (!process.env.SHOTS)
    return;
  fs.mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) });
}

/* What axe finds wrong with what is on screen. */
async function isAccessible(view) {
  // The policy allows no inline script: axe is put in by the driver's own world.
  await page.evaluate(fs.readFileSync(AXE, 'utf8'));
  const violations = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }).then((result) => result.violations
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`)), AXE_TAGS);
  assert.deepEqual(violations, [], view);
}

test.before(async () => { browser = await openChromium(); });
test.after(() => browser?.close());

test.beforeEach(async () => {
  troubles = [];
  desk = await FakeDesk.start(SITE);
  context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1366, height: 768 } });
  page = await openPage();
});

test.afterEach(async () => {
  await context.close();
  await desk.stop();
  assert.deepEqual(desk.faults, [], 'messages against the schema');
  assert.deepEqual(troubles, [], 'errors in the browser');
});

test('login: wrong, then right; every word in three languages', async () => {
  await page.goto(desk.origin);
  await page.waitForSelector(act('login'));
  await isAccessible('login');
  await shot('login');
  await page.selectOption(act('language'), 'en');
  await page.waitForSelector('text=Advisor console');
  await page.selectOption(act('language'), 'es');
  await page.waitForSelector('text=Consola del asesor');
  await page.selectOption(act('language'), 'fr');
  await logIn('wrong');
  await page.waitForSelector('[data-notice="bad-credentials"]');
  await isAccessible('login refused');
  await page.fill('[name="password"]', 'right');
  await page.keyboard.press('Enter');
  await inState('paused');
  assert.deepEqual(desk.logins, ['camille', 'camille']);
});

test('available and paused, the queue\'s figures, the device check', async () => {
  await logIn();
  await inState('paused');
  await isAccessible('paused');
  await shot('paused');
  await page.click(act('available'));
  await inState('available');
  await page.waitForFunction(() => document.querySelector('.self-view')?.videoWidth > 0);
  desk.console.send('queue.state', { waiting: 3, longest_s: 75, available: 2, state: 'busy' });
  await page.waitForFunction(() => document.querySelector('[data-fact="waiting"]').textContent === '3');
  assert.equal(await page.textContent('[data-fact="longest"]'), '1:15');
  await isAccessible('available');
  await shot('available');
  await page.click(act('pause'));
  await inState('paused');
  await page.waitForFunction(() => !document.querySelector('.self-view'));
  assert.deepEqual(desk.of('presence.set'), [{ state: 'available' }, { state: 'paused' }]);
});

test('no camera and no microphone: said, and still available', async () => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
  });
  await beAvailable();
  await page.waitForSelector('[data-notice="devices.video.missing"]');
  await page.waitForSelector('[data-notice="devices.audio.missing"]');
  await isAccessible('no devices');
  await shot('no-devices');
});

test('a whole visit: ring, answer, papers, hang up, wrap-up', async () => {
  await beAvailable();
  await openKiosk();
  desk.ring();
  await inState('ringing');
  await page.waitForSelector(act('answer'));
  assert.equal(await page.getAttribute('[data-fact="reason"]', 'data-reason'), CONTACT.reason);
  assert.equal(await page.textContent('[data-fact="site"]'), CONTACT.site);
  assert.equal(await page.textContent('[data-fact="language"]'), 'français');
  await kiosk.waitForFunction(() => window.kiosk.peers[0]?.connection.connectionState === 'connected');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.action), 'answer');
  assert.match(await page.title(), /visiteur|Visiodesk/);
  await isAccessible('ringing');
  await shot('ringing');

  // Connected for as long as the look at the ring took, and nothing of camera or microphone has come.
  assert.equal(await kiosk.evaluate(() => window.kiosk.inboundPackets()), 0);
  await page.keyboard.press('F2');
  await inState('talking');
  await moves();
  await kiosk.waitForFunction(() => document.getElementById('remote').videoWidth > 0);
  const marks = await page.evaluate(() => performance.getEntriesByType('mark').map(({ name }) => name));
  assert.deepEqual(marks.filter((name) => name !== 'ring').sort(), ['answer-click', 'call-accepted', 'first-frame']);
  await page.waitForSelector('[data-fact="quality"][data-level]');
  await page.focus('[data-fact="quality"]');
  assert.match(await page.textContent('.quality__numbers'), /aller-retour \d+ ms · pertes [\d.]+ % · \d+ images\/s · directe/);
  await isAccessible('talking');
  await shot('talking');

  await page.click(act('mute'));
  await kiosk.waitForFunction(() => window.kiosk.media?.microphone === false);
  await page.keyboard.press('F8');
  await kiosk.waitForFunction(() => window.kiosk.media?.microphone === true);
  await page.click(act('camera'));
  await kiosk.waitForFunction(() => window.kiosk.media?.camera === false);
  await shot('camera-off');
  await page.click(act('camera'));
  await kiosk.waitForFunction(() => window.kiosk.media?.camera === true);
  await kiosk.evaluate(() => window.kiosk.send('call.media', { call: window.kiosk.call, microphone: false, camera: true }));
  await page.waitForSelector('text=Le visiteur a coupé son micro.');

  await paperRound();
  await page.click(act('hangup'));
  await inState('wrap-up');
  await kiosk.waitForFunction(() => window.kiosk.peers.length === 0);
  assert.equal(await page.evaluate(() => document.querySelectorAll('.tiles video').length), 0);
  await isAccessible('wrap-up');
  await shot('wrap-up');
  await page.click(act('finish'));
  await inState('available');
});

async function paperRound() {
  await page.selectOption('[name="paper-kind"]', 'payslip');
  await page.fill('[name="paper-note"]', 'Celui d’octobre');
  await page.click(act('ask-paper'));
  await page.waitForSelector('[data-paper="p-1"][data-state="asked"]');
  assert.deepEqual(desk.of('paper.ask'), [{ contact: CONTACT.contact, kind: 'payslip', note: 'Celui d’octobre' }]);
  await kiosk.evaluate(() => window.kiosk.send('paper.progress', { paper: 'p-1', stage: 'sending', pages: 3, sent: 120, total: 400 }));
  await page.waitForSelector('progress[value="30"]');
  await shot('paper-sending');
  desk.setPaper({ paper: 'p-1', ...RECEIVED });
  await page.waitForSelector('[data-paper="p-1"][data-state="received"]');
  await page.waitForFunction(() => document.querySelector('.thumbnails img')?.naturalWidth > 0);
  await shot('paper-received');
  await viewer();
  await page.click(act('refuse-paper'));
  await page.selectOption('[name="refuse-reason"]', 'blurred');
  await page.fill('[name="refuse-note"]', 'Plus près');
  await isAccessible('refusing');
  await shot('paper-refusing');
  await page.click(act('confirm-refusal'));
  await page.waitForSelector('[data-paper="p-1"][data-state="refused"]');
  desk.setPaper({ paper: 'p-1', ...RECEIVED, attempt: 2, reason: null });
  await page.waitForSelector('[data-paper="p-1"][data-state="received"]');
  await page.click(act('accept-paper'));
  await page.waitForSelector('[data-paper="p-1"][data-state="accepted"]');
  assert.deepEqual(desk.of('paper.judge'), [
    { paper: 'p-1', accepted: false, reason: 'blurred', note: 'Plus près' }, { paper: 'p-1', accepted: true, note: '' }]);
  assert.ok(desk.paperViews.some((url) => url.includes('attempt=2')), 'the second attempt is fetched anew');
}

async function viewer() {
  await page.click(act('open-paper'));
  await page.waitForFunction(() => document.querySelector('.viewer__sheet img')?.naturalWidth > 0);
  await isAccessible('viewer');
  await shot('viewer');
  await page.click(act('next-page'));
  assert.equal(await page.textContent('[data-fact="page"]'), '2 / 3');
  await page.click(act('zoom-in'));
  await page.click(act('rotate'));
  await page.waitForSelector('.viewer__frame[data-quarters="1"]');
  await shot('viewer-turned');
  await moves();
  await page.keyboard.press('Escape');
  await page.waitForSelector('.viewer', { state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.action), 'open-paper');
  await moves();
}

test('declined, left, and not answered in time', async () => {
  await beAvailable();
  await openKiosk();
  desk.ring();
  await page.waitForSelector(act('decline'));
  await page.keyboard.press('F4');
  await inState('available');
  assert.deepEqual(desk.of('ring.decline'), [{ call: 'call-1' }]);
  await kiosk.waitForFunction(() => window.kiosk.peers.length === 0);
  for (const why of ['left', 'timeout']) {
    desk.ring({ call: `call-${why}` });
    await page.waitForSelector(act('answer'));
    desk.stopRing(why);
    await page.waitForSelector(`[data-notice="notice.ring.${why}"]`);
  }
  await isAccessible('notice');
  await shot('notice');
});

test('a ring is heard and seen behind other windows', async () => {
  await context.grantPermissions(['notifications'], { origin: desk.origin });
  await page.addInitScript(() => {
    window.tones = 0;
    window.notes = [];
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function count() { window.tones++; return create.call(this); };
    window.Notification = class {
      static permission = 'granted';
      constructor(title, { body }) { window.notes.push([title, body, 'open']); this.entry = window.notes.at(-1); }
      close() { this.entry[2] = 'closed'; }
    };
    document.hasFocus = () => false;
  });
  await beAvailable();
  await page.waitForFunction(() => !document.querySelector('[data-action="unlock-sound"]'));
  desk.ring({ seconds: 10 });
  await inState('ringing');
  // Ten seconds of a chime of two tones every 2.5 s, scheduled ahead.
  assert.equal(await page.evaluate(() => window.tones), 8);
  await page.waitForFunction(() => document.title === 'Un visiteur vous attend');
  assert.match(await page.getAttribute('link[rel="icon"]', 'href'), /ringing/);
  assert.deepEqual(await page.evaluate(() => window.notes), [['Un visiteur vous attend', 'Allocations et paiements · Agence de Lens', 'open']]);
  desk.stopRing('left');
  await inState('available');
  await page.waitForFunction(() => document.title.startsWith('Visiodesk'));
  assert.match(await page.getAttribute('link[rel="icon"]', 'href'), /idle/);
  assert.deepEqual(await page.evaluate(() => window.notes.map(([, , state]) => state)), ['closed']);
});

test('loaded again while available: the ring is known to be silent until the page is touched', async () => {
  await beAvailable();
  await page.reload();
  await inState('available');
  await page.waitForSelector(act('unlock-sound'));
  await isAccessible('sound locked');
  await shot('sound-locked');
  await page.click('h1');
  await page.waitForSelector(act('unlock-sound'), { state: 'detached' });
});

test('the line cut in a call: media goes on, what was done meanwhile arrives', async () => {
  await talk();
  await page.evaluate(() => {
    const Real = window.WebSocket;
    window.letThrough = false;
    window.WebSocket = class extends Real {
      constructor(url) { super(window.letThrough ? url : url.replace('/ws/console', '/ws/nowhere')); }
    };
  });
  desk.cut();
  await page.waitForSelector('[data-notice="line"]');
  await isAccessible('line down');
  await shot('line-down');
  await moves();
  await page.click(act('ask-paper'));
  assert.equal(desk.of('paper.ask').length, 0);
  await page.evaluate(() => { window.letThrough = true; });
  await page.waitForSelector('[data-paper="p-1"][data-state="asked"]', { timeout: 30_000 });
  await page.waitForSelector('[data-notice="line"]', { state: 'detached' });
  assert.equal(desk.of('paper.ask').length, 1);
  await moves();
});

test('the desk restarted in a call: the same peer goes on', async () => {
  await talk();
  desk.isForgetful = true;
  desk.cut();
  await until('a second session', () => desk.sessions >= 3);
  await inState('talking');
  await moves();
  assert.equal(desk.of('call.renew').length, 0);
});

test('the page loaded again in a call: the same call comes back', async () => {
  await talk();
  await page.reload();
  await inState('talking');
  await until('a new peer', () => kiosk.evaluate(() => window.kiosk.peers.length === 2));
  await moves();
  assert.deepEqual(desk.of('call.renew'), [{ call: 'call-1' }]);
  await kiosk.waitForFunction(() => window.kiosk.media?.camera === true);
});

test('the kiosk replaces its peer: never a moment without picture', async () => {
  await talk();
  await page.evaluate(() => {
    window.leastTiles = 9;
    const count = () => {
      window.leastTiles = Math.min(window.leastTiles, document.querySelectorAll('.tiles video[data-live]').length);
      requestAnimationFrame(count);
    };
    count();
  });
  await kiosk.evaluate(() => window.kiosk.offer());
  await until('the swap', async () => await page.evaluate(() => performance.now() > 0 && document.querySelectorAll('.tiles video').length === 1)
    && desk.of('call.answer').length === 2);
  await moves();
  assert.equal(await page.evaluate(() => window.leastTiles), 1);
});

test('a kiosk that falls silent is said, and asked for a new peer', async () => {
  await talk();
  await kiosk.evaluate(() => window.kiosk.peers[0].connection.close());
  await page.waitForSelector('[data-fact="call-phase"][data-trouble="unstable"], [data-fact="call-phase"][data-trouble="lost"]', { timeout: 20_000 });
  await shot('unstable');
  await until('the request for a new peer', () => desk.of('call.renew').length === 1, 25_000);
  await moves();
  await page.waitForSelector('[data-fact="call-phase"][data-trouble="none"]', { state: 'attached', timeout: 20_000 });
});

test('the kiosk\'s socket lost, the visitor gone', async () => {
  await talk();
  desk.console.send('call.presence', { call: 'call-1', present: false });
  await page.waitForSelector('[data-fact="call-phase"][data-present="false"]');
  desk.endCall('lost', 'desk');
  await page.waitForSelector('body[data-state="wrap-up"] [data-fact="end"][data-why="lost"]');
});

test('a second tab takes over; the first says so and may take back', async () => {
  await beAvailable();
  const second = await openPage();
  await second.goto(desk.origin);
  await second.waitForSelector('body[data-state="available"]');
  await inState('elsewhere');
  await page.bringToFront();
  await isAccessible('elsewhere');
  await shot('elsewhere');
  await page.click(act('take-over'));
  await inState('available');
  await second.waitForSelector('body[data-state="elsewhere"]');
});

test('a login that has run out leads back to the login', async () => {
  await beAvailable();
  await context.clearCookies();
  desk.cut();
  await inState('login');
  await page.waitForSelector('[data-notice="notice.logged-out"]');
});

test('logging out', async () => {
  await beAvailable();
  await page.click(act('logout'));
  await inState('login');
  assert.equal((await context.cookies()).length, 0);
});

test('at 1920 × 1080, dark, at 200 % zoom: nothing cut off', async () => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await talk();
  desk.setPaper({ paper: 'p-1', kind: 'identity', note: 'Recto et verso', ...RECEIVED });
  await page.waitForSelector('[data-paper="p-1"]');
  await shot('talking-1920');
  // Colours that are still on their way from light to dark are nobody's: no transitions.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await isAccessible('dark');
  await shot('talking-1920-dark');
  desk.endCall('done', 'kiosk');
  await inState('wrap-up');
  await isAccessible('wrap-up dark');
  await shot('wrap-up-dark');
  await page.click(act('finish'));
  await inState('available');
  await isAccessible('available dark');
  await page.setViewportSize({ width: 683, height: 384 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `wider than the window by ${overflow} px`);
});

test('forced colours, no motion: the state is still told by words', async () => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await beAvailable();
  await isAccessible('forced colours');
  assert.equal(await page.textContent('.presence strong'), 'Disponible');
  await shot('forced-colours');
});
