// SPDX-License-Identifier: EUPL-1.2
// Sockets that go nowhere: the test reads what was sent and says what comes.

import { Link } from '../../../ui/advisor/link.js';
import { FakeTicker } from './fake-time.mjs';
import { wrongWith } from './checker.mjs';

class FakeSocket {
  sent = [];
  closedWith = null;

  send(text) {
    if (this.closedWith !== null) throw new Error('sent on a closed socket');
    const message = JSON.parse(text);
    const wrong = wrongWith(message, 'console');
    if (wrong) throw new Error(wrong);
    this.sent.push(message);
  }

  close(code) {
    this.closedWith = code;
  }

  receive(message) {
    this.onmessage({ data: JSON.stringify({ v: 1, id: `d-${message.seq ?? 0}`, ack: 0, b: {}, ...message }) });
  }

  welcome(body = {}) {
    this.receive({
      t: 'welcome',
      b: {
        session: 's-1',
        token: 't-1',
        resumed: false,
        seq: 0,
        heartbeat_s: 15,
        time: '2026-11-24T08:00:00Z',
        limits: { message_bytes: 65536, paper_bytes: 1, paper_pages: 1 },
        ...body,
      },
    });
  }
}

/* A link with everything around it in the test's hands. */
export function fakeLine({ random = () => 1, isWelcome = async () => true } = {}) {
  const line = {
    sockets: [],
    states: [],
    welcomes: [],
    messages: [],
    refused: 0,
    elsewhere: 0,
    ticker: new FakeTicker(),
  };
  let also = {};
  /* Another listener beside the counters. */
  line.listen = (on) => {
    also = on;
  };
  line.link = new Link({
    url: 'ws://desk/ws/console',
    version: '0.1.0',
    ticker: line.ticker,
    random,
    isWelcome,
    createSocket: () => {
      line.sockets.push(new FakeSocket());
      return line.sockets.at(-1);
    },
    on: {
      state: (state) => {
        line.states.push(state);
        also.state?.(state);
      },
      welcome: (body) => {
        line.welcomes.push(body);
        also.welcome?.(body);
      },
      message: (kind, body) => {
        line.messages.push({ kind, body });
        also.message?.(kind, body);
      },
      refused: () => {
        line.refused++;
        also.refused?.();
      },
      elsewhere: () => {
        line.elsewhere++;
        also.elsewhere?.();
      },
    },
  });
  line.socket = () => line.sockets.at(-1);
  line.open = (body) => {
    line.link.start();
    line.socket().onopen();
    line.socket().welcome(body);
  };
  /* The next connection, after the line broke and the back-off is over. */
  line.reconnect = (body) => {
    const before = line.socket();
    while (line.socket() === before) line.ticker.advance(100);
    line.socket().onopen();
    line.socket().welcome(body);
  };
  return line;
}
