// SPDX-License-Identifier: EUPL-1.2
// How the advisor learns that somebody rings: sound, title, icon, a notification where the browser was allowed one.
// Browsers keep an AudioContext silent until the page was clicked: unlock() belongs into the click on "available".

import { signal } from '@preact/signals';

// A calm two-tone chime (E5, A5): heard across a room, not a fire alarm. Hz and seconds.
const CHIME = [
  [659.25, 0, 0.5],
  [880, 0.22, 0.9],
];
const CHIME_EVERY_S = 2.5;
const CHIME_GAIN = 0.35;
const ATTACK_S = 0.012;
const RELEASE_S = 0.08;
const TITLE_EVERY_MS = 1000;

export class Ring {
  isLocked = signal(true);
  output = signal(null); // deviceId of the loudspeaker that rings; null: the default one

  #context = null;
  #gain = null;
  #titleTimer = null;
  #title = '';
  #notification = null;
  #ticker;

  constructor({ ticker, output }) {
    this.#ticker = ticker;
    this.output.value = output;
  }

  /* Whether this browser can ring elsewhere than in the headset (Firefox cannot yet). */
  static get canChoose() {
    return 'setSinkId' in (globalThis.AudioContext?.prototype ?? {});
  }

  choose(deviceId) {
    this.output.value = deviceId;
    this.#route();
  }

  /* From a click or a key press. */
  unlock() {
    if (this.#context?.state === 'running') return;
    if (!this.#context) {
      this.#context = new AudioContext();
      this.#route();
    }
    this.#context.onstatechange = () => {
      this.isLocked.value = this.#context.state !== 'running';
    };
    // Never resolves while the browser still holds the sound back: do not wait for it.
    this.#context.resume().catch(() => {});
    this.isLocked.value = this.#context.state !== 'running';
  }

  askPermission() {
    if (globalThis.Notification?.permission === 'default') Notification.requestPermission().catch(() => {});
  }

  /* Rings for at most @seconds. The whole pattern is scheduled on the audio clock at once: a background tab's timers
   * could not keep it. @words {title, body}: what is written in title and notification. */
  start(seconds, words) {
    this.stop();
    this.#chime(seconds);
    this.#flash(words.title);
    this.#notify(words);
  }

  /* One chime, to hear that it is heard. */
  test() {
    this.unlock();
    this.#silence();
    this.#chime(CHIME_EVERY_S);
  }

  stop() {
    this.#silence();
    if (this.#titleTimer !== null) {
      this.#ticker.cancel(this.#titleTimer);
      this.#titleTimer = null;
      document.title = this.#title;
    }
    setIcon('idle');
    this.#notification?.close();
    this.#notification = null;
  }

  /* A loudspeaker that is gone is no reason not to ring: the default one does. */
  #route() {
    if (this.#context && Ring.canChoose) this.#context.setSinkId(this.output.value ?? '').catch(() => {});
  }

  #chime(seconds) {
    if (!this.#context) return;
    const gain = this.#context.createGain();
    gain.gain.value = CHIME_GAIN;
    gain.connect(this.#context.destination);
    this.#gain = gain;
    const begin = this.#context.currentTime + 0.02;
    for (let at = 0; at < seconds; at += CHIME_EVERY_S)
      CHIME.forEach(([hz, offset, length]) => this.#tone(gain, hz, begin + at + offset, length));
  }

  #tone(output, hz, at, length) {
    const oscillator = this.#context.createOscillator();
    const envelope = this.#context.createGain();
    oscillator.frequency.value = hz;
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(1, at + ATTACK_S);
    envelope.gain.exponentialRampToValueAtTime(0.001, at + length);
    oscillator.connect(envelope).connect(output);
    oscillator.start(at);
    oscillator.stop(at + length);
  }

  #silence() {
    const gain = this.#gain;
    this.#gain = null;
    if (!gain) return;
    gain.gain.setTargetAtTime(0, this.#context.currentTime, RELEASE_S / 4);
    this.#ticker.after(RELEASE_S * 1000, () => gain.disconnect());
  }

  #flash(title) {
    this.#title = document.title;
    const step = (isOn) => {
      document.title = isOn ? title : this.#title;
      setIcon(isOn ? 'ringing' : 'idle');
      this.#titleTimer = this.#ticker.after(TITLE_EVERY_MS, () => step(!isOn));
    };
    step(true);
  }

  #notify({ title, body }) {
    if (globalThis.Notification?.permission !== 'granted' || document.hasFocus()) return;
    this.#notification = new Notification(title, { body, requireInteraction: true, tag: 'visiodesk-ring' });
    this.#notification.onclick = () => window.focus();
  }
}

function setIcon(name) {
  document.querySelector('link[rel="icon"]')?.setAttribute('href', `/icon-${name}.svg`);
}
