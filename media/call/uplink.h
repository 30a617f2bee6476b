/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "camera.h"
#include "common-rate.h"
#include "sound.h"

G_BEGIN_DECLS

/* The uplink: how much the kiosk sends, and of what. Camera and sound are encoded once for all peers, so the slowest
 * peer decides; the voice comes first, and where the rest carries no picture none is encoded.
 *
 * Main thread. Properties: "video-paused" (gboolean, notify): there is not enough for a picture; "signed-conversation"
 * (gboolean, writable): the size falls before the rate; FALSE again once the last peer has left. */
#define VD_TYPE_UPLINK (vd_uplink_get_type ())
G_DECLARE_FINAL_TYPE (VdUplink, vd_uplink, VD, UPLINK, GObject)

VdUplink *vd_uplink_new (VdCamera *camera, VdSound *sound, const VdStudioSettings *settings);

/* @peer opens its gates. Returns the rate it may begin with, in bits a second. */
guint vd_uplink_join (VdUplink *self, gconstpointer peer);
void vd_uplink_tell (VdUplink *self, gconstpointer peer, const VdLineNews *news);
void vd_uplink_leave (VdUplink *self, gconstpointer peer);

VdRatePlan vd_uplink_get_plan (VdUplink *self);
int vd_uplink_get_rung (VdUplink *self); /* 0 is the best; VD_RATE_LADDER_AUDIO_ONLY */
gboolean vd_uplink_is_video_paused (VdUplink *self);

G_END_DECLS
