// SPDX-License-Identifier: EUPL-1.2
// A line that goes and comes back in mid-call: both are told, nobody touches anything, and each sees the other again. BROWSER says which advisor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCall } from '../visit/plays.mjs';
import { delay, until } from '../visit/waiting.mjs';
import { Visit } from '../visit/visit.mjs';
import { skip, useNetStage } from './net-plays.mjs';

const browser = process.env.BROWSER ?? 'chromium';
const stage = useNetStage(`cable-${browser}`, 'dsl', browser);

async function isTold() {
  await stage.kiosk.read('The connection is weak. One moment…', 10000);
  await stage.advisor.page.see('[data-fact="call-phase"][data-trouble="lost"], [data-fact="call-phase"][data-trouble="unstable"]', 10000);
}

/** Each sees the other move, and nothing is said of trouble any more. */
async function isWell() {
  const { kiosk, advisor } = stage;
  await until('no trouble said at the console', () => advisor.page.evaluate(() =>
    document.querySelector('[data-fact="call-phase"]')?.dataset.trouble === 'none'), 30000);
  await advisor.awaitMovingPicture(30000);
  await new Visit({ kiosk, advisor }).awaitMovingPicture(30000);
  assert.equal(await advisor.state(), 'talking');
}

test('a call to begin with', { skip }, async () => {
  const { kiosk, advisor } = stage;
  await advisor.goAvailable();
  await startCall({ kiosk, advisor, visit: new Visit({ kiosk, advisor }) });
});

test('the line is dead for ten seconds', { skip }, async () => {
  await stage.network.cut();
  try {
    await isTold();
    await delay(7000);
  } finally {
    await stage.network.mend();
  }
  await isWell();
});

test('the cable is pulled out and goes into another network', { skip }, async () => {
  await stage.network.unplug('door');
  try {
    await isTold();
  } finally {
    await stage.network.plug('door', 7);
  }
  await isWell();
});

test('UDP stops getting through: the call moves to TCP', { skip }, async () => {
  await stage.network.use('udp-blocked');
  try {
    await isTold();
    await isWell();
  } finally {
    await stage.network.use('dsl');
  }
});

test('the desk is restarted: the media do not notice', { skip }, async () => {
  const { advisor, kiosk } = stage;
  const connections = () => advisor.page.evaluate(() => globalThis.visiodeskConnections.length);
  const before = await connections();
  await stage.desk.kill();
  await advisor.awaitMovingPicture();
  await stage.desk.start();
  await advisor.do('mute');
  await kiosk.read('The advisor has turned their sound off.', 40000);
  await isWell();
  assert.equal(await connections(), before, 'no peer was replaced');
});
