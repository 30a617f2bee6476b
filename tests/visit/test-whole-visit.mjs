// SPDX-License-Identifier: EUPL-1.2
// One whole visit, from idle to idle, with a paper refused once: the demo's own play. BROWSER says which advisor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentCamera, makePaper } from './paper.mjs';
import { useStage } from './plays.mjs';
import { Summary } from './summary.mjs';
import { Visit } from './visit.mjs';

const browser = process.env.BROWSER ?? 'chromium';
// The same kiosk in front of both: asked once what it leaked, which doubles its work.
const findsLeaks = browser === 'chromium';
const stage = useStage(`whole-visit-${browser}`, { findsLeaks });

test(`a whole visit, the advisor in ${browser}`, async () => {
  const { current, logs } = stage;
  await current.openDesk();
  const paper = await makePaper(current.build, current.scratch);
  const kiosk = await current.openKiosk({ settings: { papers: { 'document-camera': documentCamera(paper), 'auto-take': false } } });
  const advisor = await current.openAdvisor(browser);
  const summary = new Summary(logs, { say: (line) => console.error(line) });
  try {
    await new Visit({ kiosk, advisor, summary, folder: logs }).play();
  } catch (error) {
    await current.keepPictures(logs);
    summary.write(error);
    throw error;
  }
  assert.ok(summary.write());
  assert.deepEqual(await kiosk.stop(), { code: 0, signal: null }, `the kiosk ends well${findsLeaks ? ', with nothing leaked' : ''}`);
  assert.deepEqual(await current.desk.stop(), { code: 0, signal: null }, 'the desk ends well, with nothing leaked');
});

test('the logs name nobody and hold no session description', () => {
  for (const name of ['kiosk.log', 'desk.log']) {
    const text = readFileSync(join(stage.logs, name), 'utf8');
    for (const secret of [/amina/i, /calm-morning/, /a=fingerprint/, /a=ice-pwd/, /ice-ufrag/i, /octobre/, /\bBon!/, new RegExp(stage.current.token)])
      assert.doesNotMatch(text, secret, `${name} tells ${secret}`);
  }
});
