/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "wire-private.h"

/* What is not sent cannot be learnt: with the voice alone no line looks wider than a voice. Packets of the picture that
 * the other side has already are sent again, as browsers do it: it throws them away, and tells how they arrived. */

#define RECENT 40 /* packets to choose from; webrtcbin keeps 500 */

static gboolean
send_again (GstPad *pad, guint ssrc, guint seqnum)
{
  return gst_pad_push_event (
      pad, gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
                                 gst_structure_new ("GstRTPRetransmissionRequest", "seqnum", G_TYPE_UINT,
                                                    seqnum & G_MAXUINT16, "ssrc", G_TYPE_UINT, ssrc, NULL)));
}

void
vd_wire_fill (VdWire *self, guint n_packets)
{
  g_autoptr (GstElement) payloader = gst_bin_get_by_name (GST_BIN (self->pipeline), "video-pay");
  g_autoptr (GstElement) tap = gst_bin_get_by_name (GST_BIN (self->webrtc), VD_WIRE_TAP);
  g_autoptr (GstPad) pad = tap ? gst_element_get_static_pad (tap, "sink") : NULL;
  guint ssrc, seqnum;

  if (!pad)
    return;
  g_object_get (payloader, "ssrc", &ssrc, "seqnum", &seqnum, NULL);
  for (guint i = 0; i < n_packets; i++)
    send_again (pad, ssrc, seqnum - i % RECENT);
}
