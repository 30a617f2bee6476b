/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "device-source.h"
#include "studio.h"

G_BEGIN_DECLS

/* A microphone or loudspeaker of the sound: its state, and how it comes back. One that failed is left out of the
 * pipeline, and tried by itself (device-trial.h): after 2 s, then ever more seldom, or at once when something is
 * plugged in. Main thread. */
typedef struct
{
  VdDeviceKind kind;
  char *setting;
  GObject *owner; /* borrowed: who notifies @spec when the state changes */
  GParamSpec *spec;

  VdDeviceState state;
  char *name;      /* nullable: of the device in use */
  char *preferred; /* nullable: of the first that was used, which is gone back to */
  gboolean is_out; /* not to be used before a trial has gone well */
  gboolean is_on_trial;
  guint wait_s;
  gint64 due_us; /* of the next trial */
} VdSoundDevice;

void vd_sound_device_init (VdSoundDevice *self, VdDeviceKind kind, GObject *owner, GParamSpec *spec);
void vd_sound_device_clear (VdSoundDevice *self);

/* Checks the edge, tells the log and notifies; nothing for the state that it is in. */
void vd_sound_device_set_state (VdSoundDevice *self, VdDeviceState state, const char *why);
/* An element of it for the pipeline, or NULL and its state set: the sound then does without. */
GstElement *vd_sound_device_make (VdSoundDevice *self); /* (transfer floating) */
void vd_sound_device_fail (VdSoundDevice *self, const char *why);
/* It worked for a while: a later failure is not held against it. */
void vd_sound_device_forgive (VdSoundDevice *self);
void vd_sound_device_close (VdSoundDevice *self);

/* To be asked now and then, with a function that is told when a device that was out may be used again: make the
 * pipeline anew. The owner is kept alive meanwhile. */
typedef void (*VdSoundDeviceBackFunc) (GObject *owner);
void vd_sound_device_check (VdSoundDevice *self, VdSoundDeviceBackFunc back);
/* Devices came or went; @lost: names of those that went, if only for a moment. TRUE if the one in use is or was gone,
 * or is not the one that would be used now. */
gboolean vd_sound_device_recheck (VdSoundDevice *self, const char *const *lost);

G_END_DECLS
