/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "picture-sink.h"

#include <gst/video/video.h>

struct _VdPictureSink
{
  gatomicrefcount ref_count;
  GMutex lock;
  VdFeed *feed;        /* guarded; NULL once cut */
  GstBufferPool *pool; /* guarded */
  VdPictureFunc on_picture;
  gpointer data;
  GDestroyNotify destroy;
};

static GstFlowReturn
on_new_sample (GstAppSink *sink, gpointer data)
{
  VdPictureSink *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr (VdFrame) frame = sample ? vd_frame_new_from_sample (sample) : NULL;

  if (!frame)
    return GST_FLOW_EOS;
  g_mutex_lock (&self->lock);
  if (self->feed)
    vd_feed_push (self->feed, g_steal_pointer (&frame));
  g_mutex_unlock (&self->lock);
  if (self->on_picture)
    self->on_picture (self->data);
  return GST_FLOW_OK;
}

/* One is on the screen, one takes its place with the next refresh, and one is the newest. Where all are taken the
 * converter waits, and the queue before it drops what is late. So a feed has one view at a time: whoever else kept
 * pictures for long would bring the call to a standstill. */
#define LEAST_PICTURES 2
#define MOST_PICTURES 3

/* The pool that the converter is to use from now on; FALSE once cut, when nothing may wait for a picture any more. */
static gboolean
keep_pool (VdPictureSink *self, GstBufferPool *pool)
{
  gboolean is_cut;

  g_mutex_lock (&self->lock);
  is_cut = self->feed == NULL;
  if (!is_cut)
    gst_object_replace ((GstObject **)&self->pool, GST_OBJECT (pool));
  g_mutex_unlock (&self->lock);
  return !is_cut;
}

/* Offers the converter a pool: a fresh buffer of 3.7 MB for each 720p picture is paid in page faults (measured: 1.1 s
 * of 6.2 s of CPU over ten seconds). appsink has a callback for this only since 1.24. */
static GstPadProbeReturn
on_query (GstPad *pad, GstPadProbeInfo *probe, gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (probe);
  g_autoptr (GstBufferPool) pool = NULL;
  GstStructure *config;
  GstCaps *caps;
  GstVideoInfo info;
  gboolean needs_pool;

  if (GST_QUERY_TYPE (query) != GST_QUERY_ALLOCATION)
    return GST_PAD_PROBE_OK;
  gst_query_parse_allocation (query, &caps, &needs_pool);
  if (!caps || !gst_video_info_from_caps (&info, caps))
    return GST_PAD_PROBE_OK;
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  pool = gst_video_buffer_pool_new ();
  config = gst_buffer_pool_get_config (pool);
  gst_buffer_pool_config_set_params (config, caps, GST_VIDEO_INFO_SIZE (&info), LEAST_PICTURES, MOST_PICTURES);
  if (gst_buffer_pool_set_config (pool, config) && keep_pool (data, pool))
    gst_query_add_allocation_pool (query, pool, GST_VIDEO_INFO_SIZE (&info), LEAST_PICTURES, MOST_PICTURES);
  return GST_PAD_PROBE_HANDLED;
}

VdPictureSink *
vd_picture_sink_new (GstAppSink *sink, VdFeed *feed, VdPictureFunc on_picture, gpointer data, GDestroyNotify destroy)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_new_sample };
  g_autoptr (GstPad) pad = gst_element_get_static_pad (GST_ELEMENT (sink), "sink");
  VdPictureSink *self = g_new0 (VdPictureSink, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->feed = g_object_ref (feed);
  self->on_picture = on_picture;
  self->data = data;
  self->destroy = destroy;
  g_atomic_ref_count_inc (&self->ref_count);
  gst_app_sink_set_callbacks (sink, &callbacks, self, (GDestroyNotify)vd_picture_sink_unref);
  g_atomic_ref_count_inc (&self->ref_count);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, on_query, self, (GDestroyNotify)vd_picture_sink_unref);
  return self;
}

void
vd_picture_sink_cut (VdPictureSink *self)
{
  g_autoptr (VdFeed) feed = NULL;
  g_autoptr (GstBufferPool) pool = NULL;

  g_mutex_lock (&self->lock);
  feed = g_steal_pointer (&self->feed);
  pool = g_steal_pointer (&self->pool);
  g_mutex_unlock (&self->lock);
  if (feed)
    vd_feed_clear (feed);
  /* A screen that is late with letting go must not keep the pipeline from coming down. */
  if (pool)
    gst_buffer_pool_set_flushing (pool, TRUE);
}

void
vd_picture_sink_unref (VdPictureSink *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->destroy)
    self->destroy (self->data);
  g_clear_object (&self->feed);
  gst_clear_object (&self->pool);
  g_mutex_clear (&self->lock);
  g_free (self);
}
