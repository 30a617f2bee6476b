// SPDX-License-Identifier: EUPL-1.2
// Waiting for a fact with a deadline; never for an amount of time.
export function delay(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

/** Polls until probe() gives something truthy, and gives that back; when the deadline passes, an Error that tells what was awaited. */
export async function until(what, probe, timeoutMs = 10000, everyMs = 100) {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value)
      return value;
    if (performance.now() >= deadline)
      throw new Error(`not within ${timeoutMs} ms: ${typeof what === 'function' ? await what() : what}`);
    await delay(everyMs);
  }
}
