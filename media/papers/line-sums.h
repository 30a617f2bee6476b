/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "line-finder.h"

G_BEGIN_DECLS

enum
{
  VD_LINE_THRESHOLD = 4, /* gray levels over two pixels of the smoothed map that make an edge: a white slip on a white
                            desk has no more */
};

/* Lays samples one pixel apart along the line, whose direction and distance are known. */
void vd_line_place_samples (VdLine *line, const VdEdgeMap *map);
/* How many of its samples show an edge, all of one polarity. @edges: room for one value a sample. */
float vd_line_weigh (const VdLine *line, const VdEdgeMap *map, float *edges);
/* Sums up what lies under the line and beside it: line->sums. */
void vd_line_sample (VdLine *line, const VdEdgeMap *map, float *edges);

G_END_DECLS
