// SPDX-License-Identifier: EUPL-1.2
// The controller when the line, the desk or the page is lost, and when somebody leaves.
import assert from 'node:assert/strict';
import test from 'node:test';
import { EDGES } from '../../ui/advisor/state.js';
import { loggedIn, presence, RING, ringing, settled, snapshot, talking } from './fakes/fake-console.mjs';

test('a page loaded again comes back into its call and asks for a new peer', async () => {
  const since = '2026-11-24T07:59:00Z';
  const it = loggedIn({ presence: presence('talking', { since }), call: { ...RING, accepted: true, papers: [] } });
  await settled();
  assert.equal(it.state(), 'talking');
  assert.equal(it.calls[0].isOpen, true);
  assert.deepEqual(it.sent('call.renew'), [{ call: 'call-1' }]);
  // The desk's clock is ten seconds behind this one's.
  assert.equal(it.store.call.value.acceptedAt, Date.parse('2026-11-24T07:59:10Z'));
});

test('coming back does not wait for a camera that is not given', async () => {
  const it = loggedIn({ presence: presence('paused') });
  it.studio.open = () => new Promise(() => {});
  it.line.socket().onclose({ code: 1006 });
  it.line.reconnect({
    session: 's-2',
    ...snapshot({ call: { ...RING, accepted: true, papers: [] }, presence: presence('talking') }),
  });
  assert.equal(it.sent('call.renew').length, 0);
  it.line.ticker.advance(1500);
  await settled();
  assert.equal(it.sent('call.renew').length, 1);
});

test('a desk that was restarted finds the same call still up: the peer stays', async () => {
  const it = await talking();
  it.calls[0].hasPeer = true;
  it.line.socket().onclose({ code: 1006 });
  it.line.reconnect({
    session: 's-2',
    ...snapshot({ call: { ...RING, accepted: true, papers: [] }, presence: presence('talking') }),
  });
  await settled();
  assert.equal(it.calls.length, 1);
  assert.equal(it.calls[0].isClosed, false);
  assert.deepEqual(it.sent('call.media').at(-1), { call: 'call-1', microphone: true, camera: true });
  assert.equal(it.sent('call.renew').length, 0);
  assert.equal(it.state(), 'talking');
});

test('a desk that no longer knows the call: it is over', async () => {
  const it = await talking();
  it.line.socket().onclose({ code: 1006 });
  it.restart('s-2');
  assert.equal(it.calls[0].isClosed, true);
  assert.equal(it.store.last.value.why, 'lost');
  assert.equal(it.state(), 'available');
});

test('a ring does not outlive the session in which it came', () => {
  const it = ringing();
  it.line.socket().onclose({ code: 1006 });
  it.restart('s-2');
  assert.equal(it.state(), 'available');
  assert.equal(it.rings.at(-1), 'stop');
});

test('the line lost in a call: the call goes on, what is done waits its turn', async () => {
  const it = await talking();
  it.line.socket().onclose({ code: 1006 });
  assert.equal(it.state(), 'talking');
  it.desk.papers.ask('identity', '');
  it.line.reconnect({ resumed: true, seq: 2 });
  assert.deepEqual(it.sent('paper.ask'), [{ contact: 'ct-1', kind: 'identity', note: '' }]);
  assert.equal(it.calls[0].isClosed, false);
});

test('another tab takes over: everything is let go, and may be taken back', async () => {
  const it = await talking();
  it.line.socket().onclose({ code: 4009 });
  assert.equal(it.state(), 'elsewhere');
  assert.equal(it.calls[0].isClosed, true);
  assert.equal(it.studio.state.value, 'closed');
  it.desk.connect();
  assert.equal(it.state(), 'connecting');
});

test('logging out forgets everything', async () => {
  const it = await talking();
  it.desk.disconnect();
  assert.equal(it.state(), 'login');
  assert.deepEqual([it.store.call.value, it.store.papers.value, it.store.last.value], [null, [], null]);
  assert.equal(it.studio.state.value, 'closed');
});

test('no edge was taken that the table has not', async () => {
  const it = await talking();
  it.desk.hangUp();
  it.say('presence.state', presence('available'));
  it.say('ring.start', { ...RING, call: 'call-3' });
  it.desk.decline();
  it.line.socket().onclose({ code: 4009 });
  it.desk.connect();
  it.desk.disconnect();
  assert.deepEqual(
    it.edges.filter(([from, to]) => !EDGES[from].includes(to)),
    [],
  );
  assert.ok(it.edges.length >= 8);
});
