/* SPDX-License-Identifier: EUPL-1.2 */
#include "line-finder.h"

#include <math.h>
#include <string.h>

#define THRESHOLD                                                                                                      \
  4                  /* gray levels over two pixels of the smoothed picture: a white slip on a white desk has no more  \
                      */
#define N_ANGLES 180 /* one degree each, of the normal, 0 to 180 */
#define RHO_STEP 2.0 /* pixels */
#define SPREAD 3     /* degrees by which a point's own direction may be wrong */
#define MAX_PEAKS 160
#define MAX_LINES 56
#define NEAR_ANGLE 3 /* bins: a peak as near as that to a higher one is its shoulder */
#define NEAR_RHO 2
#define MIN_SAMPLES 24       /* a line seen on fewer pixels is no side of a sheet */
#define BORDER_SUPPORT 0.55f /* nothing can be seen there: worth less than an edge seen */

typedef struct
{
  int angle, rho, votes;
} Peak;

typedef struct
{
  const VdEdgeMap *map;
  int n_rho;
  float cosine[N_ANGLES], sine[N_ANGLES];
  guint16 *votes; /* [angle][rho] */
} Hough;

static void
vote (Hough *hough, const GArray *points)
{
  for (guint i = 0; i < points->len; i++)
    {
      const VdEdgePoint *p = &g_array_index (points, VdEdgePoint, i);
      int angle = (int)lrint (atan2 (p->ny, p->nx) * N_ANGLES / G_PI);
      int weight = p->strength > 2 * THRESHOLD ? 3 : 2; /* nearly a count: a faint long edge beats a strong short one */

      for (int a = angle - SPREAD; a <= angle + SPREAD; a++)
        {
          int k = (a + 2 * N_ANGLES) % N_ANGLES;
          int rho = (int)((p->x * hough->cosine[k] + p->y * hough->sine[k]) / RHO_STEP + hough->n_rho / 2 + 0.5);

          if (rho >= 0 && rho < hough->n_rho)
            hough->votes[k * hough->n_rho + rho] += weight;
        }
    }
}

/* Votes of a cell and its neighbours along rho: a sheet's side is never quite straight. */
static int
votes_at (const Hough *hough, int angle, int rho)
{
  const guint16 *row;

  if (angle < 0 || angle >= N_ANGLES) /* the same line, its normal turned about */
    {
      angle = (angle + N_ANGLES) % N_ANGLES;
      rho = hough->n_rho - 1 - rho;
    }
  if (rho < 1 || rho >= hough->n_rho - 1)
    return 0;
  row = hough->votes + angle * hough->n_rho + rho;
  return row[-1] + 2 * row[0] + row[1];
}

static gboolean
is_highest (const Hough *hough, int angle, int rho, int votes)
{
  for (int a = -NEAR_ANGLE; a <= NEAR_ANGLE; a++)
    for (int r = -NEAR_RHO; r <= NEAR_RHO; r++)
      {
        int other = votes_at (hough, angle + a, rho + r);

        if (other > votes || (other == votes && (a < 0 || (a == 0 && r < 0))))
          return FALSE;
      }
  return TRUE;
}

static int
compare_peaks (const void *a, const void *b)
{
  return ((const Peak *)b)->votes - ((const Peak *)a)->votes;
}

static GArray *
find_peaks (const Hough *hough)
{
  GArray *peaks = g_array_new (FALSE, FALSE, sizeof (Peak));
  int least = 4 * 2 * MIN (hough->map->width, hough->map->height) / 16;

  for (int angle = 0; angle < N_ANGLES; angle++)
    for (int rho = 1; rho < hough->n_rho - 1; rho++)
      {
        const Peak peak = { angle, rho, votes_at (hough, angle, rho) };

        if (peak.votes >= least && is_highest (hough, angle, rho, peak.votes))
          g_array_append_val (peaks, peak);
      }
  g_array_sort (peaks, compare_peaks);
  if (peaks->len > MAX_PEAKS)
    g_array_set_size (peaks, MAX_PEAKS);
  return peaks;
}

/* Least squares over the edge points near the line that point its way; the line moves to them. */
static gboolean
refit (VdLine *line, const GArray *points, double within)
{
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, angle;

  for (guint i = 0; i < points->len; i++)
    {
      const VdEdgePoint *p = &g_array_index (points, VdEdgePoint, i);

      if (fabs (p->x * line->nx + p->y * line->ny - line->d) > within ||
          fabs (p->nx * line->nx + p->ny * line->ny) < 0.97) /* 14° */
        continue;
      n += 1;
      sx += p->x;
      sy += p->y;
      sxx += (double)p->x * p->x;
      sxy += (double)p->x * p->y;
      syy += (double)p->y * p->y;
    }
  if (n < MIN_SAMPLES)
    return FALSE;
  sxx -= sx * sx / n;
  sxy -= sx * sy / n;
  syy -= sy * sy / n;
  angle = 0.5 * atan2 (2 * sxy, sxx - syy) + G_PI_2; /* of the normal: across the direction of greatest spread */
  line->nx = cos (angle);
  line->ny = sin (angle);
  line->d = (sx * line->nx + sy * line->ny) / n;
  return TRUE;
}

