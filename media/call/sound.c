/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "sound.h"

#include "hearing.h"
#include "pipeline.h"
#include "sound-device.h"
#include "sound-pipeline.h"

#define CHECK_MS 500
#define FIRST_SOUND_US (5 * G_USEC_PER_SEC)
#define STALL_US (2 * G_USEC_PER_SEC)
#define METER_MS 100
/* What worked for so long had not failed at once. */
#define FORGIVE_US (10 * G_USEC_PER_SEC)

struct _VdSound
{
  GObject parent_instance;

  VdSoundDevice microphone, speaker;
  gboolean has_canceller;
  gboolean is_on;
  double volume;
  guint rate_bps, loss_percent;
  VdFanout *fanout;
  VdEar *ear;
  int known_shift_ms; /* found before with these devices */

  VdSoundPipeline *pipeline;
  guint n_stopping;
  guint check_id, meter_id;
  guint seen;        /* buffers of the microphone */
  gboolean is_heard; /* some came since the pipeline was made */
  gint64 since_us, started_us;
  VdHearing hearing;
};

enum
{
  PROP_0,
  PROP_MICROPHONE_STATE,
  PROP_SPEAKER_STATE,
  PROP_MICROPHONE_LEVEL,
  PROP_MICROPHONE_DEAF,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VdSound, vd_sound, G_TYPE_OBJECT)

static void try_start (VdSound *self);

/* At once, not at the next check: the device that is left has been silent since. */
static void
on_stopped (gpointer owner, gboolean is_clean)
{
  VdSound *self = owner;

  self->n_stopping--;
  if (self->check_id && !self->pipeline && !(self->microphone.is_out && self->speaker.is_out))
    try_start (self);
}

static void
stop (VdSound *self)
{
  VdSoundPipeline *pipeline = g_steal_pointer (&self->pipeline);

  if (!pipeline)
    return;
  if (pipeline->aligner)
    self->known_shift_ms = vd_echo_aligner_get_shift_ms (pipeline->aligner);
  self->n_stopping++;
  vd_pipeline_stop (vd_sound_pipeline_free (pipeline), on_stopped, g_object_ref (self), g_object_unref);
}

/* The device that an error comes from is left out until it is back; if it is none of them, both are. */
static void
fail (VdSound *self, VdSoundEnd end, const GError *error)
{
  gboolean has_microphone = self->pipeline->microphone != NULL;
  gboolean has_speaker = self->pipeline->speaker != NULL;

  stop (self);
  self->since_us = g_get_monotonic_time ();
  if (has_microphone && end != VD_SOUND_END_SPEAKER)
    vd_sound_device_fail (&self->microphone, error->message);
  if (has_speaker && end != VD_SOUND_END_MICROPHONE)
    vd_sound_device_fail (&self->speaker, error->message);
}

static void
on_error (gpointer owner, GstObject *source, const GError *error)
{
  VdSound *self = owner;

  fail (self, vd_sound_pipeline_find_end (self->pipeline, source), error);
}

static void
apply_rate (VdSound *self)
{
  g_autoptr (GstElement) encoder = gst_bin_get_by_name (GST_BIN (self->pipeline->pipeline), "voice-encoder");

  if (encoder)
    g_object_set (encoder, "bitrate", (int)self->rate_bps, "packet-loss-percentage", (int)self->loss_percent, NULL);
}

static void
try_start (VdSound *self)
{
  g_autoptr (GError) error = NULL;
  GstElement *microphone, *speaker;
  VdSoundEnd end;

  if (self->n_stopping > 0)
    return;
  speaker = vd_sound_device_make (&self->speaker);
  microphone = vd_sound_device_make (&self->microphone);
  self->pipeline = vd_sound_pipeline_new (self->ear, microphone, speaker, self->has_canceller, self->known_shift_ms);
  vd_sound_pipeline_set_volume (self->pipeline, self->volume);
  vd_sound_pipeline_set_on (self->pipeline, self->is_on);
  apply_rate (self);
  self->seen = vd_ear_count_heard (self->ear);
  self->is_heard = FALSE;
  self->since_us = self->started_us = g_get_monotonic_time ();
  if (!vd_sound_pipeline_start (self->pipeline, &end, &error))
    {
      fail (self, end, error);
      return;
    }
  vd_pipeline_watch (self->pipeline->pipeline, on_error, self);
  if (speaker)
    vd_sound_device_set_state (&self->speaker, VD_DEVICE_STATE_WORKING, "it plays");
}

