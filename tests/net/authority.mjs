// SPDX-License-Identifier: EUPL-1.2
// A certificate authority of one run, and what it signs: so that the programs check certificates and names as they do in earnest.
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../visit/processes.mjs';

const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export class Authority {
  static async open(folder) {
    const self = new Authority();
    self.folder = folder;
    self.certificate = join(folder, 'authority.pem');
    self.key = join(folder, 'authority.key');
    await run(['openssl', 'req', '-x509', ...KEY, '-days', '2', '-subj', '/CN=Visiodesk test authority', '-keyout', self.key, '-out', self.certificate]);
    return self;
  }

  /** The system's authorities and this one, in one file. */
  bundle() {
    const file = join(this.folder, 'ca-certificates.crt');
    copyFileSync(SYSTEM_BUNDLE, file);
    appendFileSync(file, `\n${readFileSync(this.certificate, 'utf8')}`);
    return file;
  }

  /** A certificate for these names: {key, cert}, two files. */
  async sign(...names) {
    const [key, request, cert, extensions] = ['key', 'csr', 'pem', 'ext'].map((end) => join(this.folder, `${names[0]}.${end}`));
    writeFileSync(extensions, `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n`);
    await run(['openssl', 'req', '-new', ...KEY, '-subj', `/CN=${names[0]}`, '-keyout', key, '-out', request]);
    await run(['openssl', 'x509', '-req', '-in', request, '-CA', this.certificate, '-CAkey', this.key, '-CAcreateserial', '-days', '2', '-extfile', extensions, '-out', cert]);
    return { key, cert };
  }
}
