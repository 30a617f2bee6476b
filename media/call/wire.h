/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <stdatomic.h>

#include "ice-config.h"
#include "picture-sink.h"
#include "studio-private.h"

G_BEGIN_DECLS

/* What the streaming threads of one peer write and the main thread reads. */
typedef struct
{
  VdVoice *voice;
  VdFanout *wishes;   /* where the other side's wish for a keyframe goes */
  GstBaseSink *paced; /* borrowed: the screen's appsink, whose own thread alone uses it */

  atomic_bool is_open;
  atomic_uint_fast64_t sent, received; /* RTP packets */
  atomic_uint_fast64_t arrived;        /* packets of any kind: RTP, RTCP, DTLS */
  atomic_uint_fast64_t frames;
  atomic_int_fast64_t first_frame_us, first_sound_us;
} VdTally;

/* A wire: the pipeline of one peer. The studio's encoded media goes in through two appsrcs, is made RTP and leaves
 * through webrtcbin; what comes is decoded into a view and a voice. Nothing passes, either way, while it is shut.
 * Main thread. */
typedef struct
{
  GstPipeline *pipeline;
  GstElement *webrtc;
  GstAppSrc *video, *audio;
  VdPictureSink *screen;
  VdTally *tally;
} VdWire;

VdWire *vd_wire_new (VdStudio *studio, const VdIceConfig *ice, VdFeed *view, GError **error);
/* Lets media pass; the pipeline must be PLAYING. */
void vd_wire_open (VdWire *self, VdStudio *studio);
/* Shuts for good: when it returns nothing more is sent or shown. */
void vd_wire_shut (VdWire *self, VdStudio *studio);
/* After vd_wire_shut (), with the pipeline taken away (set to NULL) or not. */
void vd_wire_free (VdWire *self);

G_END_DECLS
