/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-book.h"
#include "upload-store.h"

G_BEGIN_DECLS

/* Of paper-book.c and paper-files.c only. */
struct _VdPaperBook
{
  GObject parent_instance;

  VdStore *store;
  VdPaperLimits limits;
  char *folder;
  VdKeySafe *safe;
  GPtrArray *rows;   /* VdPaperRow, as asked */
  GHashTable *by_id; /* into rows */
  VdUploadStore *uploads;
  GThreadPool *readers; /* of GTask: few at a time, each may need 100 MB */
  gboolean scrub_due;   /* a key was destroyed since the store was last scrubbed */
};

char *vd_paper_book_path_of (VdPaperBook *self, const VdPaperRow *row);

/* Runs in self->readers. */
void vd_paper_files_read_in_thread (gpointer task, gpointer book);

G_END_DECLS
