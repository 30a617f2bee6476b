// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { clock, decimal, format, LANGUAGES, preferredLanguage } from '../../ui/advisor/i18n.js';
import { AS } from '../../ui/advisor/join.js';
import { KINDS, REASONS } from '../../ui/advisor/papers.js';
import { SHORTCUTS } from '../../ui/advisor/shortcuts.js';
import { STATES } from '../../ui/advisor/state.js';
import { schema } from './fakes/checker.mjs';

const ROOT = fileURLToPath(new URL('../../ui/advisor/', import.meta.url));
const catalogues = Object.fromEntries(
  Object.keys(LANGUAGES).map((tag) => [
    tag,
    JSON.parse(fs.readFileSync(path.join(ROOT, 'catalogues', `${tag}.json`), 'utf8')),
  ]),
);
const sources = fs
  .readdirSync(ROOT, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.js') && !name.includes('node_modules'))
  .map((name) => fs.readFileSync(path.join(ROOT, name), 'utf8'));

const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const hasKey = (key) => key in catalogues.fr || `${key}.other` in catalogues.fr;

test('all catalogues have the same keys, in the same order, none of them empty', () => {
  for (const [tag, texts] of Object.entries(catalogues)) {
    assert.deepEqual(Object.keys(texts), Object.keys(catalogues.fr), tag);
    assert.deepEqual(
      Object.entries(texts).filter(([, text]) => !text.trim()),
      [],
      tag,
    );
  }
});

test('all translations take the same values', () => {
  for (const texts of Object.values(catalogues))
    for (const [key, text] of Object.entries(texts))
      assert.deepEqual(placeholders(text), placeholders(catalogues.fr[key]), key);
});

test('every key that a source names exists', () => {
  const named = sources
    .flatMap((text) =>
      [...text.matchAll(/\b(?:t|has)\(\s*'([\w.-]+)'/g), ...text.matchAll(/key: '([\w.-]+)'/g)].map(([, key]) => key),
    )
    .filter((key) => key.includes('.') || key.length > 2)
    .filter((key) => !/^(F\d+|Shift.*)$/.test(key));
  assert.ok(named.length > 80, `only ${named.length} found: the pattern no longer fits the sources`);
  assert.deepEqual(
    named.filter((key) => !hasKey(key)),
    [],
  );
});

test('every value of the protocol that is shown has a word', () => {
  const enumOf = (name) => schema.$defs[name].enum;
  const wanted = [
    ...STATES.filter((state) => !['login', 'elsewhere'].includes(state)).map((state) => `state.${state}`),
    ...enumOf('Reason').map((reason) => `reason.${reason}`),
    ...enumOf('DeskState').map((state) => `queue.state.${state}`),
    ...enumOf('PaperKind').map((kind) => `paper.${kind}`),
    ...enumOf('RefusalReason').map((reason) => `refusal.${reason}`),
    ...enumOf('WithdrawalReason').map((reason) => `withdrawal.${reason}`),
    ...schema.$defs.Paper.properties.state.enum.map((state) => `papers.state.${state}`),
    ...schema.$defs['paper.progress'].properties.stage.enum.map((stage) => `papers.stage.${stage}`),
    ...schema.$defs['call.ended'].properties.why.enum.map((why) => `ended.${why}`),
    ...enumOf('JoinAs').map((as) => `join.as.${as}`),
    ...schema.$defs['join.state'].properties.state.enum
      .filter((state) => state !== 'gone')
      .map((state) => `join.state.${state}`),
    ...['declined', 'timeout', 'left', 'failed', 'lost', 'taken'].map((why) => `notice.join.${why}`),
    ...schema.$defs['ring.stop'].properties.why.enum.map((why) => `notice.ring.${why}`),
    ...schema.$defs.error.properties.code.enum.filter((code) => code !== 'bad-hello').map((code) => `error.${code}`),
    ...['refused', 'missing', 'busy'].flatMap((trouble) => [`devices.audio.${trouble}`, `devices.video.${trouble}`]),
    ...['connecting', 'unstable', 'lost'].map((phase) => `call.phase.${phase}`),
    ...['good', 'fair', 'poor'].map((level) => `quality.${level}`),
    ...schema.$defs['call.stats'].properties.route.enum.map((route) => `quality.route.${route}`),
    ...['bad-credentials', 'too-many', 'unreachable'].map((code) => `login.error.${code}`),
    ...SHORTCUTS.map(({ action }) => `shortcuts.${action}`),
  ];
  assert.deepEqual(
    wanted.filter((key) => !hasKey(key)),
    [],
  );
});

test('the kinds and reasons offered are exactly those of the protocol', () => {
  assert.deepEqual([...AS].sort(), [...schema.$defs.JoinAs.enum].sort());
  assert.deepEqual([...KINDS].sort(), [...schema.$defs.PaperKind.enum].sort());
  assert.deepEqual([...REASONS].sort(), [...schema.$defs.RefusalReason.enum].sort());
});

test('plurals follow the language: French counts zero with one', () => {
  assert.equal(format(catalogues.fr, 'fr', 'papers.pages', { n: 0 }), '0 page');
  assert.equal(format(catalogues.en, 'en', 'papers.pages', { n: 0 }), '0 pages');
  assert.equal(format(catalogues.fr, 'fr', 'papers.pages', { n: 2 }), '2 pages');
  // French has a third form, "many", from a million on: the general one serves.
  assert.equal(format(catalogues.fr, 'fr', 'papers.pages', { n: 1_000_000 }), '1000000 pages');
});

test("the advisor's own choice comes first, then the browser's, then French", () => {
  assert.equal(preferredLanguage('es', ['en-GB']), 'es');
  assert.equal(preferredLanguage(null, ['de-DE', 'en-GB', 'fr']), 'en');
  assert.equal(preferredLanguage('xx', ['de']), 'fr');
});

test('a figure has the comma of its language', () => {
  assert.equal(decimal(0.25, 'fr'), '0,3');
  assert.equal(decimal(12, 'en'), '12.0');
  assert.equal(decimal(12, 'es'), '12,0');
});

test('times are read as clocks', () => {
  assert.deepEqual([0, 59, 75, 3700, -3].map(clock), ['0:00', '0:59', '1:15', '1:01:40', '0:00']);
});
