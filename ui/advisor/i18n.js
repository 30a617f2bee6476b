// SPDX-License-Identifier: EUPL-1.2
// Catalogues: one JSON object a language, flat keys. {name} is a value; a key with ".one" and ".other" is chosen by the
// language's own plural rule for the value "n".

import { signal } from '@preact/signals';

export const LANGUAGES = { fr: 'Français', en: 'English', es: 'Español' };
const DEFAULT = 'fr';
const KEPT_AS = 'visiodesk.language';

export const language = signal(DEFAULT);
const catalogue = signal({});

export function preferredLanguage(kept = localStorage.getItem(KEPT_AS), offered = navigator.languages) {
  const wanted = [kept, ...offered].filter(Boolean).map((tag) => tag.split('-')[0]);
  return wanted.find((tag) => tag in LANGUAGES) ?? DEFAULT;
}

export async function useLanguage(tag) {
  const response = await fetch(`/catalogues/${tag}.json`);
  catalogue.value = await response.json();
  language.value = tag;
  localStorage.setItem(KEPT_AS, tag);
  document.documentElement.lang = tag;
}

export function t(key, values = {}) {
  return format(catalogue.value, language.value, key, values);
}

/* True when there is such a text: for codes that another version of the desk may add. */
export function has(key) {
  return key in catalogue.value;
}

/* Pure. A missing key shows itself: the completeness test finds it first. */
export function format(texts, tag, key, values) {
  const rule = 'n' in values ? `${key}.${new Intl.PluralRules(tag).select(values.n)}` : key;
  const text = texts[rule] ?? texts[`${key}.other`] ?? texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function languageName(tag) {
  return new Intl.DisplayNames([language.value], { type: 'language' }).of(tag);
}

/* One place, as the language writes it: "0,5". */
export function decimal(value, tag = language.value) {
  return value.toLocaleString(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/* 75 → "1:15"; 3700 → "1:01:40". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, place) => (place ? String(part).padStart(2, '0') : part)).join(':');
}
