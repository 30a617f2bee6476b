/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/app/app.h>

G_BEGIN_DECLS

/* A fan-out: buffers from one appsink go to any number of appsrcs in other pipelines, without a copy of the data.
 *
 * All pipelines of this room run on the system clock, so a time is carried over by its distance to the clock: the
 * reader's timestamp is exact, whenever its pipeline started (a buffer stamped before PLAYING would make webrtcbin's
 * clocksync sleep for the machine's uptime). */
typedef struct _VdFanout VdFanout;

VdFanout *vd_fanout_new (void);
VdFanout *vd_fanout_ref (VdFanout *self);
void vd_fanout_unref (VdFanout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdFanout, vd_fanout_unref)

/* Any thread, all of them. */

/* @reader must be in a pipeline that is PLAYING. With @wants_keyframe it gets nothing before one, and one is asked for.
 */
void vd_fanout_add (VdFanout *self, GstAppSrc *reader, gboolean wants_keyframe);
/* No buffer is pushed to @reader after this returns. */
void vd_fanout_remove (VdFanout *self, GstAppSrc *reader);
gboolean vd_fanout_has_readers (VdFanout *self);

/* Pulls what @sink has and gives it to every reader. */
GstFlowReturn vd_fanout_pull (VdFanout *self, GstAppSink *sink);

/* The encoder that a wish for a keyframe goes to; NULL while there is none. Wishes are granted once a second; more
 * often while a reader is new. */
void vd_fanout_set_encoder (VdFanout *self, GstElement *encoder);
void vd_fanout_want_keyframe (VdFanout *self);

G_END_DECLS
