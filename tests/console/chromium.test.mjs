// SPDX-License-Identifier: EUPL-1.2
// The assembled console in a real Chromium, a second page as the kiosk, real WebRTC between them: every view, its
// words, its keys, what axe finds in it. chromium-lines.test.mjs has what may break.
import assert from 'node:assert/strict';
import test from 'node:test';
import { act, useConsole } from './fakes/console-page.mjs';
import { CONTACT } from './fakes/fake-desk.mjs';

const RECEIVED = { state: 'received', attempt: 1, pages: 3, bytes: 412_345, sha256: 'a'.repeat(64) };
const it = useConsole(test);

const theirMedia = (said) =>
  it.kiosk.evaluate((body) => window.kiosk.send('call.media', { call: window.kiosk.call, ...body }), said);

test('login: wrong, then right; every word in three languages', async () => {
  await it.page.goto(it.desk.origin);
  await it.page.waitForSelector(act('login'));
  await it.isAccessible('login');
  await it.shot('login');
  await it.page.selectOption(act('language'), 'en');
  await it.page.waitForSelector('text=Advisor console');
  await it.page.selectOption(act('language'), 'es');
  await it.page.waitForSelector('text=Consola del asesor');
  await it.page.selectOption(act('language'), 'fr');
  await it.logIn('wrong');
  await it.page.waitForSelector('[data-notice="bad-credentials"]');
  await it.isAccessible('login refused');
  await it.page.fill('[name="password"]', 'right');
  await it.page.keyboard.press('Enter');
  await it.inState('paused');
  assert.deepEqual(it.desk.logins, ['camille', 'camille']);
});

test("available and paused, the queue's figures, the device check", async () => {
  await it.logIn();
  await it.inState('paused');
  await it.isAccessible('paused');
  await it.shot('paused');
  await it.page.click(act('available'));
  await it.inState('available');
  await it.page.waitForFunction(() => document.querySelector('.self-view')?.videoWidth > 0);
  it.desk.console.send('queue.state', { waiting: 3, longest_s: 75, available: 2, state: 'busy' });
  await it.page.waitForFunction(() => document.querySelector('[data-fact="waiting"]').textContent === '3');
  assert.equal(await it.page.textContent('[data-fact="longest"]'), '1:15');
  await it.isAccessible('available');
  await it.shot('available');
  const speaker = await it.page.getAttribute(`${act('choose-ring')} option:last-child`, 'value');
  assert.notEqual(speaker, '');
  await it.page.selectOption(act('choose-ring'), speaker);
  await it.page.click(act('test-ring'));
  await it.page.click(act('pause'));
  await it.inState('paused');
  await it.page.waitForFunction(() => !document.querySelector('.self-view'));
  assert.deepEqual(it.desk.of('presence.set'), [{ state: 'available' }, { state: 'paused' }]);
  await it.page.reload();
  await it.page.waitForSelector(act('choose-ring'));
  assert.equal(await it.page.evaluate(() => JSON.parse(localStorage.getItem('visiodesk.devices')).output), speaker);
});

test('no camera and no microphone: said, and still available', async () => {
  await it.page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
  });
  await it.beAvailable();
  await it.page.waitForSelector('[data-notice="devices.video.missing"]');
  await it.page.waitForSelector('[data-notice="devices.audio.missing"]');
  await it.isAccessible('no devices');
  await it.shot('no-devices');
});

