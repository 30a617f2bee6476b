/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "feedback.h"

/* rtpsession counts the payload alone; on the wire there are also 12 bytes of RTP, 8 of its extension, 10 of SRTP, 8 of
 * UDP and 20 of IPv4. */
#define HEADER_BYTES 58

static gboolean
read_packet (const GstStructure *packet, VdPacketReport *report, guint8 *payload_type)
{
  guint64 local_ns, remote_ns = 0;
  guint size;

  if (!gst_structure_get (packet, "local-ts", G_TYPE_UINT64, &local_ns, "size", G_TYPE_UINT, &size, "lost",
                          G_TYPE_BOOLEAN, &report->lost, "payload-type", G_TYPE_UCHAR, payload_type, NULL) ||
      !GST_CLOCK_TIME_IS_VALID (local_ns))
    return FALSE;
  if (!report->lost &&
      (!gst_structure_get_uint64 (packet, "remote-ts", &remote_ns) || !GST_CLOCK_TIME_IS_VALID (remote_ns)))
    return FALSE;
  report->sent_us = local_ns / GST_USECOND;
  report->arrived_us = remote_ns / GST_USECOND;
  report->size_bytes = MIN (size, G_MAXUINT16) + HEADER_BYTES;
  return TRUE;
}

static const GValueArray *
get_packets (const GstStructure *structure)
{
  const GValue *value = structure ? gst_structure_get_value (structure, "packets") : NULL;

  /* Deprecated in GLib, and what rtpsession uses. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  return value && G_VALUE_HOLDS (value, g_value_array_get_type ()) ? g_value_get_boxed (value) : NULL;
  G_GNUC_END_IGNORE_DEPRECATIONS
}

static void
add_packet (VdFeedback *self, const GValue *value, guint voice_pt)
{
  VdPacketReport report = { 0 };
  guint8 payload_type;

  if (!GST_VALUE_HOLDS_STRUCTURE (value) || !read_packet (gst_value_get_structure (value), &report, &payload_type))
    return;
  g_array_append_val (self->reports, report);
  self->sent.last_us = MAX (self->sent.last_us, report.sent_us);
  if (payload_type != voice_pt)
    {
      self->sent.others++;
      self->sent.other_bytes += report.size_bytes;
      return;
    }
  self->voice_received += !report.lost;
  self->voice_lost += report.lost;
  self->sent.voice_bytes += report.size_bytes;
}

VdFeedback *
vd_feedback_new_from_event (GstEvent *event, guint voice_pt, gint64 now_us)
{
  const GstStructure *structure = gst_event_get_structure (event);
  const GValueArray *packets = get_packets (structure);
  VdFeedback *self;

  if (!packets || !gst_structure_has_name (structure, "RTPTWCCPackets"))
    return NULL;
  self = g_new0 (VdFeedback, 1);
  self->at_us = now_us;
  self->reports = g_array_new (FALSE, FALSE, sizeof (VdPacketReport));
  for (guint i = 0; i < MIN (packets->n_values, VD_FEEDBACK_MAX); i++)
    add_packet (self, &packets->values[i], voice_pt);
  return self;
}

void
vd_feedback_free (gpointer self)
{
  g_array_unref (((VdFeedback *)self)->reports);
  g_free (self);
}
