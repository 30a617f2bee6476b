// SPDX-License-Identifier: EUPL-1.2
// A paper that goes through the scanner: SANE's own test device stands in for it, its driver in the helper's own process.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCall, useStage } from './plays.mjs';
import { run } from './processes.mjs';

const stage = useStage('scan', { findsLeaks: true });

/** SANE's settings with the test device alone: ten small sheets in its feeder (it knows no other number), then the feeder is empty. */
function testScanner(folder) {
  const sane = join(folder, 'sane');
  mkdirSync(sane);
  writeFileSync(join(sane, 'dll.conf'), 'test\n');
  writeFileSync(join(sane, 'test.conf'), 'number_of_devices 1\nmode Color\ntest-picture "Grid"\ngeometry_min 0\ngeometry_max 100\ngeometry_quant 1\nbr_x 80\nbr_y 100\n');
  return sane;
}

test('scanned, sent, received', async () => {
  const { current, logs } = stage;
  await current.openDesk();
  const kiosk = await current.openKiosk({
    settings: { papers: { scanner: 'test:0' } }, env: { SANE_CONFIG_DIR: testScanner(current.scratch) },
  });
  const advisor = await current.openAdvisor('chromium');

  await advisor.login();
  await advisor.goAvailable();
  await startCall({ kiosk, advisor });
  const paper = await advisor.askPaper('letter', '');
  await kiosk.press('Use the scanner', { timeoutMs: 20000 });
  await kiosk.read('Can you read everything?', 60000);
  await kiosk.screenshot(join(logs, 'scanned-kiosk.png'));
  await kiosk.press('Send');
  await advisor.awaitPaper('received', 30000);
  const file = join(logs, 'scanned.pdf');
  writeFileSync(file, await advisor.fetchPdf(paper));
  assert.match((await run(['pdfinfo', file])).toString(), /^Pages:\s+10$/m);
  await advisor.acceptPaper();
  await advisor.do('hangup');
  await kiosk.read('I am done', 15000);
  assert.deepEqual(await kiosk.stop(), { code: 0, signal: null }, 'the kiosk ends well, with nothing leaked');
});
