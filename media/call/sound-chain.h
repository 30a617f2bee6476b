/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

#include "ear.h"

G_BEGIN_DECLS

/* Raw sound everywhere in this room: this format. */
#define VD_SOUND_CAPS "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1"

/* What stands between the devices and the voices, each a chain of elements in the same pipeline, where webrtcdsp finds
 * its probe. Main thread; what flows is handed to @ear. The pipeline must not be started yet. */

/* @source → voices are added → volume (named "volume") → probe → @sink. @source gives VD_SOUND_CAPS without a pause,
 * silence as a rule, because webrtcdsp 1.22 needs something from its probe from the first moment. */
gboolean vd_sound_chain_add_playback (GstPipeline *pipeline, VdEar *ear, GstElement *source, GstElement *sink,
                                      gboolean with_probe, GError **error); /* @source, @sink: (transfer floating) */

/* What the canceller (named "canceller") does: after vd_sound_chain_add_playback () with a probe only CANCEL. */
typedef enum
{
  VD_CANCELLER_OFF,   /* nothing: PipeWire or the speakerphone does it */
  VD_CANCELLER_CLEAN, /* noise and level only: there is no loudspeaker */
  VD_CANCELLER_CANCEL,
} VdCanceller;

/* @source → canceller → mute (a volume named "mute") → Opus → the ear's fanout. */
gboolean vd_sound_chain_add_capture (GstPipeline *pipeline, VdEar *ear, GstElement *source, VdCanceller canceller,
                                     GError **error); /* @source: (transfer floating) */

/* Loudness is heard in ratios: 0.2 of @volume is 6 dB everywhere, and only 0 is silence. So the five steps of the call
 * screen span 24 dB, and two of them are the 12 dB that EN 301 549 asks for (8.2.1: 18 dB at least). */
double vd_sound_chain_get_gain (double volume);

G_END_DECLS
