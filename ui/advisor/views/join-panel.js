// SPDX-License-Identifier: EUPL-1.2
// Three in a call, as the advisor sees it: whom to ask, who is on the way or there, and handing the call over.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.js';
import { AS, NOTE_MAX } from '../join.js';
import { Button } from './parts.js';

function Form({ join, colleagues, close }) {
  const form = useRef(null);
  const [isBusy, setBusy] = useState(false);
  const ask = async (handOver) => {
    const data = new FormData(form.current);
    setBusy(true);
    const asked = await join.ask({
      advisor: data.get('colleague'),
      as: data.get('join-as'),
      note: data.get('join-note').trim(),
      handOver,
    });
    setBusy(false);
    if (asked) close();
    else join.list();
  };
  const isNobodyFree = !colleagues.some(({ free }) => free);
  return html`<form class="ask" ref=${form} onSubmit=${(event) => event.preventDefault()}>
    <label class="field field--small"><span>${t('join.colleague')}</span>
      <select name="colleague">${colleagues.map(
        ({ advisor, name, free }) => html`<option value=${advisor} disabled=${!free}>
          ${free ? name : t('join.busy', { name })}</option>`,
      )}</select></label>
    <label class="field field--small"><span>${t('join.as')}</span>
      <select name="join-as">${AS.map((as) => html`<option value=${as}>${t(`join.as.${as}`)}</option>`)}</select></label>
    <label class="field field--small"><span>${t('join.note')}</span>
      <input name="join-note" maxlength=${NOTE_MAX} autocomplete="off" /></label>
    <p class="quiet">${t('join.announced')}</p>
    <div class="paper__actions">
      <${Button} action="ask-colleague" label=${t('join.ask')} look="primary" disabled=${isBusy || isNobodyFree}
        onClick=${() => ask(false)} />
      <${Button} action="transfer-colleague" label=${t('join.transfer')} disabled=${isBusy || isNobodyFree}
        onClick=${() => ask(true)} />
    </div>
  </form>`;
}

function Invite({ store, join, close }) {
  const colleagues = store.colleagues.value;
  useEffect(() => {
    join.list();
  }, []);
  return html`<section class="join__invite" aria-labelledby="join-title">
    <header class="paper__head"><h2 id="join-title">${t('join.title')}</h2>
      <${Button} action="close-invite" icon="close" label=${t('join.close')} bare look="small" onClick=${close} />
    </header>
    ${!colleagues && html`<p class="quiet" role="status">${t('join.loading')}</p>`}
    ${colleagues?.length === 0 && html`<p class="quiet" role="status">${t('join.nobody')}</p>`}
    ${colleagues?.length > 0 && html`<${Form} join=${join} colleagues=${colleagues} close=${close} />`}
  </section>`;
}

function Guest({ guest, join }) {
  return html`<section class="join__guest" data-join=${guest.state} data-as=${guest.as}>
    <p role="status"><strong>${t(`join.state.${guest.state}`, { name: guest.name })}</strong>
      <span class="quiet">${t(`join.as.${guest.as}`)}</span></p>
    <div class="paper__actions">
      ${
        guest.state === 'joined' &&
        html`<${Button} action="hand-over" label=${t('join.hand-over')} look="primary"
          onClick=${() => join.handOver()} />`
      }
      <${Button} action="cancel-join" label=${t(guest.state === 'ringing' ? 'join.cancel' : 'join.remove')}
        onClick=${() => join.cancel()} />
    </div>
  </section>`;
}

/* For the advisor whose call it is. */
export function JoinPanel({ store, join }) {
  const [isOpen, setOpen] = useState(false);
  const guest = store.join.value;
  const close = () => setOpen(false);
  if (guest) return html`<div class="join"><${Guest} guest=${guest} join=${join} /></div>`;
  if (isOpen) return html`<div class="join"><${Invite} store=${store} join=${join} close=${close} /></div>`;
  return html`<div class="join"><${Button} action="invite" icon="available" label=${t('join.open')}
    onClick=${() => setOpen(true)} /></div>`;
}

/* Where the papers would be, for whom was asked to join. */
export function Invited({ guest }) {
  return html`<section class="join" data-fact="invited" data-as=${guest.as}>
    <p>${t('join.invited', { name: guest.by })}</p>
    <p class="quiet">${t(`join.as.${guest.as}`)}${guest.note && ` · ${guest.note}`}</p>
  </section>`;
}

/* The other advisor's face and voice. */
export function Third({ stream }) {
  const video = useRef(null);
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = stream;
    // Held back only in a page that was not touched yet: the visitor's own sound says so there.
    video.current.play().catch(() => {});
  }, [stream]);
  if (!stream) return null;
  return html`<div class="call__third"><video ref=${video} autoplay playsinline data-fact="third"
    aria-label=${t('join.third')}></video></div>`;
}