/* Walks along the line and notes where an edge of either polarity lies under it. */
static void
sample_support (VdLine *line, const VdEdgeMap *map)
{
  double length = hypot (map->width, map->height);
  const VdPoint centre = { map->width / 2.0, map->height / 2.0 };

  line->n_samples = (int)length + 2;
  line->origin = vd_line_position (line, &centre) - length / 2;
  line->dark = g_new0 (float, line->n_samples + 1);
  line->light = g_new0 (float, line->n_samples + 1);
  line->first = line->origin + length;
  line->last = line->origin;
  for (int i = 0; i < line->n_samples; i++)
    {
      double t = line->origin + i, best = 0;

      for (int off = -2; off <= 2; off++)
        {
          int x = (int)lrint (line->nx * (line->d + off) - line->ny * t);
          int y = (int)lrint (line->ny * (line->d + off) + line->nx * t);
          double along;
          gsize k;

          if (x < 1 || y < 1 || x >= map->width - 1 || y >= map->height - 1)
            continue;
          k = (gsize)y * map->width + x;
          line->first = MIN (line->first, t);
          line->last = MAX (line->last, t);
          along = map->gx[k] * line->nx + map->gy[k] * line->ny;
          /* Of the gradient there, most must go across the line: text and grain point anywhere. */
          if (fabs (along) > fabs (best) && along * along > 0.75 * (map->gx[k] * map->gx[k] + map->gy[k] * map->gy[k]))
            best = along;
        }
      line->dark[i + 1] = line->dark[i] + (best >= THRESHOLD ? 1 : 0);
      line->light[i + 1] = line->light[i] + (best <= -THRESHOLD ? 1 : 0);
    }
}

static int
compare_lines (const void *a, const void *b)
{
  const VdLine *p = a, *q = b;
  float one = MAX (p->dark[p->n_samples], p->light[p->n_samples]),
        two = MAX (q->dark[q->n_samples], q->light[q->n_samples]);

  return (two > one) - (two < one);
}

static void
line_clear (void *data)
{
  VdLine *line = data;

  g_clear_pointer (&line->dark, g_free);
  g_clear_pointer (&line->light, g_free);
}

static void
add_border (GArray *lines, const VdEdgeMap *map, double nx, double ny, double d)
{
  VdLine line = { nx, ny, d, TRUE };

  sample_support (&line, map);
  for (int i = 0; i <= line.n_samples; i++)
    line.dark[i] = line.light[i] = i * BORDER_SUPPORT;
  g_array_append_val (lines, line);
}

static gboolean
is_known (const GArray *lines, const VdLine *line, const VdEdgeMap *map)
{
  double x = map->width / 2.0, y = map->height / 2.0;

  for (guint i = 0; i < lines->len; i++)
    {
      const VdLine *other = &g_array_index (lines, VdLine, i);
      double turn = fabs (line->nx * other->ny - line->ny * other->nx);
      double same = line->nx * other->nx + line->ny * other->ny > 0 ? 1 : -1;
      double apart = fabs ((line->nx * x + line->ny * y - line->d) - same * (other->nx * x + other->ny * y - other->d));

      if (turn < 0.008 && apart < 1.5)
        return TRUE;
    }
  return FALSE;
}

GArray *
vd_line_finder_run (const VdEdgeMap *map)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (VdLine));
  g_autoptr (GArray) points = vd_edge_map_get_points (map, THRESHOLD);
  g_autoptr (GArray) peaks = NULL;
  Hough hough = { map };

  hough.n_rho = (int)(2 * hypot (map->width, map->height) / RHO_STEP) + 5;
  hough.n_rho |= 1; /* odd: rho 0 in the middle, so that a normal turned about mirrors the index */
  hough.votes = g_new0 (guint16, (gsize)N_ANGLES * hough.n_rho);
  for (int i = 0; i < N_ANGLES; i++)
    {
      hough.cosine[i] = cosf (i * G_PI / N_ANGLES);
      hough.sine[i] = sinf (i * G_PI / N_ANGLES);
    }
  vote (&hough, points);
  peaks = find_peaks (&hough);
  g_array_set_clear_func (lines, line_clear);
  for (guint i = 0; i < peaks->len; i++)
    {
      const Peak *peak = &g_array_index (peaks, Peak, i);
      VdLine line = { hough.cosine[peak->angle], hough.sine[peak->angle], (peak->rho - hough.n_rho / 2) * RHO_STEP };

      if (!refit (&line, points, 3.5) || !refit (&line, points, 2.0) || is_known (lines, &line, map))
        continue;
      sample_support (&line, map);
      g_array_append_val (lines, line);
    }
  g_free (hough.votes);
  g_array_sort (lines, compare_lines);
  if (lines->len > MAX_LINES)
    g_array_set_size (lines, MAX_LINES);
  add_border (lines, map, 1, 0, 0);
  add_border (lines, map, 1, 0, map->width - 1);
  add_border (lines, map, 0, 1, 0);
  add_border (lines, map, 0, 1, map->height - 1);
  return lines;
}

double
vd_line_get_support (const VdLine *line, double from, double to)
{
  int a = CLAMP ((int)lrint (MIN (from, to) - line->origin), 0, line->n_samples);
  int b = CLAMP ((int)lrint (MAX (from, to) - line->origin), 0, line->n_samples);

  if (b - a < 4)
    return 0;
  return MAX (line->dark[b] - line->dark[a], line->light[b] - line->light[a]) / (b - a);
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
