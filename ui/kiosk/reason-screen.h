/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* Why did you come: the reasons the desk offers, in its order, one large button each. */
#define VD_TYPE_REASON_SCREEN (vd_reason_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdReasonScreen, vd_reason_screen, VD, REASON_SCREEN, VdScreen)

G_END_DECLS
