// SPDX-License-Identifier: EUPL-1.2
// What can be missing: the advisor, the desk, the visitor who walks off, the devices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useStage } from './plays.mjs';

const stage = useStage('alone');
let kiosk;
let advisor;

test('without an advisor: said plainly, and nothing to press that leads nowhere', async () => {
  await stage.current.openDesk();
  kiosk = await stage.current.openKiosk({ settings: { screen: { 'idle-warning-seconds': 4, 'leave-seconds': 4, 'farewell-seconds': 3 } } });
  await kiosk.read('No advisor is there for the moment. You can call us.', 30000);
  assert.ok(!(await kiosk.look()).some(({ name }) => name === kiosk.say('Talk to an advisor')));
});

test('without a desk: said, with the numbers; back by itself', async () => {
  const { desk } = stage.current;
  await desk.kill();
  await kiosk.read('The advisors cannot be reached for the moment. We keep trying.', 60000);
  const shown = (await kiosk.look()).map(({ name }) => name).join(' ');
  for (const number of ['39 49', '39 95', '01 70 772 372'])
    assert.ok(shown.replaceAll(/\s/g, ' ').includes(number), `${number} is not in sight: ${shown}`);
  await desk.start();
  await kiosk.read('No advisor is there for the moment. You can call us.', 40000);
});

test('walking away: a warning, then the visit is over', async () => {
  advisor = await stage.current.openAdvisor();
  await advisor.login();
  await advisor.goAvailable();
  await kiosk.press('Talk to an advisor', { timeoutMs: 30000 });
  await kiosk.read('Why have you come today?');
  await kiosk.read('Are you still there?', 15000);
  await kiosk.press('I am still here');
  await kiosk.read('Why have you come today?');
  await kiosk.read('Are you still there?', 15000);
  await kiosk.read('Talk to an advisor', 30000);
});

test('without camera, microphone or loudspeaker: said, and the talk still works', async () => {
  const { current } = stage;
  await kiosk.stop();
  kiosk = await current.openKiosk({ settings: { media: { camera: 'none', microphone: 'none', speaker: 'none' } } });
  await kiosk.press('Talk to an advisor', { timeoutMs: 30000 });
  await kiosk.press('My benefits');
  await kiosk.read('The camera and the microphone of this machine do not work. You will see and hear the advisor.');
  await advisor.awaitRing();
  await advisor.answer();
  await kiosk.find('Your advisor', 15000);
  await kiosk.press('Hang up');
  await kiosk.read('I am done', 15000);
  await advisor.awaitState(['wrap-up', 'available', 'paused']);
});
