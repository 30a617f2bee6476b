/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "line-finder.h"
#include "quad-beyond.h"

G_BEGIN_DECLS

/* Four lines that may be a sheet's sides. */
typedef struct
{
  VdQuad quad;          /* ordered: clockwise from the sheet's top left; between the pixels' middles */
  int borders;          /* sides that are the picture's own edge */
  double least_support; /* of a side: share of it that shows an edge, 0..1 */
  double support;       /* mean of the sides */
  VdBeyond beyond;      /* what goes on past their corners */
  double area;          /* share of the picture */
  double rank;
} VdQuadCandidate;

/* The most likely quads of @lines: VdQuadCandidate, best rank first. */
GArray *vd_quad_search_run (const VdEdgeMap *map, const GArray *lines); /* (transfer full) */

G_END_DECLS
