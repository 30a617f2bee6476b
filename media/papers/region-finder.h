/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "edge-map.h"

G_BEGIN_DECLS

/* A long straight piece of an even area's outline; the area lies on its right hand. */
typedef struct
{
  VdPoint a, b;
} VdRegionSide;

/* Even areas of the picture that are large enough for a sheet, whatever pattern they lie on: VdRegionSide of all of
 * them, the largest area's first. A second opinion on where a sheet's sides may be: among a hundred stripes no line
 * stands out, but only the sheet is even. */
GArray *vd_region_finder_run (const VdEdgeMap *map); /* (transfer full) */

G_END_DECLS
