// SPDX-License-Identifier: EUPL-1.2
// The written side of one call: what both have typed, over the peers' data channels while they work and over the
// socket while they do not. docs/protocol.md, "Real-time text".

import { clean, ERASE, LINE, View } from './t140.js';
import { SIGNALLING, TextReceiver, TextSender } from './text-stream.js';

export class Text {
  #options;
  #sender = new TextSender();
  #receiver = new TextReceiver();
  #mine = new View();
  #theirs = new View();
  #open = []; // peers whose channel is open, the newest last
  #isAccepted = false;
  #isInTrouble = false;
  #timer = null;
  #order = []; // keys of lines, as they were begun

  /* options: store, send (kind, body) by the socket, write (peer, text) into a channel, ticker, now (). */
  constructor(options) {
    this.#options = options;
    this.channelEvents = {
      textOpened: (peer) => this.opened(peer),
      textClosed: (peer) => this.closed(peer),
      text: (peer, text) => this.take(peer, text),
    };
  }

  /* The call is accepted: until then nothing is asked for, nothing taken. */
  accept() {
    this.#isAccepted = true;
    this.#ask();
  }

  /* A new session with the desk: what was asked for may have been lost with the old one. */
  askAgain() {
    if (this.#isAccepted) this.#ask();
  }

  close() {
    this.#options.ticker.cancel(this.#timer);
    this.#timer = null;
    this.#isAccepted = false;
    this.#options.store.turns.value = [];
    this.#options.store.isUnread.value = false;
  }

  opened(peer) {
    this.#open.push(peer);
    this.#sender.open(peer);
    if (this.#isAccepted) this.#ask();
    this.#flush();
  }

  closed(peer) {
    if (!this.#open.includes(peer)) return;
    this.#open = this.#open.filter((other) => other !== peer);
    this.#sender.close(peer);
    this.#receiver.stop(peer);
    if (this.#isAccepted && this.#open.length === 0) this.#ask();
    this.#flush();
  }

  /* Nothing comes through the peer, or it does again. */
  setTrouble(isInTrouble) {
    if (this.#isInTrouble === isInTrouble) return;
    this.#isInTrouble = isInTrouble;
    this.#sender.setTrouble(isInTrouble);
    if (this.#isAccepted) this.#ask();
    this.#flush();
  }

  /* Came through a channel. */
  take(peer, text) {
    if (this.#isAccepted) this.#hear(this.#receiver.take(peer, text));
  }

  /* Came by the socket. */
  onText({ from, text }) {
    const fresh = this.#receiver.takePiece(from, text);
    if (fresh === null) this.#askFor(SIGNALLING);
    else this.#hear(fresh);
  }

  onAsk({ peer, have }) {
    this.#sender.ask(peer, have);
    this.#flush();
  }

  /* The line under way stood as @before and stands as @now, which may hold line ends: erases what is not there any
   * more, types what is new. Returns the line that is under way then. */
  edit(before, now) {
    const line = new View();
    line.take(before);
    const wanted = clean(now);
    let erased = '';
    // One erasure takes a whole cluster: what is left of it is typed again.
    while (!wanted.startsWith(line.text)) {
      line.take(ERASE);
      erased += ERASE;
    }
    this.#type(erased + wanted.slice(line.text.length));
    return wanted.slice(wanted.lastIndexOf(LINE) + 1);
  }

  #type(text) {
    if (!text) return;
    this.#sender.type(text);
    this.#mine.take(text);
    this.#show();
    this.#flush();
  }

  #hear(fresh) {
    if (!fresh) return;
    this.#theirs.take(fresh);
    this.#show();
    this.#options.store.isUnread.value = true;
  }

  #ask() {
    this.#askFor(this.#isInTrouble ? SIGNALLING : (this.#open.at(-1) ?? SIGNALLING));
  }

  #askFor(peer) {
    const have = peer === SIGNALLING ? this.#receiver.have : this.#receiver.listen(peer);
    this.#options.send('call.text-ask', { peer, have });
  }

  #flush() {
    this.#options.ticker.cancel(this.#timer);
    this.#timer = null;
    const now = this.#options.now();
    for (let piece = this.#sender.take(now); piece; piece = this.#sender.take(now)) {
      if (piece.peer !== SIGNALLING) this.#options.write(piece.peer, piece.text);
      else this.#options.send('call.text', { from: piece.from, text: piece.text });
    }
    const due = this.#sender.dueAt;
    if (due !== null) this.#timer = this.#options.ticker.after(Math.max(0, due - now), () => this.#flush());
  }

  /* Both texts line by line, in the order in which the lines were begun. */
  #show() {
    const lines = new Map();
    [this.#mine, this.#theirs].forEach((view) => {
      const isMine = view === this.#mine;
      view.lines.forEach(({ number, text }) => text && lines.set(`${isMine ? 'mine' : 'theirs'}-${number}`, text));
    });
    this.#order = this.#order.filter((key) => lines.has(key));
    lines.forEach((_, key) => this.#order.includes(key) || this.#order.push(key));
    this.#options.store.turns.value = this.#order.map((key) => ({
      key,
      isMine: key.startsWith('mine'),
      text: lines.get(key),
    }));
  }
}
