/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* Plain geometry of four corners; y grows downwards. */
double vd_quad_area (const VdQuad *quad); /* square pixels; negative if it runs anticlockwise */
gboolean vd_quad_is_convex (const VdQuad *quad);
/* Clockwise, from the corner that makes the sheet stand most nearly upright. */
VdQuad vd_quad_ordered (const VdQuad *quad);
VdQuad vd_quad_scaled (const VdQuad *quad, double x_factor, double y_factor);
/* How far the corner that differs most has moved, in pixels. */
double vd_quad_distance (const VdQuad *a, const VdQuad *b);
double vd_point_distance (const VdPoint *a, const VdPoint *b);
/* Shared area over joint area, 0..1; both convex. */
double vd_quad_overlap (const VdQuad *a, const VdQuad *b);

G_END_DECLS
