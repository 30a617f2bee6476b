/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "quad-search.h"

G_BEGIN_DECLS

/* What speaks for and against four lines being the sides of a sheet; all about 0..1. "Least" is of the worst side. */
typedef enum
{
  VD_CLUE_LEAST_SUPPORT, /* edge under the side */
  VD_CLUE_SUPPORT,
  VD_CLUE_BEYOND,     /* sides run on past their corners */
  VD_CLUE_CROSSED,    /* both neighbours run on past a side */
  VD_CLUE_SIZE,       /* root of the share of the picture */
  VD_CLUE_BORDERS,    /* sides that are the picture's own edge, of 4 */
  VD_CLUE_LEAST_STEP, /* inside and outside differ the same way all along */
  VD_CLUE_STEP,
  VD_CLUE_LEAST_UNLIKE, /* inside and outside differ, any way */
  VD_CLUE_UNLIKE,
  VD_CLUE_LEAST_MARGIN, /* what lies just inside goes on further in */
  VD_CLUE_MARGIN,
  VD_CLUE_ROUGH_INSIDE, /* changes along the sides */
  VD_CLUE_ROUGH_OUTSIDE,
  VD_CLUE_MOST_ODD, /* the side whose inside is least like the others' */
  VD_CLUE_ODD,
  VD_CLUE_LEAST_BRIGHTER, /* inside brighter than outside */
  VD_CLUE_BRIGHTER,
  VD_CLUE_WITHIN,   /* sides whose outside looks like the sheet, of 4 */
  VD_CLUE_PAPER,    /* share of the inside that looks like its rim */
  VD_CLUE_BRIGHT,   /* the rim's brightness, against the picture's brightest parts */
  VD_CLUE_SKEWED,   /* cosine of the corner furthest from a right angle */
  VD_CLUE_UNEVEN,   /* facing sides of unlike length */
  VD_CLUE_STRANGE,  /* no usual sheet's proportions */
  VD_CLUE_ENCLOSED, /* a good quad lies around it */
  VD_CLUE_ENCLOSES, /* a good quad lies within */
  VD_N_CLUES
} VdClue;

/* For each of @candidates (VdQuadCandidate) VD_N_CLUES values: float. */
GArray *vd_quad_clues_run (const VdEdgeMap *map, const GArray *candidates); /* (transfer full) */

G_END_DECLS
