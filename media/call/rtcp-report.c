/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "rtcp-report.h"

/* In units of 2^-16 seconds (RFC 3550 §6.4.1). */
#define NTP_SHORT_TO_US(value) ((gint64)(value)*G_USEC_PER_SEC / 65536)

#define VOICE_CLOCK 48000
#define HEADER_BYTES 58 /* what the session does not count: RTP, its extension, SRTP, UDP, IPv4 */

static void
read_internal (const GstStructure *source, VdRtcpReport *report)
{
  guint64 packets = 0, octets = 0;

  gst_structure_get (source, "packets-sent", G_TYPE_UINT64, &packets, "octets-sent", G_TYPE_UINT64, &octets, NULL);
  report->sent += packets;
  report->sent_bytes += octets + HEADER_BYTES * packets;
}

static void
read_remote (const GstStructure *source, VdRtcpReport *report, int *jitter_clock)
{
  guint64 packets = 0, octets = 0;
  gboolean has_block = FALSE;
  guint round_trip = 0, jitter = 0;
  int lost = 0, clock_rate = 0;

  gst_structure_get (source, "packets-received", G_TYPE_UINT64, &packets, "octets-received", G_TYPE_UINT64, &octets,
                     "packets-lost", G_TYPE_INT, &lost, "jitter", G_TYPE_UINT, &jitter, "clock-rate", G_TYPE_INT,
                     &clock_rate, NULL);
  gst_structure_get (source, "have-rb", G_TYPE_BOOLEAN, &has_block, "rb-round-trip", G_TYPE_UINT, &round_trip, NULL);
  report->received += packets;
  report->received_bytes += octets + HEADER_BYTES * packets;
  report->lost += lost;
  if (clock_rate > 0 && packets > 0 && *jitter_clock != VOICE_CLOCK)
    {
      report->jitter_ms = 1000.0 * jitter / clock_rate;
      *jitter_clock = clock_rate;
    }
  /* 0: the block came before our first sender report. */
  if (has_block && round_trip > 0)
    report->round_trip_us = NTP_SHORT_TO_US (round_trip);
}

static void
read_source (const GstStructure *source, VdRtcpReport *report, int *jitter_clock)
{
  gboolean is_internal = FALSE;

  gst_structure_get_boolean (source, "internal", &is_internal);
  if (is_internal)
    read_internal (source, report);
  else
    read_remote (source, report, jitter_clock);
}

gboolean
vd_rtcp_report_read (GstElement *webrtc, VdRtcpReport *report)
{
  g_autoptr (GstElement) rtpbin = gst_bin_get_by_name (GST_BIN (webrtc), "rtpbin");
  g_autoptr (GObject) session = NULL;
  g_autoptr (GstStructure) stats = NULL;
  const GValue *value;
  GValueArray *sources;
  int jitter_clock = 0;

  *report = (VdRtcpReport){ .round_trip_us = -1 };
  if (rtpbin)
    g_signal_emit_by_name (rtpbin, "get-internal-session", 0u, &session);
  if (session)
    g_object_get (session, "stats", &stats, NULL);
  value = stats ? gst_structure_get_value (stats, "source-stats") : NULL;
  if (!value)
    return FALSE;
  sources = g_value_get_boxed (value);
  for (guint i = 0; i < sources->n_values; i++)
    read_source (gst_value_get_structure (&sources->values[i]), report, &jitter_clock);
  return TRUE;
}
