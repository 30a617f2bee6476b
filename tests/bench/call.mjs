// SPDX-License-Identifier: EUPL-1.2
// Calls between a door and the console, ours and a browser's in turn, measured from outside:
//   node tests/bench/call.mjs --build BUILD [--calls 10] [--network PROFILE]
// Prints one JSON line {"kiosk": {…}, "peer": {…}, "ratio": {…}}; exits with 1 if anything could not be measured.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { whatIsMissing } from '../net/network.mjs';
import { profileOf } from '../net/profiles.mjs';
import { delay, until } from '../visit/waiting.mjs';
import { openLocalStage, openNetworkStage } from './call-stage.mjs';
import { readPage, resetPage } from './console-clock.mjs';
import { Figures, ratios } from './figures.mjs';
import { LINE_NAMES, measureLine, measureSteps, STEP_NAMES } from './line-watch.mjs';
import { cpuSeconds, pssMb } from './process-tree.mjs';
import { ages } from './screen.mjs';

const CALLS_PER_START = 2;
/** How long it rings before a quick advisor has answered; all that can be done in advance is done by then, or is not. */
const RING_MS = 2000;
/** A congestion controller needs some ten seconds to allow 720 lines; load is measured after that. */
const SETTLE_MS = 12000;
const LOAD_MS = 8000;
/** The clock is compared over this long in every call. */
const WATCH_MS = 4000;
const ANSWER_NAMES = ['answer_to_first_frame_console_ms', 'answer_to_first_frame_kiosk_ms'];
const LATENCY_NAMES = ['capture_to_seen_to_console_ms', 'capture_to_seen_to_kiosk_ms'];
const LOAD_NAMES = ['cpu_percent', 'pss_mb', 'lines_sent', 'fps_sent'];
const NAMES = [...ANSWER_NAMES, ...LATENCY_NAMES, ...LOAD_NAMES, 'start_to_idle_ms'];
const say = (line) => console.error(line);

async function measureLoad({ advisor, network }, door, figures) {
  if (!network)
    await delay(SETTLE_MS);
  const [cpu, start, before] = [cpuSeconds(door.pid), performance.now(), await readPage(advisor.page)];
  await delay(LOAD_MS);
  const seconds = (performance.now() - start) / 1000;
  const after = await readPage(advisor.page);
  figures.add('cpu_percent', 100 * (cpuSeconds(door.pid) - cpu) / seconds);
  figures.add('pss_mb', pssMb(door.pid));
  figures.add('lines_sent', after.size[1]);
  figures.add('fps_sent', (after.frames - before.frames) / seconds);
}

async function measureOnLine(stage, watch, figures) {
  await measureLine(stage, watch, figures);
  if (stage.profile.steps)
    await measureSteps(stage, stage.profile, figures);
}

async function measureCall(stage, door, figures, withLoad) {
  const { advisor, screen } = stage;
  await advisor.goAvailable();
  await resetPage(advisor.page);
  await door.begin();
  await advisor.awaitRing();
  await delay(RING_MS);
  const watch = screen.watch();
  await advisor.answer();
  // What shows before the answer is no picture of this call: a row of the screen that happens to read like a stamp.
  const [firstAtConsole, firstAtDoor] = await until(`${door.name}: pictures on both sides`, async () => {
    const { answered, seen } = await readPage(advisor.page);
    const firsts = [seen, watch.seen].map((list) => answered && list.find(([, now]) => now >= answered));
    return firsts.every(Boolean) && firsts.map(([, now]) => now - answered);
  }, 20000, 50);
  figures.add(ANSWER_NAMES[0], firstAtConsole);
  figures.add(ANSWER_NAMES[1], firstAtDoor);
  await delay(1000);
  const [fromConsole, fromScreen] = [(await readPage(advisor.page)).seen.length, watch.seen.length];
  await delay(WATCH_MS);
  figures.add(LATENCY_NAMES[0], ...ages((await readPage(advisor.page)).seen.slice(fromConsole)));
  figures.add(LATENCY_NAMES[1], ...ages(watch.seen.slice(fromScreen)));
  if (stage.network)
    await measureOnLine(stage, watch, figures);
  await watch.stop();
  if (withLoad)
    await measureLoad(stage, door, figures);
  await advisor.do('hangup');
  await advisor.awaitState(['wrap-up', 'available', 'paused']);
  await door.awaitIdle();
}

