// SPDX-License-Identifier: EUPL-1.2
// A desk that does what the test says, over real HTTP and WebSockets. It serves the assembled console under a policy at
// least as strict as the real desk's, checks every message of both sides against the schema, and relays between one
// console and one kiosk page (fake-kiosk.html).

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { Replay } from '../../../ui/advisor/replay.js';
import { wrongWith } from './checker.mjs';
import { pageImage, pdf } from './paper.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self'; " +
  "worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};
const LIMITS = { message_bytes: 65536, paper_bytes: 25165824, paper_pages: 20 };
const RELAYED_TO_CONSOLE = [
  'call.offer',
  'call.candidate',
  'call.media',
  'call.text',
  'call.text-ask',
  'paper.progress',
];
const RELAYED_TO_KIOSK = ['call.answer', 'call.candidate', 'call.media', 'call.renew', 'call.text', 'call.text-ask'];
const COOKIE = 'visiodesk=good';

export const CONTACT = {
  contact: 'ct-1',
  ticket: 'A042',
  reason: 'benefits',
  language: 'fr',
  site: 'Agence de Lens',
  waited_s: 184,
};

/* One session of one side: replay and socket. */
class Session {
  constructor(desk, role, id) {
    Object.assign(this, { desk, role, id, token: `token-${id}`, replay: new Replay(), socket: null, counter: 0 });
  }

  send(kind, body, re) {
    const text = this.replay.send({ t: kind, id: `d-${++this.counter}`, ...(re ? { re } : {}), b: body });
    const wrong = wrongWith(JSON.parse(text), 'desk');
    if (wrong) this.desk.faults.push(`desk: ${wrong}`);
    this.socket?.send(text);
  }
}

export class FakeDesk {
  faults = []; // what a schema found, from either side
  received = []; // of the console: {kind, body}
  logins = []; // names tried
  paperViews = []; // paths of papers fetched
  sessions = 0;
  console = null;
  kiosk = null;
  presence = { state: 'paused', next: null, why: null, since: new Date().toISOString() };
  queue = { waiting: 0, longest_s: 0, available: 1, state: 'open' };
  call = null; // a ring.start body once ringing
  papers = [];
  paperKinds = [
    { kind: 'payslip', sides: 1, show_only: false, keep_hours: 24, watermark: false },
    { kind: 'identity', sides: 2, show_only: false, keep_hours: 1, watermark: true },
    { kind: 'contract', sides: 1, show_only: true, keep_hours: 24, watermark: false },
  ];
  heartbeatS = 15;
  isForgetful = false; // refuses every resume, as after a restart
  onConsole = {}; // kind → (body, id) → true if the test has dealt with it
  onKiosk = {}; // the same

