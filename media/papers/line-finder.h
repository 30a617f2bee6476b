/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "edge-map.h"

G_BEGIN_DECLS

/* A straight edge across the picture: nx * x + ny * y = d, with (nx, ny) of length 1. */
typedef struct
{
  double nx, ny, d;
  gboolean is_border;  /* the picture's own edge, where a sheet may be cut */
  float *dark, *light; /* how many of the samples before the i-th, one a pixel along the line, show an edge: brighter
                          against / along the normal */
  double origin;       /* position of sample 0 along (-ny, nx) */
  int n_samples;
  double first, last; /* positions between which the line lies in the picture */
} VdLine;

/* The straightest, longest edges of @map: VdLine, with the four borders at the end. */
GArray *vd_line_finder_run (const VdEdgeMap *map); /* (transfer full) */

/* Share of the stretch between two positions (pixels along the line) that shows an edge, all of one polarity; 0..1. */
double vd_line_get_support (const VdLine *line, double from, double to);
static inline double
vd_line_position (const VdLine *line, const VdPoint *point)
{
  return point->y * line->nx - point->x * line->ny;
}
gboolean vd_line_meet (const VdLine *a, const VdLine *b, VdPoint *where);

G_END_DECLS
