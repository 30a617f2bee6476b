/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "echo-aligner.h"
#include "sound-chain.h"

G_BEGIN_DECLS

/* One pipeline of the sound, with the devices that are there: made, played, and thrown away when a device comes or
 * goes. Main thread. */
typedef struct
{
  GstPipeline *pipeline;
  GstElement *microphone, *speaker; /* borrowed, nullable */
  GstElement *volume, *mute;        /* @mute: nullable */
  VdEchoAligner *aligner;           /* nullable */
} VdSoundPipeline;

typedef enum
{
  VD_SOUND_END_NONE,
  VD_SOUND_END_MICROPHONE,
  VD_SOUND_END_SPEAKER,
} VdSoundEnd;

/* @microphone, @speaker: (transfer floating) (nullable). @shift_ms: what an aligner had found before. Always returns; a
 * chain that cannot be made (a missing plugin) is told when it is started. */
VdSoundPipeline *
vd_sound_pipeline_new (VdEar *ear, GstElement *microphone, GstElement *speaker, gboolean with_canceller, int shift_ms);
/* On an error @end is the device that it comes from. */
gboolean vd_sound_pipeline_start (VdSoundPipeline *self, VdSoundEnd *end, GError **error);
/* Which of the devices @source is, or is a part of. */
VdSoundEnd vd_sound_pipeline_find_end (VdSoundPipeline *self, GstObject *source);
void vd_sound_pipeline_set_volume (VdSoundPipeline *self, double volume);
void vd_sound_pipeline_set_on (VdSoundPipeline *self, gboolean is_on);
/* Frees it; the pipeline itself is to be stopped with vd_pipeline_stop (). */
GstPipeline *vd_sound_pipeline_free (VdSoundPipeline *self); /* (transfer full) */

G_END_DECLS
