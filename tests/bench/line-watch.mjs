// SPDX-License-Identifier: EUPL-1.2
// What a line does to a call: pictures shown and freezes on both sides, and what the call makes of the line's rate. Everything is
// measured outside of both doors: on the screens and in the line.
import { cameraFrames, usedPair } from '../visit/connections.mjs';
import { delay } from '../visit/waiting.mjs';
import { readPage } from './console-clock.mjs';

const SETTLE_MS = 12000;
const WATCH_MS = 30000;
const SAMPLE_MS = 100;
/** The rate is judged over this long: shorter than what a person notices, longer than a frame. */
const WINDOW_MS = 1000;
/** webrtc-stats freezeCount: a gap of at least three mean ones, and 150 ms more than one, over the last so many. */
const FREEZE_OVER = 30;
const SIDES = ['console', 'kiosk'];
export const LINE_NAMES = [
  ...SIDES.flatMap((side) => [`fps_${side}`, `freezes_per_min_${side}`, `frozen_ms_per_min_${side}`, `longest_gap_ms_${side}`]),
  'fps_console_camera', 'kbit_s_up', 'kbit_s_down', 'queue_ms_up', 'dropped_percent_up', 'relayed',
];
export const STEP_NAMES = ['step_below_limit_ms', 'step_over_percent', 'step_longest_gap_ms_console', 'step_back_to_90_percent_ms', 'kbit_s_up_before_step', 'kbit_s_up_after_step'];

/** Times of pictures shown (ms) → {fps, count of freezes, frozen, longest: ms}. */
export function watchRhythm(times, fromMs, untilMs) {
  const shown = times.filter((time) => time >= fromMs && time <= untilMs);
  const edges = [...shown, untilMs];
  const gaps = [];
  const told = { fps: shown.length / (untilMs - fromMs) * 1000, freezes: 0, frozen: 0, longest: 0 };
  let before = fromMs;
  for (const time of edges) {
    const gap = time - before;
    const recent = gaps.slice(-FREEZE_OVER);
    const mean = recent.length ? recent.reduce((sum, value) => sum + value, 0) / recent.length : 1000 / 30;
    if (gap >= Math.max(3 * mean, mean + 150)) {
      told.freezes++;
      told.frozen += gap;
    }
    told.longest = Math.max(told.longest, gap);
    gaps.push(gap);
    before = time;
  }
  return told;
}

/** Reads the line's counts until stop(): [[ms, {up, down}], …]. */
function sampleLine(network) {
  const samples = [];
  let isOver = false;
  const done = (async () => {
    while (!isOver) {
      samples.push([performance.timeOrigin + performance.now(), await network.count()]);
      await delay(SAMPLE_MS);
    }
  })();
  return { samples, stop: async () => { isOver = true; await done; } };
}

/** kbit/s over a window that ends at each sample, from @fromMs on. */
function ratesOf(samples, way, field, fromMs) {
  const rates = [];
  for (const [now, count] of samples) {
    if (now < fromMs + WINDOW_MS)
      continue;
    const first = samples.findLast(([time]) => time <= now - WINDOW_MS);
    if (first)
      rates.push([now, (count[way][field] - first[1][way][field]) * 8 / (now - first[0])]);
  }
  return rates;
}

const meanRate = (samples, way, field) => {
  const [[start, first], [end, last]] = [samples[0], samples.at(-1)];
  return (last[way][field] - first[way][field]) * 8 / (end - start);
};

function addRhythm(figures, side, rhythm, seconds) {
  figures.add(`fps_${side}`, rhythm.fps);
  figures.add(`freezes_per_min_${side}`, rhythm.freezes * 60 / seconds);
  figures.add(`frozen_ms_per_min_${side}`, rhythm.frozen * 60 / seconds);
  figures.add(`longest_gap_ms_${side}`, rhythm.longest);
}

