// SPDX-License-Identifier: EUPL-1.2
// What was played, step by step, and how each went: summary.json of a run.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class Summary {
  constructor(folder, { say = () => {}, facts = {} } = {}) {
    this.folder = folder;
    this.say = say;
    this.facts = facts;
    this.steps = [];
    this.started = performance.now();
  }

  /** Plays one step; its failure is written down and thrown on, so that nothing is played on top of it. */
  async step(name, play) {
    const start = performance.now();
    const entry = { name, ok: false, ms: 0 };
    this.steps.push(entry);
    try {
      const note = await play();
      entry.ok = true;
      if (note !== undefined)
        entry.note = note;
    } catch (error) {
      entry.error = String(error?.message ?? error);
      throw error;
    } finally {
      entry.ms = Math.round(performance.now() - start);
      this.say(`${entry.ok ? 'ok  ' : 'FAIL'} ${name} (${entry.ms} ms)${entry.error ? `: ${entry.error}` : ''}`);
    }
  }

  get ok() {
    return this.steps.length > 0 && this.steps.every((step) => step.ok);
  }

  write(failure) {
    const result = { ok: this.ok && !failure, ms: Math.round(performance.now() - this.started), ...this.facts, steps: this.steps };
    if (failure)
      result.failure = String(failure?.message ?? failure);
    writeFileSync(join(this.folder, 'summary.json'), `${JSON.stringify(result, null, 2)}\n`);
    return result.ok;
  }
}
