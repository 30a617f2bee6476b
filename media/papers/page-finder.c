/* SPDX-License-Identifier: EUPL-1.2 */
#include "page-finder.h"
#include "line-finder.h"
#include "quad-clues.h"
#include "quad-score.h"

#include <math.h>

#define MIN_MARGIN 1.0      /* pixels between a whole sheet and the picture's edge */
#define LIKELY 1.0          /* log odds of a whole sheet that none cut by the border outdoes */
#define MIN_CONFIDENCE 0.05 /* under it there is rather nothing than a sheet */
/* Of twelve drawn sheets that are cut eleven reach it, of twelve empty desks none. */
#define MIN_CUT_CONFIDENCE 0.2

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

typedef struct
{
  const VdQuad *quad; /* borrowed; NULL: none */
  double score;
} Best;

static void
keep_better (Best *self, const VdQuad *quad, double score)
{
  if (!self->quad || score > self->score)
    *self = (Best){ quad, score };
}

/* A whole sheet that is likely stays whole, however well the same lines fit with the picture's border for a side: a
 * sheet that fills the picture lies next to it. */
static VdFinding
choose (const VdEdgeMap *map, const GArray *candidates)
{
  VdFinding finding = { FALSE };
  g_autoptr (GArray) clues = vd_quad_clues_run (map, candidates);
  VdQuadView view = map->is_news ? VD_QUAD_IN_NEWS : VD_QUAD_IN_PHOTO;
  Best whole = { NULL }, cut = { NULL };
  const Best *best;

  for (guint i = 0; i < candidates->len; i++)
    {
      const VdQuadCandidate *candidate = &g_array_index (candidates, VdQuadCandidate, i);
      gboolean is_cut = candidate->borders > 0 || candidate->beyond.runs_out || touches_border (map, &candidate->quad);

      keep_better (is_cut ? &cut : &whole, &candidate->quad,
                   vd_quad_score (view, (const float *)clues->data + i * VD_N_CLUES));
    }
  best = whole.quad && (!cut.quad || whole.score > MIN (LIKELY, cut.score)) ? &whole : &cut;
  if (!best->quad)
    return finding;
  finding.confidence = 1 / (1 + exp (-best->score));
  if (finding.confidence < (best == &cut ? MIN_CUT_CONFIDENCE : MIN_CONFIDENCE))
    return (VdFinding){ FALSE };
  finding.quad = *best->quad;
  finding.found = best == &whole;
  finding.cut = best == &cut;
  if (finding.cut)
    finding.confidence = 0; /* there is no outline to be sure of */
  return finding;
}

/* Lines were found between the pixels' middles; corners are told from the picture's own corner. */
static VdQuad
to_picture (const VdEdgeMap *map, const VdQuad *quad)
{
  VdQuad out;

  for (int i = 0; i < 4; i++)
    out.corner[i] = (VdPoint){ (quad->corner[i].x + 0.5) * map->scale, (quad->corner[i].y + 0.5) * map->scale };
  return out;
}

static void
keep_those_that_may_be (const VdPlace *place, const VdEdgeMap *map, GArray *candidates)
{
  guint kept = 0;

  for (guint i = 0; i < candidates->len; i++)
    {
      const VdQuadCandidate candidate = g_array_index (candidates, VdQuadCandidate, i);
      const VdQuad quad = to_picture (map, &candidate.quad);

      if (place->may_be (&quad, place->data))
        g_array_index (candidates, VdQuadCandidate, kept++) = candidate;
    }
  g_array_set_size (candidates, kept);
}

VdFinding
vd_page_finder_run_at (const VdPlace *place, const VdPicture *small)
{
  VdFinding finding = { FALSE };
  g_autoptr (VdEdgeMap) map = NULL;
  g_autoptr (GArray) lines = NULL, candidates = NULL;

  g_return_val_if_fail (place && small, finding);
  if (MIN (small->width, small->height) < VD_FINDER_SHORTEST)
    return finding;
  map = vd_edge_map_new (small);
  if (place->before)
    vd_edge_map_forget (map, place->before);
  lines = vd_line_finder_run (map);
  candidates = vd_quad_search_run (map, lines);
  if (place->may_be)
    keep_those_that_may_be (place, map, candidates);
  finding = choose (map, candidates);
  finding.quad = to_picture (map, &finding.quad);
  if (finding.found)
    vd_page_finder_refine (small, 0.5 * map->scale, &finding);
  return finding;
}

VdFinding
vd_page_finder_run (const VdPicture *small)
{
  return vd_page_finder_run_at (&(VdPlace){ NULL }, small);
}