  static async start(site) {
    const desk = new FakeDesk();
    desk.site = site;
    desk.server = http.createServer((request, response) => desk.#serve(request, response));
    const sockets = new WebSocketServer({ noServer: true });
    desk.server.on('upgrade', (request, socket, head) => desk.#upgrade(sockets, request, socket, head));
    await new Promise((done) => desk.server.listen(0, '127.0.0.1', done));
    desk.origin = `http://localhost:${desk.server.address().port}`;
    return desk;
  }

  async stop() {
    this.cut();
    this.kiosk?.socket?.terminate();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /* Breaks the console's line without a word. */
  cut() {
    this.console?.socket?.terminate();
  }

  ring({ call = 'call-1', contact = CONTACT, seconds = 20 } = {}) {
    this.call = { call, contact, ring_s: seconds, ice_servers: [], relay_only: false, accepted: false };
    this.setPresence('ringing', { next: 'available' });
    this.console.send('ring.start', this.call);
    this.kiosk?.send('call.prepare', { contact: contact.contact, call, ice_servers: [], relay_only: false });
  }

  stopRing(why) {
    this.console.send('ring.stop', { call: this.call.call, why });
    this.kiosk?.send('call.withdrawn', { call: this.call.call, why: 'timeout' });
    this.call = null;
    this.setPresence('available');
  }

  endCall(why, by) {
    this.console.send('call.ended', { call: this.call.call, why, by });
    this.kiosk?.send('call.ended', { call: this.call.call, why, by });
    this.call = null;
    this.setPresence('wrap-up', { next: 'available' });
  }

  setPresence(state, more = {}, re = undefined) {
    this.presence = { state, next: null, why: null, since: new Date().toISOString(), ...more };
    this.console.send('presence.state', this.presence, re);
  }

  setPaper(change, re = undefined) {
    const known = this.papers.find(({ paper }) => paper === change.paper);
    const paper = {
      kind: 'other',
      note: '',
      state: 'asked',
      attempt: 0,
      reason: null,
      pages: null,
      bytes: null,
      sha256: null,
      ...known,
      ...change,
    };
    this.papers = [...this.papers.filter((other) => other !== known), paper];
    this.console.send('paper.state', paper, re);
  }

  /* What came of @kind, in order. */
  of(kind) {
    return this.received.filter((message) => message.kind === kind).map(({ body }) => body);
  }

  #serve(request, response) {
    const { pathname } = new URL(request.url, this.origin);
    if (pathname === '/api/session') return this.#session(request, response);
    const paper = pathname.match(/^\/api\/papers\/([\w-]+)\/(document\.pdf|pages\/(\d+)\.jpg)$/);
    if (paper) return this.#paper(request, response, paper);
    if (pathname.startsWith('/api/views/')) return this.#view(request, response);
    const receipt = pathname.match(/^\/api\/papers\/([\w-]+)\/receipt$/);
    if (receipt) return this.#receipt(request, response, receipt[1]);
    return this.#file(pathname, response);
  }

  #file(pathname, response) {
    const name = pathname === '/' ? '/index.html' : pathname;
    const file = pathname.startsWith('/fake-kiosk.') ? path.join(HERE, name) : path.join(this.site, name);
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, {
      'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
    });
    return response.end(fs.readFileSync(file));
  }

