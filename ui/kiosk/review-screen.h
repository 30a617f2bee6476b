/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* The pages taken, one at a time and large enough to be read: take again, turn, remove, add, send. */
#define VD_TYPE_REVIEW_SCREEN (vd_review_screen_get_type ())
G_DECLARE_FINAL_TYPE (VdReviewScreen, vd_review_screen, VD, REVIEW_SCREEN, VdScreen)

guint vd_review_screen_get_shown (VdReviewScreen *self); /* index of the page on screen */

G_END_DECLS
