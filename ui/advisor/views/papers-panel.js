// SPDX-License-Identifier: EUPL-1.2
// Asking for a paper and following it until it is accepted.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.js';
import { documentUrl, NOTE_MAX, pageUrl, receiptCode } from '../papers.js';
import { LiveView } from './live-view.js';
import { PaperReceipt } from './paper-receipt.js';
import { RefusalForm } from './refusal-form.js';
import { Button, word } from './parts.js';

const THUMBNAIL_PX = 240;

/* What holds for a kind, said before it is asked for. */
function Rule({ rule }) {
  const words = [
    rule.sides === 2 && t('papers.rule.sides'),
    rule.show_only && t('papers.rule.show-only'),
    !rule.show_only && rule.keep_hours && t('papers.rule.keep', { n: rule.keep_hours }),
    !rule.show_only && rule.watermark && t('papers.rule.watermark'),
  ].filter(Boolean);
  return html`<p class="quiet" data-fact="paper-rule">${words.join(' ')}</p>`;
}

function AskForm({ papers, checklist }) {
  const [isBusy, setBusy] = useState(false);
  const [kind, setKind] = useState(null);
  const rule = checklist.find((one) => one.kind === kind) ?? checklist[0];
  const submit = async (event) => {
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form);
    setBusy(true);
    if (await papers.ask(data.get('paper-kind'), data.get('paper-note').trim())) form.elements['paper-note'].value = '';
    setBusy(false);
  };
  return html`<form class="ask" onSubmit=${submit} aria-labelledby="ask-title">
    <h2 id="ask-title">${t('papers.ask.title')}</h2>
    <label class="field field--small"><span>${t('papers.ask.kind')}</span>
      <select name="paper-kind" onChange=${({ target }) => setKind(target.value)}>
        ${checklist.map((one) => html`<option value=${one.kind}>${word('paper', one.kind)}</option>`)}</select></label>
    ${rule && html`<${Rule} rule=${rule} />`}
    <label class="field field--small"><span>${t('papers.ask.note')}</span>
      <input name="paper-note" maxlength=${NOTE_MAX} placeholder=${t('papers.ask.example')} autocomplete="off" />
        </label>
    <button type="submit" class="button button--primary" data-action="ask-paper" disabled=${isBusy}>
      <span>${t('papers.ask.submit')}</span></button>
  </form>`;
}

function Progress({ progress }) {
  if (!progress) return html`<p class="quiet">${t('papers.waiting')}</p>`;
  const { stage, pages, sent, total } = progress;
  const percent = total ? Math.floor((100 * sent) / total) : 0;
  return html`<div data-stage=${stage}>
    <p class="quiet">${t(`papers.stage.${stage}`, { n: pages })}${stage === 'sending' ? ` ${percent} %` : ''}</p>
    ${stage === 'sending' && html`<progress max="100" value=${percent} aria-label=${t('papers.progress')}></progress>`}
  </div>`;
}

function Thumbnails({ paper, open }) {
  return html`<button type="button" class="thumbnails" data-action="open-paper" onClick=${open}>
    <span class="hidden">${t('papers.open', { kind: word('paper', paper.kind) })}</span>
    <img src=${pageUrl(paper, 1, THUMBNAIL_PX)} alt="" loading="lazy" />
    ${paper.pages > 1 && html`<span class="thumbnails__more">${t('papers.pages', { n: paper.pages })}</span>`}
  </button>`;
}

function Judge({ paper, papers }) {
  const [isRefusing, setRefusing] = useState(false);
  if (isRefusing) return html`<${RefusalForm} paper=${paper} papers=${papers} cancel=${() => setRefusing(false)} />`;
  return html`<div class="paper__actions">
    <${Button} action="accept-paper" label=${t('papers.accept')} icon="check" look="go"
      onClick=${() => papers.accept(paper.paper)} />
    <${Button} action="refuse-paper" label=${t('papers.refuse')} icon="again" onClick=${() => setRefusing(true)} />
  </div>`;
}

