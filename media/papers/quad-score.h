/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "quad-clues.h"

G_BEGIN_DECLS

/* What the four sides are seen in. */
typedef enum
{
  VD_QUAD_IN_PHOTO,
  VD_QUAD_IN_NEWS, /* vd_tray_subtract () */
} VdQuadView;

/* How likely four sides with these VD_N_CLUES are a sheet's, as log odds: 0 is even. Fitted by
 * tests/bench/fit-finder.mjs. */
double vd_quad_score (VdQuadView view, const float *clues);

G_END_DECLS
