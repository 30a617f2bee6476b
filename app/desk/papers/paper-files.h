/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-book.h"
#include "paper-views.h"
#include "upload-store.h"

G_BEGIN_DECLS

/* Where the sealed file of a paper's attempt lies under the folder of the papers. Pure. (transfer full) */
char *vd_paper_files_get_path (const char *folder, const char *paper, gint64 attempt);

/* The files behind the book's rows, for the HTTP handlers. */
VdUploadStore *vd_paper_book_get_uploads (VdPaperBook *self);
guint64 vd_paper_book_get_max_upload (VdPaperBook *self); /* bytes of the largest paper, sealed */
/* Whether an upload of @bytes for @paper has room beside what is kept and what was announced already, of its contact and
 * of all. VD_UPLOADS_ERROR_CONTACT_FULL, VD_UPLOADS_ERROR_FULL. */
gboolean vd_paper_book_has_room (VdPaperBook *self, const VdPaperRow *paper, guint64 bytes, GError **error);
/* What kiosks seal to: VD_KEY_SAFE_PUBLIC_BYTES. */
const guint8 *vd_paper_book_get_public_key (VdPaperBook *self);
/* What the document camera shows of papers just now. */
VdPaperViews *vd_paper_book_get_views (VdPaperBook *self);
/* Somebody began to look at that. */
void vd_paper_book_record_shown (VdPaperBook *self, const VdPaperRow *row, const char *who);
/* Whether somebody waits for that paper: asked or refused. */
gboolean vd_paper_book_is_open (VdPaperBook *self, const char *paper);
/* The same, and it is to be sent rather than only shown. */
gboolean vd_paper_book_awaits (VdPaperBook *self, const char *paper);

/* The whole PDF (@page 0), or page @page from 1 as an upright JPEG of about @width pixels. @who: the reader, for the
 * proof, which is on disk before anything is shown. Errors: G_IO_ERROR_NOT_FOUND: no such paper, page or no file (any
 * more); G_IO_ERROR_BUSY: the virus scanner has not said yet that it is clean. */
void vd_paper_book_read_async (VdPaperBook *self, const char *paper, guint page, guint width, const char *who,
                               GAsyncReadyCallback callback, gpointer data);
GBytes *vd_paper_book_read_finish (GAsyncResult *result, GError **error);

/* All that was done with a paper (papers/paper-proof.h), in order of time, also when nothing else of it is left.
 * (transfer full) (element-type VdAuditRow) */
void vd_paper_book_list_acts_async (VdPaperBook *self, const char *paper, GAsyncReadyCallback callback, gpointer data);
GPtrArray *vd_paper_book_list_acts_finish (GAsyncResult *result, GError **error);

G_END_DECLS
