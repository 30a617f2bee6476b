/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "document-camera.h"
#include "camera-pipeline.h"
#include "sheet-look.h"
#include "shot-ring.h"
#include "steadiness.h"

#include <string.h>

#define LOOK_US (100 * 1000)
#define REOPEN_S 3

struct _VdDocumentCamera
{
  GObject parent_instance;

  char *setting;
  int width, height;
  VdTray *tray; /* immutable; (nullable) */
  VdFeed *feed;
  VdShotRing *ring;
  VdSteadiness *steadiness;

  GstElement *pipeline; /* while open and the camera is there */
  guint reopen_timer;
  guint generation; /* grows at each close: a look that is under way for an older one is dropped */
  gboolean is_missing;

  VdSight sight;
  VdAdvice advice;
  double progress;
  int full_width, full_height; /* of the frames that come; streaming thread writes, atomic */
  gint64 last_look_us;         /* streaming thread only */
};

enum
{
  PROP_HAS_QUAD = 1,
  PROP_STEADINESS,
  PROP_ADVICE,
  PROP_MISSING,
  N_PROPS
};

enum
{
  SIGNAL_STEADY,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VdDocumentCamera, vd_document_camera, G_TYPE_OBJECT)

/* A look on its way from the streaming thread to the main thread. */
typedef struct
{
  VdDocumentCamera *camera;
  guint generation;
  VdSight sight;
  VdAdvice advice;
  gint64 time_us;
} Look;

static void
look_free (void *data)
{
  Look *look = data;

  g_object_unref (look->camera);
  explicit_bzero (look, sizeof *look);
  g_free (look);
}

static void
set_missing (VdDocumentCamera *self, gboolean missing)
{
  if (self->is_missing == missing)
    return;
  self->is_missing = missing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MISSING]);
}

static void
set_sight (VdDocumentCamera *self, const VdSight *sight, VdAdvice advice)
{
  gboolean had_quad = self->sight.finding.found;
  double progress = vd_steadiness_get_progress (self->steadiness);

  self->sight = *sight;
  if (had_quad != sight->finding.found)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_QUAD]);
  if (self->advice != advice)
    {
      self->advice = advice;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADVICE]);
    }
  if (self->progress != progress)
    {
      self->progress = progress;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEADINESS]);
    }
}

static gboolean
on_look (gpointer data)
{
  Look *look = data;
  VdDocumentCamera *self = look->camera;
  gboolean takes;

  if (look->generation != self->generation)
    return G_SOURCE_REMOVE;
  set_missing (self, FALSE); /* one that was lost is back once it shows something, not when it was opened */
  takes = vd_steadiness_update (self->steadiness, &look->sight, look->time_us);
  set_sight (self, &look->sight, look->advice);
  if (takes)
    g_signal_emit (self, signals[SIGNAL_STEADY], 0);
  return G_SOURCE_REMOVE;
}

static void
look_at (VdDocumentCamera *self, VdFrame *frame, gint64 now_us)
{
  Look *look = g_new0 (Look, 1);

  look->camera = g_object_ref (self);
  look->generation = g_atomic_int_get (&self->generation);
  look->sight = vd_sheet_look (frame, g_atomic_int_get (&self->full_width), g_atomic_int_get (&self->full_height),
                               self->tray, &look->advice);
  look->time_us = now_us;
  g_idle_add_full (G_PRIORITY_DEFAULT, on_look, look, look_free);
}

/* Streaming thread. It ends, and is waited for, before the pipeline that holds @data goes. */
static GstFlowReturn
on_view_sample (GstAppSink *sink, gpointer data)
{
  VdDocumentCamera *self = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr (VdFrame) frame = sample ? vd_frame_new_from_sample (sample) : NULL;
  gint64 now_us = g_get_monotonic_time ();

  if (!frame)
    return GST_FLOW_OK;
  vd_feed_push (self->feed, vd_frame_ref (frame));
  if (now_us - self->last_look_us >= LOOK_US)
    {
      self->last_look_us = now_us;
      look_at (self, frame, now_us);
    }
  return GST_FLOW_OK;
}

