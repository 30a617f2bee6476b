// SPDX-License-Identifier: EUPL-1.2
// Every message these tests make the link send is checked against the schema by the fake socket.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fakeLine } from './fakes/fake-line.mjs';

const settled = () =>
  new Promise((done) => {
    setImmediate(done);
  });

test('greets as a console and is open once welcomed', () => {
  const line = fakeLine();
  line.open();
  assert.deepEqual(line.socket().sent[0].b, { role: 'console', version: '0.1.0' });
  assert.deepEqual(line.states, ['connecting', 'greeting', 'open']);
  assert.equal(line.welcomes.length, 1);
});

test('resumes its session and sends again what the desk has not received', () => {
  const line = fakeLine();
  line.open();
  line.link.send('presence.set', { state: 'available' });
  line.socket().receive({ t: 'queue.state', seq: 1, ack: 1 });
  line.link.send('presence.set', { state: 'paused' });
  line.socket().onclose({ code: 1006 });
  line.link.send('ring.decline', { call: 'call-1' });
  line.reconnect({ resumed: true, seq: 1 });
  const [hello, ...again] = line.socket().sent;
  assert.deepEqual(hello.b.resume, { session: 's-1', token: 't-1', seq: 1 });
  assert.deepEqual(
    again.map(({ t, seq }) => [t, seq]),
    [
      ['presence.set', 2],
      ['ring.decline', 3],
    ],
  );
});

test('a new session starts both counters anew and fails what was asked in the old one', async () => {
  const line = fakeLine();
  line.open();
  const asked = line.link.request('presence.set', { state: 'available' });
  line.socket().onclose({ code: 1006 });
  line.reconnect({ session: 's-2', token: 't-2' });
  await assert.rejects(asked, { code: 'line-lost' });
  line.link.send('presence.set', { state: 'paused' });
  assert.equal(line.socket().sent.at(-1).seq, 1);
  line.socket().receive({ t: 'queue.state', seq: 1 });
  assert.equal(line.messages.length, 1);
});

test('a request resolves with the answer that carries its id, after everybody else has seen it', async () => {
  const line = fakeLine();
  line.open();
  const asked = line.link.request('presence.set', { state: 'available' });
  const { id } = line.socket().sent.at(-1);
  line.socket().receive({ t: 'queue.state', seq: 1 });
  line.socket().receive({ t: 'presence.state', re: id, seq: 2, b: { state: 'available' } });
  assert.deepEqual(
    line.messages.map(({ kind }) => kind),
    ['queue.state', 'presence.state'],
  );
  assert.deepEqual(await asked, { kind: 'presence.state', body: { state: 'available' } });
});

test('a request answered by an error rejects with its code', async () => {
  const line = fakeLine();
  line.open();
  const asked = line.link.request('ring.accept', { call: 'call-1' });
  line
    .socket()
    .receive({ t: 'error', re: line.socket().sent.at(-1).id, seq: 1, b: { code: 'out-of-turn', text: 'late' } });
  await assert.rejects(asked, { code: 'out-of-turn' });
});

test('duplicates are dropped; a gap closes with 4001 and the session is resumed', () => {
  const line = fakeLine();
  line.open();
  const first = line.socket();
  first.receive({ t: 'queue.state', seq: 1 });
  first.receive({ t: 'queue.state', seq: 1 });
  assert.equal(line.messages.length, 1);
  first.receive({ t: 'queue.state', seq: 3 });
  assert.equal(first.closedWith, 4001);
  assert.equal(line.messages.length, 1);
  line.reconnect({ resumed: true });
  assert.equal(line.socket().sent[0].b.resume.seq, 1);
});

test('sends a ping every heartbeat and takes two and a half silent ones for a dead line', () => {
  const line = fakeLine();
  line.open({ heartbeat_s: 10 });
  line.ticker.advance(10_000);
  line.socket().receive({ t: 'pong' });
  line.ticker.advance(24_900);
  assert.equal(line.link.state, 'open');
  assert.equal(line.socket().sent.filter(({ t }) => t === 'ping').length, 3);
  line.ticker.advance(100);
  assert.equal(line.link.state, 'waiting');
});

test('a connection that does not come up is given up', () => {
  const line = fakeLine();
  line.link.start();
  line.ticker.advance(10_000);
  assert.equal(line.socket().closedWith, 1000);
  assert.equal(line.link.state, 'waiting');
});

test('backs off from 0.5 s doubling to 15 s, and begins anew after a welcome', () => {
  const line = fakeLine();
  line.link.start();
  const delays = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    const failed = line.socket();
    failed.onclose({ code: 1006 });
    const from = line.ticker.now;
    while (line.socket() === failed) line.ticker.advance(1);
    delays.push(line.ticker.now - from);
  }
  assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  line.socket().onopen();
  line.socket().welcome();
  line.socket().onclose({ code: 1006 });
  line.ticker.advance(500);
  assert.equal(line.link.state, 'connecting');
});

