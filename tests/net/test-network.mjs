// SPDX-License-Identifier: EUPL-1.2
// The test network itself: there from the first packet on, and never gone without a word.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BUILD } from '../visit/plays.mjs';
import { NAMES, Network } from './network.mjs';
import { skip } from './net-plays.mjs';

async function withNetwork(profile, play) {
  const folder = mkdtempSync(join(tmpdir(), 'visiodesk-net-'));
  const network = await Network.open(folder, { build: BUILD, profile });
  try {
    await play(network);
  } finally {
    await network.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the kernel says of a connection to a port of the desk where nobody listens. */
async function knock(network, place) {
  const door = `exec 3<>/dev/tcp/${NAMES['desk.visiodesk.test']}/9`;
  return network.run(place, ['timeout', '20', 'bash', '-c', door]).then(String, ({ message }) => message);
}

test('both houses reach the desk at once, however often it is built', { skip }, async () => {
  for (let i = 0; i < 5; i++)
    await withNetwork('dsl', async (network) => {
      for (const place of ['door', 'home'])
        assert.match(await knock(network, place), /refused/, `${place}, network ${i}`);
    });
});

test('a pulled cable is felt, and a plugged one', { skip }, async () => {
  await withNetwork('lan', async (network) => {
    await network.unplug('door');
    assert.match(await knock(network, 'door'), /unreachable/);
    assert.match(await knock(network, 'home'), /refused/);
    await network.plug('door', 7);
    assert.match(await knock(network, 'door'), /refused/);
  });
});

test('a line whose shaper died is no line: whoever asks is told', { skip }, async () => {
  await withNetwork('lan', async (network) => {
    const asked = network.count();
    await network.shaper.kill();
    await asked.catch(() => {});
    await assert.rejects(network.count(), /the line is gone/);
    assert.match(await knock(network, 'door'), /unreachable/);
  });
});
