// SPDX-License-Identifier: EUPL-1.2
// The papers of one visitor: asked for, on their way, looked at, accepted or asked again.

export const KINDS = ['identity', 'address', 'payslip', 'contract', 'bank-details', 'certificate', 'letter', 'other'];
export const REASONS = ['blurred', 'cut', 'dark', 'glare', 'upside-down', 'missing-side', 'wrong-paper', 'incomplete',
  'out-of-date', 'other'];
/* The checklist of a desk that tells none. */
export const CHECKLIST = KINDS.map((kind) => ({ kind, sides: 1, show_only: false, keep_hours: null, watermark: false }));
export const NOTE_MAX = 200;

export class Papers {
  #store;
  #link;
  #fail;

  constructor({ store, link, fail }) {
    this.#store = store;
    this.#link = link;
    this.#fail = fail;
  }

  /* All of one contact, as the desk tells them in its snapshot. */
  set(papers) {
    this.#store.papers.value = papers;
    this.#store.progress.value = {};
    this.#store.views.value = {};
  }

  onState(paper) {
    const others = this.#store.papers.value;
    const isKnown = others.some((other) => other.paper === paper.paper);
    this.#store.papers.value = isKnown
      ? others.map((other) => (other.paper === paper.paper ? paper : other))
      : [...others, paper];
    if (paper.state !== 'asked') this.#forgetProgress(paper.paper);
    if (paper.state !== 'asked' && paper.state !== 'refused') this.onView({ paper: paper.paper, n: 0 });
  }

  onProgress(progress) {
    this.#store.progress.value = { ...this.#store.progress.value, [progress.paper]: progress };
  }

  /* A new picture of what the document camera sees; 0: the visitor does not show it (any more). */
  onView({ paper, n }) {
    const { [paper]: gone, ...rest } = this.#store.views.value;
    this.#store.views.value = n ? { ...rest, [paper]: n } : rest;
  }

  /* @x, @y: 0 to 1 of the picture. The visitor sees a pointer there. */
  point(paper, x, y) {
    const thousandths = (share) => Math.round(1000 * Math.min(1, Math.max(0, share)));
    this.#link.send('paper.point', { paper, x: thousandths(x), y: thousandths(y) });
  }

  ask(kind, note) {
    const { contact } = this.#store.call.value.contact;
    return this.#request('paper.ask', { contact, kind, note: note.slice(0, NOTE_MAX) });
  }

  accept(paper) {
    return this.#request('paper.judge', { paper, accepted: true, note: '' });
  }

  refuse(paper, reason, note) {
    return this.#request('paper.judge', { paper, accepted: false, reason, note: note.slice(0, NOTE_MAX) });
  }

  withdraw(paper) {
    return this.#request('paper.withdraw', { paper, why: 'cancelled' });
  }

  async #request(kind, body) {
    try {
      await this.#link.request(kind, body);
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #forgetProgress(paper) {
    const { [paper]: gone, ...rest } = this.#store.progress.value;
    this.#store.progress.value = rest;
  }
}

/* Where the desk serves a paper. @attempt is for the browser's cache only: the same address, another picture. */
export function documentUrl({ paper }) {
  return `/api/papers/${paper}/document.pdf`;
}

/* The first eight digits of the digest: the kiosk's last screen says the same. */
export function receiptCode({ sha256 }) {
  return sha256.slice(0, 8).toUpperCase().replace(/(.{4})/, '$1-');
}

export function viewUrl(paper, n) {
  return `/api/views/${paper}?n=${n}`;
}

export function pageUrl({ paper, attempt }, page, width) {
  return `/api/papers/${paper}/pages/${page}.jpg?width=${width}&attempt=${attempt}`;
}
