/* SPDX-License-Identifier: EUPL-1.2 */
/* The encoder and its rate, of a picture of which a third never repeats: no clock, the same frames everywhere. */
#include "picture-encoder.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#define WIDTH 640
#define HEIGHT 360
#define FPS 30
#define FRAME_BYTES (WIDTH * HEIGHT * 3 / 2)
#define BUSY_FROM (HEIGHT * 2 / 3)
#define CHAIN                                                                                                          \
  "appsrc name=camera format=time caps=video/x-raw,format=I420,width=640,height=360,framerate=30/1 "                   \
  "! " VD_PICTURE_ENCODER " ! appsink name=encoded sync=false"

typedef struct
{
  GstElement *pipeline, *encoder;
  GstAppSrc *camera;
  GstAppSink *encoded;
  GRand *random;
  guint frames;
} Rig;

static void
set_up (Rig *rig, gconstpointer unused)
{
  rig->pipeline = gst_parse_launch (CHAIN, NULL);
  g_assert_nonnull (rig->pipeline);
  rig->encoder = gst_bin_get_by_name (GST_BIN (rig->pipeline), "encoder");
  rig->camera = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (rig->pipeline), "camera"));
  rig->encoded = GST_APP_SINK (gst_bin_get_by_name (GST_BIN (rig->pipeline), "encoded"));
  rig->random = g_rand_new_with_seed (1);
  gst_element_set_state (rig->pipeline, GST_STATE_PLAYING);
}

static void
tear_down (Rig *rig, gconstpointer unused)
{
  gst_element_set_state (rig->pipeline, GST_STATE_NULL);
  g_rand_free (rig->random);
  g_clear_object (&rig->encoded);
  g_clear_object (&rig->camera);
  g_clear_object (&rig->encoder);
  g_clear_object (&rig->pipeline);
}

static GstBuffer *
film (Rig *rig)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, FRAME_BYTES, NULL);
  GstMapInfo map;

  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  for (gsize i = 0; i < FRAME_BYTES; i++)
    map.data[i] = i < WIDTH * BUSY_FROM ? 60 + (guint8)(i % WIDTH / 8) : 118;
  for (gsize i = WIDTH * BUSY_FROM; i < WIDTH * HEIGHT; i++)
    map.data[i] = (guint8)g_rand_int_range (rig->random, 90, 130);
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale_int (rig->frames++, GST_SECOND, FPS);
  GST_BUFFER_DURATION (buffer) = GST_SECOND / FPS;
  return buffer;
}

/* The bytes of one frame; 0: it was left out. */
static gsize
encode (Rig *rig)
{
  GstClockTime at = gst_util_uint64_scale_int (rig->frames, GST_SECOND, FPS);

  g_assert_cmpint (gst_app_src_push_buffer (rig->camera, film (rig)), ==, GST_FLOW_OK);
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (rig->encoded, 50 * GST_MSECOND);

      if (sample && GST_BUFFER_PTS (gst_sample_get_buffer (sample)) == at)
        return gst_buffer_get_size (gst_sample_get_buffer (sample));
      if (!sample && i > 2)
        return 0;
    }
  g_error ("the encoder gives frames of another time");
}

/* Of @frames, in kbit/s. */
static guint
encode_for (Rig *rig, guint frames)
{
  gsize bytes = 0;

  for (guint i = 0; i < frames; i++)
    bytes += encode (rig);
  return bytes * 8 * FPS / frames / 1000;
}

/* As the rate is while it grows, which is when a line's end is met. */
static void
climb (Rig *rig, guint until_kbps)
{
  for (guint kbps = until_kbps / 2; kbps <= until_kbps; kbps += until_kbps / 20)
    {
      vd_picture_encoder_set_rate (rig->encoder, kbps * 1000);
      encode_for (rig, 20);
    }
}

static void
test_follows_the_rate (Rig *rig, gconstpointer unused)
{
  climb (rig, 600);
  g_assert_cmpuint (encode_for (rig, 2 * FPS), >, 510);
  vd_picture_encoder_set_rate (rig->encoder, 900 * 1000);
  encode_for (rig, FPS);
  g_assert_cmpuint (encode_for (rig, 2 * FPS), >, 765);
}

/* The very first frame after it, and the first six together. */
static void
test_falls_at_once (Rig *rig, gconstpointer unused)
{
  const gsize frame_bytes = 360 * 1000 / 8 / FPS;
  gsize bytes = 0, first;

  climb (rig, 600);
  vd_picture_encoder_set_rate (rig->encoder, 360 * 1000);
  first = encode (rig);
  g_assert_cmpuint (first, <=, frame_bytes * 3 / 2);
  for (guint i = 0; i < 5; i++)
    bytes += encode (rig);
  g_assert_cmpuint (first + bytes, <=, 6 * frame_bytes);
  /* And it does not stay below. */
  encode_for (rig, FPS);
  g_assert_cmpuint (encode_for (rig, 2 * FPS), >, 300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/picture-encoder/follows-the-rate", Rig, NULL, set_up, test_follows_the_rate, tear_down);
  g_test_add ("/picture-encoder/falls-at-once", Rig, NULL, set_up, test_falls_at_once, tear_down);
  return g_test_run ();
}
