// SPDX-License-Identifier: EUPL-1.2
// Watches the console's page from outside its scripts: when "answer" is clicked, and when which stamp of the other side's camera shows.

/** Runs in the page before its own scripts. The places of the cells are those of stamp.h in a 1280×720 frame. */
export function watchPage() {
  const [cells, cellPx, left, middle] = [30, 32, 160, 368];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1280, 1];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const bench = { answered: null, seen: [], size: null, frames: 0 };
  const watched = new WeakSet();
  globalThis.visiodeskBench = bench;

  function readStamp(video) {
    context.drawImage(video, 0, Math.round(middle * video.videoHeight / 720), video.videoWidth, 1, 0, 0, 1280, 1);
    const { data } = context.getImageData(0, 0, 1280, 1);
    const bits = Array.from({ length: cells }, (_, i) => Number(data[4 * (left + i * cellPx + cellPx / 2) + 1] > 128));
    const number = (from, count) => bits.slice(from, from + count).reduce((value, bit) => value * 2 + bit, 0);
    const [camera, time, check] = [bits[4], number(5, 16), number(21, 8)];
    const expected = Math.imul(((time << 1) | camera) + 1, 2654435761) >>> 24;
    return bits.slice(0, 4).join('') === '1010' && bits[29] === 1 && check === expected ? { camera, time } : null;
  }

  function watch(video) {
    if (watched.has(video))
      return;
    watched.add(video);
    const onFrame = (_, { expectedDisplayTime }) => {
      const stamp = readStamp(video);
      if (stamp?.camera === 0) {
        bench.seen.push([stamp.time, performance.timeOrigin + expectedDisplayTime]);
        bench.size = [video.videoWidth, video.videoHeight];
        bench.frames++;
      }
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  }

  const { get, set } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    configurable: true, get,
    set(stream) {
      set.call(this, stream);
      if (stream && this instanceof HTMLVideoElement)
        watch(this);
    },
  });
  addEventListener('click', ({ target }) => {
    if (target.closest?.('[data-action="answer"]'))
      bench.answered = performance.timeOrigin + performance.now();
  }, { capture: true });
}

/** What was seen since the last reset. */
export async function readPage(page) {
  return page.evaluate(() => globalThis.visiodeskBench);
}

export async function resetPage(page) {
  await page.evaluate(() => Object.assign(globalThis.visiodeskBench, { answered: null, seen: [], size: null, frames: 0 }));
}
