// SPDX-License-Identifier: EUPL-1.2
// The schema through the console's eyes: the recorded visits that the C programs are tested with are good here too, and
// every kind that the console may send is one that its sources do send, and the other way round.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { kinds, wrongWith } from './fakes/checker.mjs';

const TRANSCRIPTS = fileURLToPath(new URL('../protocol/transcripts/', import.meta.url));
const ADVISOR = fileURLToPath(new URL('../../ui/advisor/', import.meta.url));
const read = (name) => JSON.parse(fs.readFileSync(path.join(TRANSCRIPTS, name), 'utf8'));

test('each message of the recorded visits is good from its sender', () => {
  const messages = ['visit.json', 'join.json', 'stats.json', 'telephone.json'].flatMap((name) => read(name).messages);
  assert.ok(messages.length > 40);
  messages.forEach(({ from, message }) => assert.equal(wrongWith(message, from), null, message.t));
});

test('each message that the desk refuses for its shape is refused here', () => {
  const { messages } = read('refused.json');
  const judged = messages.filter(({ message }) => message && typeof message === 'object');
  assert.ok(judged.length > 5);
  judged.forEach(({ from, message }) => assert.notEqual(wrongWith(message, from), null, JSON.stringify(message)));
});

test('the console sends exactly the kinds that are its to send', () => {
  const allowed = Object.entries(kinds)
    .filter(([, { from }]) => from.includes('console'))
    .map(([kind]) => kind);
  const sources = fs
    .readdirSync(ADVISOR)
    .filter((name) => name.endsWith('.js'))
    .map((name) => fs.readFileSync(path.join(ADVISOR, name), 'utf8'))
    .join('\n');
  const sent = [
    ...sources.matchAll(/(?:#ask|#request|send|#send)\(\s*(?:this\.#replay\.send\(\{ t: )?'([a-z.-]+)'/g),
  ].map(([, kind]) => kind);
  // Pongs are owed to a desk that asks, errors to nobody: this desk never pings.
  assert.deepEqual([...new Set(sent)].sort(), allowed.filter((kind) => !['pong', 'error'].includes(kind)).sort());
});
