// SPDX-License-Identifier: EUPL-1.2
// The controller with everything around it faked but the link: what the desk says, what is shown, what is sent.
// The fake socket checks every message that is sent against the schema.
import assert from 'node:assert/strict';
import test from 'node:test';
import { effect, signal } from './fakes/signals.mjs';
import { Desk } from '../../ui/advisor/desk.js';
import { createStore, EDGES } from '../../ui/advisor/state.js';
import { wrongWith } from './fakes/checker.mjs';
import { fakeLine } from './fakes/fake-line.mjs';

const CONTACT = { contact: 'ct-1', ticket: 'A042', reason: 'benefits', language: 'fr', site: 'Lens', waited_s: 60 };
const RING = { call: 'call-1', contact: CONTACT, ring_s: 20, ice_servers: [], relay_only: false, accepted: false };
const presence = (state, more = {}) => ({ state, next: null, why: null, since: '2026-11-24T08:00:00Z', ...more });
const queue = { waiting: 0, longest_s: 0, available: 1, state: 'open' };
const snapshot = (more = {}) => ({ advisor: { name: 'Camille' }, presence: presence('available'), queue, call: null, ...more });
const settled = () => new Promise((done) => { setImmediate(done); });

function fakeStudio() {
  return {
    state: signal('closed'), microphoneOn: signal(true), cameraOn: signal(true), tracks: { audio: {}, video: {} }, opened: 0, closed: 0,
    open() { this.state.value = 'ready'; this.opened++; return Promise.resolve(); },
    close() { this.state.value = 'closed'; this.closed++; },
    reset() {},
    setMicrophone(on) { this.microphoneOn.value = on; },
    async setCamera(on) { this.cameraOn.value = on; },
  };
}

function fakeCall(options) {
  return {
    id: options.id, options, offers: [], candidates: [], isOpen: false, isClosed: false, hasPeer: false,
    offer(peer, sdp) { this.hasPeer = true; this.offers.push([peer, sdp]); },
    candidate(...what) { this.candidates.push(what); },
    async open(tracks) { this.isOpen = true; this.tracks = tracks; },
    setTracks() {}, playAloud() {},
    close() { this.isClosed = true; },
  };
}

/* A console logged in, with a snapshot; @more goes into it. */
function console_(more) {
  const line = fakeLine();
  const it = { line, store: createStore(), studio: fakeStudio(), calls: [], rings: [], marks: [], edges: [] };
  const ring = {
    isLocked: signal(false), start(seconds, words) { it.rings.push(words); }, stop() { it.rings.push('stop'); }, unlock() {}, askPermission() {},
  };
  // The line's Link was made with its own listeners: the desk's are called after them.
  it.desk = new Desk({
    store: it.store, studio: it.studio, ring, ticker: line.ticker, now: () => Date.parse('2026-11-24T08:00:10Z'),
    words: ({ reason }) => ({ title: 'ring', body: reason }), mark: (name) => it.marks.push(name),
    createLink: (on) => { line.listen(on); return line.link; },
    createCall: (options) => { it.calls.push(fakeCall(options)); return it.calls.at(-1); },
  });
  let before = null;
  effect(() => {
    const state = it.store.state.value;
    if (before && before !== state)
      it.edges.push([before, state]);
    before = state;
  });
  let seq = 0;
  it.say = (t, b, re) => {
    const message = { v: 1, t, id: `d-${++seq}`, ...(re ? { re } : {}), seq, ack: 0, b };
    assert.equal(wrongWith(message, 'desk'), null);
    line.socket().receive(message);
  };
  it.sent = (kind) => line.socket().sent.filter(({ t }) => t === kind).map(({ b }) => b);
  it.lastId = () => line.socket().sent.at(-1).id;
  it.restart = (session) => { seq = 0; line.reconnect({ session, ...snapshot() }); };
  it.state = () => it.store.state.value;
  it.store.user.value = { name: 'camille' };
  it.desk.connect();
  line.socket().onopen();
  line.socket().welcome(snapshot(more));
  return it;
}

