/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "fanout.h"

#include <gst/video/video.h>

/* A keyframe is ten times an ordinary frame: one a second, however many wish for one. But of a line that loses one in
 * twenty the first packet of the first picture is lost in one call of twenty, and the other side cannot know what to
 * ask for again: who has just come may have another soon. */
#define KEYFRAME_PAUSE_NS (1 * GST_SECOND)
#define KEYFRAME_PAUSE_NEW_NS (250 * GST_MSECOND)
#define NEW_US (1500 * 1000)

struct _VdFanout
{
  gatomicrefcount ref_count;
  GMutex lock; /* guards what follows */
  GPtrArray *readers;
  GstElement *encoder;
};

typedef struct
{
  GstAppSrc *source;
  GstClockTime base_time;
  gint64 added_us;
  gboolean waits_for_keyframe;
} Reader;

static void
reader_free (gpointer data)
{
  Reader *reader = data;

  gst_object_unref (reader->source);
  g_free (reader);
}

VdFanout *
vd_fanout_new (void)
{
  VdFanout *self = g_new0 (VdFanout, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->readers = g_ptr_array_new_with_free_func (reader_free);
  return self;
}

VdFanout *
vd_fanout_ref (VdFanout *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vd_fanout_unref (VdFanout *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->readers);
  gst_clear_object (&self->encoder);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
vd_fanout_add (VdFanout *self, GstAppSrc *source, gboolean wants_keyframe)
{
  Reader *reader = g_new0 (Reader, 1);

  reader->source = gst_object_ref (source);
  reader->base_time = gst_element_get_base_time (GST_ELEMENT (source));
  reader->added_us = g_get_monotonic_time ();
  reader->waits_for_keyframe = wants_keyframe;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->readers, reader);
  g_mutex_unlock (&self->lock);
  if (wants_keyframe)
    vd_fanout_want_keyframe (self);
}

void
vd_fanout_remove (VdFanout *self, GstAppSrc *source)
{
  g_mutex_lock (&self->lock);
  for (guint i = self->readers->len; i > 0; i--)
    {
      Reader *reader = g_ptr_array_index (self->readers, i - 1);

      if (reader->source == source)
        g_ptr_array_remove_index_fast (self->readers, i - 1);
    }
  g_mutex_unlock (&self->lock);
}

gboolean
vd_fanout_has_readers (VdFanout *self)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = self->readers->len > 0;
  g_mutex_unlock (&self->lock);
  return has;
}

static void
give (Reader *reader, GstBuffer *buffer, GstClockTime clock_time)
{
  GstBuffer *copy;

  if (reader->waits_for_keyframe && GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT))
    return;
  reader->waits_for_keyframe = FALSE;
  copy = gst_buffer_copy (buffer); /* of the metadata; the memory is shared */
  /* What was captured before the reader's pipeline started is as good as captured then. */
  GST_BUFFER_PTS (copy) = clock_time > reader->base_time ? clock_time - reader->base_time : 0;
  GST_BUFFER_DTS (copy) = GST_CLOCK_TIME_NONE;
  gst_app_src_push_buffer (reader->source, copy);
}

GstFlowReturn
vd_fanout_pull (VdFanout *self, GstAppSink *sink)
{
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  GstClockTime running_time;
  GstClockTime clock_time;

  if (!buffer)
    return GST_FLOW_EOS;
  running_time =
      gst_segment_to_running_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  if (!GST_CLOCK_TIME_IS_VALID (running_time))
    return GST_FLOW_OK;
  clock_time = gst_element_get_base_time (GST_ELEMENT (sink)) + running_time;
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->readers->len; i++)
    give (g_ptr_array_index (self->readers, i), buffer, clock_time);
  g_mutex_unlock (&self->lock);
  return GST_FLOW_OK;
}

void
vd_fanout_set_encoder (VdFanout *self, GstElement *encoder)
{
  g_mutex_lock (&self->lock);
  gst_object_replace ((GstObject **)&self->encoder, (GstObject *)encoder);
  g_mutex_unlock (&self->lock);
}

/* With the lock held. */
static guint64
get_keyframe_pause_ns (VdFanout *self)
{
  gint64 newest_us = 0;

  for (guint i = 0; i < self->readers->len; i++)
    newest_us = MAX (newest_us, ((Reader *)g_ptr_array_index (self->readers, i))->added_us);
  return g_get_monotonic_time () - newest_us < NEW_US ? KEYFRAME_PAUSE_NEW_NS : KEYFRAME_PAUSE_NS;
}

void
vd_fanout_want_keyframe (VdFanout *self)
{
  g_autoptr (GstElement) encoder = NULL;
  g_autoptr (GstPad) pad = NULL;
  guint64 pause_ns;

  g_mutex_lock (&self->lock);
  if (self->encoder)
    encoder = gst_object_ref (self->encoder);
  pause_ns = get_keyframe_pause_ns (self);
  g_mutex_unlock (&self->lock);
  if (!encoder)
    return;
  /* The encoder itself puts wishes off for so long. */
  g_object_set (encoder, "min-force-key-unit-interval", pause_ns, NULL);
  pad = gst_element_get_static_pad (encoder, "src");
  gst_pad_send_event (pad, gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE, 0));
}
