/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-book.h"
#include "paper-views.h"
#include "upload-store.h"

G_BEGIN_DECLS

/* Of the files of the book only: paper-book.c, paper-ends.c, paper-files.c, paper-room.c, paper-texts.c,
 * paper-waits.c. */
struct _VdPaperBook
{
  GObject parent_instance;

  VdStore *store;
  VdPaperLimits limits;
  char *folder;
  VdKeySafe *safe;
  char *clamd; /* NULL: no virus scanner */
  GPtrArray *rows;   /* VdPaperRow, as asked */
  GHashTable *by_id; /* into rows */
  GHashTable *waits; /* ids of papers that wait for their text: paper-waits.c */
  GHashTable *cut_off; /* ids of papers whose contact ended with their upload open */
  VdUploadStore *uploads;
  VdPaperViews *views;
  GThreadPool *readers; /* of GTask: few at a time, each may need 100 MB */
  gboolean is_checking; /* a paper that still waits for the virus scanner */
  gint64 check_due_s;
  gboolean scrub_due;   /* a key was destroyed since the store was last scrubbed */
};

/* paper-book.c */
void vd_paper_book_save (VdPaperBook *self, const VdPaperRow *row);
void vd_paper_book_tell (VdPaperBook *self, const VdPaperRow *row);
/* A key that was destroyed must not stay in the store's journal either; saving does it too. */
void vd_paper_book_scrub_if_due (VdPaperBook *self);
/* @why: of papers/paper-proof.h. */
void vd_paper_book_delete_file (VdPaperBook *self, VdPaperRow *row, const char *why);
/* FALSE: not from the state it is in. Neither tells. */
gboolean vd_paper_book_withdraw_row (VdPaperBook *self, VdPaperRow *row, const char *why); /* saves */
gboolean vd_paper_book_refuse_row (VdPaperBook *self, VdPaperRow *row, const char *reason); /* does not */
char *vd_paper_book_path_of (VdPaperBook *self, const VdPaperRow *row);

/* paper-waits.c: until when a paper waits for its text layer. Its row may be gone already when the wait ends. */
GHashTable *vd_paper_waits_new (void);
void vd_paper_book_begin_wait (VdPaperBook *self, const VdPaperRow *row); /* if it is to be read */
void vd_paper_book_end_wait (VdPaperBook *self, const char *paper);       /* cancels its reading */
/* Ends the waits that are over, tells of each; ends the pauses that are over, "text-due" tells. @now_us, here and below:
 * of g_get_monotonic_time (). */
void vd_paper_book_tidy_waits (VdPaperBook *self, gint64 now_us);
/* It awaits its text, and no pause before it is read again. */
gboolean vd_paper_book_may_read_text (VdPaperBook *self, const VdPaperRow *row);
/* @fault ended its reading: for how many seconds it pauses; 0: @fault does not pass, the paper has had all pauses after
 * such a one, or its wait would be over by then. */
guint vd_paper_book_put_off_text (VdPaperBook *self, const char *paper, const GError *fault, gint64 now_us);
void vd_paper_book_set_reading (VdPaperBook *self, const char *paper, GCancellable *reading);

/* Gives the sealed file at @fresh the name @path, which is on disk too when this returns. FALSE: it is still @fresh, and
 * the log says why. Blocks for one writing of the folder. */
gboolean vd_paper_files_keep (const char *fresh, const char *path, const char *paper);

/* Runs in self->readers. */
void vd_paper_files_read_in_thread (gpointer task, gpointer book);

G_END_DECLS
