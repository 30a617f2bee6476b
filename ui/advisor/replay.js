// SPDX-License-Identifier: EUPL-1.2
// One direction pair of a session: numbers what is sent, keeps it until acknowledged, drops what was received before.
// Pure, no I/O: the twin of app/protocol/replay.c. docs/protocol.md, "Exactly once over a cut line".

export const MAX_MESSAGES = 256;
export const MAX_BYTES = 256 * 1024;

const UNSEQUENCED = new Set(['hello', 'welcome', 'ping', 'pong']);
const utf8 = new TextEncoder();

export class Replay {
  #sent = 0;
  #received = 0;
  #bytes = 0;
  #kept = []; // {seq, message, bytes}, oldest first
  #resumable = true;

  /* Highest "seq" received so far; what "ack" of the next message will say. */
  get received() {
    return this.#received;
  }

  /* False once more was unacknowledged than may be kept: the session must start anew. */
  get isResumable() {
    return this.#resumable;
  }

  get unacknowledged() {
    return this.#kept.length;
  }

  /* Stamps @message {t, id, b, re?} and returns the text to send; keeps it if its kind is sequenced. */
  send(message) {
    const full = { v: 1, ...message, ack: this.#received };
    if (UNSEQUENCED.has(message.t)) return JSON.stringify(full);
    full.seq = ++this.#sent;
    const text = JSON.stringify(full);
    this.#keep(full, utf8.encode(text).length);
    return text;
  }

  /* Takes "seq" and "ack" of a received message into account: 'fresh', 'duplicate' or 'gap'. */
  receive(message) {
    this.#forgetUpTo(message.ack);
    if (UNSEQUENCED.has(message.t)) return 'fresh';
    if (message.seq <= this.#received) return 'duplicate';
    if (message.seq !== this.#received + 1) return 'gap';
    this.#received = message.seq;
    return 'fresh';
  }

  /* Texts after @seq that the other side has not seen, their "ack" stamped afresh. */
  pendingAfter(seq) {
    this.#forgetUpTo(seq);
    return this.#kept.map(({ message }) => JSON.stringify({ ...message, ack: this.#received }));
  }

  #keep(message, bytes) {
    this.#kept.push({ seq: message.seq, message, bytes });
    this.#bytes += bytes;
    if (this.#kept.length <= MAX_MESSAGES && this.#bytes <= MAX_BYTES) return;
    this.#resumable = false;
    this.#kept = [];
    this.#bytes = 0;
  }

  #forgetUpTo(seq) {
    while (this.#kept.length && this.#kept[0].seq <= seq) this.#bytes -= this.#kept.shift().bytes;
  }
}
