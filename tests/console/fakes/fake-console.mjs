// SPDX-License-Identifier: EUPL-1.2
// The controller with everything around it faked but the link. The fake socket checks every message that is sent
// against the schema; so is every message that the test lets the desk say.

import assert from 'node:assert/strict';
import { Desk } from '../../../ui/advisor/desk.js';
import { createStore } from '../../../ui/advisor/state.js';
import { wrongWith } from './checker.mjs';
import { fakeLine } from './fake-line.mjs';
import { effect, signal } from './signals.mjs';

export const CONTACT = {
  contact: 'ct-1',
  ticket: 'A042',
  reason: 'benefits',
  language: 'fr',
  site: 'Lens',
  waited_s: 60,
};
export const RING = {
  call: 'call-1',
  contact: CONTACT,
  ring_s: 20,
  ice_servers: [],
  relay_only: false,
  accepted: false,
};
export const presence = (state, more = {}) => ({
  state,
  next: null,
  why: null,
  since: '2026-11-24T08:00:00Z',
  ...more,
});
export const queue = { waiting: 0, longest_s: 0, available: 1, state: 'open' };
export const snapshot = (more = {}) => ({
  advisor: { name: 'Camille' },
  presence: presence('available'),
  queue,
  call: null,
  ...more,
});
export const settled = () =>
  new Promise((done) => {
    setImmediate(done);
  });

function fakeStudio() {
  return {
    state: signal('closed'),
    microphoneOn: signal(true),
    cameraOn: signal(true),
    tracks: { audio: {}, video: {} },
    opened: 0,
    closed: 0,
    open() {
      this.state.value = 'ready';
      this.opened++;
      return Promise.resolve();
    },
    close() {
      this.state.value = 'closed';
      this.closed++;
    },
    reset() {},
    setMicrophone(on) {
      this.microphoneOn.value = on;
    },
    async setCamera(on) {
      this.cameraOn.value = on;
    },
  };
}

function fakeCall(options) {
  return {
    id: options.id,
    options,
    offers: [],
    candidates: [],
    isOpen: false,
    isClosed: false,
    hasPeer: false,
    offer(peer, sdp) {
      this.hasPeer = true;
      this.offers.push([peer, sdp]);
    },
    candidate(...what) {
      this.candidates.push(what);
    },
    async open(tracks) {
      this.isOpen = true;
      this.tracks = tracks;
    },
    setTracks() {},
    written: [],
    writeText(peer, text) {
      this.written.push([peer, text]);
    },
    playAloud() {},
    close() {
      this.isClosed = true;
    },
  };
}

/* What would be the connection to the other console: what it was told, in order. */
function fakeSide(options) {
  const told = [];
  const note =
    (name) =>
    (...what) =>
      told.push([name, ...what]);
  return {
    options,
    told,
    offer: note('offer'),
    take: note('take'),
    takeAnswer: note('answer'),
    takeCandidate: note('candidate'),
    setTracks: note('tracks'),
    close: note('close'),
  };
}

/* A console logged in, with a snapshot; @more goes into it. */
export function loggedIn(more) {
  const line = fakeLine();
  const it = { line, store: createStore(), studio: fakeStudio(), calls: [], sides: [], rings: [], marks: [], edges: [] };
  const ring = {
    isLocked: signal(false),
    start(seconds, words) {
      it.rings.push(words);
    },
    stop() {
      it.rings.push('stop');
    },
    unlock() {},
    askPermission() {},
  };
  // The line's Link was made with its own listeners: the desk's are called after them.
  it.desk = new Desk({
    store: it.store,
    studio: it.studio,
    ring,
    ticker: line.ticker,
    now: () => Date.parse('2026-11-24T08:00:10Z') + line.ticker.now,
    words: ({ reason }) => ({ title: 'ring', body: reason }),
    mark: (name) => it.marks.push(name),
    createLink: (on) => {
      line.listen(on);
      return line.link;
    },
    createCall: (options) => {
      it.calls.push(fakeCall(options));
      return it.calls.at(-1);
    },
    createSide: (options) => {
      it.sides.push(fakeSide(options));
      return it.sides.at(-1);
    },
  });
  let before = null;
  effect(() => {
    const state = it.store.state.value;
    if (before && before !== state) it.edges.push([before, state]);
    before = state;
  });
  let seq = 0;
  it.say = (t, b, re) => {
    const message = { v: 1, t, id: `d-${++seq}`, ...(re ? { re } : {}), seq, ack: 0, b };
    assert.equal(wrongWith(message, 'desk'), null);
    line.socket().receive(message);
  };
  it.sent = (kind) =>
    line
      .socket()
      .sent.filter(({ t }) => t === kind)
      .map(({ b }) => b);
  it.lastId = () => line.socket().sent.at(-1).id;
  it.restart = (session) => {
    seq = 0;
    line.reconnect({ session, ...snapshot() });
  };
  it.state = () => it.store.state.value;
  it.store.user.value = { name: 'camille' };
  it.desk.connect();
  line.socket().onopen();
  line.socket().welcome(snapshot(more));
  return it;
}

export function ringing() {
  const it = loggedIn();
  it.say('presence.state', presence('ringing', { next: 'available' }));
  it.say('ring.start', RING);
  return it;
}

export async function talking() {
  const it = ringing();
  const answered = it.desk.answer();
  it.say('call.accepted', { call: 'call-1', advisor: { name: 'Camille' } }, it.lastId());
  it.say('presence.state', presence('talking', { next: 'available' }));
  await answered;
  return it;
}
