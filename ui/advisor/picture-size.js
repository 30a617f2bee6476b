// SPDX-License-Identifier: EUPL-1.2
// How large the advisor's picture is sent. Chromium begins a call by encoding and throwing away its first large pictures until it trusts the
// line with one, which takes the visitor longer to see somebody than all else: half as wide and high the first one leaves. Pure.

/** What every connection begins with. */
export const FIRST_SCALE = 2;
/* What the browser itself wants to have before it sends 720 lines. */
const FULL_KBPS = 900;
/* Then the browser finds for itself what a narrow line carries: it learns of no more room than it makes use of. */
const READINGS = 5;

export class PictureSize {
  #scale = FIRST_SCALE;
  #readings = 0;

  /* By how much width and height are divided, of a reading (rateQuality) about once a second. What a line that turns narrow carries
   * is the browser's to find: once full it stays so. A browser that does not say how much room there is gets the benefit of the doubt. */
  next({ roomKbps }) {
    this.#readings++;
    if (roomKbps === null || roomKbps >= FULL_KBPS || this.#readings > READINGS) this.#scale = 1;
    return this.#scale;
  }
}
