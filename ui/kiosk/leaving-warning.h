/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* Over everything: nobody has touched the screen for a while; what will happen, in how many seconds, and how to stay.
 */
#define VD_TYPE_LEAVING_WARNING (vd_leaving_warning_get_type ())
G_DECLARE_FINAL_TYPE (VdLeavingWarning, vd_leaving_warning, VD, LEAVING_WARNING, VdScreen)

G_END_DECLS
