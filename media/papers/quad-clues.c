/* SPDX-License-Identifier: EUPL-1.2 */
#include "quad-clues.h"
#include "quad.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_SAMPLES 24 /* along each side */
#define N_GRID 10    /* along and across the inside */
#define OUTSIDE 2.7  /* pixels from the edge: beyond its blur, short of the print */
#define INSIDE 2.1
#define FURTHER_IN 4.2
#define OVERHANG 1.5 /* pixels that a quad may reach beyond the one around it */
#define DARKEST                                                                                                        \
  30.0f /* gray levels: darker paper is measured as if it were that bright, or noise would count as contrast */

typedef struct
{
  float value[VD_EDGE_PLANES];
} Colour;

typedef struct
{
  Colour in[N_SAMPLES], further[N_SAMPLES], out[N_SAMPLES];
  Colour mean_in, mean_out; /* medians, plane by plane */
  int n;
  gboolean is_border;
} Side;

typedef struct
{
  const VdEdgeMap *map;
  double brightest; /* level that a tenth of the picture reaches */
} Look;

static inline int
read_colour (const VdEdgeMap *map, double x, double y, Colour *out)
{
  int px = (int)(x + 0.5), py = (int)(y + 0.5);
  gsize at = (gsize)py * map->width + px;

  if (x < 0 || y < 0 || px >= map->width || py >= map->height)
    return 0;
  for (int p = 0; p < VD_EDGE_PLANES; p++)
    out->value[p] = map->plane[p][at];
  return 1;
}

/* In shares of the paper's brightness: light and haze cancel out. */
static inline float
distance (const Colour *a, const Colour *b, float paper)
{
  float y = a->value[0] - b->value[0], c = a->value[1] - b->value[1], d = a->value[2] - b->value[2];

  return sqrtf (y * y + 2 * (c * c + d * d)) / MAX (paper, DARKEST);
}

static int
compare_floats (const void *a, const void *b)
{
  float p = *(const float *)a, q = *(const float *)b;

  return (p > q) - (p < q);
}

/* Thousands a picture are asked for: too many for qsort (). */
static Colour
median_colour (const Colour *colours, int n)
{
  Colour out = { { 0 } };
  float sorted[N_SAMPLES];

  for (int p = 0; p < VD_EDGE_PLANES && n > 0; p++)
    {
      for (int i = 0, k; i < n; i++)
        {
          float value = colours[i].value[p];

          for (k = i; k > 0 && sorted[k - 1] > value; k--)
            sorted[k] = sorted[k - 1];
          sorted[k] = value;
        }
      out.value[p] = sorted[n / 2];
    }
  return out;
}

static void
sample_side (const Look *look, const VdPoint *a, const VdPoint *b, Side *side)
{
  double length = vd_point_distance (a, b), nx = -(b->y - a->y) / length, ny = (b->x - a->x) / length;
  int blind = 0;

  side->n = 0;
  for (int i = 0; i < N_SAMPLES; i++)
    {
      double t = 0.04 + 0.92 * (i + 0.5) / N_SAMPLES, x = a->x + t * (b->x - a->x), y = a->y + t * (b->y - a->y);
      int n = side->n;

      if (!read_colour (look->map, x + INSIDE * nx, y + INSIDE * ny, &side->in[n]) ||
          !read_colour (look->map, x + FURTHER_IN * nx, y + FURTHER_IN * ny, &side->further[n]))
        continue;
      if (!read_colour (look->map, x - OUTSIDE * nx, y - OUTSIDE * ny, &side->out[n]))
        {
          side->out[n] = side->in[n];
          blind++;
        }
      side->n++;
    }
  side->is_border = blind > side->n / 2;
  side->mean_in = median_colour (side->in, side->n);
  side->mean_out = median_colour (side->out, side->n);
}

/* What one side alone tells. */
typedef struct
{
  float step, unlike, margin, rough_in, rough_out, brighter;
} SideClues;

static SideClues
judge_side (const Side *side, float paper)
{
  SideClues clues = { 0 };
  float step[VD_EDGE_PLANES], square = 0, clear;

  for (int p = 0; p < VD_EDGE_PLANES; p++)
    {
      step[p] = side->mean_in.value[p] - side->mean_out.value[p];
      square += step[p] * step[p];
    }
  clear = CLAMP (distance (&side->mean_in, &side->mean_out, paper) / 0.12f, 0, 1);
  for (int i = 0; i < side->n; i++)
    {
      float along = 0, across = distance (&side->in[i], &side->out[i], paper),
            deep = distance (&side->in[i], &side->further[i], paper);

      for (int p = 0; p < VD_EDGE_PLANES; p++)
        along += (side->in[i].value[p] - side->out[i].value[p]) * step[p];
      clues.step += along > 0.4f * square;
      clues.unlike += CLAMP (across / 0.10f, 0, 1);
      clues.margin += deep < 0.5f * across || deep < 0.03f;
      if (i > 0)
        {
          clues.rough_in += MIN (0.3f, distance (&side->in[i], &side->in[i - 1], paper));
          clues.rough_out += MIN (0.3f, distance (&side->out[i], &side->out[i - 1], paper));
        }
    }
  clues.step *= clear / side->n;
  clues.unlike /= side->n;
  clues.margin /= side->n;
  clues.rough_in *= 4.0f / side->n;
  clues.rough_out *= 4.0f / side->n;
  clues.brighter = CLAMP (step[0] / MAX (paper, DARKEST) * 2, -1, 1);
  return clues;
}

