/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "fanout.h"
#include "voice.h"

G_BEGIN_DECLS

/* What the streaming threads of the sound touch: who is heard, who hears, and how loud both are. It outlives a pipeline
 * that is still coming down. Any thread, all of it. */
typedef struct _VdEar VdEar;

VdEar *vd_ear_new (VdFanout *fanout);
VdEar *vd_ear_ref (VdEar *self);
void vd_ear_unref (VdEar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdEar, vd_ear_unref)

VdFanout *vd_ear_get_fanout (VdEar *self); /* (transfer none) */
void vd_ear_add_voice (VdEar *self, VdVoice *voice);
void vd_ear_remove_voice (VdEar *self, VdVoice *voice);

/* Adds all voices to @samples. Returns whether there are any. */
gboolean vd_ear_mix (VdEar *self, gint16 *samples, guint n_samples);
/* @samples of the microphone, as they come. */
void vd_ear_hear_raw (VdEar *self, const gint16 *samples, guint n_samples);
/* @samples of the microphone, as they are sent. */
void vd_ear_hear (VdEar *self, const gint16 *samples, guint n_samples);
/* Buffers of the microphone so far. */
guint vd_ear_count_heard (VdEar *self);

#define VD_EAR_SILENCE_DB (-100.0)
/* Of the loudest buffer since the last call, in dB below full scale: the microphone as it comes, what is sent of it,
 * and what all voices together say. */
typedef struct
{
  double raw_db, sent_db, far_db;
} VdEarLevels;
VdEarLevels vd_ear_take_levels (VdEar *self);

G_END_DECLS
