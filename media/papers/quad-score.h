/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "quad-clues.h"

G_BEGIN_DECLS

/* How likely four sides with these VD_N_CLUES are a sheet's, as log odds: 0 is even. Fitted by
 * tests/bench/fit-finder.mjs. */
double vd_quad_score (const float *clues);

G_END_DECLS
