// SPDX-License-Identifier: EUPL-1.2
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n.js';
import { LanguageChoice } from './language-choice.js';
import { Notice, useFocus, word } from './parts.js';

export function Login({ store, account }) {
  const [error, setError] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const first = useFocus();
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    setBusy(true);
    setError(null);
    setError(await account.logIn(form.get('name').trim(), form.get('password')));
    setBusy(false);
  };
  return html`<main class="page page--centred">
    <form class="card login" onSubmit=${submit} aria-labelledby="login-title">
      <div class="brand brand--large"><img src="/icon-idle.svg" alt="" width="44" height="44" /><span>Visiodesk</span>
        </div>
      <h1 id="login-title">${t('login.title')}</h1>
      <p class="quiet">${t('login.intro')}</p>
      <label class="field"><span>${t('login.name')}</span>
        <input name="name" autocomplete="username" required autocapitalize="none" spellcheck="false" ref=${first} />
          </label>
      <label class="field"><span>${t('login.password')}</span>
        <input name="password" type="password" autocomplete="current-password" required /></label>
      <div role="alert" class="login__error">
        ${error && html`<p class="notice notice--warning" data-notice=${error}>${word('login.error', error)}</p>`}</div>
      <${Notice} notice=${store.notice.value} />
      <button type="submit" class="button button--primary button--wide" data-action="login" disabled=${isBusy}>
        <span>${isBusy ? t('login.busy') : t('login.submit')}</span></button>
      <${LanguageChoice} />
    </form>
  </main>`;
}
