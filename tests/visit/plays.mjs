// SPDX-License-Identifier: EUPL-1.2
// What several tests of whole visits have in common.
import { after, before } from 'node:test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from './stage.mjs';

export { startCall } from './start-call.mjs';

export const BUILD = process.env.VD_BUILD_ROOT;
if (!BUILD)
  throw new Error('VD_BUILD_ROOT must name the build folder');

/** One stage for the tests of a file; its logs stay in the build folder under the play's name. findsLeaks: for a play that ends its kiosk
 * and looks how it ended. */
export function useStage(name, { findsLeaks = false } = {}) {
  const stage = { current: null };
  const logs = join(BUILD, 'meson-logs', 'visits', name);
  before(() => {
    mkdirSync(logs, { recursive: true });
    // The kiosk under sanitizers draws at a third of its speed: at 30 pictures a second it has no time left to tell what it shows.
    stage.current = new Stage({ build: BUILD, logs, cameraFps: 10, findsLeaks });
  });
  after(() => stage.current.close());
  stage.logs = logs;
  return stage;
}
