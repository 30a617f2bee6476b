/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-frames"

#include "frame.h"

#include <gst/video/video.h>

struct _VdFrame
{
  gatomicrefcount ref_count;
  GstVideoFrame mapped; /* holds a reference on its buffer, so a pooled buffer is not reused under the reader */
};

G_DEFINE_BOXED_TYPE (VdFrame, vd_frame, vd_frame_ref, vd_frame_unref)

static gboolean
is_readable (const GstVideoInfo *info)
{
  GstVideoFormat format = GST_VIDEO_INFO_FORMAT (info);

  return format == GST_VIDEO_FORMAT_BGRA || format == GST_VIDEO_FORMAT_BGRx;
}

VdFrame *
vd_frame_new_from_sample (GstSample *sample)
{
  GstCaps *caps = gst_sample_get_caps (sample);
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstVideoInfo info;
  VdFrame *self;

  if (!caps || !buffer || !gst_video_info_from_caps (&info, caps) || !is_readable (&info))
    {
      g_warning ("a sample is no BGRA picture");
      return NULL;
    }
  self = g_new0 (VdFrame, 1);
  if (!gst_video_frame_map (&self->mapped, &info, buffer, GST_MAP_READ))
    {
      g_warning ("a picture could not be mapped");
      g_free (self);
      return NULL;
    }
  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

VdFrame *
vd_frame_ref (VdFrame *self)
{
  g_return_val_if_fail (self, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vd_frame_unref (VdFrame *self)
{
  g_return_if_fail (self);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  gst_video_frame_unmap (&self->mapped);
  g_free (self);
}

int
vd_frame_get_width (const VdFrame *self)
{
  return GST_VIDEO_FRAME_WIDTH (&self->mapped);
}

int
vd_frame_get_height (const VdFrame *self)
{
  return GST_VIDEO_FRAME_HEIGHT (&self->mapped);
}

gsize
vd_frame_get_stride (const VdFrame *self)
{
  return GST_VIDEO_FRAME_PLANE_STRIDE (&self->mapped, 0);
}

GBytes *
vd_frame_get_bytes (VdFrame *self)
{
  gsize stride = vd_frame_get_stride (self);
  /* The last row may end at its last pixel: a padded row's rest need not be in the buffer. */
  gsize size = stride * (vd_frame_get_height (self) - 1) + (gsize)vd_frame_get_width (self) * 4;

  return g_bytes_new_with_free_func (GST_VIDEO_FRAME_PLANE_DATA (&self->mapped, 0), size,
                                     (GDestroyNotify)vd_frame_unref, vd_frame_ref (self));
}
