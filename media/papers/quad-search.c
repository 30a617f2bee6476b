/* SPDX-License-Identifier: EUPL-1.2 */
#include "quad-search.h"
#include "quad.h"

#include <math.h>
#include <string.h>

#define MAX_SEARCH_LINES 76
#define MAX_CANDIDATES 160
#define MAX_KEPT 480         /* while searching; of quads that are next to the same only one is a candidate */
#define SAME_QUAD 3.0        /* pixels between the corners */
#define MIN_SUPPORT 0.12     /* of a side that shows an edge at all: white on white shows little */
#define MIN_AREA 0.03        /* of the picture: less is no page anybody could read */
#define MIN_SIDE 24.0        /* pixels */
#define MAX_CONVERGENCE 0.60 /* sine of the angle between opposite sides, about 37° */
#define BEYOND_COSTS 0.25
#define CLEAR_STEP 0.12f /* of the paper's brightness: a larger step tells no more */
#define DARKEST 30.0f
#define MIN_BEYOND 4.0 /* pixels: less tells nothing */
#define EXTENSION 0.12 /* of a side's length, looked at beyond each corner */

typedef struct
{
  const VdEdgeMap *map;
  const GArray *lines;
  int n;
  VdPoint meet[MAX_SEARCH_LINES][MAX_SEARCH_LINES];
  gboolean meets[MAX_SEARCH_LINES][MAX_SEARCH_LINES]; /* within the picture, at a corner-like angle */
  GArray *candidates;
  double floor; /* no rank at or under it counts any more */
} Search;

static const VdLine *
line_at (const Search *search, int i)
{
  return &g_array_index (search->lines, VdLine, i);
}

static void
find_meetings (Search *search)
{
  double margin = 2.0;

  for (int i = 0; i < search->n; i++)
    for (int j = 0; j < search->n; j++)
      {
        VdPoint *p = &search->meet[i][j];

        search->meets[i][j] = i != j && vd_line_meet (line_at (search, i), line_at (search, j), p) && p->x >= -margin &&
                              p->y >= -margin && p->x <= search->map->width - 1 + margin &&
                              p->y <= search->map->height - 1 + margin;
      }
}

static double
support_between (const Search *search, int on, int from, int to)
{
  const VdLine *line = line_at (search, on);

  return vd_line_get_support (line, vd_line_position (line, &search->meet[on][from]),
                              vd_line_position (line, &search->meet[on][to]));
}

/* Edge that goes on beyond the corner where @on meets @at, away from @from: a sheet's side ends there, a table's or a
 * plank's does not. 0..1. */
static double
support_beyond (const Search *search, int on, int from, int at)
{
  const VdLine *line = line_at (search, on);
  double a = vd_line_position (line, &search->meet[on][from]), b = vd_line_position (line, &search->meet[on][at]);
  double away = b > a ? 1 : -1, begin = b + 3 * away, end = begin + EXTENSION * (b - a) + 8 * away;

  end = CLAMP (end, line->first, line->last); /* what lies outside of the picture cannot be seen to end */
  return line->is_border || (end - begin) * away < MIN_BEYOND ? 0 : vd_line_get_support (line, begin, end);
}

/* How much of the four lines goes on beyond their corners, 0..1. Where both neighbours of a side run on past it, that
 * side is a line of print across the sheet, and the sheet goes on beyond it: @is_crossed, 0..1. */
static double
measure_beyond (const Search *search, const int line[4], double *is_crossed)
{
  double before[4], after[4], sum = 0, crossed = 0;

  for (int i = 0; i < 4; i++)
    {
      before[i] = support_beyond (search, line[i], line[(i + 1) % 4], line[(i + 3) % 4]);
      after[i] = support_beyond (search, line[i], line[(i + 3) % 4], line[(i + 1) % 4]);
      sum += before[i] + after[i];
    }
  for (int i = 0; i < 4; i++)
    crossed = MAX (crossed, MIN (after[(i + 3) % 4], before[(i + 1) % 4]));
  *is_crossed = CLAMP ((crossed - 0.6) / 0.3, 0, 1);
  return sum / 8;
}

static int
compare_candidates (const void *a, const void *b)
{
  const VdQuadCandidate *p = a, *q = b;

  return (q->rank > p->rank) - (q->rank < p->rank);
}

/* Drops all but the best; what cannot come among them any more is not looked at further. */
static void
keep_best (Search *search)
{
  g_array_sort (search->candidates, compare_candidates);
  if (search->candidates->len <= MAX_KEPT)
    return;
  g_array_set_size (search->candidates, MAX_KEPT);
  search->floor = g_array_index (search->candidates, VdQuadCandidate, MAX_KEPT - 1).rank;
}

/* Of quads next to the same only the best: a hundred answers that differ by a pixel would leave no place for another.
 */
static void
keep_different (GArray *candidates)
{
  guint kept = 0;

  for (guint i = 0; i < candidates->len && kept < MAX_CANDIDATES; i++)
    {
      const VdQuadCandidate *candidate = &g_array_index (candidates, VdQuadCandidate, i);
      gboolean is_known = FALSE;

      for (guint k = 0; k < kept && !is_known; k++)
        is_known =
            vd_quad_distance (&g_array_index (candidates, VdQuadCandidate, k).quad, &candidate->quad) < SAME_QUAD;
      if (!is_known)
        g_array_index (candidates, VdQuadCandidate, kept++) = *candidate;
    }
  g_array_set_size (candidates, kept);
}

