// SPDX-License-Identifier: EUPL-1.2
// One person's text on its way to the other: a stream of numbered characters over as many ways as there are. A way is
// the data channel of a peer, or the signalling socket (SIGNALLING). As media/call/text-sender.c and text-receiver.c;
// docs/protocol.md, "Real-time text".

import { LOST, MARK } from './t140.js';

export const SIGNALLING = 0;
export const PIECE_MAX = 1000; // characters
export const KEPT_MAX = 65536; // characters that can be sent again; what is older is sent as lost
export const CHANNEL_MS = 100;
export const SIGNALLING_MS = 300; // RFC 8865, 5.2: 300 ms, 500 at most

const ROUND_MAX = 8; // pieces in one interval: catching up must not look like a flood

export class TextSender {
  #kept = [];
  #first = 0; // position of kept[0]
  #begun = false;
  #channels = new Map(); // peer → {peer, next, isOpen, isAsked}
  #signalling = { peer: SIGNALLING, next: 0, isAsked: false };
  #isInTrouble = false;
  #usesSignalling = false;
  #isWordDue = false; // how far the stream has come, even if there is nothing to send
  #inRound = 0;
  #sentAt = -Infinity;

  get hasBegun() {
    return this.#begun;
  }

  get #end() {
    return this.#first + this.#kept.length;
  }

  get #pauseMs() {
    return this.#usesSignalling ? SIGNALLING_MS : CHANNEL_MS;
  }

  /* @text: what clean () gives, or erasures. */
  type(text) {
    this.#kept.push(...text);
    if (this.#kept.length <= KEPT_MAX) return;
    const gone = this.#kept.length - (KEPT_MAX * 3) / 4;
    this.#kept.splice(0, gone);
    this.#first += gone;
  }

  /* The other side asks for this way, and has that much. */
  ask(peer, have) {
    if (!this.#begun) {
      this.#begun = true;
      this.#first = this.#signalling.next = have;
    }
    const from = Math.min(have, this.#end);
    if (peer === SIGNALLING) Object.assign(this.#signalling, { next: from, isAsked: true });
    else {
      const way = this.#way(peer);
      // Asked for once more, a channel goes on where it is: what is in it cannot be taken back.
      if (!way.isAsked) Object.assign(way, { next: from, isAsked: true });
      this.#signalling.isAsked = false;
    }
    this.#judge();
  }

  open(peer) {
    this.#way(peer).isOpen = true;
    this.#judge();
  }

  close(peer) {
    this.#channels.delete(peer);
    this.#judge();
  }

  setTrouble(isInTrouble) {
    this.#isInTrouble = isInTrouble;
    this.#judge();
  }

  /* The next piece that is to go now, {peer, from, text}; call until null. */
  take(now) {
    const way = this.#ready();
    const isTime = this.#inRound > 0 || now >= this.#sentAt + this.#pauseMs;
    if (way && isTime && this.#inRound < ROUND_MAX) {
      this.#inRound++;
      return this.#fill(way);
    }
    if (this.#inRound > 0) this.#sentAt = now;
    this.#inRound = 0;
    return null;
  }

  /* When the next one is due; null: nothing to send. */
  get dueAt() {
    return this.#ready() ? Math.max(0, this.#sentAt + this.#pauseMs) : null;
  }

  #way(peer) {
    if (!this.#channels.has(peer)) this.#channels.set(peer, { peer, next: 0, isOpen: false, isAsked: false });
    return this.#channels.get(peer);
  }

  get #fit() {
    return [...this.#channels.values()].filter(({ isOpen, isAsked }) => isOpen && isAsked);
  }

  /* After every change of the ways: a socket taken up again says where the stream is, so that the other side notices
   * what is stuck in a dead channel. */
  #judge() {
    const uses = this.#begun && (this.#fit.length === 0 || this.#isInTrouble || this.#signalling.isAsked);
    if (uses && !this.#usesSignalling) this.#isWordDue = true;
    this.#usesSignalling = uses;
  }

  #ready() {
    if (!this.#begun) return null;
    const channel = this.#fit.find(({ next }) => next < this.#end);
    if (channel) return channel;
    return this.#usesSignalling && (this.#signalling.next < this.#end || this.#isWordDue) ? this.#signalling : null;
  }

  /* What is not kept any more goes as lost, character by character, so that positions stay what they are. */
  #fill(way) {
    const from = way.next;
    const to = Math.min(this.#end, from + PIECE_MAX);
    const lost = Math.max(0, Math.min(to, this.#first) - from);
    const text = LOST.repeat(lost) + this.#kept.slice(from + lost - this.#first, to - this.#first).join('');
    way.next = to;
    if (way === this.#signalling) this.#isWordDue = false;
    else if (!this.#usesSignalling) this.#signalling.next = Math.max(this.#signalling.next, to);
    return { peer: way.peer, from, text };
  }
}

/* The other end: tells what is new from what another way has brought already. */
export class TextReceiver {
  #have = 0;
  #ways = new Map(); // peer → {first, next}

  get have() {
    return this.#have;
  }

  /* Listens to a channel from here on; returns what is to be asked for: the same figure every time. */
  listen(peer) {
    if (!this.#ways.has(peer)) this.#ways.set(peer, { first: this.#have, next: this.#have });
    return this.#ways.get(peer).first;
  }

  stop(peer) {
    this.#ways.delete(peer);
  }

  /* What came through a channel: the characters that are new. */
  take(peer, text) {
    const way = this.#ways.get(peer);
    if (!way) return '';
    const [fresh, next] = this.#fresh(way.next, text);
    way.next = next;
    return fresh;
  }

  /* What came by signalling; null if something before @from is missing: ask for it. */
  takePiece(from, text) {
    return from > this.#have ? null : this.#fresh(from, text)[0];
  }

  #fresh(from, text) {
    const characters = [...text.toWellFormed()].filter((character) => character !== MARK);
    const next = from + characters.length;
    const fresh = characters.slice(Math.max(0, this.#have - from)).join('');
    this.#have = Math.max(this.#have, next);
    return [fresh, next];
  }
}
