/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "edge-map.h"

G_BEGIN_DECLS

/* What was seen along a line, summed up over samples one pixel apart: of an edge, and of what lies to both sides. */
typedef struct
{
  float dark, light;             /* samples that show an edge, brighter against / along the normal */
  float unlike;                  /* how much the two sides differ, each sample at most 1 */
  float tone[2][VD_EDGE_PLANES]; /* against and along the normal, a few pixels off */
} VdLineSums;

/* A straight edge across the picture: nx * x + ny * y = d, with (nx, ny) of length 1. */
typedef struct
{
  double nx, ny, d;
  gboolean is_border; /* the picture's own edge, where a sheet may be cut */
  float weight;       /* samples that show an edge: how lines are told apart while they are chosen */
  VdLineSums *sums;   /* of the samples before the i-th; n_samples + 1 of them */
  double origin;      /* position of sample 0 along (-ny, nx) */
  int n_samples;
  double first, last; /* positions between which the line lies in the picture */
} VdLine;

/* The straightest, longest edges of @map: VdLine, with the four borders at the end. */
GArray *vd_line_finder_run (const VdEdgeMap *map); /* (transfer full) */

/* Share of the stretch between two positions (pixels along the line) that shows an edge, all of one polarity; 0..1. */
double vd_line_get_support (const VdLine *line, double from, double to);
/* The sample nearest to a point on the line, 0..n_samples. */
int vd_line_get_sample (const VdLine *line, const VdPoint *point);
/* Means from one sample to another, @mean->dark and @mean->light being shares. FALSE if it is too short to tell. */
gboolean vd_line_get_means (const VdLine *line, int from, int to, VdLineSums *mean);
static inline double
vd_line_position (const VdLine *line, const VdPoint *point)
{
  return point->y * line->nx - point->x * line->ny;
}
gboolean vd_line_meet (const VdLine *a, const VdLine *b, VdPoint *where);

G_END_DECLS
