// SPDX-License-Identifier: EUPL-1.2
// The page: which view the state shows.

import { html } from 'htm/preact';
import { t } from '../i18n.js';
import { Bar } from './bar.js';
import { CallView } from './call-view.js';
import { Login } from './login.js';
import { Notice, useFocus } from './parts.js';
import { RingCard } from './ring-card.js';
import { Waiting } from './waiting.js';
import { WrapUp } from './wrap-up.js';

function Connecting() {
  return html`<main class="page page--centred"><p class="connecting" role="status"><span class="spinner"
    aria-hidden="true"></span>${t('state.connecting')}</p></main>`;
}

function Elsewhere({ desk }) {
  const back = useFocus();
  return html`<main class="page page--centred"><section class="card elsewhere" aria-labelledby="elsewhere-title">
    <h1 id="elsewhere-title">${t('elsewhere.title')}</h1>
    <p>${t('elsewhere.text')}</p>
    <button type="button" class="button button--primary button--large" data-action="take-over" ref=${back}
      onClick=${() => desk.connect()}>
      <span>${t('elsewhere.take-over')}</span></button>
  </section></main>`;
}

const VIEWS = {
  login: Login,
  connecting: Connecting,
  paused: Waiting,
  available: Waiting,
  ringing: RingCard,
  talking: CallView,
  'wrap-up': WrapUp,
  elsewhere: Elsewhere,
};
const WITHOUT_BAR = ['login', 'connecting', 'elsewhere'];

/* The line is said to be down while there is something it is needed for; media does not depend on it. */
function LineBanner({ store }) {
  const isDown = store.welcomed.value && store.line.value !== 'open';
  return html`<div role="alert">${
    isDown &&
    html`<p class="banner" data-notice="line">
    <span class="spinner" aria-hidden="true"></span>
      ${t(store.call.value?.accepted ? 'line.down-in-call' : 'line.down')}</p>`
  }</div>`;
}

export function App(props) {
  const { store } = props;
  const state = store.state.value;
  const View = VIEWS[state];
  const hasBar = !WITHOUT_BAR.includes(state);
  return html`<div class="app">
    ${hasBar && html`<${Bar} ...${props} /><${LineBanner} store=${store} />`}
    ${hasBar && state !== 'talking' && html`<${Notice} notice=${store.notice.value} />`}
    <${View} key=${state === 'paused' ? 'available' : state} ...${props} />
  </div>`;
}
