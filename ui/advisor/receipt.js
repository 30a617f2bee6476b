// SPDX-License-Identifier: EUPL-1.2
// The receipt of a paper: what was done with it, by whom and when. It outlives the paper.

/* The acts in order of time, looks that follow one another put together. Throws when the desk does not answer. */
export async function fetchReceipt(paper) {
  const response = await fetch(`/api/papers/${paper}/receipt`);
  if (!response.ok) throw new Error(`receipt: ${response.status}`);
  return groupLooks((await response.json()).acts);
}

/* Pure. An advisor turning pages makes a look of each: one line says all of them, with the last one's time. */
export function groupLooks(acts) {
  const lines = [];
  acts.forEach((act) => {
    const last = lines.at(-1);
    const isSame = last?.what === 'read' && act.what === 'read' && last.name === act.name && last.attempt === act.attempt;
    if (isSame) lines[lines.length - 1] = { ...last, until: act.at, pages: merge(last.pages, act.page) };
    else lines.push(act.what === 'read' ? { ...act, until: act.at, pages: [act.page] } : act);
  });
  return lines;
}

/* Page 0 is the whole document. */
function merge(pages, page) {
  return [...new Set([...pages, page])].sort((one, other) => one - other);
}
