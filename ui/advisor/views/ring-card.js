// SPDX-License-Identifier: EUPL-1.2
// Somebody rings: who, why, for how long, and how long there is left to answer.

import { html } from 'htm/preact';
import { clock, languageName, t } from '../i18n.js';
import { Button, Figure, SelfView, useFocus, word } from './parts.js';

const RADIUS = 30;
const ROUND = 2 * Math.PI * RADIUS;

function Countdown({ left, whole }) {
  return html`<div class="countdown" role="timer" aria-label=${t('ring.left', { n: left })}>
    <svg viewBox="0 0 72 72" aria-hidden="true">
      <circle class="countdown__track" cx="36" cy="36" r=${RADIUS} />
      <circle class="countdown__left" cx="36" cy="36" r=${RADIUS} stroke-dasharray=${ROUND}
        stroke-dashoffset=${ROUND * (1 - Math.min(1, left / whole))} />
    </svg><span aria-hidden="true">${left}</span>
  </div>`;
}

export function RingCard({ store, desk, studio, now }) {
  const answer = useFocus();
  const call = store.call.value;
  if (!call) return null;
  const { contact, guest, ringSeconds, ringEndsAt, answering } = call;
  const left = Math.max(0, Math.round((ringEndsAt - now.value) / 1000));
  const waited = contact.waited_s + ringSeconds - left;
  const stream = studio.stream.value;
  return html`<main class="page page--centred page--ringing">
    <section class="card ring" role="alertdialog" aria-labelledby="ring-title" aria-describedby="ring-reason"
      data-call=${call.call}>
      <header class="ring__head">
        <div><p class="ring__title" id="ring-title">
          ${guest ? t('ring.guest', { name: guest.by }) : t('ring.title')}</p>
          <h1 id="ring-reason" data-fact="reason" data-reason=${contact.reason}>${word('reason', contact.reason)}</h1>
            </div>
        <${Countdown} left=${left} whole=${Math.max(1, ringSeconds)} />
      </header>
      <dl class="figures figures--ring">
        ${guest && html`<${Figure} fact="join-as" label=${t('ring.as')} data-as=${guest.as}>${t(`join.as.${guest.as}`)}</${Figure}>`}
        ${guest?.note && html`<${Figure} fact="join-note" label=${t('ring.note')}>${guest.note}</${Figure}>`}
        <${Figure} fact="language" label=${t('ring.language')} data-language=${contact.language}>
          ${languageName(contact.language)}</${Figure}>
        <${Figure} fact="site" label=${t('ring.site')}>${contact.site}</${Figure}>
        <${Figure} fact="waited" label=${t('ring.waited')}>${clock(waited)}</${Figure}>
        <${Figure} fact="ticket" label=${t('ring.ticket')}>${contact.ticket}</${Figure}>
      </dl>
      <div class="ring__self">
        ${stream?.getVideoTracks().length ? html`<${SelfView} stream=${stream} label=${t('self-view')} />` : null}
        <p class="quiet">${t('ring.gated')}</p>
      </div>
      <div class="ring__actions">
        <button type="button" class="button button--go button--large" data-action="answer" ref=${answer}
          disabled=${answering}
          aria-keyshortcuts="F2" onClick=${() => desk.answer()}><span>
            ${t(answering ? 'ring.answering' : 'ring.answer')}</span><kbd>F2</kbd></button>
        <${Button} action="decline" label=${t('ring.decline')} look="large" disabled=${answering}
          onClick=${() => desk.decline()}><kbd>F4</kbd></${Button}>
      </div>
    </section>
  </main>`;
}
