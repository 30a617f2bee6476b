/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "camera-pipeline.h"
#include "device-source.h"
#include "page.h"

/* source ! decodebin ! tee ─► appsink "full"  (as the camera gives it, by reference) ─► ring of the last frames
 *                          └► scaled to ≤ 1280, BGRx ─► appsink "view" ─► feed (screen)
 *                                                             └► every 100 ms, in that thread: find the sheet ─► main
 * thread: steadiness
 *
 * Frames are scaled before they are converted, so that an 8 megapixel camera costs the live view no more than a small
 * one. */
#define VIEW_LONGEST 1280
#define VIEW_FPS 15

static void
on_decoded_pad (GstElement *decoder, GstPad *pad, gpointer data)
{
  GstElement *tail = data;
  g_autoptr (GstPad) sink = gst_element_get_static_pad (tail, "sink");

  if (!gst_pad_is_linked (sink))
    gst_pad_link (pad, sink);
}

static void
watch_sink (const VdCameraRequest *request, GstElement *tail, const char *name, VdCameraSampleFunc callback)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (tail), name);
  GstAppSinkCallbacks callbacks = { .new_sample = callback };

  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, request->data, NULL);
}

/* The two branches behind the camera; the "view" queue blocks, so that a source that is not live is held to its own
 * clock. */
static GstElement *
make_tail (const VdCameraRequest *request, GError **error)
{
  g_autofree char *description = g_strdup_printf (
      "tee name=tee ! queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream"
      " ! appsink name=full sync=true max-buffers=1 drop=true enable-last-sample=false caps=video/x-raw"
      " tee. ! queue max-size-buffers=1 max-size-bytes=0 max-size-time=0"
      " ! videoscale add-borders=false ! video/x-raw,width=[1,%d],height=[1,%d],pixel-aspect-ratio=1/1"
      " ! videoconvert ! video/x-raw,format=BGRx"
      " ! appsink name=view sync=true max-buffers=1 drop=true enable-last-sample=false",
      VIEW_LONGEST, VIEW_LONGEST);
  g_autoptr (GstElement) tail = gst_parse_bin_from_description (description, FALSE, error);
  g_autoptr (GstElement) tee = NULL;
  g_autoptr (GstPad) pad = NULL;

  if (!tail)
    return NULL;
  gst_object_ref_sink (tail);
  tee = gst_bin_get_by_name (GST_BIN (tail), "tee");
  pad = gst_element_get_static_pad (tee, "sink");
  gst_element_add_pad (tail, gst_ghost_pad_new ("sink", pad));
  watch_sink (request, tail, "full", request->on_full);
  watch_sink (request, tail, "view", request->on_view);
  return g_steal_pointer (&tail);
}

/* A real device is asked for the size of the settings, compressed if it can: few give 8 megapixels raw over USB. A
 * description says itself what it gives, and refuses what it does not. */
static GstElement *
make_size_filter (const VdCameraRequest *request)
{
  g_autofree char *text =
      g_strdup_printf ("image/jpeg,width=%d,height=%d;video/x-raw,width=%d,height=%d;image/jpeg;video/x-raw",
                       request->width, request->height, request->width, request->height);
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);
  GstElement *filter = gst_element_factory_make ("capsfilter", NULL);

  g_object_set (filter, "caps", caps, NULL);
  return filter;
}

/* Rate first: a camera that sends 30 compressed frames of 8 megapixels a second has half of them thrown away before
 * they are decoded. */
static GstElement *
make_rate (void)
{
  GstElement *rate = gst_element_factory_make ("videorate", NULL);

  if (rate)
    g_object_set (rate, "drop-only", TRUE, "max-rate", VIEW_FPS, NULL);
  return rate;
}

static gboolean
link_source (GstBin *pipeline, GstElement *source, GstElement *tail, GstElement *filter)
{
  GstElement *rate = make_rate (), *decoder = gst_element_factory_make ("decodebin", NULL);

  gst_bin_add (pipeline, filter);
  if (rate)
    gst_bin_add (pipeline, rate);
  if (decoder)
    gst_bin_add (pipeline, decoder);
  if (!rate || !decoder || !gst_element_link_many (source, filter, rate, decoder, NULL))
    return FALSE;
  g_signal_connect_object (decoder, "pad-added", G_CALLBACK (on_decoded_pad), tail, 0);
  return TRUE;
}

static GstElement *
build_pipeline (const VdCameraRequest *request, GError **error)
{
  g_autoptr (GstElement) pipeline = gst_object_ref_sink (gst_pipeline_new ("document-camera"));
  GstElement *source = vd_device_make_element (VD_DEVICE_CAMERA, request->setting, error), *tail;

  if (!source)
    return NULL;
  gst_bin_add (GST_BIN (pipeline), source);
  tail = make_tail (request, error);
  if (!tail)
    return NULL;
  gst_bin_add (GST_BIN (pipeline), tail);
  gst_object_unref (tail); /* the bin holds it */
  if (link_source (GST_BIN (pipeline), source, tail, make_size_filter (request)))
    return g_steal_pointer (&pipeline);
  g_set_error (
      error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE,
      "the document camera \"%s\" gives no pictures that can be used (or GStreamer's base plugins are missing)",
      request->setting);
  return NULL;
}

typedef struct
{
  void (*on_lost) (const char *why, gpointer data);
  gpointer data;
} Watch;

static gboolean
on_bus (GstBus *bus, GstMessage *message, gpointer data)
{
  const Watch watch = *(Watch *)data; /* stopping the pipeline frees it */
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &error, NULL);
      watch.on_lost (error->message, watch.data);
      return G_SOURCE_REMOVE;
    }
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    {
      watch.on_lost ("its pictures ended", watch.data);
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

GstElement *
vd_camera_pipeline_start (const VdCameraRequest *request, GError **error)
{
  g_autoptr (GstElement) pipeline = build_pipeline (request, error);
  g_autoptr (GstBus) bus = NULL;
  Watch *watch;

  if (!pipeline)
    return NULL;
  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    {
      gst_element_set_state (pipeline, GST_STATE_NULL);
      g_set_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE, "the document camera \"%s\" does not start",
                   request->setting);
      return NULL;
    }
  watch = g_new (Watch, 1);
  watch->on_lost = request->on_lost;
  watch->data = request->data;
  bus = gst_element_get_bus (pipeline);
  gst_bus_add_watch_full (bus, G_PRIORITY_DEFAULT, on_bus, watch, g_free);
  return g_steal_pointer (&pipeline);
}

void
vd_camera_pipeline_stop (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  gst_bus_remove_watch (bus);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}
