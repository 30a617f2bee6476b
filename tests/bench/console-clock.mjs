// SPDX-License-Identifier: EUPL-1.2
// Watches the console's page from outside its scripts: when "answer" is clicked, and when which stamp of the other side's camera shows.

/** Runs in the page before its own scripts. The places of the cells are those of stamp.h in a 1280×720 frame. */
export function watchPage() {
  const [cells, cellPx, left, middle] = [30, 32, 160, 368];
  const bench = { answered: null, seen: [], size: null, frames: 0, shown: [] };
  const watched = new WeakSet();
  globalThis.visiodeskBench = bench;

  /* Two rows of the frame as it was decoded: a canvas would turn all of it into RGB on the page's thread, which then shows fewer frames
   * than it gets. */
  async function readStamp(frame, pixels) {
    const { displayWidth: width, displayHeight: height } = frame;
    const y = 2 * Math.round(middle * height / 1440);
    const [luma] = await frame.copyTo(pixels, { rect: { x: 0, y, width, height: 2 } });
    const bits = Array.from({ length: cells }, (_, i) => {
      const x = Math.floor((left + (i + 0.5) * cellPx) * width / 1280);
      return Number(pixels[luma.offset + x] > 125);
    });
    const number = (from, count) => bits.slice(from, from + count).reduce((value, bit) => value * 2 + bit, 0);
    const [camera, time, check] = [bits[4], number(5, 16), number(21, 8)];
    const expected = Math.imul(((time << 1) | camera) + 1, 2654435761) >>> 24;
    return bits.slice(0, 4).join('') === '1010' && bits[29] === 1 && check === expected ? { camera, time } : null;
  }

  function watch(video) {
    if (watched.has(video))
      return;
    watched.add(video);
    let isRemote = false;
    const pixels = new Uint8Array(4 * 1920); // two rows of the widest, with their colours
    const onFrame = async (_, { expectedDisplayTime }) => {
      video.requestVideoFrameCallback(onFrame);
      const frame = new VideoFrame(video);
      const { displayWidth, displayHeight } = frame;
      const stamp = await readStamp(frame, pixels).finally(() => frame.close());
      // Once it has shown the other side's camera all its pictures count, those included that a poor line has left unreadable.
      isRemote ||= stamp?.camera === 0;
      if (isRemote)
        bench.shown.push(performance.timeOrigin + expectedDisplayTime);
      if (stamp?.camera !== 0)
        return;
      bench.seen.push([stamp.time, performance.timeOrigin + expectedDisplayTime]);
      bench.size = [displayWidth, displayHeight];
      bench.frames++;
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
  await page.evaluate(() => Object.assign(globalThis.visiodeskBench, { answered: null, seen: [], size: null, frames: 0, shown: [] }));
}