static void
check_microphone (VdSound *self)
{
  guint heard = vd_ear_count_heard (self->ear);

  if (heard != self->seen)
    {
      self->seen = heard;
      self->is_heard = TRUE;
      self->since_us = g_get_monotonic_time ();
      vd_sound_device_set_state (&self->microphone, VD_DEVICE_STATE_WORKING, "sound comes");
    }
  else if (g_get_monotonic_time () - self->since_us > (self->is_heard ? STALL_US : FIRST_SOUND_US))
    {
      stop (self);
      vd_sound_device_fail (&self->microphone, "no sound comes");
    }
}

/* With the device that is back; what plays is interrupted for a moment. */
static void
on_back (GObject *owner)
{
  VdSound *self = VD_SOUND (owner);

  if (self->pipeline)
    stop (self);
  else
    try_start (self);
}

static gboolean
on_check (gpointer data)
{
  VdSound *self = data;

  if (!self->pipeline)
    try_start (self);
  else if (self->pipeline->microphone)
    check_microphone (self);
  if (self->pipeline && g_get_monotonic_time () - self->started_us > FORGIVE_US)
    {
      vd_sound_device_forgive (&self->microphone);
      vd_sound_device_forgive (&self->speaker);
    }
  vd_sound_device_check (&self->microphone, on_back);
  vd_sound_device_check (&self->speaker, on_back);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_meter (gpointer data)
{
  VdSound *self = data;
  VdEarLevels levels = vd_ear_take_levels (self->ear);
  VdHearing before = self->hearing;
  gboolean is_on = self->is_on && self->microphone.state == VD_DEVICE_STATE_WORKING;

  if (!vd_hearing_step (&self->hearing, levels.raw_db, levels.sent_db, levels.far_db, is_on, METER_MS))
    return G_SOURCE_CONTINUE;
  if (self->hearing.level != before.level)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MICROPHONE_LEVEL]);
  if (self->hearing.is_deaf == before.is_deaf)
    return G_SOURCE_CONTINUE;
  g_message ("microphone: %s", self->hearing.is_deaf ? "on, but gives no sound while the other side speaks" : "heard");
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MICROPHONE_DEAF]);
  return G_SOURCE_CONTINUE;
}