function Received({ paper, papers, open }) {
  if (paper.checked === 'pending')
    return html`<p class="notice notice--warning" data-checked="pending">${t('papers.unchecked')}</p>`;
  return html`<div class="paper__received"><${Thumbnails} paper=${paper} open=${open} />
    <div class="paper__facts">
      <span>${t('papers.pages', { n: paper.pages })}</span>
      <span>${t('papers.size', { kb: Math.ceil(paper.bytes / 1000) })}</span>
      <span data-fact="receipt">${t('papers.receipt', { code: receiptCode(paper) })}</span>
      <a href=${documentUrl(paper)} target="_blank" rel="noopener" data-action="download-paper">${t('papers.pdf')}</a>
    </div>
  </div>
  ${paper.state === 'received' && papers && html`<${Judge} key=${paper.attempt} paper=${paper} papers=${papers} />`}`;
}

function Asked({ paper, progress, papers, view }) {
  const why = paper.reason && t('papers.asked-again', { reason: word('refusal', paper.reason) });
  return html`${why && html`<p class="quiet">${why}</p>`}
    <${Progress} progress=${progress} />
    ${view && html`<${LiveView} paper=${paper} n=${view} papers=${papers} />`}
    ${
      paper.show_only &&
      html`<p class="quiet">${t('papers.rule.show-only')}</p>
        <${Button} action="paper-seen" label=${t('papers.seen')} icon="check" look="go" disabled=${!view}
          onClick=${() => papers.accept(paper.paper)} />`
    }
    <${Button} action="withdraw-paper" label=${t('papers.withdraw')} icon="close" look="small"
      onClick=${() => papers.withdraw(paper.paper)} />`;
}

/* A paper that has come waits to be judged: it comes into sight, unless the advisor is filling in the next request. */
function useSightWhenReceived(state) {
  const card = useRef(null);
  useEffect(() => {
    if (state === 'received' && !document.activeElement?.matches('.ask input, .ask select'))
      card.current.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [state]);
  return card;
}

export function PaperCard({ paper, progress, view, papers, open, isOpen }) {
  const card = useSightWhenReceived(paper.state);
  const isPending = paper.state === 'asked' || paper.state === 'refused';
  const isWithdrawn = paper.state === 'withdrawn' && paper.reason;
  // What was only shown is accepted without ever having been here.
  const isHere = (paper.state === 'received' || paper.state === 'accepted') && paper.pages !== null;
  return html`<li class=${`paper${isOpen ? ' paper--open' : ''}`} data-paper=${paper.paper} data-state=${paper.state}
    data-kind=${paper.kind} ref=${card}>
    <header class="paper__head"><h3>${word('paper', paper.kind)}</h3>
      <span class=${`chip chip--${paper.state}`}>${t(`papers.state.${paper.state}`)}</span></header>
    ${paper.note && html`<p class="paper__note">${paper.note}</p>`}
    ${isWithdrawn && html`<p class="quiet" data-reason=${paper.reason}>${word('withdrawal', paper.reason)}</p>`}
    ${isPending && papers && html`<${Asked} paper=${paper} progress=${progress} papers=${papers} view=${view} />`}
    ${isHere && html`<${Received} paper=${paper} papers=${papers} open=${open} />`}
    ${(paper.attempt > 0 || paper.show_only) && html`<${PaperReceipt} paper=${paper} key=${paper.state} />`}
  </li>`;
}

export function PapersPanel({ store, papers, opened, open }) {
  const list = [...store.papers.value].reverse();
  return html`<section class="papers" aria-labelledby="papers-title">
    <${AskForm} papers=${papers} checklist=${store.checklist.value} />
    <h2 id="papers-title">${t('papers.title')}</h2>
    ${list.length === 0 && html`<p class="quiet">${t('papers.none')}</p>`}
    <ul class="papers__list" aria-live="polite">${list.map(
      (paper) => html`<${PaperCard} key=${paper.paper} paper=${paper} papers=${papers}
        progress=${store.progress.value[paper.paper]} view=${store.views.value[paper.paper]} isOpen=${opened === paper.paper}
        open=${() => open(paper.paper)} />`,
    )}</ul>
  </section>`;
}
