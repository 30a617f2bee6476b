/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-book.h"
#include "upload-store.h"

G_BEGIN_DECLS

/* The files behind the book's rows, for the HTTP handlers. */
VdUploadStore *vd_paper_book_get_uploads (VdPaperBook *self);
guint64 vd_paper_book_get_max_bytes (VdPaperBook *self);
/* Whether that paper takes an upload now: asked or refused. */
gboolean vd_paper_book_awaits (VdPaperBook *self, const char *paper);

/* The whole PDF (@page 0), or page @page from 1 as an upright JPEG of about @width pixels. @who: the reader, for the
 * proof, which is on disk before anything is shown. Errors: G_IO_ERROR_NOT_FOUND: no such paper, page or no file (any
 * more). */
void vd_paper_book_read_async (VdPaperBook *self, const char *paper, guint page, guint width, const char *who,
                               GAsyncReadyCallback callback, gpointer data);
GBytes *vd_paper_book_read_finish (GAsyncResult *result, GError **error);

/* All that was done with a paper (papers/paper-proof.h), in order of time, also when nothing else of it is left.
 * (transfer full) (element-type VdAuditRow) */
void vd_paper_book_list_acts_async (VdPaperBook *self, const char *paper, GAsyncReadyCallback callback, gpointer data);
GPtrArray *vd_paper_book_list_acts_finish (GAsyncResult *result, GError **error);

G_END_DECLS
