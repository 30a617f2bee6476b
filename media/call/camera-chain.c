/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "camera-chain.h"

#include "device-source.h"
#include "picture-encoder.h"
#include "pipeline.h"

/* First %s: a decoder or nothing; the last: a mirror or nothing. The self-view is small and 15 frames/s: it sits in a
 * corner. */
#define CHAIN                                                                                                          \
  "%s videorate drop-only=true max-rate=%d ! videoconvertscale ! "                                                     \
  "video/x-raw,format=I420,width=%d,height=%d,pixel-aspect-ratio=1/1 ! tee name=tee "                                  \
  "tee. ! queue name=gate max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream ! "                     \
  "videoconvertscale ! capsfilter name=size caps=video/x-raw,format=I420,width=%d,height=%d,pixel-aspect-ratio=1/1 "   \
  "! " VD_PICTURE_ENCODER " ! appsink name=encoded sync=false async=false enable-last-sample=false "                   \
  "tee. ! queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream ! "                               \
  "videorate drop-only=true max-rate=15 ! videoconvertscale ! video/x-raw,format=BGRA,width=320,height=%d ! %s "       \
  "appsink name=self-view sync=false async=false max-buffers=1 drop=true enable-last-sample=false"

/* What is asked of the device, best first. A USB camera gives 720p30 as JPEG only, and raw at 10 frames/s. */
static const struct
{
  const char *media;
  gboolean has_size, has_rate;
} formats[] = {
  { "video/x-raw", TRUE, TRUE }, { "image/jpeg", TRUE, TRUE },    { "video/x-raw", TRUE, FALSE },
  { "image/jpeg", TRUE, FALSE }, { "video/x-raw", FALSE, FALSE }, { "image/jpeg", FALSE, FALSE },
};

static GstCaps *
make_caps (const VdCameraFormat *format, guint i)
{
  GstCaps *caps = gst_caps_new_empty_simple (formats[i].media);

  if (formats[i].has_size)
    gst_caps_set_simple (caps, "width", G_TYPE_INT, format->width, "height", G_TYPE_INT, format->height, NULL);
  if (formats[i].has_rate)
    gst_caps_set_simple (caps, "framerate", GST_TYPE_FRACTION, format->fps, 1, NULL);
  return caps;
}

/* The first of our formats that @device, in READY, can give; NULL if it is none of them. */
static GstCaps *
choose_caps (const VdCameraFormat *format, GstElement *device)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (device, "src");
  g_autoptr (GstCaps) can = gst_pad_query_caps (pad, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GstCaps) caps = make_caps (format, i);

      if (gst_caps_can_intersect (can, caps))
        return g_steal_pointer (&caps);
    }
  return NULL;
}

/* In READY a device knows what it can give. */
static GstCaps *
ask_device (const VdCameraFormat *format, GstElement *device, GError **error)
{
  if (gst_element_set_state (device, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE)
    return choose_caps (format, device);
  g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NOT_FOUND, "the camera cannot be opened");
  return NULL;
}

static char *
describe (const VdCameraFormat *format, const GstCaps *caps)
{
  gboolean is_jpeg = caps && gst_structure_has_name (gst_caps_get_structure (caps, 0), "image/jpeg");

  return g_strdup_printf (CHAIN, is_jpeg ? "jpegdec !" : "", format->fps, format->width, format->height, format->width,
                          format->height, GST_ROUND_UP_2 (320 * format->height / format->width),
                          format->is_mirrored ? "videoflip method=horizontal-flip !" : "");
}

GstElement *
vd_camera_chain_add (GstPipeline *pipeline, GstElement *device, const VdCameraFormat *format, GError **error)
{
  g_autoptr (GError) unusable = NULL;
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *description = NULL;
  GstElement *chain;

  gst_bin_add (GST_BIN (pipeline), device);
  caps = ask_device (format, device, &unusable);
  if (unusable)
    {
      g_propagate_error (error, g_steal_pointer (&unusable));
      return NULL;
    }
  description = describe (format, caps);
  chain = vd_pipeline_add_chain (pipeline, "chain", description, error);
  if (!chain || gst_element_link_filtered (device, chain, caps))
    return chain;
  g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION, "the camera gives no picture we can take");
  return NULL;
}
