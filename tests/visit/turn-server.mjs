// SPDX-License-Identifier: EUPL-1.2
// coturn for one run: the relay that both ends must go through when a call is relay-only.
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { Program, run } from './processes.mjs';
import { until } from './waiting.mjs';

const SECRET = 'a-secret-of-this-run';

/** Browsers do not gather on loopback: the machine's own address, if it has one. */
function ownAddress() {
  const all = Object.values(networkInterfaces()).flat();
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

async function freePort() {
  const server = createServer().listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(host, port, within) {
  return run([...within, 'bash', '-c', `exec 3<>/dev/tcp/${host}/${port}`]).then(() => true, () => false);
}

export class TurnServer {
  /** within: the words that enter another network namespace, where host and port are. */
  static async open(folder, { host, port, within = [] } = {}) {
    const self = new TurnServer();
    self.host = host ?? ownAddress();
    self.port = port ?? await freePort();
    self.logFile = join(folder, 'turn.log');
    self.secretFile = join(folder, 'turn.secret');
    writeFileSync(self.secretFile, SECRET, { mode: 0o600 });
    const config = join(folder, 'turn.conf');
    writeFileSync(config, `${[
      `listening-ip=${self.host}`, `relay-ip=${self.host}`, `listening-port=${self.port}`, 'min-port=49200', 'max-port=49400', 'realm=visiodesk.test',
      'use-auth-secret', `static-auth-secret=${SECRET}`, 'fingerprint', 'no-tls', 'no-dtls', 'no-cli', 'allow-loopback-peers', 'log-file=stdout',
      'simple-log', `pidfile=${join(folder, 'turn.pid')}`, `userdb=${join(folder, 'turn.sqlite')}`,
    ].join('\n')}\n`);
    self.program = new Program('turnserver', [...within, 'turnserver', '-c', config], { logFile: self.logFile });
    await until('the relay to listen', () => {
      if (!self.program.isRunning)
        throw new Error(`turnserver ended: see ${self.logFile}`);
      return answers(self.host, self.port, within);
    }, 15000, 50);
    return self;
  }

  get url() { return `turn:${this.host}:${this.port}?transport=udp`; }
  async close() { await this.program.stop(2000); }
}
