/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "device-source.h"

G_BEGIN_DECLS

/* Hot plug: tells when cameras, microphones or loudspeakers come and go, as long as it runs. What is there is then
 * known without asking every provider anew.
 *
 * Main thread. Signal "changed" (GStrv lost): something came or went; ask again for what is wanted. @lost names what
 * went, also what is back by now: a sound server has moved to something else whoever used it. */
#define VD_TYPE_DEVICE_WATCH (vd_device_watch_get_type ())
G_DECLARE_FINAL_TYPE (VdDeviceWatch, vd_device_watch, VD, DEVICE_WATCH, GObject)

VdDeviceWatch *vd_device_watch_new (void);
/* A provider that cannot be started (no sound server) leaves the others running. */
void vd_device_watch_start (VdDeviceWatch *self);
void vd_device_watch_stop (VdDeviceWatch *self);

G_END_DECLS
