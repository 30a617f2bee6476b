// SPDX-License-Identifier: EUPL-1.2
// Plays one whole visit where nobody is:
//   node tests/visit/drive.mjs OUT --build BUILD [--browser chromium|firefox] [--paper FILE] [--size 1280x720]
// OUT gets pictures of each step on both sides, paper.pdf, kiosk.log, desk.log and summary.json; exits with 1 if a step failed.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Advisor } from './advisor.mjs';
import { openBrowser } from './browsers.mjs';
import { ADVISORS, Desk } from './desk.mjs';
import { Display } from './display.mjs';
import { Kiosk } from './kiosk.mjs';
import { documentCamera, makePaper } from './paper.mjs';
import { phrasesOf } from './phrases.mjs';
import { Summary } from './summary.mjs';
import { Visit } from './visit.mjs';

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      build: { type: 'string' }, browser: { type: 'string', default: 'chromium' }, paper: { type: 'string' }, size: { type: 'string', default: '1280x720' },
    },
  });
  const [, width, height] = /^(\d+)x(\d+)$/.exec(values.size) ?? [];
  if (positionals.length !== 1 || !values.build || !['chromium', 'firefox'].includes(values.browser) || !width) {
    console.error('usage: drive.mjs OUT --build BUILD [--browser chromium|firefox] [--paper FILE] [--size WIDTHxHEIGHT]');
    process.exit(2);
  }
  if (values.paper && !existsSync(values.paper)) {
    console.error(`drive.mjs: no such file: ${values.paper}`);
    process.exit(2);
  }
  return { ...values, out: resolve(positionals[0]), build: resolve(values.build), width: Number(width), height: Number(height) };
}

async function play(options, scratch, open, summary) {
  const paper = options.paper ? resolve(options.paper) : await makePaper(options.build, scratch);
  const desk = open(new Desk(scratch, { build: options.build }));
  desk.logFile = join(options.out, 'desk.log');
  const token = await desk.enrol();
  await desk.start();
  const display = open(await Display.open(scratch, options));
  const kiosk = open(new Kiosk(display, scratch, {
    desk: desk.url, token, build: options.build, phrases: phrasesOf('fr'),
    settings: { papers: { 'document-camera': documentCamera(paper), 'auto-take': false } },
  }));
  kiosk.logFile = join(options.out, 'kiosk.log');
  kiosk.start();
  const page = open(await openBrowser(options.browser));
  const advisor = new Advisor(page, desk.url, ADVISORS[0]);
  await new Visit({ kiosk, advisor, summary, folder: options.out }).play();
  await summary.step('kiosk-stops-cleanly', async () => {
    const { code, signal } = await kiosk.stop();
    if (code !== 0)
      throw new Error(`exit ${code ?? signal}`);
  });
}

async function main() {
  const options = readArguments();
  mkdirSync(options.out, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'visiodesk-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const opened = [];
  const open = (thing) => { opened.push(thing); return thing; };
  const summary = new Summary(options.out, { say: (line) => console.error(line), facts: { browser: options.browser } });
  let failure = null;
  try {
    await play(options, scratch, open, summary);
  } catch (error) {
    failure = error;
    await opened.find((thing) => thing instanceof Display)?.screenshot(join(options.out, 'failed-kiosk.png')).catch(() => {});
    await opened.find((thing) => thing.goto)?.screenshot(join(options.out, 'failed-advisor.png')).catch(() => {});
  }
  for (const thing of opened.reverse())
    await (thing.stop ?? thing.close).call(thing).catch(() => {});
  const ok = summary.write(failure);
  if (failure)
    console.error(`failed: ${failure.message}`);
  process.exit(ok ? 0 : 1);
}

await main();