static void
vd_sound_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  VdSound *self = VD_SOUND (object);

  switch (id)
    {
    case PROP_MICROPHONE_STATE:
      g_value_set_enum (value, self->microphone.state);
      break;
    case PROP_SPEAKER_STATE:
      g_value_set_enum (value, self->speaker.state);
      break;
    case PROP_MICROPHONE_LEVEL:
      g_value_set_uint (value, self->hearing.level);
      break;
    case PROP_MICROPHONE_DEAF:
      g_value_set_boolean (value, self->hearing.is_deaf);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
vd_sound_dispose (GObject *object)
{
  VdSound *self = VD_SOUND (object);

  g_clear_handle_id (&self->check_id, g_source_remove);
  g_clear_handle_id (&self->meter_id, g_source_remove);
  if (self->pipeline)
    vd_pipeline_stop (vd_sound_pipeline_free (g_steal_pointer (&self->pipeline)), NULL, NULL, NULL);
  g_clear_pointer (&self->ear, vd_ear_unref);
  g_clear_pointer (&self->fanout, vd_fanout_unref);
  vd_sound_device_clear (&self->microphone);
  vd_sound_device_clear (&self->speaker);

  G_OBJECT_CLASS (vd_sound_parent_class)->dispose (object);
}

static void
vd_sound_class_init (VdSoundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vd_sound_get_property;
  object_class->dispose = vd_sound_dispose;

  props[PROP_MICROPHONE_STATE] = g_param_spec_enum ("microphone-state", NULL, NULL, VD_TYPE_DEVICE_STATE,
                                                    VD_DEVICE_STATE_CLOSED, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SPEAKER_STATE] = g_param_spec_enum ("speaker-state", NULL, NULL, VD_TYPE_DEVICE_STATE,
                                                 VD_DEVICE_STATE_CLOSED, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MICROPHONE_LEVEL] = g_param_spec_uint ("microphone-level", NULL, NULL, 0, VD_HEARING_LEVEL_MAX, 0,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MICROPHONE_DEAF] =
      g_param_spec_boolean ("microphone-deaf", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vd_sound_init (VdSound *self)
{
  self->fanout = vd_fanout_new ();
  self->ear = vd_ear_new (self->fanout);
  self->is_on = TRUE;
  self->volume = 1.0;
  self->rate_bps = 32000;
  vd_sound_device_init (&self->microphone, VD_DEVICE_MICROPHONE, G_OBJECT (self), props[PROP_MICROPHONE_STATE]);
  vd_sound_device_init (&self->speaker, VD_DEVICE_SPEAKER, G_OBJECT (self), props[PROP_SPEAKER_STATE]);
}

VdSound *
vd_sound_new (const VdStudioSettings *settings)
{
  VdSound *self = g_object_new (VD_TYPE_SOUND, NULL);

  self->microphone.setting = g_strdup (settings->microphone);
  self->speaker.setting = g_strdup (settings->speaker);
  self->has_canceller = settings->echo_canceller;
  return self;
}

void
vd_sound_open (VdSound *self)
{
  if (self->check_id)
    return;
  self->check_id = g_timeout_add (CHECK_MS, on_check, self);
  self->meter_id = g_timeout_add (METER_MS, on_meter, self);
  try_start (self);
}

void
vd_sound_close (VdSound *self)
{
  if (!self->check_id)
    return;
  g_clear_handle_id (&self->check_id, g_source_remove);
  g_clear_handle_id (&self->meter_id, g_source_remove);
  stop (self);
  vd_sound_device_close (&self->microphone);
  vd_sound_device_close (&self->speaker);
  self->hearing = (VdHearing){ 0 };
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MICROPHONE_LEVEL]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MICROPHONE_DEAF]);
}

void
vd_sound_recheck_devices (VdSound *self, const char *const *lost)
{
  gboolean microphone_changed, speaker_changed;

  if (!self->check_id)
    return;
  microphone_changed = vd_sound_device_recheck (&self->microphone, lost);
  speaker_changed = vd_sound_device_recheck (&self->speaker, lost);
  if (!microphone_changed && !speaker_changed)
    return;
  stop (self);
  /* Found for the devices of before. */
  self->known_shift_ms = 0;
}

VdDeviceState
vd_sound_get_microphone_state (VdSound *self)
{
  return self->microphone.state;
}

VdDeviceState
vd_sound_get_speaker_state (VdSound *self)
{
  return self->speaker.state;
}

void
vd_sound_set_microphone_on (VdSound *self, gboolean is_on)
{
  self->is_on = is_on;
  if (self->pipeline)
    vd_sound_pipeline_set_on (self->pipeline, is_on);
}

void
vd_sound_set_volume (VdSound *self, double volume)
{
  self->volume = CLAMP (volume, 0.0, 1.0);
  if (self->pipeline)
    vd_sound_pipeline_set_volume (self->pipeline, self->volume);
}

void
vd_sound_set_rate (VdSound *self, guint bps, guint loss_percent)
{
  self->rate_bps = bps;
  self->loss_percent = loss_percent;
  if (self->pipeline)
    apply_rate (self);
}

VdFanout *
vd_sound_get_fanout (VdSound *self)
{
  return self->fanout;
}

void
vd_sound_add_voice (VdSound *self, VdVoice *voice)
{
  vd_ear_add_voice (self->ear, voice);
}

void
vd_sound_remove_voice (VdSound *self, VdVoice *voice)
{
  vd_ear_remove_voice (self->ear, voice);
}
