// SPDX-License-Identifier: EUPL-1.2
// The same cases as tests/call/test-text.c.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { CLUSTER_MAX, clean, SHOWN_MAX, View } from '../../ui/advisor/t140.js';
import { KEPT_MAX, PIECE_MAX, SIGNALLING, TextReceiver, TextSender } from '../../ui/advisor/text-stream.js';

const cases = JSON.parse(fs.readFileSync(new URL('../call/t140-cases.json', import.meta.url), 'utf8'));

for (const { name, pieces, shown } of cases.views)
  test(`view: ${name}`, () => {
    const view = new View();
    pieces.forEach((piece) => view.take(piece));
    assert.equal(view.text, shown);
  });

for (const { typed, sent } of cases.clean)
  test(`clean: ${JSON.stringify(typed)}`, () => {
    assert.equal(clean(typed), sent);
  });

test('half a surrogate pair is lost text', () => {
  const view = new View();
  view.take('a\uD83D');
  assert.equal(view.text, 'a\uFFFD');
  assert.equal(clean('a\uDE00'), 'a\uFFFD');
});

test('a string that does not end is text after 255 characters', () => {
  const view = new View();
  view.take(`\u0098${'x'.repeat(255)}y`);
  assert.equal(view.text, 'y');
});

test('of what is too long the end is shown, from the beginning of a line', () => {
  const view = new View();
  for (let count = 0; count <= SHOWN_MAX; count++) view.take(count % 100 === 99 ? '\n' : 'é');
  assert.ok(view.text.length <= (SHOWN_MAX * 3) / 4);
  assert.ok(view.text.length > SHOWN_MAX / 2);
  assert.equal(view.text.indexOf('\n'), 99);
});

test('a tower of marks has an end', () => {
  const view = new View();
  view.take(`ae${'\u0301'.repeat(1000)}`);
  assert.equal(view.text.length, 1 + CLUSTER_MAX);
  view.take('\b');
  assert.equal(view.text, 'a');
});

function takeAll(sender, now, peer) {
  let all = '';
  for (let piece = sender.take(now); piece; piece = sender.take(now)) {
    assert.equal(piece.peer, peer);
    all += piece.text;
  }
  return all;
}

/* A channel in use from the beginning. */
function createSender() {
  const sender = new TextSender();
  sender.open(1);
  sender.ask(1, 0);
  return sender;
}

test('nothing is sent before it is asked for', () => {
  const sender = new TextSender();
  sender.open(1);
  sender.type('salut');
  assert.equal(sender.dueAt, null);
  assert.equal(sender.take(0), null);
  sender.ask(1, 0);
  assert.equal(sender.dueAt, 0);
  assert.equal(takeAll(sender, 0, 1), 'salut');
});

test('what is typed within 100 ms goes together, through a socket within 300', () => {
  const sender = createSender();
  sender.type('a');
  assert.equal(takeAll(sender, 1000, 1), 'a');
  sender.type('b');
  assert.equal(takeAll(sender, 1050, 1), '');
  sender.type('\b');
  assert.equal(sender.dueAt, 1100);
  assert.equal(takeAll(sender, 1100, 1), 'b\b');
  assert.equal(sender.dueAt, null);

  const other = new TextSender();
  other.ask(SIGNALLING, 0);
  other.type('a');
  assert.equal(takeAll(other, 1000, SIGNALLING), 'a');
  other.type('b');
  assert.equal(takeAll(other, 1299, SIGNALLING), '');
  assert.equal(takeAll(other, 1300, SIGNALLING), 'b');
});

test('pieces are bounded, and so is how many go at once', () => {
  const sender = createSender();
  sender.type('é'.repeat(PIECE_MAX * 10));
  const rounds = [];
  for (let now = 0; sender.dueAt !== null; now += 100) {
    let count = 0;
    for (let piece = sender.take(now); piece; piece = sender.take(now)) {
      assert.equal(piece.text.length, PIECE_MAX);
      count++;
    }
    rounds.push(count);
  }
  assert.deepEqual(rounds, [8, 2]);
});

