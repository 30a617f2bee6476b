// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_BYTES, MAX_MESSAGES, Replay } from '../../ui/advisor/replay.js';

const message = (t, more = {}) => ({ t, id: 'c-1', b: {}, ...more });
const incoming = (seq, ack = 0) => ({ t: 'queue.state', seq, ack });

test('numbers what is sent from 1 and says what it has received', () => {
  const replay = new Replay();
  assert.equal(JSON.parse(replay.send(message('presence.set'))).seq, 1);
  replay.receive(incoming(1));
  replay.receive(incoming(2));
  assert.deepEqual(JSON.parse(replay.send(message('presence.set'))), {
    v: 1,
    t: 'presence.set',
    id: 'c-1',
    b: {},
    ack: 2,
    seq: 2,
  });
});

test('hello and ping carry no number, only an acknowledgement, and are not kept', () => {
  const replay = new Replay();
  for (const kind of ['hello', 'welcome', 'ping', 'pong'])
    assert.deepEqual(JSON.parse(replay.send(message(kind))), { v: 1, t: kind, id: 'c-1', b: {}, ack: 0 });
  assert.equal(replay.unacknowledged, 0);
});

test('a number seen before is a duplicate, a missing one a gap that moves nothing', () => {
  const replay = new Replay();
  assert.equal(replay.receive(incoming(1)), 'fresh');
  assert.equal(replay.receive(incoming(1)), 'duplicate');
  assert.equal(replay.receive(incoming(3)), 'gap');
  assert.equal(replay.received, 1);
  assert.equal(replay.receive(incoming(2)), 'fresh');
});

test('forgets what the other side acknowledges, duplicates included', () => {
  const replay = new Replay();
  for (let count = 0; count < 5; count++) replay.send(message('presence.set'));
  replay.receive(incoming(1, 2));
  assert.equal(replay.unacknowledged, 3);
  replay.receive(incoming(1, 4));
  assert.equal(replay.unacknowledged, 1);
  replay.receive({ t: 'pong', ack: 5 });
  assert.equal(replay.unacknowledged, 0);
});

test("sends again what lies after the other side's figure, acknowledgement stamped afresh", () => {
  const replay = new Replay();
  for (let count = 0; count < 4; count++) replay.send(message('presence.set', { id: `c-${count}` }));
  replay.receive(incoming(1));
  const again = replay.pendingAfter(2).map((text) => JSON.parse(text));
  assert.deepEqual(
    again.map(({ seq, id, ack }) => [seq, id, ack]),
    [
      [3, 'c-2', 1],
      [4, 'c-3', 1],
    ],
  );
});

test(`past ${MAX_MESSAGES} kept messages the session cannot be resumed`, () => {
  const replay = new Replay();
  for (let count = 0; count < MAX_MESSAGES; count++) replay.send(message('presence.set'));
  assert.equal(replay.isResumable, true);
  replay.send(message('presence.set'));
  assert.equal(replay.isResumable, false);
  assert.deepEqual(replay.pendingAfter(0), []);
});

test('past the kept bytes the session cannot be resumed; bytes are UTF-8', () => {
  const replay = new Replay();
  const note = 'é'.repeat(MAX_BYTES / 8);
  for (let count = 0; count < 3; count++) replay.send(message('paper.ask', { b: { note } }));
  assert.equal(replay.isResumable, true);
  replay.send(message('paper.ask', { b: { note } }));
  assert.equal(replay.isResumable, false);
});

test('acknowledged bytes make room again', () => {
  const replay = new Replay();
  const note = 'x'.repeat(MAX_BYTES / 2);
  for (let seq = 1; seq <= 10; seq++) {
    replay.send(message('paper.ask', { b: { note } }));
    replay.receive(incoming(seq, seq));
  }
  assert.equal(replay.isResumable, true);
});
