// SPDX-License-Identifier: EUPL-1.2
// What stands before the servers at port 443: takes TLS off and passes on, and speaks nothing else.
//   node fronts.mjs CERTIFICATE KEY ADDRESS=HOST:PORT…     each ADDRESS is listened to at 443; prints "ready"
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer } from 'node:tls';

const [certificate, key, ...routes] = process.argv.slice(2);
const options = { cert: readFileSync(certificate), key: readFileSync(key), ALPNProtocols: ['http/1.1', 'stun.turn'] };

function join(socket, [host, port]) {
  const behind = connect(Number(port), host);
  for (const [one, other] of [[socket, behind], [behind, socket]]) {
    one.setNoDelay(true);
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
}

for (const route of routes) {
  const [address, target] = route.split('=');
  const server = createServer(options, (socket) => {
    console.log(`${address}: ${socket.getProtocol()}`);
    join(socket, target.split(':'));
  });
  server.on('tlsClientError', (error, socket) => {
    console.log(`${address}: refused: ${error.code ?? error.message}`);
    socket.destroy();
  });
  server.listen(443, address);
  await once(server, 'listening');
}
console.log('ready');
