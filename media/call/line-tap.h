/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

#include "mailbox.h"

G_BEGIN_DECLS

/* The one place that all packets to a peer pass, between retransmission and rtpsession, and all feedback the other way:
 * takes the feedback, and holds retransmission to what the line can bear (repair-guard.h). And before retransmission,
 * whose packets must not wait: holds the picture to the line's pace (packet-pacer.h). Of what has passed it and is in
 * no feedback yet it keeps count (in-flight.h). */
typedef struct _VdLineTap VdLineTap;

/* Through @mailbox, on the main thread. */
typedef struct
{
  VdMailFunc take_feedback; /* each VdFeedback */
  VdMailFunc give_up;       /* no payload: too much is lost to be sent again, the picture has to begin anew */
  VdMailFunc take_hold;     /* no payload: vd_line_tap_get_hold () says something else now, without any feedback */
} VdLineTapNews;

VdLineTap *vd_line_tap_new (VdMailbox *mailbox, const VdLineTapNews *news);
VdLineTap *vd_line_tap_ref (VdLineTap *self);
void vd_line_tap_unref (VdLineTap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdLineTap, vd_line_tap_unref)

/* Any thread: the element for webrtcbin's request-aux-sender. Transfer floating. */
GstElement *vd_line_tap_make_element (VdLineTap *self);

/* Before the pipeline starts: each packet that leaves @pad waits there for its turn, in the thread that pushes it. */
void vd_line_tap_pace (VdLineTap *self, GstPad *pad);

/* Any thread: what waits leaves now, and nothing waits any more, so that the pipeline can be stopped. */
void vd_line_tap_open_up (VdLineTap *self);

/* What the line carries, in bits a second; 0: no limit. */
typedef struct
{
  guint repair_bps; /* all, of which retransmission gets a share */
  guint pace_bps;   /* all, which the picture's packets may exceed for a moment, until too much is on its way */
  gint64 round_trip_us;
  gint64 least_round_trip_us; /* without a queue; below 0: not known */
  gboolean is_paused;         /* no picture: nothing to repair */
} VdLineLimits;

/* Any thread. */
void vd_line_tap_set_limits (VdLineTap *self, const VdLineLimits *limits);

/* Any thread: by how much less the picture should be, because too much is on its way; per cent. */
guint vd_line_tap_get_hold (VdLineTap *self);

/* Any thread: @n_packets of an old picture are about to be asked for, to fill the line. */
void vd_line_tap_fill (VdLineTap *self, guint n_packets);

/* Any thread: a keyframe was asked for. */
void vd_line_tap_begin_anew (VdLineTap *self);

G_END_DECLS
