// SPDX-License-Identifier: EUPL-1.2
// A clock that moves when the test says so; the shape of ui/advisor/ticker.js.

export class FakeTicker {
  now = 0;
  #next = 1;
  #waiting = new Map();

  after(ms, action) {
    this.#waiting.set(this.#next, { at: this.now + ms, action });
    return this.#next++;
  }

  cancel(id) {
    this.#waiting.delete(id);
  }

  get pending() {
    return this.#waiting.size;
  }

  /* Runs what falls due on the way, in order. */
  advance(ms) {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.#waiting].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (!due) break;
      this.#waiting.delete(due[0]);
      this.now = due[1].at;
      due[1].action();
    }
    this.now = end;
  }
}
