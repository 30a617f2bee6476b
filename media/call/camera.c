/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "camera.h"

#include "device-source.h"
#include "device-state.h"
#include "picture-sink.h"
#include "pipeline.h"

#define CHECK_MS 500
#define FIRST_FRAME_US (5 * G_USEC_PER_SEC) /* USB cameras take one to two seconds to start */
#define STALL_US (2 * G_USEC_PER_SEC)
#define RETRY_US (3 * G_USEC_PER_SEC)

/* Start-up rate for 720p. A negative cpu-used is a fixed speed (Chromium's is the same); a positive one lets libvpx
 * spend up to half a frame's time. One thread: two wait for each other in a loop, and where the cores are busy the same
 * 150 frames cost 11.1 s of processor time instead of 1.7, and look worse (37 against 43 dB at 1.5 Mbit/s). No periodic
 * keyframes: they are made when somebody asks, once a second at most. */
#define ENCODER                                                                                                        \
  "vp8enc name=encoder deadline=1 cpu-used=-6 threads=1 end-usage=cbr target-bitrate=1500000 "                         \
  "keyframe-max-dist=2000 lag-in-frames=0 min-quantizer=4 max-quantizer=56 undershoot=95 dropframe-threshold=30 "      \
  "buffer-initial-size=100 buffer-optimal-size=120 buffer-size=150 min-force-key-unit-interval=1000000000"

/* First %s: a decoder or nothing; the last: a mirror or nothing. The self-view is small and 15 frames/s: it sits in a
 * corner. */
#define CHAIN                                                                                                          \
  "%s videorate drop-only=true max-rate=%d ! videoconvertscale ! "                                                     \
  "video/x-raw,format=I420,width=%d,height=%d,pixel-aspect-ratio=1/1 ! tee name=tee "                                  \
  "tee. ! queue name=gate max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream ! " ENCODER             \
  " ! appsink name=encoded sync=false async=false "                                                                    \
  "tee. ! queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream ! "                               \
  "videorate drop-only=true max-rate=15 ! videoconvertscale ! video/x-raw,format=BGRA,width=320,height=%d ! %s "       \
  "appsink name=self-view sync=false async=false max-buffers=1 drop=true"

/* What the streaming threads of one opened camera touch. */
typedef struct
{
  VdFanout *fanout;
  guint frames; /* atomic */
  int is_on;    /* atomic */
} Lens;

struct _VdCamera
{
  GObject parent_instance;

  char *setting;
  int width, height, fps;
  gboolean is_mirrored;
  VdFeed *self_view;
  VdFanout *fanout;

  VdDeviceState state;
  gboolean is_on;
  GstPipeline *pipeline;
  Lens *lens;
  VdPictureSink *screen;
  guint n_stopping; /* pipelines that may still hold the device */

  guint check_id;
  guint seen_frames;
  gint64 since_us; /* the last frame seen, or the start */
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VdCamera, vd_camera, G_TYPE_OBJECT)

/* What is asked of the device, best first. A USB camera gives 720p30 as JPEG only, and raw at 10 frames/s. */
static const struct
{
  const char *media;
  gboolean has_size, has_rate;
} formats[] = {
  { "video/x-raw", TRUE, TRUE }, { "image/jpeg", TRUE, TRUE },    { "video/x-raw", TRUE, FALSE },
  { "image/jpeg", TRUE, FALSE }, { "video/x-raw", FALSE, FALSE }, { "image/jpeg", FALSE, FALSE },
};

static void
lens_clear (gpointer data)
{
  vd_fanout_unref (((Lens *)data)->fanout);
}

static void
lens_release (gpointer data)
{
  g_atomic_rc_box_release_full (data, lens_clear);
}

