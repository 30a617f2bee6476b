/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* Where the sheet is on the photograph of a page: its corners are moved, and the page is made anew. */
#define VD_TYPE_CORNER_SCREEN (vd_corner_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdCornerScreen, vd_corner_screen, VD, CORNER_SCREEN, VdScreen)

G_END_DECLS
