// SPDX-License-Identifier: EUPL-1.2
// The visitor's telephone number, large, for whoever is to call it.

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n.js';
import { spellNumber } from '../telephone.js';
import { Icon } from './icons.js';
import { Button } from './parts.js';

const SAID_MS = 4000;

function Copy({ number }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(number);
      setSaid('telephone.copied');
    } catch {
      // Not every place lets a page write there; the number is on screen.
      setSaid('telephone.not-copied');
    }
  };
  return html`<${Button} action="copy-telephone" icon="paper" label=${t('telephone.copy')} onClick=${copy} />
    <span class="quiet" role="status" aria-live="polite">${said && t(said)}</span>`;
}

function Number({ number }) {
  return html`<p class="telephone__number" data-fact="telephone-number">${spellNumber(number)}</p>
    <div class="paper__actions">
      <a class="button button--primary" href=${`tel:${number}`} data-action="call-telephone">
        <${Icon} name="answer" /><span>${t('telephone.call')}</span></a>
      <${Copy} number=${number} />
    </div>
    <p class="quiet">${t('telephone.kept')}</p>`;
}

/* @isOver: the call has ended, the number may still come. */
export function TelephoneCard({ telephone, isOver = false }) {
  if (!telephone) return null;
  const { state, number } = telephone;
  const said = state === 'offered' && isOver ? 'telephone.typing' : number && state !== 'over' ? 'telephone.given' : `telephone.${state}`;
  return html`<section class="telephone" data-fact="telephone" data-state=${state} aria-labelledby="telephone-title">
    <h2 id="telephone-title">${t('telephone.title')}</h2>
    <p role="status" aria-live="polite">${t(said)}</p>
    ${number && html`<${Number} number=${number} />`}
  </section>`;
}