/** How long the bytes that waited at most take at the line's rate; 0 on a line without one. */
const queueMs = (samples, network) => (network.traits.up.rate ? Math.max(...samples.map(([, { up }]) => up.queued)) * 8000 / network.traits.up.rate : 0);

/** The call has just begun; watch: the kiosk's screen. */
export async function measureLine({ advisor, network }, watch, figures) {
  await delay(SETTLE_MS);
  const given = await cameraFrames(advisor.page);
  const [start, line] = [performance.timeOrigin + performance.now(), sampleLine(network)];
  await delay(WATCH_MS);
  await line.stop();
  const end = performance.timeOrigin + performance.now();
  const seconds = (end - start) / 1000;
  addRhythm(figures, 'console', watchRhythm((await readPage(advisor.page)).shown, start, end), seconds);
  addRhythm(figures, 'kiosk', watchRhythm(watch.seen.map(([, now]) => now), start, end), seconds);
  // What the browser's camera does not give on a busy machine no kiosk can show.
  figures.add('fps_console_camera', (await cameraFrames(advisor.page) - given) / seconds);
  figures.add('kbit_s_up', meanRate(line.samples, 'up', 'bytes'));
  figures.add('kbit_s_down', meanRate(line.samples, 'down', 'bytes'));
  figures.add('queue_ms_up', queueMs(line.samples, network));
  const [first, last] = [line.samples[0][1].up, line.samples.at(-1)[1].up];
  figures.add('dropped_percent_up', 100 * (last.dropped - first.dropped) / Math.max(last.taken - first.taken, 1));
  const pair = await usedPair(advisor.page);
  figures.add('relayed', Number([pair?.local, pair?.remote].includes('relay')));
}

/** When the rate came under the limit to stay there for a window, the whole time if it never did; and how much of the rest it was over it: who
 * does not try now and then never learns that a line is wider again. */
function watchLimit(rates, limit, fromMs, untilMs) {
  const during = rates.filter(([now]) => now >= fromMs && now <= untilMs);
  const isOver = ([, rate]) => rate > limit;
  const under = during.find(([now]) => !during.some((rate) => rate[0] >= now && rate[0] <= now + WINDOW_MS && isOver(rate)));
  const belowMs = under ? under[0] - fromMs : untilMs - fromMs;
  const rest = during.filter(([now]) => now >= fromMs + belowMs);
  return { belowMs, overPercent: rest.length ? 100 * rest.filter(isOver).length / rest.length : 100 };
}

/** Down to a quarter after it has settled, and up again. */
export async function measureSteps({ advisor, network }, profile, figures) {
  const [[, low], [, high]] = profile.steps;
  const pauseMs = (profile.steps[1][0] - profile.steps[0][0]) * 1000;
  const line = sampleLine(network);
  await delay(2 * WINDOW_MS);
  const down = performance.timeOrigin + performance.now();
  await network.change(low);
  await delay(pauseMs);
  const up = performance.timeOrigin + performance.now();
  await network.change(high);
  await delay(WATCH_MS);
  await line.stop();
  const end = performance.timeOrigin + performance.now();
  const before = line.samples.filter(([now]) => now <= down);
  figures.add('kbit_s_up_before_step', meanRate(before, 'up', 'bytes'));
  const limit = watchLimit(ratesOf(line.samples, 'up', 'offered', down), 1.05 * low.rate / 1000, down, up);
  figures.add('step_below_limit_ms', limit.belowMs);
  figures.add('step_over_percent', limit.overPercent);
  figures.add('step_longest_gap_ms_console', watchRhythm((await readPage(advisor.page)).shown, down, up).longest);
  const back = ratesOf(line.samples, 'up', 'bytes', up).find(([, rate]) => rate >= 0.9 * high.rate / 1000);
  figures.add('step_back_to_90_percent_ms', back ? back[0] - up : end - up);
  figures.add('kbit_s_up_after_step', meanRate(line.samples.filter(([now]) => now >= end - 5000), 'up', 'bytes'));
}
