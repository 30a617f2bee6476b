// SPDX-License-Identifier: EUPL-1.2
// Three in a call: an advisor asks a colleague to join, all see each other, the call is handed over, the first leaves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADVISORS } from './desk.mjs';
import { startCall, useStage } from './plays.mjs';
import { Visit } from './visit.mjs';

const THIRD = 'video[data-fact="third"]';
// Two browsers and a kiosk under sanitizers share two cores.
const PATIENCE_MS = 40000;

const stage = useStage('three');
let kiosk;
let amina;
let louis;
let visit;

test('a call of two, and a colleague who is free', async () => {
  await stage.current.openDesk();
  kiosk = await stage.current.openKiosk();
  amina = await stage.current.openAdvisor();
  visit = new Visit({ kiosk, advisor: amina });
  await amina.login();
  await amina.goAvailable();
  await startCall({ kiosk, advisor: amina, visit });
  louis = await stage.current.openAdvisor('chromium', { account: ADVISORS[1] });
  await louis.login();
  await louis.goAvailable();
});

test('the colleague is rung with who asks and why; the visitor is told', async () => {
  await amina.do('invite');
  await amina.page.see('[name="colleague"]');
  await amina.page.choose('[name="join-as"]', 'interpreter');
  await amina.page.fill('[name="join-note"]', 'espagnol');
  await amina.do('ask-colleague');
  await louis.awaitRing(PATIENCE_MS);
  assert.equal(await louis.fact('join-note'), 'espagnol');
  await kiosk.read('Your advisor is calling an interpreter.', PATIENCE_MS);
});

test('three see each other', async () => {
  await louis.answer();
  await louis.awaitMovingPicture(PATIENCE_MS);
  await kiosk.see(kiosk.say('%s (interpreter)').replace('%s', ADVISORS[1].display), { timeoutMs: PATIENCE_MS });
  await visit.awaitMovingPicture(PATIENCE_MS, 'Who has joined');
  await visit.awaitMovingPicture(PATIENCE_MS);
  await amina.awaitMovingPicture(PATIENCE_MS);
  await amina.awaitMovingPicture(PATIENCE_MS, THIRD);
  await louis.awaitMovingPicture(PATIENCE_MS, THIRD);
  await kiosk.screenshot(`${stage.logs}/kiosk.png`);
  await amina.screenshot(`${stage.logs}/first.png`);
  await louis.screenshot(`${stage.logs}/guest.png`);
});

test('the call is handed over, and the visitor touches nothing', async () => {
  await amina.do('hand-over', PATIENCE_MS);
  await amina.awaitState('wrap-up', PATIENCE_MS);
  await kiosk.see(ADVISORS[1].display, { timeoutMs: PATIENCE_MS });
  await louis.page.see('[data-action="invite"]', PATIENCE_MS);
  await visit.awaitMovingPicture(PATIENCE_MS);
  await louis.awaitMovingPicture(PATIENCE_MS);
  assert.ok(!(await kiosk.look()).some(({ name }) => name === ADVISORS[0].display));
});

test('the colleague asks for a paper and ends the call', async () => {
  await louis.askPaper('payslip', 'octobre');
  await louis.do('hangup');
  await kiosk.read('I am done', PATIENCE_MS);
  await louis.awaitState(['wrap-up', 'available', 'paused'], PATIENCE_MS);
  await kiosk.read('Talk to an advisor', PATIENCE_MS);
});
