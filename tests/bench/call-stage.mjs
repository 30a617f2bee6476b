// SPDX-License-Identifier: EUPL-1.2
// What a measured call needs: cameras that film a clock, a desk, an advisor, and both doors. On this machine alone, or on the test network.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DESK_URL, DOOR_PORT, DOOR_URL, NetStage } from '../net/net-stage.mjs';
import { Advisor } from '../visit/advisor.mjs';
import { openChromium } from '../visit/browser-chromium.mjs';
import { keepConnections } from '../visit/connections.mjs';
import { ADVISORS, Desk } from '../visit/desk.mjs';
import { Display } from '../visit/display.mjs';
import { Program } from '../visit/processes.mjs';
import { delay, until } from '../visit/waiting.mjs';
import { watchPage } from './console-clock.mjs';
import { KioskDoor, PeerDoor } from './doors.mjs';
import { openPeerDoor } from './peer-door.mjs';
import { Screen } from './screen.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const SHARED_PICTURES = 'video/x-raw,format=I420,width=1280,height=720,framerate=30/1,pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry=bt709,chroma-site=mpeg2';

async function film(stage, ...argv) {
  stage.open(new Program('clock-camera', [join(stage.build, 'tests', 'bench', 'clock-camera'), ...argv], { logFile: join(stage.scratch, 'camera.log') }));
  await delay(500);
}

async function openCameras(stage, ...how) {
  const [memory, doorFile, consoleFile] = ['camera.shm', 'door.y4m', 'console.y4m'].map((name) => join(stage.scratch, name));
  await film(stage, '0', 'shm', memory, ...how);
  await film(stage, '0', 'y4m', doorFile, ...how);
  await film(stage, '1', 'y4m', consoleFile, ...how);
  return { memory, doorFile, consoleFile };
}

const cameraSettings = (memory) => ({ media: { camera: `shmsrc socket-path=${memory} is-live=true do-timestamp=true ! ${SHARED_PICTURES}` } });

export async function openLocalStage(stage) {
  const { scratch, build, open } = stage;
  const { memory, doorFile, consoleFile } = await openCameras(stage);
  const desk = open(new Desk(scratch, { build }));
  const token = await desk.enrol();
  await desk.start();
  stage.display = open(await Display.open(scratch));
  stage.screen = new Screen(build, stage.display);
  const page = open(await openChromium({ cameraFps: 30, args: [`--use-file-for-fake-video-capture=${consoleFile}`] }));
  await page.before(watchPage);
  stage.advisor = new Advisor(page, desk.url, ADVISORS[0]);
  await stage.advisor.login();
  const door = open(await openPeerDoor(desk.url, token));
  stage.doors = [
    new KioskDoor(stage.display, scratch, { desk: desk.url, token, build, settings: cameraSettings(memory) }),
    new PeerDoor(stage.display, scratch, { url: door.url, cameraFile: doorFile }),
  ];
}

/** The peer's page as a server beside the desk would have it: no nearer to the door than the desk is. */
async function openFarPeerDoor(stage, net) {
  const tokenFile = join(stage.scratch, 'peer.token');
  writeFileSync(tokenFile, net.token, { mode: 0o600 });
  let isReady = false;
  stage.open(new Program('peer-door', [...net.network.enter('desk'), process.execPath, join(here, 'peer-door.mjs'), net.desk.url, tokenFile, String(DOOR_PORT)], {
    logFile: join(stage.scratch, 'peer-door.log'), onLine: (line) => { isReady ||= line === 'ready'; },
  }));
  await until('the peer\'s page', () => isReady, 20000, 50);
}

/** Both doors behind the same line, with the same relays, and the same advisor at home. */
export async function openNetworkStage(stage, profile) {
  const { scratch, build } = stage;
  const { memory, doorFile, consoleFile } = await openCameras(stage, 'busy');
  const net = stage.open(await NetStage.open({ build, profile, scratch }));
  await net.openDesk({ settings: { queue: { 'wrap-up-seconds': 0 } } });
  stage.network = net.network;
  stage.display = await net.openDisplay();
  stage.screen = new Screen(build, stage.display);
  stage.advisor = await net.openAdvisor('chromium', { cameraFps: 30, args: [`--use-file-for-fake-video-capture=${consoleFile}`] });
  await stage.advisor.page.before(watchPage);
  await stage.advisor.page.before(keepConnections);
  await stage.advisor.login();
  await openFarPeerDoor(stage, net);
  const within = net.network.enter('door');
  stage.doors = [
    new KioskDoor(stage.display, scratch, { desk: DESK_URL, token: net.token, build, within, settings: cameraSettings(memory) }),
    new PeerDoor(stage.display, scratch, { url: `${DOOR_URL}/peer.html`, cameraFile: doorFile, within, flags: ['--ignore-certificate-errors'] }),
  ];
}
