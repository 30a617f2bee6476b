/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "pipeline.h"

#define STOP_TICKS 6

typedef struct
{
  GstPipeline *pipeline; /* borrowed: the watch goes before it */
  VdPipelineErrorFunc on_error;
  gpointer owner;
} Watch;

/* Shared by the stopping thread and the main thread. */
typedef struct
{
  GstPipeline *pipeline; /* the thread's */
  VdPipelineStoppedFunc done;
  gpointer owner;
  GDestroyNotify destroy;
  guint timeout_id; /* main thread; 0 once @done was told */
  guint ticks;
} Stop;

GstPipeline *
vd_pipeline_new (const char *name)
{
  GstPipeline *self = GST_PIPELINE (gst_object_ref_sink (gst_pipeline_new (name)));
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();

  gst_pipeline_use_clock (self, clock);
  return self;
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Watch *watch = data;
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message))
    {
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency (GST_BIN (watch->pipeline));
      break;
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      watch->on_error (watch->owner, GST_MESSAGE_SRC (message), error);
      break;
    default:
      break;
    }
  return G_SOURCE_CONTINUE;
}

void
vd_pipeline_watch (GstPipeline *self, VdPipelineErrorFunc on_error, gpointer owner)
{
  g_autoptr (GstBus) bus = gst_pipeline_get_bus (self);
  Watch *watch = g_new (Watch, 1);

  *watch = (Watch){ self, on_error, owner };
  gst_bus_add_watch_full (bus, G_PRIORITY_DEFAULT, on_message, watch, g_free);
}

const char *
vd_pipeline_get_kind (gpointer object)
{
  GstElementFactory *factory = GST_IS_ELEMENT (object) ? gst_element_get_factory (object) : NULL;

  return factory ? GST_OBJECT_NAME (factory) : "";
}

GstElement *
vd_pipeline_add_chain (GstPipeline *self, const char *name, const char *description, GError **error)
{
  GstElement *chain = gst_parse_bin_from_description_full (description, TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);

  if (!chain)
    return NULL;
  gst_object_set_name (GST_OBJECT (chain), name);
  gst_bin_add (GST_BIN (self), chain);
  return chain;
}

static gboolean
on_stopped (gpointer data)
{
  Stop *stop = data;

  if (stop->timeout_id)
    {
      g_source_remove (stop->timeout_id);
      stop->done (stop->owner, TRUE);
      stop->destroy (stop->owner);
    }
  else
    g_message ("a pipeline given up came down after all");
  g_free (stop);
  return G_SOURCE_REMOVE;
}

/* Time in which the whole process stood still, as a busy or sleeping machine makes it, was none to come down in: it
 * counts as one tick, however long it was. */
static gboolean
on_stop_tick (gpointer data)
{
  Stop *stop = data;

  if (++stop->ticks < STOP_TICKS)
    return G_SOURCE_CONTINUE;
  g_warning ("a pipeline does not come down: given up");
  stop->timeout_id = 0;
  stop->done (stop->owner, FALSE);
  stop->destroy (stop->owner);
  return G_SOURCE_REMOVE;
}

static gpointer
run_stop (gpointer data)
{
  Stop *stop = data;

  gst_element_set_state (GST_ELEMENT (stop->pipeline), GST_STATE_NULL);
  gst_element_get_state (GST_ELEMENT (stop->pipeline), NULL, NULL, GST_CLOCK_TIME_NONE);
  g_clear_object (&stop->pipeline);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_stopped, stop, NULL);
  return NULL;
}

static void
keep (gpointer owner)
{
}

static void
tell_nobody (gpointer owner, gboolean is_clean)
{
}

void
vd_pipeline_stop (GstPipeline *self, VdPipelineStoppedFunc done, gpointer owner, GDestroyNotify destroy)
{
  g_autoptr (GstBus) bus = gst_pipeline_get_bus (self);
  Stop *stop = g_new0 (Stop, 1);

  gst_bus_remove_watch (bus);
  /* A bus with messages keeps references into the pipeline: file descriptors then leak with every call. */
  gst_bus_set_flushing (bus, TRUE);
  stop->pipeline = self;
  stop->done = done ? done : tell_nobody;
  stop->owner = owner;
  stop->destroy = destroy ? destroy : keep;
  stop->timeout_id = g_timeout_add (VD_PIPELINE_STOP_MS / STOP_TICKS, on_stop_tick, stop);
  g_thread_unref (g_thread_new ("vd-stop", run_stop, stop));
}
