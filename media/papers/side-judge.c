/* SPDX-License-Identifier: EUPL-1.2 */
#include "side-judge.h"
#include "quad.h"

#include <math.h>
#include <stdlib.h>

#define N_SAMPLES 32 /* along each side */
#define OFFSET 4.5   /* pixels inside and outside of the edge: beyond its blur, short of the print */

typedef struct
{
  double in[VD_EDGE_PLANES], out[VD_EDGE_PLANES]; /* medians */
  double agreeing;                                /* share of the samples that differ as the medians do */
  double contrast;
  gboolean at_border;
} Side;

static int
compare_ints (const void *a, const void *b)
{
  return *(const int *)a - *(const int *)b;
}

static double
median (const int *values, int n)
{
  int sorted[N_SAMPLES];

  for (int i = 0; i < n; i++)
    sorted[i] = values[i];
  qsort (sorted, n, sizeof *sorted, compare_ints);
  return sorted[n / 2];
}

static gboolean
sample (const VdEdgeMap *map, double x, double y, int *out)
{
  int px = (int)lrint (x), py = (int)lrint (y);

  if (px < 0 || py < 0 || px >= map->width || py >= map->height)
    return FALSE;
  for (int i = 0; i < VD_EDGE_PLANES; i++)
    out[i] = map->plane[i][(gsize)py * map->width + px];
  return TRUE;
}

static Side
judge_side (const VdEdgeMap *map, const VdPoint *a, const VdPoint *b)
{
  Side side = { { 0 } };
  int in[VD_EDGE_PLANES][N_SAMPLES], out[VD_EDGE_PLANES][N_SAMPLES], n = 0, agreeing = 0, blind = 0;
  double length = vd_point_distance (a, b), nx = -(b->y - a->y) / length, ny = (b->x - a->x) / length,
         step[VD_EDGE_PLANES];
  double square = 0;

  for (int i = 0; i < N_SAMPLES; i++)
    {
      double t = 0.04 + 0.92 * (i + 0.5) / N_SAMPLES, x = a->x + t * (b->x - a->x), y = a->y + t * (b->y - a->y);
      int inside[VD_EDGE_PLANES] = { 0 }, outside[VD_EDGE_PLANES] = { 0 };

      if (!sample (map, x + OFFSET * nx, y + OFFSET * ny, inside))
        continue;
      blind += !sample (map, x - OFFSET * nx, y - OFFSET * ny, outside);
      for (int p = 0; p < VD_EDGE_PLANES; p++)
        {
          in[p][n] = inside[p];
          out[p][n] = outside[p];
        }
      n++;
    }
  if (n < N_SAMPLES / 2)
    return side;
  side.at_border = blind > n / 2;
  for (int p = 0; p < VD_EDGE_PLANES; p++)
    {
      side.in[p] = median (in[p], n);
      side.out[p] = median (out[p], n);
      step[p] = side.in[p] - side.out[p];
      square += step[p] * step[p];
    }
  side.contrast = sqrt (square);
  for (int i = 0; i < n; i++)
    {
      double along = 0;

      for (int p = 0; p < VD_EDGE_PLANES; p++)
        along += (in[p][i] - out[p][i]) * step[p];
      agreeing += along > 0.4 * square;
    }
  side.agreeing = (double)agreeing / n;
  return side;
}

static double
colour_distance (const double *a, const double *b)
{
  double square = 0;

  for (int p = 0; p < VD_EDGE_PLANES; p++)
    square += (a[p] - b[p]) * (a[p] - b[p]);
  return sqrt (square);
}

/* A side at the picture's border shows no outside; it can only look like the sheet that the other sides show, or not.
 */
static double
value_at_border (const Side *side, const Side *all)
{
  int votes = 0, seen = 0;

  for (int i = 0; i < 4; i++)
    {
      if (all[i].at_border)
        continue;
      seen++;
      votes += colour_distance (side->in, all[i].in) < 0.6 * colour_distance (side->in, all[i].out) ? 1 : 0;
    }
  return seen > 0 ? 0.6 * votes / seen : 0;
}

/* Whether what lies outside of a side looks like the sheet within the others rather than like what lies around them:
 * then the side is a line of print, and the sheet goes on. */
static gboolean
is_within_sheet (const Side *side, const Side *all)
{
  double to_sheet = G_MAXDOUBLE, to_desk = G_MAXDOUBLE;

  for (int i = 0; i < 4; i++)
    if (&all[i] != side && !all[i].at_border)
      {
        to_sheet = MIN (to_sheet, colour_distance (side->out, all[i].in));
        to_desk = MIN (to_desk, colour_distance (side->out, all[i].out));
      }
  return to_sheet < 0.6 * to_desk;
}

double
vd_side_judge_run (const VdEdgeMap *map, const VdQuad *quad)
{
  Side side[4];
  double least = 1, sum = 0;

  for (int i = 0; i < 4; i++)
    side[i] = judge_side (map, &quad->corner[i], &quad->corner[(i + 1) % 4]);
  for (int i = 0; i < 4; i++)
    {
      /* Three levels are noise; from twelve on, more does not tell more. */
      double clear = CLAMP ((side[i].contrast - 3) / 9, 0, 1);
      double value = side[i].at_border ? value_at_border (&side[i], side) : clear * side[i].agreeing;

      if (!side[i].at_border && is_within_sheet (&side[i], side))
        value *= 0.75;
      least = MIN (least, value);
      sum += value;
    }
  return 0.5 * least + 0.5 * sum / 4;
}
