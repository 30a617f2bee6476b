// SPDX-License-Identifier: EUPL-1.2
// Three in a call: asking a colleague to join, being the colleague who was asked, handing the call over.
// docs/protocol.md, "Three in a call".

import { batch } from '@preact/signals';

export const NOTE_MAX = 200;
export const AS = ['colleague', 'interpreter', 'signer', 'supervisor'];
// Said to the advisor when somebody does not join, or has left; the rest he did himself, or the call is over.
const TOLD = ['declined', 'timeout', 'left', 'failed', 'lost'];

export class Join {
  #options;
  #side = null;
  #body = null; // of the call held: ring.start

  /* options: store, request (kind, body) → {body} or null, send (kind, body), createSide (options), tracks (),
   * taken (papers). */
  constructor(options) {
    this.#options = options;
  }

  get handlers() {
    const ofSide = (action) => (body) => {
      if (this.#side && body.call === this.#guestCall()) action(body);
    };
    return {
      'join.state': (body) => this.onState(body),
      'join.taken': ({ call, papers }) => this.#onTaken(call, papers),
      'join.offer': (body) => this.#onOffer(body),
      'join.answer': ofSide(({ peer, sdp }) => this.#side.takeAnswer(peer, sdp)),
      'join.candidate': ofSide(({ peer, mline, candidate }) => this.#side.takeCandidate(peer, mline, candidate)),
      'join.renew': ofSide(() => this.#side.offer()),
    };
  }

  /* A ring or a call is held: @body as in ring.start. */
  begin(body) {
    this.end();
    this.#body = body;
  }

  /* Into a call that was under way already. */
  comeBack(body) {
    if (body.guest) this.#options.send('join.renew', { call: body.call });
    else if (body.join) this.onState(body.join);
  }

  end() {
    this.#drop();
    this.#body = null;
    batch(() => {
      this.#options.store.join.value = null;
      this.#options.store.colleagues.value = null;
    });
  }

  setTracks(tracks) {
    this.#side?.setTracks(tracks);
  }

  /* Who could be asked; the store has the list when it is known. */
  async list() {
    const answer = await this.#request('join.list', {});
    this.#options.store.colleagues.value = answer?.body.colleagues ?? [];
  }

  ask({ advisor, as, note, handOver }) {
    return this.#request('join.ask', { advisor, as, note, hand_over: handOver });
  }

  cancel() {
    return this.#request('join.cancel', {});
  }

  handOver() {
    return this.#request('join.hand-over', {});
  }

  #request(kind, body) {
    return this.#body ? this.#options.request(kind, { call: this.#body.call, ...body }) : null;
  }

  #guestCall() {
    return this.#body?.guest ? this.#body.call : this.#options.store.join.value?.call;
  }

  /* Told to the advisor whose call it is. */
  onState({ call, name, as, state, why }) {
    const { store } = this.#options;
    if (!this.#body || this.#body.guest) return;
    if (state === 'gone') {
      this.#drop();
      store.join.value = null;
      if (TOLD.includes(why)) store.notice.value = { key: `notice.join.${why}`, tone: 'info' };
      return;
    }
    store.join.value = { call, name, as, state };
    if (state !== 'ringing' && !this.#side) this.#connect(call).offer();
  }

  #onOffer({ call, peer, sdp }) {
    if (!this.#body?.guest || call !== this.#body.call) return;
    (this.#side ?? this.#connect(call)).take(peer, sdp);
  }

  /* The call is this advisor's now; the one who had it leaves by himself. */
  #onTaken(call, papers) {
    if (call !== this.#body?.call) return;
    this.#drop();
    this.#body = { ...this.#body, guest: undefined };
    this.#options.taken(papers);
  }

  #connect(call) {
    const { store, createSide, send, tracks } = this.#options;
    this.#side = createSide({
      call,
      iceServers: this.#body.ice_servers,
      relayOnly: this.#body.relay_only,
      tracks: tracks(),
      send: (kind, body) => send(kind, { call, ...body }),
      on: {
        stream: (stream) => {
          store.third.value = stream;
        },
        failed: () => this.#mend(call),
      },
    });
    return this.#side;
  }

  #mend(call) {
    if (this.#body?.guest) this.#options.send('join.renew', { call });
    else this.#side?.offer();
  }

  #drop() {
    this.#side?.close();
    this.#side = null;
    this.#options.store.third.value = null;
  }
}
