/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "edge-map.h"

G_BEGIN_DECLS

/* How much the four sides of @quad look like those of a sheet on something else: just inside and just outside differ,
 * the same way all along each side; a ruled line or the frame of a table fails, being paper on both sides. 0..1. */
double vd_side_judge_run (const VdEdgeMap *map, const VdQuad *quad);

G_END_DECLS
