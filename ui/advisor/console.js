// SPDX-License-Identifier: EUPL-1.2
// Builds the console: makes the parts, joins them, shows the page. Everything else receives what it needs from here.

import { effect, signal } from '@preact/signals';
import { html } from 'htm/preact';
import { render } from 'preact';
import { Call } from './call.js';
import { Desk } from './desk.js';
import { language, preferredLanguage, t, useLanguage } from './i18n.js';
import { Link } from './link.js';
import { Ring } from './ring.js';
import { Side } from './side.js';
import { currentUser, logIn, logOut } from './session.js';
import { listen } from './shortcuts.js';
import { createStore, EDGES } from './state.js';
import { Studio } from './studio.js';
import { Ticker } from './ticker.js';
import { App } from './views/app.js';

const VERSION = '0.1.0';
const DEVICES_KEPT_AS = 'visiodesk.devices';

function createVideo() {
  const video = document.createElement('video');
  video.playsInline = true;
  video.autoplay = true;
  video.disablePictureInPicture = true;
  return video;
}

function keptDevices() {
  const none = { audio: null, video: null, output: null };
  try {
    return { ...none, ...JSON.parse(localStorage.getItem(DEVICES_KEPT_AS)) };
  } catch {
    return none;
  }
}

function socketUrl() {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/console`;
}

/* The desk's answer, or "yes" while it cannot be asked: a dead line is no reason to throw the advisor out. */
async function isWelcome() {
  try {
    return (await currentUser()) !== null;
  } catch {
    return true;
  }
}

function watchState(store) {
  let before = null;
  effect(() => {
    const state = store.state.value;
    if (before !== null && before !== state && !EDGES[before].includes(state))
      console.error(`state: no edge ${before} → ${state}`);
    before = state;
    document.body.dataset.state = state;
  });
  effect(() => {
    document.body.dataset.line = store.line.value;
  });
}

function createDesk({ store, studio, ring, ticker }) {
  const now = () => Date.now();
  return new Desk({
    store,
    studio,
    ring,
    ticker,
    now,
    words: ({ reason, site }, guest) => ({
      title: guest ? t('ring.guest', { name: guest.by }) : t('ring.title'),
      body: `${t(`reason.${reason}`)} · ${site}`,
    }),
    mark: (name, detail) => performance.mark(name, { detail }),
    createLink: (on) =>
      new Link({
        url: socketUrl(),
        version: VERSION,
        ticker,
        on,
        isWelcome,
        createSocket: (url) => new WebSocket(url),
        random: Math.random,
      }),
    createCall: (options) => new Call({ ...options, ticker, now, createVideo }),
    createSide: (options) => new Side({ ...options, random: Math.random }),
  });
}

function createAccount(store, desk) {
  return {
    async logIn(name, password) {
      const { user, error } = await logIn(name, password);
      if (user) {
        store.notice.value = null;
        store.user.value = user;
        desk.connect();
      }
      return error ?? null;
    },
    async logOut() {
      await logOut();
      desk.disconnect();
    },
  };
}

/* What the browser tells of itself, and what it must be told. */
function watchBrowser({ store, desk, ring }) {
  // After loading the page again, sound is held back until it is touched: anywhere will do.
  ['pointerdown', 'keydown'].forEach((gesture) =>
    addEventListener(gesture, () => {
      ring.unlock();
      if (store.isSilenced.value) desk.playAloud();
    }),
  );
  addEventListener('online', () => desk.checkLine());
  navigator.connection?.addEventListener?.('change', () => desk.checkLine());
  document.addEventListener('visibilitychange', () => document.hidden || desk.hurry());
  // A held lock keeps the browser from freezing a console that waits in the background.
  navigator.locks?.request(`visiodesk-${crypto.randomUUID()}`, () => new Promise(() => {}));
}

async function main() {
  const store = createStore();
  const ticker = Ticker.inBrowser();
  const { output, ...chosen } = keptDevices();
  const ring = new Ring({ ticker, output });
  const studio = new Studio({ devices: navigator.mediaDevices, chosen });
  effect(() => {
    localStorage.setItem(DEVICES_KEPT_AS, JSON.stringify({ ...studio.chosen.value, output: ring.output.value }));
  });
  const desk = createDesk({ store, studio, ring, ticker });
  const account = createAccount(store, desk);
  const now = signal(Date.now());
  setInterval(() => {
    now.value = Date.now();
  }, 1000);

  await useLanguage(preferredLanguage());
  store.user.value = await currentUser().catch(() => null);
  watchState(store);
  effect(() => {
    document.title = language.value && t('title');
  });
  const parts = { store, desk, studio, ring, account, now };
  render(html`<${App} ...${parts} />`, document.getElementById('app'));
  listen(parts);
  watchBrowser(parts);
  if (store.user.value) desk.connect();
}

main();
