/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "camera.h"

#include "camera-chain.h"
#include "device-source.h"
#include "device-state.h"
#include "lens.h"
#include "picture-sink.h"
#include "pipeline.h"

#define CHECK_MS 500
#define START_BPS (1000 * 1000) /* until told otherwise */
#define RETRY_US (3 * G_USEC_PER_SEC)
/* In checks and not in time: a machine that was busy for a while must not blame the camera. To begin anew costs as long
 * as most stalls last; a camera that is pulled out says so itself. */
#define FIRST_FRAME_CHECKS 10 /* USB cameras take one to two seconds to start */
#define STALL_CHECKS 8

struct _VdCamera
{
  GObject parent_instance;

  char *setting;
  VdCameraFormat format;
  VdRatePlan plan;
  VdFeed *self_view;
  VdFanout *fanout;

  VdDeviceState state;
  gboolean is_on;
  GstPipeline *pipeline;
  VdLens *lens;
  VdPictureSink *screen;
  guint n_stuck;
  guint n_stopping; /* pipelines that may still hold the device */

  guint check_id;
  guint seen_frames;
  guint idle_checks; /* since the last frame seen, or the start */
  gint64 tried_us;   /* the last start or failure, from which the next try waits; 0: it does not wait */
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VdCamera, vd_camera, G_TYPE_OBJECT)

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

static gboolean
start (VdCamera *self, GError **error)
{
  GstElement *device = vd_device_make_element (VD_DEVICE_CAMERA, self->setting, error);
  g_autoptr (GstElement) view = NULL;
  GstElement *chain;

  if (!device)
    return FALSE;
  self->pipeline = vd_pipeline_new ("camera");
  self->lens = vd_lens_new (self->fanout, self->format.fps);
  vd_lens_set_on (self->lens, self->is_on);
  vd_lens_set_plan (self->lens, &self->plan);
  self->seen_frames = 0;
  chain = vd_camera_chain_add (self->pipeline, device, &self->format, error);
  if (!chain)
    return FALSE;
  vd_lens_connect (self->lens, device, chain);
  view = gst_bin_get_by_name (GST_BIN (chain), "self-view");
  self->screen = vd_picture_sink_new (GST_APP_SINK (view), self->self_view, NULL, NULL, NULL);
  if (gst_element_set_state (GST_ELEMENT (self->pipeline), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return TRUE;
  g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION, "the camera does not start");
  return FALSE;
}

static void
on_stopped (gpointer owner, gboolean is_clean)
{
  VdCamera *self = owner;

  self->n_stopping--;
  self->n_stuck += !is_clean;
}

static void
stop (VdCamera *self)
{
  vd_fanout_set_encoder (self->fanout, NULL);
  g_clear_pointer (&self->lens, vd_lens_unref);
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
  self->tried_us = g_get_monotonic_time ();
  set_state (self, VD_DEVICE_STATE_FAILED, error->message);
}

static void
try_start (VdCamera *self)
{
  g_autoptr (GError) error = NULL;

  /* The device is busy until the last pipeline has let it go. */
  if (self->n_stopping > 0)
    return;
  self->tried_us = g_get_monotonic_time ();
  self->idle_checks = 0;
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
  guint frames = self->lens ? vd_lens_get_frames (self->lens) : 0;
  gint64 waited_us = g_get_monotonic_time () - self->tried_us;

  if (frames != self->seen_frames)
    {
      self->seen_frames = frames;
      self->idle_checks = 0;
      set_state (self, VD_DEVICE_STATE_WORKING, "frames come");
      return G_SOURCE_CONTINUE;
    }
  self->idle_checks++;
  if (!self->pipeline && self->state != VD_DEVICE_STATE_UNUSED &&
      (waited_us > RETRY_US || self->state == VD_DEVICE_STATE_CLOSED))
    try_start (self);
  else if (self->pipeline && self->idle_checks >= (frames > 0 ? STALL_CHECKS : FIRST_FRAME_CHECKS))
    {
      stop (self);
      self->tried_us = 0;
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
  g_clear_pointer (&self->lens, vd_lens_unref);
  if (self->screen)
    vd_picture_sink_cut (self->screen);
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
  self->format = (VdCameraFormat){ .width = settings->width,
                                   .height = settings->height,
                                   .fps = settings->fps,
                                   .is_mirrored = settings->mirror_self_view };
  self->plan = (VdRatePlan){
    .video_on = TRUE, .video_bps = START_BPS, .width = settings->width, .height = settings->height, .fps = settings->fps
  };
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

guint
vd_camera_get_stuck (VdCamera *self)
{
  return self->n_stuck;
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
  vd_lens_set_on (self->lens, is_on);
  /* The far decoder's last picture is from before the pause. */
  if (is_on)
    vd_fanout_want_keyframe (self->fanout);
}

void
vd_camera_set_plan (VdCamera *self, const VdRatePlan *plan)
{
  gboolean is_back = plan->video_on && !self->plan.video_on;

  self->plan = *plan;
  if (!self->lens)
    return;
  vd_lens_set_plan (self->lens, plan);
  if (is_back)
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
