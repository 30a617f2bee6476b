// SPDX-License-Identifier: EUPL-1.2
// Samples under their names, and what is told of them.

function quantile(sorted, part) {
  const place = (sorted.length - 1) * part;
  const low = Math.floor(place);
  const high = Math.ceil(place);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

const round = (value) => Math.round(value * 100) / 100;

export class Figures {
  constructor() {
    this.samples = new Map();
  }

  add(name, ...values) {
    this.samples.set(name, [...(this.samples.get(name) ?? []), ...values]);
  }

  /** {name: median, name_p95: …}; what was measured less than atLeast times is an Error: half a result is none. */
  tell(names, atLeast) {
    const told = {};
    for (const name of names) {
      const sorted = [...(this.samples.get(name) ?? [])].sort((a, b) => a - b);
      if (sorted.length < (atLeast[name] ?? 1) || !sorted.every(Number.isFinite))
        throw new Error(`${name}: measured ${sorted.length} times, needed ${atLeast[name] ?? 1}`);
      told[name] = round(quantile(sorted, 0.5));
      told[`${name}_p95`] = round(quantile(sorted, 0.95));
    }
    return told;
  }
}

export function ratios(ours, theirs) {
  return Object.fromEntries(Object.keys(ours).map((key) => [key, theirs[key] ? round(ours[key] / theirs[key]) : null]));
}
