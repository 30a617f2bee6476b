/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "shot-ring.h"
#include "page-maker.h"
#include "page-private.h"
#include "quad.h"

#include <gst/video/video.h>

#define MAX_SHOTS 5        /* a third of a second: five 12 megapixel frames are 90 MB */
#define MAX_SHARP_ROWS 400 /* looked at in each frame: enough to tell which of five is sharpest */

struct _VdShotRing
{
  GMutex lock;
  GQueue samples; /* GstSample, oldest first */
};

VdShotRing *
vd_shot_ring_new (void)
{
  VdShotRing *self = g_new0 (VdShotRing, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->samples);
  return self;
}

void
vd_shot_ring_clear (VdShotRing *self)
{
  GstSample *sample;

  g_mutex_lock (&self->lock);
  while ((sample = g_queue_pop_head (&self->samples)))
    gst_sample_unref (sample);
  g_mutex_unlock (&self->lock);
}

void
vd_shot_ring_free (VdShotRing *self)
{
  if (!self)
    return;
  vd_shot_ring_clear (self);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
vd_shot_ring_push (VdShotRing *self, GstSample *sample)
{
  GstSample *old = NULL;

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->samples, sample);
  if (self->samples.length > MAX_SHOTS)
    old = g_queue_pop_head (&self->samples);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&old, gst_sample_unref);
}

GPtrArray *
vd_shot_ring_list (VdShotRing *self)
{
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify)gst_sample_unref);

  g_mutex_lock (&self->lock);
  for (GList *l = self->samples.head; l; l = l->next)
    g_ptr_array_add (out, gst_sample_ref (l->data));
  g_mutex_unlock (&self->lock);
  return out;
}

/* Mean square of the difference to the neighbours, of brightness or, in packed formats, of the first component. */
static double
measure_sharpness (const GstVideoFrame *frame, const VdQuad *quad)
{
  int width = GST_VIDEO_FRAME_COMP_WIDTH (frame, 0), height = GST_VIDEO_FRAME_COMP_HEIGHT (frame, 0);
  int step = GST_VIDEO_FRAME_COMP_PSTRIDE (frame, 0), stride = GST_VIDEO_FRAME_COMP_STRIDE (frame, 0);
  double left = 0, top = 0, right = 1, bottom = 1, sum = 0;
  const guint8 *data = GST_VIDEO_FRAME_COMP_DATA (frame, 0);
  int skip;

  if (quad)
    {
      left = top = 1;
      right = bottom = 0;
      for (int i = 0; i < 4; i++)
        {
          left = CLAMP (quad->corner[i].x, 0, left);
          top = CLAMP (quad->corner[i].y, 0, top);
          right = CLAMP (quad->corner[i].x, right, 1);
          bottom = CLAMP (quad->corner[i].y, bottom, 1);
        }
    }
  skip = MAX (1, (int)(height * (bottom - top)) / MAX_SHARP_ROWS);
  for (int y = height * top; y < (int)(height * bottom); y += skip)
    {
      const guint8 *row = data + (gsize)y * stride;
      guint64 squares = 0;

      for (int x = MAX (1, width * left); x < MIN (width - 1, (int)(width * right)); x++)
        {
          int bend = 2 * row[x * step] - row[(x - 1) * step] - row[(x + 1) * step];

          squares += bend * bend;
        }
      sum += squares;
    }
  return sum;
}

static double
rate_sample (GstSample *sample, const VdQuad *quad)
{
  GstVideoInfo info;
  GstVideoFrame frame;
  double sharpness = -1;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return -1;
  if (GST_VIDEO_FRAME_COMP_DEPTH (&frame, 0) == 8)
    sharpness = measure_sharpness (&frame, quad);
  gst_video_frame_unmap (&frame);
  return sharpness;
}

