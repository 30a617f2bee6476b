/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

#include "fanout.h"
#include "rate-ladder.h"

G_BEGIN_DECLS

/* A lens: what the streaming threads of one opened camera touch. It stands before the encoder, and lets a frame through
 * only if somebody is there to see it, the camera is on, there is a rate for it, and it is its turn. */
typedef struct _VdLens VdLens;

VdLens *vd_lens_new (VdFanout *fanout, int fps);
void vd_lens_unref (gpointer self); /* a GDestroyNotify */

/* @chain: a bin with the elements "gate" (a queue), "size" (a capsfilter), "encoder" and "encoded" (an appsink). */
void vd_lens_connect (VdLens *self, GstElement *device, GstElement *chain);

/* Any thread. The encoder takes it up with its next frame. */
void vd_lens_set_plan (VdLens *self, const VdRatePlan *plan);
void vd_lens_set_on (VdLens *self, gboolean is_on);
guint vd_lens_get_frames (VdLens *self); /* that the device gave */

G_END_DECLS
