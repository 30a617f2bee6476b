// SPDX-License-Identifier: EUPL-1.2
import { html } from 'htm/preact';
import { language, LANGUAGES, t, useLanguage } from '../i18n.js';

export function LanguageChoice() {
  return html`<label class="language"><span class="hidden">${t('language')}</span>
    <select data-action="language" value=${language.value} onChange=${(event) => useLanguage(event.target.value)}>
      ${Object.entries(LANGUAGES).map(([tag, name]) => html`<option value=${tag} lang=${tag}>${name}</option>`)}
    </select></label>`;
}
