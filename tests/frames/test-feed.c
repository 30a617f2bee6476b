/* SPDX-License-Identifier: EUPL-1.2 */
#include "feed.h"

#include <gst/video/video.h>

static VdFrame *
make_frame (int width)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new_allocate (NULL, (gsize)width * 4 * 4, NULL);
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "BGRA", "width", G_TYPE_INT,
                                                  width, "height", G_TYPE_INT, 4, NULL);
  g_autoptr (GstSample) sample = gst_sample_new (buffer, caps, NULL, NULL);

  return vd_frame_new_from_sample (sample);
}

static void
on_frame (VdFeed *feed, guint *count)
{
  ++*count;
}

static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_goes_away (void)
{
  VdFeed *feed = vd_feed_new ();

  g_assert_null (vd_feed_peek (feed));
  g_assert_finalize_object (feed);
}

static void
test_newest_wins (void)
{
  g_autoptr (VdFeed) feed = vd_feed_new ();
  g_autoptr (VdFrame) frame = NULL;
  g_autoptr (VdFrame) again = NULL;

  vd_feed_push (feed, make_frame (8));
  vd_feed_push (feed, make_frame (16));
  frame = vd_feed_peek (feed);
  again = vd_feed_peek (feed);
  g_assert_cmpint (vd_frame_get_width (frame), ==, 16);
  g_assert_true (frame == again);
  g_assert_cmpuint (vd_feed_get_pushed (feed), ==, 2);
  drain ();
}

static void
test_is_heard_once_until_taken (void)
{
  g_autoptr (VdFeed) feed = vd_feed_new ();
  g_autoptr (VdFrame) frame = NULL;
  guint count = 0;

  g_signal_connect (feed, "frame", G_CALLBACK (on_frame), &count);
  for (int i = 0; i < 100; i++)
    vd_feed_push (feed, make_frame (8));
  drain ();
  g_assert_cmpuint (count, ==, 1);
  vd_feed_push (feed, make_frame (8));
  drain ();
  g_assert_cmpuint (count, ==, 1);
  frame = vd_feed_peek (feed);
  vd_feed_push (feed, make_frame (8));
  drain ();
  g_assert_cmpuint (count, ==, 2);
}

static void
test_clear_forgets_and_tells (void)
{
  g_autoptr (VdFeed) feed = vd_feed_new ();
  g_autoptr (VdFrame) frame = NULL;
  guint count = 0;

  vd_feed_push (feed, make_frame (8));
  drain ();
  frame = vd_feed_peek (feed);
  g_signal_connect (feed, "frame", G_CALLBACK (on_frame), &count);
  vd_feed_clear (feed);
  drain ();
  g_assert_cmpuint (count, ==, 1);
  g_assert_null (vd_feed_peek (feed));
}

static gpointer
push_many (gpointer feed)
{
  for (int i = 0; i < 2000; i++)
    vd_feed_push (feed, make_frame (8));
  return NULL;
}

static void
test_threads_push_while_main_reads (void)
{
  g_autoptr (VdFeed) feed = vd_feed_new ();
  GThread *one = g_thread_new ("one", push_many, feed);
  GThread *two = g_thread_new ("two", push_many, feed);
  guint count = 0;

  g_signal_connect (feed, "frame", G_CALLBACK (on_frame), &count);
  while (vd_feed_get_pushed (feed) < 4000)
    {
      VdFrame *frame = vd_feed_peek (feed);

      g_clear_pointer (&frame, vd_frame_unref);
      g_main_context_iteration (NULL, FALSE);
    }
  g_thread_join (one);
  g_thread_join (two);
  drain ();
  g_assert_cmpuint (count, >, 0);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frames/feed/goes-away", test_goes_away);
  g_test_add_func ("/frames/feed/newest-wins", test_newest_wins);
  g_test_add_func ("/frames/feed/heard-once", test_is_heard_once_until_taken);
  g_test_add_func ("/frames/feed/clear", test_clear_forgets_and_tells);
  g_test_add_func ("/frames/feed/threads", test_threads_push_while_main_reads);
  return g_test_run ();
}
