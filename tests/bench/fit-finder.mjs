// SPDX-License-Identifier: EUPL-1.2
// Fits the page finder's judgement to drawn photographs, and writes media/papers/quad-weights.h:
//   tests/papers/make-papers --longest 900 --first 10001 --count 360 TRAIN    (and --set others into another folder)
//   for each folder: list-clues of its pictures, in the order of truth.json, into clues.jsonl there
//   node tests/bench/fit-finder.mjs TRAIN… [--check FOLDER]… > media/papers/quad-weights.h
// With --tray --epochs 40 it is media/papers/tray-weights.h, from make-papers --set tray (--longest 900, the first six shots
// of each of the trays 400 to 519; and --first 6000 --count 400) and list-clues --tray of each tray's shots.
// Never fit on the seeds that tests/bench/run papers draws (from 1 on), nor on the photographs it is given.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clipToPicture, overlap, rocArea } from './quads.mjs';

const HIDDEN = 8; // quad-score.c's
const BORDERS = 5; // VD_CLUE_BORDERS
const LONGEST = 320; // of the map
const MIN_MARGIN = 1; // page-finder.c's, as the next
const LIKELY = 1;
const { values: options, positionals: folders } = parseArgs({
  options: { tray: { type: 'boolean', default: false }, check: { type: 'string', multiple: true, default: [] }, epochs: { type: 'string', default: '120' } },
  allowPositionals: true,
});
const say = (text) => process.stderr.write(`${text}\n`);

/** A corner at the picture's very edge, of the finder's map of half of 640 pixels: as page-finder.c says. */
function touchesBorder(quad, width, height) {
  const margin = ((MIN_MARGIN + 0.5) * Math.max(width, height)) / LONGEST;
  return quad.some(([x, y]) => Math.min(x, y, width - x, height - y) < margin);
}

/** A picture: the quads weighed, each with its clues and its overlap with the sheet, or with what is seen of a cut one. */
function read(folder) {
  const entries = Object.values(JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')));
  const lines = readFileSync(join(folder, 'clues.jsonl'), 'utf8').trim().split('\n');
  if (lines.length !== entries.length) throw new Error(`${folder}: ${lines.length} lines for ${entries.length} pictures`);
  return entries.map((entry, i) => {
    const { width, height, candidates } = JSON.parse(lines[i]);
    const whole = Array.isArray(entry) ? entry : entry.quad;
    const seen = whole ?? (entry.cut ? clipToPicture(entry.cut, width, height) : null);
    return {
      isWhole: Boolean(whole),
      candidates: candidates.map(({ quad, clues, runsOut }) => ({
        clues,
        iou: overlap(quad, seen),
        isCut: clues[BORDERS] > 0 || runsOut || touchesBorder(quad, width, height),
      })),
    };
  });
}

/** The same numbers on every machine. */
function makeDice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const dice = makeDice(2026);

class Weights {
  constructor(length, spread) {
    this.values = Float64Array.from({ length }, () => (dice() - 0.5) * spread);
    this.slope = new Float64Array(length);
    this.mean = new Float64Array(length);
    this.square = new Float64Array(length);
  }

  /** Adam (Kingma and Ba, 2015). */
  step(rate, time) {
    for (let i = 0; i < this.values.length; i++) {
      const slope = this.slope[i] + 1e-4 * this.values[i];
      this.mean[i] = 0.9 * this.mean[i] + 0.1 * slope;
      this.square[i] = 0.999 * this.square[i] + 0.001 * slope * slope;
      const mean = this.mean[i] / (1 - 0.9 ** time);
      const square = this.square[i] / (1 - 0.999 ** time);
      this.values[i] -= (rate * mean) / (Math.sqrt(square) + 1e-8);
      this.slope[i] = 0;
    }
  }
}

function weigh(net, clues) {
  const hidden = net.hidden.map(({ values }) => {
    let sum = values[clues.length];
    for (let i = 0; i < clues.length; i++) sum += values[i] * clues[i];
    return Math.tanh(sum);
  });
  return { hidden, odds: hidden.reduce((sum, value, i) => sum + value * net.out.values[i], net.out.values[HIDDEN]) };
}

/** Two wishes: the best quad of a picture above its others, and odds that say whether a quad is a sheet's at all. */
function slopes(odds, candidates) {
  const most = Math.max(...odds);
  const raised = odds.map((value) => Math.exp(value - most));
  const total = raised.reduce((a, b) => a + b, 0);
  const best = Math.max(...candidates.map(({ iou }) => iou));
  const wished = candidates.map(({ iou }) => (best > 0.8 ? Math.exp(40 * (iou - best)) : 0));
  const all = wished.reduce((a, b) => a + b, 0);
  const good = candidates.map(({ iou }) => Math.min(1, Math.max(0, (iou - 0.8) / 0.17)));
  const count = good.filter((value) => value > 0.5).length || 1;
  return odds.map((value, i) => {
    const share = raised[i] / total;
    const weight = good[i] > 0.5 ? 1 / count : 0.15 + 0.85 * share;
    return 0.5 * weight * (1 / (1 + Math.exp(-value)) - good[i]) + (all > 0 ? share - wished[i] / all : 0);
  });
}

function learn(net, { candidates }) {
  const seen = candidates.map(({ clues }) => weigh(net, clues));
  slopes(seen.map(({ odds }) => odds), candidates).forEach((slope, k) => {
    if (Math.abs(slope) < 1e-5) return;
    const { clues } = candidates[k];
    seen[k].hidden.forEach((value, j) => {
      const back = slope * net.out.values[j] * (1 - value * value);
      net.out.slope[j] += slope * value;
      for (let i = 0; i < clues.length; i++) net.hidden[j].slope[i] += back * clues[i];
      net.hidden[j].slope[clues.length] += back;
    });
    net.out.slope[HIDDEN] += slope;
  });
}

function fit(pictures, epochs) {
  const length = pictures[0].candidates[0].clues.length + 1;
  const net = { hidden: Array.from({ length: HIDDEN }, () => new Weights(length, 1.2)), out: new Weights(HIDDEN + 1, 1) };
  let time = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 0.004 * (0.5 * (1 + Math.cos((Math.PI * epoch) / epochs)) + 0.02);
    const order = pictures.map((picture) => [dice(), picture]).sort(([a], [b]) => a - b);
    for (const [, picture] of order) {
      learn(net, picture);
      time++;
      for (const weights of [...net.hidden, net.out]) weights.step(rate, time);
    }
  }
  return net;
}

