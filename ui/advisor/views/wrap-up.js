// SPDX-License-Identifier: EUPL-1.2
// After a call: what it was, what was received, and a breath before the next.

import { html } from 'htm/preact';
import { clock, t } from '../i18n.js';
import { Icon } from './icons.js';
import { Button, Figure, useFocus, word } from './parts.js';
import { PaperCard } from './papers-panel.js';
import { TelephoneCard } from './telephone-card.js';

function Papers({ papers }) {
  const kept = papers.filter(({ state }) => state === 'received' || state === 'accepted');
  if (!kept.length) return html`<p class="quiet">${t('wrap-up.no-papers')}</p>`;
  return html`<ul class="papers__list papers__list--row">${kept.map(
    (paper) => html`<${PaperCard} key=${paper.paper}
    paper=${paper} open=${() => window.open(`/api/papers/${paper.paper}/document.pdf`, '_blank', 'noopener')} />`,
  )}</ul>`;
}

/* Somebody else's console may have ended it, too. */
function endOf({ why, by }) {
  if (why === 'handed-over' || why === 'guest') return `ended.${why}`;
  return by === 'console' ? 'ended.by-you' : `ended.${why}`;
}

function Summary({ last, papers }) {
  return html`<dl class="figures figures--ring">
    <${Figure} fact="reason" label=${t('ring.reason')}>${word('reason', last.contact.reason)}</${Figure}>
    <${Figure} fact="site" label=${t('ring.site')}>${last.contact.site}</${Figure}>
    <${Figure} fact="ticket" label=${t('ring.ticket')}>${last.contact.ticket}</${Figure}>
    <${Figure} fact="lasted" label=${t('wrap-up.lasted')}>${clock(last.seconds)}</${Figure}>
  </dl>
  <h2>${t('papers.title')}</h2><${Papers} papers=${papers} />`;
}

export function WrapUp({ store, desk }) {
  const finish = useFocus();
  const last = store.last.value;
  return html`<main class="page page--centred">
    <section class="card wrap-up" aria-labelledby="wrap-up-title">
      <h1 id="wrap-up-title">${t('wrap-up.title')}</h1>
      <p class="wrap-up__end" data-fact="end" data-why=${last?.why} data-by=${last?.by}>
        ${last ? t(endOf(last)) : t('wrap-up.intro')}</p>
      <${TelephoneCard} telephone=${store.telephone.value} isOver />
      ${last && html`<${Summary} last=${last} papers=${store.papers.value} />`}
      <div class="ring__actions">
        <button type="button" class="button button--primary button--large" data-action="finish" ref=${finish}
          onClick=${() => desk.goAvailable()}>
          <${Icon} name="available" /><span>${t('wrap-up.finish')}</span></button>
        <${Button} action="wrap-up-pause" label=${t('wrap-up.pause')} icon="pause" look="large"
          onClick=${() => desk.pause()} />
      </div>
    </section>
  </main>`;
}
