// SPDX-License-Identifier: EUPL-1.2
// The media of one call: the peer in use and, while the kiosk replaces it, the one that will be. A new peer is made
// before the old one is dropped: the old picture stays until the new one has shown a frame.

import { CallFigures } from './call-figures.js';
import { Peer } from './peer.js';
import { PictureDelay } from './picture-delay.js';
import { readStats, rateQuality } from './quality.js';

const POLL_MS = 1000;
// How often the desk is told how the call goes; all of it each time, so that one that is lost costs nothing.
const REPORT_MS = 15_000;
// The kiosk's own watch (calls are its to mend): nothing for 3 s is said, for 6 s replaces the peer. A console that
// sees nothing for longer than that asks for it, because the kiosk may be receiving well and not know.
const UNSTABLE_MS = 3000;
const ASK_RENEWAL_MS = 9000;
// A replacement that is connected but shows nothing (camera off, or gated): take it anyway.
const SWAP_AT_LATEST_MS = 3000;

export class Call {
  #options;
  #peers = []; // oldest first; the last one is the newest offer answered
  #tracks = null; // null: gate closed
  #pollTimer = null;
  #last = null; // previous stats
  #aliveAt = 0;
  #renewedAt = -Infinity;
  #failed = false;
  #seen = false;
  #figures;
  #delay = new PictureDelay();
  #reportedAt = 0;

  /* options: id, iceServers, relayOnly, send (kind, body), ticker, now (), createVideo (), expectsMedia ()
   * on {tiles (videos), phase (phase), quality (quality), firstFrame (), text (peer, text), textOpened (peer),
   * textClosed (peer)}. */
  constructor(options) {
    this.#options = options;
    this.id = options.id;
    this.#figures = new CallFigures(options.now());
  }

  get isOpen() {
    return this.#tracks !== null;
  }

  get hasPeer() {
    return this.#peers.length > 0;
  }