function ringing() {
  const it = console_();
  it.say('presence.state', presence('ringing', { next: 'available' }));
  it.say('ring.start', RING);
  return it;
}

async function talking() {
  const it = ringing();
  const answered = it.desk.answer();
  it.say('call.accepted', { call: 'call-1', advisor: { name: 'Camille' } }, it.lastId());
  it.say('presence.state', presence('talking', { next: 'available' }));
  await answered;
  return it;
}

test('shows what the snapshot says', () => {
  const it = console_({ presence: presence('paused'), queue: { ...queue, waiting: 4 } });
  assert.equal(it.state(), 'paused');
  assert.equal(it.store.queue.value.waiting, 4);
  assert.equal(it.store.user.value.displayName, 'Camille');
  assert.equal(it.studio.opened, 0);
});

test('going available opens camera and microphone first', async () => {
  const it = console_({ presence: presence('paused') });
  it.desk.goAvailable();
  assert.equal(it.sent('presence.set').length, 0);
  await settled();
  assert.equal(it.studio.opened, 1);
  assert.deepEqual(it.sent('presence.set'), [{ state: 'available' }]);
  it.say('presence.state', presence('available'), it.lastId());
  assert.equal(it.state(), 'available');
});

test('pausing closes them once the desk says paused', () => {
  const it = console_();
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
  for (const why of ['left', 'timeout', 'failed']) {
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
  for (const [why, by] of [['done', 'kiosk'], ['left', 'kiosk'], ['lost', 'desk'], ['failed', 'desk']]) {
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
  assert.deepEqual(it.sent('call.media').slice(1), [{ call: 'call-1', microphone: false, camera: true }, { call: 'call-1', microphone: false, camera: false }]);
  it.say('call.media', { call: 'call-1', microphone: true, camera: false });
  assert.deepEqual(it.store.call.value.remote, { microphone: true, camera: false });
  it.say('call.presence', { call: 'call-1', present: false });
  assert.equal(it.store.call.value.present, false);
});

test('papers: asked, followed, refused with a reason, accepted, withdrawn', async () => {
  const it = await talking();
  const paper = { paper: 'p-1', kind: 'payslip', note: 'octobre', state: 'asked', attempt: 0, reason: null, pages: null, bytes: null, sha256: null };
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

test('a page loaded again comes back into its call and asks for a new peer', async () => {
  const since = '2026-11-24T07:59:00Z';
  const it = console_({ presence: presence('talking', { since }), call: { ...RING, accepted: true, papers: [] } });
  await settled();
  assert.equal(it.state(), 'talking');
  assert.equal(it.calls[0].isOpen, true);
  assert.deepEqual(it.sent('call.renew'), [{ call: 'call-1' }]);
  // The desk's clock is ten seconds behind this one's.
  assert.equal(it.store.call.value.acceptedAt, Date.parse('2026-11-24T07:59:10Z'));
});

test('coming back does not wait for a camera that is not given', async () => {
  const it = console_({ presence: presence('paused') });
  it.studio.open = () => new Promise(() => {});
  it.line.socket().onclose({ code: 1006 });
  it.line.reconnect({ session: 's-2', ...snapshot({ call: { ...RING, accepted: true, papers: [] }, presence: presence('talking') }) });
  assert.equal(it.sent('call.renew').length, 0);
  it.line.ticker.advance(1500);
  await settled();
  assert.equal(it.sent('call.renew').length, 1);
});

test('a desk that was restarted finds the same call still up: the peer stays', async () => {
  const it = await talking();
  it.calls[0].hasPeer = true;
  it.line.socket().onclose({ code: 1006 });
  it.line.reconnect({ session: 's-2', ...snapshot({ call: { ...RING, accepted: true, papers: [] }, presence: presence('talking') }) });
  await settled();
  assert.equal(it.calls.length, 1);
  assert.equal(it.calls[0].isClosed, false);
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
  assert.deepEqual(it.edges.filter(([from, to]) => !EDGES[from].includes(to)), []);
  assert.ok(it.edges.length >= 8);
});
