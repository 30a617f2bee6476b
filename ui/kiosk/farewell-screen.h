/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* The end of a visit: why it ended, what was sent, that nothing stays here, and where to call if it went wrong. */
#define VD_TYPE_FAREWELL_SCREEN (vd_farewell_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdFarewellScreen, vd_farewell_screen, VD, FAREWELL_SCREEN, VdScreen)

G_END_DECLS
