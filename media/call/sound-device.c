/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "sound-device.h"

#include "device-state.h"
#include "device-trial.h"

#define FIRST_WAIT_S 2
#define LONGEST_WAIT_S 30

typedef struct
{
  VdSoundDevice *device; /* part of the owner */
  GObject *owner;
  VdSoundDeviceBackFunc back;
} Trial;

void
vd_sound_device_init (VdSoundDevice *self, VdDeviceKind kind, GObject *owner, GParamSpec *spec)
{
  *self = (VdSoundDevice){ .kind = kind, .owner = owner, .spec = spec, .wait_s = FIRST_WAIT_S };
}

void
vd_sound_device_clear (VdSoundDevice *self)
{
  g_clear_pointer (&self->setting, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->preferred, g_free);
}

static const char *
get_word (VdSoundDevice *self)
{
  return self->kind == VD_DEVICE_SPEAKER ? "loudspeaker" : "microphone";
}

void
vd_sound_device_set_state (VdSoundDevice *self, VdDeviceState state, const char *why)
{
  if (self->state == state)
    return;
  g_return_if_fail (vd_device_state_can_change (self->state, state));
  g_message ("%s: %s → %s (%s)", get_word (self), vd_device_state_to_nick (self->state),
             vd_device_state_to_nick (state), why);
  self->state = state;
  g_object_notify_by_pspec (self->owner, self->spec);
}

static void
wait_longer (VdSoundDevice *self)
{
  self->due_us = g_get_monotonic_time () + self->wait_s * G_USEC_PER_SEC;
  self->wait_s = MIN (self->wait_s * 2, LONGEST_WAIT_S);
}

GstElement *
vd_sound_device_make (VdSoundDevice *self)
{
  g_autoptr (GError) error = NULL;
  GstElement *element;

  if (self->is_out)
    return NULL;
  g_clear_pointer (&self->name, g_free);
  element = vd_device_make_preferred (self->kind, self->setting, self->preferred, &self->name, &error);
  if (element)
    {
      if (!self->preferred)
        self->preferred = g_strdup (self->name);
      return element;
    }
  self->is_out = TRUE;
  wait_longer (self);
  /* It was there a moment ago. */
  if (self->state == VD_DEVICE_STATE_WORKING)
    vd_sound_device_set_state (self, VD_DEVICE_STATE_FAILED, "gone");
  vd_sound_device_set_state (self, vd_device_state_from_error (error), error->message);
  return NULL;
}

void
vd_sound_device_fail (VdSoundDevice *self, const char *why)
{
  self->is_out = TRUE;
  wait_longer (self);
  vd_sound_device_set_state (self, VD_DEVICE_STATE_FAILED, why);
}

void
vd_sound_device_forgive (VdSoundDevice *self)
{
  self->wait_s = FIRST_WAIT_S;
}

void
vd_sound_device_close (VdSoundDevice *self)
{
  self->is_out = FALSE;
  self->wait_s = FIRST_WAIT_S;
  vd_sound_device_set_state (self, VD_DEVICE_STATE_CLOSED, "the visit is over");
}

static void
trial_free (gpointer data)
{
  Trial *trial = data;

  g_object_unref (trial->owner);
  g_free (trial);
}

static void
on_tried (gpointer data, gboolean is_fine)
{
  Trial *trial = data;
  VdSoundDevice *self = trial->device;

  self->is_on_trial = FALSE;
  /* Closed meanwhile, and opened again perhaps. */
  if (!self->is_out || self->state == VD_DEVICE_STATE_CLOSED)
    return;
  if (!is_fine)
    {
      wait_longer (self);
      return;
    }
  g_message ("%s: it is back", get_word (self));
  self->is_out = FALSE;
  trial->back (self->owner);
}

void
vd_sound_device_check (VdSoundDevice *self, VdSoundDeviceBackFunc back)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  GstElement *element;
  Trial *trial;

  if (!self->is_out || self->is_on_trial || self->state == VD_DEVICE_STATE_UNUSED ||
      g_get_monotonic_time () < self->due_us)
    return;
  element = vd_device_make_preferred (self->kind, self->setting, self->preferred, &name, &error);
  if (!element)
    {
      wait_longer (self);
      vd_sound_device_set_state (self, vd_device_state_from_error (error), error->message);
      return;
    }
  trial = g_new (Trial, 1);
  *trial = (Trial){ self, g_object_ref (self->owner), back };
  self->is_on_trial = TRUE;
  vd_device_trial_start (self->kind, element, on_tried, trial, trial_free);
}

gboolean
vd_sound_device_recheck (VdSoundDevice *self, const char *const *lost)
{
  g_autofree char *name = NULL;
  g_autoptr (GstElement) element = NULL;

  self->due_us = 0;
  self->wait_s = FIRST_WAIT_S;
  if (self->is_out || !self->name)
    return FALSE;
  if (g_strv_contains (lost, self->name))
    return TRUE;
  element = vd_device_make_preferred (self->kind, self->setting, self->preferred, &name, NULL);
  if (element)
    gst_object_ref_sink (element);
  return g_strcmp0 (name, self->name) != 0;
}
