/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* Where a person may put a sheet's corners; all in 0..1 of the photograph's width and height. Pure; any thread. */

/* Inside the photograph, convex, clockwise, and no three of them so near to one line that a sheet could not be read out
 * of what they span. */
gboolean vd_corners_are_legal (const VdQuad *corners);
/* Brings corner 0..3 as near to @to, on a straight way, as the rule above lets it; not at all if the four are not legal
 * now and would not be there. FALSE: it has not moved. */
gboolean vd_corners_move (VdQuad *corners, int corner, const VdPoint *to);

G_END_DECLS
