// SPDX-License-Identifier: EUPL-1.2
// Nothing of picture and sound gets through, what is said to the desk does: the visitor gives a telephone number, the advisor has it, and the call
// is on both screens again when the line lets it. BROWSER says which advisor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCall } from '../visit/plays.mjs';
import { until } from '../visit/waiting.mjs';
import { Visit } from '../visit/visit.mjs';
import { skip, useNetStage } from './net-plays.mjs';
import { TURN_URLS } from './net-stage.mjs';

const browser = process.env.BROWSER ?? 'chromium';
// Without a relay over TCP there is no way for the media where UDP is blocked.
const stage = useNetStage(`telephone-${browser}`, 'dsl', browser, { turnUrls: TURN_URLS.slice(0, 1), call: { 'telephone-after': 10 } });
const NUMBER = '0687654321';
const SPELT = '06 87 65 43 21';
const CARD = '[data-fact="telephone"]';

test('a call to begin with', { skip }, async () => {
  const { kiosk, advisor } = stage;
  await advisor.goAvailable();
  await startCall({ kiosk, advisor, visit: new Visit({ kiosk, advisor }) });
});

test('the telephone is offered, and the number arrives', { skip }, async () => {
  const { kiosk, advisor } = stage;
  await stage.network.use('udp-blocked');
  await kiosk.read('The picture and the sound do not come back', 60000);
  await advisor.page.see(`${CARD}[data-state="offered"]`, 10000);
  for (const digit of NUMBER)
    await kiosk.press(new RegExp(`^${digit}$`));
  await kiosk.see(SPELT);
  await kiosk.screenshot(`${stage.logs}/kiosk-typed.png`);
  await kiosk.press('Give this number');
  await kiosk.read('Your advisor has your number', 10000);
  await advisor.page.see(`${CARD}[data-state="given"]`, 10000);
  assert.equal(await advisor.fact('telephone-number'), SPELT);
  assert.equal(await advisor.page.evaluate(() => document.querySelector('[data-action="call-telephone"]').getAttribute('href')), `tel:${NUMBER}`);
  await advisor.screenshot(`${stage.logs}/advisor-call.png`);
});

test('the line lets the media through again: the call is on both screens', { skip }, async () => {
  const { kiosk, advisor } = stage;
  await stage.network.use('dsl');
  await advisor.page.see(`${CARD}[data-state="over"]`, 60000);
  await advisor.awaitMovingPicture(30000);
  await new Visit({ kiosk, advisor }).awaitMovingPicture(30000);
  assert.equal(await advisor.fact('telephone-number'), SPELT);
});

test('the number stays until the wrap-up is over, and is nowhere then', { skip }, async () => {
  const { kiosk, advisor } = stage;
  await advisor.do('hangup');
  await advisor.awaitState('wrap-up', 20000);
  assert.equal(await advisor.fact('telephone-number'), SPELT);
  await advisor.screenshot(`${stage.logs}/advisor-wrap-up.png`);
  await kiosk.read('Your advisor can call you', 20000);
  await advisor.page.reload();
  await advisor.awaitState('wrap-up', 20000);
  await until('the number after a reload', async () => await advisor.fact('telephone-number').catch(() => null) === SPELT, 10000);
  await advisor.do('finish');
  await advisor.awaitState('available', 20000);
  assert.ok(!(await advisor.page.evaluate(() => document.body.textContent)).includes(SPELT));
  await kiosk.read('Talk to an advisor', 30000);
});
