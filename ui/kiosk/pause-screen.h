/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* The kiosk is not ready: starting, or out of order and saying so. */
#define VD_TYPE_PAUSE_SCREEN (vd_pause_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdPauseScreen, vd_pause_screen, VD, PAUSE_SCREEN, VdScreen)

G_END_DECLS
