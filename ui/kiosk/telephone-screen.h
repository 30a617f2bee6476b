/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* Where picture and sound do not come back: large digits for the number at which the advisor can call, and what became of it.
 * A plugged-in keyboard types digits, too. CSS: "screen", "telephone"; the keys are "key digit". */
#define VD_TYPE_TELEPHONE_SCREEN (vd_telephone_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdTelephoneScreen, vd_telephone_screen, VD, TELEPHONE_SCREEN, VdScreen)

G_END_DECLS
