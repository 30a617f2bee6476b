// SPDX-License-Identifier: EUPL-1.2
// How long the browser should hold the kiosk's picture back: left to itself it shows a picture as soon as it is whole, and where
// packets are lost all the time the picture then hops. The kiosk's own rule is in media/call/jitter-target.c. Pure.

const LOSSY_PERCENT = 1;
/* What was sent again may be lost again. */
const TRIES = 2;
/* A gap is noticed when the next packets come, and the other end takes a moment to answer. */
const ROUND_TRIPS = 1.2;
const NOTICE_MS = 20;
/* Together with the way there: what people can still talk over (ITU-T G.114). */
const MOST_MS = 300;
/* A line that lost a moment ago is about to lose again. */
const READINGS = 10;

export class PictureDelay {
  #lately = [];

  /* Of a reading (rateQuality) about once a second; ms, or null: as the browser likes. */
  next({ lossPercent, rttMs, jitterMs }) {
    const isLossy = lossPercent > LOSSY_PERCENT && rttMs !== null;
    const wanted = isLossy ? TRIES * (ROUND_TRIPS * rttMs + NOTICE_MS) + (jitterMs ?? 0) : 0;
    this.#lately = [...this.#lately, wanted].slice(-READINGS);
    const most = Math.max(...this.#lately);
    return most > 0 ? Math.min(Math.round(most), MOST_MS) : null;
  }
}
