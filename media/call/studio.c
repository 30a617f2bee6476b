/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "studio.h"

#include "device-watch.h"
#include "hearing.h"
#include "studio-private.h"

#define MOST_STUCK 3

struct _VdStudio
{
  GObject parent_instance;

  VdCamera *camera;
  VdSound *sound;
  VdDeviceWatch *watch; /* NULL where no device is looked for */
  VdUplink *uplink;
  guint n_stuck; /* of peers */
  gboolean is_open;
  gboolean microphone_on, camera_on;
  GThread *warmer;
};

enum
{
  PROP_0,
  PROP_CAMERA_STATE,
  PROP_MICROPHONE_STATE,
  PROP_SPEAKER_STATE,
  PROP_MICROPHONE_LEVEL,
  PROP_MICROPHONE_DEAF,
  PROP_MICROPHONE_ON,
  PROP_CAMERA_ON,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VdStudio, vd_studio, G_TYPE_OBJECT)

/* The first call would otherwise pay for loading plugins, and 80–390 ms for the RSA key of DTLS, which the first
 * dtlsdec makes for the whole process. */
static gpointer
warm_up (gpointer data)
{
  static const char *const elements[] = { "webrtcbin", "nicesrc", "dtlsdec",          "srtpenc",    "rtpbin",
                                          "vp8enc",    "vp8dec",  "rtpvp8pay",        "rtpopuspay", "opusenc",
                                          "opusdec",   "appsrc",  "videoconvertscale" };

  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    {
      GstElement *element = gst_element_factory_make (elements[i], NULL);

      if (!element)
        g_warning ("GStreamer has no %s: calls will fail", elements[i]);
      else
        gst_object_unref (gst_object_ref_sink (element));
    }
  return NULL;
}

static void
on_state (GObject *source, GParamSpec *spec, VdStudio *self)
{
  const char *name = g_str_equal (spec->name, "state") ? "camera-state" : spec->name;

  g_object_notify (G_OBJECT (self), name);
}

static void
vd_studio_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  VdStudio *self = VD_STUDIO (object);

  switch (id)
    {
    case PROP_CAMERA_STATE:
      g_value_set_enum (value, vd_camera_get_state (self->camera));
      break;
    case PROP_MICROPHONE_STATE:
      g_value_set_enum (value, vd_sound_get_microphone_state (self->sound));
      break;
    case PROP_SPEAKER_STATE:
      g_value_set_enum (value, vd_sound_get_speaker_state (self->sound));
      break;
    case PROP_MICROPHONE_LEVEL:
    case PROP_MICROPHONE_DEAF:
      g_object_get_property (G_OBJECT (self->sound), spec->name, value);
      break;
    case PROP_MICROPHONE_ON:
      g_value_set_boolean (value, self->microphone_on);
      break;
    case PROP_CAMERA_ON:
      g_value_set_boolean (value, self->camera_on);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
vd_studio_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  VdStudio *self = VD_STUDIO (object);
  gboolean *on = id == PROP_CAMERA_ON ? &self->camera_on : &self->microphone_on;

  if (*on == g_value_get_boolean (value))
    return;
  *on = g_value_get_boolean (value);
  if (id == PROP_CAMERA_ON)
    vd_camera_set_on (self->camera, *on);
  else
    vd_sound_set_microphone_on (self->sound, *on);
  g_object_notify_by_pspec (object, spec);
}

static void
vd_studio_dispose (GObject *object)
{
  VdStudio *self = VD_STUDIO (object);

  if (self->is_open)
    vd_studio_close (self);
  if (self->camera)
    g_signal_handlers_disconnect_by_data (self->camera, self);
  if (self->sound)
    g_signal_handlers_disconnect_by_data (self->sound, self);
  g_clear_object (&self->uplink);
  g_clear_object (&self->camera);
  g_clear_object (&self->sound);
  g_clear_object (&self->watch);
  g_clear_pointer (&self->warmer, g_thread_join);

  G_OBJECT_CLASS (vd_studio_parent_class)->dispose (object);
}

