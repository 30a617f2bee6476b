/* SPDX-License-Identifier: EUPL-1.2 */
#include "quad-search.h"
#include "quad.h"

#include <math.h>
#include <string.h>

#define MAX_SEARCH_LINES 76
#define MAX_SIDES                                                                                                      \
  20 /* between the same facing two: the likeliest; in clutter there are sixty, and nearly all are nothing */
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
#define MIN_SAMPLES 4  /* of a stretch whose edge can be weighed */
#define MIN_BEYOND 4.0 /* pixels: less tells nothing */
#define EXTENSION 0.12 /* of a side's length, looked at beyond each corner */

/* Where a line meets another, and what was seen along it up to there: millions of stretches between two such places are
 * weighed. */
typedef struct
{
  VdPoint where;
  gboolean counts; /* within the picture, at a corner-like angle */
  int sample;
  float dark, light, unlike; /* VdLineSums before it */
} Meeting;

typedef struct
{
  const VdEdgeMap *map;
  const GArray *lines;
  int n;
  Meeting meet[MAX_SEARCH_LINES][MAX_SEARCH_LINES]; /* of the first line with the second */
  guint8 faces[MAX_SEARCH_LINES][MAX_SEARCH_LINES]; /* may be opposite sides of a sheet */
  GArray *candidates;
  double floor; /* no rank at or under it counts any more */
} Search;

static const VdLine *
line_at (const Search *search, int i)
{
  return &g_array_index (search->lines, VdLine, i);
}

