// SPDX-License-Identifier: EUPL-1.2
// What a visit leaves behind: nothing. Pieces of the paper that was sent, and the advisor's words about it, are looked for in
// the kiosk's memory, its files and all logs once the kiosk says it is done; and, sealed as they are, in the desk's folder.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentCamera, makePaper } from './paper.mjs';
import { marksOf, pidOf, searchFolder, searchMemory } from './marks.mjs';
import { startCall, useStage } from './plays.mjs';
import { Summary } from './summary.mjs';
import { Visit } from './visit.mjs';

const stage = useStage('nothing-left');
const NOTE = 'zinnia-7f3a-of-october';

/* A sanitizer holds freed memory back as it was; told so, it overwrites it, as the C library does for the program in use. */
const OVERWRITE = 'detect_leaks=0:free_fill_byte=90:max_free_fill_size=2147483647';

test('a visit leaves nothing of the paper', async (t) => {
  const { current, logs } = stage;
  await current.openDesk();
  const photograph = await makePaper(current.build, current.scratch);
  const kiosk = await current.openKiosk({
    settings: { papers: { 'document-camera': documentCamera(photograph), 'auto-take': false } },
    env: { ASAN_OPTIONS: OVERWRITE },
  });
  const advisor = await current.openAdvisor('chromium');
  const visit = new Visit({ kiosk, advisor, summary: new Summary(logs, { say: () => {} }), folder: logs });
  const pid = pidOf(kiosk.program, 'visiodesk-kiosk');
  const search = (marks) => searchMemory(current.build, pid, marks);

  await advisor.login();
  await advisor.goAvailable();
  await startCall({ kiosk, advisor });
  const paper = await advisor.askPaper('payslip', NOTE);
  await visit.awaitPageFound();
  await visit.takePage();
  await visit.send();
  const marks = marksOf(await advisor.fetchPdf(paper));
  const words = [Buffer.from(NOTE)];

  await t.test('the search finds what is there', async () => {
    // The same photograph under the same still camera gives the same bytes again: while the page is reviewed they are there.
    await advisor.refusePaper('blurred');
    await visit.awaitPageFound();
    await visit.takePage();
    const { found, searched } = search(marks);
    assert.ok(searched > 20e6, `only ${searched} bytes of memory were looked at`);
    assert.ok(found.length > 0, 'the page under review is not found in memory: this test would see nothing');
    await visit.send();
    await advisor.acceptPaper();
  });

  await advisor.do('hangup');
  await kiosk.read('I am done', 15000);
  await kiosk.read('Talk to an advisor', 30000);

  await t.test('nothing in the memory of the kiosk', () => assert.deepEqual(search(marks).found, []));
  await t.test('nor the words about it', () => assert.deepEqual(search(words).found, []));
  await t.test('nothing in any file: scratch, logs, the store of the desk', () => {
    for (const folder of [current.scratch, logs])
      assert.deepEqual(searchFolder(folder, marks), []);
    assert.deepEqual(searchFolder(logs, words), []);
  });
});