test('what is stuck in a dead channel is noticed and asked for; what comes late is dropped', () => {
  const sender = createSender();
  const receiver = new TextReceiver();
  receiver.listen(1);
  sender.type('perdu');
  const stuck = takeAll(sender, 1000, 1);
  sender.setTrouble(true);
  const word = sender.take(2000);
  assert.deepEqual(word, { peer: SIGNALLING, from: 5, text: '' });
  assert.equal(receiver.takePiece(word.from, word.text), null);
  sender.ask(SIGNALLING, receiver.have);
  const again = sender.take(3000);
  assert.equal(receiver.takePiece(again.from, again.text), 'perdu');
  assert.equal(receiver.take(1, stuck), '');
});

test('in trouble both ways carry the stream, afterwards only the channel, without a gap', () => {
  const sender = createSender();
  sender.setTrouble(true);
  assert.equal(takeAll(sender, 1000, SIGNALLING), '');
  sender.type('a');
  assert.deepEqual([sender.take(2000).text, sender.take(2000).text, sender.take(2000)], ['a', 'a', null]);
  sender.setTrouble(false);
  sender.type('b');
  assert.equal(takeAll(sender, 3000, 1), 'b');
});

test('a replaced peer goes on where the receiver is', () => {
  const sender = createSender();
  const receiver = new TextReceiver();
  receiver.listen(1);
  sender.type('abc');
  takeAll(sender, 1000, 1);
  assert.equal(receiver.take(1, 'ab'), 'ab');
  sender.open(2);
  sender.ask(2, receiver.listen(2));
  const renewed = takeAll(sender, 2000, 2);
  assert.equal(renewed, 'c');
  assert.equal(receiver.take(2, renewed), 'c');
  assert.equal(receiver.take(1, 'c'), '');
  sender.close(1);
  sender.type('d');
  assert.equal(takeAll(sender, 3000, 2), 'd');
});

test('without a channel the socket takes over by itself', () => {
  const sender = createSender();
  sender.type('a');
  assert.equal(takeAll(sender, 1000, 1), 'a');
  sender.close(1);
  assert.equal(takeAll(sender, 2000, SIGNALLING), '');
  sender.type('b');
  assert.equal(takeAll(sender, 3000, SIGNALLING), 'b');
});

test('a page loaded again sends from where the other side says', () => {
  const sender = new TextSender();
  sender.type('me revoilà');
  sender.open(7);
  sender.ask(7, 57);
  assert.deepEqual(sender.take(0), { peer: 7, from: 57, text: 'me revoilà' });
});

test('a page loaded again gets everything, what is not kept any more as lost', () => {
  const sender = createSender();
  const receiver = new TextReceiver();
  const view = new View();
  for (let count = 0; count <= KEPT_MAX; count++) sender.type('a');
  sender.close(1);
  sender.ask(SIGNALLING, 0);
  for (let now = 0; sender.dueAt !== null; now += 300)
    for (let piece = sender.take(now); piece; piece = sender.take(now)) {
      const fresh = receiver.takePiece(piece.from, piece.text);
      if (piece.from === 0) view.take(fresh);
    }
  assert.equal(receiver.have, KEPT_MAX + 1);
  assert.equal(view.text, '\uFFFD');
});

test('a byte order mark has no number', () => {
  const receiver = new TextReceiver();
  receiver.listen(1);
  assert.equal(receiver.take(1, '\uFEFFa'), 'a');
  assert.equal(receiver.have, 1);
});

test('lies change nothing', () => {
  const sender = createSender();
  const receiver = new TextReceiver();
  assert.equal(receiver.take(9, 'abc'), '');
  assert.equal(receiver.takePiece(10 ** 15, 'x'), null);
  sender.type('a');
  sender.ask(SIGNALLING, 10 ** 15);
  assert.deepEqual(sender.take(0), { peer: 1, from: 0, text: 'a' });
  assert.deepEqual(sender.take(0), { peer: SIGNALLING, from: 1, text: '' });
});
