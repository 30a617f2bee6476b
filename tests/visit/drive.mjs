// SPDX-License-Identifier: EUPL-1.2
// Plays one whole visit where nobody is:
//   node tests/visit/drive.mjs OUT --build BUILD [--browser chromium|firefox] [--paper FILE] [--size 1280x720]
// OUT gets pictures of each step on both sides, paper.pdf, kiosk.log, desk.log and summary.json; exits with 1 if a step failed.
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { documentCamera, makePaper } from './paper.mjs';
import { Stage } from './stage.mjs';
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

async function play(options, stage, summary) {
  const paper = options.paper ? resolve(options.paper) : await makePaper(options.build, stage.scratch);
  await stage.openDesk();
  const kiosk = await stage.openKiosk({
    size: options, settings: { papers: { 'document-camera': documentCamera(paper), 'auto-take': false } },
  });
  const advisor = await stage.openAdvisor(options.browser);
  await new Visit({ kiosk, advisor, summary, folder: options.out, showsSteps: true, isAnyPaper: Boolean(options.paper) }).play();
  await summary.step('kiosk-stops-cleanly', async () => {
    const { code, signal } = await kiosk.stop();
    if (code !== 0)
      throw new Error(`exit ${code ?? signal}`);
  });
}

async function main() {
  const options = readArguments();
  mkdirSync(options.out, { recursive: true });
  const stage = new Stage({ build: options.build, logs: options.out });
  const summary = new Summary(options.out, { say: (line) => console.error(line), facts: { browser: options.browser } });
  let failure = null;
  try {
    await play(options, stage, summary);
  } catch (error) {
    failure = error;
    await stage.keepPictures(options.out);
  }
  await stage.close();
  const ok = summary.write(failure);
  if (failure)
    console.error(`failed: ${failure.message}`);
  process.exit(ok ? 0 : 1);
}

await main();
