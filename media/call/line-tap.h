/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

#include "mailbox.h"

G_BEGIN_DECLS

/* The one place that all packets to a peer pass, between retransmission and rtpsession, and all feedback the other way:
 * takes the feedback, and holds retransmission to what the line can bear (repair-guard.h). */
typedef struct _VdLineTap VdLineTap;

/* Through @mailbox, on the main thread: @take_feedback gets each VdFeedback; @give_up (no payload) says that too much is
 * lost to be sent again, and that the picture has to begin anew. */
VdLineTap *vd_line_tap_new (VdMailbox *mailbox, VdMailFunc take_feedback, VdMailFunc give_up);
VdLineTap *vd_line_tap_ref (VdLineTap *self);
void vd_line_tap_unref (VdLineTap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdLineTap, vd_line_tap_unref)

/* Any thread: the element for webrtcbin's request-aux-sender. Transfer floating. */
GstElement *vd_line_tap_make_element (VdLineTap *self);

/* Any thread. All that the line carries; 0: retransmission without a limit. */
void vd_line_tap_set_line (VdLineTap *self, guint line_bps, gint64 round_trip_us);

/* Any thread: a keyframe was asked for. */
void vd_line_tap_begin_anew (VdLineTap *self);

G_END_DECLS
