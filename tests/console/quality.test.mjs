// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import test from 'node:test';
import { PictureDelay } from '../../ui/advisor/picture-delay.js';
import { FIRST_SCALE, PictureSize } from '../../ui/advisor/picture-size.js';
import { rateQuality, readStats } from '../../ui/advisor/quality.js';

const report = (...entries) => new Map(entries.map((entry) => [entry.id, entry]));
const stats = (more) => ({
  at: 0,
  packets: 0,
  lost: 0,
  frames: 0,
  freezes: 0,
  frozenMs: 0,
  jitterMs: 3,
  lossOut: null,
  bytesIn: 0,
  bytesOut: 0,
  roomBps: null,
  rttMs: 20,
  route: 'direct',
  ...more,
});

test('adds up both media and follows the selected pair, relay or direct', () => {
  const read = readStats(
    report(
      { id: 'a', type: 'inbound-rtp', kind: 'audio', timestamp: 5, packetsReceived: 50, packetsLost: 1, jitter: 0.001 },
      {
        id: 'v',
        type: 'inbound-rtp',
        kind: 'video',
        timestamp: 7,
        packetsReceived: 200,
        packetsLost: 4,
        framesDecoded: 60,
        freezeCount: 2,
        totalFreezesDuration: 0.75,
        jitter: 0.004,
      },
      { id: 'r1', type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0 },
      { id: 'r2', type: 'remote-inbound-rtp', kind: 'video', fractionLost: 0.05 },
      { id: 't', type: 'transport', selectedCandidatePairId: 'p2' },
      { id: 'p1', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 9 },
      {
        id: 'p2',
        type: 'candidate-pair',
        nominated: true,
        state: 'succeeded',
        currentRoundTripTime: 0.042,
        bytesReceived: 9000,
        bytesSent: 4000,
        availableOutgoingBitrate: 1_500_000,
        localCandidateId: 'l',
        remoteCandidateId: 'r',
      },
      { id: 'l', type: 'local-candidate', candidateType: 'host' },
      { id: 'r', type: 'remote-candidate', candidateType: 'relay' },
    ),
  );
  assert.deepEqual(read, {
    at: 7,
    packets: 250,
    lost: 5,
    frames: 60,
    freezes: 2,
    frozenMs: 750,
    jitterMs: 4,
    lossOut: 0.05,
    bytesIn: 9000,
    bytesOut: 4000,
    roomBps: 1_500_000,
    rttMs: 42,
    route: 'relay',
  });
});

test('a browser without transport statistics (Firefox) is read by its nominated pair', () => {
  const read = readStats(
    report({ id: 'p', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.01 }),
  );
  assert.equal(read.rttMs, 10);
  assert.equal(read.roomBps, null);
  assert.equal(read.freezes, null);
  assert.equal(read.frozenMs, null);
  assert.equal(read.lossOut, null);
  assert.equal(read.route, 'unknown');
});

test('figures are of the time between, not of the whole call', () => {
  const quality = rateQuality(
    stats({ at: 1000, packets: 1000, lost: 500, frames: 10, bytesIn: 1000 }),
    stats({ at: 3000, packets: 1198, lost: 502, frames: 70, bytesIn: 251_000, bytesOut: 25_000, freezes: 1, lossOut: 0.01 }),
  );
  assert.deepEqual(quality, {
    level: 'good',
    rttMs: 20,
    jitterMs: 3,
    lossPercent: 1,
    lossOutPercent: 1,
    fps: 30,
    freezes: 1,
    frozenPercent: 0,
    receivedKbps: 1000,
    sentKbps: 100,
    roomKbps: null,
    route: 'direct',
  });
});

test('each figure alone can lower the level', () => {
  const level = (more) => rateQuality(stats(), stats({ at: 1000, packets: 100, frames: 30, ...more })).level;
  assert.equal(level({}), 'good');
  assert.equal(level({ rttMs: 301 }), 'fair');
  assert.equal(level({ rttMs: 900 }), 'poor');
  assert.equal(level({ lost: 4 }), 'fair');
  assert.equal(level({ lost: 20 }), 'poor');
  assert.equal(level({ lossOut: 0.03 }), 'fair');
  assert.equal(level({ lossOut: 0.2 }), 'poor');
  assert.equal(level({ frozenMs: 200 }), 'fair');
  assert.equal(level({ frozenMs: 600 }), 'poor');
  assert.equal(level({ frames: 15 }), 'good');
  assert.equal(level({ frames: 12 }), 'fair');
  assert.equal(level({ frames: 5 }), 'poor');
});

test('no frame at all is a camera turned off, not a bad line', () => {
  assert.equal(rateQuality(stats(), stats({ at: 1000, packets: 50, frames: 0 })).level, 'good');
});

test('a picture is held back for two repairs while packets are lost, and a while longer', () => {
  const delay = new PictureDelay();
  const calm = { lossPercent: 0.2, rttMs: 50, jitterMs: 5 };
  const lossy = { lossPercent: 5, rttMs: 50, jitterMs: 5 };
  assert.equal(delay.next(calm), null);
  assert.equal(delay.next(lossy), 165);
  for (let i = 0; i < 9; i++) assert.equal(delay.next(calm), 165);
  assert.equal(delay.next(calm), null);
  assert.equal(delay.next({ ...lossy, rttMs: 2000 }), 300);
  assert.equal(new PictureDelay().next({ ...lossy, rttMs: null }), null);
  assert.equal(new PictureDelay().next({ ...lossy, jitterMs: null }), 160);
});

test('the picture sent begins small, is full where there is room, and stays so', () => {
  const size = new PictureSize();
  assert.equal(size.next({ roomKbps: 600 }), FIRST_SCALE);
  assert.equal(size.next({ roomKbps: 900 }), 1);
  assert.equal(size.next({ roomKbps: 300 }), 1);
  assert.equal(new PictureSize().next({ roomKbps: null }), 1);
  const narrow = new PictureSize();
  const scales = Array.from({ length: 7 }, () => narrow.next({ roomKbps: 600 }));
  assert.deepEqual(scales, [...Array(5).fill(FIRST_SCALE), 1, 1]);
});
