/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* In the queue: how many are before, how long it takes, and one's own picture, which goes nowhere yet. */
#define VD_TYPE_WAITING_SCREEN (vd_waiting_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdWaitingScreen, vd_waiting_screen, VD, WAITING_SCREEN, VdScreen)

G_END_DECLS
