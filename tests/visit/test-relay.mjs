// SPDX-License-Identifier: EUPL-1.2
// A call that may only go through the relay: it does, both ways, and nothing goes beside it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCall, useStage } from './plays.mjs';
import { TurnServer } from './turn-server.mjs';
import { Visit } from './visit.mjs';

const stage = useStage('relay');

/** Runs in the page before its scripts: keeps the connections, to ask them afterwards. */
function keepConnections() {
  globalThis.visiodeskConnections = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      globalThis.visiodeskConnections.push(this);
    }
  };
}

async function usedPair() {
  for (const connection of globalThis.visiodeskConnections) {
    const report = await connection.getStats();
    for (const stat of report.values()) {
      if (stat.type !== 'transport' || !stat.selectedCandidatePairId)
        continue;
      const pair = report.get(stat.selectedCandidatePairId);
      return { local: report.get(pair.localCandidateId).candidateType, received: pair.bytesReceived, sent: pair.bytesSent };
    }
  }
  return null;
}

test('relay only', async () => {
  const turn = stage.current.keep(await TurnServer.open(stage.current.scratch));
  await stage.current.openDesk({ call: { 'turn-urls': turn.url, 'turn-secret-file': turn.secretFile, 'relay-only': true } });
  const kiosk = await stage.current.openKiosk();
  const advisor = await stage.current.openAdvisor();
  await advisor.page.before(keepConnections);
  await advisor.login();
  await advisor.goAvailable();
  await startCall({ kiosk, advisor, visit: new Visit({ kiosk, advisor }) });
  const pair = await advisor.page.evaluate(usedPair);
  assert.equal(pair?.local, 'relay');
  assert.ok(pair.received > 20000 && pair.sent > 20000, JSON.stringify(pair));
  await kiosk.press('Hang up');
  await kiosk.read('I am done', 15000);
});
