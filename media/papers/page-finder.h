/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "edge-map.h"

G_BEGIN_DECLS

/* What was found of a sheet in a picture. */
typedef struct
{
  gboolean found;    /* a whole sheet: @quad holds */
  gboolean cut;      /* a sheet, but it runs out of the picture */
  double confidence; /* 0..1: how sure that the outline is the sheet's; below 0.5 nothing is taken by itself */
  VdQuad quad;       /* in the picture's pixels, (0, 0) its upper left corner; clockwise from the sheet's top left */
} VdFinding;

enum
{
  VD_FINDER_LONGEST = 640, /* pixels on the longer side: more costs time and finds no more sheets */
  VD_FINDER_SHORTEST = 64, /* on the shorter one: in less nothing is looked for */
};

/* Looks for one sheet in @small (RGB or gray, at most about VD_FINDER_LONGEST pixels on its longer side). Pure. */
VdFinding vd_page_finder_run (const VdPicture *small);
/* Whether @quad (as in VdFinding) can be the sheet's outline at all. */
typedef gboolean (*VdOutlineCheck) (const VdQuad *quad, gconstpointer data);
/* What is known of a place beforehand. */
typedef struct
{
  const VdEdgeMap *before; /* its edges, as of a picture as large as the one to search: none is a sheet's. (nullable) */
  VdOutlineCheck may_be;   /* outlines that cannot be are as if they had never been seen. (nullable) Any thread. */
  gconstpointer data;
} VdPlace;
/* As vd_page_finder_run (), for whoever knows more of the place. */
VdFinding vd_page_finder_run_at (const VdPlace *place, const VdPicture *small);
/* Moves the sides of @finding, found in a smaller picture, onto the edges of the full one, to a fraction of a pixel. */
void vd_page_finder_refine (const VdPicture *full, double scale, VdFinding *finding);

G_END_DECLS
