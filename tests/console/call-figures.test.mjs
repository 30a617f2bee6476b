// SPDX-License-Identifier: EUPL-1.2
// How a call went, as the desk is told.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CallFigures } from '../../ui/advisor/call-figures.js';
import { wrongWith } from './fakes/checker.mjs';

const stats = (more) => ({
  packets: 0,
  lost: 0,
  frames: 0,
  freezes: 0,
  frozenMs: 0,
  bytesIn: 0,
  bytesOut: 0,
  jitterMs: null,
  rttMs: null,
  lossOut: null,
  route: 'unknown',
  ...more,
});

const told = (figures, now) => {
  const body = { call: 'ca-1', ...figures.body(now) };
  assert.equal(wrongWith({ v: 1, t: 'call.stats', id: 'c-1', seq: 1, ack: 0, b: body }, 'console'), null);
  return body;
};

test('a call that never came up says so', () => {
  const figures = new CallFigures(1000);
  figures.made();
  assert.equal(figures.hasFailed, false);
  figures.failed(1);
  assert.equal(figures.hasFailed, true);
  const body = told(figures, 9000);
  assert.equal(body.failures, 1);
  assert.equal(body.connected_ms, null);
  assert.equal(body.talk_ms, null);
  assert.equal(body.loss_in_ppm, null);
  assert.equal(body.received_kbps, null);
  assert.equal(body.route, 'unknown');
});

test('milestones are the first ones', () => {
  const figures = new CallFigures(1000);
  figures.made();
  figures.made();
  figures.connected(1, 1400);
  figures.connected(2, 9000);
  figures.opened(3000);
  figures.opened(9000);
  figures.seen(3150);
  figures.seen(9000);
  const body = told(figures, 13_000);
  assert.equal(body.connected_ms, 400);
  assert.equal(body.first_frame_ms, 150);
  assert.equal(body.talk_ms, 10_000);
  assert.equal(body.peers, 2);
});

test('a connection that was up and is cut has not failed to come up', () => {
  const figures = new CallFigures(0);
  figures.made();
  figures.connected(1, 100);
  figures.failed(1);
  figures.made();
  figures.failed(2);
  assert.equal(told(figures, 1000).failures, 1);
});

test('counts go on over a replaced peer, whose own begin at zero', () => {
  const figures = new CallFigures(0);
  figures.opened(0);
  figures.add(1, stats({ packets: 90, lost: 10, frames: 100, freezes: 1, frozenMs: 300, bytesIn: 1000, bytesOut: 500 }));
  figures.add(1, stats({ packets: 180, lost: 20, frames: 200, freezes: 2, frozenMs: 500, bytesIn: 2000, bytesOut: 900 }));
  figures.add(2, stats({ packets: 800, lost: 0, frames: 50, freezes: 1, frozenMs: 200, bytesIn: 8000, bytesOut: 100 }));
  const body = told(figures, 1000);
  assert.equal(body.frames, 250);
  assert.equal(body.freezes, 3);
  assert.equal(body.frozen_ms, 700);
  assert.equal(body.loss_in_ppm, 20_000);
  assert.equal(body.received_kbps, 80);
  assert.equal(body.sent_kbps, 8);
});

test('means are of what was known; the way is the last one', () => {
  const figures = new CallFigures(0);
  figures.add(1, stats({ jitterMs: 2, rttMs: 40, lossOut: 0.1, route: 'direct' }));
  figures.add(1, stats({ jitterMs: 4, rttMs: null, lossOut: 0, route: 'relay' }));
  figures.add(1, stats({ route: 'unknown' }));
  const body = told(figures, 1000);
  assert.equal(body.jitter_us, 3000);
  assert.equal(body.round_trip_ms, 40);
  assert.equal(body.loss_out_ppm, 50_000);
  assert.equal(body.route, 'relay');
});

test('what a browser does not say is left out', () => {
  const figures = new CallFigures(0);
  figures.add(1, stats({ freezes: null, frozenMs: null }));
  const body = told(figures, 1000);
  assert.equal(body.freezes, null);
  assert.equal(body.frozen_ms, null);
});

test('nothing a browser says makes a message that the desk would refuse', () => {
  const figures = new CallFigures(0);
  figures.made();
  [1, 2, 3].forEach((number) => figures.failed(number));
  figures.opened(0);
  figures.add(1, stats({ packets: 10, lost: -4, frames: 1e15, bytesIn: 1e300, jitterMs: 1e300, rttMs: NaN, lossOut: 7 }));
  figures.add(1, stats({ packets: 5, lost: -4, frames: 3 }));
  const body = told(figures, 1000);
  assert.equal(body.failures, 1);
  assert.equal(body.loss_in_ppm, 0);
  assert.equal(body.round_trip_ms, null);
  assert.equal(body.loss_out_ppm, 1_000_000);
});
