// SPDX-License-Identifier: EUPL-1.2
// Calls on real lines, over whatever way is left: each side sees the other, and the way is the one that was left. BROWSER says which advisor.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keepConnections, usedPair } from '../visit/connections.mjs';
import { BUILD, startCall } from '../visit/plays.mjs';
import { Visit } from '../visit/visit.mjs';
import { whatIsMissing } from './network.mjs';
import { NetStage } from './net-stage.mjs';

const browser = process.env.BROWSER ?? 'chromium';
const skip = whatIsMissing() ?? false;
const logs = join(BUILD, 'meson-logs', 'visits', `ways-${browser}`);
let stage;
let kiosk;
let advisor;

before(async () => {
  if (skip)
    return;
  mkdirSync(logs, { recursive: true });
  stage = await NetStage.open({ build: BUILD, profile: 'lan', logs });
  await stage.openDesk({ settings: { queue: { 'wrap-up-seconds': 0 } } });
  kiosk = await stage.openKiosk({ settings: { screen: { 'farewell-seconds': 3 } } });
  advisor = await stage.openAdvisor(browser);
  await advisor.page.before(keepConnections);
  await advisor.login();
});
after(() => stage?.close());

async function keepPictures(profile) {
  await kiosk.screenshot(join(logs, `${profile}-kiosk.png`)).catch(() => {});
  await advisor.screenshot(join(logs, `${profile}-advisor.png`)).catch(() => {});
}

/** One call on that line; which way it went. */
async function callOver(profile) {
  await stage.network.use(profile);
  await advisor.goAvailable();
  try {
    await startCall({ kiosk, advisor, visit: new Visit({ kiosk, advisor }) });
  } catch (error) {
    await keepPictures(profile);
    throw error;
  }
  const pair = await usedPair(advisor.page);
  await kiosk.press('Hang up');
  await kiosk.read('Talk to an advisor', 30000);
  await advisor.awaitState(['wrap-up', 'available', 'paused']);
  return pair;
}

const isRelayed = (pair) => [pair?.local, pair?.remote].includes('relay');

test('on one network: directly', { skip }, async () => {
  const pair = await callOver('lan');
  assert.ok(pair && !isRelayed(pair), JSON.stringify(pair));
});

test('both behind routers that keep ports: directly', { skip }, async () => {
  const pair = await callOver('dsl');
  assert.ok(pair && !isRelayed(pair), JSON.stringify(pair));
});

test('both behind symmetric NAT: through the relay', { skip }, async () => {
  const pair = await callOver('symmetric-nat');
  assert.ok(isRelayed(pair), JSON.stringify(pair));
});

test('UDP blocked at the door: through the relay, by TCP', { skip }, async () => {
  const pair = await callOver('udp-blocked');
  assert.ok(isRelayed(pair), JSON.stringify(pair));
});