test('a whole visit: ring, answer, papers, hang up, wrap-up', async () => {
  await it.beAvailable();
  await it.openKiosk();
  it.desk.ring();
  await it.inState('ringing');
  await it.page.waitForSelector(act('answer'));
  assert.equal(await it.page.getAttribute('[data-fact="reason"]', 'data-reason'), CONTACT.reason);
  assert.equal(await it.page.textContent('[data-fact="site"]'), CONTACT.site);
  assert.equal(await it.page.textContent('[data-fact="language"]'), 'français');
  await it.kiosk.waitForFunction(() => window.kiosk.peers[0]?.connection.connectionState === 'connected');
  assert.equal(await it.page.evaluate(() => document.activeElement.dataset.action), 'answer');
  assert.match(await it.page.title(), /visiteur|Visiodesk/);
  await it.isAccessible('ringing');
  await it.shot('ringing');

  // Connected for as long as the look at the ring took, and nothing of camera or microphone has come.
  assert.equal(await it.kiosk.evaluate(() => window.kiosk.inboundPackets()), 0);
  await it.page.keyboard.press('F2');
  await it.inState('talking');
  await it.moves();
  await it.kiosk.waitForFunction(() => document.getElementById('remote').videoWidth > 0);
  // Half as large at first, so that somebody is seen at once; the line has room for more.
  const small = await it.kiosk.evaluate(() => document.getElementById('remote').videoHeight);
  assert.ok(small <= 360, `${small} lines`);
  await it.kiosk.waitForFunction((lines) => document.getElementById('remote').videoHeight > lines, small);
  const marks = await it.page.evaluate(() => performance.getEntriesByType('mark').map(({ name }) => name));
  assert.deepEqual(marks.filter((name) => name !== 'ring').sort(), ['answer-click', 'call-accepted', 'first-frame']);
  await it.page.waitForSelector('[data-fact="quality"][data-level]');
  await it.page.focus(act('quality'));
  await it.page.keyboard.press('Enter');
  await it.page.waitForSelector('.quality__numbers', { state: 'visible' });
  const figure = (name) => it.page.textContent(`[data-figure="${name}"]`);
  assert.match(await figure('rtt'), /^\d+ ms$/);
  assert.match(await figure('loss-in'), /^\d+,\d %$/);
  assert.match(await figure('fps'), /^\d+ par seconde$/);
  assert.match(await figure('freezes'), /^\d+$/);
  assert.match(await figure('rates'), /^\d+ \/ \d+ kbit\/s$/);
  assert.equal(await figure('route'), 'direct');
  await it.isAccessible('talking');
  await it.shot('talking');

  await it.page.click(act('mute'));
  assert.equal(await it.page.getAttribute(act('quality'), 'aria-expanded'), 'false', 'open only while one is there');
  await it.kiosk.waitForFunction(() => window.kiosk.media?.microphone === false);
  await it.page.keyboard.press('F8');
  await it.kiosk.waitForFunction(() => window.kiosk.media?.microphone === true);
  await it.page.click(act('camera'));
  await it.kiosk.waitForFunction(() => window.kiosk.media?.camera === false);
  await it.shot('camera-off');
  await it.page.click(act('camera'));
  await it.kiosk.waitForFunction(() => window.kiosk.media?.camera === true);
  await theirMedia({ microphone: true, camera: false, camera_why: 'line' });
  await it.page.waitForSelector('text=La liaison est trop faible pour l’image');
  await it.shot('narrow-line');
  await theirMedia({ microphone: false, microphone_why: 'device', camera: false });
  await it.page.waitForSelector('text=Le visiteur a coupé sa caméra. La borne n’a pas de micro qui fonctionne.');
  assert.equal(await it.page.evaluate(() => getComputedStyle(document.querySelector('.tiles video')).visibility), 'hidden');
  await theirMedia({ microphone: false, camera: true });
  await it.page.waitForSelector('text=Le visiteur a coupé son micro.');

  await paperRound();
  await it.page.click(act('hangup'));
  await it.inState('wrap-up');
  await it.kiosk.waitForFunction(() => window.kiosk.peers.length === 0);
  assert.equal(await it.page.evaluate(() => document.querySelectorAll('.tiles video').length), 0);
  callWasTold();
  await it.isAccessible('wrap-up');
  await it.shot('wrap-up');
  await it.page.click(act('finish'));
  await it.inState('available');
});

/* The last word on a call, from a real browser's figures: the fake desk holds it to the schema. */
function callWasTold() {
  const { body } = it.desk.received.findLast(({ kind }) => kind === 'call.stats');
  assert.equal(body.peers, 1);
  assert.equal(body.failures, 0);
  assert.equal(body.route, 'direct');
  assert.ok(body.connected_ms > 0 && body.talk_ms > body.first_frame_ms);
  assert.ok(body.frames > 0 && body.received_kbps > 0 && body.sent_kbps > 0);
}

