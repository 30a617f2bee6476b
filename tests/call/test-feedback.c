/* SPDX-License-Identifier: EUPL-1.2 */
#include "feedback.h"

#define VOICE 111

static GstStructure *
packet (guint seqnum, guint64 sent_us, guint64 arrived_us, guint8 payload_type, guint size)
{
  return gst_structure_new (
      "RTPTWCCPacket", "seqnum", G_TYPE_UINT, seqnum, "local-ts", G_TYPE_UINT64, sent_us * GST_USECOND, "remote-ts",
      G_TYPE_UINT64, arrived_us == G_MAXUINT64 ? GST_CLOCK_TIME_NONE : arrived_us * GST_USECOND, "payload-type",
      G_TYPE_UCHAR, payload_type, "size", G_TYPE_UINT, size, "lost", G_TYPE_BOOLEAN, arrived_us == G_MAXUINT64, NULL);
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS
static GstEvent *
event_of (GPtrArray *packets)
{
  GstStructure *structure = gst_structure_new_empty ("RTPTWCCPackets");
  GValueArray *array = g_value_array_new (0);
  GValue value = G_VALUE_INIT;

  for (guint i = 0; i < packets->len; i++)
    {
      GValue item = G_VALUE_INIT;

      g_value_init (&item, GST_TYPE_STRUCTURE);
      gst_value_set_structure (&item, g_ptr_array_index (packets, i));
      g_value_array_append (array, &item);
      g_value_unset (&item);
    }
  g_value_init (&value, g_value_array_get_type ());
  g_value_take_boxed (&value, array);
  gst_structure_take_value (structure, "packets", &value);
  return gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, structure);
}
G_GNUC_END_IGNORE_DEPRECATIONS

static GPtrArray *
new_packets (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)gst_structure_free);
}

static const VdPacketReport *
get (VdFeedback *feedback, guint i)
{
  return &g_array_index (feedback->reports, VdPacketReport, i);
}

static void
test_reads (void)
{
  g_autoptr (GPtrArray) packets = new_packets ();
  g_autoptr (GstEvent) event = NULL;
  g_autoptr (VdFeedback) feedback = NULL;

  g_ptr_array_add (packets, packet (65535, 1000, 900000, VOICE, 80));
  g_ptr_array_add (packets, packet (0, 2000, G_MAXUINT64, VOICE, 80));
  g_ptr_array_add (packets, packet (1, 3000, 902000, 96, 1100));
  event = event_of (packets);
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
  g_autoptr (GPtrArray) packets = new_packets ();
  g_autoptr (GstEvent) event = NULL;
  g_autoptr (VdFeedback) feedback = NULL;
  GstStructure *never_sent = packet (1, 0, 5, VOICE, 10), *never_came = packet (1, 1, 5, VOICE, 10);

  gst_structure_set (never_sent, "local-ts", G_TYPE_UINT64, GST_CLOCK_TIME_NONE, NULL);
  gst_structure_set (never_came, "remote-ts", G_TYPE_UINT64, GST_CLOCK_TIME_NONE, NULL);
  g_ptr_array_add (packets, gst_structure_new_empty ("RTPTWCCPacket"));
  g_ptr_array_add (packets, never_sent);
  g_ptr_array_add (packets, never_came);
  g_ptr_array_add (packets, packet (2, 1, 5, VOICE, G_MAXUINT));
  for (guint i = 0; i < VD_FEEDBACK_MAX; i++)
    g_ptr_array_add (packets, packet (i, i, i, 96, 100));
  event = event_of (packets);
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
