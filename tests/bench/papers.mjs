// SPDX-License-Identifier: EUPL-1.2
// tests/bench/run papers: our finder and two others on the same pictures, on one core; then what a page costs.
// One line of JSON on standard output; exits with 1 if anything could not be measured.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { overlap, rocArea } from './quads.mjs';

const { values: options } = parseArgs({
  options: {
    build: { type: 'string' },
    photos: { type: 'string' }, // a folder with truth.json: {file: [four corners] or {quad}}, and photographs without a sheet
    drawn: { type: 'string' }, // a folder to draw in that is kept: what is there already is not drawn again
    count: { type: 'string', default: '200' },
    first: { type: 'string', default: '1' },
    core: { type: 'string', default: '0' },
    details: { type: 'boolean', default: false }, // tells each miss on standard error
  },
});
const count = Number(options.count);
const work = options.drawn ?? mkdtempSync(join(tmpdir(), 'papers-'));
const program = (...path) => join(options.build, ...path);
const tool = program('media/papers/visiodesk-page');
const say = (text) => process.stderr.write(`${text}\n`);
const round = (value, digits = 4) => (value === null ? null : Number(value.toFixed(digits)));
const sum = (values) => values.reduce((a, b) => a + b, 0);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? null;

function alone(...command) {
  return execFileSync('taskset', ['-c', options.core, ...command], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

const lines = (text) => text.trim().split('\n').map((line) => JSON.parse(line));

function readAlbum(folder) {
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
  return Object.entries(truth)
    .map(([name, entry]) => ({ name, path: join(folder, name), ...(Array.isArray(entry) ? { quad: entry } : entry) }))
    .filter(({ path }) => existsSync(path));
}

function drawAlbum(set, number, ...more) {
  const folder = join(work, set);
  if (existsSync(join(folder, 'truth.json'))) return readAlbum(folder);
  mkdirSync(folder, { recursive: true });
  say(`drawing ${number} pictures: ${set}`);
  execFileSync(program('tests/papers/make-papers'), ['--set', set, '--count', String(number), ...more, folder]);
  return readAlbum(folder);
}

const ask = {
  visiodesk: (paths) => lines(alone(tool, '--json', ...paths)),
  contours: (paths) => lines(alone(program('tests/bench/papers-oracle'), 'contours', ...paths)),
  jscanify: (paths) => lines(alone(program('tests/bench/papers-oracle'), 'jscanify', ...paths)),
};

function judge(album, answers, who) {
  if (answers.length !== album.length) throw new Error(`${who}: ${answers.length} answers for ${album.length} pictures`);
  return album.map((photo, i) => {
    const iou = overlap(answers[i].quad, photo.quad);
    if (options.details && (photo.quad ? iou < 0.9 : answers[i].quad))
      say(`${who} ${photo.name}: ${iou.toFixed(3)}, confidence ${answers[i].confidence} (${photo.paper} on ${photo.on})`);
    return { iou, isWhole: Boolean(photo.quad), isAnswered: Boolean(answers[i].quad), ...answers[i] };
  });
}

function tell(results, least = 0.9) {
  const whole = results.filter(({ isWhole }) => isWhole);
  const hits = results.filter(({ isWhole, iou }) => isWhole && iou >= 0.9).map(({ confidence }) => confidence);
  const misses = results.filter(({ isWhole, iou }) => !isWhole || iou < 0.9);
  return {
    pictures: results.length,
    mean_iou: round(sum(whole.map(({ iou }) => iou)) / whole.length),
    [`share_${least * 100}`]: round(whole.filter(({ iou }) => iou >= least).length / whole.length),
    // Of all pictures; and of those only that were answered with a quad, which is harder.
    confidence_auc: round(rocArea(hits, misses.map(({ confidence }) => confidence))),
    confidence_auc_answered: round(
      rocArea(hits, misses.filter(({ isAnswered }) => isAnswered).map(({ confidence }) => confidence)),
    ),
    find_ms: round(median(results.map(({ ms }) => ms.find)), 1),
  };
}

/** Photographs with a whole sheet; drawn ones; and what no sheet, or half of one, makes of the confidence. */
function measureFinders() {
  const photos = options.photos ? readAlbum(options.photos) : [];
  const rendered = drawAlbum('photos', count, '--first', options.first);
  const others = drawAlbum('others', Math.ceil(count * 0.3), '--first', options.first);
  const told = {};
  for (const [who, find] of Object.entries(ask)) {
    say(`${who}: ${photos.length + rendered.length + others.length} pictures`);
    const results = [photos, rendered, others].map((album) =>
      album.length > 0 ? judge(album, find(album.map(({ path }) => path)), who) : [],
    );
    told[who] = {
      photos_iou: photos.length > 0 ? tell(results[0]).mean_iou : null,
      photos_share_90: photos.length > 0 ? tell(results[0]).share_90 : null,
      rendered_iou: tell(results[1]).mean_iou,
      rendered_share_90: tell(results[1]).share_90,
      ...tell(results.flat()),
    };
  }
  return told;
}

function measureTray() {
  const album = drawAlbum('tray', count, '--first', String(Number(options.first) + 19));
  const references = [...new Set(album.map(({ reference }) => reference))];
  const results = references.flatMap((reference) => {
    const shots = album.filter((shot) => shot.reference === reference);
    const text = alone(tool, '--json', '--tray', join(work, 'tray', reference), ...shots.map(({ path }) => path));
    return judge(shots, lines(text), 'tray');
  });
  return tell(results, 0.98);
}

/** A page from 12 megapixels, its preview, ten pages in a PDF, and the memory it takes. */
function measurePages() {
  const paths = Array.from({ length: 10 }, (_, i) => join(work, `large-${i}.jpg`));
  const kinds = ['letter', 'table', 'form', 'bill', 'ruled'];
  paths.forEach((path, i) => {
    if (existsSync(path)) return;
    execFileSync(program('tests/papers/make-paper'), [
      ...['--seed', String(i + 1), '--width', '4000', '--height', '3000', '--kind', kinds[i % 5]],
      ...['--desk', ['wood', 'dark'][i % 2], path],
    ]);
  });
  return JSON.parse(alone(program('tests/bench/paper-times'), ...paths));
}

try {
  const told = { finders: measureFinders(), tray: measureTray(), pages: measurePages() };
  process.stdout.write(`${JSON.stringify(told)}\n`);
} finally {
  if (!options.drawn) rmSync(work, { recursive: true, force: true });
}
