// SPDX-License-Identifier: EUPL-1.2
// What is told of quads (four [x, y], either way round, convex) found in pictures, against where they truly are.

function area(points) {
  return points.reduce((sum, [x, y], i) => {
    const [u, v] = points[(i + 1) % points.length];
    return sum + (x * v - u * y) / 2;
  }, 0);
}

function clip(points, [ax, ay], [bx, by]) {
  const side = ([x, y]) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  return points.flatMap((p, i) => {
    const q = points[(i + 1) % points.length];
    const [dp, dq] = [side(p), side(q)];
    const crossing = dp >= 0 !== dq >= 0 ? [[0, 1].map((k) => p[k] + (dp / (dp - dq)) * (q[k] - p[k]))] : [];
    return [...(dp >= 0 ? [p] : []), ...crossing];
  });
}

/** Shared area over joint area, 0..1; nothing found (null) is 0. */
export function overlap(found, truth) {
  if (!found || !truth) return 0;
  const [a, b] = [found, truth].map((quad) => (area(quad) < 0 ? [...quad].reverse() : quad));
  const both = b.reduce((rest, p, i) => clip(rest, p, b[(i + 1) % 4]), a);
  const shared = both.length > 2 ? area(both) : 0;
  return shared / (area(a) + area(b) - shared);
}

/** Area under the ROC curve: how often one of @hits stands above one of @misses; null if there are none of either. */
export function rocArea(hits, misses) {
  if (hits.length === 0 || misses.length === 0) return null;
  let above = 0;
  for (const hit of hits) for (const miss of misses) above += hit > miss ? 1 : hit === miss ? 0.5 : 0;
  return above / (hits.length * misses.length);
}
