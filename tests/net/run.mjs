// SPDX-License-Identifier: EUPL-1.2
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../visit/packages.mjs';
import { delay } from '../visit/waiting.mjs';
import { Network, whatIsMissing } from './network.mjs';
import { PROFILES, profileOf } from './profiles.mjs';

const SKIPPED = 77;
const say = (line) => console.error(`net: ${line}`);

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      at: { type: 'string', default: 'door' }, seed: { type: 'string', default: '1' },
      build: { type: 'string', default: process.env.VD_BUILD_ROOT ?? join(root, 'build') },
    },
  });
  const [profile, ...command] = positionals;
  if (!PROFILES[profile] || !command.length || !['door', 'home', 'desk'].includes(values.at)) {
    say(`usage: tests/net/run PROFILE [--at door|home|desk] [--seed N] [--build BUILD] -- CMD…; profiles: ${Object.keys(PROFILES).join(' ')}`);
    process.exit(2);
  }
  return { ...values, profile, command, seed: Number(values.seed), build: resolve(values.build) };
}

/** The steps of a profile, counted from now. */
async function follow(network, { steps = [] }, signal) {
  let now = 0;
  for (const [at, traits] of steps) {
    await delay((at - now) * 1000);
    now = at;
    if (signal.aborted)
      return;
    say(`${at} s: ${JSON.stringify(traits)}`);
    await network.change(traits);
  }
}

async function main() {
  const { profile, command, at, seed, build } = readArguments();
  const missing = whatIsMissing();
  if (missing) {
    say(`skipped: ${missing}`);
    process.exit(SKIPPED);
  }
  const scratch = mkdtempSync(join(tmpdir(), 'visiodesk-net-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const network = await Network.open(scratch, { build, profile, seed });
  const over = new AbortController();
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...network.enter(at), 'sh', '-c', 'cd "$0" && exec "$@"', process.cwd(), ...command], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  follow(network, profileOf(profile), over.signal).catch((error) => say(error.message));
  const [code] = await ended;
  over.abort();
  const { up, down } = await network.count();
  say(`up ${up.delivered} of ${up.taken} packets (${up.dropped} dropped, ${up.lost} lost), down ${down.delivered} of ${down.taken} (${down.dropped}, ${down.lost})`);
  await network.close();
  process.exit(code ?? 1);
}

await main();
