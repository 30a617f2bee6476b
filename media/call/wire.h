/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "ice-config.h"
#include "jitter-target.h"
#include "picture-sink.h"
#include "studio-private.h"
#include "tally.h"

G_BEGIN_DECLS

#define VD_WIRE_PICTURE_PT 96
#define VD_WIRE_VOICE_PT 111
#define VD_WIRE_TAP "feedback" /* the element that feedback passes (line-tap.c) */

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
/* Whether TURN is on the way, at either end. */
gboolean vd_wire_is_relayed (VdWire *self);
/* How long to wait for what comes late; any time. */
void vd_wire_set_delay (VdWire *self, const VdJitterTarget *target);
/* How long a missing packet of the picture is waited for, ms; 0 while no picture came. */
int vd_wire_get_wait_ms (VdWire *self);
/* Sends @n_packets of the picture that went before once more, to learn what the line carries. */
void vd_wire_fill (VdWire *self, guint n_packets);
/* Shuts for good: when it returns nothing more is sent or shown. */
void vd_wire_shut (VdWire *self, VdStudio *studio);
/* After vd_wire_shut (), with the pipeline taken away (set to NULL) or not. */
void vd_wire_free (VdWire *self);

G_END_DECLS
