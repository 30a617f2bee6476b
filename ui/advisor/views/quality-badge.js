// SPDX-License-Identifier: EUPL-1.2
// How good the line is: a word and one to three bars, so that colour is not needed; behind them the numbers.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { decimal, t } from '../i18n.js';

const percent = (value) => t('quality.loss.value', { percent: decimal(value) });
const ms = (value) => t('quality.rtt.value', { ms: Math.round(value) });

/* name → [label, value or null where the browser does not say]. */
function figures(quality) {
  const { rttMs, jitterMs, lossPercent, lossOutPercent, fps, freezes, receivedKbps, sentKbps, route } = quality;
  const rates = { received: Math.round(receivedKbps), sent: Math.round(sentKbps) };
  return Object.entries({
    rtt: [t('quality.rtt'), rttMs === null ? null : ms(rttMs)],
    'loss-in': [t('quality.loss'), percent(lossPercent)],
    'loss-out': [t('quality.loss-out'), lossOutPercent === null ? null : percent(lossOutPercent)],
    jitter: [t('quality.jitter'), jitterMs === null ? null : ms(jitterMs)],
    fps: [t('quality.fps'), t('quality.fps.value', { fps: Math.round(fps) })],
    freezes: [t('quality.freezes'), freezes],
    rates: [t('quality.rates'), t('quality.rates.value', rates)],
    route: [t('quality.route'), t(`quality.route.${route}`)],
  }).filter(([, [, value]]) => value !== null);
}

export function Quality({ quality }) {
  const [isOpen, setOpen] = useState(false);
  if (!quality) return null;
  const close = ({ key }) => key === 'Escape' && setOpen(false);
  return html`<div class="quality" data-fact="quality" data-level=${quality.level}>
    <button type="button" class="quality__badge" data-action="quality" aria-expanded=${String(isOpen)}
      aria-controls="quality-numbers" title=${t('quality.title')} onClick=${() => setOpen(!isOpen)} onKeyDown=${close}
      onBlur=${() => setOpen(false)}>
      <span class="quality__bars" aria-hidden="true"><i></i><i></i><i></i></span>
      <span>${t(`quality.${quality.level}`)}</span></button>
    <dl class="quality__numbers" id="quality-numbers" aria-label=${t('quality.title')}>${figures(quality).map(
      ([name, [label, value]]) => html`<dt key=${name}>${label}</dt><dd data-figure=${name}>${value}</dd>`,
    )}</dl></div>`;
}
