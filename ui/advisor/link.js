// SPDX-License-Identifier: EUPL-1.2
// The console's line to the desk: one WebSocket at a time, hello and resume, replay, heartbeat, back-off. It knows no
// kinds but those of docs/protocol.md "Connection"; all others go to on.message.
//
//            start            open            welcome
//   stopped ───────► connecting ───► greeting ───────► open
//      ▲                  ▲              │ close          │ close, silence, gap
//      │ stop, elsewhere  │ time         ▼                ▼
//      └──────────────── waiting ◄───────┴────────────────┘

import { Replay } from './replay.js';

const EDGES = {
  stopped: ['connecting'],
  connecting: ['greeting', 'waiting', 'stopped'],
  greeting: ['open', 'waiting', 'stopped'],
  open: ['waiting', 'stopped'],
  waiting: ['connecting', 'stopped'],
};
const CLOSE_NORMAL = 1000;
const CLOSE_GAP = 4001;
export const CLOSE_ELSEWHERE = 4009;

// docs/protocol.md "Heartbeat": a client reconnects after 0.5 s doubling to 15 s, with full jitter.
const BACK_OFF_FIRST_MS = 500;
const BACK_OFF_MAX_MS = 15_000;
const DEAD_AFTER_HEARTBEATS = 2.5;
const HEARTBEAT_DEFAULT_S = 15; // until the first welcome names it
// TCP and TLS on a poor line, and the desk's answer to hello.
const CONNECT_MS = 10_000;
// While somebody waits for the line: asked every second whether it holds, given up after this silence, tried again at
// once. TCP alone would find out about a mended line up to half a minute late.
const URGENT = { pingMs: 1000, silenceMs: 2500, connectMs: 2500, pauseMs: 250 };

export class RequestError extends Error {
  constructor(code, text = '') {
    super(text || code);
    this.code = code;
  }
}

export class Link {
  #options;
  #state = 'stopped';
  #socket = null;
  #replay = new Replay();
  #session = null; // {session, token}
  #requests = new Map(); // id → {resolve, reject}
  #attempt = 0;
  #counter = 0;
  #heartbeatMs = HEARTBEAT_DEFAULT_S * 1000;
  #timers = {};
  #goawayMs = null;
  #urgent = false;

  /* options: url, version, ticker {after, cancel}, createSocket (url), random (), isWelcome async () → whether the
   * desk still knows our login, on {state (state), welcome (body), message (kind, body), refused (), elsewhere ()}. */
  constructor(options) {
    this.#options = options;
  }

  get state() {
    return this.#state;
  }

  start() {
    this.#setState('connecting', 'start');
    this.#connect();
  }

