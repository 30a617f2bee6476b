// SPDX-License-Identifier: EUPL-1.2
// Calls on real lines, over whatever way is left: each side sees the other, and the way is the one that was left. BROWSER says which advisor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { usedPair } from '../visit/connections.mjs';
import { startCall } from '../visit/plays.mjs';
import { Visit } from '../visit/visit.mjs';
import { skip, useNetStage } from './net-plays.mjs';

const browser = process.env.BROWSER ?? 'chromium';
const stage = useNetStage(`ways-${browser}`, 'lan', browser);

/** One call on that line; which way it went. */
async function callOver(profile) {
  const { network, kiosk, advisor } = stage;
  await network.use(profile);
  await advisor.goAvailable();
  await startCall({ kiosk, advisor, visit: new Visit({ kiosk, advisor }) });
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

// What stands before the relay at port 443 speaks TLS and nothing else, with a certificate of this run's authority; it notes who does and
// who does not.
test('only 443 open at the door: through the relay, by TLS', { skip }, async () => {
  const pair = await callOver('only-443');
  assert.ok(isRelayed(pair), JSON.stringify(pair));
  const said = readFileSync(stage.all.frontLog, 'utf8');
  assert.match(said, /^198\.51\.100\.2: TLSv1/m);
  assert.doesNotMatch(said, /^198\.51\.100\.2: refused: ERR_SSL/m);
});
