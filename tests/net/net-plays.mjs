// SPDX-License-Identifier: EUPL-1.2
// What the tests of this room have in common: the whole stage on the test network, opened once a file; skipped with a plain word where
// this machine cannot have it.
import { after, before } from 'node:test';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepConnections } from '../visit/connections.mjs';
import { BUILD } from '../visit/plays.mjs';
import { whatIsMissing } from './network.mjs';
import { NetStage } from './net-stage.mjs';

/** false, or why the tests cannot run here. */
export const skip = whatIsMissing() ?? false;

/** A desk, a kiosk (call: of its settings) at its idle screen and an advisor who is logged in; the logs stay in the build folder under the play's name. */
export function useNetStage(name, profile, browser, { turnUrls, call = {} } = {}) {
  const logs = join(BUILD, 'meson-logs', 'visits', name);
  const stage = { logs };
  before(async () => {
    if (skip)
      return;
    rmSync(logs, { recursive: true, force: true });
    mkdirSync(logs, { recursive: true });
    const all = stage.all = await NetStage.open({ build: BUILD, profile, logs });
    stage.network = all.network;
    stage.desk = await all.openDesk({ settings: { queue: { 'wrap-up-seconds': 0 } }, turnUrls });
    stage.kiosk = await all.openKiosk({ settings: { screen: { 'farewell-seconds': 3 }, call } });
    stage.advisor = await all.openAdvisor(browser);
    await stage.advisor.page.before(keepConnections);
    await stage.advisor.login();
  });
  after(async () => {
    await stage.kiosk?.screenshot(join(logs, 'last-kiosk.png')).catch(() => {});
    await stage.advisor?.screenshot(join(logs, 'last-advisor.png')).catch(() => {});
    await stage.all?.close();
  });
  return stage;
}
