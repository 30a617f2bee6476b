// SPDX-License-Identifier: EUPL-1.2
// Camera and microphone with made-up devices: given, refused, missing, taken by another program, pulled out.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Studio } from '../../ui/advisor/studio.js';

class FakeTrack {
  enabled = true;
  stopped = false;
  constructor(kind, constraints) {
    Object.assign(this, { kind, constraints });
  }
  stop() {
    this.stopped = true;
  }
}

globalThis.MediaStream = class {
  constructor(tracks) {
    this.tracks = tracks;
  }
  getTracks() {
    return this.tracks;
  }
  getAudioTracks() {
    return this.tracks.filter(({ kind }) => kind === 'audio');
  }
  getVideoTracks() {
    return this.tracks.filter(({ kind }) => kind === 'video');
  }
};

/* navigator.mediaDevices; @wrong: {audio, video} names of the DOMException that each meets, or nothing. */
function fakeDevices(wrong = {}) {
  const devices = {
    wrong,
    asked: [],
    given: [],
    addEventListener: (name, listener) => (devices.plug = listener),
    enumerateDevices: async () => [{ kind: 'audioinput', deviceId: 'm1' }],
    getUserMedia: async (constraints) => {
      devices.asked.push(Object.keys(constraints).join('+'));
      await devices.hold;
      const name = Object.keys(constraints)
        .map((kind) => devices.wrong[kind])
        .find(Boolean);
      if (name) throw Object.assign(new Error(name), { name });
      const tracks = Object.entries(constraints).map(([kind, wanted]) => new FakeTrack(kind, wanted));
      devices.given.push(...tracks);
      return new MediaStream(tracks);
    },
  };
  return devices;
}

function studioWith(devices, chosen = { audio: null, video: null }) {
  const studio = new Studio({ devices, chosen });
  studio.told = [];
  studio.onTracks = (tracks) => studio.told.push(tracks);
  return studio;
}

test('both at once when both are there', async () => {
  const devices = fakeDevices();
  const studio = studioWith(devices);
  await studio.open();
  assert.equal(studio.state.value, 'ready');
  assert.deepEqual(devices.asked, ['audio+video']);
  assert.deepEqual([studio.tracks.audio.kind, studio.tracks.video.kind], ['audio', 'video']);
  assert.equal(studio.stream.value.getTracks().length, 2);
});

test('each failure has its name, and what is left is used', async () => {
  const cases = {
    NotAllowedError: 'refused',
    NotFoundError: 'missing',
    NotReadableError: 'busy',
    UnknownError: 'missing',
  };
  for (const [name, trouble] of Object.entries(cases)) {
    const studio = studioWith(fakeDevices({ video: name }));
    await studio.open();
    assert.equal(studio.state.value, 'partial');
    assert.deepEqual(studio.trouble.value, { audio: null, video: trouble });
    assert.equal(studio.tracks.video, null);
    assert.equal(studio.tracks.audio.kind, 'audio');
  }
});

test('neither: none, and no exception', async () => {
  const studio = studioWith(fakeDevices({ audio: 'NotFoundError', video: 'NotFoundError' }));
  await studio.open();
  assert.equal(studio.state.value, 'none');
  assert.equal(studio.stream.value, null);
  assert.deepEqual(studio.told.at(-1), { audio: null, video: null });
});

test('a page without devices (no https) is told as missing', async () => {
  const studio = studioWith(undefined);
  await studio.open();
  assert.equal(studio.state.value, 'none');
});

test('asked twice while opening, it opens once and both wait', async () => {
  const devices = fakeDevices();
  const studio = studioWith(devices);
  await Promise.all([studio.open(), studio.open()]);
  assert.deepEqual(devices.asked, ['audio+video']);
  await studio.open();
  assert.equal(devices.asked.length, 1);
});

test('closed while the browser still asks: what comes is stopped at once', async () => {
  const devices = fakeDevices();
  let give;
  devices.hold = new Promise((done) => (give = done));
  const studio = studioWith(devices);
  const opened = studio.open();
  studio.close();
  give();
  await opened;
  assert.equal(studio.state.value, 'closed');
  assert.deepEqual(
    devices.given.map(({ stopped }) => stopped),
    [true, true],
  );
});

test('closing stops both', async () => {
  const devices = fakeDevices();
  const studio = studioWith(devices);
  await studio.open();
  studio.close();
  assert.deepEqual(
    devices.given.map(({ stopped }) => stopped),
    [true, true],
  );
  assert.equal(studio.stream.value, null);
});

test('muting keeps the microphone open and silent, for the next track as well', async () => {
  const studio = studioWith(fakeDevices());
  await studio.open();
  studio.setMicrophone(false);
  assert.equal(studio.tracks.audio.enabled, false);
  await studio.choose('audio', 'm2');
  assert.equal(studio.tracks.audio.enabled, false);
  assert.equal(studio.tracks.audio.constraints.deviceId.ideal, 'm2');
  await studio.reset();
  assert.equal(studio.tracks.audio.enabled, true);
});

test('the camera turned off is a camera closed; on opens it again', async () => {
  const devices = fakeDevices();
  const studio = studioWith(devices);
  await studio.open();
  const before = studio.tracks.video;
  await studio.setCamera(false);
  assert.equal(before.stopped, true);
  assert.equal(studio.tracks.video, null);
  assert.equal(studio.told.at(-1).video, null);
  await studio.setCamera(true);
  assert.equal(studio.tracks.video.stopped, false);
});

test('on and off again before the camera came: it stays off', async () => {
  const devices = fakeDevices();
  const studio = studioWith(devices);
  await studio.open();
  await studio.setCamera(false);
  const on = studio.setCamera(true);
  await studio.setCamera(false);
  await on;
  assert.equal(studio.tracks.video, null);
  assert.equal(devices.given.at(-1).stopped, true);
});

test('a device pulled out is said, and taken back when it is plugged in again', async () => {
  const devices = fakeDevices();
  const studio = studioWith(devices);
  await studio.open();
  studio.tracks.video.onended();
  assert.equal(studio.tracks.video, null);
  assert.equal(studio.trouble.value.video, 'missing');
  await devices.plug();
  assert.equal(studio.tracks.video.kind, 'video');
  assert.equal(studio.trouble.value.video, null);
  assert.equal(studio.state.value, 'ready');
});

test("a refused camera is not asked for again behind the advisor's back", async () => {
  const devices = fakeDevices({ video: 'NotAllowedError' });
  const studio = studioWith(devices);
  await studio.open();
  const { length } = devices.asked;
  await devices.plug();
  assert.equal(devices.asked.length, length);
});

test('trying again opens what was missing', async () => {
  const devices = fakeDevices({ video: 'NotReadableError' });
  const studio = studioWith(devices);
  await studio.open();
  devices.wrong = {};
  await studio.open();
  assert.equal(studio.state.value, 'ready');
  assert.deepEqual(studio.trouble.value, { audio: null, video: null });
  assert.equal(devices.given.filter(({ stopped }) => !stopped).length, 2);
});
