/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "key-safe.h"
#include "paper-rules.h"
#include "store.h"

G_BEGIN_DECLS

/* The papers of all contacts: what was asked for, what came, what became of it; and the sealed files. Main thread; file work in a worker.
 *
 *   ASKED ──upload──► RECEIVED ──accepted──► ACCEPTED
 *     │ ▲               │ refused
 *     │ └── upload ◄─ REFUSED (asked again: takes an upload as ASKED does)
 *     ├── ASKED, REFUSED ──► WITHDRAWN
 *     └── of a kind that is only shown: ASKED ──accepted──► ACCEPTED, and nothing was ever sent
 *
 * Signal "changed" (const VdPaperRow *row): after every change, for both sockets. Signal "text-due": the pause of a paper
 * whose reading was put off is over. */
#define VD_TYPE_PAPER_BOOK (vd_paper_book_get_type ())
G_DECLARE_FINAL_TYPE (VdPaperBook, vd_paper_book, VD, PAPER_BOOK, GObject)

/* VdPaperRow.checked; NULL: there is no virus scanner. */
#define VD_PAPER_CLEAN "clean"
#define VD_PAPER_PENDING "pending" /* it did not answer: asked again every 30 s, nothing is shown meanwhile */

typedef struct
{
  const char *folder;    /* of the sealed files, 0700; made if missing */
  guint64 max_bytes;     /* of one paper: 25 MiB */
  guint max_pages;       /* 20 */
  guint keep_hours;      /* files and their keys are deleted after that long */
  guint upload_expiry_s; /* of an upload that does not go on: 1800 */
  VdKeySafe *safe;       /* what the keys of papers are wrapped with */
  const char *clamd;         /* (nullable) socket of a virus scanner: what it has not called clean is not shown */
  const VdPaperRules *rules; /* (nullable): what holds for each kind; lives as long as the book */
  guint64 contact_bytes;     /* of all papers of one contact; 0: no limit */
  guint64 store_bytes;       /* of all papers that are kept or coming; 0: no limit */
  gboolean has_text;         /* accepted papers get a text layer (paper-texts.h) before they are handed over */
} VdPaperLimits;

/* How long a paper like @row is kept after it was asked for or came, in seconds. Any thread. */
gint64 vd_paper_limits_get_kept_s (const VdPaperLimits *limits, const VdPaperRow *row);
/* Whether @row is within its time: a paper that is not goes with the next tidying. Any thread. */
gboolean vd_paper_limits_keep (const VdPaperLimits *limits, const VdPaperRow *row, gint64 now_s);

/* Reads what the store has; deletes part files without a row and rows past their time. */
VdPaperBook *vd_paper_book_new (VdStore *store, const VdPaperLimits *limits, GError **error);

/* Rows are (transfer none) and live until the book's next change. */
const VdPaperRow *vd_paper_book_ask (VdPaperBook *self, const char *contact, const char *kiosk, const char *advisor, const char *kind,
                                     const char *note, gint64 now_s); /* NULL: 20 papers asked already */
const VdPaperRow *vd_paper_book_get (VdPaperBook *self, const char *paper);
/* (transfer container) of VdPaperRow, as asked; @contact NULL: of all contacts. */
GPtrArray *vd_paper_book_list (VdPaperBook *self, const char *contact);
/* FALSE: not in that state's table (the front answers out-of-turn). @reason NULL if accepted. @note: the judge's, kept in "note" when refused. */
gboolean vd_paper_book_judge (VdPaperBook *self, const char *paper, gboolean accepted, const char *reason, const char *note);
/* The back office has it. @way: "folder" or "hook". */
void vd_paper_book_set_handed (VdPaperBook *self, const char *paper, const char *way);
/* Accepted, and still to get its text layer. No longer than 15 minutes, nor beyond half of the time that it is kept: then
 * it goes without, and "changed" tells. */
gboolean vd_paper_book_awaits_text (VdPaperBook *self, const VdPaperRow *row);
/* By the rule of its kind: looked at, never taken. */
gboolean vd_paper_book_is_shown_only (VdPaperBook *self, const VdPaperRow *row);
gboolean vd_paper_book_withdraw (VdPaperBook *self, const char *paper, const char *why);
/* The contact is over: what was still asked for is withdrawn (without "changed"), its upload dropped. @cut_off: by a
 * crash or a line that stayed away. What the kiosk had begun to send then may still be finished, until it expires. */
void vd_paper_book_end_contact (VdPaperBook *self, const char *contact, gboolean cut_off);
/* Expired uploads, papers past their time, and (whatever @now_s) waits for a text layer that are over; call it once a
 * minute. */
void vd_paper_book_tidy (VdPaperBook *self, gint64 now_s);

G_END_DECLS
