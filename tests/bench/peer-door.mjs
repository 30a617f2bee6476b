// SPDX-License-Identifier: EUPL-1.2
// Serves the peer's page and passes its socket on to the desk: a page cannot send the Authorization header that a kiosk sends.
//   node peer-door.mjs DESK-URL TOKEN-FILE PORT     as a program; prints "ready"
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const FILES = {
  '/peer.html': ['text/html; charset=utf-8', readFileSync(join(here, 'peer.html'))],
  '/peer.js': ['text/javascript; charset=utf-8', readFileSync(join(here, 'peer.js'))],
};

function passOn(request, socket, head, desk, token) {
  const target = new URL(desk);
  const upstream = connect(Number(target.port), target.hostname, () => {
    const headers = { ...request.headers, host: target.host, authorization: `Bearer ${token}` };
    delete headers.origin;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    upstream.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  socket.setNoDelay(true);
  upstream.setNoDelay(true);
  upstream.on('error', () => socket.destroy());
  socket.on('error', () => upstream.destroy());
}

/** port: a free one by default. */
export async function openPeerDoor(desk, token, port = 0) {
  const server = createServer((request, response) => {
    const file = FILES[request.url];
    response.writeHead(file ? 200 : 404, { 'Content-Type': file?.[0] ?? 'text/plain', 'Cache-Control': 'no-store' });
    response.end(file?.[1] ?? 'not found');
  });
  server.on('upgrade', (request, socket, head) => passOn(request, socket, head, desk, token));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://localhost:${server.address().port}/peer.html`, close: async () => { server.closeAllConnections(); server.close(); } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [desk, tokenFile, port] = process.argv.slice(2);
  await openPeerDoor(desk, readFileSync(tokenFile, 'utf8').trim(), Number(port));
  console.log('ready');
}
