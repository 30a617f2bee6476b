/* SPDX-License-Identifier: EUPL-1.2 */
/* What passes the tap is counted, and what is reported counts no more. */
#include "line-tap.h"
#include "twcc-event.h"
#include "wire.h"

#include <gst/app/gstappsrc.h>
#include <gst/rtp/rtp.h>

#define PACKET_BYTES 1200

typedef struct
{
  GObject *owner;
  VdMailbox *mailbox;
  VdLineTap *tap;
  GstElement *pipeline;
  GstAppSrc *in;
  GstPad *out; /* where what the other side says comes from */
  guint passed, holds, feedbacks;
} Rig;

static void
take_feedback (gpointer owner, gpointer payload)
{
  Rig *rig = g_object_get_data (owner, "rig");

  rig->feedbacks++;
}

static void
take_hold (gpointer owner, gpointer payload)
{
  Rig *rig = g_object_get_data (owner, "rig");

  rig->holds++;
}

static void
take_give_up (gpointer owner, gpointer payload)
{
  g_assert_not_reached ();
}

static GstPadProbeReturn
on_passed (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_atomic_int_inc (&((Rig *)data)->passed);
  return GST_PAD_PROBE_OK;
}

static void
set_up (Rig *rig, gconstpointer unused)
{
  const VdLineTapNews news = { .take_feedback = take_feedback, .give_up = take_give_up, .take_hold = take_hold };
  GstElement *in = gst_element_factory_make ("appsrc", NULL), *out = gst_element_factory_make ("fakesink", NULL);
  GstElement *tap;

  rig->owner = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_set_data (rig->owner, "rig", rig);
  rig->mailbox = vd_mailbox_new (rig->owner);
  rig->tap = vd_line_tap_new (rig->mailbox, &news);
  tap = vd_line_tap_make_element (rig->tap);
  rig->pipeline = gst_pipeline_new (NULL);
  gst_bin_add_many (GST_BIN (rig->pipeline), in, tap, out, NULL);
  g_assert_true (gst_element_link_many (in, tap, out, NULL));
  g_object_set (in, "format", GST_FORMAT_TIME, NULL);
  g_object_set (out, "async", FALSE, NULL);
  rig->in = GST_APP_SRC (gst_object_ref (in));
  rig->out = gst_element_get_static_pad (out, "sink");
  gst_pad_add_probe (rig->out, GST_PAD_PROBE_TYPE_BUFFER, on_passed, rig, NULL);
  gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
}

static void
tear_down (Rig *rig, gconstpointer unused)
{
  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  vd_mailbox_close (rig->mailbox);
  vd_mailbox_unref (rig->mailbox);
  vd_line_tap_unref (rig->tap);
  gst_object_unref (rig->out);
  gst_object_unref (rig->in);
  gst_object_unref (rig->pipeline);
  g_object_unref (rig->owner);
}

static void
deliver (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
send (Rig *rig, guint count, guint8 payload_type)
{
  guint until = g_atomic_int_get (&rig->passed) + count;

  for (guint i = 0; i < count; i++)
    {
      GstBuffer *buffer = gst_rtp_buffer_new_allocate (PACKET_BYTES - 12, 0, 0);
      GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;

      g_assert_true (gst_rtp_buffer_map (buffer, GST_MAP_WRITE, &rtp));
      gst_rtp_buffer_set_payload_type (&rtp, payload_type);
      gst_rtp_buffer_set_seq (&rtp, (guint16)i);
      gst_rtp_buffer_unmap (&rtp);
      gst_app_src_push_buffer (rig->in, buffer);
    }
  while ((guint)g_atomic_int_get (&rig->passed) < until)
    g_usleep (1000);
  deliver ();
}

static void
report (Rig *rig, gint64 sent_us)
{
  g_autoptr (GPtrArray) packets = twcc_packets_new ();

  g_ptr_array_add (packets, twcc_packet_new (1, (guint64)sent_us, 5, VD_WIRE_PICTURE_PT, PACKET_BYTES));
  gst_pad_push_event (rig->out, twcc_event_new (packets));
  deliver ();
}

static void
test_no_limit (Rig *rig, gconstpointer unused)
{
  send (rig, 500, VD_WIRE_PICTURE_PT);
  g_assert_cmpuint (vd_line_tap_get_hold (rig->tap), ==, 0);
  g_assert_cmpuint (rig->holds, ==, 0);
}

/* 1 Mbit/s, 230 ms of it: 24 packets, the voice's with them. */
static void
test_holds_and_lets_go (Rig *rig, gconstpointer unused)
{
  const VdLineLimits limits = {
    .repair_bps = 1000 * 1000, .pace_bps = 1000 * 1000, .round_trip_us = 30000, .least_round_trip_us = 30000
  };
  gint64 before_us = g_get_monotonic_time () - 1;

  vd_line_tap_set_limits (rig->tap, &limits);
  send (rig, 20, VD_WIRE_PICTURE_PT);
  g_assert_cmpuint (rig->holds, ==, 0);
  send (rig, 8, VD_WIRE_VOICE_PT);
  g_assert_cmpuint (rig->holds, >, 0);
  g_assert_cmpuint (vd_line_tap_get_hold (rig->tap), >, 0);
  g_assert_cmpuint (vd_line_tap_get_hold (rig->tap), <, 90);
  send (rig, 20, VD_WIRE_PICTURE_PT);
  g_assert_cmpuint (vd_line_tap_get_hold (rig->tap), ==, 90);
  report (rig, before_us);
  g_assert_cmpuint (rig->feedbacks, ==, 1);
  g_assert_cmpuint (vd_line_tap_get_hold (rig->tap), ==, 90);
  report (rig, g_get_monotonic_time ());
  g_assert_cmpuint (vd_line_tap_get_hold (rig->tap), ==, 0);
  /* And again: what was told once is told anew. */
  rig->holds = 0;
  send (rig, 30, VD_WIRE_PICTURE_PT);
  g_assert_cmpuint (rig->holds, >, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/call/line-tap/no-limit", Rig, NULL, set_up, test_no_limit, tear_down);
  g_test_add ("/call/line-tap/holds-and-lets-go", Rig, NULL, set_up, test_holds_and_lets_go, tear_down);
  return g_test_run ();
}
