// SPDX-License-Identifier: EUPL-1.2
// Between calls: what is going on at the doors, and how oneself will be seen and heard.

import { html } from 'htm/preact';
import { clock, t } from '../i18n.js';
import { DeviceCheck } from './device-check.js';
import { Button, Figure } from './parts.js';

function QueueFigures({ queue }) {
  return html`<section class="card queue" aria-labelledby="queue-title">
    <h2 id="queue-title">${t('queue.title')}</h2>
    <dl class="figures">
      <${Figure} fact="waiting" label=${t('queue.waiting')}>${queue.waiting}</${Figure}>
      <${Figure} fact="longest" label=${t('queue.longest')}>${queue.waiting ? clock(queue.longest_s) : '–'}</${Figure}>
      <${Figure} fact="available" label=${t('queue.available')}>${queue.available}</${Figure}>
    </dl>
    <p class="quiet" data-fact="desk-state" data-state=${queue.state}>${t(`queue.state.${queue.state}`)}</p>
  </section>`;
}

function Hero({ state, desk, studio }) {
  const isAvailable = state === 'available';
  return html`<section class=${`card hero hero--${state}`} aria-labelledby="hero-title">
    <span class="hero__mark" aria-hidden="true"></span>
    <div>
      <h1 id="hero-title">${t(`hero.${state}.title`)}</h1>
      <p>${t(`hero.${state}.text`)}</p>
      ${
        !isAvailable &&
        html`<button type="button" class="button button--primary button--large" data-action="hero-available"
        disabled=${studio.state.value === 'opening'} onClick=${() => desk.goAvailable()}>
        <span>${t(studio.state.value === 'opening' ? 'hero.opening' : 'hero.go')}</span></button>`
      }
    </div>
  </section>`;
}

function SoundLocked({ ring }) {
  return html`<p class="notice notice--warning notice--action">${t('ring.locked')}
    <${Button} action="unlock-sound" label=${t('ring.unlock')} icon="sound" onClick=${() => ring.unlock()} /></p>`;
}

export function Waiting({ store, desk, studio, ring }) {
  const state = store.state.value;
  return html`<main class="page page--waiting">
    <div class="column">
      ${state === 'available' && ring.isLocked.value && html`<${SoundLocked} ring=${ring} />`}
      <${Hero} state=${state} desk=${desk} studio=${studio} />
      ${store.queue.value && html`<${QueueFigures} queue=${store.queue.value} />`}
    </div>
    <${DeviceCheck} studio=${studio} ring=${ring} />
  </main>`;
}
