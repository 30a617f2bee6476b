// SPDX-License-Identifier: EUPL-1.2
// Always in sight: what the advisor is, since when, what comes next, and whether the desk can be reached.

import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { clock, t } from '../i18n.js';
import { SHORTCUTS } from '../shortcuts.js';
import { LanguageChoice } from './language-choice.js';
import { Button } from './parts.js';

function since(store, now) {
  const { since: began } = store.presence.value;
  return began ? clock((now.value + store.clockOffsetMs.value - Date.parse(began)) / 1000) : '';
}

function PresenceSwitch({ store, desk, studio }) {
  const presence = store.presence.value;
  const wanted = presence.next ?? store.rest.value;
  const isOpening = studio.state.value === 'opening';
  return html`<div class="switch" role="group" aria-label=${t('presence.switch')}>
    <${Button} action="available" label=${t('presence.available')} icon="available" look="segment"
      aria-pressed=${String(wanted === 'available')} disabled=${isOpening} onClick=${() => desk.goAvailable()} />
    <${Button} action="pause" label=${t('presence.paused')} icon="pause" look="segment"
      aria-pressed=${String(wanted === 'paused')} onClick=${() => desk.pause()} />
  </div>`;
}

function LineState({ store }) {
  const isUp = store.line.value === 'open';
  return html`<p class="line" data-line=${store.line.value} role="status">
    <span class="dot" aria-hidden="true"></span>${isUp ? t('line.open') : t('line.waiting')}</p>`;
}

function Shortcuts({ dialog }) {
  return html`<dialog class="card shortcuts" ref=${dialog} aria-labelledby="shortcuts-title">
    <h2 id="shortcuts-title">${t('shortcuts.title')}</h2>
    <dl>${SHORTCUTS.map(
      ({ key, action }) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t(`shortcuts.${action}`)}</dd></div>`,
    )}</dl>
    <form method="dialog"><button class="button button--primary" value="close"><span>${t('close')}</span></button>
      </form>
  </dialog>`;
}

export function Bar({ store, desk, studio, account, now }) {
  const dialog = useRef(null);
  const state = store.state.value;
  const { next } = store.presence.value;
  return html`<header class="bar">
    <div class="brand"><img src="/icon-idle.svg" alt="" width="28" height="28" /><span>Visiodesk</span></div>
    <div class="bar__presence">
      <${PresenceSwitch} store=${store} desk=${desk} studio=${studio} />
      <p class="presence" data-presence=${state}><span class="dot" aria-hidden="true"></span>
        <strong>${t(`state.${state}`)}</strong>
        <span class="presence__since" data-fact="since">${since(store, now)}</span>
        ${next && html`<span class="quiet">${t(`presence.next.${next}`)}</span>`}</p>
    </div>
    <div class="bar__end">
      <${LineState} store=${store} />
      <${LanguageChoice} />
      <${Button} action="shortcuts" label=${t('shortcuts.title')} icon="keyboard" look="ghost" bare
        onClick=${() => dialog.current.showModal()} />
      <span class="bar__name">${store.user.value?.displayName}</span>
      <${Button} action="logout" label=${t('logout')} icon="leave" look="ghost" bare disabled=${state === 'talking'}
        onClick=${() => account.logOut()} />
    </div>
    <${Shortcuts} dialog=${dialog} />
  </header>`;
}