  stop() {
    if (this.#state === 'stopped') return;
    this.#dropSocket(CLOSE_NORMAL);
    this.#session = null;
    this.#replay = new Replay();
    this.#setState('stopped', 'stop');
    this.#failRequests('stopped');
  }

  /* Reconnects now rather than when the back-off is over (the network came back, the tab was looked at). */
  hurry() {
    if (this.#state !== 'waiting') return;
    this.#cancel('reconnect');
    this.#setState('connecting', 'hurry');
    this.#connect();
  }

  /* Whether the line holds, known soon; or tries again at once. */
  check() {
    if (this.#state !== 'open') return this.hurry();
    this.#ping();
    this.#arm('silence', URGENT.silenceMs, () => this.#cut('silence'));
  }

  /* Somebody waits for the line, or no longer does. */
  setUrgent(urgent) {
    if (this.#urgent === urgent) return;
    this.#urgent = urgent;
    if (this.#state === 'open') this.#beat();
    if (urgent) this.check();
    else if (this.#state === 'open') this.#listen();
  }

  /* Sends, or keeps until the line is back. Returns the message's id. */
  send(kind, body = {}) {
    const id = `c-${++this.#counter}`;
    const text = this.#replay.send({ t: kind, id, b: body });
    if (this.#state === 'open') this.#socket.send(text);
    return id;
  }

  /* Sends a verb and waits for its answer: {kind, body}. Rejects with a RequestError; code 'line-lost' when the desk
   * no longer knows the session in which it was asked. */
  request(kind, body = {}) {
    const id = this.send(kind, body);
    return new Promise((resolve, reject) => this.#requests.set(id, { resolve, reject }));
  }

  #setState(to, why) {
    if (!EDGES[this.#state].includes(to)) throw new Error(`link: no edge ${this.#state} → ${to} (${why})`);
    this.#state = to;
    this.#options.on.state(to, why);
  }

  #connect() {
    const socket = this.#options.createSocket(this.#options.url);
    this.#socket = socket;
    socket.onopen = () => this.#greet();
    socket.onmessage = (event) => this.#receive(event.data);
    socket.onclose = (event) => this.#lost(event.code);
    this.#arm('silence', this.#urgent ? URGENT.connectMs : CONNECT_MS, () => this.#cut('no connection'));
  }

  #greet() {
    this.#setState('greeting', 'socket open');
    const body = { role: 'console', version: this.#options.version };
    if (this.#session && this.#replay.isResumable) body.resume = { ...this.#session, seq: this.#replay.received };
    this.#socket.send(this.#replay.send({ t: 'hello', id: `c-${++this.#counter}`, b: body }));
  }

  #receive(text) {
    const message = JSON.parse(text);
    this.#listen();
    if (this.#state === 'greeting') return this.#greeted(message);
    const verdict = this.#replay.receive(message);
    if (verdict === 'gap') return this.#cut('gap', CLOSE_GAP);
    if (verdict === 'fresh') this.#dispatch(message);
  }

  #listen() {
    const ms = this.#urgent ? URGENT.silenceMs : this.#heartbeatMs * DEAD_AFTER_HEARTBEATS;
    this.#arm('silence', ms, () => this.#cut('silence'));
  }

  /* Before the welcome there is no session that could number anything: all that can come is it, or bad-hello. */
  #greeted(message) {
    if (message.t === 'welcome') return this.#welcome(message.b);
    this.#session = null;
    this.#cut(`hello answered by ${message.t}`);
  }

  #welcome(body) {
    this.#heartbeatMs = body.heartbeat_s * 1000;
    this.#attempt = 0;
    if (!body.resumed) this.#startAnew();
    this.#session = { session: body.session, token: body.token };
    this.#setState('open', body.resumed ? 'resumed' : 'new session');
    if (body.resumed) this.#replay.pendingAfter(body.seq).forEach((text) => this.#socket.send(text));
    this.#beat();
    this.#options.on.welcome(body);
  }

  #startAnew() {
    this.#replay = new Replay();
    this.#failRequests('line-lost');
  }

  #dispatch(message) {
    if (message.t === 'pong') return;
    if (message.t === 'goaway') this.#goawayMs = message.b.after_ms;
    const request = message.re && this.#requests.get(message.re);
    this.#requests.delete(message.re);
    if (message.t === 'error') {
      const error = new RequestError(message.b.code, message.b.text);
      request ? request.reject(error) : this.#options.on.message('error', message.b);
      return;
    }
    this.#options.on.message(message.t, message.b);
    request?.resolve({ kind: message.t, body: message.b });
  }

  #beat() {
    this.#arm('beat', this.#urgent ? URGENT.pingMs : this.#heartbeatMs, () => {
      this.#ping();
      this.#beat();
    });
  }

  #ping() {
    this.#socket.send(this.#replay.send({ t: 'ping', id: `c-${++this.#counter}`, b: {} }));
  }

  #cut(why, code = CLOSE_NORMAL) {
    this.#dropSocket(code);
    this.#backOff(why);
  }

  async #lost(code) {
    const wasRefused = this.#state === 'connecting';
    this.#dropSocket(null);
    if (code === CLOSE_ELSEWHERE) return this.#giveWay();
    this.#backOff(`closed (${code})`);
    // A refused upgrade looks like any failure to a browser: only the session API can tell 401 from a dead line.
    if (wasRefused && !(await this.#options.isWelcome()) && this.#state === 'waiting') {
      this.stop();
      this.#options.on.refused();
    }
  }

  #giveWay() {
    this.stop();
    this.#options.on.elsewhere();
  }

  #backOff(why) {
    const ceiling = Math.min(BACK_OFF_MAX_MS, BACK_OFF_FIRST_MS * 2 ** this.#attempt++);
    const delayMs = this.#goawayMs ?? (this.#urgent ? URGENT.pauseMs : this.#options.random() * ceiling);
    this.#goawayMs = null;
    this.#setState('waiting', why);
    this.#arm('reconnect', delayMs, () => {
      this.#setState('connecting', 'back-off over');
      this.#connect();
    });
  }

  #dropSocket(code) {
    ['silence', 'beat', 'reconnect'].forEach((name) => this.#cancel(name));
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    if (code !== null) socket.close(code);
  }

  #failRequests(code) {
    const waiting = [...this.#requests.values()];
    this.#requests.clear();
    waiting.forEach(({ reject }) => reject(new RequestError(code)));
  }

  #arm(name, ms, action) {
    this.#cancel(name);
    this.#timers[name] = this.#options.ticker.after(ms, action);
  }

  #cancel(name) {
    if (this.#timers[name] !== undefined) this.#options.ticker.cancel(this.#timers[name]);
    delete this.#timers[name];
  }
}
