/* SPDX-License-Identifier: EUPL-1.2 */
#include "line-finder.h"
#include "line-fit.h"
#include "region-finder.h"

#include <math.h>
#include <string.h>

#define THRESHOLD                                                                                                      \
  4                  /* gray levels over two pixels of the smoothed picture: a white slip on a white desk has no more  \
                      */
#define N_ANGLES 180 /* one degree each, of the normal, 0 to 180 */
#define RHO_STEP 2.0 /* pixels */
#define SPREAD 3     /* degrees by which a point's own direction may be wrong */
#define MAX_PEAKS 160
#define MAX_LINES 68
#define MAX_REGION_LINES 36 /* of these, from the outlines of even areas */
#define NEAR_ANGLE 3        /* bins: a peak as near as that to a higher one is its shoulder */
#define NEAR_RHO 2
#define BESIDE 4.5f   /* pixels: beyond an edge's blur, short of the print */
#define UNLIKE 0.10f  /* of the paper's brightness: so much more is no more unlike */
#define DARKEST 30.0f /* gray levels: darker paper counts as if it were that bright, or noise would be contrast */
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
      int weight = p->strength > 2 * THRESHOLD ? 3 : 2; /* nearly a count: a faint long edge beats a strong short one */

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

/* The strongest edge under a place of the line that goes along it: of the gradient there, most must go across the line;
 * text and grain point anywhere. */
static float
edge_at (const VdLine *line, const VdEdgeMap *map, float x, float y)
{
  float best = 0, nx = line->nx, ny = line->ny;

  for (int off = -2; off <= 2; off++)
    {
      int px = (int)(x + nx * off + 0.5f), py = (int)(y + ny * off + 0.5f);
      int gx, gy;
      float along;
      gsize k;

      if (px < 1 || py < 1 || px >= map->width - 1 || py >= map->height - 1)
        continue;
      k = (gsize)py * map->width + px;
      gx = map->gx[k];
      gy = map->gy[k];
      if (ABS (gx) + ABS (gy) < THRESHOLD) /* most places: no edge, whatever its way */
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

/* Walks along the line and notes the edges seen under it. */
static void
sample_edges (VdLine *line, const VdEdgeMap *map)
{
  double length = hypot (map->width, map->height);
  const VdPoint centre = { map->width / 2.0, map->height / 2.0 };

  line->n_samples = (int)length + 2;
  line->origin = vd_line_position (line, &centre) - length / 2;
  line->sums = g_new0 (VdLineSums, line->n_samples + 1);
  line->first = line->origin + length;
  line->last = line->origin;
  for (int i = 0; i < line->n_samples; i++)
    {
      double t = line->origin + i, x = line->nx * line->d - line->ny * t, y = line->ny * line->d + line->nx * t;
      float edge;

      line->sums[i + 1].dark = line->sums[i].dark;
      line->sums[i + 1].light = line->sums[i].light;
      if (x < -2 || y < -2 || x > map->width + 1 || y > map->height + 1)
        continue;
      edge = edge_at (line, map, x, y);
      line->first = MIN (line->first, t);
      line->last = MAX (line->last, t);
      line->sums[i + 1].dark += edge >= THRESHOLD ? 1 : 0;
      line->sums[i + 1].light += edge <= -THRESHOLD ? 1 : 0;
    }
}

/* The same for what lies beside it. */
static void
sample_tones (VdLine *line, const VdEdgeMap *map)
{
  for (int i = 0; i < line->n_samples; i++)
    {
      double t = line->origin + i;
      VdLineSums *sums = &line->sums[i + 1];

      sums->unlike = sums[-1].unlike;
      memcpy (sums->tone, sums[-1].tone, sizeof sums->tone);
      if (t >= line->first && t <= line->last)
        add_tones (line, map, line->nx * line->d - line->ny * t, line->ny * line->d + line->nx * t, sums);
    }
}

static int
compare_lines (const void *a, const void *b)
{
  const VdLine *p = a, *q = b;
  float one = MAX (p->sums[p->n_samples].dark, p->sums[p->n_samples].light),
        two = MAX (q->sums[q->n_samples].dark, q->sums[q->n_samples].light);

  return (two > one) - (two < one);
}

static void
line_clear (void *data)
{
  VdLine *line = data;

  g_clear_pointer (&line->sums, g_free);
}

static void
add_border (GArray *lines, const VdEdgeMap *map, double nx, double ny, double d)
{
  VdLine line = { nx, ny, d, TRUE };

  sample_edges (&line, map);
  sample_tones (&line, map);
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

      if (turn < 0.008 && apart < 1.5)
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
      if (!vd_compass_move_line (compass, &line, 5) || is_known (lines, &line, map))
        continue;
      sample_edges (&line, map);
      g_array_append_val (lines, line);
    }
}

GArray *
vd_line_finder_run (const VdEdgeMap *map)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (VdLine));
  g_autoptr (GArray) points = vd_edge_map_get_points (map, THRESHOLD);
  g_autoptr (GArray) peaks = NULL;
  Hough hough;
  g_autoptr (VdCompass) compass = vd_compass_new (points);
  guint n_sides;

  hough_init (&hough, map);
  vote (&hough, points);
  peaks = find_peaks (&hough);
  g_array_set_clear_func (lines, line_clear);
  add_region_sides (lines, compass, map);
  n_sides = lines->len;
  for (guint i = 0; i < peaks->len; i++)
    {
      const Peak *peak = &g_array_index (peaks, Peak, i);
      VdLine line = { hough.cosine[peak->angle], hough.sine[peak->angle], (peak->rho - hough.n_rho / 2) * RHO_STEP };

      if (!vd_compass_move_line (compass, &line, 3.5f) || is_known (lines, &line, map))
        continue;
      sample_edges (&line, map);
      g_array_append_val (lines, line);
    }
  g_free (hough.votes);
  if (lines->len > n_sides)
    qsort (&g_array_index (lines, VdLine, n_sides), lines->len - n_sides, sizeof (VdLine), compare_lines);
  if (lines->len > MAX_LINES)
    g_array_set_size (lines, MAX_LINES);
  for (guint i = 0; i < lines->len; i++)
    sample_tones (&g_array_index (lines, VdLine, i), map);
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
