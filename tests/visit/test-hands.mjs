// SPDX-License-Identifier: EUPL-1.2
// The hands that play and count must be right themselves.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Figures, ratios } from '../bench/figures.mjs';
import { root } from './packages.mjs';
import { parseCatalogue } from './phrases.mjs';
import { Program, run } from './processes.mjs';
import { Summary } from './summary.mjs';
import { until } from './waiting.mjs';

test('a catalogue is read as gettext reads it', () => {
  const phrases = parseCatalogue(`msgid ""
msgstr "Language: fr\\n"

#: a.c:1
msgid "Send"
msgstr "Envoyer"

msgid "One "
"two"
msgstr "Un "
"\\"deux\\""

msgid "%d page"
msgid_plural "%d pages"
msgstr[0] "%d page à lire"
msgstr[1] "%d pages à lire"

msgid "Untold"
msgstr ""
`);
  assert.equal(phrases.get('Send'), 'Envoyer');
  assert.equal(phrases.get('One two'), 'Un "deux"');
  assert.equal(phrases.get('%d page'), '%d page à lire');
  assert.ok(!phrases.has('Untold'));
});

test('waiting ends with what was awaited, or says what it was', async () => {
  let count = 0;
  assert.equal(await until('three', () => (++count === 3 ? 'third' : null), 2000, 1), 'third');
  await assert.rejects(until('the moon', () => false, 20, 5), /not within 20 ms: the moon/);
});

test('a summary is not ok once a step failed, and says which', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hands-'));
  const summary = new Summary(folder);
  await summary.step('good', () => {});
  assert.ok(summary.write());
  await assert.rejects(summary.step('bad', () => { throw new Error('torn'); }), /torn/);
  assert.ok(!summary.write());
  const written = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  assert.equal(written.ok, false);
  assert.deepEqual(written.steps.map(({ name, ok, error }) => [name, ok, error]), [['good', true, undefined], ['bad', false, 'torn']]);
});

test('half a measurement is none', () => {
  const figures = new Figures();
  figures.add('a_ms', 4, 1, 3, 2, 100);
  assert.deepEqual(figures.tell(['a_ms'], { a_ms: 5 }), { a_ms: 3, a_ms_p95: 80.8 });
  assert.throws(() => figures.tell(['a_ms'], { a_ms: 6 }), /measured 5 times, needed 6/);
  assert.throws(() => figures.tell(['b_ms'], {}), /measured 0 times/);
  figures.add('c_ms', NaN);
  assert.throws(() => figures.tell(['c_ms'], {}), /c_ms/);
  assert.deepEqual(ratios({ a: 1, b: 2 }, { a: 4, b: 0 }), { a: 0.25, b: null });
});

test('a program and all it started are ended together', async () => {
  const lines = [];
  const program = new Program('family', ['sh', '-c', 'sleep 1000 & echo $!; wait'], { onLine: (line) => lines.push(line) });
  await until('the child', () => lines.length > 0);
  const isThere = (pid) => { try { return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')); } catch { return false; } };
  assert.ok(isThere(lines[0]));
  await program.stop(2000);
  await until('the child to be gone', () => !isThere(lines[0]));
  await assert.rejects(run(['sh', '-c', 'echo why >&2; exit 3']), /exit 3: why/);
});

function tally(tests, log) {
  const build = mkdtempSync(join(tmpdir(), 'tally-'));
  mkdirSync(join(build, 'meson-info'));
  mkdirSync(join(build, 'meson-logs'));
  writeFileSync(join(build, 'meson-info', 'intro-tests.json'), JSON.stringify(tests));
  if (log)
    writeFileSync(join(build, 'meson-logs', 'testlog.json'), log.map((entry) => JSON.stringify({ duration: 1, stdout: '', ...entry })).join('\n'));
  const { status, stdout } = spawnSync(join(root, 'tests', 'tally'), [build], { encoding: 'utf8' });
  return [status, stdout.trim().split('\n').at(-1)];
}

test('the tally counts points, and never calls a broken run good', () => {
  const kinds = [{ name: 'a', protocol: 'tap' }, { name: 'b', protocol: 'exitcode' }];
  assert.deepEqual(tally(kinds, [{ name: 'r / a', result: 'OK', stdout: '1..2\nok 1 x\n    not ok 1 nested\nok 2 y # SKIP why\n' }, { name: 'r / b', result: 'OK' }]),
    [0, '2 passed, 0 failed, 1 skipped']);
  assert.deepEqual(tally(kinds, [{ name: 'r / a', result: 'FAIL', stdout: 'ok 1\nnot ok 2\n' }]), [1, '1 passed, 1 failed']);
  // It crashed after its last good point.
  assert.deepEqual(tally(kinds, [{ name: 'r / a', result: 'ERROR', stdout: 'ok 1\n' }]), [1, '1 passed, 1 failed']);
  assert.deepEqual(tally(kinds, [{ name: 'r / b', result: 'TIMEOUT' }]), [1, '0 passed, 1 failed']);
  assert.deepEqual(tally(kinds, null), [1, '0 passed, 0 failed']);
});
