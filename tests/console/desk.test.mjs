// SPDX-License-Identifier: EUPL-1.2
// What the desk says, what is shown, what is sent.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { loggedIn, presence, queue, RING, ringing, settled, snapshot, talking } from './fakes/fake-console.mjs';

test('shows what the snapshot says', () => {
  const it = loggedIn({ presence: presence('paused'), queue: { ...queue, waiting: 4 } });
  assert.equal(it.state(), 'paused');
  assert.equal(it.store.queue.value.waiting, 4);
  assert.equal(it.store.user.value.displayName, 'Camille');
  assert.equal(it.studio.opened, 0);
});

test('going available opens camera and microphone first', async () => {
  const it = loggedIn({ presence: presence('paused') });
  it.desk.goAvailable();
  assert.equal(it.sent('presence.set').length, 0);
  await settled();
  assert.equal(it.studio.opened, 1);
  assert.deepEqual(it.sent('presence.set'), [{ state: 'available' }]);
  it.say('presence.state', presence('available'), it.lastId());
  assert.equal(it.state(), 'available');
});

test('pausing closes them once the desk says paused', () => {
  const it = loggedIn();
  it.desk.pause();
  assert.equal(it.studio.closed, 0);
  it.say('presence.state', presence('paused'), it.lastId());
  assert.equal(it.studio.closed, 1);
});

test('a ring is heard, shown, and its offer answered with the gate closed', () => {
  const it = ringing();
  it.say('call.offer', { call: 'call-1', peer: 1, sdp: 'v=0' });
  it.say('call.candidate', { call: 'call-1', peer: 1, mline: 0, candidate: 'candidate:1' });
  assert.equal(it.state(), 'ringing');
  assert.deepEqual(it.rings.at(-1), { title: 'ring', body: 'benefits' });
  assert.deepEqual(it.calls[0].offers, [[1, 'v=0']]);
  assert.deepEqual(it.calls[0].candidates, [[1, 0, 'candidate:1']]);
  assert.equal(it.calls[0].isOpen, false);
});

test('answering opens the gate only when the desk has said accepted', async () => {
  const it = ringing();
  const answered = it.desk.answer();
  assert.equal(it.calls[0].isOpen, false);
  assert.equal(it.state(), 'ringing');
  assert.equal(it.rings.at(-1), 'stop');
  it.say('call.accepted', { call: 'call-1', advisor: { name: 'Camille' } }, it.lastId());
  await answered;
  assert.equal(it.calls[0].isOpen, true);
  assert.equal(it.state(), 'talking');
  assert.deepEqual(it.sent('call.media'), [{ call: 'call-1', microphone: true, camera: true }]);
  assert.deepEqual(it.marks, ['ring', 'answer-click', 'call-accepted']);
});

test('answering twice asks once', () => {
  const it = ringing();
  it.desk.answer();
  it.desk.answer();
  it.desk.decline();
  assert.equal(it.sent('ring.accept').length, 1);
  assert.equal(it.sent('ring.decline').length, 0);
});

test('answering too late says so and is available again', async () => {
  const it = ringing();
  const answered = it.desk.answer();
  it.say('error', { code: 'out-of-turn', text: '' }, it.lastId());
  await answered;
  assert.equal(it.calls[0].isClosed, true);
  assert.equal(it.state(), 'available');
  assert.equal(it.store.notice.value.key, 'notice.ring.too-late');
});

test('declining ends the ring at once', () => {
  const it = ringing();
  it.desk.decline();
  assert.deepEqual(it.sent('ring.decline'), [{ call: 'call-1' }]);
  assert.equal(it.state(), 'available');
  assert.equal(it.calls[0].isClosed, true);
});

test('each reason a ring stops for is said', () => {
  for (const why of ['left', 'timeout', 'failed', 'unsafe']) {
    const it = ringing();
    it.say('ring.stop', { call: 'call-1', why });
    assert.equal(it.state(), 'available');
    assert.equal(it.store.notice.value.key, `notice.ring.${why}`);
    assert.equal(it.rings.at(-1), 'stop');
  }
});

test('two rings never at once: the second goes to somebody else', async () => {
  for (const it of [ringing(), await talking()]) {
    it.say('ring.start', { ...RING, call: 'call-2' });
    assert.deepEqual(it.sent('ring.decline'), [{ call: 'call-2' }]);
    assert.equal(it.store.call.value.call, 'call-1');
    assert.equal(it.calls.length, 1);
  }
});

test('messages of another call touch nothing', async () => {
  const it = await talking();
  it.say('call.offer', { call: 'call-0', peer: 9, sdp: 'v=0' });
  it.say('call.ended', { call: 'call-0', why: 'done', by: 'desk' });
  it.say('ring.stop', { call: 'call-0', why: 'left' });
  assert.equal(it.state(), 'talking');
  assert.deepEqual(it.calls[0].offers, []);
});

test('missed twice: paused by the desk, and told why', () => {
  const it = ringing();
  it.say('ring.stop', { call: 'call-1', why: 'timeout' });
  it.say('presence.state', presence('paused', { why: 'missed' }));
  assert.equal(it.state(), 'paused');
  assert.equal(it.store.notice.value.key, 'notice.missed');
});