static GstFlowReturn
on_full_sample (GstAppSink *sink, gpointer data)
{
  VdDocumentCamera *self = data;
  GstSample *sample = gst_app_sink_pull_sample (sink);
  const GstStructure *caps;
  int width = 0, height = 0;

  if (!sample)
    return GST_FLOW_OK;
  caps = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  gst_structure_get_int (caps, "width", &width);
  gst_structure_get_int (caps, "height", &height);
  g_atomic_int_set (&self->full_width, width);
  g_atomic_int_set (&self->full_height, height);
  vd_shot_ring_push (self->ring, sample);
  return GST_FLOW_OK;
}

static void
stop_pipeline (VdDocumentCamera *self)
{
  const VdSight nothing = { { FALSE } };

  g_clear_pointer (&self->pipeline, vd_camera_pipeline_stop);
  g_atomic_int_inc (&self->generation); /* after the last look was posted */
  vd_shot_ring_clear (self->ring);
  vd_feed_clear (self->feed);
  vd_steadiness_reset (self->steadiness);
  set_sight (self, &nothing, VD_ADVICE_NONE);
}

static gboolean start_pipeline (VdDocumentCamera *self, GError **error);

static gboolean
on_reopen (gpointer data)
{
  VdDocumentCamera *self = data;
  g_autoptr (GError) error = NULL;

  if (!start_pipeline (self, &error))
    return G_SOURCE_CONTINUE;
  self->reopen_timer = 0;
  return G_SOURCE_REMOVE;
}

/* A camera pulled out comes back when it is plugged in again. */
static void
on_lost (const char *why, gpointer data)
{
  VdDocumentCamera *self = data;

  g_message ("document camera lost: %s", why);
  stop_pipeline (self);
  set_missing (self, TRUE);
  if (self->reopen_timer == 0)
    self->reopen_timer = g_timeout_add_seconds (REOPEN_S, on_reopen, self);
}

static gboolean
start_pipeline (VdDocumentCamera *self, GError **error)
{
  const VdCameraRequest request = {
    self->setting, self->width, self->height, on_full_sample, on_view_sample, on_lost, self,
  };
  g_autoptr (GError) why = NULL;

  self->pipeline = vd_camera_pipeline_start (&request, &why);
  if (!self->pipeline)
    g_set_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE, "no document camera: %s", why->message);
  return self->pipeline != NULL;
}

gboolean
vd_document_camera_open (VdDocumentCamera *self, GError **error)
{
  g_return_val_if_fail (VD_IS_DOCUMENT_CAMERA (self), FALSE);
  if (self->pipeline)
    return TRUE;
  g_clear_handle_id (&self->reopen_timer, g_source_remove);
  set_missing (self, !start_pipeline (self, error));
  return self->pipeline != NULL;
}

void
vd_document_camera_close (VdDocumentCamera *self)
{
  g_return_if_fail (VD_IS_DOCUMENT_CAMERA (self));
  g_clear_handle_id (&self->reopen_timer, g_source_remove);
  stop_pipeline (self);
}

static void
vd_document_camera_dispose (GObject *object)
{
  vd_document_camera_close (VD_DOCUMENT_CAMERA (object));
  G_OBJECT_CLASS (vd_document_camera_parent_class)->dispose (object);
}

static void
vd_document_camera_finalize (GObject *object)
{
  VdDocumentCamera *self = VD_DOCUMENT_CAMERA (object);

  g_clear_object (&self->feed);
  g_clear_object (&self->steadiness);
  g_clear_pointer (&self->ring, vd_shot_ring_free);
  g_clear_pointer (&self->tray, vd_tray_unref);
  g_clear_pointer (&self->setting, g_free);
  G_OBJECT_CLASS (vd_document_camera_parent_class)->finalize (object);
}

