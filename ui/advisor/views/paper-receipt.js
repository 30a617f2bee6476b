// SPDX-License-Identifier: EUPL-1.2
// What was done with a paper, asked for when it is opened.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { language, t } from '../i18n.js';
import { fetchReceipt } from '../receipt.js';
import { word } from './parts.js';

function time(at) {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(at));
}

function what({ what: act, pages, reason, attempt, bytes, words }) {
  if (act === 'read' && pages.includes(0)) return t('receipt.read.document');
  if (act === 'read') return t('receipt.read.pages', { pages: pages.join(', ') });
  if (act === 'received') return t('receipt.received', { attempt, pages, kb: Math.ceil(bytes / 1000) });
  if (act === 'text') return t('receipt.text', { words });
  if (act === 'refused') return `${t('receipt.refused')} – ${word('refusal', reason)}`;
  if (act === 'withdrawn') return `${t('receipt.withdrawn')} – ${word('withdrawal', reason)}`;
  if (act === 'deleted') return `${t('receipt.deleted')} – ${word('receipt.deleted', reason)}`;
  return word('receipt', act);
}

function Act({ act }) {
  return html`<li class="receipt__act" data-what=${act.what}>
    <time datetime=${act.at}>${time(act.until ?? act.at)}</time>
    <span>${act.name ?? t('receipt.desk')}</span>
    <span>${what(act)}</span>
    ${act.sha256 && html`<code class="receipt__hash" title=${t(act.what === 'text' ? 'receipt.hash.text' : 'receipt.hash')}>SHA-256 ${act.sha256}</code>`}
  </li>`;
}

export function PaperReceipt({ paper }) {
  const [acts, setActs] = useState(null);
  const [isBroken, setBroken] = useState(false);
  const onToggle = async ({ target }) => {
    if (!target.open) return;
    setBroken(false);
    try {
      setActs(await fetchReceipt(paper.paper));
    } catch {
      setBroken(true);
    }
  };
  return html`<details class="receipt" onToggle=${onToggle}>
    <summary data-action="open-receipt">${t('receipt.title')}</summary>
    ${isBroken && html`<p class="notice notice--warning">${t('receipt.broken')}</p>`}
    ${acts && html`<ol class="receipt__acts">${acts.map((act) => html`<${Act} act=${act} />`)}</ol>`}
  </details>`;
}
