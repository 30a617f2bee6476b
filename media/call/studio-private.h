/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "camera.h"
#include "sound.h"
#include "uplink.h"

G_BEGIN_DECLS

/* What a peer takes from the studio and gives to it. */
VdFanout *vd_studio_get_video (VdStudio *self);  /* (transfer none) encoded VP8 */
VdFanout *vd_studio_get_audio (VdStudio *self);  /* (transfer none) encoded Opus */
VdUplink *vd_studio_get_uplink (VdStudio *self); /* (transfer none) how much of them */
void vd_studio_add_voice (VdStudio *self, VdVoice *voice);
void vd_studio_remove_voice (VdStudio *self, VdVoice *voice);
/* A pipeline did not come down and was given up. */
void vd_studio_note_stuck (VdStudio *self);
/* Whether anything could be sent: a camera or a microphone that works and is on. */
gboolean vd_studio_has_something_to_send (VdStudio *self);

G_END_DECLS
