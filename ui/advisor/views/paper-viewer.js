// SPDX-License-Identifier: EUPL-1.2
// One paper, large: page by page, nearer, turned for reading (only here: what was sent stays as it is).

import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n.js';
import { documentUrl, pageUrl } from '../papers.js';
import { Button, useFocus, word } from './parts.js';

const ZOOMS = [1, 1.5, 2, 3];
// A page at 200 dpi is about 1650 pixels wide: asked for once, sharp up to the second zoom step on a usual screen.
const PAGE_PX = 1650;

function Tools({ paper, page, setPage, zoom, setZoom, turn, close }) {
  const back = useFocus();
  return html`<div class="viewer__tools" role="toolbar" aria-label=${t('viewer.tools')}>
    <button type="button" class="button" data-action="close-paper" ref=${back} onClick=${close}>
      <span>${t('viewer.close')}</span></button>
    <h2>${word('paper', paper.kind)}</h2>
    <${Button} action="previous-page" label=${t('viewer.previous')} icon="previous" bare disabled=${page === 1}
      onClick=${() => setPage(page - 1)} />
    <span class="viewer__page" data-fact="page">${page} / ${paper.pages}</span>
    <${Button} action="next-page" label=${t('viewer.next')} icon="next" bare disabled=${page === paper.pages}
      onClick=${() => setPage(page + 1)} />
    <${Button} action="zoom-out" label=${t('viewer.zoom-out')} icon="zoom-out" bare disabled=${zoom === 0}
      onClick=${() => setZoom(zoom - 1)} />
    <${Button} action="zoom-in" label=${t('viewer.zoom-in')} icon="zoom-in" bare disabled=${zoom === ZOOMS.length - 1}
      onClick=${() => setZoom(zoom + 1)} />
    <${Button} action="rotate" label=${t('viewer.rotate')} icon="rotate" bare onClick=${turn} />
    <a class="button button--bare" href=${documentUrl(paper)} target="_blank" rel="noopener">${t('papers.pdf')}</a>
  </div>`;
}

export function PaperViewer({ paper, close }) {
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState(0);
  const [quarters, setQuarters] = useState(0);
  const [isBroken, setBroken] = useState(false);
  const [ratio, setRatio] = useState(1 / Math.SQRT2); // A4 until the picture says
  useEffect(() => {
    setQuarters(0);
    setBroken(false);
  }, [page]);
  const onKey = (event) => {
    if (event.key === 'Escape') close();
  };
  return html`<div class="viewer" onKeyDown=${onKey} data-paper=${paper.paper}>
    <${Tools} paper=${paper} page=${page} setPage=${setPage} zoom=${zoom} setZoom=${setZoom}
      turn=${() => setQuarters(quarters + 1)} close=${close} />
    <div class="viewer__sheet" tabindex="0" role="group" aria-label=${t('viewer.page', { page, pages: paper.pages })}>
      ${
        isBroken
          ? html`<p class="notice notice--warning">${t('viewer.broken')}</p>`
          : html`<div class="viewer__frame" data-quarters=${quarters % 4}
              style=${{ '--zoom': ZOOMS[zoom], '--ratio': ratio, '--turn': `${quarters * 90}deg` }}>
              <img src=${pageUrl(paper, page, PAGE_PX)} alt=${t('viewer.page', { page, pages: paper.pages })}
                onLoad=${({ target }) => setRatio(target.naturalWidth / target.naturalHeight)}
                onError=${() => setBroken(true)} />
            </div>`
      }
    </div>
  </div>`;
}
