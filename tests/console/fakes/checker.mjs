// SPDX-License-Identifier: EUPL-1.2
// The messages' one schema, as ajv reads it: the same file that the desk and the kiosk check against.

import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';

const FILE = fileURLToPath(new URL('../../../app/protocol/messages.schema.json', import.meta.url));
export const schema = JSON.parse(fs.readFileSync(FILE, 'utf8'));
const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema(schema);

export const kinds = schema['x-kinds'];

function validator(name) {
  return ajv.getSchema(`${schema.$id}#/$defs/${name}`);
}

/* What is wrong with @message as sent by @role; null if nothing is. */
export function wrongWith(message, role) {
  const envelope = validator('Envelope');
  if (!envelope(message)) return ajv.errorsText(envelope.errors);
  const kind = kinds[message.t];
  if (!kind) return `unknown kind ${message.t}`;
  if (!kind.from.includes(role)) return `${role} may not send ${message.t}`;
  if (kind.sequenced !== 'seq' in message) return `${message.t}: seq ${kind.sequenced ? 'missing' : 'not wanted'}`;
  const body = validator(message.t);
  return body(message.b) ? null : `${message.t}: ${ajv.errorsText(body.errors)}`;
}
