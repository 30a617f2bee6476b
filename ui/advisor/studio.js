// SPDX-License-Identifier: EUPL-1.2
// The advisor's own camera and microphone. Opened on going available (a page that holds a device gives numeric ICE
// candidates, and the answer need not wait for it), closed on pausing. Missing or refused devices never stop a call:
// one may be answered without a camera, even without a microphone.
//
//   closed → opening → ready | partial | none, and back to closed.

import { signal } from '@preact/signals';

const VIDEO = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

// DOMException names → catalogue keys under "studio.trouble".
const TROUBLE = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export class Studio {
  state = signal('closed');
  trouble = signal({ audio: null, video: null }); // null | 'refused' | 'missing' | 'busy'
  stream = signal(null); // for the self-view
  microphoneOn = signal(true);
  cameraOn = signal(true);
  devices = signal([]); // MediaDeviceInfo
  chosen = signal({ audio: null, video: null }); // deviceId

  #devices;
  #onTracks;
  #tracks = { audio: null, video: null };
  #generation = 0;
  #opening = null;
  #cameraTurn = 0; // the last word on the camera counts, however long an earlier one takes

  /* @devices: navigator.mediaDevices; @chosen: {audio, video} device ids of an earlier day, or nulls. */
  constructor({ devices, chosen }) {
    this.#devices = devices;
    this.#onTracks = () => {};
    this.chosen.value = chosen;
    this.#devices?.addEventListener?.('devicechange', () => this.#heal());
  }

  /* @listener is told whenever the tracks to send have changed. */
  set onTracks(listener) {
    this.#onTracks = listener;
  }

  /* What may leave once a call is accepted. */
  get tracks() {
    return { ...this.#tracks };
  }

  /* Resolves when they are open, or known not to be; asked twice meanwhile, the second waits for the first. */
  open() {
    if (this.state.value === 'ready') return Promise.resolve();
    if (this.state.value !== 'opening') this.#opening = this.#open();
    return this.#opening;
  }

  async #open() {
    this.state.value = 'opening';
    Object.values(this.#tracks).forEach((track) => track?.stop());
    const generation = ++this.#generation;
    const both = await this.#ask({ audio: this.#audio(), video: this.#video() });
    // Both or nothing is what getUserMedia gives: one after the other tells which of them fails.
    const audio = both.stream ?? (await this.#ask({ audio: this.#audio() })).stream;
    const video = both.stream ?? (await this.#askVideo()).stream;
    if (generation !== this.#generation) {
      [audio, video].forEach((stream) => stream?.getTracks().forEach((track) => track.stop()));
      return;
    }
    this.#take('audio', audio?.getAudioTracks()[0]);
    this.#take('video', video?.getVideoTracks()[0]);
    await this.#publish();
  }

  close() {
    this.#generation++;
    this.#cameraTurn++;
    Object.values(this.#tracks).forEach((track) => track?.stop());
    this.#tracks = { audio: null, video: null };
    this.stream.value = null;
    this.state.value = 'closed';
    this.trouble.value = { audio: null, video: null };
  }

  /* Both on again: each call begins the same way. */
  reset() {
    this.setMicrophone(true);
    return this.cameraOn.value ? Promise.resolve() : this.setCamera(true);
  }

  setMicrophone(on) {
    this.microphoneOn.value = on;
    if (this.#tracks.audio) this.#tracks.audio.enabled = on;
  }

  /* Off stops the device, so that its lamp goes out; on opens it again. */
  async setCamera(on) {
    this.cameraOn.value = on;
    if (this.state.value === 'closed') return;
    const turn = ++this.#cameraTurn;
    this.#tracks.video?.stop();
    this.#tracks.video = null;
    const track = on ? (await this.#askVideo()).stream?.getVideoTracks()[0] : null;
    if (turn !== this.#cameraTurn) {
      track?.stop();
      return;
    }
    this.#take('video', track);
    await this.#publish();
  }

  /* Uses another device (kind 'audio' or 'video') from now on. */
  async choose(kind, deviceId) {
    this.chosen.value = { ...this.chosen.value, [kind]: deviceId };
    if (this.state.value === 'closed' || (kind === 'video' && !this.cameraOn.value)) return;
    this.#tracks[kind]?.stop();
    const { stream } = kind === 'video' ? await this.#askVideo() : await this.#ask({ audio: this.#audio() });
    this.#take(kind, stream?.getTracks()[0]);
    await this.#publish();
  }

  #audio() {
    const deviceId = this.chosen.value.audio;
    return deviceId ? { ...AUDIO, deviceId: { ideal: deviceId } } : AUDIO;
  }

  #video() {
    const deviceId = this.chosen.value.video;
    return deviceId ? { ...VIDEO, deviceId: { ideal: deviceId } } : VIDEO;
  }

  #askVideo() {
    return this.#ask({ video: this.#video() });
  }

  async #ask(constraints) {
    try {
      const stream = await this.#devices.getUserMedia(constraints);
      this.#note(constraints, null);
      return { stream };
    } catch (error) {
      this.#note(constraints, TROUBLE[error.name] ?? 'missing');
      return { stream: null };
    }
  }

  #note(constraints, trouble) {
    const kinds = Object.keys(constraints);
    this.trouble.value = { ...this.trouble.value, ...Object.fromEntries(kinds.map((kind) => [kind, trouble])) };
  }

  #take(kind, track) {
    this.#tracks[kind] = track ?? null;
    if (!track) return;
    track.onended = () => this.#lose(kind, track);
    if (kind === 'audio') track.enabled = this.microphoneOn.value;
  }

  /* Pulled out, or taken back in the browser's own page. */
  #lose(kind, track) {
    if (this.#tracks[kind] !== track) return;
    this.#tracks[kind] = null;
    this.trouble.value = { ...this.trouble.value, [kind]: 'missing' };
    this.#publish();
  }

  /* A device came or went: fetch what is missing, if it was missing and not refused. */
  async #heal() {
    this.devices.value = await this.#devices.enumerateDevices();
    const { audio, video } = this.trouble.value;
    if (this.state.value === 'closed' || this.state.value === 'opening') return;
    if (audio === 'missing')
      this.#take('audio', (await this.#ask({ audio: this.#audio() })).stream?.getAudioTracks()[0]);
    if (video === 'missing' && this.cameraOn.value)
      this.#take('video', (await this.#askVideo()).stream?.getVideoTracks()[0]);
    await this.#publish();
  }

  async #publish() {
    const tracks = Object.values(this.#tracks).filter(Boolean);
    this.stream.value = tracks.length ? new MediaStream(tracks) : null;
    this.state.value = tracks.length === 2 ? 'ready' : tracks.length ? 'partial' : 'none';
    this.#onTracks(this.tracks);
    this.devices.value = (await this.#devices?.enumerateDevices?.()) ?? [];
  }
}
