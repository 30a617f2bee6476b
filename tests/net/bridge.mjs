// SPDX-License-Identifier: EUPL-1.2
// A port of this network namespace that leads to the same port of another one, so that a driver reaches its browser there.
// As a program it is the far end: node bridge.mjs PORT joins its standard streams to 127.0.0.1:PORT.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);

/** within: the words that enter the other namespace. */
export async function openBridge(within, port) {
  const ends = new Set();
  const server = createServer((socket) => {
    const end = spawn(within[0], [...within.slice(1), process.execPath, here, String(port)], { stdio: ['pipe', 'pipe', 'ignore'] });
    ends.add(end);
    socket.setNoDelay(true);
    socket.on('error', () => end.kill());
    end.stdin.on('error', () => socket.destroy());
    end.on('exit', () => { ends.delete(end); socket.destroy(); });
    socket.pipe(end.stdin);
    end.stdout.pipe(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return { close: async () => { ends.forEach((end) => end.kill()); server.close(); } };
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

if (process.argv[1] === here) {
  const socket = connect(Number(process.argv[2]), '127.0.0.1');
  socket.setNoDelay(true);
  socket.on('error', () => process.exit(1));
  socket.on('close', () => process.exit(0));
  process.stdin.pipe(socket).pipe(process.stdout);
}
