/* SPDX-License-Identifier: EUPL-1.2 */
#include "line-sums.h"

#include <math.h>

#define BESIDE 2.7f   /* pixels: beyond an edge's blur, short of the print */
#define UNLIKE 0.10f  /* of the paper's brightness: so much more is no more unlike */
#define DARKEST 30.0f /* gray levels: darker paper counts as if it were that bright, or noise would be contrast */

/* The strongest edge under a place of the line that goes along it: of the gradient there, most must go across the line;
 * text and grain point anywhere. */
static float
edge_at (const VdLine *line, const VdEdgeMap *map, float x, float y)
{
  float best = 0, nx = line->nx, ny = line->ny;

  for (int off = -1; off <= 1; off++)
    {
      int px = (int)(x + nx * off + 0.5f), py = (int)(y + ny * off + 0.5f);
      int gx, gy;
      float along;
      gsize k;

      if (px < 0 || py < 0 || px >= map->width || py >= map->height)
        continue;
      /* The outermost pixels have no gradient of their own: an edge that comes next to them goes on over them. */
      k = (gsize)CLAMP (py, 1, map->height - 2) * map->width + CLAMP (px, 1, map->width - 2);
      gx = map->gx[k];
      gy = map->gy[k];
      if (ABS (gx) + ABS (gy) < VD_LINE_THRESHOLD) /* most places: no edge, whatever its way */
        continue;
      along = gx * nx + gy * ny;
      if (fabsf (along) > fabsf (best) && along * along > 0.75f * (gx * gx + gy * gy))
        best = along;
    }
  return best;
}

static void
add_tones (const VdLine *line, const VdEdgeMap *map, float x, float y, VdLineSums *sums)
{
  gsize at[2];
  float difference = 0, paper;

  for (int side = 0; side < 2; side++)
    {
      float off = side == 0 ? -BESIDE : BESIDE;
      int px = CLAMP ((int)(x + (float)line->nx * off + 0.5f), 0, map->width - 1);
      int py = CLAMP ((int)(y + (float)line->ny * off + 0.5f), 0, map->height - 1);

      at[side] = (gsize)py * map->width + px;
    }
  for (int p = 0; p < VD_EDGE_PLANES; p++)
    {
      float step = (float)map->plane[p][at[0]] - map->plane[p][at[1]];

      sums->tone[0][p] += map->plane[p][at[0]];
      sums->tone[1][p] += map->plane[p][at[1]];
      difference += (p > 0 ? 2 : 1) * step * step;
    }
  paper = MAX (DARKEST, MAX (map->plane[0][at[0]], map->plane[0][at[1]]));
  sums->unlike += MIN (1, sqrtf (difference) / (UNLIKE * paper));
}

void
vd_line_place_samples (VdLine *line, const VdEdgeMap *map)
{
  double length = hypot (map->width, map->height);
  const VdPoint centre = { map->width / 2.0, map->height / 2.0 };

  line->n_samples = (int)length + 2;
  line->origin = vd_line_position (line, &centre) - length / 2;
  line->first = line->origin + length;
  line->last = line->origin;
  for (int i = 0; i < line->n_samples; i++)
    {
      double t = line->origin + i, x = line->nx * line->d - line->ny * t, y = line->ny * line->d + line->nx * t;

      if (x < -1 || y < -1 || x > map->width || y > map->height)
        continue;
      line->first = MIN (line->first, t);
      line->last = MAX (line->last, t);
    }
}

/* Walks along the line where it lies in the picture and notes the edges seen under it: the i-th of @edges is more than
 * VD_LINE_THRESHOLD, or less than -VD_LINE_THRESHOLD, where there is one. */
static void
see_edges (const VdLine *line, const VdEdgeMap *map, float *edges)
{
  int from = (int)lrint (line->first - line->origin), to = (int)lrint (line->last - line->origin);

  for (int i = 0; i < line->n_samples; i++)
    {
      double t = line->origin + i;

      edges[i] = i < from || i > to
                     ? 0
                     : edge_at (line, map, line->nx * line->d - line->ny * t, line->ny * line->d + line->nx * t);
    }
}

float
vd_line_weigh (const VdLine *line, const VdEdgeMap *map, float *edges)
{
  int dark = 0, light = 0;

  see_edges (line, map, edges);
  for (int i = 0; i < line->n_samples; i++)
    {
      dark += edges[i] >= VD_LINE_THRESHOLD;
      light += edges[i] <= -VD_LINE_THRESHOLD;
    }
  return MAX (dark, light);
}

void
vd_line_sample (VdLine *line, const VdEdgeMap *map, float *edges)
{
  see_edges (line, map, edges);
  line->sums = g_new (VdLineSums, line->n_samples + 1);
  line->sums[0] = (VdLineSums){ 0 };
  for (int i = 0; i < line->n_samples; i++)
    {
      double t = line->origin + i;
      VdLineSums *sums = &line->sums[i + 1];

      *sums = sums[-1];
      sums->dark += edges[i] >= VD_LINE_THRESHOLD;
      sums->light += edges[i] <= -VD_LINE_THRESHOLD;
      if (t >= line->first && t <= line->last)
        add_tones (line, map, line->nx * line->d - line->ny * t, line->ny * line->d + line->nx * t, sums);
    }
}

double
vd_line_get_support (const VdLine *line, double from, double to)
{
  int a = CLAMP ((int)lrint (MIN (from, to) - line->origin), 0, line->n_samples);
  int b = CLAMP ((int)lrint (MAX (from, to) - line->origin), 0, line->n_samples);

  if (a == b)
    return 0;
  return MAX (line->sums[b].dark - line->sums[a].dark, line->sums[b].light - line->sums[a].light) / (b - a);
}

int
vd_line_get_sample (const VdLine *line, const VdPoint *point)
{
  return CLAMP ((int)lrint (vd_line_position (line, point) - line->origin), 0, line->n_samples);
}

gboolean
vd_line_get_means (const VdLine *line, int from, int to, VdLineSums *mean)
{
  const VdLineSums *first = &line->sums[MIN (from, to)], *last = &line->sums[MAX (from, to)];
  float share;

  if (last - first < 4)
    return FALSE;
  share = 1.0f / (last - first);
  mean->dark = (last->dark - first->dark) * share;
  mean->light = (last->light - first->light) * share;
  mean->unlike = (last->unlike - first->unlike) * share;
  for (int side = 0; side < 2; side++)
    for (int p = 0; p < VD_EDGE_PLANES; p++)
      mean->tone[side][p] = (last->tone[side][p] - first->tone[side][p]) * share;
  return TRUE;
}

gboolean
vd_line_meet (const VdLine *a, const VdLine *b, VdPoint *where)
{
  double turn = a->nx * b->ny - a->ny * b->nx;

  if (fabs (turn) < 0.2) /* under 12°: no corner of a sheet */
    return FALSE;
  where->x = (a->d * b->ny - b->d * a->ny) / turn;
  where->y = (b->d * a->nx - a->d * b->nx) / turn;
  return TRUE;
}