test('the desk may say what comes next before it says that the ring or the call is over', async () => {
  const missed = ringing();
  missed.say('presence.state', presence('paused', { why: 'missed' }));
  assert.equal(missed.state(), 'ringing');
  missed.say('ring.stop', { call: 'call-1', why: 'timeout' });
  assert.deepEqual([missed.state(), missed.store.notice.value.key], ['paused', 'notice.missed']);
  assert.equal(missed.studio.state.value, 'closed');
  for (const state of ['paused', 'available', 'wrap-up']) {
    const it = await talking();
    it.say('presence.state', presence(state));
    assert.equal(it.state(), 'talking');
    it.say('call.ended', { call: 'call-1', why: 'done', by: 'kiosk' });
    assert.equal(it.state(), state);
    assert.equal(it.studio.state.value, state === 'paused' ? 'closed' : 'ready');
  }
});

test('hanging up ends the call here at once and passes into wrap-up', async () => {
  const it = await talking();
  it.desk.hangUp();
  assert.deepEqual(it.sent('call.hangup'), [{ call: 'call-1', why: 'done' }]);
  assert.equal(it.calls[0].isClosed, true);
  assert.equal(it.state(), 'wrap-up');
  it.say('ok', {}, it.lastId());
  it.say('call.ended', { call: 'call-1', why: 'done', by: 'console' });
  it.say('presence.state', presence('wrap-up', { next: 'available' }));
  assert.equal(it.state(), 'wrap-up');
  assert.equal(it.store.last.value.by, 'console');
  it.say('presence.state', presence('available'));
  assert.equal(it.state(), 'available');
});

test('each end by the other side is kept for the wrap-up', async () => {
  for (const [why, by] of [
    ['done', 'kiosk'],
    ['left', 'kiosk'],
    ['lost', 'desk'],
    ['failed', 'desk'],
    ['unsafe', 'kiosk'],
  ]) {
    const it = await talking();
    it.say('call.ended', { call: 'call-1', why, by });
    it.say('presence.state', presence('wrap-up'));
    assert.deepEqual([it.store.last.value.why, it.store.last.value.by, it.state()], [why, by, 'wrap-up']);
    assert.equal(it.calls[0].isClosed, true);
  }
});

test('muting is told to the visitor; so is what the visitor mutes to us', async () => {
  const it = await talking();
  it.desk.setMicrophone(false);
  await it.desk.setCamera(false);
  assert.deepEqual(it.sent('call.media').slice(1), [
    { call: 'call-1', microphone: false, camera: true },
    { call: 'call-1', microphone: false, camera: false },
  ]);
  it.say('call.media', { call: 'call-1', microphone: true, camera: false });
  assert.deepEqual(it.store.call.value.remote, { microphone: true, camera: false });
  it.say('call.media', { call: 'call-1', microphone: true, camera: false, camera_why: 'line' });
  assert.deepEqual(it.store.call.value.remote, { microphone: true, camera: false, camera_why: 'line' });
  it.say('call.media', { call: 'call-1', microphone: true, camera: true });
  assert.deepEqual(it.store.call.value.remote, { microphone: true, camera: true });
  it.say('call.presence', { call: 'call-1', present: false });
  assert.equal(it.store.call.value.present, false);
});

test('papers: asked, followed, refused with a reason, accepted, withdrawn', async () => {
  const it = await talking();
  const paper = {
    paper: 'p-1',
    kind: 'payslip',
    note: 'octobre',
    state: 'asked',
    attempt: 0,
    reason: null,
    pages: null,
    bytes: null,
    sha256: null,
  };
  it.desk.papers.ask('payslip', 'octobre');
  assert.deepEqual(it.sent('paper.ask'), [{ contact: 'ct-1', kind: 'payslip', note: 'octobre' }]);
  it.say('paper.state', paper, it.lastId());
  it.say('paper.progress', { paper: 'p-1', stage: 'sending', pages: 1, sent: 50, total: 100 });
  assert.equal(it.store.progress.value['p-1'].sent, 50);
  it.say('paper.state', { ...paper, state: 'received', attempt: 1, pages: 1, bytes: 100, sha256: '0'.repeat(64) });
  assert.equal(it.store.progress.value['p-1'], undefined);
  assert.equal(it.store.papers.value.length, 1);
  it.desk.papers.refuse('p-1', 'blurred', 'x'.repeat(300));
  assert.equal(it.sent('paper.judge')[0].note.length, 200);
  it.desk.papers.accept('p-1');
  it.desk.papers.withdraw('p-1');
  assert.deepEqual(it.sent('paper.withdraw'), [{ paper: 'p-1', why: 'cancelled' }]);
});

test('a paper the desk refuses is said', async () => {
  const it = await talking();
  const asked = it.desk.papers.ask('payslip', '');
  it.say('error', { code: 'not-found', text: '' }, it.lastId());
  assert.equal(await asked, false);
  assert.equal(it.store.notice.value.key, 'error.not-found');
});

test('the recorded visit that the C programs are tested with plays through', () => {
  const file = new URL('../protocol/transcripts/visit.json', import.meta.url);
  const { messages } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const spoken = messages.filter(({ to }) => to === 'console').map(({ message }) => message);
  const it = loggedIn(spoken.find(({ t }) => t === 'welcome').b);
  const states = [it.state()];
  for (const message of spoken.filter(({ t }) => t !== 'welcome')) {
    it.line.socket().receive(message);
    if (it.state() !== states.at(-1)) states.push(it.state());
  }
  assert.deepEqual(states.slice(-4), ['available', 'ringing', 'talking', 'wrap-up']);
  assert.equal(it.calls.length, 1);
  assert.equal(it.calls[0].offers.length, 1);
  assert.equal(it.store.papers.value.length, 1);
});
