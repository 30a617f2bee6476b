/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What RTCP says of a webrtcbin's one transport. webrtcbin's own statistics mix up the lines of a bundle (1.22), so it
 * is read where it is kept: in the RTP session. */
typedef struct
{
  gint64 round_trip_us;     /* -1: not known yet */
  double jitter_ms;         /* of what comes: of the voice, else of the picture; 0: not known */
  gint64 received, lost;    /* packets of what comes, since the beginning; a repaired one was lost all the same */
  guint64 received_bytes;   /* with headers */
  guint64 sent, sent_bytes; /* likewise */
} VdRtcpReport;

/* FALSE while there is no session. Main thread; cheap enough for once a second. */
gboolean vd_rtcp_report_read (GstElement *webrtc, VdRtcpReport *report);

G_END_DECLS
