import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Advisor } from '../visit/advisor.mjs';
import { openChromium } from '../visit/browser-chromium.mjs';
import { ADVISORS, Desk } from '../visit/desk.mjs';
import { Display } from '../visit/display.mjs';
import { pssMb } from './process-tree.mjs';
import { Program } from '../visit/processes.mjs';
import { delay } from '../visit/waiting.mjs';
import { KioskDoor } from './doors.mjs';
const build = resolve(process.argv[2]);
const seconds = Number(process.argv[3] ?? 60);
const scratch = mkdtempSync('/tmp/hold-');
const memory = join(scratch, 'c.shm'), consoleFile = join(scratch, 'c.y4m');
const cams = [['0', 'shm', memory], ['1', 'y4m', consoleFile]].map((a) => new Program('cam', [join(build, 'tests/bench/clock-camera'), ...a], { logFile: join(scratch, 'cam.log') }));
await delay(700);
const desk = new Desk(scratch, { build });
const token = await desk.enrol();
await desk.start();
const display = await Display.open(scratch);
const page = await openChromium({ args: [`--use-file-for-fake-video-capture=${consoleFile}`] });
await page.before(() => {
  const Original = RTCPeerConnection;
  const all = [];
  globalThis.polled = [];
  globalThis.tasks = []; let at = 0; addEventListener('click', ({target}) => { if (target.closest?.('[data-action="answer"]')) at = performance.now(); }, {capture:true});
  try { new PerformanceObserver((l) => l.getEntries().forEach((e) => tasks.push(`${e.entryType} at ${Math.round(e.startTime - at)} for ${Math.round(e.duration)} block ${Math.round(e.blockingDuration ?? 0)} render@${Math.round((e.renderStart ?? 0) - at)} style@${Math.round((e.styleAndLayoutStart ?? 0) - at)} ` + (e.scripts ?? []).map((x) => x.invoker + ' ' + Math.round(x.duration) + ' ' + (x.sourceURL ?? '').split('/').at(-1) + ':' + x.sourceFunctionName).join(' | ')))).observe({ type: 'long-animation-frame', buffered: true }); } catch (e) { tasks.push(String(e)); }
  globalThis.RTCPeerConnection = class extends Original { constructor(...a) { super(...a); all.push(this); } };
  addEventListener('click', async ({ target }) => {
    if (!target.closest?.('[data-action="answer"]')) return;
    const t0 = performance.now();
    const log = []; globalThis.polled.push(log);
    while (performance.now() - t0 < 2000) {
      const pc = all.at(-1);
      const out = {};
      for (const r of (await pc.getStats()).values()) {
        if (r.type === 'inbound-rtp' && r.kind === 'video') Object.assign(out, { rp: r.packetsReceived, fr: r.framesReceived, kf: r.keyFramesDecoded, fd: r.framesDecoded, pli: r.pliCount });
        if (r.type === 'outbound-rtp' && r.kind === 'video') Object.assign(out, { sp: r.packetsSent, fe: r.framesEncoded, fs: r.framesSent, tb: r.targetBitrate, w: r.frameWidth });
      }
      const text = JSON.stringify(out);
      if (log.length < 28 && log.at(-1)?.[1] !== text) log.push([Math.round(performance.now() - t0), text]);
      await new Promise((f) => setTimeout(f, 20));
    }
  }, { capture: true });
});
const advisor = new Advisor(page, desk.url, ADVISORS[0]);
await advisor.login();
const door = new KioskDoor(display, scratch, { desk: desk.url, token, build, settings: { media: { camera: `shmsrc socket-path=${memory} is-live=true do-timestamp=true ! video/x-raw,format=I420,width=1280,height=720,framerate=30/1,pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry=bt709,chroma-site=mpeg2` } } });
door.start();
const calls = Number(process.argv[4] ?? 1);
for (let i = 0; i < calls; i++) {
  await advisor.goAvailable();
  await door.begin();
  await advisor.awaitRing();
  await delay(1500);
  const cdp = await page.context.newCDPSession(page.page);
  await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 500 }); await cdp.send('Profiler.start');
  await advisor.answer();
  await delay(1500);
  const { profile } = await cdp.send('Profiler.stop');
  const byId = new Map(profile.nodes.map((n) => [n.id, n])); const parent = new Map(); profile.nodes.forEach((n) => (n.children ?? []).forEach((c) => parent.set(c, n.id)));
  const self = new Map(); profile.samples.forEach((id, k) => self.set(id, (self.get(id) ?? 0) + profile.timeDeltas[k]));
  [...self].sort((a, b) => b[1] - a[1]).slice(0, 14).forEach(([id, us]) => { const path = []; for (let n = id; n; n = parent.get(n)) { const f = byId.get(n).callFrame; path.push(`${f.functionName || '?'}@${f.url.split('/').at(-1)}:${f.lineNumber + 1}`); } console.log(Math.round(us / 1000), path.slice(0, 7).join(' < ')); });
  await delay(4500);
  if (process.env.MARKS) console.log(JSON.stringify(await advisor.page.evaluate(() => performance.getEntriesByType('mark').map((m) => [m.name, new Date(performance.timeOrigin + m.startTime).toISOString().slice(17, 23)]))));
  console.log(`pss ${pssMb(door.pid)}`);
  if (i < calls - 1) {
    await advisor.do('hangup');
    await advisor.awaitState(['wrap-up', 'available', 'paused']);
    await door.awaitIdle();
    console.log(`idle pss ${pssMb(door.pid)}`);
  }
}
console.log(`PID ${door.pid} scratch ${scratch}`);
await delay(seconds * 1000);
const stats = await page.page?.evaluate?.(() => 1).catch(() => null);
console.log((await advisor.page.evaluate(() => globalThis.polled)).map((l) => l.map((x) => x.join(' ')).join('\n')).join('\n---\n'));
console.log((await advisor.page.evaluate(() => globalThis.tasks)).join('\n'));
await display.screenshot(join(scratch, 'door.png'));
await advisor.screenshot(join(scratch, 'console.png'));
await advisor.do('hangup').catch(() => {});
for (const t of [door, page, display, desk, ...cams]) await (t.stop ?? t.close).call(t).catch(() => {});
process.exit(0);
