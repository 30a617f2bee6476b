// SPDX-License-Identifier: EUPL-1.2
// How long it takes to come back: a call, and its line cut for 5, 15 and 30 s, with the figures of both sides for each.
//   tests/net/soak --build BUILD [--profile dsl] [--browser chromium] [--cuts 5,15,30]
// Prints one JSON line a cut: ms until the trouble was shown, and ms from the mended line to the first new picture, on each side.
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { keepConnections } from '../visit/connections.mjs';
import { startCall } from '../visit/start-call.mjs';
import { delay, until } from '../visit/waiting.mjs';
import { Visit } from '../visit/visit.mjs';
import { whatIsMissing } from './network.mjs';
import { NetStage } from './net-stage.mjs';

const SETTLE_MS = 8000;
const now = () => Math.round(performance.now());
const say = (line) => console.error(`soak: ${line}`);

/** Pictures the console has shown of the other side so far. */
async function pictures(page) {
  return page.evaluate(() => [...document.querySelectorAll('video[data-live="true"]')]
    .reduce((sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames, 0));
}

async function trouble(page) {
  return page.evaluate(() => document.querySelector('[data-fact="call-phase"]')?.dataset.trouble ?? null);
}

/** ms until the page shows pictures again; a picture that was on its way when the line went does not count. */
async function backAtConsole(page, since) {
  let last = await pictures(page);
  await until('a new picture at the console', async () => {
    const count = await pictures(page);
    const isNew = count !== last;
    last = count;
    return isNew;
  }, 60000, 20);
  return now() - since;
}

async function backAtKiosk(kiosk, since) {
  const place = await kiosk.find('Your advisor', 15000);
  const middle = { x: place.x + (place.w >> 2), y: place.y + (place.h >> 2), w: place.w >> 1, h: place.h >> 1 };
  let before = await kiosk.display.pixels(middle);
  await until('a new picture on the kiosk', async () => {
    const after = await kiosk.display.pixels(middle);
    const isNew = !before.equals(after);
    before = after;
    return isNew;
  }, 60000, 10);
  return now() - since;
}

async function cutFor(seconds, { network, kiosk, advisor }) {
  const cut = now();
  await network.cut();
  const shown = until('the trouble at the console', async () => ['unstable', 'lost'].includes(await trouble(advisor.page)), 20000, 50).then(() => now() - cut);
  const said = kiosk.read('The connection is weak. One moment…', 20000).then(() => now() - cut);
  const told = await Promise.all([shown, said].map((promise) => promise.catch(() => null)));
  await delay(Math.max(seconds * 1000 - (now() - cut), 0));
  await network.mend();
  const mended = now();
  const [console_, kiosk_] = await Promise.all([backAtConsole(advisor.page, mended), backAtKiosk(kiosk, mended)]);
  console.log(JSON.stringify({ cut_s: seconds, shown_console_ms: told[0], shown_kiosk_ms: told[1], back_console_ms: console_, back_kiosk_ms: kiosk_ }));
}

async function main() {
  const { values } = parseArgs({ options: {
    build: { type: 'string' }, profile: { type: 'string', default: 'dsl' }, browser: { type: 'string', default: 'chromium' }, cuts: { type: 'string', default: '5,15,30' },
  } });
  const missing = whatIsMissing();
  if (missing) {
    say(`skipped: ${missing}`);
    process.exit(77);
  }
  const stage = await NetStage.open({ build: resolve(values.build), profile: values.profile });
  let code = 0;
  try {
    await stage.openDesk();
    const kiosk = await stage.openKiosk();
    const advisor = await stage.openAdvisor(values.browser);
    await advisor.page.before(keepConnections);
    await advisor.login();
    await advisor.goAvailable();
    await startCall({ kiosk, advisor, visit: new Visit({ kiosk, advisor }) });
    for (const seconds of values.cuts.split(',').map(Number)) {
      await delay(SETTLE_MS);
      await cutFor(seconds, { network: stage.network, kiosk, advisor });
    }
  } catch (error) {
    say(error.stack);
    code = 1;
  }
  await stage.close();
  process.exit(code);
}

await main();
