/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/* One file on its way to the desk by tus 1.0: created once, sent in checked pieces, taken up again where the desk has
 * it after any cut. It never gives up on a bad line by itself: cancelling does. Main thread only.
 *
 * Property (notify): "stall" (guint of VdUploadStall).
 * Signals: "progress" (guint64 sent, guint64 total) in bytes; may go back after a cut · "located" (const char
 * *address): the desk has made a place for it. */
#define VD_TYPE_UPLOAD (vd_upload_get_type ())
G_DECLARE_FINAL_TYPE (VdUpload, vd_upload, VD, UPLOAD, GObject)

#define VD_UPLOAD_ERROR (vd_upload_error_quark ())
GQuark vd_upload_error_quark (void);
typedef enum
{
  VD_UPLOAD_ERROR_REFUSED,   /* not asked for, not ours, not acceptable: the same bytes will never do */
  VD_UPLOAD_ERROR_TOO_LARGE, /* alone, or with what the desk has of this visit already */
  VD_UPLOAD_ERROR_DAMAGED,   /* arrived otherwise than sent, three times over */
  VD_UPLOAD_ERROR_PROTOCOL,  /* the desk does not speak tus as it should */
} VdUploadError;

/* How the last trial went; after a failure the next one waits. */
typedef enum
{
  VD_UPLOAD_STALL_NONE,
  VD_UPLOAD_STALL_CUT,  /* the line or the desk failed */
  VD_UPLOAD_STALL_FULL, /* the desk has no room just now */
} VdUploadStall;

/* @session: of vd_desk_session_new (). @collection: address of /api/uploads. @file: borrowed slices of it are sent,
 * never copies. */
VdUpload *vd_upload_new (SoupSession *session, GUri *collection, const char *token, GBytes *file);
/* Cancelling leaves at the desk what it has: somebody will go on. */
void vd_upload_keep_there (VdUpload *self);
/* Bytes a second at most, from the next piece on; 0: as fast as it goes. */
void vd_upload_set_pace (VdUpload *self, guint bytes_per_s);
/* @metadata: of vd_tus_make_metadata (). @address: (nullable) where an earlier run created it: taken up there.
 * Cancelling also deletes what the desk has of it, unless it was to be kept there. */
void vd_upload_send_async (VdUpload *self, const char *metadata, const char *address, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
gboolean vd_upload_send_finish (VdUpload *self, GAsyncResult *result, GError **error);

G_END_DECLS
