// SPDX-License-Identifier: EUPL-1.2
// Why a paper has to be made again: the visitor reads exactly this.

import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n.js';
import { NOTE_MAX, REASONS } from '../papers.js';
import { Button, useFocus } from './parts.js';

export function RefusalForm({ paper, papers, cancel }) {
  const first = useFocus();
  const form = useRef(null);
  useEffect(() => {
    form.current.scrollIntoView({ block: 'nearest' });
  }, []);
  const submit = (event) => {
    event.preventDefault();
    const data = new FormData(event.target);
    papers.refuse(paper.paper, data.get('refuse-reason'), data.get('refuse-note').trim());
  };
  return html`<form class="refusal" ref=${form} onSubmit=${submit}>
    <label class="field field--small"><span>${t('papers.refuse.reason')}</span>
      <select name="refuse-reason" ref=${first}>
        ${REASONS.map((reason) => html`<option value=${reason}>${t(`refusal.${reason}`)}</option>`)}</select></label>
    <label class="field field--small"><span>${t('papers.refuse.note')}</span>
      <input name="refuse-note" maxlength=${NOTE_MAX} autocomplete="off" /></label>
    <div class="paper__actions">
      <button type="submit" class="button button--primary" data-action="confirm-refusal"><span>
        ${t('papers.refuse.submit')}</span></button>
      <${Button} action="cancel-refusal" label=${t('cancel')} onClick=${cancel} />
    </div>
  </form>`;
}
