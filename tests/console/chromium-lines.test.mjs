// SPDX-License-Identifier: EUPL-1.2
// What may break around a call, in a real Chromium: the line, the desk, the page, the kiosk's peer, the login, and a
// second tab.
import assert from 'node:assert/strict';
import test from 'node:test';
import { act, useConsole } from './fakes/console-page.mjs';
import { until } from './fakes/until.mjs';

const it = useConsole(test);

test('the line cut in a call: media goes on, what was done meanwhile arrives', async () => {
  await it.talk();
  await it.page.evaluate(() => {
    const Real = window.WebSocket;
    window.letThrough = false;
    window.WebSocket = class extends Real {
      constructor(url) {
        super(window.letThrough ? url : url.replace('/ws/console', '/ws/nowhere'));
      }
    };
  });
  it.desk.cut();
  await it.page.waitForSelector('[data-notice="line"]');
  await it.isAccessible('line down');
  await it.shot('line-down');
  await it.moves();
  await it.page.click(act('ask-paper'));
  assert.equal(it.desk.of('paper.ask').length, 0);
  await it.page.evaluate(() => {
    window.letThrough = true;
  });
  await it.page.waitForSelector('[data-paper="p-1"][data-state="asked"]', { timeout: 30_000 });
  await it.page.waitForSelector('[data-notice="line"]', { state: 'detached' });
  assert.equal(it.desk.of('paper.ask').length, 1);
  await it.moves();
});

test('the desk restarted in a call: the same peer goes on', async () => {
  await it.talk();
  it.desk.isForgetful = true;
  it.desk.cut();
  await until('a second session', () => it.desk.sessions >= 3);
  await it.inState('talking');
  await it.moves();
  assert.equal(it.desk.of('call.renew').length, 0);
});

test('the page loaded again in a call: the same call comes back', async () => {
  await it.talk();
  await it.page.reload();
  await it.inState('talking');
  await until('a new peer', () => it.kiosk.evaluate(() => window.kiosk.peers.length === 2));
  await it.moves();
  assert.deepEqual(it.desk.of('call.renew'), [{ call: 'call-1' }]);
  await it.kiosk.waitForFunction(() => window.kiosk.media?.camera === true);
});

test('the kiosk replaces its peer: never a moment without picture', async () => {
  await it.talk();
  await it.page.evaluate(() => {
    window.leastTiles = 9;
    const count = () => {
      window.leastTiles = Math.min(window.leastTiles, document.querySelectorAll('.tiles video[data-live]').length);
      requestAnimationFrame(count);
    };
    count();
  });
  await it.kiosk.evaluate(() => window.kiosk.offer());
  await until(
    'the swap',
    async () =>
      (await it.page.evaluate(() => performance.now() > 0 && document.querySelectorAll('.tiles video').length === 1)) &&
      it.desk.of('call.answer').length === 2,
  );
  await it.moves();
  assert.equal(await it.page.evaluate(() => window.leastTiles), 1);
});

test('a kiosk that falls silent is said, and asked for a new peer', async () => {
  await it.talk();
  await it.kiosk.evaluate(() => window.kiosk.peers[0].connection.close());
  await it.page.waitForSelector(
    '[data-fact="call-phase"][data-trouble="unstable"], [data-fact="call-phase"][data-trouble="lost"]',
    { timeout: 20_000 },
  );
  await it.shot('unstable');
  await until('the request for a new peer', () => it.desk.of('call.renew').length === 1, 25_000);
  await it.moves();
  await it.page.waitForSelector('[data-fact="call-phase"][data-trouble="none"]', {
    state: 'attached',
    timeout: 20_000,
  });
});

test("the kiosk's socket lost, the visitor gone", async () => {
  await it.talk();
  it.desk.console.send('call.presence', { call: 'call-1', present: false });
  await it.page.waitForSelector('[data-fact="call-phase"][data-present="false"]');
  it.desk.endCall('lost', 'desk');
  await it.page.waitForSelector('body[data-state="wrap-up"] [data-fact="end"][data-why="lost"]');
});

test('a second tab takes over; the first says so and may take back', async () => {
  await it.beAvailable();
  const second = await it.openPage();
  await second.goto(it.desk.origin);
  await second.waitForSelector('body[data-state="available"]');
  await it.inState('elsewhere');
  await it.page.bringToFront();
  await it.isAccessible('elsewhere');
  await it.shot('elsewhere');
  await it.page.click(act('take-over'));
  await it.inState('available');
  await second.waitForSelector('body[data-state="elsewhere"]');
});

test('a login that has run out leads back to the login', async () => {
  await it.beAvailable();
  await it.context.clearCookies();
  it.desk.cut();
  await it.inState('login');
  await it.page.waitForSelector('[data-notice="notice.logged-out"]');
});
