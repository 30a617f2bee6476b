// SPDX-License-Identifier: EUPL-1.2
// A call that may only go through the relay: it does, both ways, and nothing goes beside it. Then the relay dies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepConnections, usedPair } from './connections.mjs';
import { startCall, useStage } from './plays.mjs';
import { TurnServer } from './turn-server.mjs';
import { Visit } from './visit.mjs';
import { Writing } from './writing.mjs';

const stage = useStage('relay');
let turn;
let kiosk;
let advisor;

test('relay only', async () => {
  turn = stage.current.keep(await TurnServer.open(stage.current.scratch));
  await stage.current.openDesk({ call: { 'turn-urls': turn.url, 'turn-secret-file': turn.secretFile, 'relay-only': true } });
  kiosk = await stage.current.openKiosk();
  advisor = await stage.current.openAdvisor();
  await advisor.page.before(keepConnections);
  await advisor.login();
  await advisor.goAvailable();
  await startCall({ kiosk, advisor, visit: new Visit({ kiosk, advisor }) });
  const pair = await usedPair(advisor.page);
  assert.equal(pair?.local, 'relay');
  assert.ok(pair.received > 20000 && pair.sent > 20000, JSON.stringify(pair));
});

test('the relay is gone, and the picture with it: what both write arrives all the same', async () => {
  await turn.close();
  await advisor.page.see('[data-fact="call-phase"][data-trouble="lost"], [data-fact="call-phase"][data-trouble="unstable"]', 20000);
  console.error(JSON.stringify(await new Writing({ kiosk, advisor }).play()));
  await kiosk.press('Hang up');
  await kiosk.read('I am done', 15000);
});
