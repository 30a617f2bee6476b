// SPDX-License-Identifier: EUPL-1.2
// How one call went, as this console tells the desk by call.stats: docs/protocol.md. Figures only. Pure: the clock is
// handed in, and so are the readings of quality.js.

const NOTHING = { packets: 0, lost: 0, frames: 0, freezes: null, frozenMs: null, bytesIn: 0, bytesOut: 0 };
const DAY_MS = 24 * 3600 * 1000;
const COUNT_MOST = 1e9;
const KBPS_MOST = 1e6;
const TRIES_MOST = 100_000;

export class CallFigures {
  #peers = 0;
  #failures = 0;
  #wasUp = new Set(); // numbers of peers
  #madeAt;
  #connectedAt = null;
  #openedAt = null;
  #seenAt = null;
  #route = 'unknown';
  #sums = { ...NOTHING };
  #before = new Map(); // peer → its last reading
  #means = { jitterMs: new Mean(), rttMs: new Mean(), lossOut: new Mean() };

  /* @now: ms, when the call rang here. */
  constructor(now) {
    this.#madeAt = now;
  }

  /* A peer more. */
  made() {
    this.#peers++;
  }

  connected(number, now) {
    this.#wasUp.add(number);
    this.#connectedAt ??= now;
  }

  /* One that was up and is gone did come up: the line was cut, which is another thing. */
  failed(number) {
    if (!this.#wasUp.has(number)) this.#failures++;
  }

  get hasFailed() {
    return this.#failures > 0;
  }

  opened(now) {
    this.#openedAt ??= now;
  }

  seen(now) {
    this.#seenAt ??= now;
  }

  /* A reading of the peer with that number, since its connection began. */
  add(number, stats) {
    const before = this.#before.get(number) ?? NOTHING;
    Object.keys(NOTHING).forEach((key) => {
      if (stats[key] !== null) this.#sums[key] += Math.max(0, stats[key] - (before[key] ?? 0));
    });
    Object.entries(this.#means).forEach(([key, mean]) => mean.add(stats[key]));
    if (stats.route !== 'unknown') this.#route = stats.route;
    this.#before.set(number, stats);
  }

  /* The body of call.stats, without the call. */
  body(now) {
    const sums = this.#sums;
    const talkMs = span(this.#openedAt, now);
    return {
      peers: whole(this.#peers, TRIES_MOST),
      failures: whole(Math.min(this.#failures, this.#peers), TRIES_MOST),
      given_up: 0, // a browser's connections close
      route: this.#route,
      connected_ms: span(this.#madeAt, this.#connectedAt),
      first_frame_ms: span(this.#openedAt, this.#seenAt),
      first_sound_ms: null,
      talk_ms: talkMs,
      frames: whole(sums.frames, COUNT_MOST),
      freezes: whole(sums.freezes, COUNT_MOST),
      frozen_ms: whole(sums.frozenMs, DAY_MS),
      loss_in_ppm: sums.packets + sums.lost > 0 ? whole((1e6 * sums.lost) / (sums.packets + sums.lost), 1e6) : null,
      loss_out_ppm: whole(this.#means.lossOut.value(1e6), 1e6),
      jitter_us: whole(this.#means.jitterMs.value(1000), COUNT_MOST),
      round_trip_ms: whole(this.#means.rttMs.value(1), DAY_MS),
      sent_kbps: talkMs ? whole((sums.bytesOut * 8) / talkMs, KBPS_MOST) : null,
      received_kbps: talkMs ? whole((sums.bytesIn * 8) / talkMs, KBPS_MOST) : null,
    };
  }
}

class Mean {
  #sum = 0;
  #count = 0;

  add(value) {
    if (value === null) return;
    this.#sum += value;
    this.#count++;
  }

  value(factor) {
    return this.#count ? (factor * this.#sum) / this.#count : null;
  }
}

function span(from, to) {
  return from === null || to === null ? null : whole(to - from, DAY_MS);
}

/* What a message may say: a whole number from 0 to @most, or null. */
function whole(value, most) {
  return Number.isFinite(value) ? Math.min(most, Math.max(0, Math.round(value))) : null;
}
