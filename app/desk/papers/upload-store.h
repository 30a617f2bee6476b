/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "key-safe.h"
#include "pdf-shape.h"
#include "store.h"
#include "upload-header.h"

G_BEGIN_DECLS

/* The uploads under way, each a paper sealed to this desk (app/protocol/sealed-paper.h), as tus 1.0.0 sees them: part
 * files that survive the desk, one writer each. Knows nothing of HTTP. Main thread; the disk is waited for, and whole
 * files are checked and sealed, in workers. */
#define VD_UPLOADS_ERROR (vd_uploads_error_quark ())
GQuark vd_uploads_error_quark (void);
typedef enum
{
  VD_UPLOADS_ERROR_GONE,         /* dropped meanwhile, or its time is over */
  VD_UPLOADS_ERROR_OFFSET,       /* not where the next byte belongs; or a newer request took over */
  VD_UPLOADS_ERROR_TOO_LARGE,    /* more bytes than were announced */
  VD_UPLOADS_ERROR_BUSY,         /* being written to disk or checked */
  VD_UPLOADS_ERROR_CHECKSUM,     /* this piece arrived damaged: dropped, the offset is as before */
  VD_UPLOADS_ERROR_SEAL,         /* not sealed to this desk, or changed: the upload is gone */
  VD_UPLOADS_ERROR_DIGEST,       /* the whole file is not the one announced: the upload is gone */
  VD_UPLOADS_ERROR_NOT_OUR_PDF,  /* the upload is gone */
  VD_UPLOADS_ERROR_INFECTED,     /* says the virus scanner: the upload is gone */
  VD_UPLOADS_ERROR_NOT_AWAITED,  /* nobody waits for that paper any more: the upload is gone */
  VD_UPLOADS_ERROR_CONTACT_FULL, /* the contact's papers may not be larger together */
  VD_UPLOADS_ERROR_FULL,         /* no room on the disk, or beyond a quota: all that was confirmed stays */
  VD_UPLOADS_ERROR_FAILED,       /* the disk: likewise */
} VdUploadsError;

typedef struct _VdUploadStore VdUploadStore;
typedef struct _VdUploadSlot VdUploadSlot;
typedef struct _VdUploadWriter VdUploadWriter;

typedef enum
{
  VD_UPLOAD_UNCHECKED, /* there is no virus scanner */
  VD_UPLOAD_CLEAN,
  VD_UPLOAD_NO_VERDICT,
} VdUploadCheck;

/* A whole, good file, sealed under @path, which the taker renames. FALSE: nobody waits for it. */
typedef struct
{
  const VdUploadRow *upload;
  const char *path;
  GBytes *key;
  gsize bytes; /* of the paper, as it was before it was sealed for the way */
  guint pages;
  VdUploadCheck check;
} VdUploadedPaper;
typedef gboolean (*VdUploadTaker) (const VdUploadedPaper *uploaded, gpointer data);

/* Takes up what the store has; deletes part files that no row knows. @folder exists. */
VdUploadStore *vd_upload_store_new (VdStore *store, VdKeySafe *safe, const char *folder, guint expiry_s,
                                    guint max_pages, VdUploadTaker taker, gpointer data, GError **error);
/* From now on each paper is shown to the virus scanner that listens on @socket. */
void vd_upload_store_set_clamd (VdUploadStore *self, const char *socket);
void vd_upload_store_free (VdUploadStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdUploadStore, vd_upload_store_free)

/* (transfer none). Drops what was under way for the same paper. */
VdUploadSlot *vd_upload_store_create (VdUploadStore *self, const VdUploadMetadata *metadata, const char *kiosk,
                                      guint64 length, gint64 now_s, GError **error);
/* (nullable) (transfer none): also what was finished a short while ago, so that a lost answer can be asked for again.
 */
VdUploadSlot *vd_upload_store_find (VdUploadStore *self, const char *id);
void vd_upload_store_drop (VdUploadStore *self, VdUploadSlot *slot);
void vd_upload_store_drop_of_paper (VdUploadStore *self, const char *paper);
void vd_upload_store_drop_of_contact (VdUploadStore *self, const char *contact);
/* Bytes of those that are not finished; @contact NULL: of all; without those of @except. */
guint64 vd_upload_store_sum_announced (VdUploadStore *self, const char *contact, const char *except);
gboolean vd_upload_store_has_of_paper (VdUploadStore *self, const char *paper); /* one that is not finished */
void vd_upload_store_tidy (VdUploadStore *self, gint64 now_s);

VdUploadSlot *vd_upload_slot_ref (VdUploadSlot *slot);
void vd_upload_slot_unref (VdUploadSlot *slot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdUploadSlot, vd_upload_slot_unref)
const VdUploadRow *vd_upload_slot_get_row (const VdUploadSlot *slot);
/* Resolves once a desk that dies will still know this upload: before that nobody may be told of it. */
void vd_upload_slot_keep_async (VdUploadSlot *slot, GAsyncReadyCallback callback, gpointer data);
gboolean vd_upload_slot_keep_finish (GAsyncResult *result, GError **error);
/* Stops a writer that still hangs on a dead line, keeping what it brought, and gives the offset. FALSE: busy. */
gboolean vd_upload_slot_settle (VdUploadSlot *slot, guint64 *offset, GError **error);

/* @checksum: (nullable). The writer is the caller's: end it or free it. */
VdUploadWriter *vd_upload_slot_begin (VdUploadSlot *slot, guint64 offset, const VdUploadChecksum *checksum,
                                      gint64 now_s, GError **error);
/* Faults are told at the end; what comes after one is dropped. */
void vd_upload_writer_append (VdUploadWriter *self, gconstpointer data, gsize size);
/* The bytes are on disk when this resolves; the last ones also checked and taken. Gives the new offset. */
void vd_upload_writer_end_async (VdUploadWriter *self, GAsyncReadyCallback callback, gpointer data);
gboolean vd_upload_writer_end_finish (GAsyncResult *result, guint64 *offset, GError **error);
/* Of a writer that did not end: the line broke. Bytes without a checksum are kept, as tus has it. */
void vd_upload_writer_free (VdUploadWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdUploadWriter, vd_upload_writer_free)

G_END_DECLS
