// SPDX-License-Identifier: EUPL-1.2
// The paper on the table: a photograph of one, and the document camera that films it.
import { join } from 'node:path';
import { run } from './processes.mjs';

/** A letter that the project draws and photographs itself. */
export async function makePaper(build, folder) {
  const file = join(folder, 'paper.jpg');
  await run([join(build, 'tests', 'papers', 'make-paper'), '--seed', '7', file]);
  return file;
}

/** The setting of a document camera that looks at a photograph. */
export function documentCamera(file) {
  const decoder = /\.png$/i.test(file) ? 'pngdec' : 'jpegdec';
  return `filesrc location="${file}" ! ${decoder} ! imagefreeze is-live=true ! video/x-raw,framerate=15/1`;
}
