/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "line-finder.h"

G_BEGIN_DECLS

/* What four lines show past the corners where they meet. */
typedef struct
{
  double support;    /* how much of them goes on there, mean, 0..1 */
  double crossed;    /* how surely one of the sides is print across a larger sheet, 0..1 */
  gboolean runs_out; /* that sheet's sides go on to the picture's border: it is cut there */
} VdBeyond;

/* @corner: the i-th is where the i-th of @side meets the one before; pixels of the map. Any thread. */
VdBeyond vd_quad_look_beyond (const VdLine *const side[4], const VdPoint corner[4]);

G_END_DECLS
