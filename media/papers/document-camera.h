/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "feed.h"
#include "page.h"
#include "tray.h"

G_BEGIN_DECLS

/* The document camera: a live view of the tray, the sheet found in it, and the page taken from it.
 *
 * Main thread only. Properties (notify): "has-quad" (gboolean), "steadiness" (double 0..1: 1 takes the page by itself),
 * "advice" (VdAdvice, live), "missing" (gboolean).
 * Signal "steady" (): the sheet has lain still long enough; the owner decides to take it. Never emitted twice for the same
 * sheet until it has moved. */
#define VD_TYPE_DOCUMENT_CAMERA (vd_document_camera_get_type ())
G_DECLARE_FINAL_TYPE (VdDocumentCamera, vd_document_camera, VD, DOCUMENT_CAMERA, GObject)

/* @setting: media/frames/device-source.h; @width, @height: asked of the camera. Opens nothing yet. */
VdDocumentCamera *vd_document_camera_new (const char *setting, int width, int height);
/* Before opening: the tray as this camera sees it empty; sheets are then told from it rather than from anything. */
void vd_document_camera_set_tray (VdDocumentCamera *self, VdTray *tray); /* @tray: (transfer full) (nullable) */
gboolean vd_document_camera_open (VdDocumentCamera *self, GError **error); /* VD_PAPERS_ERROR_NO_SOURCE */
void vd_document_camera_close (VdDocumentCamera *self);                     /* forgets every frame */
VdFeed *vd_document_camera_get_view (VdDocumentCamera *self);               /* (transfer none) about 15 frames/s */
/* The sheet's outline in the live view, corners in 0..1 of its width and height. FALSE if none is found. */
gboolean vd_document_camera_get_quad (VdDocumentCamera *self, VdQuad *quad);
/* Takes the sharpest of the last frames at full size and flattens it in a worker thread. Without a quad: the whole frame. */
void vd_document_camera_take_async (VdDocumentCamera *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
VdPage *vd_document_camera_take_finish (VdDocumentCamera *self, GAsyncResult *result, GError **error); /* (transfer full) */

G_END_DECLS
