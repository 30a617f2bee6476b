/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "studio.h"

G_BEGIN_DECLS

/* The allowed edges between device states. */
gboolean vd_device_state_can_change (VdDeviceState from, VdDeviceState to);
const char *vd_device_state_to_nick (VdDeviceState state);
/* What @error of vd_device_make_element () means for the device's state. */
VdDeviceState vd_device_state_from_error (const GError *error);

G_END_DECLS
