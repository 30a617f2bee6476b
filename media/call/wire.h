/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "ice-config.h"
#include "picture-sink.h"
#include "studio-private.h"
#include "tally.h"

G_BEGIN_DECLS

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
