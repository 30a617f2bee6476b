// SPDX-License-Identifier: EUPL-1.2
// setTimeout and clearTimeout that go on in a background tab; see ticker-worker.js.

export class Ticker {
  #worker;
  #next = 1;
  #waiting = new Map();

  constructor(worker) {
    this.#worker = worker;
    this.#worker.onmessage = ({ data: id }) => {
      const action = this.#waiting.get(id);
      this.#waiting.delete(id);
      action?.();
    };
  }

  static inBrowser() {
    return new Ticker(new Worker('/ticker-worker.js'));
  }

  after(ms, action) {
    const id = this.#next++;
    this.#waiting.set(id, action);
    this.#worker.postMessage({ id, ms });
    return id;
  }

  cancel(id) {
    if (this.#waiting.delete(id)) this.#worker.postMessage({ id, ms: null });
  }
}
