// SPDX-License-Identifier: EUPL-1.2
// Timers of a page in a background tab are held back to one a minute after five minutes (Chromium's intensive
// throttling); a worker's are not. The heartbeat of a console waiting behind other windows depends on it.

const running = new Map();

self.onmessage = ({ data: { id, ms } }) => {
  clearTimeout(running.get(id));
  running.delete(id);
  if (ms === null) return;
  running.set(
    id,
    setTimeout(() => {
      running.delete(id);
      self.postMessage(id);
    }, ms),
  );
};
