// SPDX-License-Identifier: EUPL-1.2
// What the kiosk says, by the catalogue it ships: the player finds a button by the words that a visitor would read on it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './packages.mjs';

const unquote = (text) => JSON.parse(text.replace(/\\'/g, "'"));

/** A .po file as a Map from msgid to the first msgstr; enough of the format for catalogues that msgfmt has accepted. */
export function parseCatalogue(text) {
  const phrases = new Map();
  let [id, field] = [null, null];
  const parts = { msgid: '', msgstr: '' };
  const store = () => {
    if (id !== null && parts.msgstr)
      phrases.set(parts.msgid, parts.msgstr);
  };
  for (const line of text.split('\n')) {
    const match = /^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+(".*")\s*$/.exec(line);
    if (match?.[1] === 'msgid') {
      store();
      id = field = 'msgid';
      Object.assign(parts, { msgid: unquote(match[2]), msgstr: '' });
    } else if (match) {
      field = match[1] === 'msgstr' || match[1] === 'msgstr[0]' ? 'msgstr' : null;
      if (field)
        parts.msgstr = unquote(match[2]);
    } else if (/^".*"\s*$/.test(line) && field) {
      parts[field] += unquote(line.trim());
    }
  }
  store();
  return phrases;
}

/** Gives a translator: msgid → what the kiosk shows in that language. An unknown phrase is an error, so that a renamed button is noticed. */
export function phrasesOf(language) {
  if (language === 'en')
    return (msgid) => msgid;
  const phrases = parseCatalogue(readFileSync(join(root, 'po', `${language}.po`), 'utf8'));
  return (msgid) => {
    if (!phrases.has(msgid))
      throw new Error(`po/${language}.po does not have "${msgid}"`);
    return phrases.get(msgid);
  };
}
