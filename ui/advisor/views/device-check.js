// SPDX-License-Identifier: EUPL-1.2
// "Am I seen, am I heard, will I hear it ring": looked at before the first call of the day, not during it.

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.js';
import { Ring } from '../ring.js';
import { Icon } from './icons.js';
import { Button, SelfView } from './parts.js';

const METER_EVERY_MS = 100;
// Speech at arm's length is around −30 dBFS; the scale runs from −60 to 0.
const METER_FLOOR_DB = -60;

function levelOf(analyser, samples) {
  analyser.getFloatTimeDomainData(samples);
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return Math.min(1, Math.max(0, 1 - (10 * Math.log10(power + 1e-9)) / METER_FLOOR_DB));
}

function MicrophoneLevel({ stream }) {
  const meter = useRef(null);
  useEffect(() => {
    if (!stream?.getAudioTracks().length) return undefined;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    const samples = new Float32Array(analyser.fftSize);
    context.createMediaStreamSource(stream).connect(analyser);
    const timer = setInterval(
      () => meter.current?.style.setProperty('--level', levelOf(analyser, samples)),
      METER_EVERY_MS,
    );
    return () => {
      clearInterval(timer);
      context.close();
    };
  }, [stream]);
  return html`<div class="level" ref=${meter} role="img" aria-label=${t('devices.level')}></div>`;
}

const CHOICES = {
  video: { action: 'choose-camera', input: 'videoinput' },
  audio: { action: 'choose-microphone', input: 'audioinput' },
  output: { action: 'choose-ring', input: 'audiooutput' },
};

function Choice({ kind, label, studio, value, choose }) {
  const { action, input } = CHOICES[kind];
  const found = studio.devices.value.filter((device) => device.kind === input && device.deviceId);
  return html`<label class="field field--small"><span>${label}</span>
    <select data-action=${action} disabled=${!found.length} value=${value ?? ''}
      onChange=${(event) => choose(event.target.value || null)}>
      <option value="">${t('devices.default')}</option>
      ${found.map(
        ({ deviceId, label: name }) => html`<option value=${deviceId}>${name || deviceId.slice(0, 8)}</option>`,
      )}
    </select></label>`;
}

function Choices({ studio, ring }) {
  const { video, audio } = studio.chosen.value;
  return html`<div class="devices__choices">
    <${Choice} kind="video" label=${t('devices.camera')} studio=${studio} value=${video}
      choose=${(id) => studio.choose('video', id)} />
    <${Choice} kind="audio" label=${t('devices.microphone')} studio=${studio} value=${audio}
      choose=${(id) => studio.choose('audio', id)} />
    ${
      Ring.canChoose &&
      html`<${Choice} kind="output" label=${t('devices.ring')} studio=${studio} value=${ring.output.value}
        choose=${(id) => ring.choose(id)} />`
    }
    <${Button} action="test-ring" label=${t('ring.test')} icon="bell" onClick=${() => ring.test()} />
  </div>`;
}

function Troubles({ studio }) {
  const { audio, video } = studio.trouble.value;
  const keys = [video && `devices.video.${video}`, audio && `devices.audio.${audio}`].filter(Boolean);
  return html`<div role="status" class="troubles">
    ${keys.map((key) => html`<p class="notice notice--warning" data-notice=${key}>${t(key)}</p>`)}
    ${
      keys.length > 0 &&
      html`<${Button} action="retry-devices" label=${t('devices.retry')} icon="again" onClick=${() => studio.open()} />`
    }
  </div>`;
}

function Preview({ studio }) {
  const stream = studio.stream.value;
  if (stream?.getVideoTracks().length) return html`<${SelfView} stream=${stream} label=${t('self-view')} />`;
  return html`<div class="preview__empty"><${Icon} name="camera-off" />
    <span>${t(studio.state.value === 'closed' ? 'devices.closed' : 'devices.no-picture')}</span></div>`;
}

export function DeviceCheck({ studio, ring }) {
  return html`<section class="card devices" aria-labelledby="devices-title">
    <h2 id="devices-title">${t('devices.title')}</h2>
    <div class="preview"><${Preview} studio=${studio} /></div>
    <${MicrophoneLevel} stream=${studio.stream.value} />
    <${Troubles} studio=${studio} />
    <${Choices} studio=${studio} ring=${ring} />
  </section>`;
}
