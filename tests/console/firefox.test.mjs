// SPDX-License-Identifier: EUPL-1.2
// The main road in Firefox, driven over WebDriver BiDi: ring, answer, picture both ways, a paper, the page loaded
// again, hang up. Chromium's test has the side roads.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openFirefox } from './fakes/browsers.mjs';
import { FakeDesk } from './fakes/fake-desk.mjs';
import { until } from './fakes/until.mjs';

const act = (name) => `[data-action="${name}"]`;

let browser;
let desk;
let page;
let kiosk;
let troubles = [];

const inState = (state) => page.waitForSelector(`body[data-state="${state}"]`);

/* Five more frames are shown. (Firefox counts none of a MediaStream in getVideoPlaybackQuality.) */
async function moves() {
  await page.waitForSelector('.tiles video[data-live]');
  await page.evaluate(
    () =>
      new Promise((done) => {
        const video = document.querySelector('.tiles video[data-live]');
        let left = 5;
        const step = () => (--left ? video.requestVideoFrameCallback(step) : done());
        video.requestVideoFrameCallback(step);
      }),
  );
}

test.before(async () => {
  browser = await openFirefox();
  desk = await FakeDesk.start(process.env.VD_CONSOLE_SITE);
});

test.after(async () => {
  await browser?.close();
  await desk?.stop();
});

test('logs in and goes available, camera open', async () => {
  page = await browser.newPage();
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(desk.origin);
  await page.locator('[name="name"]').fill('camille');
  await page.locator('[name="password"]').fill('right');
  await page.locator(act('login')).click();
  await inState('paused');
  await page.locator(act('available')).click();
  await inState('available');
  await page.waitForFunction(() => document.querySelector('.self-view')?.videoWidth > 0);
});

test('rings, connects with the gate closed, and shows the visitor once answered', async () => {
  kiosk = await browser.newPage();
  await kiosk.goto(`${desk.origin}/fake-kiosk.html`);
  await kiosk.waitForFunction(() => window.kiosk?.isReady, { polling: 100 });
  await page.bringToFront();
  desk.ring();
  await page.waitForSelector(act('answer'));
  await kiosk.waitForFunction(() => window.kiosk.peers[0]?.connection.connectionState === 'connected', {
    polling: 100,
  });
  assert.equal(await kiosk.evaluate(() => window.kiosk.inboundPackets()), 0);
  await page.locator(act('answer')).click();
  await inState('talking');
  await moves();
  await until("the advisor's media at the kiosk", () => kiosk.evaluate(() => window.kiosk.inboundPackets()));
  const marks = await page.evaluate(() => performance.getEntriesByType('mark').map(({ name }) => name));
  assert.deepEqual(marks, ['ring', 'answer-click', 'call-accepted', 'first-frame']);
  await page.waitForSelector('[data-fact="quality"][data-level]');
});

test('asks for a paper, looks at it, accepts it', async () => {
  await page.select('[name="paper-kind"]', 'identity');
  await page.locator(act('ask-paper')).click();
  await page.waitForSelector('[data-paper="p-1"][data-state="asked"]');
  desk.setPaper({ paper: 'p-1', state: 'received', attempt: 1, pages: 2, bytes: 90_000, sha256: 'b'.repeat(64) });
  await page.locator(act('open-paper')).click();
  await page.waitForFunction(() => document.querySelector('.viewer__sheet img')?.naturalWidth > 0);
  await moves();
  await page.locator(act('close-paper')).click();
  await page.locator(act('accept-paper')).click();
  await page.waitForSelector('[data-paper="p-1"][data-state="accepted"]');
});

test('writes and is written to, letter by letter', async () => {
  await kiosk.waitForFunction(() => window.kiosk.asked.at(-1)?.peer === 1, { polling: 100 });
  await kiosk.evaluate(() => window.kiosk.ask(0));
  await page.focus('[name="text"]');
  await page.keyboard.type('Ouu');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('i, é');
  await until('each letter at the kiosk', () => kiosk.evaluate(() => window.kiosk.came === 'Ouu\bi, é'));
  await page.keyboard.press('Enter');
  await until('the line end', () => kiosk.evaluate(() => window.kiosk.came.endsWith('\u2028')));
  await kiosk.evaluate(() => window.kiosk.write('Mercii\b !'));
  await page.waitForFunction(
    () => document.querySelector('[data-turn="theirs"] .turn__text')?.textContent === 'Merci !',
  );
  assert.equal(await page.$eval('[data-turn="mine"] .turn__text', (turn) => turn.textContent), 'Oui, é');
  assert.equal(await page.$eval('[name="text"]', (field) => field.value), '');
});

test('loaded again in the call, the same call comes back', async () => {
  await page.reload();
  await inState('talking');
  await moves();
  assert.deepEqual(desk.of('call.renew'), [{ call: 'call-1' }]);
});

test('hangs up, wraps up, is available again; nothing broke any rule', async () => {
  await page.locator(act('hangup')).click();
  await inState('wrap-up');
  await page.locator(act('finish')).click();
  await inState('available');
  assert.deepEqual(desk.faults, []);
  assert.deepEqual(troubles, []);
});
