/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* The door: what this is, whether somebody is there, the languages, and one large button.
 * Properties: "languages" (strv of BCP 47, in the order to show). */
#define VD_TYPE_IDLE_SCREEN (vd_idle_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdIdleScreen, vd_idle_screen, VD, IDLE_SCREEN, VdScreen)

G_END_DECLS
