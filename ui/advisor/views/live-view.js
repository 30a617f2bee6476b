// SPDX-License-Identifier: EUPL-1.2
// What the document camera sees, while the visitor shows it: a click points at a spot, and the visitor sees the pointer.

import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n.js';
import { viewUrl } from '../papers.js';

// As long as the visitor sees it.
const POINTER_MS = 3000;
const STEP = 0.05;
const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const clamp = (share) => Math.min(1, Math.max(0, share));

/* Shows each picture once it is loaded: a half-drawn one, or one that is late, never flickers in. */
function useNewest(paper, n) {
  const [shown, setShown] = useState(null);
  useEffect(() => {
    let isStale = false;
    const image = new Image();
    image.onload = () => {
      if (!isStale) setShown(image.src);
    };
    image.src = viewUrl(paper, n);
    return () => {
      isStale = true;
    };
  }, [paper, n]);
  return shown;
}

export function LiveView({ paper, n, papers }) {
  const source = useNewest(paper.paper, n);
  const [spot, setSpot] = useState(null);
  const fade = useRef(null);
  useEffect(() => () => clearTimeout(fade.current), []);
  const point = (x, y) => {
    setSpot({ x, y });
    clearTimeout(fade.current);
    fade.current = setTimeout(() => setSpot(null), POINTER_MS);
    papers.point(paper.paper, x, y);
  };
  const onClick = (event) => {
    // A click by the keyboard has no place: it points again where the pointer is, or in the middle.
    if (event.detail === 0) return point(spot?.x ?? 0.5, spot?.y ?? 0.5);
    const box = event.currentTarget.getBoundingClientRect();
    return point((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  const onKey = (event) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    point(clamp((spot?.x ?? 0.5) + move[0]), clamp((spot?.y ?? 0.5) + move[1]));
  };
  return html`<div class="live">
    <button type="button" class="live__view" data-action="point" data-live=${source ? 'true' : 'false'} onClick=${onClick}
      onKeyDown=${onKey} aria-label=${t('papers.live.point')}>
      ${source && html`<img src=${source} alt=${t('papers.live.alt')} />`}
      ${spot && html`<span class="live__spot" style=${{ left: `${100 * spot.x}%`, top: `${100 * spot.y}%` }}></span>`}
    </button>
    <p class="quiet">${t('papers.live.hint')}</p>
  </div>`;
}