static void
vd_document_camera_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdDocumentCamera *self = VD_DOCUMENT_CAMERA (object);

  switch (id)
    {
    case PROP_HAS_QUAD:
      g_value_set_boolean (value, self->sight.finding.found);
      break;
    case PROP_STEADINESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_ADVICE:
      g_value_set_flags (value, self->advice);
      break;
    case PROP_MISSING:
      g_value_set_boolean (value, self->is_missing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_document_camera_class_init (VdDocumentCameraClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = vd_document_camera_dispose;
  object_class->finalize = vd_document_camera_finalize;
  object_class->get_property = vd_document_camera_get_property;
  properties[PROP_HAS_QUAD] = g_param_spec_boolean ("has-quad", NULL, NULL, FALSE, flags);
  properties[PROP_STEADINESS] = g_param_spec_double ("steadiness", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_ADVICE] = g_param_spec_flags ("advice", NULL, NULL, VD_TYPE_ADVICE, 0, flags);
  properties[PROP_MISSING] = g_param_spec_boolean ("missing", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_STEADY] =
      g_signal_new ("steady", VD_TYPE_DOCUMENT_CAMERA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vd_document_camera_init (VdDocumentCamera *self)
{
  self->feed = vd_feed_new ();
  self->ring = vd_shot_ring_new ();
  self->steadiness = vd_steadiness_new ();
}

VdDocumentCamera *
vd_document_camera_new (const char *setting, int width, int height)
{
  VdDocumentCamera *self;

  g_return_val_if_fail (setting && width > 0 && height > 0, NULL);
  self = g_object_new (VD_TYPE_DOCUMENT_CAMERA, NULL);
  self->setting = g_strdup (setting);
  self->width = width;
  self->height = height;
  return self;
}

void
vd_document_camera_set_tray (VdDocumentCamera *self, VdTray *tray)
{
  g_return_if_fail (VD_IS_DOCUMENT_CAMERA (self) && !self->pipeline);
  g_clear_pointer (&self->tray, vd_tray_unref);
  self->tray = tray;
}

VdFeed *
vd_document_camera_get_view (VdDocumentCamera *self)
{
  g_return_val_if_fail (VD_IS_DOCUMENT_CAMERA (self), NULL);
  return self->feed;
}

gboolean
vd_document_camera_get_quad (VdDocumentCamera *self, VdQuad *quad)
{
  g_return_val_if_fail (VD_IS_DOCUMENT_CAMERA (self) && quad, FALSE);
  if (self->sight.finding.found)
    *quad = self->sight.finding.quad;
  return self->sight.finding.found;
}

/* A taking's own copy of what it needs: the camera may be closed meanwhile. */
typedef struct
{
  GPtrArray *samples;
  VdQuad quad;
  gboolean has_quad;
  VdTray *tray;
} Taking;

static void
taking_free (void *data)
{
  Taking *taking = data;

  g_ptr_array_unref (taking->samples);
  g_clear_pointer (&taking->tray, vd_tray_unref);
  g_free (taking);
}

static void
take_in_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  Taking *taking = data;
  const VdQuad *quad = taking->has_quad ? &taking->quad : NULL;
  GError *error = NULL;
  VdPage *page = vd_shot_make_page (taking->samples, quad, taking->tray, &error);

  if (page)
    g_task_return_pointer (task, page, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
vd_document_camera_take_async (VdDocumentCamera *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Taking *taking;

  g_return_if_fail (VD_IS_DOCUMENT_CAMERA (self));
  g_task_set_source_tag (task, vd_document_camera_take_async);
  taking = g_new0 (Taking, 1);
  taking->samples = vd_shot_ring_list (self->ring);
  taking->tray = self->tray ? vd_tray_ref (self->tray) : NULL;
  taking->has_quad = vd_document_camera_get_quad (self, &taking->quad);
  g_task_set_task_data (task, taking, taking_free);
  if (taking->samples->len == 0)
    {
      g_task_return_new_error (task, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE, "the document camera shows nothing");
      return;
    }
  vd_steadiness_mark_taken (self->steadiness);
  g_task_run_in_thread (task, take_in_thread);
}

VdPage *
vd_document_camera_take_finish (VdDocumentCamera *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
