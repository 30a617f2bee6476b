/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* A paper was asked for: what the paper camera sees, the sheet found in it, what to do better, and taking the page. */
#define VD_TYPE_PAPER_SCREEN (vd_paper_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdPaperScreen, vd_paper_screen, VD, PAPER_SCREEN, VdScreen)

G_END_DECLS