/* Pictures come while the visitor shows them; a click and the arrow keys point at a spot. */
async function liveRound() {
  const view = `[data-paper="p-1"] ${act('point')}`;
  assert.equal(await it.page.$(view), null, 'nothing is seen that is not shown');
  it.desk.console.send('paper.view', { paper: 'p-1', n: 1 });
  await it.page.waitForSelector(`${view}[data-live="true"]`);
  await it.isAccessible('live view');
  await it.shot('paper-live');
  const box = await (await it.page.$(view)).boundingBox();
  await it.page.click(view, { position: { x: box.width / 4, y: box.height / 2 } });
  await it.page.waitForSelector('[data-paper="p-1"] .live__spot');
  await it.page.focus(view);
  await it.page.keyboard.press('ArrowRight');
  await it.page.waitForFunction(() => document.querySelector('.live__spot').style.left.startsWith('30'));
  const points = it.desk.of('paper.point');
  assert.equal(points.length, 2);
  assert.ok(points.every(({ paper }) => paper === 'p-1'));
  assert.ok(Math.abs(points[0].x - 250) < 10 && Math.abs(points[0].y - 500) < 20, JSON.stringify(points));
  assert.equal(points[1].x, points[0].x + 50);
  it.desk.console.send('paper.view', { paper: 'p-1', n: 2 });
  await it.page.waitForFunction(() => document.querySelector('.live img').src.endsWith('n=2'));
  it.desk.console.send('paper.view', { paper: 'p-1', n: 0 });
  await it.page.waitForFunction(() => !document.querySelector('.live'));
}

/* A kind that is only shown: seen, accepted, and nothing was sent. */
async function shownRound() {
  await it.page.selectOption('[name="paper-kind"]', 'contract');
  await it.page.click(act('ask-paper'));
  const card = '[data-kind="contract"][data-state="asked"]';
  await it.page.waitForSelector(card);
  const { paper } = it.desk.papers.at(-1);
  it.desk.setPaper({ paper, show_only: true });
  assert.ok(await it.page.isDisabled(`${card} ${act('paper-seen')}`), 'nothing is accepted unseen');
  it.desk.console.send('paper.view', { paper, n: 1 });
  await it.page.click(`${card} ${act('paper-seen')}:not(:disabled)`);
  await it.page.waitForSelector('[data-kind="contract"][data-state="accepted"]');
  assert.equal(await it.page.$(`[data-kind="contract"] ${act('open-paper')}`), null);
}

/* First the desk has no answer, then it has. */
async function receiptRound() {
  const receipt = `[data-paper="p-1"] ${act('open-receipt')}`;
  await it.page.click(receipt);
  await it.page.waitForSelector('[data-paper="p-1"] .receipt .notice--warning');
  await it.page.click(receipt);
  const by = { role: 'advisor', name: 'Camille Martin' };
  it.desk.receipts['p-1'] = [
    { at: '2026-11-28T09:40:00Z', what: 'asked', kind: 'payslip', ...by },
    { at: '2026-11-28T09:41:00Z', what: 'received', role: 'kiosk', name: 'Lens', attempt: 1, pages: 3, bytes: 412_345, sha256: 'a'.repeat(64) },
    { at: '2026-11-28T09:41:02Z', what: 'read', attempt: 1, page: 1, ...by },
    { at: '2026-11-28T09:41:03Z', what: 'read', attempt: 1, page: 2, ...by },
    { at: '2026-11-28T09:41:20Z', what: 'text', role: 'desk', attempt: 1, bytes: 430_000, sha256: 'b'.repeat(64), words: 213 },
    { at: '2026-11-28T09:41:30Z', what: 'refused', attempt: 1, reason: 'blurred', ...by },
    { at: '2026-11-28T09:42:00Z', what: 'deleted', role: 'desk', attempt: 1, reason: 'replaced' },
  ];
  await it.page.click(receipt);
  await it.page.waitForSelector('[data-paper="p-1"] [data-what="deleted"]');
  const acts = await it.page.$$eval('[data-paper="p-1"] [data-what]', (lines) => lines.map((line) => line.dataset.what));
  assert.deepEqual(acts, ['asked', 'received', 'read', 'text', 'refused', 'deleted']);
  assert.match(await it.page.textContent('[data-paper="p-1"] [data-what="read"]'), /1, 2/);
  assert.match(await it.page.textContent('[data-paper="p-1"] [data-what="received"]'), /a{64}/);
  assert.match(await it.page.textContent('[data-paper="p-1"] [data-what="text"]'), /213.*b{64}/s);
  await it.isAccessible('receipt');
  await it.shot('receipt');
  await it.page.click(receipt);
}

