// SPDX-License-Identifier: EUPL-1.2
// What is told of quads (four [x, y], either way round, convex) found in pictures, against where they truly are.

function area(points) {
  return points.reduce((sum, [x, y], i) => {
    const [u, v] = points[(i + 1) % points.length];
    return sum + (x * v - u * y) / 2;
  }, 0);
}

const clockwise = (points) => (area(points) < 0 ? [...points].reverse() : points);

/** What of @points lies on the right of the line from one point to another. */
function clip(points, [ax, ay], [bx, by]) {
  const side = ([x, y]) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  return points.flatMap((p, i) => {
    const q = points[(i + 1) % points.length];
    const [dp, dq] = [side(p), side(q)];
    const crossing = dp >= 0 !== dq >= 0 ? [[0, 1].map((k) => p[k] + (dp / (dp - dq)) * (q[k] - p[k]))] : [];
    return [...(dp >= 0 ? [p] : []), ...crossing];
  });
}

const clipTo = (points, window) =>
  window.reduce((rest, p, i) => clip(rest, p, window[(i + 1) % window.length]), clockwise(points));

/** What is seen of a quad that runs out of the picture: a polygon. */
export function clipToPicture(quad, width, height) {
  return clipTo(quad, [[0, 0], [width, 0], [width, height], [0, height]]);
}

/** Shared area over joint area, 0..1; nothing found (null) is 0. */
export function overlap(found, truth) {
  if (!found || !truth || truth.length < 3) return 0;
  const both = clipTo(found, clockwise(truth));
  const shared = both.length > 2 ? area(both) : 0;
  return shared / (Math.abs(area(found)) + Math.abs(area(truth)) - shared);
}

/** Area under the ROC curve: how often one of @hits stands above one of @misses; null if there are none of either. */
export function rocArea(hits, misses) {
  if (hits.length === 0 || misses.length === 0) return null;
  let above = 0;
  for (const hit of hits) for (const miss of misses) above += hit > miss ? 1 : hit === miss ? 0.5 : 0;
  return above / (hits.length * misses.length);
}
