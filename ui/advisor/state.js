// SPDX-License-Identifier: EUPL-1.2
// What the page shows, as facts and one state computed from them. Only desk.js, papers.js, text.js and console.js write
// the facts; views read.
//
//   login ─► connecting ─► paused ⇄ available ─► ringing ─► talking ─► wrap-up ─► available | paused
//                │                       ▲          │ stop, decline, missed
//   elsewhere ◄──┴── any of them         └──────────┘
//
// Stable hooks for tests and the demo's driver: document.body.dataset.state is the state, and each control carries
// data-action (what it does; at most one visible control a name, except where "paper" follows):
//   login · logout · language · shortcuts · available · pause · hero-available · finish · wrap-up-pause · take-over ·
//   unlock-sound · test-ring · choose-camera · choose-microphone · choose-ring · retry-devices ·
//   answer · decline · hangup · mute · camera · quality ·
//   ask-paper · withdraw-paper · open-paper · close-paper · accept-paper · refuse-paper · confirm-refusal ·
//   invite · close-invite · ask-colleague · transfer-colleague · cancel-join · hand-over ·
//   call-telephone · copy-telephone ·
//   cancel-refusal · previous-page · next-page · zoom-in · zoom-out · rotate · download-paper · open-receipt · point · paper-seen
// Fields: name="name|password" (login), "colleague|join-as|join-note" (invite), "paper-kind|paper-note" (ask), "refuse-reason|refuse-note". A paper's card is
// [data-paper][data-state=asked|received|accepted|refused|withdrawn]; data-fact names the figures
// (telephone [data-state], telephone-number, waiting, longest, available, desk-state, call-time, quality, ticket, reason, language, site, waited).
// data-trouble on [data-fact=call-phase]: connecting | none | unstable | lost. data-line on body: open | waiting | …
// performance.mark: ring, answer-click, call-accepted, first-frame, call-ended.

import { computed, signal } from '@preact/signals';

export const STATES = ['login', 'connecting', 'paused', 'available', 'ringing', 'talking', 'wrap-up', 'elsewhere'];

const ANYWHERE = ['login', 'connecting', 'elsewhere'];
export const EDGES = {
  login: ['connecting'],
  connecting: ['paused', 'available', 'ringing', 'talking', 'wrap-up', ...ANYWHERE],
  paused: ['available', 'ringing', 'talking', ...ANYWHERE],
  available: ['paused', 'ringing', 'talking', ...ANYWHERE],
  ringing: ['talking', 'available', 'paused', ...ANYWHERE],
  talking: ['wrap-up', 'available', 'paused', 'ringing', ...ANYWHERE],
  'wrap-up': ['available', 'paused', 'ringing', ...ANYWHERE],
  elsewhere: ['connecting', 'login'],
};

/* The one place that turns facts into a state. Pure. The desk's word on "ringing" and "talking" is not enough: those
 * are shown while a ring or a call is actually held; @rest is the presence between calls. */
export function deriveState({ user, elsewhere, welcomed, call, rest }) {
  if (!user) return 'login';
  if (elsewhere) return 'elsewhere';
  if (!welcomed) return 'connecting';
  if (call) return call.accepted ? 'talking' : 'ringing';
  return rest;
}

/* What the advisor is when no ring or call is held: presence.state while ringing or talking names it in "next". */
export function restOf(presence, before) {
  const isBusy = presence.state === 'ringing' || presence.state === 'talking';
  return isBusy ? (presence.next ?? before) : presence.state;
}

const NO_PRESENCE = { state: 'paused', next: null, why: null, since: null };

export function createStore() {
  const store = {
    user: signal(null), // {name, displayName}
    elsewhere: signal(false),
    welcomed: signal(false),
    line: signal('stopped'), // of link.js
    clockOffsetMs: signal(0), // desk's clock minus ours
    limits: signal(null),
    presence: signal(NO_PRESENCE),
    rest: signal('paused'),
    queue: signal(null), // a queue.state body
    // {call, contact, guest (invitation, if it is a colleague's), accepted, answering, advisor, ringEndsAt, ringSeconds, acceptedAt, present, remote}
    call: signal(null),
    phase: signal('connecting'), // of the media: connecting | none | unstable | lost
    quality: signal(null), // what rateQuality () says
    tiles: signal([]), // video elements of the visitor, the one on top last
    isSilenced: signal(false), // the browser plays the visitor's picture but holds back the sound
    turns: signal([]), // what both have written: {key, isMine, text}, line by line
    isUnread: signal(false), // the visitor has written something that was not looked at yet
    checklist: signal([]), // what may be asked for: of papers.js or the desk's own
    papers: signal([]),
    progress: signal({}), // paper → paper.progress body
    views: signal({}), // paper → number of the newest picture under the document camera, while it is shown
    telephone: signal(null), // at which the visitor can be called: {contact, state: offered | given | refused | over, number or null}
    last: signal(null), // the call that ended: {contact, why, by, seconds}
    join: signal(null), // whom one has asked to join: {call, name, as, state}
    colleagues: signal(null), // who could be asked; null: not known
    third: signal(null), // MediaStream of the other advisor in the call
    notice: signal(null), // {key, tone}
  };
  store.state = computed(() =>
    deriveState({
      user: store.user.value,
      elsewhere: store.elsewhere.value,
      welcomed: store.welcomed.value,
      call: store.call.value,
      rest: store.rest.value,
    }),
  );
  return store;
}

/* Forgets everything that belonged to the login. */
export function resetStore(store) {
  store.elsewhere.value = false;
  store.welcomed.value = false;
  store.presence.value = NO_PRESENCE;
  store.rest.value = 'paused';
  store.queue.value = null;
  store.call.value = null;
  store.turns.value = [];
  store.isUnread.value = false;
  store.papers.value = [];
  store.progress.value = {};
  store.views.value = {};
  store.join.value = null;
  store.colleagues.value = null;
  store.third.value = null;
  store.telephone.value = null;
  store.last.value = null;
  store.notice.value = null;
}