test('jitter is full: the delay is anywhere below the ceiling', () => {
  const line = fakeLine({ random: () => 0.1 });
  line.link.start();
  line.socket().onclose({ code: 1006 });
  line.ticker.advance(50);
  assert.equal(line.link.state, 'connecting');
});

test('after goaway it comes back when the desk said', () => {
  const line = fakeLine();
  line.open();
  line.socket().receive({ t: 'goaway', seq: 1, b: { after_ms: 3000 } });
  line.socket().onclose({ code: 1001 });
  line.ticker.advance(2999);
  assert.equal(line.link.state, 'waiting');
  line.ticker.advance(1);
  assert.equal(line.link.state, 'connecting');
});

test('another tab took over: stops and says so', () => {
  const line = fakeLine();
  line.open();
  line.socket().onclose({ code: 4009 });
  assert.equal(line.link.state, 'stopped');
  assert.equal(line.elsewhere, 1);
  assert.equal(line.ticker.pending, 0);
});

test('a refused upgrade ends in "refused" only if the desk no longer knows the login', async () => {
  const known = fakeLine();
  known.link.start();
  known.socket().onclose({ code: 1006 });
  await settled();
  assert.equal(known.refused, 0);
  assert.equal(known.link.state, 'waiting');
  const unknown = fakeLine({ isWelcome: async () => false });
  unknown.link.start();
  unknown.socket().onclose({ code: 1006 });
  await settled();
  assert.equal(unknown.refused, 1);
  assert.equal(unknown.link.state, 'stopped');
});

test('a refused hello drops the session instead of trying it again', () => {
  const line = fakeLine();
  line.open();
  line.socket().onclose({ code: 1006 });
  line.ticker.advance(15_000);
  line.socket().onopen();
  line.socket().receive({ t: 'error', seq: 1, b: { code: 'bad-hello', text: '' } });
  line.reconnect();
  assert.equal('resume' in line.socket().sent[0].b, false);
});

test('more unacknowledged than may be kept: no resume is tried', () => {
  const line = fakeLine();
  line.open();
  line.socket().onclose({ code: 1006 });
  for (let count = 0; count < 257; count++) line.link.send('call.renew', { call: 'call-1' });
  line.ticker.advance(15_000);
  line.socket().onopen();
  assert.equal('resume' in line.socket().sent[0].b, false);
});

test('hurry reconnects at once, and only while waiting', () => {
  const line = fakeLine();
  line.open();
  line.link.hurry();
  assert.equal(line.sockets.length, 1);
  line.socket().onclose({ code: 1006 });
  line.link.hurry();
  assert.equal(line.sockets.length, 2);
});

test('while somebody waits a silent line is soon given up, and tried again until it answers', () => {
  const line = fakeLine();
  line.open();
  line.link.setUrgent(true);
  assert.equal(line.socket().sent.at(-1).t, 'ping');
  line.ticker.advance(1000);
  line.socket().receive({ t: 'pong' });
  line.ticker.advance(2400);
  assert.equal(line.sockets.length, 1, 'it answered');
  line.ticker.advance(200);
  assert.equal(line.link.state, 'waiting');
  line.ticker.advance(250);
  assert.equal(line.sockets.length, 2);
  line.ticker.advance(2750);
  assert.equal(line.sockets.length, 3, 'an attempt that does not connect is not waited for long');
  line.reconnect({ resumed: true, seq: 0 });
  assert.equal(line.link.state, 'open');
});

test('when nobody waits any more the line has its old patience', () => {
  const line = fakeLine();
  line.open();
  line.link.setUrgent(true);
  line.link.setUrgent(false);
  const { length } = line.socket().sent;
  line.ticker.advance(10_000);
  assert.equal(line.link.state, 'open');
  assert.equal(line.socket().sent.length, length);
});

test('a line in doubt is asked once: an answer keeps it, silence ends it', () => {
  const line = fakeLine();
  line.open();
  line.link.check();
  line.socket().receive({ t: 'pong' });
  line.ticker.advance(3000);
  assert.equal(line.link.state, 'open');
  line.link.check();
  line.ticker.advance(2500);
  assert.equal(line.link.state, 'waiting');
});

test('stopping closes the socket, cancels every timer and fails what was asked', async () => {
  const line = fakeLine();
  line.open();
  const asked = line.link.request('presence.set', { state: 'available' });
  line.link.stop();
  await assert.rejects(asked, { code: 'stopped' });
  assert.equal(line.socket().closedWith, 1000);
  assert.equal(line.ticker.pending, 0);
  line.link.start();
  line.socket().onopen();
  assert.equal('resume' in line.socket().sent[0].b, false);
});
