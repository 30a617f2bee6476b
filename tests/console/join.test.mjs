// SPDX-License-Identifier: EUPL-1.2
// Three in a call, of each side: the advisor who asks, the colleague who is asked.
import assert from 'node:assert/strict';
import test from 'node:test';
import { loggedIn, presence, RING, settled, snapshot, talking } from './fakes/fake-console.mjs';

const GUEST_RING = { ...RING, call: 'call-9', guest: { as: 'signer', by: 'Camille', note: 'LSF' } };
const STATE = { call: 'call-9', name: 'Hugo', as: 'signer', state: 'ringing' };

async function asking() {
  const it = await talking();
  const asked = it.desk.join.ask({ advisor: 'hugo', as: 'signer', note: 'LSF', handOver: false });
  it.say('join.state', STATE, it.lastId());
  await asked;
  return it;
}

async function joined() {
  const it = await asking();
  it.say('join.state', { ...STATE, state: 'joining' });
  it.say('join.state', { ...STATE, state: 'joined' });
  return it;
}

async function invited() {
  const it = loggedIn();
  it.say('presence.state', presence('ringing', { next: 'available' }));
  it.say('ring.start', GUEST_RING);
  const answered = it.desk.answer();
  it.say('call.accepted', { call: 'call-9', advisor: { name: 'Hugo' } }, it.lastId());
  it.say('presence.state', presence('talking', { next: 'available' }));
  await answered;
  return it;
}

test('the list of colleagues is asked for and shown', async () => {
  const it = await talking();
  const listed = it.desk.join.list();
  const colleagues = [{ advisor: 'hugo', name: 'Hugo', languages: ['fr'], free: true }];
  it.say('join.colleagues', { colleagues }, it.lastId());
  await listed;
  assert.deepEqual(it.sent('join.list'), [{ call: 'call-1' }]);
  assert.deepEqual(it.store.colleagues.value, colleagues);
});

test('asking: the consoles are joined only when the colleague has accepted', async () => {
  const it = await asking();
  assert.deepEqual(it.sent('join.ask'), [
    { call: 'call-1', advisor: 'hugo', as: 'signer', note: 'LSF', hand_over: false },
  ]);
  assert.equal(it.store.join.value.state, 'ringing');
  assert.equal(it.sides.length, 0);
  it.say('join.state', { ...STATE, state: 'joining' });
  it.say('join.state', { ...STATE, state: 'joined' });
  assert.equal(it.sides.length, 1);
  assert.deepEqual(it.sides[0].told, [['offer']]);
  it.say('join.answer', { call: 'call-9', peer: 3, sdp: 'v=0' });
  it.say('join.candidate', { call: 'call-9', peer: 3, mline: 0, candidate: '' });
  it.say('join.candidate', { call: 'call-8', peer: 3, mline: 0, candidate: '' });
  it.say('join.renew', { call: 'call-9' });
  assert.deepEqual(it.sides[0].told.slice(1), [['answer', 3, 'v=0'], ['candidate', 3, 0, ''], ['offer']]);
  it.sides[0].options.on.failed();
  assert.deepEqual(it.sides[0].told.at(-1), ['offer']);
});

test('each reason why nobody joins is said, what one did oneself is not', async () => {
  for (const why of ['declined', 'timeout', 'left', 'failed', 'lost', 'cancelled', 'over']) {
    const it = await joined();
    it.say('join.state', { ...STATE, state: 'gone', why });
    assert.equal(it.store.join.value, null);
    assert.deepEqual(it.sides[0].told.at(-1), ['close']);
    const isTold = why !== 'cancelled' && why !== 'over';
    assert.equal(it.store.notice.value?.key ?? null, isTold ? `notice.join.${why}` : null);
    assert.equal(it.state(), 'talking');
  }
});

test('handing over ends this part, and says so', async () => {
  const it = await joined();
  const handed = it.desk.join.handOver();
  it.say('ok', {}, it.lastId());
  it.say('call.ended', { call: 'call-1', why: 'handed-over', by: 'console' });
  await handed;
  assert.deepEqual(it.sent('join.hand-over'), [{ call: 'call-1' }]);
  assert.equal(it.state(), 'wrap-up');
  assert.equal(it.store.last.value.why, 'handed-over');
  assert.equal(it.store.third.value, null);
});

test('being asked: a ring that says who asks; nothing is written, nothing of papers', async () => {
  const it = await invited();
  assert.equal(it.state(), 'talking');
  assert.deepEqual(it.store.call.value.guest, GUEST_RING.guest);
  assert.equal(it.sent('call.text-ask').length, 0);
  it.say('join.offer', { call: 'call-9', peer: 3, sdp: 'v=0' });
  assert.deepEqual(it.sides[0].told, [['take', 3, 'v=0']]);
  it.sides[0].options.on.failed();
  assert.deepEqual(it.sent('join.renew'), [{ call: 'call-9' }]);
});

test('a call taken over is a call like any other', async () => {
  const it = await invited();
  it.say('join.offer', { call: 'call-9', peer: 3, sdp: 'v=0' });
  it.say('join.taken', { call: 'call-9', papers: [] });
  assert.equal(it.store.call.value.guest, null);
  assert.deepEqual(it.sides[0].told.at(-1), ['close']);
  assert.equal(it.sent('call.text-ask').length, 1);
  it.say('join.state', { ...STATE, call: 'call-10' });
  assert.equal(it.store.join.value.state, 'ringing');
});

test('being sent away is not told as hanging up', async () => {
  const it = await invited();
  it.say('call.ended', { call: 'call-9', why: 'done', by: 'console' });
  assert.equal(it.store.last.value.why, 'guest');
});

test('coming back into a call: the advisor offers, the guest asks for an offer', async () => {
  const owner = loggedIn({
    presence: presence('talking'),
    call: { ...RING, accepted: true, papers: [], join: { ...STATE, state: 'joined' } },
  });
  await settled();
  assert.deepEqual(owner.sides[0].told, [['offer']]);
  const guest = loggedIn({ presence: presence('talking'), call: { ...GUEST_RING, accepted: true, papers: [] } });
  await settled();
  assert.deepEqual(guest.sent('join.renew'), [{ call: 'call-9' }]);
  assert.equal(snapshot().call, null);
});