async function paperRound() {
  const kinds = await it.page.$$eval('[name="paper-kind"] option', (options) => options.map((option) => option.value));
  assert.deepEqual(kinds, ['payslip', 'identity', 'contract'], 'the checklist of the desk, in its order');
  await it.page.selectOption('[name="paper-kind"]', 'identity');
  assert.equal(await it.page.textContent('[data-fact="paper-rule"]'), 'Recto et verso. Gardé 1 heure. Marqué en filigrane.');
  await it.page.selectOption('[name="paper-kind"]', 'contract');
  assert.equal(await it.page.textContent('[data-fact="paper-rule"]'), 'Montré seulement : rien n’est envoyé ni gardé.');
  await it.page.selectOption('[name="paper-kind"]', 'payslip');
  await it.page.fill('[name="paper-note"]', 'Celui d’octobre');
  await it.page.click(act('ask-paper'));
  await it.page.waitForSelector('[data-paper="p-1"][data-state="asked"]');
  assert.deepEqual(it.desk.of('paper.ask'), [{ contact: CONTACT.contact, kind: 'payslip', note: 'Celui d’octobre' }]);
  await it.kiosk.evaluate(() =>
    window.kiosk.send('paper.progress', { paper: 'p-1', stage: 'sending', pages: 3, sent: 120, total: 400 }),
  );
  await it.page.waitForSelector('progress[value="30"]');
  await it.shot('paper-sending');
  await liveRound();
  it.desk.setPaper({ paper: 'p-1', ...RECEIVED, checked: 'pending' });
  await it.page.waitForSelector('[data-paper="p-1"] [data-checked="pending"]');
  assert.equal(await it.page.$(`[data-paper="p-1"] ${act('accept-paper')}`), null, 'nothing is judged unseen');
  it.desk.setPaper({ paper: 'p-1', ...RECEIVED, checked: 'clean' });
  await it.page.waitForSelector('[data-paper="p-1"][data-state="received"]');
  await it.page.waitForSelector(`[data-paper="p-1"] ${act('accept-paper')}`);
  await it.page.waitForFunction(() => document.querySelector('.thumbnails img')?.naturalWidth > 0);
  await it.shot('paper-received');
  await viewer();
  await it.page.click(act('refuse-paper'));
  await it.page.selectOption('[name="refuse-reason"]', 'blurred');
  await it.page.fill('[name="refuse-note"]', 'Plus près');
  await it.isAccessible('refusing');
  await it.shot('paper-refusing');
  await it.page.click(act('confirm-refusal'));
  await it.page.waitForSelector('[data-paper="p-1"][data-state="refused"]');
  it.desk.setPaper({ paper: 'p-1', ...RECEIVED, attempt: 2, reason: null });
  await it.page.waitForSelector('[data-paper="p-1"][data-state="received"]');
  await it.page.click(act('accept-paper'));
  await it.page.waitForSelector('[data-paper="p-1"][data-state="accepted"]');
  assert.deepEqual(it.desk.of('paper.judge'), [
    { paper: 'p-1', accepted: false, reason: 'blurred', note: 'Plus près' },
    { paper: 'p-1', accepted: true, note: '' },
  ]);
  await receiptRound();
  await shownRound();
  it.desk.setPaper({ paper: 'p-3', kind: 'letter', state: 'withdrawn', reason: 'not-here' });
  await it.page.waitForSelector('[data-paper="p-3"] [data-reason="not-here"]');
  await it.isAccessible('withdrawn');
  assert.ok(
    it.desk.paperViews.some((url) => url.includes('attempt=2')),
    'the second attempt is fetched anew',
  );
}

async function viewer() {
  await it.page.click(act('open-paper'));
  await it.page.waitForFunction(() => document.querySelector('.viewer__sheet img')?.naturalWidth > 0);
  await it.isAccessible('viewer');
  await it.shot('viewer');
  await it.page.click(act('next-page'));
  assert.equal(await it.page.textContent('[data-fact="page"]'), '2 / 3');
  await it.page.click(act('zoom-in'));
  await it.page.click(act('rotate'));
  await it.page.waitForSelector('.viewer__frame[data-quarters="1"]');
  await it.shot('viewer-turned');
  await it.moves();
  await it.page.keyboard.press('Escape');
  await it.page.waitForSelector('.viewer', { state: 'detached' });
  assert.equal(await it.page.evaluate(() => document.activeElement.dataset.action), 'open-paper');
  await it.moves();
}

