/* SPDX-License-Identifier: EUPL-1.2 */
#include "feedback.h"
#include "twcc-event.h"

#define VOICE 111

static const VdPacketReport *
get (VdFeedback *feedback, guint i)
{
  return &g_array_index (feedback->reports, VdPacketReport, i);
}

static void
test_reads (void)
{
  g_autoptr (GPtrArray) packets = twcc_packets_new ();
  g_autoptr (GstEvent) event = NULL;
  g_autoptr (VdFeedback) feedback = NULL;

  g_ptr_array_add (packets, twcc_packet_new (65535, 1000, 900000, VOICE, 80));
  g_ptr_array_add (packets, twcc_packet_new (0, 2000, G_MAXUINT64, VOICE, 80));
  g_ptr_array_add (packets, twcc_packet_new (1, 3000, 902000, 96, 1100));
  event = twcc_event_new (packets);
  feedback = vd_feedback_new_from_event (event, VOICE, 5000);
  g_assert_cmpint (feedback->at_us, ==, 5000);
  g_assert_cmpuint (feedback->reports->len, ==, 3);
  g_assert_cmpuint (feedback->voice_received, ==, 1);
  g_assert_cmpuint (feedback->voice_lost, ==, 1);
  g_assert_cmpuint (feedback->sent.voice_bytes, ==, 2 * (80 + 58));
  g_assert_cmpuint (feedback->sent.other_bytes, ==, 1100 + 58);
  g_assert_cmpuint (feedback->sent.others, ==, 1);
  g_assert_cmpint (feedback->sent.last_us, ==, 3000);
  g_assert_cmpint (get (feedback, 0)->sent_us, ==, 1000);
  g_assert_cmpint (get (feedback, 0)->arrived_us, ==, 900000);
  g_assert_false (get (feedback, 0)->lost);
  g_assert_true (get (feedback, 1)->lost);
  /* With its headers. */
  g_assert_cmpuint (get (feedback, 2)->size_bytes, ==, 1158);
}

static void
test_others (void)
{
  g_autoptr (GstEvent) eos = gst_event_new_eos ();
  g_autoptr (GstEvent) named =
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, gst_structure_new_empty ("GstForceKeyUnit"));
  g_autoptr (GstEvent) empty =
      gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, gst_structure_new_empty ("RTPTWCCPackets"));
  g_autoptr (GstEvent) wrong = gst_event_new_custom (
      GST_EVENT_CUSTOM_UPSTREAM, gst_structure_new ("RTPTWCCPackets", "packets", G_TYPE_STRING, "none", NULL));

  g_assert_null (vd_feedback_new_from_event (eos, VOICE, 1));
  g_assert_null (vd_feedback_new_from_event (named, VOICE, 1));
  g_assert_null (vd_feedback_new_from_event (empty, VOICE, 1));
  g_assert_null (vd_feedback_new_from_event (wrong, VOICE, 1));
}

/* What is not whole is left out, and what is too much. */
static void
test_bad_packets (void)
{
  g_autoptr (GPtrArray) packets = twcc_packets_new ();
  g_autoptr (GstEvent) event = NULL;
  g_autoptr (VdFeedback) feedback = NULL;
  GstStructure *never_sent = twcc_packet_new (1, 0, 5, VOICE, 10), *never_came = twcc_packet_new (1, 1, 5, VOICE, 10);

  gst_structure_set (never_sent, "local-ts", G_TYPE_UINT64, GST_CLOCK_TIME_NONE, NULL);
  gst_structure_set (never_came, "remote-ts", G_TYPE_UINT64, GST_CLOCK_TIME_NONE, NULL);
  g_ptr_array_add (packets, gst_structure_new_empty ("RTPTWCCPacket"));
  g_ptr_array_add (packets, never_sent);
  g_ptr_array_add (packets, never_came);
  g_ptr_array_add (packets, twcc_packet_new (2, 1, 5, VOICE, G_MAXUINT));
  for (guint i = 0; i < VD_FEEDBACK_MAX; i++)
    g_ptr_array_add (packets, twcc_packet_new (i, i, i, 96, 100));
  event = twcc_event_new (packets);
  feedback = vd_feedback_new_from_event (event, VOICE, 1);
  g_assert_cmpuint (feedback->reports->len, ==, VD_FEEDBACK_MAX - 3);
  g_assert_cmpuint (get (feedback, 0)->size_bytes, <, G_MAXUINT16 + 100);
  g_assert_cmpuint (feedback->voice_received, ==, 1);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/feedback/reads", test_reads);
  g_test_add_func ("/call/feedback/others", test_others);
  g_test_add_func ("/call/feedback/bad-packets", test_bad_packets);
  return g_test_run ();
}
