// SPDX-License-Identifier: EUPL-1.2
/* Asks until the answer is true, and gives it; says what was waited for when the time is over. */
export async function until(what, ask, timeoutMs = 15_000) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((done) => {
      setTimeout(done, 50);
    });
  }
}
