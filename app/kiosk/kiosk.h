/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "visit.h"
#include "kiosk-settings.h"

G_BEGIN_DECLS

/* The kiosk without its screen: connects the desk's link, the studio, the call and the papers, and writes what they say into the visit.
 * Main thread only.
 *
 * It is a GActionMap and a GActionGroup; these actions are the only way a screen asks for something (enabled exactly when they make sense):
 *   "begin" (s language) · "choose-language" (s) · "choose-reason" (s key) · "back" · "leave" (give up waiting, or end the call from any screen) ·
 *   "toggle-microphone" · "toggle-camera" · "set-volume" (d) · "take-page" · "scan" · "add-page" · "retake-page" (u index) · "turn-page" (u index) ·
 *   "remove-page" (u index) · "move-page" (uu from, to) · "adjust-page" (u index) · "set-corners" (four pairs of d, 0..1) · "send" · "no-paper" (s "not-here"/"cannot") · "stay" (answers the walking-away warning) · "finish" (farewell → idle)
 * vd_kiosk_touched () must be called on every touch, key or pointer event: it feeds the walking-away clock. */
#define VD_TYPE_KIOSK (vd_kiosk_get_type ())
G_DECLARE_FINAL_TYPE (VdKiosk, vd_kiosk, VD, KIOSK, GSimpleActionGroup)

VdKiosk *vd_kiosk_new (const VdKioskSettings *settings); /* borrowed: must outlive the kiosk */
void vd_kiosk_start (VdKiosk *self);
/* Ends a visit, tells the desk, closes devices. The callback runs when all is closed, within 5 s. */
void vd_kiosk_stop_async (VdKiosk *self, GAsyncReadyCallback callback, gpointer data);
gboolean vd_kiosk_stop_finish (VdKiosk *self, GAsyncResult *result, GError **error);

VdVisit *vd_kiosk_get_visit (VdKiosk *self); /* (transfer none) */
/* At the door, and pipelines were given up that the process cannot get rid of: stop it, and let it be started again. */
gboolean vd_kiosk_needs_restart (VdKiosk *self);
void vd_kiosk_touched (VdKiosk *self);

G_END_DECLS
