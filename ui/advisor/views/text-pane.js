// SPDX-License-Identifier: EUPL-1.2
// What both write, letter by letter. The field holds the line under way and nothing else: each change of it leaves at
// once, Enter begins a new line. A line of one's own appears among the others when it is ended.

import { html } from 'htm/preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.js';
import { keyOf } from '../shortcuts.js';

const LINE_MAX = 1000;

function Turn({ isMine, text }) {
  return html`<p class=${`turn turn--${isMine ? 'mine' : 'theirs'}`} data-turn=${isMine ? 'mine' : 'theirs'}>
    <span class="turn__who">${t(isMine ? 'text.me' : 'text.visitor')}</span><span class="turn__text">${text}</span></p>`;
}

/* Letters that the browser is still composing (dead keys, Chinese) are not the advisor's yet. */
function Field({ line, setLine, desk }) {
  const follow = (event) => {
    if (event.isComposing) return;
    const field = event.target;
    const now = desk.write(line, field.value);
    if (field.value !== now) field.value = now;
    setLine(now);
    desk.read();
  };
  return html`<textarea name="text" rows="2" maxlength=${LINE_MAX} autocomplete="off" aria-label=${t('text.field')}
    aria-keyshortcuts=${keyOf('write')} placeholder=${t('text.field')} onInput=${follow} onCompositionEnd=${follow}
    onFocus=${() => desk.read()}></textarea>`;
}

export function TextPane({ store, desk }) {
  const [line, setLine] = useState('');
  const log = useRef(null);
  const turns = store.turns.value;
  const underWay = line ? turns.findLast(({ isMine }) => isMine) : null;
  useLayoutEffect(() => {
    // Asking for a height lays the whole page out at once: not in the moment of the answer, when there is nothing to show.
    if (turns.length) log.current.scrollTop = log.current.scrollHeight;
  }, [turns]);
  return html`<section class=${`written${turns.length ? ' written--begun' : ''}`} aria-labelledby="text-title">
    <header class="written__head"><h2 id="text-title">${t('text.title')}</h2>
      ${store.isUnread.value && html`<span class="written__unread" data-fact="unread">${t('text.unread')}</span>`}
    </header>
    <div class="written__log" role="log" aria-live="polite" aria-label=${t('text.log')} tabindex="0" ref=${log}
      data-fact="written" onClick=${() => desk.read()}>
      ${turns.filter((turn) => turn !== underWay).map((turn) => html`<${Turn} ...${turn} key=${turn.key} />`)}
    </div>
    <${Field} line=${line} setLine=${setLine} desk=${desk} />
  </section>`;
}
