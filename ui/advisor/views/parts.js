// SPDX-License-Identifier: EUPL-1.2
// Small parts used by several views.

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { has, t } from '../i18n.js';
import { keyOf } from '../shortcuts.js';
import { Icon } from './icons.js';

/* @action is the stable name that tests look for; @label is read aloud and, unless @bare, shown. */
export function Button({ action, label, icon, look = 'plain', bare = false, children, ...rest }) {
  return html`<button type="button" class=${`button button--${look}${bare ? ' button--bare' : ''}`}
    data-action=${action}
    aria-keyshortcuts=${keyOf(action)} aria-label=${bare ? label : undefined} title=${bare ? label : undefined}
    ...${rest}>
    ${icon && html`<${Icon} name=${icon} />`}${!bare && html`<span>${label}</span>`}${children}
  </button>`;
}

/* One figure with its name; @fact is the stable name. */
export function Figure({ fact, label, children, ...rest }) {
  return html`<div class="figure" ...${rest}>
    <dt class="figure__label">${label}</dt><dd class="figure__value" data-fact=${fact}>${children}</dd>
  </div>`;
}

/* Shows @stream; never heard: it is one's own. */
export function SelfView({ stream, label }) {
  const video = useRef(null);
  useEffect(() => {
    video.current.srcObject = stream;
    return () => {
      if (video.current) video.current.srcObject = null;
    };
  }, [stream]);
  return html`<video class="self-view" ref=${video} muted autoplay playsinline aria-label=${label}></video>`;
}

/* Takes the focus when it appears: what to do next is what the keyboard is on. */
export function useFocus() {
  const target = useRef(null);
  useEffect(() => {
    target.current?.focus({ preventScroll: true });
  }, []);
  return target;
}

export function Notice({ notice }) {
  const key = notice && (has(notice.key) ? notice.key : 'error.internal');
  return html`<div class="notices" role="status" aria-live="polite">
    ${notice && html`<p class=${`notice notice--${notice.tone}`} data-notice=${notice.key}>${t(key)}</p>`}
  </div>`;
}

/* Keys that another version of the desk may add are shown as they are rather than not at all. */
export function word(prefix, key) {
  return has(`${prefix}.${key}`) ? t(`${prefix}.${key}`) : key;
}