static Meeting
find_meeting (const Search *search, int on, int with)
{
  const double margin = 2.0;
  const VdLine *line = line_at (search, on);
  Meeting meeting = { { 0, 0 } };
  VdPoint *p = &meeting.where;

  meeting.counts = on != with && vd_line_meet (line, line_at (search, with), p) && p->x >= -margin && p->y >= -margin &&
                   p->x <= search->map->width - 1 + margin && p->y <= search->map->height - 1 + margin;
  if (!meeting.counts)
    return meeting;
  meeting.sample = vd_line_get_sample (line, p);
  meeting.dark = line->sums[meeting.sample].dark;
  meeting.light = line->sums[meeting.sample].light;
  meeting.unlike = line->sums[meeting.sample].unlike;
  return meeting;
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
compare_lines (Search *search)
{
  for (int i = 0; i < search->n; i++)
    for (int j = 0; j < search->n; j++)
      {
        search->meet[i][j] = find_meeting (search, i, j);
        search->faces[i][j] = i != j && may_face (search, i, j);
      }
}

/* As vd_line_get_support (). */
static inline float
support_between (const Meeting *a, const Meeting *b)
{
  int length = b->sample - a->sample;
  float dark = b->dark - a->dark, light = b->light - a->light;

  if (ABS (length) < MIN_SAMPLES)
    return 0;
  return (length > 0 ? MAX (dark, light) : MIN (dark, light)) / length;
}

/* Edge that goes on beyond the corner where @on meets @at, away from @from: a sheet's side ends there, a table's or a
 * plank's does not. 0..1. */
static double
support_beyond (const Search *search, int on, int from, int at)
{
  const VdLine *line = line_at (search, on);
  double a = vd_line_position (line, &search->meet[on][from].where);
  double b = vd_line_position (line, &search->meet[on][at].where);
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

static inline gboolean
is_same (const VdQuad *a, const VdQuad *b)
{
  for (int i = 0; i < 4; i++)
    {
      double x = a->corner[i].x - b->corner[i].x, y = a->corner[i].y - b->corner[i].y;

      if (x * x + y * y >= SAME_QUAD * SAME_QUAD)
        return FALSE;
    }
  return TRUE;
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
        is_known = is_same (&g_array_index (candidates, VdQuadCandidate, k).quad, &candidate->quad);
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
value_of_tones (const Search *search, const int line[4], const VdQuadCandidate *candidate, const float support[4])
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

      if (!vd_line_get_means (side, search->meet[line[i]][line[(i + 3) % 4]].sample,
                              search->meet[line[i]][line[(i + 1) % 4]].sample, &mean[i]))
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

/* No rank can be higher than this, whatever lies beside the sides. */
static inline float
most_rank (const float support[4], float area)
{
  float a = MIN (support[0], support[2]), b = MIN (support[1], support[3]);

  return 0.4f * MIN (a, b) + 0.15f * (support[0] + support[1] + support[2] + support[3]) + 0.1f + 0.15f * sqrtf (area);
}

static gboolean
take_shape (const Search *search, const int line[4], VdQuadCandidate *candidate)
{
  for (int i = 0; i < 4; i++)
    candidate->quad.corner[i] = search->meet[line[i]][line[(i + 3) % 4]].where;
  candidate->area = fabs (vd_quad_area (&candidate->quad)) / ((double)search->map->width * search->map->height);
  return candidate->area >= MIN_AREA && vd_quad_is_convex (&candidate->quad);
}

static gboolean
has_short_side (const VdQuad *quad)
{
  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &quad->corner[i], *b = &quad->corner[(i + 1) % 4];

      if ((a->x - b->x) * (a->x - b->x) + (a->y - b->y) * (a->y - b->y) < MIN_SIDE * MIN_SIDE)
        return TRUE;
    }
  return FALSE;
}

static void
consider (Search *search, const int line[4], const float support[4])
{
  VdQuadCandidate candidate = { .least_support = 1 };

  if (!take_shape (search, line, &candidate) || most_rank (support, candidate.area) <= search->floor)
    return;
  for (int i = 0; i < 4; i++)
    {
      candidate.borders += line_at (search, line[i])->is_border;
      candidate.least_support = MIN (candidate.least_support, support[i]);
      candidate.support += support[i] / 4;
    }
  if (candidate.borders > 2 || has_short_side (&candidate.quad))
    return;
  candidate.rank = value_of_tones (search, line, &candidate, support) + 0.15 * sqrt (candidate.area);
  if (candidate.rank <= search->floor)
    return;
  candidate.beyond = measure_beyond (search, line, &candidate.crossed);
  candidate.rank -= BEYOND_COSTS * candidate.beyond;
  if (candidate.rank <= search->floor)
    return;
  candidate.quad = vd_quad_ordered (&candidate.quad);
  g_array_append_val (search->candidates, candidate);
  if (search->candidates->len >= 2 * MAX_KEPT)
    keep_best (search);
}

typedef struct
{
  int line;
  float support, promise;
} Crossing;

/* The likeliest sides between @a and @c, best first. */
static int
find_crossings (const Search *search, int a, int c, Crossing crossing[MAX_SIDES])
{
  int n = 0;

  for (int b = 0; b < search->n; b++)
    {
      const Meeting *from = &search->meet[b][a], *to = &search->meet[b][c];
      Crossing found = { b, 0, 0 };
      int k;

      if (b == a || b == c || !from->counts || !to->counts)
        continue;
      found.support = support_between (from, to);
      if (found.support < MIN_SUPPORT)
        continue;
      found.promise =
          found.support * (0.5f + 0.5f * fabsf (to->unlike - from->unlike) / ABS (to->sample - from->sample));
      if (n == MAX_SIDES && found.promise <= crossing[n - 1].promise)
        continue;
      for (k = n < MAX_SIDES ? n++ : n - 1; k > 0 && crossing[k - 1].promise < found.promise; k--)
        crossing[k] = crossing[k - 1];
      crossing[k] = found;
    }
  return n;
}

/* All quads whose facing sides are @a and @c; those whose other two face each other too only once. */
static void
consider_pair (Search *search, int a, int c)
{
  Crossing crossing[MAX_SIDES];
  int n = find_crossings (search, a, c, crossing);

  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      {
        int b = crossing[i].line, d = crossing[j].line;
        const int line[4] = { a, b, c, d };
        const float support[4] = { support_between (&search->meet[a][b], &search->meet[a][d]), crossing[i].support,
                                   support_between (&search->meet[c][b], &search->meet[c][d]), crossing[j].support };

        if (!(MIN (b, d) < a && search->faces[b][d]) && support[0] >= MIN_SUPPORT && support[2] >= MIN_SUPPORT &&
            most_rank (support, 1) > search->floor)
          consider (search, line, support);
      }
}

static void
search_quads (Search *search)
{
  compare_lines (search);
  for (int a = 0; a < search->n; a++)
    for (int c = a + 1; c < search->n; c++)
      if (search->faces[a][c])
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