static gboolean
convert (GstSample *sample, VdPicture *picture)
{
  GstVideoInfo from_info, to_info;
  GstVideoFrame from, to;
  GstVideoConverter *converter;
  g_autoptr (GstBuffer) buffer = NULL;
  gsize size = picture->stride * picture->height;

  if (!gst_video_info_from_caps (&from_info, gst_sample_get_caps (sample)))
    return FALSE;
  gst_video_info_set_format (&to_info, GST_VIDEO_FORMAT_RGB, picture->width, picture->height);
  to_info.fps_n = from_info.fps_n;
  to_info.fps_d = from_info.fps_d;
  to_info.interlace_mode = from_info.interlace_mode;
  to_info.stride[0] = picture->stride; /* GStreamer would round rows up to four bytes */
  to_info.size = size;
  buffer = gst_buffer_new_wrapped_full (0, picture->pixels, size, 0, size, NULL, NULL);
  if (!gst_video_frame_map (&from, &from_info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return FALSE;
  if (!gst_video_frame_map (&to, &to_info, buffer, GST_MAP_WRITE))
    {
      gst_video_frame_unmap (&from);
      return FALSE;
    }
  converter = gst_video_converter_new (&from_info, &to_info, NULL);
  if (converter)
    {
      gst_video_converter_frame (converter, &from, &to);
      gst_video_converter_free (converter);
    }
  gst_video_frame_unmap (&to);
  gst_video_frame_unmap (&from);
  return converter != NULL;
}

VdPicture *
vd_shot_best (GPtrArray *samples, const VdQuad *quad, GError **error)
{
  GstSample *best = NULL;
  double most = -2;
  GstVideoInfo info;
  g_autoptr (VdPicture) picture = NULL;

  for (guint i = 0; i < samples->len; i++)
    {
      GstSample *sample = g_ptr_array_index (samples, i);
      /* A still picture shown again and again is one buffer: looked at once. */
      gboolean is_same = best && gst_sample_get_buffer (best) == gst_sample_get_buffer (sample);
      double sharpness = is_same ? most : rate_sample (sample, quad);

      if (sharpness >= most)
        {
          most = sharpness;
          best = sample;
        }
    }
  if (!best)
    {
      g_set_error_literal (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE,
                           "the document camera has shown nothing yet");
      return NULL;
    }
  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (best)) || info.width > VD_PICTURE_MAX_SIDE ||
      info.height > VD_PICTURE_MAX_SIDE || info.width < 64 || info.height < 64)
    {
      g_set_error_literal (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BAD_PICTURE,
                           "the document camera's frames have a size or format that cannot be used");
      return NULL;
    }
  picture = vd_picture_new (info.width, info.height, 3);
  if (convert (best, picture))
    return g_steal_pointer (&picture);
  g_set_error_literal (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BAD_PICTURE,
                       "the document camera's frame cannot be read");
  return NULL;
}

static gpointer
encode_in_thread (gpointer photo)
{
  return vd_page_photo_encode (photo);
}

VdPage *
vd_shot_make_page (GPtrArray *samples, const VdQuad *quad, const VdTray *tray, GError **error)
{
  g_autoptr (VdPicture) photo = vd_shot_best (samples, quad, error);
  const VdPageWishes wishes = { .hint = quad, .tray = tray };
  g_autoptr (GBytes) jpeg = NULL;
  GThread *encoder;
  VdMaking making;
  VdQuad corners;
  VdPage *page;

  if (!photo)
    return NULL;
  g_ptr_array_set_size (samples, 0); /* up to 90 MB that the camera can use again */
  /* Both only read the photograph, and the visitor waits for the slower one, not for the two of them. */
  encoder = g_thread_new ("photo", encode_in_thread, photo);
  page = vd_page_maker_run (photo, &wishes, &making);
  jpeg = g_thread_join (encoder);
  corners = vd_quad_scaled (&making.finding.quad, 1.0 / photo->width, 1.0 / photo->height);
  vd_page_take_photo (page, vd_page_photo_new (jpeg, tray, making.finding.found ? &corners : NULL));
  g_debug ("page taken: find %.0f, flatten %.0f, judge %.0f, enhance %.0f, encode %.0f ms", making.find_ms,
           making.flatten_ms, making.judge_ms, making.enhance_ms, making.encode_ms);
  return page;
}
