/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

#include "line-filler.h"
#include "packet-report.h"

G_BEGIN_DECLS

/* Transport-wide feedback as webrtcbin gives it: a custom event that rtpsession sends upstream for each feedback
 * message, with what it says of every packet. */
typedef struct
{
  gint64 at_us;    /* when it came, g_get_monotonic_time () */
  GArray *reports; /* of VdPacketReport, in the order sent */
  guint voice_received, voice_lost;
  VdLineSent sent;
} VdFeedback;

/* NULL if @event is something else. What it says comes from the network: at most VD_FEEDBACK_MAX packets are taken, and
 * what cannot be is left out. @voice_pt: the payload type of the voice. Any thread. */
VdFeedback *vd_feedback_new_from_event (GstEvent *event, guint voice_pt, gint64 now_us);
void vd_feedback_free (gpointer self); /* a GDestroyNotify */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdFeedback, vd_feedback_free)

/* A message counts its packets with 16 bits; a browser sends one every 50 to 100 ms. */
#define VD_FEEDBACK_MAX 4096

G_END_DECLS
