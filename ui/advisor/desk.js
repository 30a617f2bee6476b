// SPDX-License-Identifier: EUPL-1.2
// What the desk says becomes facts in the store; what the advisor does becomes messages. One function a kind, in one
// table. Papers have their own file.

import { batch } from '@preact/signals';
import { Join } from './join.js';
import { CHECKLIST, Papers } from './papers.js';
import { resetStore, restOf } from './state.js';
import { Telephone } from './telephone.js';
import { Text } from './text.js';

// On coming back into a call the camera is opened first, so that candidates are numeric; a browser that asks the
// advisor again may take its time, and the visitor is waiting: the picture then follows later.
const REOPEN_AT_MOST_MS = 1500;

export class Desk {
  #store;
  #link;
  #studio;
  #ring;
  #ticker;
  #now;
  #createCall;
  #words;
  #mark;
  #call = null;
  #text = null; // what is written in it
  #telephone;
  #told = null; // what the visitor was last told of our microphone and camera
  #restToCome = null; // said by the desk while the call was still held
  #handlers;

  /* options: store, studio, ring, ticker, now (), words (contact) → {title, body}, mark (name, detail),
   * createLink (on) → Link, createCall (options) → Call, createSide (options) → Side. */
  constructor({ store, studio, ring, ticker, now, words, mark, createLink, createCall, createSide }) {
    this.#store = store;
    this.#studio = studio;
    this.#ring = ring;
    this.#ticker = ticker;
    this.#now = now;
    this.#words = words;
    this.#mark = mark;
    this.#createCall = createCall;
    this.#link = createLink({
      state: (state) => {
        store.line.value = state;
      },
      welcome: (body) => this.#onWelcome(body),
      message: (kind, body) => batch(() => this.#handlers[kind]?.(body)),
      refused: () => this.#onRefused(),
      elsewhere: () => this.#onElsewhere(),
    });
    this.papers = new Papers({ store, link: this.#link, fail: (error) => this.#fail(error) });
    this.#telephone = new Telephone({ store });
    this.join = new Join({
      store,
      request: (kind, body) => this.#ask(kind, body),
      send: (kind, body) => this.#link.send(kind, body),
      createSide,
      tracks: () => studio.tracks,
      taken: (papers) => this.#onTaken(papers),
    });
    this.#handlers = this.#table();
    studio.onTracks = (tracks) => {
      this.#call?.setTracks(tracks);
      this.join.setTracks(tracks);
      this.#tellMedia();
    };
  }

  #table() {
    const ofCall = (action) => (body) => {
      if (body.call === this.#call?.id) action(body);
    };
    return {
      'presence.state': (body) => this.#onPresence(body),
      'queue.state': (body) => {
        this.#store.queue.value = body;
      },
      'ring.start': (body) => this.#onRing(body),
      'ring.stop': ofCall(({ why }) => this.#endRing(why)),
      'call.offer': ofCall(({ peer, sdp }) => this.#call.offer(peer, sdp)),
      'call.candidate': ofCall(({ peer, mline, candidate }) => this.#call.candidate(peer, mline, candidate)),
      'call.accepted': ofCall(({ advisor }) => this.#onAccepted(advisor)),
      'call.media': ofCall(({ call, ...remote }) => this.#patchCall({ remote })),
      'call.text': ofCall((body) => this.#text.onText(body)),
      'call.text-ask': ofCall((body) => this.#text.onAsk(body)),
      'call.presence': ofCall(({ present }) => this.#patchCall({ present })),
      'contact.telephone': (body) => this.#telephone.onState(body),
      'call.ended': ofCall(({ why, by }) => this.#endCall(this.#store.call.value.guest && why === 'done' ? 'guest' : why, by)),
      ...this.join.handlers,
      'paper.state': (body) => this.papers.onState(body),
      'paper.progress': (body) => this.papers.onProgress(body),
      'paper.view': (body) => this.papers.onView(body),
      error: ({ code }) => console.warn(`desk: ${code}`),
    };
  }

  /* Logged in: open the line. */
  connect() {
    this.#store.elsewhere.value = false;
    this.#link.start();
  }

  /* Logging out, or the desk no longer knows us. */
  disconnect() {
    this.#link.stop();
    this.#ring.stop();
    this.#dropCall();
    this.#studio.close();
    batch(() => {
      resetStore(this.#store);
      this.#store.user.value = null;
    });
  }

  hurry() {
    this.#link.hurry();
  }

  /* The browser says that its network has changed. */
  checkLine() {
    this.#link.check();
  }

  /* From a click: sound needs one, and the browser asks for the devices while it can be seen why. */
  async goAvailable() {
    this.#ring.unlock();
    this.#ring.askPermission();
    this.#store.notice.value = null;
    await this.#studio.open();
    await this.#ask('presence.set', { state: 'available' });
  }

  pause() {
    return this.#ask('presence.set', { state: 'paused' });
  }

  async answer() {
    const call = this.#store.call.value;
    if (!call || call.accepted || call.answering) return;
    this.#mark('answer-click', { call: call.call });
    this.#ring.unlock();
    this.#ring.stop();
    this.#patchCall({ answering: true });
    const answer = await this.#ask('ring.accept', { call: call.call });
    if (!answer && this.#call?.id === call.call && !this.#call.isOpen) this.#endRing('too-late');
  }

  decline() {
    const call = this.#store.call.value;
    if (!call || call.accepted || call.answering) return;
    this.#ask('ring.decline', { call: call.call });
    this.#endRing('declined');
  }

  hangUp() {
    const call = this.#store.call.value;
    if (!call?.accepted) return;
    this.#ask('call.hangup', { call: call.call, why: 'done' });
    this.#endCall('done', 'console');
  }

  setMicrophone(on) {
    this.#studio.setMicrophone(on);
    this.#tellMedia();
  }

  async setCamera(on) {
    await this.#studio.setCamera(on);
    this.#tellMedia();
  }

  /* As text.js, edit (). */
  write(before, now) {
    return this.#text?.edit(before, now) ?? '';
  }

  /* What the visitor has written is being looked at. */
  read() {
    this.#store.isUnread.value = false;
  }

  playAloud() {
    this.#store.isSilenced.value = false;
    this.#ring.unlock();
    this.#call?.playAloud();
  }

  #onWelcome(body) {
    batch(() => {
      this.#store.clockOffsetMs.value = Date.parse(body.time) - this.#now();
      this.#store.limits.value = body.limits;
      if (!body.resumed) this.#onSnapshot(body);
      this.#store.welcomed.value = true;
    });
  }

  /* The desk does not know the session any more (or it is the first one): all it knows, in one message. */
  #onSnapshot({ advisor, presence, queue, call, paper_kinds: kinds = CHECKLIST }) {
    this.#store.checklist.value = kinds;
    this.#store.user.value = { ...this.#store.user.value, displayName: advisor.name };
    this.#store.queue.value = queue;
    if (this.#call && this.#call.id !== call?.call) this.#forgetCall();
    this.#onPresence(presence);
    if (call?.accepted) this.#comeBack(call);
    else if (call && !this.#call) this.#onRing(call);
  }

  #forgetCall() {
    if (this.#call.isOpen) this.#endCall('lost', 'desk');
    else this.#endRing('failed');
  }

  /* A call under way: the page was loaded again, or the line or the desk was gone too long to resume. */
  async #comeBack(body) {
    this.papers.set(body.papers);
    if (this.#call?.hasPeer) {
      // What was told in the lost session may never have arrived.
      this.#told = null;
      this.#tellMedia();
      this.#text.askAgain();
      return;
    }
    this.#hold(body);
    this.#accept(body.advisor ?? null);
    await Promise.race([this.#studio.open(), new Promise((done) => this.#ticker.after(REOPEN_AT_MOST_MS, done))]);
    if (this.#call?.id !== body.call) return;
    await this.#call.open(this.#studio.tracks);
    this.#link.send('call.renew', { call: body.call });
    this.join.comeBack(body);
    this.#tellMedia();
  }

  #onPresence(presence) {
    this.#store.presence.value = presence;
    this.#store.rest.value = restOf(presence, this.#store.rest.value);
    if (this.#call && this.#store.rest.value === presence.state) this.#restToCome = presence.state;
    if (!this.#call && presence.state !== 'wrap-up') this.#telephone.forget();
    if (presence.why === 'missed') this.#store.notice.value = { key: 'notice.missed', tone: 'warning' };
    if (presence.state === 'paused' && !this.#call) this.#studio.close();
    if (presence.state !== 'paused' && this.#studio.state.value === 'closed') this.#studio.open();
  }

  #onRing(body) {
    if (this.#call) {
      // Never two at once: this one goes to somebody who is free.
      this.#ask('ring.decline', { call: body.call });
      return;
    }
    this.#mark('ring', { call: body.call });
    this.papers.set([]);
    this.#store.last.value = null;
    this.#store.notice.value = null;
    if (this.#studio.state.value === 'closed') this.#studio.open();
    this.#hold(body);
    this.#ring.start(body.ring_s, this.#words(body.contact, body.guest));
  }

  #hold(body) {
    this.#call?.close();
    this.join.begin(body);
    this.#telephone.keep(body.contact.contact);
    this.#told = null;
    this.#restToCome = null;
    const store = this.#store;
    store.phase.value = 'connecting';
    store.quality.value = null;
    store.isSilenced.value = false;
    store.call.value = {
      call: body.call,
      contact: body.contact,
      guest: body.guest ?? null,
      accepted: false,
      answering: false,
      advisor: null,
      ringSeconds: body.ring_s,
      ringEndsAt: this.#now() + body.ring_s * 1000,
      acceptedAt: null,
      present: true,
      remote: { microphone: true, camera: true },
    };
    this.#text?.close();
    this.#text = new Text({
      store,
      send: (kind, message) => this.#link.send(kind, { call: body.call, ...message }),
      write: (peer, text) => this.#call?.writeText(peer, text),
      ticker: this.#ticker,
      now: this.#now,
    });
    this.#call = this.#createCall({
      id: body.call,
      iceServers: body.ice_servers,
      relayOnly: body.relay_only,
      send: (kind, message) => this.#link.send(kind, message),
      expectsMedia: () => {
        const { remote } = store.call.value ?? {};
        return Boolean(remote?.microphone || remote?.camera);
      },
      on: this.#callEvents(body.call),
    });
  }

  #callEvents(call) {
    return {
      tiles: (videos) => {
        this.#store.tiles.value = videos;
      },
      phase: (phase) => {
        this.#store.phase.value = phase;
        const isTroubled = phase === 'unstable' || phase === 'lost';
        this.#text?.setTrouble(isTroubled);
        // The same line carries both: a new peer is only as fast as the socket is.
        this.#link.setUrgent(isTroubled);
      },
      ...this.#text.channelEvents,
      quality: (quality) => {
        this.#store.quality.value = quality;
      },
      silenced: () => {
        this.#store.isSilenced.value = true;
      },
      firstFrame: () => this.#mark('first-frame', { call }),
    };
  }

  #onAccepted(advisor) {
    this.#mark('call-accepted', { call: this.#call.id });
    this.#call.open(this.#studio.tracks);
    this.#accept(advisor);
    this.#tellMedia();
  }

  #accept(advisor) {
    this.#ring.stop();
    // What is written stays between the visitor and the advisor whose call it is.
    if (!this.#store.call.value.guest) this.#text.accept();
    this.#patchCall({ accepted: true, answering: false, advisor, acceptedAt: this.#talkingSince() });
  }

  /* The colleague who had the call has handed it over to this one. */
  #onTaken(papers) {
    this.#patchCall({ guest: null });
    this.papers.set(papers);
    this.#text.accept();
    this.#store.notice.value = { key: 'notice.join.taken', tone: 'info' };
  }

  /* A call that was come back to began when the desk says, not now. */
  #talkingSince() {
    const { state, since } = this.#store.presence.value;
    const began = state === 'talking' && since ? Date.parse(since) - this.#store.clockOffsetMs.value : this.#now();
    return Math.min(began, this.#now());
  }

  #tellMedia() {
    if (!this.#call?.isOpen) return;
    const { audio, video } = this.#studio.tracks;
    const microphone = Boolean(audio) && this.#studio.microphoneOn.value;
    const camera = Boolean(video) && this.#studio.cameraOn.value;
    if (microphone === this.#told?.microphone && camera === this.#told.camera) return;
    this.#told = { microphone, camera };
    this.#link.send('call.media', { call: this.#call.id, microphone, camera });
  }

  #endRing(why) {
    this.#ring.stop();
    this.#dropCall();
    this.#rest();
    const isTold = why === 'declined' || this.#store.presence.value.why === 'missed';
    if (!isTold) this.#store.notice.value = { key: `notice.ring.${why}`, tone: 'info' };
  }

  #endCall(why, by) {
    const { contact, acceptedAt } = this.#store.call.value;
    this.#mark('call-ended', { call: this.#call.id });
    // Whoever has the contact now calls.
    if (why === 'handed-over') this.#telephone.forget();
    batch(() => {
      this.#store.last.value = { contact, why, by, seconds: Math.round((this.#now() - acceptedAt) / 1000) };
      // Else the desk's presence.state follows, and nothing but this is shown for the moment between.
      this.#store.rest.value = this.#restToCome ?? 'wrap-up';
      this.#dropCall();
    });
    this.#rest();
  }

  /* No ring, no call: the devices are closed for a pause, ready as at the beginning otherwise. */
  #rest() {
    if (this.#store.rest.value === 'paused') this.#studio.close();
    else this.#studio.reset();
  }

  #dropCall() {
    this.#link.setUrgent(false);
    this.#call?.close();
    this.#call = null;
    this.join.end();
    this.#text?.close();
    this.#text = null;
    batch(() => {
      this.#store.call.value = null;
      this.#store.tiles.value = [];
      this.#store.quality.value = null;
      this.#store.progress.value = {};
      this.#store.views.value = {};
    });
  }

  #patchCall(patch) {
    if (this.#store.call.value) this.#store.call.value = { ...this.#store.call.value, ...patch };
  }

  #onRefused() {
    this.disconnect();
    this.#store.notice.value = { key: 'notice.logged-out', tone: 'warning' };
  }

  #onElsewhere() {
    this.#ring.stop();
    this.#dropCall();
    this.#studio.close();
    batch(() => {
      this.#store.welcomed.value = false;
      this.#store.elsewhere.value = true;
    });
  }

  /* The answer, or null with the reason said on screen. */
  async #ask(kind, body) {
    try {
      return await this.#link.request(kind, body);
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  #fail(error) {
    if (error.code !== 'stopped') this.#store.notice.value = { key: `error.${error.code}`, tone: 'warning' };
  }
}
