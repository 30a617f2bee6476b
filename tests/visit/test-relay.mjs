// SPDX-License-Identifier: EUPL-1.2
// A call that may only go through the relay: it does, both ways, and nothing goes beside it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepConnections, usedPair } from './connections.mjs';
import { startCall, useStage } from './plays.mjs';
import { TurnServer } from './turn-server.mjs';
import { Visit } from './visit.mjs';

const stage = useStage('relay');

test('relay only', async () => {
  const turn = stage.current.keep(await TurnServer.open(stage.current.scratch));
  await stage.current.openDesk({ call: { 'turn-urls': turn.url, 'turn-secret-file': turn.secretFile, 'relay-only': true } });
  const kiosk = await stage.current.openKiosk();
  const advisor = await stage.current.openAdvisor();
  await advisor.page.before(keepConnections);
  await advisor.login();
  await advisor.goAvailable();
  await startCall({ kiosk, advisor, visit: new Visit({ kiosk, advisor }) });
  const pair = await usedPair(advisor.page);
  assert.equal(pair?.local, 'relay');
  assert.ok(pair.received > 20000 && pair.sent > 20000, JSON.stringify(pair));
  await kiosk.press('Hang up');
  await kiosk.read('I am done', 15000);
});