/** What both sides looked like when it went wrong. */
async function keepPictures({ build, display, advisor }) {
  await display?.screenshot(join(build, 'bench-failed-door.png')).catch(() => {});
  await advisor?.screenshot(join(build, 'bench-failed-console.png')).catch(() => {});
  say(`pictures of it: ${build}/bench-failed-*.png`);
}

/** Plays while the door is up. */
async function atDoor(stage, door, play) {
  door.start();
  try {
    await play();
  } catch (error) {
    await keepPictures(stage);
    throw error;
  } finally {
    await door.stop();
  }
}

/** One start of a door and the calls it makes. */
async function measureStart(stage, door, figures, calls) {
  const start = Date.now();
  await stage.advisor.goAvailable();
  await stage.display.rest();
  const spawned = Date.now();
  await atDoor(stage, door, async () => {
    figures.add('start_to_idle_ms', await stage.screen.until(door.idlePicture) - spawned);
    for (let i = 0; i < calls; i++)
      await measureCall(stage, door, figures, i === calls - 1);
  });
  say(`${door.name}: ${calls} calls in ${Math.round((Date.now() - start) / 1000)} s`);
}

/** What the idle screen looks like, and a call that counts for nothing: caches of the machine are warm afterwards, for both. */
async function rehearse(stage, door) {
  await stage.advisor.goAvailable();
  await stage.display.rest();
  await atDoor(stage, door, async () => {
    await delay(8000);
    door.idlePicture = join(stage.scratch, `${door.name}-idle.grey`);
    await stage.screen.keep(door.idlePicture);
    await measureCall({ ...stage, network: null }, door, new Figures(), false);
  });
  say(`${door.name}: rehearsed`);
}

async function measure(stage, calls, network) {
  await (network ? openNetworkStage(stage, network) : openLocalStage(stage));
  const figures = new Map(stage.doors.map((door) => [door.name, new Figures()]));
  for (const door of stage.doors)
    await rehearse(stage, door);
  for (let left = calls; left > 0; left -= CALLS_PER_START)
    for (const door of stage.doors)
      await measureStart(stage, door, figures.get(door.name), Math.min(left, CALLS_PER_START));
  const atLeast = Object.fromEntries([...ANSWER_NAMES, ...LATENCY_NAMES].map((name) => [name, calls]));
  const names = [...NAMES, ...(network ? LINE_NAMES : []), ...(stage.profile?.steps ? STEP_NAMES : [])];
  const [kiosk, peer] = ['kiosk', 'peer'].map((name) => figures.get(name).tell(names, atLeast));
  return { ...(network && { network }), kiosk, peer, ratio: ratios(kiosk, peer) };
}

async function main() {
  const { values } = parseArgs({ options: { build: { type: 'string' }, calls: { type: 'string', default: '10' }, network: { type: 'string' } } });
  const missing = values.network ? whatIsMissing() : null;
  if (missing) {
    say(`bench: no test network here: ${missing}`);
    process.exit(1);
  }
  const scratch = mkdtempSync(join(tmpdir(), 'visiodesk-bench-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  mkdirSync(scratch, { recursive: true });
  const opened = [];
  const stage = { build: resolve(values.build), scratch, profile: values.network && profileOf(values.network), open: (thing) => { opened.push(thing); return thing; } };
  let code = 0;
  try {
    console.log(JSON.stringify(await measure(stage, Number(values.calls), values.network)));
  } catch (error) {
    say(`bench: ${error.stack}`);
    code = 1;
  }
  for (const thing of opened.reverse())
    await (thing.stop ?? thing.close).call(thing).catch(() => {});
  process.exit(code);
}

await main();