  async #session(request, response) {
    const json = (status, body, headers = {}) =>
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
    const known = { name: 'camille', display_name: 'Camille Martin' };
    if (request.method === 'GET')
      return this.#isLoggedIn(request) ? json(200, known) : json(401, { error: 'no-session', text: '' });
    if (request.method === 'DELETE')
      return response.writeHead(204, { 'Set-Cookie': 'visiodesk=; Max-Age=0; Path=/' }).end();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { name, password } = JSON.parse(Buffer.concat(chunks).toString());
    this.logins.push(name);
    return password === 'right'
      ? json(200, known, { 'Set-Cookie': `${COOKIE}; HttpOnly; SameSite=Strict; Path=/` })
      : json(401, { error: 'bad-credentials', text: 'wrong' });
  }

  #isLoggedIn(request) {
    return (request.headers.cookie ?? '').includes(COOKIE);
  }

  #paper(request, response, [, paper, , page]) {
    this.paperViews.push(request.url);
    if (!this.#isLoggedIn(request) || !this.papers.some((known) => known.paper === paper && known.pages))
      return response.writeHead(404).end();
    const width = Number(new URL(request.url, this.origin).searchParams.get('width') ?? 800);
    return page
      ? response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(pageImage(Number(page), width))
      : response.writeHead(200, { 'Content-Type': 'application/pdf' }).end(pdf());
  }

  viewAsked = []; // addresses of live pictures fetched

  #view(request, response) {
    this.viewAsked.push(request.url);
    if (!this.#isLoggedIn(request)) return response.writeHead(401).end();
    return response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(pageImage(1, 640));
  }

  /* receipts: paper → its acts, as docs/protocol.md has them. */
  receipts = {};

  #receipt(request, response, paper) {
    const acts = this.#isLoggedIn(request) && this.receipts[paper];
    if (!acts) return request.socket.destroy(); // as a line that breaks
    return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ paper, acts }));
  }

  #upgrade(sockets, request, socket, head) {
    const role = { '/ws/kiosk': 'kiosk', '/ws/console': 'console' }[request.url];
    if (!role) return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    if (role === 'console' && (!this.#isLoggedIn(request) || request.headers.origin !== this.origin))
      return socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
    return sockets.handleUpgrade(request, socket, head, (upgraded) => {
      upgraded.on('message', (data) => this.#receive(role, upgraded, JSON.parse(data.toString())));
    });
  }

  #receive(role, socket, message) {
    const wrong = wrongWith(message, role);
    if (wrong) this.faults.push(`${role}: ${wrong}`);
    if (message.t === 'hello') return this.#greet(role, socket, message);
    const session = this[role];
    if (session?.socket !== socket || session.replay.receive(message) !== 'fresh') return undefined;
    if (message.t === 'ping') return session.send('pong', {}, message.id);
    return role === 'console' ? this.#fromConsole(message) : this.#fromKiosk(message);
  }

  #greet(role, socket, { id, b: { resume } }) {
    const before = this[role];
    const resumed = Boolean(
      resume && before && !this.isForgetful && resume.session === before.id && resume.token === before.token,
    );
    if (!resumed && role === 'console' && before?.socket?.readyState === 1 && before.socket !== socket)
      this.#takeOver(before);
    const session = resumed ? before : new Session(this, role, `s-${++this.sessions}`);
    this[role] = session;
    session.socket = socket;
    const body = {
      session: session.id,
      token: session.token,
      resumed,
      seq: session.replay.received,
      heartbeat_s: this.heartbeatS,
      time: new Date().toISOString(),
      limits: LIMITS,
      ...(resumed ? {} : this.#snapshot(role)),
    };
    session.send('welcome', body, id);
    if (resumed) session.replay.pendingAfter(resume.seq).forEach((text) => socket.send(text));
  }

  #takeOver(session) {
    session.send('presence.state', { ...this.presence, why: 'elsewhere' });
    session.socket.close(4009);
  }

  #snapshot(role) {
    if (role === 'kiosk')
      return {
        site: CONTACT.site,
        desk: { state: 'open', waiting: 0, wait: null, opens_at: null, reasons: ['benefits'] },
        visit: null,
      };
    return {
      advisor: { name: 'Camille Martin' },
      presence: this.presence,
      queue: this.queue,
      paper_kinds: this.paperKinds,
      call: this.call?.accepted ? { ...this.call, papers: this.papers } : null,
    };
  }

  #fromKiosk({ t, id, b }) {
    if (this.onKiosk[t]?.(b, id)) return;
    if (RELAYED_TO_CONSOLE.includes(t)) this.console.send(t, b);
  }

  #fromConsole({ t, id, b }) {
    this.received.push({ kind: t, body: b });
    if (this.onConsole[t]?.(b, id)) return;
    if (RELAYED_TO_KIOSK.includes(t)) this.kiosk?.send(t, b);
    else this.#answer[t]?.(b, id);
  }

  #answer = {
    'presence.set': ({ state }, id) => this.setPresence(state, {}, id),
    'ring.accept': ({ call }, id) => this.#accept(call, id),
    'ring.decline': (body, id) => {
      this.console.send('ok', {}, id);
      this.kiosk?.send('call.withdrawn', { call: body.call, why: 'declined' });
      this.call = null;
      this.setPresence('available');
    },
    'call.hangup': (body, id) => {
      this.console.send('ok', {}, id);
      this.endCall('done', 'console');
    },
    'paper.ask': ({ kind, note }, id) => this.setPaper({ paper: `p-${this.papers.length + 1}`, kind, note }, id),
    'paper.judge': ({ paper, accepted, reason = null }, id) => {
      if (accepted) return this.setPaper({ paper, state: 'accepted' }, id);
      return this.setPaper({ paper, state: 'refused', reason }, id);
    },
    'paper.withdraw': ({ paper, why }, id) => this.setPaper({ paper, state: 'withdrawn', reason: why }, id),
  };

  #accept(call, id) {
    if (this.call?.call !== call) return this.console.send('error', { code: 'out-of-turn', text: 'no such ring' }, id);
    this.call = { ...this.call, accepted: true };
    this.papers = [];
    this.console.send('call.accepted', { call, advisor: { name: 'Camille Martin' } }, id);
    this.kiosk?.send('call.accepted', { call, advisor: { name: 'Camille Martin' } });
    return this.setPresence('talking', { next: 'available' });
  }
}