static void
vd_studio_class_init (VdStudioClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags on_flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  static const char *const states[] = { "camera-state", "microphone-state", "speaker-state" };

  object_class->get_property = vd_studio_get_property;
  object_class->set_property = vd_studio_set_property;
  object_class->dispose = vd_studio_dispose;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    props[PROP_CAMERA_STATE + i] = g_param_spec_enum (
        states[i], NULL, NULL, VD_TYPE_DEVICE_STATE, VD_DEVICE_STATE_CLOSED, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MICROPHONE_LEVEL] = g_param_spec_uint ("microphone-level", NULL, NULL, 0, VD_HEARING_LEVEL_MAX, 0,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MICROPHONE_DEAF] =
      g_param_spec_boolean ("microphone-deaf", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MICROPHONE_ON] = g_param_spec_boolean ("microphone-on", NULL, NULL, TRUE, on_flags);
  props[PROP_CAMERA_ON] = g_param_spec_boolean ("camera-on", NULL, NULL, TRUE, on_flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vd_studio_init (VdStudio *self)
{
  self->microphone_on = TRUE;
  self->camera_on = TRUE;
}

VdStudio *
vd_studio_new (const VdStudioSettings *settings)
{
  VdStudio *self = g_object_new (VD_TYPE_STUDIO, NULL);

  self->camera = vd_camera_new (settings);
  self->sound = vd_sound_new (settings);
  self->uplink = vd_uplink_new (self->camera, self->sound, settings);
  g_signal_connect (self->camera, "notify::state", G_CALLBACK (on_state), self);
  g_signal_connect (self->sound, "notify", G_CALLBACK (on_state), self);
  if (vd_device_is_looked_for (settings->camera) || vd_device_is_looked_for (settings->microphone) ||
      vd_device_is_looked_for (settings->speaker))
    self->watch = vd_device_watch_new ();
  if (self->watch)
    g_signal_connect_object (self->watch, "changed", G_CALLBACK (vd_sound_recheck_devices), self->sound,
                             G_CONNECT_SWAPPED);
  self->warmer = g_thread_new ("vd-warm-up", warm_up, NULL);
  return self;
}

void
vd_studio_open (VdStudio *self)
{
  g_return_if_fail (VD_IS_STUDIO (self));

  if (self->is_open)
    return;
  self->is_open = TRUE;
  if (self->watch)
    vd_device_watch_start (self->watch);
  vd_camera_open (self->camera);
  vd_sound_open (self->sound);
}

void
vd_studio_close (VdStudio *self)
{
  g_return_if_fail (VD_IS_STUDIO (self));

  if (!self->is_open)
    return;
  self->is_open = FALSE;
  vd_camera_close (self->camera);
  vd_sound_close (self->sound);
  if (self->watch)
    vd_device_watch_stop (self->watch);
  /* The next visitor begins with both on. */
  g_object_set (self, "microphone-on", TRUE, "camera-on", TRUE, NULL);
}

gboolean
vd_studio_is_open (VdStudio *self)
{
  g_return_val_if_fail (VD_IS_STUDIO (self), FALSE);

  return self->is_open;
}

VdFeed *
vd_studio_get_self_view (VdStudio *self)
{
  g_return_val_if_fail (VD_IS_STUDIO (self), NULL);

  return vd_camera_get_self_view (self->camera);
}

void
vd_studio_note_stuck (VdStudio *self)
{
  self->n_stuck++;
}

gboolean
vd_studio_needs_restart (VdStudio *self)
{
  g_return_val_if_fail (VD_IS_STUDIO (self), FALSE);

  return self->n_stuck + vd_camera_get_stuck (self->camera) >= MOST_STUCK;
}

void
vd_studio_set_volume (VdStudio *self, double volume)
{
  g_return_if_fail (VD_IS_STUDIO (self));

  vd_sound_set_volume (self->sound, volume);
}

VdFanout *
vd_studio_get_video (VdStudio *self)
{
  return vd_camera_get_fanout (self->camera);
}

VdFanout *
vd_studio_get_audio (VdStudio *self)
{
  return vd_sound_get_fanout (self->sound);
}

VdUplink *
vd_studio_get_uplink (VdStudio *self)
{
  return self->uplink;
}

void
vd_studio_add_voice (VdStudio *self, VdVoice *voice)
{
  vd_sound_add_voice (self->sound, voice);
}

void
vd_studio_remove_voice (VdStudio *self, VdVoice *voice)
{
  vd_sound_remove_voice (self->sound, voice);
}

gboolean
vd_studio_has_something_to_send (VdStudio *self)
{
  return (self->camera_on && vd_camera_get_state (self->camera) == VD_DEVICE_STATE_WORKING) ||
         vd_sound_get_microphone_state (self->sound) == VD_DEVICE_STATE_WORKING;
}