function check(net, pictures, name) {
  const answers = pictures.map(({ isWhole, candidates }) => {
    const weighed = candidates.map((candidate) => ({ ...candidate, odds: weigh(net, candidate.clues).odds }));
    const pick = (list) => list.reduce((a, b) => (b.odds > a.odds ? b : a), { odds: -Infinity, iou: 0 });
    const best = pick(weighed.filter(({ isCut }) => !isCut));
    const cut = pick(weighed.filter(({ isCut }) => isCut));
    const isFound = best.odds > Math.min(LIKELY, cut.odds); // as page-finder.c chooses
    const most = isWhole ? Math.max(0, ...candidates.map(({ iou }) => iou)) : 0;
    return { isWhole, odds: isFound ? best.odds : -1e9, iou: isWhole && isFound ? best.iou : 0, most };
  });
  const whole = answers.filter(({ isWhole }) => isWhole);
  const share = (test) => (whole.filter(test).length / whole.length).toFixed(3);
  const mean = whole.reduce((sum, { iou }) => sum + iou, 0) / whole.length;
  const hits = answers.filter(({ iou }) => iou >= 0.9).map(({ odds }) => odds);
  const misses = answers.filter(({ iou }) => iou < 0.9).map(({ odds }) => odds);
  say(
    `${name}: ${whole.length} whole, mean ${mean.toFixed(4)}, >= 0.9 ${share(({ iou }) => iou >= 0.9)} ` +
      `of ${share(({ most }) => most >= 0.9)} possible, confidence ${rocArea(hits, misses)?.toFixed(4)}`,
  );
}

const row = (values) => `  { ${[...values].map((value) => `${value.toFixed(3)}f`).join(', ')} },`;

function write(net) {
  process.stdout.write(`/* SPDX-License-Identifier: EUPL-1.2 */
/* Written by tests/bench/fit-finder.mjs, which says from what; only quad-score.c includes it. */
static const Weights ${options.tray ? 'tray' : 'photo'}_weights = {
  .hidden = {
${net.hidden.map(({ values }) => `  ${row(values)}`).join('\n')}
  },
  .out = {${row(net.out.values).slice(3, -3)}},
};
`);
}

const pictures = folders.flatMap(read).filter(({ candidates }) => candidates.length > 0);
const net = fit(pictures, Number(options.epochs));
check(net, pictures, 'fitted on');
for (const folder of options.check) check(net, read(folder), folder);
write(net);
