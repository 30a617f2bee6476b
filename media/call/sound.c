/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "sound.h"

#include "device-source.h"
#include "device-state.h"
#include "pipeline.h"

#define CHECK_MS 500
#define STALL_US (2 * G_USEC_PER_SEC)

/* The silence runs all the time, for the echo probe; voices are added to it where it passes "voices". */
#define PLAYBACK                                                                                                       \
  "audiotestsrc wave=silence is-live=true samplesperbuffer=480 ! " VD_SOUND_CAPS                                       \
  " ! identity name=voices silent=true ! "                                                                             \
  "volume name=volume volume=%s ! %s audioconvert ! audioresample"

/* First %s: the canceller. Perfect timestamps because Chromium's decoder expects them; no DTX, whose gaps confuse the
 * far side's own echo and noise processing. 32 kbit/s is Opus's fullband voice. */
#define CAPTURE                                                                                                        \
  "queue max-size-buffers=0 max-size-bytes=0 max-size-time=100000000 leaky=downstream ! audioconvert ! "               \
  "audioresample ! " VD_SOUND_CAPS " ! %s volume name=mute ! identity name=gate silent=true ! "                        \
  "opusenc bitrate=32000 audio-type=voice frame-size=20 inband-fec=true dtx=false perfect-timestamp=true ! "           \
  "appsink name=encoded sync=false async=false"

/* Measured on a synthetic echo path: with delay-agnostic off, 22–29 dB after 3 s; on, 9–17 dB. Adaptive gain is off: it
 * raises the echo while the canceller still converges. */
#define CANCELLER                                                                                                      \
  "webrtcdsp probe=probe echo-cancel=%s delay-agnostic=false extended-filter=true echo-suppression-level=high "        \
  "noise-suppression=true gain-control-mode=fixed-digital compression-gain-db=6 limiter=true !"

/* What the streaming threads touch. */
typedef struct
{
  VdFanout *fanout;
  guint heard; /* atomic: buffers of the microphone */
  GMutex lock;
  GPtrArray *voices; /* guarded: those that are to be heard */
} Ear;

typedef struct
{
  VdDeviceKind kind;
  char *setting;
  VdDeviceState state;
  GstElement *element; /* while in the pipeline */
  guint prop_id;
} Device;

struct _VdSound
{
  GObject parent_instance;

  Device microphone, speaker;
  gboolean has_canceller;
  gboolean is_on;
  double volume;
  VdFanout *fanout;
  Ear *ear;

  GstPipeline *pipeline;
  GstElement *volume_element, *mute;
  guint n_stopping;
  guint check_id;
  guint seen;
  gint64 since_us;
};

enum
{
  PROP_0,
  PROP_MICROPHONE_STATE,
  PROP_SPEAKER_STATE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VdSound, vd_sound, G_TYPE_OBJECT)

static void
ear_clear (gpointer data)
{
  Ear *ear = data;

  vd_fanout_unref (ear->fanout);
  g_ptr_array_unref (ear->voices);
  g_mutex_clear (&ear->lock);
}

static void
ear_release (gpointer data)
{
  g_atomic_rc_box_release_full (data, ear_clear);
}

static void
set_state (VdSound *self, Device *device, VdDeviceState state, const char *why)
{
  if (device->state == state)
    return;
  g_return_if_fail (vd_device_state_can_change (device->state, state));
  g_message ("%s: %s → %s (%s)", device->kind == VD_DEVICE_SPEAKER ? "loudspeaker" : "microphone",
             vd_device_state_to_nick (device->state), vd_device_state_to_nick (state), why);
  device->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[device->prop_id]);
}

static GstPadProbeReturn
on_microphone (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Ear *ear = data;

  g_atomic_int_inc (&ear->heard);
  return vd_fanout_has_readers (ear->fanout) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
on_silence (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Ear *ear = data;
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GstMapInfo map;

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&ear->lock);
  for (guint i = 0; i < ear->voices->len; i++)
    vd_voice_mix (g_ptr_array_index (ear->voices, i), (gint16 *)(gpointer)map.data, map.size / sizeof (gint16));
  /* volume would pass over a buffer marked as silence. */
  if (ear->voices->len > 0)
    GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_GAP);
  g_mutex_unlock (&ear->lock);
  gst_buffer_unmap (buffer, &map);
  return GST_PAD_PROBE_OK;
}

static GstFlowReturn
on_encoded (GstAppSink *sink, gpointer data)
{
  return vd_fanout_pull (((Ear *)data)->fanout, sink);
}

/* The device of @device, or NULL and its state set: the sound then does without. */
static GstElement *
make_device (VdSound *self, Device *device)
{
  g_autoptr (GError) error = NULL;
  GstElement *element;

  /* It failed while this visit lasted: not again before the next. */
  if (device->state == VD_DEVICE_STATE_FAILED)
    return NULL;
  element = vd_device_make_element (device->kind, device->setting, &error);
  if (!element)
    set_state (self, device, vd_device_state_from_error (error), error->message);
  return element;
}

