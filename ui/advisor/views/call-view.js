// SPDX-License-Identifier: EUPL-1.2
// The talk: the visitor large, oneself small, papers beside. A paper that is looked at takes the large place, the
// visitor's picture the small one.

import { html } from 'htm/preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { clock, languageName, t } from '../i18n.js';
import { Icon } from './icons.js';
import { Invited, JoinPanel, Third } from './join-panel.js';
import { PaperViewer } from './paper-viewer.js';
import { PapersPanel } from './papers-panel.js';
import { Button, Notice, SelfView, word } from './parts.js';
import { Quality } from './quality-badge.js';
import { TelephoneCard } from './telephone-card.js';
import { TextPane } from './text-pane.js';

/* The video elements are made with the call, long before this view, so that the first frame is shown at once. */
function Tiles({ tiles, isSeen }) {
  const host = useRef(null);
  useLayoutEffect(() => {
    const current = [...host.current.children];
    current.filter((video) => !tiles.includes(video)).forEach((video) => video.remove());
    // Never move one that is there: a video taken out of the document stops.
    tiles.forEach((video, place) => {
      if (!video.isConnected) host.current.insertBefore(video, host.current.children[place] ?? null);
    });
  }, [tiles]);
  return html`<div class="tiles" ref=${host} data-fact="remote" data-seen=${String(isSeen)}></div>`;
}

/* What the advisor does not get of the visitor, and whose doing it is: theirs, a device's or the line's. */
function missing({ camera, camera_why: cameraWhy, microphone, microphone_why: microphoneWhy }) {
  if (!camera && !microphone && !cameraWhy && !microphoneWhy) return t('call.remote-both-off');
  const lines = [];
  if (!camera) lines.push(t(`call.remote-camera-${cameraWhy ?? 'off'}`));
  if (!microphone) lines.push(t(`call.remote-microphone-${microphoneWhy ?? 'off'}`));
  return lines.join(' ');
}

function Phase({ store }) {
  const { remote, present } = store.call.value;
  const phase = store.phase.value;
  const line =
    phase !== 'none'
      ? t(`call.phase.${phase}`)
      : !present
        ? t('call.away')
        : missing(remote);
  return html`<p class="phase" role="status" aria-live="polite" data-fact="call-phase" data-trouble=${phase}
    data-present=${String(present)}>${line && html`<span>${line}</span>`}</p>`;
}

function Toggle({ action, isOn, icon, label, onClick }) {
  return html`<${Button} action=${action} icon=${isOn ? icon : `${icon}-off`} label=${label} look="control" bare
    aria-pressed=${String(!isOn)} onClick=${onClick} />`;
}

function Controls({ desk, studio }) {
  const microphone = studio.microphoneOn.value;
  const camera = studio.cameraOn.value;
  const { audio, video } = studio.trouble.value;
  return html`<div class="controls" role="toolbar" aria-label=${t('call.controls')}>
    <${Toggle} action="mute" isOn=${microphone && !audio} icon="microphone"
      onClick=${() => desk.setMicrophone(!microphone)}
      label=${t(microphone ? 'call.mute' : 'call.unmute')} />
    <${Toggle} action="camera" isOn=${camera && !video} icon="camera" onClick=${() => desk.setCamera(!camera)}
      label=${t(camera ? 'call.camera-off' : 'call.camera-on')} />
    <${Button} action="hangup" icon="hangup" label=${t('call.hangup')} look="danger" onClick=${() => desk.hangUp()} />
  </div>`;
}

function Visitor({ contact }) {
  return html`<div class="visitor">
    <strong data-fact="reason" data-reason=${contact.reason}>${word('reason', contact.reason)}</strong>
    <span data-fact="ticket">${contact.ticket}</span><span data-fact="language">${languageName(contact.language)}</span>
    <span data-fact="site">${contact.site}</span>
  </div>`;
}

function Self({ studio }) {
  const stream = studio.stream.value;
  if (!studio.cameraOn.value || !stream?.getVideoTracks().length)
    return html`<div class="call__self call__self--off"><${Icon} name="camera-off" /><span>
      ${t('call.self-off')}</span></div>`;
  return html`<div class="call__self"><${SelfView} stream=${stream} label=${t('self-view')} /></div>`;
}

export function CallView({ store, desk, studio, now }) {
  const [opened, setOpened] = useState(null); // paper id
  const call = store.call.value;
  if (!call) return null;
  const closePaper = () => {
    const thumbnail = document.querySelector(`[data-paper="${opened}"] [data-action="open-paper"]`);
    setOpened(null);
    thumbnail?.focus();
  };
  const paper = store.papers.value.find((candidate) => candidate.paper === opened && candidate.pages);
  return html`<main class=${`call${paper ? ' call--paper' : ''}`}>
    <h1 class="hidden">${t('state.talking')}</h1>
    <section class="stage" aria-label=${t('call.stage')} data-call=${call.call}>
      ${paper && html`<${PaperViewer} key=${paper.paper + paper.attempt} paper=${paper} close=${closePaper} />`}
      <div class="call__remote"><${Tiles} tiles=${store.tiles.value} isSeen=${call.remote.camera} /><${Phase} store=${store} /></div>
      <${Third} stream=${store.third.value} />
      <${Self} studio=${studio} />
      <header class="call__head"><${Visitor} contact=${call.contact} />
        <span class="call__time" data-fact="call-time">${clock((now.value - call.acceptedAt) / 1000)}</span>
        <${Quality} quality=${store.quality.value} /></header>
      ${
        store.isSilenced.value &&
        html`<div class="call__silenced"><${Button} action="unlock-sound" label=${t('call.silenced')} icon="sound"
        look="primary" onClick=${() => desk.playAloud()} /></div>`
      }
      <${Controls} desk=${desk} studio=${studio} />
    </section>
    <aside class="side" aria-label=${t('call.side')}>
      <div class="side__papers"><${Notice} notice=${store.notice.value} />
        ${!call.guest && html`<${TelephoneCard} telephone=${store.telephone.value} />`}
        ${
          call.guest
            ? html`<${Invited} guest=${call.guest} />`
            : html`<${JoinPanel} store=${store} join=${desk.join} />
        <${PapersPanel} store=${store} papers=${desk.papers} opened=${opened} open=${setOpened} />`
        }</div>
      ${!call.guest && html`<${TextPane} store=${store} desk=${desk} />`}
    </aside>
  </main>`;
}
