/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "feed.h"

G_BEGIN_DECLS

/* The studio: this kiosk's own camera, microphone and loudspeaker, and the one encoder of each medium that every peer
 * is fed from. Opened for a visit, closed after it; outside a visit no device is open.
 *
 * Properties (notify on the main thread): "camera-state", "microphone-state", "speaker-state" (VdDeviceState),
 * "microphone-on", "camera-on" (gboolean, writable: mute), "microphone-level" (uint, 0 to 8: how loud the visitor is
 * heard, for a meter), "microphone-deaf" (gboolean: it is on, but gives no sound). */
typedef enum
{
  VD_DEVICE_STATE_CLOSED,
  VD_DEVICE_STATE_WORKING,
  VD_DEVICE_STATE_MISSING, /* configured or looked for, not there */
  VD_DEVICE_STATE_FAILED,  /* there, but it does not deliver */
  VD_DEVICE_STATE_UNUSED,  /* setting "none" */
} VdDeviceState;

#define VD_TYPE_DEVICE_STATE (vd_device_state_get_type ())
GType vd_device_state_get_type (void);

typedef struct
{
  const char *camera; /* settings of media/frames/device-source.h */
  const char *microphone;
  const char *speaker;
  int width, height, fps;  /* what is asked of the camera: 1280, 720, 30 */
  gboolean echo_canceller; /* ours (webrtcdsp); off where PipeWire or the speakerphone has one */
  gboolean mirror_self_view;
} VdStudioSettings;

#define VD_TYPE_STUDIO (vd_studio_get_type ())
G_DECLARE_FINAL_TYPE (VdStudio, vd_studio, VD, STUDIO, GObject)

/* Main thread, all of it. Loads plugins and makes the DTLS certificate in a thread of its own (80-390 ms that the first
 * call would otherwise pay). */
VdStudio *vd_studio_new (const VdStudioSettings *settings);
/* Opens what is there; what is missing shows in the *-state properties and the rest works. Never fails. */
void vd_studio_open (VdStudio *self);
void vd_studio_close (VdStudio *self);
gboolean vd_studio_is_open (VdStudio *self);
VdFeed *vd_studio_get_self_view (VdStudio *self); /* (transfer none): 15 frames/s, small, only while open */
/* Three pipelines did not come down and were given up: they hold threads, memory, maybe a device. Between two visits it
 * is time to end the process; whoever supervises it starts it again. */
gboolean vd_studio_needs_restart (VdStudio *self);
void vd_studio_set_volume (VdStudio *self, double volume); /* 0..1; 0.2 is 6 dB, 0 silence */

G_END_DECLS
