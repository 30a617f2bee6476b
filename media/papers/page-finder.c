/* SPDX-License-Identifier: EUPL-1.2 */
#include "page-finder.h"
#include "line-finder.h"
#include "quad.h"
#include "side-judge.h"

#include <math.h>
#include <string.h>

#define MAX_SEARCH_LINES 64
#define MAX_CANDIDATES 160
#define MIN_SUPPORT 0.3      /* of a side that shows an edge at all */
#define MIN_AREA 0.03        /* of the picture: less is no page anybody could read */
#define MIN_SIDE 24.0        /* pixels */
#define MAX_CONVERGENCE 0.60 /* sine of the angle between opposite sides, about 37° */
#define BEYOND_COSTS 0.25
#define CROSSED_COSTS 0.45
#define BORDER_COSTS 0.2
#define MIN_RANK 0.85    /* of a whole sheet; under it mistakes are more than sheets */
#define MIN_CUT_RANK 0.5 /* of a cut one: a sheet lies there somehow */
/* Measured on 20 photographs of sheets and 28 of none: blocks of print and other mistakes reach a rank of 1.0, sheets
 * found rightly have 1.2 to 1.6, but for a white slip on a white desk (0.9). One half lies between. */
#define NO_CONFIDENCE 0.6
#define FULL_CONFIDENCE 1.5
#define MIN_MARGIN 2.0 /* pixels between a whole sheet and the picture's edge */
#define MIN_BEYOND 4.0 /* pixels: less tells nothing */
#define EXTENSION 0.12 /* of a side's length, looked at beyond each corner */

/* Four lines, a sheet's sides in turn: 0 and 2 face each other. */
typedef struct
{
  int line[4];
  VdQuad quad;
  int borders;
  double crossed; /* how surely one of the sides is print across the sheet, 0..1 */
  double rank;
} Candidate;

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

/* What speaks against four lines because of how they go on: each a little, and much where both neighbours of a side run
 * on past it. That side is then a line of print across the sheet, and the sheet goes on beyond it. */
static double
cost_beyond (const Search *search, const int line[4], double *is_crossed)
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
  return BEYOND_COSTS * sum / 8;
}

static int
compare_candidates (const void *a, const void *b)
{
  const Candidate *p = a, *q = b;

  return (q->rank > p->rank) - (q->rank < p->rank);
}

/* Drops all but the best; what cannot come among them any more is not looked at further. */
static void
keep_best (Search *search)
{
  g_array_sort (search->candidates, compare_candidates);
  if (search->candidates->len <= MAX_CANDIDATES)
    return;
  g_array_set_size (search->candidates, MAX_CANDIDATES);
  search->floor = g_array_index (search->candidates, Candidate, MAX_CANDIDATES - 1).rank;
}

static void
consider (Search *search, const int line[4], const double support[4])
{
  Candidate candidate = { { line[0], line[1], line[2], line[3] } };
  double least = 1, sum = 0, area;

  for (int i = 0; i < 4; i++)
    {
      candidate.quad.corner[i] = search->meet[line[i]][line[(i + 3) % 4]];
      candidate.borders += line_at (search, line[i])->is_border;
      least = MIN (least, support[i]);
      sum += support[i];
    }
  area = fabs (vd_quad_area (&candidate.quad)) / ((double)search->map->width * search->map->height);
  candidate.rank = 0.4 * least + 0.6 * sum / 4 + 0.15 * sqrt (area);
  if (candidate.rank <= search->floor || candidate.borders > 2 || area < MIN_AREA ||
      !vd_quad_is_convex (&candidate.quad))
    return;
  for (int i = 0; i < 4; i++)
    if (vd_point_distance (&candidate.quad.corner[i], &candidate.quad.corner[(i + 1) % 4]) < MIN_SIDE)
      return;
  candidate.rank -= cost_beyond (search, line, &candidate.crossed);
  g_array_append_val (search->candidates, candidate);
  if (search->candidates->len >= 4 * MAX_CANDIDATES)
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

/* A corner at the picture's very edge is where the sheet is cut, or it would be a wonder. */
static gboolean
touches_border (const VdEdgeMap *map, const VdQuad *quad)
{
  for (int i = 0; i < 4; i++)
    {
      const VdPoint *p = &quad->corner[i];

      if (MIN (p->x, p->y) < MIN_MARGIN || p->x > map->width - 1 - MIN_MARGIN || p->y > map->height - 1 - MIN_MARGIN)
        return TRUE;
    }
  return FALSE;
}

static VdFinding
choose (const Search *search)
{
  VdFinding finding = { FALSE };
  double best = MIN_CUT_RANK;

  for (guint i = 0; i < search->candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (search->candidates, Candidate, i);
      VdQuad quad = vd_quad_ordered (&candidate->quad);
      double sides = vd_side_judge_run (search->map, &quad);
      double rank =
          0.5 * candidate->rank + sides - BORDER_COSTS * candidate->borders - CROSSED_COSTS * candidate->crossed;

      if (rank <= best)
        continue;
      best = rank;
      finding.cut = candidate->borders > 0 || touches_border (search->map, &quad);
      finding.found = !finding.cut;
      finding.quad = quad;
      finding.confidence = CLAMP ((rank - NO_CONFIDENCE) / (FULL_CONFIDENCE - NO_CONFIDENCE), 0, 1);
    }
  if (best < MIN_RANK)
    finding.found = FALSE;
  return finding;
}

VdFinding
vd_page_finder_run (const VdPicture *small)
{
  VdFinding finding = { FALSE };
  g_autoptr (VdEdgeMap) map = NULL;
  g_autoptr (GArray) lines = NULL;
  Search *search;

  g_return_val_if_fail (small, finding);
  if (small->width < 64 || small->height < 64)
    return finding;
  map = vd_edge_map_new (small);
  lines = vd_line_finder_run (map);
  search = g_new0 (Search, 1);
  search->map = map;
  search->lines = lines;
  search->n = MIN ((int)lines->len, MAX_SEARCH_LINES);
  search->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  search_quads (search);
  finding = choose (search);
  for (int i = 0; i < 4;
       i++) /* lines were found between the pixels' middles; corners are told from the picture's own corner */
    finding.quad.corner[i] = (VdPoint){ finding.quad.corner[i].x + 0.5, finding.quad.corner[i].y + 0.5 };
  g_array_unref (search->candidates);
  g_free (search);
  return finding;
}
