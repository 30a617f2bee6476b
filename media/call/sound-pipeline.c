/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "sound-pipeline.h"

#include "device-source.h"
#include "pipeline.h"

/* Runs all the time, for the echo probe. */
static GstElement *
make_silence (void)
{
  GstElement *silence = gst_element_factory_make ("audiotestsrc", NULL);

  gst_util_set_object_arg (G_OBJECT (silence), "wave", "silence");
  g_object_set (silence, "is-live", TRUE, "samplesperbuffer", 480, NULL);
  return silence;
}

static gboolean
add_playback (VdSoundPipeline *self, VdEar *ear, gboolean with_canceller, GError **error)
{
  GstElement *sink = self->speaker;

  if (!sink)
    {
      sink = gst_element_factory_make ("fakesink", NULL);
      g_object_set (sink, "sync", TRUE, NULL);
    }
  return vd_sound_chain_add_playback (self->pipeline, ear, make_silence (), sink, with_canceller && self->speaker,
                                      error);
}

static gboolean
add_capture (VdSoundPipeline *self, VdEar *ear, gboolean with_canceller, GError **error)
{
  VdCanceller canceller = self->speaker ? VD_CANCELLER_CANCEL : VD_CANCELLER_CLEAN;

  return !self->microphone || vd_sound_chain_add_capture (self->pipeline, ear, self->microphone,
                                                          with_canceller ? canceller : VD_CANCELLER_OFF, error);
}

static void
align (VdSoundPipeline *self, int shift_ms)
{
  g_autoptr (GstElement) probe = gst_bin_get_by_name (GST_BIN (self->pipeline), "probe");
  g_autoptr (GstElement) canceller = gst_bin_get_by_name (GST_BIN (self->pipeline), "canceller");

  if (probe && canceller)
    self->aligner = vd_echo_aligner_new (probe, canceller, shift_ms);
}

VdSoundPipeline *
vd_sound_pipeline_new (VdEar *ear, GstElement *microphone, GstElement *speaker, gboolean with_canceller, int shift_ms)
{
  VdSoundPipeline *self = g_new0 (VdSoundPipeline, 1);
  g_autoptr (GError) error = NULL;

  self->pipeline = vd_pipeline_new ("sound");
  self->microphone = microphone;
  self->speaker = speaker;
  if (add_playback (self, ear, with_canceller, &error) && add_capture (self, ear, with_canceller, &error))
    align (self, shift_ms);
  else
    GST_ELEMENT_ERROR (self->pipeline, CORE, FAILED, (NULL), ("%s", error ? error->message : "it cannot be linked"));
  self->volume = gst_bin_get_by_name (GST_BIN (self->pipeline), "volume");
  self->mute = gst_bin_get_by_name (GST_BIN (self->pipeline), "mute");
  return self;
}

gboolean
vd_sound_pipeline_start (VdSoundPipeline *self, VdSoundEnd *end, GError **error)
{
  g_autoptr (GstBus) bus = gst_pipeline_get_bus (self->pipeline);
  g_autoptr (GstMessage) message = NULL;

  /* An element that could not start has said why on the bus, as has a chain that could not be made. */
  if (!gst_bus_have_pending (bus) &&
      gst_element_set_state (GST_ELEMENT (self->pipeline), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return TRUE;
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  *end = message ? vd_sound_pipeline_find_end (self, GST_MESSAGE_SRC (message)) : VD_SOUND_END_NONE;
  if (message)
    gst_message_parse_error (message, error, NULL);
  else
    g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NOT_FOUND, "the sound does not start");
  return FALSE;
}

static gboolean
is_inside (GstObject *source, GstElement *element)
{
  return element && (source == GST_OBJECT (element) || gst_object_has_as_ancestor (source, GST_OBJECT (element)));
}

VdSoundEnd
vd_sound_pipeline_find_end (VdSoundPipeline *self, GstObject *source)
{
  if (is_inside (source, self->microphone))
    return VD_SOUND_END_MICROPHONE;
  return is_inside (source, self->speaker) ? VD_SOUND_END_SPEAKER : VD_SOUND_END_NONE;
}

void
vd_sound_pipeline_set_volume (VdSoundPipeline *self, double volume)
{
  if (self->volume)
    g_object_set (self->volume, "volume", vd_sound_chain_get_gain (volume), NULL);
}

void
vd_sound_pipeline_set_on (VdSoundPipeline *self, gboolean is_on)
{
  if (self->mute)
    g_object_set (self->mute, "mute", !is_on, NULL);
}

GstPipeline *
vd_sound_pipeline_free (VdSoundPipeline *self)
{
  GstPipeline *pipeline = g_steal_pointer (&self->pipeline);

  gst_clear_object (&self->volume);
  gst_clear_object (&self->mute);
  g_clear_pointer (&self->aligner, vd_echo_aligner_unref);
  g_free (self);
  return pipeline;
}
