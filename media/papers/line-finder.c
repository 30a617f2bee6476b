/* SPDX-License-Identifier: EUPL-1.2 */
#include "line-finder.h"
#include "line-fit.h"
#include "line-sums.h"
#include "region-finder.h"

#include <math.h>
#include <string.h>

#define N_ANGLES 180 /* one degree each, of the normal, 0 to 180 */
#define RHO_STEP 1.0 /* pixels */
#define SPREAD 3     /* degrees by which a point's own direction may be wrong */
#define MAX_PEAKS 160
#define SHORT 16      /* the picture's shorter side has so many of the shortest side that is looked for; */
#define SHORT_NEWS 24 /* a card in an A3 tray */
#define MAX_LINES 68
#define MAX_REGION_LINES 36 /* of these, from the outlines of even areas */
#define NEAR_ANGLE 3        /* bins: a peak as near as that to a higher one is its shoulder */
#define NEAR_RHO 2
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
hough_init (Hough *hough, const VdEdgeMap *map)
{
  hough->map = map;
  hough->n_rho = (int)(2 * hypot (map->width, map->height) / RHO_STEP) + 5;
  hough->n_rho |= 1; /* odd: rho 0 in the middle, so that a normal turned about mirrors the index */
  hough->votes = g_new0 (guint16, (gsize)N_ANGLES * hough->n_rho);
  for (int i = 0; i < N_ANGLES; i++)
    {
      hough->cosine[i] = cosf (i * G_PI / N_ANGLES);
      hough->sine[i] = sinf (i * G_PI / N_ANGLES);
    }
}

static void
vote (Hough *hough, const GArray *points)
{
  const float middle = hough->n_rho / 2 + 0.5f;

  for (guint i = 0; i < points->len; i++)
    {
      const VdEdgePoint *p = &g_array_index (points, VdEdgePoint, i);
      int angle = (int)lrintf (atan2f (p->ny, p->nx) * (float)(N_ANGLES / G_PI));
      int weight =
          p->strength > 2 * VD_LINE_THRESHOLD ? 3 : 2; /* nearly a count: a faint long edge beats a strong short one */

      for (int a = angle - SPREAD; a <= angle + SPREAD; a++)
        {
          int k = (a + 2 * N_ANGLES) % N_ANGLES;
          int rho = (int)((p->x * hough->cosine[k] + p->y * hough->sine[k]) * (float)(1 / RHO_STEP) + middle);

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
  int least = 4 * 2 * MIN (hough->map->width, hough->map->height) / (hough->map->is_news ? SHORT_NEWS : SHORT);

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

static int
compare_lines (const void *a, const void *b)
{
  const VdLine *p = a, *q = b;

  return (q->weight > p->weight) - (q->weight < p->weight);
}

static void
line_clear (void *data)
{
  VdLine *line = data;

  g_clear_pointer (&line->sums, g_free);
}

static void
add_border (GArray *lines, const VdEdgeMap *map, VdLine line, float *edges)
{
  line.is_border = TRUE;
  vd_line_place_samples (&line, map);
  vd_line_sample (&line, map, edges);
  for (int i = 0; i <= line.n_samples; i++)
    line.sums[i].dark = line.sums[i].light = line.sums[i].unlike = i * BORDER_SUPPORT;
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

      if (turn < 0.01 && apart < 1.0)
        return TRUE;
    }
  return FALSE;
}

/* The outlines of even areas, moved onto the edges they lie at. */
static void
add_region_sides (GArray *lines, const VdCompass *compass, const VdEdgeMap *map)
{
  g_autoptr (GArray) sides = vd_region_finder_run (map);

  for (guint i = 0; i < sides->len && lines->len < MAX_REGION_LINES; i++)
    {
      const VdRegionSide *side = &g_array_index (sides, VdRegionSide, i);
      double length = hypot (side->b.x - side->a.x, side->b.y - side->a.y);
      VdLine line = { -(side->b.y - side->a.y) / length, (side->b.x - side->a.x) / length };

      line.d = line.nx * side->a.x + line.ny * side->a.y;
      if (!vd_compass_move_line (compass, &line, 3.0f) || is_known (lines, &line, map))
        continue;
      vd_line_place_samples (&line, map);
      g_array_append_val (lines, line);
    }
}

/* The straightest long edges, those with the most to see first, to MAX_LINES in all. */
static void
add_peaks (GArray *lines, const Hough *hough, const VdCompass *compass, float *edges)
{
  g_autoptr (GArray) peaks = find_peaks (hough);
  guint n_sides = lines->len;

  for (guint i = 0; i < peaks->len; i++)
    {
      const Peak *peak = &g_array_index (peaks, Peak, i);
      VdLine line = { hough->cosine[peak->angle], hough->sine[peak->angle], (peak->rho - hough->n_rho / 2) * RHO_STEP };

      if (!vd_compass_move_line (compass, &line, 2.0f) || is_known (lines, &line, hough->map))
        continue;
      vd_line_place_samples (&line, hough->map);
      line.weight = vd_line_weigh (&line, hough->map, edges);
      g_array_append_val (lines, line);
    }
  if (lines->len > n_sides)
    qsort (&g_array_index (lines, VdLine, n_sides), lines->len - n_sides, sizeof (VdLine), compare_lines);
  if (lines->len > MAX_LINES)
    g_array_set_size (lines, MAX_LINES);
}

GArray *
vd_line_finder_run (const VdEdgeMap *map)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (VdLine));
  g_autoptr (GArray) points = vd_edge_map_get_points (map, VD_LINE_THRESHOLD);
  g_autoptr (VdCompass) compass = vd_compass_new (points);
  g_autofree float *edges = g_new (float, (gsize)hypot (map->width, map->height) + 2);
  Hough hough;

  g_array_set_clear_func (lines, line_clear);
  hough_init (&hough, map);
  vote (&hough, points);
  add_region_sides (lines, compass, map);
  add_peaks (lines, &hough, compass, edges);
  g_free (hough.votes);
  for (guint i = 0; i < lines->len; i++)
    vd_line_sample (&g_array_index (lines, VdLine, i), map, edges);
  add_border (lines, map, (VdLine){ 1, 0, 0 }, edges);
  add_border (lines, map, (VdLine){ 1, 0, map->width - 1 }, edges);
  add_border (lines, map, (VdLine){ 0, 1, 0 }, edges);
  add_border (lines, map, (VdLine){ 0, 1, map->height - 1 }, edges);
  return lines;
}
