/* SPDX-License-Identifier: EUPL-1.2 */
#include "quad-search.h"
#include "quad-beyond.h"
#include "quad.h"

#include <math.h>

#define MAX_SEARCH_LINES 76
#define MAX_SIDES                                                                                                      \
  12 /* between the same facing two: the likeliest; in clutter there are sixty, and nearly all are nothing */
#define MAX_CANDIDATES 160
#define MAX_KEPT 400         /* while searching; of quads that are next to the same only one is a candidate */
#define SAME_QUAD 2.0        /* pixels between the corners */
#define MIN_SUPPORT 0.12     /* of a side that shows an edge at all: white on white shows little */
#define MIN_AREA 0.03        /* of the picture: less is no page anybody could read */
#define MIN_AREA_NEWS 0.02   /* but a card in an A3 tray has 0.026 */
#define MIN_SIDE 12.0        /* pixels */
#define MAX_CONVERGENCE 0.60 /* sine of the angle between opposite sides, about 37° */
#define BEYOND_COSTS 0.25
#define CLEAR_STEP 0.12f /* of the paper's brightness: a larger step tells no more */
#define DARKEST 30.0f
#define MIN_SAMPLES 4 /* of a stretch whose edge can be weighed */
#define NOWHERE -1

/* What was seen along a line up to where it meets another: millions of stretches between two such places are weighed,
 * so those with the same other line lie side by side, sixteen bytes each. */
typedef struct
{
  float dark, light, unlike; /* VdLineSums before it */
  gint16 sample;             /* NOWHERE: outside the picture, or at no corner-like angle */
} Meeting;

typedef struct
{
  const VdEdgeMap *map;
  const GArray *lines;
  int n;
  VdPoint where[MAX_SEARCH_LINES][MAX_SEARCH_LINES]; /* two lines meet */
  Meeting meet[MAX_SEARCH_LINES][MAX_SEARCH_LINES];  /* with the first line, seen along the second */
  guint8 faces[MAX_SEARCH_LINES][MAX_SEARCH_LINES];  /* may be opposite sides of a sheet */
  GArray *candidates;
  double floor; /* no rank at or under it counts any more */
} Search;

static const VdLine *
line_at (const Search *search, int i)
{
  return &g_array_index (search->lines, VdLine, i);
}

static void
find_meeting (Search *search, int on, int with)
{
  const double margin = 1.0;
  const VdLine *line = line_at (search, on);
  VdPoint *p = &search->where[on][with];
  Meeting *meeting = &search->meet[with][on];
  const VdLineSums *sums;

  meeting->sample = NOWHERE;
  if (on == with || !vd_line_meet (line, line_at (search, with), p) || p->x < -margin || p->y < -margin ||
      p->x > search->map->width - 1 + margin || p->y > search->map->height - 1 + margin)
    return;
  meeting->sample = vd_line_get_sample (line, p);
  sums = &line->sums[meeting->sample];
  meeting->dark = sums->dark;
  meeting->light = sums->light;
  meeting->unlike = sums->unlike;
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
        find_meeting (search, i, j);
        search->faces[i][j] = i != j && may_face (search, i, j);
      }
}

/* A stretch of a line between two meetings. */
typedef struct
{
  float support; /* as of vd_line_get_support () */
  float promise; /* hardly more than that can be what it is worth, whatever lies beside it */
} Stretch;

static inline Stretch
stretch_between (const Meeting *a, const Meeting *b)
{
  int length = b->sample - a->sample;
  float dark = b->dark - a->dark, light = b->light - a->light, share, unlike;
  Stretch stretch = { 0, 0 };

  if (ABS (length) < MIN_SAMPLES)
    return stretch;
  share = 1.0f / length;
  stretch.support = MAX (dark * share, light * share);
  /* The means of the two sides differ by no more than the sides do on the average, but for the cap on each sample. */
  unlike = (b->unlike - a->unlike) * share;
  stretch.promise = stretch.support * (0.5f * MIN (1, 2 * unlike) + 0.5f * unlike);
  return stretch;
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
value_of_tones (const Search *search, const int line[4], const VdQuadCandidate *candidate, const Stretch stretch[4])
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

      if (!vd_line_get_means (side, search->meet[line[(i + 3) % 4]][line[i]].sample,
                              search->meet[line[(i + 1) % 4]][line[i]].sample, &mean[i]))
        return 0;
      in[i] = mean[i].tone[inside];
      out[i] = mean[i].tone[!inside];
      paper += in[i][0] / 4;
    }
  for (int i = 0; i < 4; i++)
    {
      float step = MIN (1, tone_distance (in[i], out[i], paper) / CLEAR_STEP);
      float value =
          stretch[i].support * (line_at (search, line[i])->is_border ? 0.5f : 0.5f * step + 0.5f * mean[i].unlike);

      odd = MAX (odd, tone_distance (in[i], in[(i + 2) % 4], paper));
      least = MIN (least, value);
      sum += value / 4;
      brighter += CLAMP ((in[i][0] - out[i][0]) / MAX (paper, DARKEST) * 2, -1, 1) / 4;
    }
  return 0.4 * least + 0.6 * sum - 0.2 * MIN (1, odd) + 0.1 * brighter;
}

