/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* The talk: the advisor large, oneself small, sound and picture of one's own, and how loud it is.
 * Properties: "volume" (double 0..1: what "kiosk.set-volume" was last asked for). */
#define VD_TYPE_CALL_SCREEN (vd_call_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdCallScreen, vd_call_screen, VD, CALL_SCREEN, VdScreen)

G_END_DECLS
