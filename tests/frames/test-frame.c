/* SPDX-License-Identifier: EUPL-1.2 */
#include "frame.h"

#include <gst/video/video.h>

static GstSample *
make_sample (GstVideoFormat format, int width, int height)
{
  g_autoptr (GstBuffer) buffer = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstVideoInfo info;
  GstMapInfo map;

  gst_video_info_set_format (&info, format, width, height);
  buffer = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&info), NULL);
  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  for (gsize i = 0; i < map.size; i++)
    map.data[i] = i % 251;
  gst_buffer_unmap (buffer, &map);
  caps = gst_video_info_to_caps (&info);
  return gst_sample_new (buffer, caps, NULL, NULL);
}

static void
test_maps_without_a_copy (void)
{
  g_autoptr (GstSample) sample = make_sample (GST_VIDEO_FORMAT_BGRA, 33, 7);
  g_autoptr (VdFrame) frame = vd_frame_new_from_sample (sample);
  g_autoptr (GBytes) bytes = NULL;
  GstMapInfo map;
  gsize size = 0;
  const guint8 *data;

  g_assert_nonnull (frame);
  g_assert_cmpint (vd_frame_get_width (frame), ==, 33);
  g_assert_cmpint (vd_frame_get_height (frame), ==, 7);
  g_assert_cmpuint (vd_frame_get_stride (frame), ==, 33 * 4);
  bytes = vd_frame_get_bytes (frame);
  data = g_bytes_get_data (bytes, &size);
  g_assert_cmpuint (size, ==, 33 * 7 * 4);
  g_assert_true (gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ));
  g_assert_true (data == map.data);
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
}

static void
test_bytes_outlive_the_frame (void)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  const guint8 *data;

  {
    g_autoptr (GstSample) sample = make_sample (GST_VIDEO_FORMAT_BGRx, 16, 16);
    g_autoptr (VdFrame) frame = vd_frame_new_from_sample (sample);

    bytes = vd_frame_get_bytes (frame);
  }
  data = g_bytes_get_data (bytes, &size);
  for (gsize i = 0; i < size; i++)
    g_assert_cmpuint (data[i], ==, i % 251);
}

static void
test_keeps_the_buffer_from_its_pool (void)
{
  g_autoptr (GstSample) sample = make_sample (GST_VIDEO_FORMAT_BGRA, 16, 16);
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  VdFrame *frame = vd_frame_new_from_sample (sample);
  VdFrame *again = vd_frame_ref (frame);
  int before = GST_MINI_OBJECT_REFCOUNT_VALUE (buffer);

  vd_frame_unref (frame);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (buffer), ==, before);
  vd_frame_unref (again);
  g_assert_cmpint (GST_MINI_OBJECT_REFCOUNT_VALUE (buffer), <, before);
}

static void
test_refuses_other_formats (void)
{
  g_autoptr (GstSample) sample = make_sample (GST_VIDEO_FORMAT_I420, 16, 16);

  g_test_expect_message ("vd-frames", G_LOG_LEVEL_WARNING, "*no BGRA*");
  g_assert_null (vd_frame_new_from_sample (sample));
  g_test_assert_expected_messages ();
}

static void
test_refuses_a_short_buffer (void)
{
  g_autoptr (GstSample) sample = make_sample (GST_VIDEO_FORMAT_BGRA, 16, 16);
  g_autoptr (GstBuffer) cut = gst_buffer_new_allocate (NULL, 16 * 16 * 4 - 1, NULL);
  g_autoptr (GstSample) bad = gst_sample_new (cut, gst_sample_get_caps (sample), NULL, NULL);

  g_test_expect_message ("vd-frames", G_LOG_LEVEL_WARNING, "*mapped*");
  g_assert_null (vd_frame_new_from_sample (bad));
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frames/frame/no-copy", test_maps_without_a_copy);
  g_test_add_func ("/frames/frame/bytes-outlive", test_bytes_outlive_the_frame);
  g_test_add_func ("/frames/frame/keeps-buffer", test_keeps_the_buffer_from_its_pool);
  g_test_add_func ("/frames/frame/other-format", test_refuses_other_formats);
  g_test_add_func ("/frames/frame/short-buffer", test_refuses_a_short_buffer);
  return g_test_run ();
}
