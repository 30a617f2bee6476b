/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "lens.h"

#include <stdatomic.h>

#include "encoder-strain.h"
#include "frame-pacer.h"
#include "picture-encoder.h"

struct _VdLens
{
  VdFanout *fanout;
  int fps; /* what the camera gives */
  atomic_uint frames;
  atomic_int spacing_us; /* between two frames of the camera, smoothed */
  gint64 framed_us;      /* only the camera's thread */
  atomic_bool is_on;

  GMutex lock; /* guards what follows */
  VdRatePlan wanted;
  gboolean has_news;

  /* Only the encoder's thread. The elements are borrowed: they live as long as their pads, which call it. */
  GstElement *size, *encoder;
  VdRatePlan current;
  int width, height; /* that are encoded */
  VdFramePacer pacer;
  VdEncoderStrain strain;
  gint64 began_us; /* with the frame that is being encoded */
};

static void
lens_clear (gpointer data)
{
  VdLens *self = data;

  vd_fanout_unref (self->fanout);
  g_mutex_clear (&self->lock);
}

VdLens *
vd_lens_new (VdFanout *fanout, int fps)
{
  VdLens *self = g_atomic_rc_box_new0 (VdLens);

  self->fanout = vd_fanout_ref (fanout);
  self->fps = fps;
  self->is_on = TRUE;
  g_mutex_init (&self->lock);
  vd_encoder_strain_init (&self->strain);
  return self;
}

void
vd_lens_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, lens_clear);
}

static GstPadProbeReturn
on_device_frame (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdLens *self = data;
  gint64 now_us = g_get_monotonic_time ();
  int spacing_us = atomic_load (&self->spacing_us);
  int passed_us = self->framed_us ? (int)MIN (now_us - self->framed_us, G_USEC_PER_SEC) : spacing_us;

  self->framed_us = now_us;
  atomic_store (&self->spacing_us, spacing_us + (passed_us - spacing_us) / 8);
  atomic_fetch_add (&self->frames, 1);
  return GST_PAD_PROBE_OK;
}

static void
set_size (VdLens *self, int width, int height)
{
  g_autoptr (GstCaps) caps = NULL;

  vd_encoder_strain_limit (&self->strain, &width, &height);
  if (width == self->width && height == self->height)
    return;
  self->width = width;
  self->height = height;
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, width, "height",
                              G_TYPE_INT, height, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
  g_object_set (self->size, "caps", caps, NULL);
}

/* Here and not where the plan is made: vp8enc holds a lock while it encodes, and the main thread would wait for it. A
 * new size makes it begin anew, with a keyframe; a new rate does not. */
static void
take_plan (VdLens *self)
{
  VdRatePlan plan;
  gboolean has_news;

  g_mutex_lock (&self->lock);
  has_news = self->has_news;
  plan = self->wanted;
  self->has_news = FALSE;
  g_mutex_unlock (&self->lock);
  if (!has_news)
    return;
  if (plan.video_on && plan.video_bps != self->current.video_bps)
    vd_picture_encoder_set_rate (self->encoder, plan.video_bps);
  if (plan.video_on)
    set_size (self, plan.width, plan.height);
  self->current = plan;
}

/* Before the encoder: it costs nothing while nobody reads it, and nothing that could be sent exists. */
static GstPadProbeReturn
on_frame_to_encode (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdLens *self = data;
  gint64 at_us = GST_BUFFER_PTS (GST_PAD_PROBE_INFO_BUFFER (info)) / GST_USECOND;

  if (!atomic_load (&self->is_on) || !vd_fanout_has_readers (self->fanout))
    return GST_PAD_PROBE_DROP;
  take_plan (self);
  if (!self->current.video_on)
    return GST_PAD_PROBE_DROP;
  if (self->current.fps < self->fps && !vd_frame_pacer_takes (&self->pacer, at_us, self->current.fps))
    return GST_PAD_PROBE_DROP;
  self->began_us = g_get_monotonic_time ();
  return GST_PAD_PROBE_OK;
}

/* From the frame's start to its end, waits for the processor included: they are what makes it late. There is time for
 * it until the next one is due: a camera in the dark gives fewer than it was asked for. */
static void
note_strain (VdLens *self)
{
  const VdRatePlan *plan = &self->current;
  gint64 now_us = g_get_monotonic_time ();
  gint64 interval_us = MAX (plan->fps > 0 ? G_USEC_PER_SEC / plan->fps : 0, atomic_load (&self->spacing_us));

  if (!vd_encoder_strain_note (&self->strain, MIN (plan->width, plan->height), now_us - self->began_us, interval_us,
                               now_us))
    return;
  set_size (self, plan->width, plan->height);
  g_message ("camera: the processor has time for a picture of %d×%d", self->width, self->height);
}

static GstFlowReturn
on_encoded (GstAppSink *sink, gpointer data)
{
  VdLens *self = data;

  note_strain (self);
  return vd_fanout_pull (self->fanout, sink);
}

static void
probe (VdLens *self, GstElement *element, GstPadProbeCallback func)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, func, g_atomic_rc_box_acquire (self), vd_lens_unref);
}

void
vd_lens_connect (VdLens *self, GstElement *device, GstElement *chain)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_encoded };
  g_autoptr (GstElement) gate = gst_bin_get_by_name (GST_BIN (chain), "gate");
  g_autoptr (GstElement) size = gst_bin_get_by_name (GST_BIN (chain), "size");
  g_autoptr (GstElement) encoder = gst_bin_get_by_name (GST_BIN (chain), "encoder");
  g_autoptr (GstElement) encoded = gst_bin_get_by_name (GST_BIN (chain), "encoded");

  self->size = size;
  self->encoder = encoder;
  probe (self, device, on_device_frame);
  probe (self, gate, on_frame_to_encode);
  gst_app_sink_set_callbacks (GST_APP_SINK (encoded), &callbacks, g_atomic_rc_box_acquire (self), vd_lens_unref);
  vd_fanout_set_encoder (self->fanout, encoder);
}

void
vd_lens_set_plan (VdLens *self, const VdRatePlan *plan)
{
  g_mutex_lock (&self->lock);
  self->wanted = *plan;
  self->has_news = TRUE;
  g_mutex_unlock (&self->lock);
}

void
vd_lens_set_on (VdLens *self, gboolean is_on)
{
  atomic_store (&self->is_on, is_on);
}

guint
vd_lens_get_frames (VdLens *self)
{
  return atomic_load (&self->frames);
}