  /* An offer of the kiosk: the first, or one that replaces the peer. Late ones of replaced peers are dropped. */
  async offer(number, sdp) {
    if (number <= (this.#peers.at(-1)?.number ?? 0)) return;
    // Of several that came at once, as after a cut line, only the newest has somebody at its other end.
    this.#peers.filter((other) => other !== this.#peers[0] && !other.isConnected).forEach((other) => this.#drop(other));
    const peer = this.#createPeer(number);
    peer.video = this.#createTile(peer);
    this.#peers.push(peer);
    this.#showTiles();
    if (this.#tracks) peer.open(this.#tracks);
    try {
      await peer.answer(sdp);
    } catch (error) {
      // An offer this browser refuses: no answer is what the kiosk notices, and it offers anew.
      console.warn(`call: offer of peer ${number} refused: ${error.name}`);
      this.#drop(peer);
    }
  }

  candidate(number, mline, candidate) {
    this.#peers.find((peer) => peer.number === number)?.addCandidate(mline, candidate);
  }

  /* The desk has said "accepted": opens the gates of every peer, those to come included. */
  async open(tracks) {
    this.#tracks = tracks;
    this.#aliveAt = this.#reportedAt = this.#options.now();
    this.#figures.opened(this.#aliveAt);
    this.#options.on.phase('connecting');
    this.#poll();
    await Promise.all(this.#peers.map((peer) => peer.open(tracks)));
    this.#peers.forEach((peer) => this.#play(peer));
  }

  /* Other devices, or one gone. */
  async setTracks(tracks) {
    if (!this.#tracks) return;
    this.#tracks = tracks;
    await Promise.all(this.#peers.map((peer) => peer.open(tracks)));
  }

  /* From a click: plays with sound what the browser would only play without. */
  playAloud() {
    this.#peers.forEach((peer) => {
      peer.video.muted = false;
      peer.video.play().catch(() => {});
    });
  }

  /* Into the data channel of a peer, if it is still there. */
  writeText(number, text) {
    this.#peers.find((peer) => peer.number === number)?.writeText(text);
  }

  close() {
    if (this.isOpen || this.#figures.hasFailed) this.#report();
    this.#options.ticker.cancel(this.#pollTimer);
    this.#pollTimer = null;
    [...this.#peers].forEach((peer) => this.#drop(peer));
  }

  #createPeer(number) {
    this.#figures.made();
    return new Peer({
      number,
      iceServers: this.#options.iceServers,
      relayOnly: this.#options.relayOnly,
      send: (kind, body) => this.#options.send(kind, { call: this.id, peer: number, ...body }),
      on: {
        state: (peer, state) => this.#onPeerState(peer, state),
        track: (peer) => this.#play(peer),
        text: (peer, text) => this.#options.on.text(peer.number, text),
        textOpened: (peer) => this.#options.on.textOpened(peer.number),
        textClosed: (peer) => this.#options.on.textClosed(peer.number),
      },
    });
  }

  #createTile(peer) {
    const video = this.#options.createVideo();
    video.srcObject = peer.stream;
    const onFrame = () => {
      if (peer.isClosed) return;
      video.dataset.live = 'true';
      if (!this.#seen) {
        this.#seen = true;
        this.#figures.seen(this.#options.now());
        this.#options.on.firstFrame();
        this.#options.on.phase('none');
      }
      this.#swapTo(peer);
    };
    video.requestVideoFrameCallback
      ? video.requestVideoFrameCallback(onFrame)
      : video.addEventListener('playing', onFrame);
    return video;
  }

  async #play(peer) {
    if (!this.isOpen || peer.isClosed) return;
    try {
      await peer.video.play();
    } catch (error) {
      if (error.name !== 'NotAllowedError') return;
      // The page was loaded again in a call and not yet touched: a picture without sound is allowed.
      this.#options.on.silenced();
      peer.video.muted = true;
      peer.video.play().catch(() => {});
    }
  }

  #onPeerState(peer, state) {
    if (state === 'connected') this.#figures.connected(peer.number, this.#options.now());
    if (state === 'failed') this.#figures.failed(peer.number);
    if (state === 'connected' && peer !== this.#peers[0])
      this.#options.ticker.after(SWAP_AT_LATEST_MS, () => this.#swapTo(peer));
    if (peer !== this.#peers.at(-1)) return;
    this.#failed = state === 'failed';
    if (this.#failed) this.#judge();
  }

  /* Drops every peer older than @peer. */
  #swapTo(peer) {
    const place = this.#peers.indexOf(peer);
    this.#peers.slice(0, Math.max(place, 0)).forEach((old) => this.#drop(old));
  }

  #drop(peer) {
    peer.close();
    this.#options.on.textClosed(peer.number);
    peer.video.srcObject = null;
    this.#peers = this.#peers.filter((other) => other !== peer);
    this.#last = null;
    this.#showTiles();
  }

  /* Newest at the bottom: its first frame removes what covers it. */
  #showTiles() {
    this.#options.on.tiles(this.#peers.map((peer) => peer.video).reverse());
  }

  #poll() {
    this.#pollTimer = this.#options.ticker.after(POLL_MS, () => this.#measure());
  }

  async #measure() {
    const peer = this.#peers.findLast((candidate) => candidate.isConnected) ?? this.#peers.at(-1);
    // A connection closed meanwhile has none.
    const report = await peer?.getStats().catch(() => null);
    if (this.#pollTimer === null) return;
    if (report) this.#compare(peer, readStats(report));
    this.#judge();
    this.#poll();
  }

  #compare(peer, stats) {
    const { number } = peer;
    const before = this.#last?.number === number ? this.#last.stats : null;
    const quality = before && rateQuality(before, stats);
    if (stats.packets > (before?.packets ?? 0)) this.#aliveAt = this.#options.now();
    if (quality) this.#options.on.quality(this.#isLive() ? quality : null);
    if (quality) peer.holdPicture(this.#delay.next(quality));
    if (quality) peer.sizePicture(quality);
    this.#last = { number, stats };
    this.#figures.add(number, stats);
    if (this.#options.now() - this.#reportedAt >= REPORT_MS) this.#report();
  }

  #report() {
    this.#reportedAt = this.#options.now();
    this.#options.send('call.stats', { call: this.id, ...this.#figures.body(this.#reportedAt) });
  }

  /* With camera and microphone off at the kiosk no packet is owed: then only the connection's own word counts. */
  #isLive() {
    return !this.#options.expectsMedia() || this.#options.now() - this.#aliveAt <= UNSTABLE_MS;
  }

  #judge() {
    if (!this.isOpen) return;
    const isQuiet = !this.#isLive();
    const silentMs = this.#options.now() - this.#aliveAt;
    const isUp = this.#peers.some((peer) => peer.isConnected);
    if (this.#failed || (isQuiet && silentMs > ASK_RENEWAL_MS)) this.#askRenewal();
    this.#options.on.phase(this.#phase(isUp, isQuiet));
  }

  #phase(isUp, isQuiet) {
    if (this.#failed) return 'lost';
    if (!this.#seen && !isUp) return 'connecting';
    return isQuiet || !isUp ? 'unstable' : 'none';
  }

  #askRenewal() {
    if (this.#options.now() - this.#renewedAt < ASK_RENEWAL_MS) return;
    this.#renewedAt = this.#options.now();
    this.#options.send('call.renew', { call: this.id });
  }
}