/* Share of the sides whose outside is nearer to the others' inside than to their outside. */
static float
count_within (const Side *side)
{
  int within = 0;

  for (int i = 0; i < 4; i++)
    {
      float to_sheet = G_MAXFLOAT, to_desk = G_MAXFLOAT;

      for (int k = 0; k < 4; k++)
        if (k != i && !side[i].is_border && !side[k].is_border)
          {
            to_sheet = MIN (to_sheet, distance (&side[i].mean_out, &side[k].mean_in, 100));
            to_desk = MIN (to_desk, distance (&side[i].mean_out, &side[k].mean_out, 100));
          }
      within += to_sheet < 0.6f * to_desk;
    }
  return within / 4.0f;
}

static float
share_of_paper (const Look *look, const VdQuad *quad, const Side *side, float paper)
{
  const VdPoint *p = quad->corner;
  int alike = 0;

  for (int row = 0; row < N_GRID; row++)
    for (int column = 0; column < N_GRID; column++)
      {
        double u = (column + 0.5) / N_GRID, v = (row + 0.5) / N_GRID;
        double x = (p[0].x * (1 - u) + p[1].x * u) * (1 - v) + (p[3].x * (1 - u) + p[2].x * u) * v;
        double y = (p[0].y * (1 - u) + p[1].y * u) * (1 - v) + (p[3].y * (1 - u) + p[2].y * u) * v;
        float least = G_MAXFLOAT;
        Colour colour;

        if (!read_colour (look->map, x, y, &colour))
          continue;
        for (int i = 0; i < 4; i++)
          least = MIN (least, distance (&colour, &side[i].mean_in, paper));
        alike += least < 0.15f;
      }
  return alike / (float)(N_GRID * N_GRID);
}

static void
judge_shape (const VdQuad *quad, float *clues)
{
  static const double usual[] = { 1.294, 1.414, 1.586, 2.5 }; /* letter, A, ID-1, a till's receipt */
  double length[4], skewed = 0, uneven, ratio, strange = 0.3;

  for (int i = 0; i < 4; i++)
    length[i] = MAX (1, vd_point_distance (&quad->corner[i], &quad->corner[(i + 1) % 4]));
  for (int i = 0; i < 4; i++)
    {
      const VdPoint *o = &quad->corner[i], *a = &quad->corner[(i + 3) % 4], *b = &quad->corner[(i + 1) % 4];
      double dot = (a->x - o->x) * (b->x - o->x) + (a->y - o->y) * (b->y - o->y);

      skewed = MAX (skewed, fabs (dot) / (length[i] * length[(i + 3) % 4]));
    }
  uneven = MAX (fabs (log (length[0] / length[2])), fabs (log (length[1] / length[3])));
  ratio = fabs (log ((length[0] + length[2]) / (length[1] + length[3])));
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    strange = MIN (strange, fabs (ratio - log (usual[i])));
  clues[VD_CLUE_SKEWED] = skewed;
  clues[VD_CLUE_UNEVEN] = MIN (1, uneven);
  clues[VD_CLUE_STRANGE] = strange / 0.3;
}

static void
judge_rim (const Side *side, float paper, float *clues)
{
  clues[VD_CLUE_LEAST_STEP] = clues[VD_CLUE_LEAST_UNLIKE] = clues[VD_CLUE_LEAST_MARGIN] = 1;
  clues[VD_CLUE_LEAST_BRIGHTER] = 1;
  for (int i = 0; i < 4; i++)
    {
      SideClues of = judge_side (&side[i], paper);
      float odd = 0;

      for (int k = 0; k < 4; k++)
        odd += MIN (1, distance (&side[i].mean_in, &side[k].mean_in, paper)) / 3;
      clues[VD_CLUE_MOST_ODD] = MAX (clues[VD_CLUE_MOST_ODD], odd);
      clues[VD_CLUE_ODD] += odd / 4;
      clues[VD_CLUE_LEAST_MARGIN] = MIN (clues[VD_CLUE_LEAST_MARGIN], of.margin);
      clues[VD_CLUE_MARGIN] += of.margin / 4;
      clues[VD_CLUE_ROUGH_INSIDE] += of.rough_in / 4;
      if (side[i].is_border) /* nothing can be seen there: neither good nor bad */
        of = (SideClues){ 0.6f, 0.6f, 0, 0, 0.2f, 0.2f };
      clues[VD_CLUE_LEAST_STEP] = MIN (clues[VD_CLUE_LEAST_STEP], of.step);
      clues[VD_CLUE_STEP] += of.step / 4;
      clues[VD_CLUE_LEAST_UNLIKE] = MIN (clues[VD_CLUE_LEAST_UNLIKE], of.unlike);
      clues[VD_CLUE_UNLIKE] += of.unlike / 4;
      clues[VD_CLUE_ROUGH_OUTSIDE] += of.rough_out / 4;
      clues[VD_CLUE_LEAST_BRIGHTER] = MIN (clues[VD_CLUE_LEAST_BRIGHTER], of.brighter);
      clues[VD_CLUE_BRIGHTER] += of.brighter / 4;
    }
}

