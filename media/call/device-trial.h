/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "device-source.h"

G_BEGIN_DECLS

/* A trial of a microphone or loudspeaker that had failed: opened by itself, and closed again, so that the call is not
 * disturbed for a device that is still broken. @done is told on the main thread once it is closed: whether sound came
 * (or was taken). Main thread. */
typedef void (*VdDeviceTrialFunc) (gpointer owner, gboolean is_fine);
void vd_device_trial_start (VdDeviceKind kind, GstElement *device, VdDeviceTrialFunc done, gpointer owner,
                            GDestroyNotify destroy); /* @device: (transfer floating); @owner: (transfer full) */

G_END_DECLS
