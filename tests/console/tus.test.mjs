// SPDX-License-Identifier: EUPL-1.2
// Somebody else's tus client (tus-js-client) sends papers to visiodeskd: what the desk speaks is the protocol, not only
// what our own kiosk happens to say.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { Readable } from 'node:stream';
import test from 'node:test';
import { Upload } from 'tus-js-client';
import { until } from './fakes/until.mjs';

const PASSWORD = 'one-calm-morning-7';
const PIECE = 256 * 1024;
const PART_HEADER = 8; /* of the desk's part file, before the bytes that came */

let folder;
let desk;
let url;
let token;
let sum;
let papers;
let sealed;
let cookie;

test.before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'visiodesk-test-'));
  const printed = execFileSync(process.env.VD_DESK_OF_PAPERS, [folder, PASSWORD, '4'], { encoding: 'utf8' });
  [token, sum, ...papers] = printed.trim().split('\n');
  sealed = fs.readFileSync(path.join(folder, 'sealed'));
  desk = spawn(process.env.VD_DESK, ['--config', path.join(folder, 'desk.conf')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(readline.createInterface(desk.stdout), 'line');
  url = line.replace('listening on ', '');
  cookie = await logIn();
});

test.after(async () => {
  if (!desk) return; /* before () has failed, and said why */
  const ended = once(desk, 'exit');
  desk.kill('SIGTERM');
  const [code] = await ended;
  fs.rmSync(folder, { recursive: true });
  assert.equal(code, 0); /* with sanitizers, what they found would be told here */
});

/* An upload of a paper, and a promise of its end; each answer is noted as "METHOD status". */
function begin(paper, input, options = {}) {
  const it = { answers: [], sentFrom: [] };
  it.done = new Promise((resolve, reject) => {
    it.upload = new Upload(input, {
      endpoint: `${url}/api/uploads`,
      headers: { Authorization: `Bearer ${token}` },
      metadata: { contact: 'c1', paper, sha256: sum },
      retryDelays: null,
      onAfterResponse: (request, answer) => {
        it.answers.push(`${request.getMethod()} ${answer.getStatus()}`);
        if (request.getMethod() === 'PATCH') it.sentFrom.push(Number(request.getHeader('Upload-Offset')));
      },
      onSuccess: resolve,
      onError: reject,
      ...options,
    });
  });
  it.upload.start();
  return it;
}

async function logIn() {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url },
    body: JSON.stringify({ name: 'ada', password: PASSWORD }),
  });
  assert.equal(answer.status, 200);
  return answer.headers.get('set-cookie').split(';')[0];
}

/* What the advisor who asked for it reads is what was sent. */
async function assertReceived(paper) {
  const answer = await fetch(`${url}/api/papers/${paper}/document.pdf?attempt=1`, { headers: { Cookie: cookie } });
  assert.equal(answer.status, 200);
  const read = Buffer.from(await answer.arrayBuffer());
  assert.ok(read.equals(fs.readFileSync(path.join(folder, 'document.pdf'))));
}

const head = (upload) =>
  fetch(upload, { method: 'HEAD', headers: { Authorization: `Bearer ${token}`, 'Tus-Resumable': '1.0.0' } });

test('creates an upload, and sends it in pieces', async () => {
  const it = begin(papers[0], sealed, { chunkSize: PIECE });
  await it.done;
  const pieces = Math.ceil(sealed.length / PIECE);
  assert.ok(pieces > 2);
  assert.deepEqual(it.answers, ['POST 201', ...Array(pieces).fill('PATCH 204')]);
  assert.deepEqual(
    it.sentFrom,
    Array.from({ length: pieces }, (_, i) => i * PIECE),
  );
  await assertReceived(papers[0]);
});

test('sends all with the creation', async () => {
  const it = begin(papers[1], sealed, { uploadDataDuringCreation: true });
  await it.done;
  assert.deepEqual(it.answers, ['POST 201']);
  await assertReceived(papers[1]);
});

/* Gives what is asked for, but of the second piece only the half, after which nothing comes. */
class Stalling {
  size = sealed.length;

  slice(start, end) {
    const piece = sealed.subarray(start, end);
    if (start === 0) return Promise.resolve({ value: piece, done: false });
    const value = new Readable({ read() {} });
    value.push(piece.subarray(0, piece.length / 2));
    value.size = piece.length;
    return Promise.resolve({ value, done: false });
  }

  close() {}
}

function partSize() {
  const folderOfPapers = path.join(folder, 'papers');
  const part = fs.readdirSync(folderOfPapers).find((name) => name.endsWith('.part'));
  return part ? fs.statSync(path.join(folderOfPapers, part)).size : 0;
}

test('goes on where an aborted upload was, in the middle of a request', async () => {
  const reader = { openFile: () => Promise.resolve(new Stalling()) };
  const first = begin(papers[2], sealed, { chunkSize: PIECE, fileReader: reader });
  const came = PIECE + PIECE / 2;
  await until('half a piece to be on the disk', () => partSize() === PART_HEADER + came);
  await first.upload.abort();
  assert.deepEqual(first.answers, ['POST 201', 'PATCH 204']);

  const second = begin(papers[2], sealed, { uploadUrl: first.upload.url });
  await second.done;
  assert.deepEqual(second.answers, ['HEAD 200', 'PATCH 204']);
  assert.deepEqual(second.sentFrom, [came]);
  await assertReceived(papers[2]);
});

test('terminates an upload, after which the paper can be sent anew', async () => {
  const reader = { openFile: () => Promise.resolve(new Stalling()) };
  const it = begin(papers[3], sealed, { chunkSize: PIECE, fileReader: reader });
  await until('half a piece to be on the disk', () => partSize() === PART_HEADER + PIECE + PIECE / 2);
  const { url: location } = it.upload;
  assert.equal((await head(location)).status, 200);
  await it.upload.abort(true);
  assert.deepEqual(it.answers, ['POST 201', 'PATCH 204', 'DELETE 204']);
  assert.ok([404, 410].includes((await head(location)).status));
  assert.equal(partSize(), 0);

  const again = begin(papers[3], sealed);
  await again.done;
  assert.deepEqual(again.answers, ['POST 201', 'PATCH 204']);
  await assertReceived(papers[3]);
});