static gboolean
add_playback (VdSound *self, GError **error)
{
  GstElement *sink = make_device (self, &self->speaker);
  g_autoptr (GstElement) voices = NULL;
  g_autoptr (GstPad) pad = NULL;
  gboolean has_speaker = sink != NULL;
  char volume[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *description =
      g_strdup_printf (PLAYBACK, g_ascii_dtostr (volume, sizeof volume, self->volume),
                       self->has_canceller && has_speaker ? "webrtcechoprobe name=probe !" : "");
  GstElement *chain = vd_pipeline_add_chain (self->pipeline, "playback", description, error);

  if (!sink)
    sink = gst_element_factory_make ("fakesink", NULL);
  if (!has_speaker)
    g_object_set (sink, "sync", TRUE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), sink);
  if (!chain)
    return FALSE;
  self->speaker.element = has_speaker ? sink : NULL;
  self->volume_element = gst_bin_get_by_name (GST_BIN (chain), "volume");
  voices = gst_bin_get_by_name (GST_BIN (chain), "voices");
  pad = gst_element_get_static_pad (voices, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_silence, g_atomic_rc_box_acquire (self->ear), ear_release);
  return gst_element_link (chain, sink);
}

static gboolean
add_capture (VdSound *self, GError **error)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_encoded };
  GstElement *source = make_device (self, &self->microphone);
  g_autofree char *canceller = g_strdup_printf (CANCELLER, self->speaker.element ? "true" : "false");
  g_autofree char *description = g_strdup_printf (CAPTURE, self->has_canceller ? canceller : "");
  g_autoptr (GstElement) encoded = NULL;
  g_autoptr (GstElement) gate = NULL;
  g_autoptr (GstPad) pad = NULL;
  GstElement *chain;

  if (!source)
    return TRUE;
  gst_bin_add (GST_BIN (self->pipeline), source);
  self->microphone.element = source;
  chain = vd_pipeline_add_chain (self->pipeline, "capture", description, error);
  if (!chain)
    return FALSE;
  self->mute = gst_bin_get_by_name (GST_BIN (chain), "mute");
  g_object_set (self->mute, "mute", !self->is_on, NULL);
  encoded = gst_bin_get_by_name (GST_BIN (chain), "encoded");
  gst_app_sink_set_callbacks (GST_APP_SINK (encoded), &callbacks, g_atomic_rc_box_acquire (self->ear), ear_release);
  gate = gst_bin_get_by_name (GST_BIN (chain), "gate");
  pad = gst_element_get_static_pad (gate, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_microphone, g_atomic_rc_box_acquire (self->ear), ear_release);
  return gst_element_link (source, chain);
}

static void
on_stopped (gpointer owner, gboolean is_clean)
{
  VD_SOUND (owner)->n_stopping--;
}

static void
forget_elements (VdSound *self)
{
  self->microphone.element = NULL;
  self->speaker.element = NULL;
  g_clear_object (&self->volume_element);
  g_clear_object (&self->mute);
}

static void
stop (VdSound *self)
{
  GstPipeline *pipeline = g_steal_pointer (&self->pipeline);

  forget_elements (self);
  if (!pipeline)
    return;
  self->n_stopping++;
  vd_pipeline_stop (pipeline, on_stopped, g_object_ref (self), g_object_unref);
}

static gboolean
is_inside (GstObject *source, GstElement *element)
{
  return element && (source == GST_OBJECT (element) || gst_object_has_as_ancestor (source, GST_OBJECT (element)));
}

/* The device that an error comes from is left out from now on; if it is none of them, sound is given up for this visit.
 */
static void
on_error (gpointer owner, GstObject *source, const GError *error)
{
  VdSound *self = owner;
  gboolean by_microphone = is_inside (source, self->microphone.element);
  gboolean by_speaker = is_inside (source, self->speaker.element);
  gboolean has_microphone = self->microphone.element != NULL;
  gboolean has_speaker = self->speaker.element != NULL;

  stop (self);
  self->since_us = g_get_monotonic_time ();
  if (has_microphone && !by_speaker)
    set_state (self, &self->microphone, VD_DEVICE_STATE_FAILED, error->message);
  if (has_speaker && !by_microphone)
    set_state (self, &self->speaker, VD_DEVICE_STATE_FAILED, error->message);
}

/* An element that could not start has said why on the bus. */
static void
blame (VdSound *self, const GError *fallback)
{
  g_autoptr (GstBus) bus = gst_pipeline_get_bus (self->pipeline);
  g_autoptr (GstMessage) message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  g_autoptr (GError) error = NULL;

  if (message)
    gst_message_parse_error (message, &error, NULL);
  on_error (self, message ? GST_MESSAGE_SRC (message) : GST_OBJECT (self->pipeline), error ? error : fallback);
}

