/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "fanout.h"
#include "rate-ladder.h"
#include "studio.h"

G_BEGIN_DECLS

/* The camera half of the studio: device, self-view, and the one VP8 encoder, which works only while somebody reads it.
 * A camera that fails is tried again every few seconds, on its own: the sound does not notice.
 *
 * Main thread. Property "state" (VdDeviceState, notify). */
#define VD_TYPE_CAMERA (vd_camera_get_type ())
G_DECLARE_FINAL_TYPE (VdCamera, vd_camera, VD, CAMERA, GObject)

VdCamera *vd_camera_new (const VdStudioSettings *settings);
void vd_camera_open (VdCamera *self);
void vd_camera_close (VdCamera *self);
guint vd_camera_get_stuck (VdCamera *self); /* pipelines that did not come down */
VdDeviceState vd_camera_get_state (VdCamera *self);
void vd_camera_set_on (VdCamera *self, gboolean is_on); /* off: no frame is encoded, the self-view goes on */
/* What to encode from the next frame on: rate, size, frames a second, or nothing. */
void vd_camera_set_plan (VdCamera *self, const VdRatePlan *plan);
VdFeed *vd_camera_get_self_view (VdCamera *self); /* (transfer none) */
VdFanout *vd_camera_get_fanout (VdCamera *self);  /* (transfer none) encoded VP8 */

G_END_DECLS
