/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* The advisor, small, beside what the visitor is busy with. */
#define VD_TYPE_ADVISOR_TILE (vd_advisor_tile_get_type ())
G_DECLARE_FINAL_TYPE (VdAdvisorTile, vd_advisor_tile, VD, ADVISOR_TILE, VdScreen)

G_END_DECLS
