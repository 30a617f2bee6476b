/* SPDX-License-Identifier: EUPL-1.2 */
#include "picture-sink.h"

/* A source that is never at a loss for pictures: what is held back is held back by the sink. */
#define CHAIN                                                                                                          \
  "videotestsrc ! video/x-raw,format=I420,width=320,height=180,framerate=30/1 ! queue max-size-buffers=2 ! "           \
  "videoconvert ! video/x-raw,format=BGRA ! "                                                                          \
  "appsink name=screen sync=false async=false max-buffers=1 drop=true enable-last-sample=false"
#define STILL_MS 300

typedef struct
{
  GstElement *pipeline;
  VdFeed *feed;
  VdPictureSink *sink;
} Rig;

static void
set_up (Rig *rig, gconstpointer unused)
{
  g_autoptr (GstElement) screen = NULL;

  rig->pipeline = gst_parse_launch (CHAIN, NULL);
  g_assert_nonnull (rig->pipeline);
  screen = gst_bin_get_by_name (GST_BIN (rig->pipeline), "screen");
  rig->feed = vd_feed_new ();
  rig->sink = vd_picture_sink_new (GST_APP_SINK (screen), rig->feed, NULL, NULL, NULL);
  gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
}

static void
tear_down (Rig *rig, gconstpointer unused)
{
  vd_picture_sink_cut (rig->sink);
  g_assert_cmpint (gst_element_set_state (rig->pipeline, GST_STATE_NULL), ==, GST_STATE_CHANGE_SUCCESS);
  g_clear_pointer (&rig->sink, vd_picture_sink_unref);
  g_clear_object (&rig->pipeline);
  g_clear_object (&rig->feed);
}

/* The next picture that is not @last. */
static VdFrame *
wait_frame (Rig *rig, VdFrame *last)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (VdFrame) frame = vd_feed_peek (rig->feed);

      if (frame && frame != last)
        return g_steal_pointer (&frame);
      g_usleep (5000);
    }
  g_error ("no picture came");
}

static gboolean
stands_still (Rig *rig)
{
  guint64 pushed;

  g_usleep (STILL_MS * 1000);
  pushed = vd_feed_get_pushed (rig->feed);
  g_usleep (STILL_MS * 1000);
  return vd_feed_get_pushed (rig->feed) == pushed;
}

/* One on the screen is held all the time. */
static void
test_flows (Rig *rig, gconstpointer unused)
{
  g_autoptr (VdFrame) shown = wait_frame (rig, NULL);

  g_assert_cmpint (vd_frame_get_width (shown), ==, 320);
  g_assert_false (stands_still (rig));
}

/* Who is late with drawing holds two: then it waits and does not grow, and flows on when one is let go. */
static void
test_bounded (Rig *rig, gconstpointer unused)
{
  VdFrame *held[2] = { wait_frame (rig, NULL) };

  held[1] = wait_frame (rig, held[0]);
  g_assert_true (stands_still (rig));
  g_assert_cmpuint (vd_feed_get_pushed (rig->feed), >=, 3);
  vd_frame_unref (held[0]);
  g_assert_false (stands_still (rig));
  vd_frame_unref (held[1]);
}

/* A screen that is late with letting go does not keep the call from ending. */
static void
test_ends_while_held (Rig *rig, gconstpointer unused)
{
  g_autoptr (VdFrame) first = wait_frame (rig, NULL);
  g_autoptr (VdFrame) second = wait_frame (rig, first);

  g_assert_true (stands_still (rig));
  tear_down (rig, NULL);
  set_up (rig, NULL);
  g_assert_cmpint (vd_frame_get_height (first), ==, 180);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/call/picture-sink/" name, Rig, NULL, set_up, test, tear_down)
  ADD ("flows", test_flows);
  ADD ("bounded", test_bounded);
  ADD ("ends-while-held", test_ends_while_held);
  return g_test_run ();
}
