/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* The bar below every screen: the telephone numbers, and the way out, always at the same place. */
#define VD_TYPE_HELP_BAR (vd_help_bar_get_type ())
G_DECLARE_FINAL_TYPE (VdHelpBar, vd_help_bar, VD, HELP_BAR, VdScreen)

G_END_DECLS
