/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "page.h"

G_BEGIN_DECLS

/* A flatbed or sheet-fed scanner through SANE. SANE's blocking calls live in a process of their own (visiodesk-scan),
 * which is killed when it hangs: a driver never takes the kiosk with it. Main thread only. */
#define VD_TYPE_SCANNER (vd_scanner_get_type ())
G_DECLARE_FINAL_TYPE (VdScanner, vd_scanner, VD, SCANNER, GObject)

/* @setting: "auto" (the first scanner found), a SANE device name, or "none". @helper: path of visiodesk-scan, NULL for the installed one. */
VdScanner *vd_scanner_new (const char *setting, const char *helper);
/* Whether a scanner is there; asks once, in the background. "available" (gboolean) notifies. */
void vd_scanner_probe (VdScanner *self);
gboolean vd_scanner_is_available (VdScanner *self);
/* One sheet from the flatbed, or all of the feeder. Result: GPtrArray of VdPage. Errors: VD_PAPERS_ERROR_*, in the operator's words. */
void vd_scanner_scan_async (VdScanner *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray *vd_scanner_scan_finish (VdScanner *self, GAsyncResult *result, GError **error);

G_END_DECLS