test('declined, left, and not answered in time', async () => {
  await it.beAvailable();
  await it.openKiosk();
  it.desk.ring();
  await it.page.waitForSelector(act('decline'));
  await it.page.keyboard.press('F4');
  await it.inState('available');
  assert.deepEqual(it.desk.of('ring.decline'), [{ call: 'call-1' }]);
  await it.kiosk.waitForFunction(() => window.kiosk.peers.length === 0);
  for (const why of ['left', 'timeout']) {
    it.desk.ring({ call: `call-${why}` });
    await it.page.waitForSelector(act('answer'));
    it.desk.stopRing(why);
    await it.page.waitForSelector(`[data-notice="notice.ring.${why}"]`);
  }
  await it.isAccessible('notice');
  await it.shot('notice');
});

test('a ring is heard and seen behind other windows', async () => {
  await it.context.grantPermissions(['notifications'], { origin: it.desk.origin });
  await it.page.addInitScript(() => {
    window.tones = 0;
    window.notes = [];
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function count() {
      window.tones++;
      return create.call(this);
    };
    window.Notification = class {
      static permission = 'granted';
      constructor(title, { body }) {
        window.notes.push([title, body, 'open']);
        this.entry = window.notes.at(-1);
      }
      close() {
        this.entry[2] = 'closed';
      }
    };
    document.hasFocus = () => false;
  });
  await it.beAvailable();
  await it.page.waitForFunction(() => !document.querySelector('[data-action="unlock-sound"]'));
  it.desk.ring({ seconds: 10 });
  await it.inState('ringing');
  // Ten seconds of a chime of two tones every 2.5 s, scheduled ahead.
  assert.equal(await it.page.evaluate(() => window.tones), 8);
  await it.page.waitForFunction(() => document.title === 'Un visiteur vous attend');
  assert.match(await it.page.getAttribute('link[rel="icon"]', 'href'), /ringing/);
  assert.deepEqual(await it.page.evaluate(() => window.notes), [
    ['Un visiteur vous attend', 'Allocations et paiements · Agence de Lens', 'open'],
  ]);
  it.desk.stopRing('left');
  await it.inState('available');
  await it.page.waitForFunction(() => document.title.startsWith('Visiodesk'));
  assert.match(await it.page.getAttribute('link[rel="icon"]', 'href'), /idle/);
  assert.deepEqual(await it.page.evaluate(() => window.notes.map(([, , state]) => state)), ['closed']);
});

test('loaded again while available: the ring is known to be silent until the page is touched', async () => {
  await it.beAvailable();
  await it.page.reload();
  await it.inState('available');
  await it.page.waitForSelector(act('unlock-sound'));
  await it.isAccessible('sound locked');
  await it.shot('sound-locked');
  await it.page.click('h1');
  await it.page.waitForSelector(act('unlock-sound'), { state: 'detached' });
});

test('logging out', async () => {
  await it.beAvailable();
  await it.page.click(act('logout'));
  await it.inState('login');
  assert.equal((await it.context.cookies()).length, 0);
});

test('at 1920 × 1080, dark, at 200 % zoom: nothing cut off', async () => {
  await it.page.setViewportSize({ width: 1920, height: 1080 });
  await it.talk();
  it.desk.setPaper({ paper: 'p-1', kind: 'identity', note: 'Recto et verso', ...RECEIVED });
  await it.page.waitForSelector('[data-paper="p-1"]');
  await it.shot('talking-1920');
  // Colours that are still on their way from light to dark are nobody's: no transitions.
  await it.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await it.isAccessible('dark');
  await it.shot('talking-1920-dark');
  it.desk.endCall('done', 'kiosk');
  await it.inState('wrap-up');
  await it.isAccessible('wrap-up dark');
  await it.shot('wrap-up-dark');
  await it.page.click(act('finish'));
  await it.inState('available');
  await it.isAccessible('available dark');
  await it.page.setViewportSize({ width: 683, height: 384 });
  const overflow = await it.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `wider than the window by ${overflow} px`);
});

test('forced colours, no motion: the state is still told by words', async () => {
  await it.page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await it.beAvailable();
  await it.isAccessible('forced colours');
  assert.equal(await it.page.textContent('.presence strong'), 'Disponible');
  await it.shot('forced-colours');
});
