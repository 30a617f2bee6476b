// SPDX-License-Identifier: EUPL-1.2
// Real-time text as ITU-T T.140 has it: characters as they are typed, erasures among them. The same rules as
// media/call/t140.c, by the same cases (tests/call/t140-cases.json): what is erased must be the same at both ends. Not
// Intl.Segmenter, which follows the browser's Unicode and not the kiosk's.

export const ERASE = '\b';
export const LINE = '\u2028';
export const LOST = '\uFFFD';
export const MARK = '\uFEFF'; // byte order mark: begins a channel, means nothing
export const SHOWN_MAX = 8000; // characters of a view; of what is longer the end is shown
export const CLUSTER_MAX = 32; // characters on one place; marks past that are dropped

const SEQUENCE_MAX = 255; // T.140, 7.4
const EXTENDING = /^[\p{M}\u200C\u200D\uFF9E\uFF9F\u{1F3FB}-\u{1F3FF}\u{E0020}-\u{E007F}]$/u;
const PICTOGRAPHIC = /^[\u2190-\u21FF\u2300-\u23FF\u25A0-\u27BF\u2900-\u297F\u2B00-\u2BFF\u{1F000}-\u{1FAFF}]$/u;
const REGIONAL = /^[\u{1F1E6}-\u{1F1FF}]$/u;
const LINE_END = /^[\n\r\u0085\u2028\u2029]$/;
// Controls, and what would turn the direction of text that is not its own.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const HIDDEN = /^[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]$/;

/* Korean letters: leading, vowel, trailing; syllables of two and of three. */
function jamo(character) {
  const code = character.codePointAt(0);
  if (code >= 0x1100 && code <= 0x115f) return 'L';
  if (code >= 0x1160 && code <= 0x11a7) return 'V';
  if (code >= 0x11a8 && code <= 0x11ff) return 'T';
  if (code < 0xac00 || code > 0xd7a3) return '';
  return (code - 0xac00) % 28 === 0 ? 'LV' : 'LVT';
}

const BEFORE = { L: ['L'], LV: ['L'], LVT: ['L'], V: ['L', 'V', 'LV'], T: ['V', 'T', 'LV', 'LVT'] };

/* Flags are pairs: does the regional indicator at @place close one? */
function isSecondOfFlag(characters, place) {
  let count = 0;
  while (place - count >= 0 && REGIONAL.test(characters[place - count])) count++;
  return count % 2 === 0;
}

/* Whether the character at @place stands on the place of the one before it. */
function joins(characters, place) {
  const [before, character] = characters.slice(place - 1, place + 1);
  if (before === '\n') return false;
  if (EXTENDING.test(character)) return true;
  if (before === '\u200D' && PICTOGRAPHIC.test(character)) return true;
  if (BEFORE[jamo(character)]?.includes(jamo(before))) return true;
  return REGIONAL.test(before) && REGIONAL.test(character) && isSecondOfFlag(characters, place);
}

/* How many characters the last grapheme cluster has: what one ERASE takes away. */
function lastCluster(characters) {
  if (characters.length === 0) return 0;
  let start = characters.length - 1;
  while (start > 0 && joins(characters, start)) start--;
  return characters.length - start;
}

/* What one of the two has written so far, as it is to be shown. */
export class View {
  #characters = [];
  #place = 'text'; // text | return | escape | sequence | string
  #hidden = 0; // characters of the sequence or string under way
  #gone = 0; // lines that are not shown any more

  get text() {
    return this.#characters.join('');
  }

  /* Line by line, numbered from the first that there ever was. */
  get lines() {
    return this.text.split('\n').map((text, place) => ({ number: this.#gone + place, text }));
  }

  take(text) {
    for (const character of text.toWellFormed()) this.#take(character);
  }

  #take(character) {
    if (this.#skip(character)) return;
    this.#hidden = 0;
    if (character === ERASE) this.#characters.length -= lastCluster(this.#characters);
    else if (LINE_END.test(character)) {
      this.#place = character === '\r' ? 'return' : 'text';
      this.#show('\n');
    } else if (character === '\t') this.#show(' ');
    else if (character === '\u001B') this.#place = 'escape';
    else if (character === '\u009B') this.#place = 'sequence';
    else if (character === '\u0098') this.#place = 'string';
    else if (!HIDDEN.test(character)) this.#show(character);
  }

  /* True if @character belongs to something that is not shown. */
  #skip(character) {
    const place = this.#place;
    this.#place = 'text';
    if (place === 'text') return false;
    if (place === 'return') return character === '\n';
    if (place === 'escape') {
      if (character === '[') this.#place = 'sequence';
      return true;
    }
    const isEnd = (place === 'sequence' && character >= '@' && character <= '~') || character === '\u009C';
    if (++this.#hidden < SEQUENCE_MAX && !isEnd) this.#place = place;
    return true;
  }

  #show(character) {
    const characters = this.#characters;
    if (EXTENDING.test(character) && lastCluster(characters) >= CLUSTER_MAX) return;
    if (character === LOST && characters.at(-1) === LOST) return;
    characters.push(character);
    if (characters.length > SHOWN_MAX) this.#shorten();
  }

  /* Of what is too long the beginning goes, a quarter at a time: whole clusters, and whole lines if there are any. */
  #shorten() {
    const characters = this.#characters;
    let keep = SHOWN_MAX / 4;
    const line = characters.indexOf('\n', keep);
    if (line >= 0 && line + 1 < characters.length) keep = line + 1;
    while (keep < characters.length && joins(characters, keep)) keep++;
    this.#gone += characters.splice(0, keep).filter((character) => character === '\n').length;
  }
}

/* What a person typed or pasted, as it may be sent: every kind of line end is LINE, controls are left out. */
export function clean(text) {
  return [...text.toWellFormed().replaceAll('\r\n', '\n')]
    .map((character) => (LINE_END.test(character) ? LINE : character === '\t' ? ' ' : character))
    .filter((character) => character === LINE || !HIDDEN.test(character))
    .join('');
}
