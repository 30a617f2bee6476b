/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* One file on its way to the desk by tus 1.0: created once, sent in checked pieces, taken up again where the desk has it after any cut.
 * It never gives up on a bad line by itself: cancelling does. Main thread only.
 *
 * Property (notify): "stalled" (gboolean): the last trial failed, the next one waits.
 * Signal "progress" (guint64 sent, guint64 total) in bytes; may go back after a cut. */
#define VD_TYPE_UPLOAD (vd_upload_get_type ())
G_DECLARE_FINAL_TYPE (VdUpload, vd_upload, VD, UPLOAD, GObject)

#define VD_UPLOAD_ERROR (vd_upload_error_quark ())
GQuark vd_upload_error_quark (void);
typedef enum
{
  VD_UPLOAD_ERROR_REFUSED,  /* not asked for, not ours, too large, not acceptable: the same bytes will never do */
  VD_UPLOAD_ERROR_DAMAGED,  /* arrived otherwise than sent, three times over */
  VD_UPLOAD_ERROR_PROTOCOL, /* the desk does not speak tus as it should */
} VdUploadError;

/* @session: of vd_desk_session_new (). @collection: address of /api/uploads. @file: borrowed slices of it are sent, never copies. */
VdUpload *vd_upload_new (SoupSession *session, GUri *collection, const char *token, GBytes *file);
/* @metadata: name, value, …, NULL-terminated; "sha256" of the whole file is added. Cancelling also deletes what the desk has of it. */
void vd_upload_send_async (VdUpload *self, const char *const *metadata, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
gboolean vd_upload_send_finish (VdUpload *self, GAsyncResult *result, GError **error);

G_END_DECLS