static gboolean
judge_candidate (const Look *look, const VdQuadCandidate *candidate, float *clues)
{
  Side side[4];
  float rim[4], paper;

  for (int i = 0; i < 4; i++)
    {
      sample_side (look, &candidate->quad.corner[i], &candidate->quad.corner[(i + 1) % 4], &side[i]);
      rim[i] = side[i].mean_in.value[0];
      if (side[i].n < N_SAMPLES / 2)
        return FALSE;
    }
  qsort (rim, 4, sizeof *rim, compare_floats);
  paper = (rim[1] + rim[2]) / 2;
  clues[VD_CLUE_LEAST_SUPPORT] = candidate->least_support;
  clues[VD_CLUE_SUPPORT] = candidate->support;
  clues[VD_CLUE_BEYOND] = candidate->beyond.support;
  clues[VD_CLUE_CROSSED] = candidate->beyond.crossed;
  clues[VD_CLUE_SIZE] = sqrt (candidate->area);
  clues[VD_CLUE_BORDERS] = candidate->borders / 4.0f;
  judge_rim (side, paper, clues);
  clues[VD_CLUE_WITHIN] = count_within (side);
  clues[VD_CLUE_PAPER] = share_of_paper (look, &candidate->quad, side, paper);
  clues[VD_CLUE_BRIGHT] = MIN (1.5f, paper / look->brightest);
  judge_shape (&candidate->quad, clues);
  return TRUE;
}

static gboolean
lies_around (const VdQuad *outer, const VdQuad *inner)
{
  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &outer->corner[i], *b = &outer->corner[(i + 1) % 4];
      double x = b->x - a->x, y = b->y - a->y, square = x * x + y * y;

      for (int k = 0; k < 4; k++)
        {
          double turn = x * (inner->corner[k].y - a->y) - y * (inner->corner[k].x - a->x);

          if (turn < 0 && turn * turn > OVERHANG * OVERHANG * square)
            return FALSE;
        }
    }
  return TRUE;
}

/* How good a quad looks by itself, for the clues that compare. */
static float
plain_value (const float *clues)
{
  return clues[VD_CLUE_LEAST_STEP] * clues[VD_CLUE_SUPPORT] * (1 - clues[VD_CLUE_BORDERS]) *
         (1 - 0.5f * clues[VD_CLUE_BEYOND]);
}

static void
compare_candidates (const GArray *candidates, float *clues)
{
  for (guint i = 0; i < candidates->len; i++)
    for (guint k = 0; k < candidates->len; k++)
      {
        const VdQuadCandidate *a = &g_array_index (candidates, VdQuadCandidate, i);
        const VdQuadCandidate *b = &g_array_index (candidates, VdQuadCandidate, k);
        float *inner = clues + i * VD_N_CLUES, *outer = clues + k * VD_N_CLUES;

        if (b->area < 1.25 * a->area || !lies_around (&b->quad, &a->quad))
          continue;
        inner[VD_CLUE_ENCLOSED] = MAX (inner[VD_CLUE_ENCLOSED], plain_value (outer));
        outer[VD_CLUE_ENCLOSES] = MAX (outer[VD_CLUE_ENCLOSES], plain_value (inner));
      }
}

static double
measure_brightest (const VdEdgeMap *map)
{
  guint histogram[256] = { 0 }, total = 0, seen = 0;
  gsize count = (gsize)map->width * map->height;
  int level = 255;

  for (gsize i = 0; i < count; i += 3, total++)
    histogram[map->plane[0][i]]++;
  while (level > 0 && seen + histogram[level] < total / 10)
    seen += histogram[level--];
  return MAX (level, DARKEST);
}

GArray *
vd_quad_clues_run (const VdEdgeMap *map, const GArray *candidates)
{
  GArray *clues = g_array_new (FALSE, TRUE, VD_N_CLUES * sizeof (float));
  const Look look = { map, measure_brightest (map) };

  g_array_set_size (clues, candidates->len);
  for (guint i = 0; i < candidates->len; i++)
    judge_candidate (&look, &g_array_index (candidates, VdQuadCandidate, i), (float *)clues->data + i * VD_N_CLUES);
  compare_candidates (candidates, (float *)clues->data);
  return clues;
}