static float
tone_distance (const float *a, const float *b, float paper)
{
  float y = a[0] - b[0], c = a[1] - b[1], d = a[2] - b[2];

  return sqrtf (y * y + 2 * (c * c + d * d)) / MAX (paper, DARKEST);
}

/* What lies within all four sides looks like one sheet, what lies outside does not: 0..1 and a bit. */
static double
value_of_tones (const Search *search, const int line[4], const VdQuadCandidate *candidate, const double support[4])
{
  VdLineSums mean[4];
  const float *in[4], *out[4];
  float paper = 0, odd = 0, least = 1, sum = 0, brighter = 0;
  VdPoint centre = { 0, 0 };

  for (int i = 0; i < 4; i++)
    {
      centre.x += candidate->quad.corner[i].x / 4;
      centre.y += candidate->quad.corner[i].y / 4;
    }
  for (int i = 0; i < 4; i++)
    {
      const VdLine *side = line_at (search, line[i]);
      int inside = side->nx * centre.x + side->ny * centre.y > side->d;

      if (!vd_line_get_means (side, vd_line_position (side, &candidate->quad.corner[i]),
                              vd_line_position (side, &candidate->quad.corner[(i + 1) % 4]), &mean[i]))
        return 0;
      in[i] = mean[i].tone[inside];
      out[i] = mean[i].tone[!inside];
      paper += in[i][0] / 4;
    }
  for (int i = 0; i < 4; i++)
    {
      float step = MIN (1, tone_distance (in[i], out[i], paper) / CLEAR_STEP);
      float value = support[i] * (line_at (search, line[i])->is_border ? 0.5f : 0.5f * step + 0.5f * mean[i].unlike);

      odd = MAX (odd, tone_distance (in[i], in[(i + 2) % 4], paper));
      least = MIN (least, value);
      sum += value / 4;
      brighter += CLAMP ((in[i][0] - out[i][0]) / MAX (paper, DARKEST) * 2, -1, 1) / 4;
    }
  return 0.4 * least + 0.6 * sum - 0.2 * MIN (1, odd) + 0.1 * brighter;
}

static void
consider (Search *search, const int line[4], const double support[4])
{
  VdQuadCandidate candidate = { .least_support = 1 };

  for (int i = 0; i < 4; i++)
    {
      candidate.quad.corner[i] = search->meet[line[i]][line[(i + 3) % 4]];
      candidate.borders += line_at (search, line[i])->is_border;
      candidate.least_support = MIN (candidate.least_support, support[i]);
      candidate.support += support[i] / 4;
    }
  candidate.area = fabs (vd_quad_area (&candidate.quad)) / ((double)search->map->width * search->map->height);
  if (candidate.borders > 2 || candidate.area < MIN_AREA || !vd_quad_is_convex (&candidate.quad))
    return;
  for (int i = 0; i < 4; i++)
    if (vd_point_distance (&candidate.quad.corner[i], &candidate.quad.corner[(i + 1) % 4]) < MIN_SIDE)
      return;
  candidate.rank = value_of_tones (search, line, &candidate, support) + 0.15 * sqrt (candidate.area);
  if (candidate.rank <= search->floor)
    return;
  candidate.beyond = measure_beyond (search, line, &candidate.crossed);
  candidate.rank -= BEYOND_COSTS * candidate.beyond;
  candidate.quad = vd_quad_ordered (&candidate.quad);
  g_array_append_val (search->candidates, candidate);
  if (search->candidates->len >= 2 * MAX_KEPT)
    keep_best (search);
}

/* All quads whose facing sides are @a and @c. */
static void
consider_pair (Search *search, int a, int c)
{
  int side[MAX_SEARCH_LINES], n = 0;
  double support[MAX_SEARCH_LINES];

  for (int b = 0; b < search->n; b++)
    {
      if (b == a || b == c || !search->meets[b][a] || !search->meets[b][c])
        continue;
      support[n] = support_between (search, b, a, c);
      side[n] = b;
      n += support[n] >= MIN_SUPPORT;
    }
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      {
        const int line[4] = { a, side[i], c, side[j] };
        double all[4] = { support_between (search, a, side[i], side[j]), support[i],
                          support_between (search, c, side[i], side[j]), support[j] };

        if (all[0] >= MIN_SUPPORT && all[2] >= MIN_SUPPORT)
          consider (search, line, all);
      }
}

static gboolean
may_face (const Search *search, int i, int j)
{
  const VdLine *a = line_at (search, i), *b = line_at (search, j);
  double x = search->map->width / 2.0, y = search->map->height / 2.0;
  double same = a->nx * b->nx + a->ny * b->ny > 0 ? 1 : -1;
  double apart = fabs ((a->nx * x + a->ny * y - a->d) - same * (b->nx * x + b->ny * y - b->d));

  return fabs (a->nx * b->ny - a->ny * b->nx) < MAX_CONVERGENCE && apart >= MIN_SIDE;
}

static void
search_quads (Search *search)
{
  find_meetings (search);
  for (int a = 0; a < search->n; a++)
    for (int c = a + 1; c < search->n; c++)
      if (may_face (search, a, c))
        consider_pair (search, a, c);
  keep_best (search);
}

GArray *
vd_quad_search_run (const VdEdgeMap *map, const GArray *lines)
{
  Search *search = g_new0 (Search, 1);
  GArray *candidates = search->candidates = g_array_new (FALSE, FALSE, sizeof (VdQuadCandidate));

  search->map = map;
  search->floor = -1;
  search->lines = lines;
  search->n = MIN ((int)lines->len, MAX_SEARCH_LINES);
  search_quads (search);
  keep_different (candidates);
  g_free (search);
  return candidates;
}
