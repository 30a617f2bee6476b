// SPDX-License-Identifier: EUPL-1.2
// What the advisor and the visitor type, by whichever way it goes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { presence, RING, ringing, snapshot, talking } from './fakes/fake-console.mjs';

const CALL = 'call-1';
const shown = (it) => it.store.turns.value.map(({ isMine, text }) => `${isMine ? '>' : '<'} ${text}`);
const asked = (it) => it.sent('call.text-ask').map(({ peer, have }) => [peer, have]);

/* In a call whose first peer's channel is open and asked for by both. */
async function writing() {
  const it = await talking();
  it.calls[0].options.on.textOpened(1);
  it.say('call.text-ask', { call: CALL, peer: 1, have: 0 });
  return it;
}

test('nothing is asked for before the call is accepted, and nothing is taken', async () => {
  const it = ringing();
  it.calls[0].options.on.textOpened(1);
  it.calls[0].options.on.text(1, 'too early');
  assert.deepEqual(asked(it), []);
  assert.deepEqual(shown(it), []);
});

test('a channel that is open is asked for when the call is accepted, else the socket', async () => {
  const early = ringing();
  early.calls[0].options.on.textOpened(1);
  early.desk.answer();
  early.say('call.accepted', { call: CALL, advisor: { name: 'Camille' } }, early.lastId());
  assert.deepEqual(asked(early), [[1, 0]]);
  const late = await talking();
  assert.deepEqual(asked(late), [[0, 0]]);
  late.calls[0].options.on.textOpened(1);
  assert.deepEqual(asked(late), [
    [0, 0],
    [1, 0],
  ]);
});

test('each change of the line goes into the channel as it is made', async () => {
  const it = await writing();
  const keys = ['B', 'Bo', 'Bon', 'Bo', 'Boi'];
  let line = '';
  for (const now of keys) {
    line = it.desk.write(line, now);
    assert.equal(line, now);
    it.line.ticker.advance(100);
  }
  assert.equal(it.calls[0].written.map(([, text]) => text).join(''), 'Bon\bi');
  assert.deepEqual(shown(it), ['> Boi']);
});

test('a line end begins a new line, a paste may hold several', async () => {
  const it = await writing();
  assert.equal(it.desk.write('', 'un\ndeux\r\ntr'), 'tr');
  assert.deepEqual(it.calls[0].written, [[1, 'un\u2028deux\u2028tr']]);
  assert.deepEqual(shown(it), ['> un', '> deux', '> tr']);
});

test('an edit in the middle erases back to it, whole clusters, and types the rest anew', async () => {
  const it = await writing();
  it.desk.write('', 'a👨‍👩‍👧z');
  it.line.ticker.advance(100);
  it.desk.write('a👨‍👩‍👧z', 'abz');
  assert.equal(it.calls[0].written.at(-1)[1], '\b\bbz');
  assert.deepEqual(shown(it), ['> abz']);
});

test('what the visitor writes is shown as it comes, in the order of the lines, and unread', async () => {
  const it = await writing();
  it.calls[0].options.on.text(1, '\uFEFFBonj');
  assert.equal(it.store.isUnread.value, true);
  it.desk.write('', 'Oui');
  it.calls[0].options.on.text(1, 'our\u2028Je');
  it.calls[0].options.on.text(1, '\b\b');
  assert.deepEqual(shown(it), ['< Bonjour', '> Oui']);
  it.calls[0].options.on.text(1, 'Ah');
  assert.deepEqual(shown(it), ['< Bonjour', '> Oui', '< Ah']);
});

test('in trouble the text goes by the socket both ways, and back when it is over', async () => {
  const it = await writing();
  it.calls[0].options.on.phase('unstable');
  assert.deepEqual(asked(it).at(-1), [0, 0]);
  assert.deepEqual(it.sent('call.text'), [{ call: CALL, from: 0, text: '' }]);
  it.line.ticker.advance(300);
  it.desk.write('', 'a');
  assert.deepEqual(it.sent('call.text').at(-1), { call: CALL, from: 0, text: 'a' });
  it.say('call.text', { call: CALL, from: 0, text: 'vu' });
  it.calls[0].options.on.text(1, 'vu, bien');
  assert.deepEqual(shown(it), ['> a', '< vu, bien']);
  it.calls[0].options.on.phase('none');
  assert.deepEqual(asked(it).at(-1), [1, 0]);
});

test('a piece that leaves a gap is not shown but asked for', async () => {
  const it = await writing();
  it.say('call.text', { call: CALL, from: 3, text: 'd' });
  assert.deepEqual(asked(it).at(-1), [0, 0]);
  assert.deepEqual(shown(it), []);
  it.say('call.text', { call: CALL, from: 0, text: 'abcd' });
  assert.deepEqual(shown(it), ['< abcd']);
});

test('a replaced peer: the new channel is asked for from where we are, the old one dropped', async () => {
  const it = await writing();
  it.calls[0].options.on.text(1, 'ab');
  it.calls[0].options.on.textOpened(2);
  assert.deepEqual(asked(it).at(-1), [2, 2]);
  it.calls[0].options.on.text(2, 'c');
  it.calls[0].options.on.text(1, 'c');
  it.calls[0].options.on.textClosed(1);
  assert.deepEqual(shown(it), ['< abc']);
  it.calls[0].options.on.textClosed(2);
  assert.deepEqual(asked(it).at(-1), [0, 3]);
});

test('a new session asks again, with the same figure', async () => {
  const it = await writing();
  it.calls[0].options.on.text(1, 'ab');
  it.calls[0].hasPeer = true;
  it.line.reconnect({
    session: 's-2',
    ...snapshot({ presence: presence('talking'), call: { ...RING, ring_s: 0, accepted: true, papers: [] } }),
  });
  assert.deepEqual(asked(it), [[1, 0]]);
});

test('nothing that was written outlives the call', async () => {
  const it = await writing();
  it.calls[0].options.on.text(1, 'secret');
  it.desk.write('', 'moi');
  it.say('call.ended', { call: CALL, why: 'done', by: 'kiosk' });
  assert.deepEqual(it.store.turns.value, []);
  assert.equal(it.store.isUnread.value, false);
});
