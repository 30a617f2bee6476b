/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* From the unit square to a quad: x = (a u + b v + c) / (g u + h v + 1), y = (d u + e v + f) / (g u + h v + 1). */
typedef struct
{
  double a, b, c, d, e, f, g, h;
} VdHomography;

/* The corners of the square, clockwise from (0, 0), come to lie on those of @quad (Heckbert, 1989). */
VdHomography vd_homography_from_quad (const VdQuad *quad);

G_END_DECLS
