/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "device-trial.h"

#include "pipeline.h"

#define TRIAL_MS 2500
#define LOOK_MS 50
/* A loudspeaker takes one buffer of 10 ms before it plays, and its own 40 ms while it does not. */
#define ENOUGH 12

typedef struct
{
  VdDeviceTrialFunc done;
  gpointer owner;
  GDestroyNotify destroy;
  GstPipeline *pipeline;
  guint *buffers; /* atomic, shared with the streaming thread */
  guint look_id;
  guint looks;
  gboolean is_fine;
} Trial;

static void
on_stopped (gpointer data, gboolean is_clean)
{
  Trial *trial = data;

  trial->done (trial->owner, trial->is_fine && is_clean);
  trial->destroy (trial->owner);
  g_free (trial);
}

static void
finish (Trial *trial, gboolean is_fine)
{
  trial->is_fine = is_fine;
  g_clear_handle_id (&trial->look_id, g_source_remove);
  g_clear_pointer (&trial->buffers, g_atomic_rc_box_release);
  vd_pipeline_stop (g_steal_pointer (&trial->pipeline), on_stopped, trial, NULL);
}

static void
on_error (gpointer owner, GstObject *source, const GError *error)
{
  finish (owner, FALSE);
}

static gboolean
on_look (gpointer data)
{
  Trial *trial = data;

  gboolean is_fine = g_atomic_int_get (trial->buffers) >= ENOUGH;

  if (!is_fine && ++trial->looks < TRIAL_MS / LOOK_MS)
    return G_SOURCE_CONTINUE;
  trial->look_id = 0;
  finish (trial, is_fine);
  return G_SOURCE_REMOVE;
}

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer buffers)
{
  g_atomic_int_inc ((guint *)buffers);
  return GST_PAD_PROBE_OK;
}

/* The device at one end, and at the other somebody who takes or gives sound. */
static gboolean
build (Trial *trial, VdDeviceKind kind, GstElement *device)
{
  gboolean is_speaker = kind == VD_DEVICE_SPEAKER;
  GstElement *other = gst_element_factory_make (is_speaker ? "audiotestsrc" : "fakesink", NULL);
  GstElement *convert = gst_element_factory_make ("audioconvert", NULL);
  GstElement *resample = gst_element_factory_make ("audioresample", NULL);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (device, is_speaker ? "sink" : "src");

  trial->pipeline = vd_pipeline_new ("trial");
  trial->buffers = g_atomic_rc_box_new0 (guint);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, g_atomic_rc_box_acquire (trial->buffers),
                     (GDestroyNotify)g_atomic_rc_box_release);
  gst_bin_add_many (GST_BIN (trial->pipeline), device, other, convert, resample, NULL);
  if (!is_speaker)
    return gst_element_link_many (device, convert, resample, other, NULL);
  gst_util_set_object_arg (G_OBJECT (other), "wave", "silence");
  g_object_set (other, "is-live", TRUE, "samplesperbuffer", 480, NULL);
  return gst_element_link_many (other, convert, resample, device, NULL);
}

void
vd_device_trial_start (VdDeviceKind kind, GstElement *device, VdDeviceTrialFunc done, gpointer owner,
                       GDestroyNotify destroy)
{
  Trial *trial = g_new0 (Trial, 1);

  trial->done = done;
  trial->owner = owner;
  trial->destroy = destroy;
  if (!build (trial, kind, device) ||
      gst_element_set_state (GST_ELEMENT (trial->pipeline), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    {
      finish (trial, FALSE);
      return;
    }
  vd_pipeline_watch (trial->pipeline, on_error, trial);
  trial->look_id = g_timeout_add (LOOK_MS, on_look, trial);
}