/* No rank can be higher than this, whatever lies beside the sides. */
static inline float
most_rank (float a, float b, float c, float d, float area)
{
  return 0.4f * MIN (MIN (a, c), MIN (b, d)) + 0.15f * (a + b + c + d) + 0.1f + 0.15f * sqrtf (area);
}

static gboolean
take_shape (const Search *search, const int line[4], VdQuadCandidate *candidate)
{
  VdPoint *p = candidate->quad.corner;
  double turn[4];

  for (int i = 0; i < 4; i++)
    p[i] = search->where[line[i]][line[(i + 3) % 4]];
  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &p[i], *b = &p[(i + 1) % 4], *c = &p[(i + 2) % 4];

      turn[i] = (b->x - a->x) * (c->y - a->y) - (b->y - a->y) * (c->x - a->x);
      if (turn[i] * turn[0] <= 0) /* not convex */
        return FALSE;
    }
  candidate->area = fabs (turn[0] + turn[2]) / (2.0 * search->map->width * search->map->height);
  return candidate->area >= (search->map->is_news ? MIN_AREA_NEWS : MIN_AREA);
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
consider (Search *search, const int line[4], const Stretch stretch[4])
{
  VdQuadCandidate candidate = { .least_support = 1 };
  const VdLine *side[4];

  if (!take_shape (search, line, &candidate) || most_rank (stretch[0].promise, stretch[1].promise, stretch[2].promise,
                                                           stretch[3].promise, candidate.area) <= search->floor)
    return;
  for (int i = 0; i < 4; i++)
    {
      candidate.borders += line_at (search, line[i])->is_border;
      candidate.least_support = MIN (candidate.least_support, stretch[i].support);
      candidate.support += stretch[i].support / 4;
    }
  if (candidate.borders > 2 || has_short_side (&candidate.quad))
    return;
  candidate.rank = value_of_tones (search, line, &candidate, stretch) + 0.15 * sqrt (candidate.area);
  if (candidate.rank <= search->floor)
    return;
  for (int i = 0; i < 4; i++)
    side[i] = line_at (search, line[i]);
  candidate.beyond = vd_quad_look_beyond (side, candidate.quad.corner);
  candidate.rank -= BEYOND_COSTS * candidate.beyond.support;
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
  Stretch stretch;
} Crossing;

/* The likeliest sides between @a and @c, best first. */
static int
find_crossings (const Search *search, int a, int c, Crossing crossing[MAX_SIDES])
{
  const Meeting *from = search->meet[a], *to = search->meet[c];
  int n = 0;

  for (int b = 0; b < search->n; b++)
    {
      Crossing found = { b };
      int k;

      if (from[b].sample == NOWHERE || to[b].sample == NOWHERE)
        continue;
      found.stretch = stretch_between (&from[b], &to[b]);
      if (found.stretch.support < MIN_SUPPORT ||
          (n == MAX_SIDES && found.stretch.promise <= crossing[n - 1].stretch.promise))
        continue;
      for (k = n < MAX_SIDES ? n++ : n - 1; k > 0 && crossing[k - 1].stretch.promise < found.stretch.promise; k--)
        crossing[k] = crossing[k - 1];
      crossing[k] = found;
    }
  return n;
}

/* Most of what is asked about is refused here, by what can at best become of it. */
static void
consider_crossings (Search *search, int a, int c, const Crossing *one, const Crossing *other)
{
  int b = one->line, d = other->line;
  const int line[4] = { a, b, c, d };
  Stretch stretch[4] = { { 0 }, one->stretch, { 0 }, other->stretch };

  if (MIN (b, d) < a && search->faces[b][d])
    return;
  stretch[0] = stretch_between (&search->meet[b][a], &search->meet[d][a]);
  stretch[2] = stretch_between (&search->meet[b][c], &search->meet[d][c]);
  if (stretch[0].support >= MIN_SUPPORT && stretch[2].support >= MIN_SUPPORT &&
      most_rank (stretch[0].promise, stretch[1].promise, stretch[2].promise, stretch[3].promise, 1) > search->floor)
    consider (search, line, stretch);
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
        /* They come best first: once two promise too little, so do all that follow. */
        if (most_rank (1, crossing[i].stretch.promise, 1, crossing[j].stretch.promise, 1) <= search->floor)
          break;
        consider_crossings (search, a, c, &crossing[i], &crossing[j]);
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