static void
set_state (VdCamera *self, VdDeviceState state, const char *why)
{
  if (self->state == state)
    return;
  g_return_if_fail (vd_device_state_can_change (self->state, state));
  g_message ("camera: %s → %s (%s)", vd_device_state_to_nick (self->state), vd_device_state_to_nick (state), why);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static GstPadProbeReturn
on_device_frame (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_atomic_int_inc (&((Lens *)data)->frames);
  return GST_PAD_PROBE_OK;
}

/* Before the encoder: it costs nothing while nobody reads it, and nothing that could be sent exists. */
static GstPadProbeReturn
on_frame_to_encode (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Lens *lens = data;

  return g_atomic_int_get (&lens->is_on) && vd_fanout_has_readers (lens->fanout) ? GST_PAD_PROBE_OK
                                                                                 : GST_PAD_PROBE_DROP;
}

static GstFlowReturn
on_encoded (GstAppSink *sink, gpointer data)
{
  return vd_fanout_pull (((Lens *)data)->fanout, sink);
}

static GstCaps *
make_caps (VdCamera *self, guint i)
{
  GstCaps *caps = gst_caps_new_empty_simple (formats[i].media);

  if (formats[i].has_size)
    gst_caps_set_simple (caps, "width", G_TYPE_INT, self->width, "height", G_TYPE_INT, self->height, NULL);
  if (formats[i].has_rate)
    gst_caps_set_simple (caps, "framerate", GST_TYPE_FRACTION, self->fps, 1, NULL);
  return caps;
}

/* The first of our formats that @device, in READY, can give; NULL if it is none of them. */
static GstCaps *
choose_caps (VdCamera *self, GstElement *device)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (device, "src");
  g_autoptr (GstCaps) can = gst_pad_query_caps (pad, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GstCaps) caps = make_caps (self, i);

      if (gst_caps_can_intersect (can, caps))
        return g_steal_pointer (&caps);
    }
  return NULL;
}

static void
probe (GstElement *element, const char *pad_name, GstPadProbeCallback func, Lens *lens)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, pad_name);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, func, g_atomic_rc_box_acquire (lens), lens_release);
}

static void
connect_chain (VdCamera *self, GstElement *device, GstElement *chain)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_encoded };
  g_autoptr (GstElement) gate = gst_bin_get_by_name (GST_BIN (chain), "gate");
  g_autoptr (GstElement) encoder = gst_bin_get_by_name (GST_BIN (chain), "encoder");
  g_autoptr (GstElement) encoded = gst_bin_get_by_name (GST_BIN (chain), "encoded");
  g_autoptr (GstElement) view = gst_bin_get_by_name (GST_BIN (chain), "self-view");

  probe (device, "src", on_device_frame, self->lens);
  probe (gate, "src", on_frame_to_encode, self->lens);
  gst_app_sink_set_callbacks (GST_APP_SINK (encoded), &callbacks, g_atomic_rc_box_acquire (self->lens), lens_release);
  self->screen = vd_picture_sink_new (GST_APP_SINK (view), self->self_view, NULL, NULL, NULL);
  vd_fanout_set_encoder (self->fanout, encoder);
}

static gboolean
build (VdCamera *self, GstElement *device, GError **error)
{
  g_autoptr (GstCaps) caps = NULL;
  g_autofree char *description = NULL;
  gboolean is_jpeg;
  GstElement *chain;

  gst_bin_add (GST_BIN (self->pipeline), device);
  if (gst_element_set_state (device, GST_STATE_READY) == GST_STATE_CHANGE_FAILURE)
    {
      g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NOT_FOUND, "the camera cannot be opened");
      return FALSE;
    }
  caps = choose_caps (self, device);
  is_jpeg = caps && gst_structure_has_name (gst_caps_get_structure (caps, 0), "image/jpeg");
  description = g_strdup_printf (CHAIN, is_jpeg ? "jpegdec !" : "", self->fps, self->width, self->height,
                                 GST_ROUND_UP_2 (320 * self->height / self->width),
                                 self->is_mirrored ? "videoflip method=horizontal-flip !" : "");
  chain = vd_pipeline_add_chain (self->pipeline, "chain", description, error);
  if (!chain)
    return FALSE;
  connect_chain (self, device, chain);
  if (!gst_element_link_filtered (device, chain, caps))
    {
      g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION, "the camera gives no picture we can take");
      return FALSE;
    }
  return TRUE;
}

