/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "key-safe.h"
#include "store.h"

G_BEGIN_DECLS

/* The papers of all contacts: what was asked for, what came, what became of it; and the sealed files. Main thread; file work in a worker.
 *
 *   ASKED ──upload──► RECEIVED ──accepted──► ACCEPTED
 *     │ ▲               │ refused
 *     │ └── upload ◄─ REFUSED (asked again: takes an upload as ASKED does)
 *     └── ASKED, REFUSED ──► WITHDRAWN
 *
 * Signal "changed" (const VdPaperRow *row): after every change, for both sockets. */
#define VD_TYPE_PAPER_BOOK (vd_paper_book_get_type ())
G_DECLARE_FINAL_TYPE (VdPaperBook, vd_paper_book, VD, PAPER_BOOK, GObject)

typedef struct
{
  const char *folder;    /* of the sealed files, 0700; made if missing */
  guint64 max_bytes;     /* of one paper: 25 MiB */
  guint max_pages;       /* 20 */
  guint keep_hours;      /* files and their keys are deleted after that long */
  guint upload_expiry_s; /* of an upload that does not go on: 1800 */
  VdKeySafe *safe;       /* what the keys of papers are wrapped with */
} VdPaperLimits;

/* Reads what the store has; deletes part files without a row and rows past their time. */
VdPaperBook *vd_paper_book_new (VdStore *store, const VdPaperLimits *limits, GError **error);

/* Rows are (transfer none) and live until the book's next change. */
const VdPaperRow *vd_paper_book_ask (VdPaperBook *self, const char *contact, const char *kiosk, const char *advisor, const char *kind,
                                     const char *note, gint64 now_s); /* NULL: 20 papers asked already */
const VdPaperRow *vd_paper_book_get (VdPaperBook *self, const char *paper);
GPtrArray *vd_paper_book_list (VdPaperBook *self, const char *contact); /* (transfer container) of VdPaperRow, as asked */
/* FALSE: not in that state's table (the front answers out-of-turn). @reason NULL if accepted. @note: the judge's, kept in "note" when refused. */
gboolean vd_paper_book_judge (VdPaperBook *self, const char *paper, gboolean accepted, const char *reason, const char *note);
gboolean vd_paper_book_withdraw (VdPaperBook *self, const char *paper, const char *why);
/* The contact is over: uploads under way are dropped, what was still asked for is withdrawn (without "changed"). */
void vd_paper_book_end_contact (VdPaperBook *self, const char *contact);
/* Expired uploads and papers past their time; call it once a minute. */
void vd_paper_book_tidy (VdPaperBook *self, gint64 now_s);

G_END_DECLS
