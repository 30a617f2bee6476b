/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* A paper on its way to the desk: how far, and that talking goes on. */
#define VD_TYPE_SENDING_SCREEN (vd_sending_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdSendingScreen, vd_sending_screen, VD, SENDING_SCREEN, VdScreen)

G_END_DECLS
