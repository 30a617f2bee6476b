// SPDX-License-Identifier: EUPL-1.2
// The demo on a machine with a display: a scratch desk, a kiosk in a window, and where to log in. Stops what it started on Ctrl-C.
import { readdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ADVISORS, Desk } from '../tests/visit/desk.mjs';
import { Kiosk, TEST_MEDIA } from '../tests/visit/kiosk.mjs';
import { documentCamera, makePaper } from '../tests/visit/paper.mjs';
import { run } from '../tests/visit/processes.mjs';
import { until } from '../tests/visit/waiting.mjs';

const { values } = parseArgs({ options: { build: { type: 'string' }, paper: { type: 'string' } } });
const build = resolve(values.build);
const scratch = mkdtempSync(join(tmpdir(), 'visiodesk-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** Without a camera the advisor would see nobody: a test picture stands in, and we say so. */
function media() {
  if (readdirSync('/dev').some((name) => /^video\d/.test(name)))
    return { camera: 'auto', microphone: 'auto', speaker: 'auto' };
  console.log('No camera here: a test picture stands in for the visitor.');
  return { camera: TEST_MEDIA.camera, microphone: 'auto', speaker: 'auto' };
}

async function main() {
  const paper = values.paper ? resolve(values.paper) : await makePaper(build, scratch);
  const desk = new Desk(scratch, { build });
  const token = await desk.enrol();
  await desk.start();
  const kiosk = new Kiosk({ env: process.env }, scratch, {
    desk: desk.url, token, build, settings: {
      media: media(), screen: { fullscreen: false, 'farewell-seconds': 20 }, papers: { 'document-camera': documentCamera(paper), scanner: 'auto' },
    },
  });
  kiosk.start();
  console.log(`\n  The console   ${desk.url}/\n  Log in as     ${ADVISORS.map(({ name, password }) => `${name} / ${password}`).join('   or   ')}`);
  console.log(`  Logs          ${desk.logFile}\n                ${kiosk.logFile}\n\nCtrl-C stops everything.`);
  await run(['xdg-open', `${desk.url}/`]).catch(() => {});
  await until('the end', () => !kiosk.program.isRunning || !desk.program.isRunning, 2 ** 31, 500);
  const gone = kiosk.program.isRunning ? desk : kiosk;
  console.error(`\n${gone.program.name} ended: ${JSON.stringify(gone.program.exit)}`);
  console.error((await run(['tail', '-n', '20', gone.logFile])).toString());
  process.exit(1);
}

await main().catch((error) => {
  console.error(`demo: ${error.message}`);
  process.exit(1);
});