static gboolean
start (VdCamera *self, GError **error)
{
  GstElement *device = vd_device_make_element (VD_DEVICE_CAMERA, self->setting, error);

  if (!device)
    return FALSE;
  self->pipeline = vd_pipeline_new ("camera");
  self->lens = g_atomic_rc_box_new0 (Lens);
  self->lens->fanout = vd_fanout_ref (self->fanout);
  self->lens->is_on = self->is_on;
  self->seen_frames = 0;
  if (!build (self, device, error))
    return FALSE;
  if (gst_element_set_state (GST_ELEMENT (self->pipeline), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    {
      g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION, "the camera does not start");
      return FALSE;
    }
  return TRUE;
}

static void
on_stopped (gpointer owner, gboolean is_clean)
{
  VD_CAMERA (owner)->n_stopping--;
}

static void
stop (VdCamera *self)
{
  vd_fanout_set_encoder (self->fanout, NULL);
  g_clear_pointer (&self->lens, lens_release);
  self->seen_frames = 0;
  if (self->screen)
    vd_picture_sink_cut (self->screen);
  g_clear_pointer (&self->screen, vd_picture_sink_unref);
  if (!self->pipeline)
    return;
  self->n_stopping++;
  vd_pipeline_stop (g_steal_pointer (&self->pipeline), on_stopped, g_object_ref (self), g_object_unref);
}

static void
on_error (gpointer owner, GstObject *source, const GError *error)
{
  VdCamera *self = owner;

  stop (self);
  set_state (self, VD_DEVICE_STATE_FAILED, error->message);
}

static void
try_start (VdCamera *self)
{
  g_autoptr (GError) error = NULL;

  self->since_us = g_get_monotonic_time ();
  /* The device is busy until the last pipeline has let it go. */
  if (self->n_stopping > 0)
    return;
  if (start (self, &error))
    {
      vd_pipeline_watch (self->pipeline, on_error, self);
      return;
    }
  stop (self);
  set_state (self, vd_device_state_from_error (error), error->message);
}

static gboolean
on_check (gpointer data)
{
  VdCamera *self = data;
  guint frames = self->lens ? g_atomic_int_get (&self->lens->frames) : 0;
  gint64 waited_us;

  if (frames != self->seen_frames)
    {
      self->seen_frames = frames;
      self->since_us = g_get_monotonic_time ();
      set_state (self, VD_DEVICE_STATE_WORKING, "frames come");
      return G_SOURCE_CONTINUE;
    }
  waited_us = g_get_monotonic_time () - self->since_us;
  if (!self->pipeline && self->state != VD_DEVICE_STATE_UNUSED &&
      (waited_us > RETRY_US || self->state == VD_DEVICE_STATE_CLOSED))
    try_start (self);
  else if (self->pipeline && waited_us > (frames > 0 ? STALL_US : FIRST_FRAME_US))
    {
      stop (self);
      self->since_us = g_get_monotonic_time ();
      set_state (self, VD_DEVICE_STATE_FAILED, "no frame comes");
    }
  return G_SOURCE_CONTINUE;
}

static void
vd_camera_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_enum (value, VD_CAMERA (object)->state);
}

static void
vd_camera_dispose (GObject *object)
{
  VdCamera *self = VD_CAMERA (object);

  /* A stop in progress holds a reference, so nothing can be stopping here; a pipeline may only be there if never
   * closed. */
  g_clear_handle_id (&self->check_id, g_source_remove);
  g_clear_pointer (&self->lens, lens_release);
  g_clear_pointer (&self->screen, vd_picture_sink_unref);
  if (self->pipeline)
    vd_pipeline_stop (g_steal_pointer (&self->pipeline), NULL, NULL, NULL);
  g_clear_object (&self->self_view);
  g_clear_pointer (&self->fanout, vd_fanout_unref);
  g_clear_pointer (&self->setting, g_free);

  G_OBJECT_CLASS (vd_camera_parent_class)->dispose (object);
}

static void
vd_camera_class_init (VdCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vd_camera_get_property;
  object_class->dispose = vd_camera_dispose;

  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, VD_TYPE_DEVICE_STATE, VD_DEVICE_STATE_CLOSED,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vd_camera_init (VdCamera *self)
{
  self->self_view = vd_feed_new ();
  self->fanout = vd_fanout_new ();
  self->is_on = TRUE;
}

VdCamera *
vd_camera_new (const VdStudioSettings *settings)
{
  VdCamera *self = g_object_new (VD_TYPE_CAMERA, NULL);

  self->setting = g_strdup (settings->camera);
  self->width = settings->width;
  self->height = settings->height;
  self->fps = settings->fps;
  self->is_mirrored = settings->mirror_self_view;
  return self;
}

void
vd_camera_open (VdCamera *self)
{
  if (self->check_id)
    return;
  self->check_id = g_timeout_add (CHECK_MS, on_check, self);
  try_start (self);
}

void
vd_camera_close (VdCamera *self)
{
  if (!self->check_id)
    return;
  g_clear_handle_id (&self->check_id, g_source_remove);
  stop (self);
  set_state (self, VD_DEVICE_STATE_CLOSED, "the visit is over");
}

VdDeviceState
vd_camera_get_state (VdCamera *self)
{
  return self->state;
}

void
vd_camera_set_on (VdCamera *self, gboolean is_on)
{
  self->is_on = is_on;
  if (!self->lens)
    return;
  g_atomic_int_set (&self->lens->is_on, is_on);
  /* The far decoder's last picture is from before the pause. */
  if (is_on)
    vd_fanout_want_keyframe (self->fanout);
}

VdFeed *
vd_camera_get_self_view (VdCamera *self)
{
  return self->self_view;
}

VdFanout *
vd_camera_get_fanout (VdCamera *self)
{
  return self->fanout;
}
