// SPDX-License-Identifier: EUPL-1.2
// A killed desk, a reloaded and a killed console, a killed kiosk: the others say so and come back by themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCall, useStage } from './plays.mjs';
import { Visit } from './visit.mjs';

const stage = useStage('cut');
let kiosk;
let advisor;
let visit;

test('a call to begin with', async () => {
  await stage.current.openDesk();
  kiosk = await stage.current.openKiosk();
  advisor = await stage.current.openAdvisor();
  visit = new Visit({ kiosk, advisor });
  await advisor.login();
  await advisor.goAvailable();
  await startCall({ kiosk, advisor, visit });
});

test('the call outlives a killed desk, which finds it again', async () => {
  await stage.current.desk.kill();
  await advisor.awaitMovingPicture();
  await visit.awaitMovingPicture();
  await stage.current.desk.start();
  // Both lines are back when what one says reaches the other.
  await advisor.do('mute');
  await kiosk.read('The advisor has turned their sound off.', 40000);
  await advisor.do('mute');
  await advisor.awaitMovingPicture();
});

test('a reloaded console gets its call back', async () => {
  await advisor.page.reload();
  await advisor.awaitState('talking', 20000);
  await advisor.awaitMovingPicture(20000);
  await visit.awaitMovingPicture(20000);
});

test('a killed console: the visitor is told, another browser takes the call back', async () => {
  await advisor.page.kill();
  await kiosk.read('The advisor was cut off. They are coming back.', 45000);
  advisor = await stage.current.openAdvisor();
  visit = new Visit({ kiosk, advisor });
  await advisor.page.goto(advisor.url);
  await advisor.page.see('[data-action="login"]');
  await advisor.page.fill('[name="name"]', advisor.account.name);
  await advisor.page.fill('[name="password"]', advisor.account.password);
  await advisor.do('login');
  await advisor.awaitState('talking', 20000);
  await advisor.awaitMovingPicture(20000);
  await visit.awaitMovingPicture(20000);
});

test('a killed kiosk: the advisor is told; started again, it is idle and the advisor free', async () => {
  await kiosk.kill();
  await advisor.page.see('[data-fact="call-phase"][data-trouble="lost"], [data-fact="call-phase"][data-trouble="unstable"]', 20000);
  kiosk.start();
  await kiosk.read('Talk to an advisor', 30000);
  await advisor.awaitState(['wrap-up', 'available', 'paused'], 90000);
  assert.ok(kiosk.program.isRunning);
});