static gboolean
start (VdSound *self, GError **error)
{
  self->pipeline = vd_pipeline_new ("sound");
  self->seen = g_atomic_int_get (&self->ear->heard);
  if (!add_playback (self, error) || !add_capture (self, error))
    return FALSE;
  if (gst_element_set_state (GST_ELEMENT (self->pipeline), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
    return TRUE;
  g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NOT_FOUND, "the sound does not start");
  return FALSE;
}

static void
try_start (VdSound *self)
{
  g_autoptr (GError) error = NULL;

  self->since_us = g_get_monotonic_time ();
  if (self->n_stopping > 0)
    return;
  if (!start (self, &error))
    {
      g_prefix_error (&error, "sound: ");
      blame (self, error ? error : &(GError){ .message = (char *)"cannot be linked" });
      return;
    }
  vd_pipeline_watch (self->pipeline, on_error, self);
  if (self->speaker.element)
    set_state (self, &self->speaker, VD_DEVICE_STATE_WORKING, "it plays");
}

static gboolean
on_check (gpointer data)
{
  VdSound *self = data;
  guint heard = g_atomic_int_get (&self->ear->heard);

  if (!self->pipeline)
    {
      try_start (self);
      return G_SOURCE_CONTINUE;
    }
  if (!self->microphone.element)
    return G_SOURCE_CONTINUE;
  if (heard != self->seen)
    {
      self->seen = heard;
      self->since_us = g_get_monotonic_time ();
      set_state (self, &self->microphone, VD_DEVICE_STATE_WORKING, "sound comes");
    }
  else if (g_get_monotonic_time () - self->since_us > STALL_US)
    set_state (self, &self->microphone, VD_DEVICE_STATE_FAILED, "no sound comes");
  return G_SOURCE_CONTINUE;
}

static void
vd_sound_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  VdSound *self = VD_SOUND (object);

  g_value_set_enum (value, id == PROP_SPEAKER_STATE ? self->speaker.state : self->microphone.state);
}

static void
vd_sound_dispose (GObject *object)
{
  VdSound *self = VD_SOUND (object);

  g_clear_handle_id (&self->check_id, g_source_remove);
  forget_elements (self);
  g_clear_pointer (&self->ear, ear_release);
  if (self->pipeline)
    vd_pipeline_stop (g_steal_pointer (&self->pipeline), NULL, NULL, NULL);
  g_clear_pointer (&self->fanout, vd_fanout_unref);
  g_clear_pointer (&self->microphone.setting, g_free);
  g_clear_pointer (&self->speaker.setting, g_free);

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
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vd_sound_init (VdSound *self)
{
  self->fanout = vd_fanout_new ();
  self->ear = g_atomic_rc_box_new0 (Ear);
  self->ear->fanout = vd_fanout_ref (self->fanout);
  self->ear->voices = g_ptr_array_new_with_free_func ((GDestroyNotify)vd_voice_unref);
  g_mutex_init (&self->ear->lock);
  self->is_on = TRUE;
  self->volume = 1.0;
  self->microphone = (Device){ .kind = VD_DEVICE_MICROPHONE, .prop_id = PROP_MICROPHONE_STATE };
  self->speaker = (Device){ .kind = VD_DEVICE_SPEAKER, .prop_id = PROP_SPEAKER_STATE };
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
  try_start (self);
}

void
vd_sound_close (VdSound *self)
{
  if (!self->check_id)
    return;
  g_clear_handle_id (&self->check_id, g_source_remove);
  stop (self);
  set_state (self, &self->microphone, VD_DEVICE_STATE_CLOSED, "the visit is over");
  set_state (self, &self->speaker, VD_DEVICE_STATE_CLOSED, "the visit is over");
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
  if (self->mute)
    g_object_set (self->mute, "mute", !is_on, NULL);
}

void
vd_sound_set_volume (VdSound *self, double volume)
{
  self->volume = CLAMP (volume, 0.0, 1.0);
  if (self->volume_element)
    g_object_set (self->volume_element, "volume", self->volume, NULL);
}

VdFanout *
vd_sound_get_fanout (VdSound *self)
{
  return self->fanout;
}

void
vd_sound_add_voice (VdSound *self, VdVoice *voice)
{
  g_mutex_lock (&self->ear->lock);
  g_ptr_array_add (self->ear->voices, vd_voice_ref (voice));
  g_mutex_unlock (&self->ear->lock);
}

void
vd_sound_remove_voice (VdSound *self, VdVoice *voice)
{
  g_mutex_lock (&self->ear->lock);
  g_ptr_array_remove (self->ear->voices, voice);
  g_mutex_unlock (&self->ear->lock);
}
