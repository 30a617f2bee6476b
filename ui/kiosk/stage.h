/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "screen.h"

G_BEGIN_DECLS

/* All that is seen: the screen of the visit's state, the bar below, what troubles the call above, and the walking-away
 * warning over all. A screen is made when its state is entered, that of the call a little before, and destroyed when it
 * is left: nothing of a visitor waits behind. */
#define VD_TYPE_STAGE (vd_stage_get_type ())
G_DECLARE_FINAL_TYPE (VdStage, vd_stage, VD, STAGE, VdScreen)

/* @languages: offered at the door; @volume: 0..1, at the start of each visit. */
VdStage *vd_stage_new (VdVisit *visit, gboolean is_portrait, const char *const *languages, double volume);
VdScreen *vd_stage_get_screen (VdStage *self); /* (transfer none) */
GType vd_stage_screen_type (VdVisitState state);

G_END_DECLS
