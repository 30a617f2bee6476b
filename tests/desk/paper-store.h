/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-files.h"

G_BEGIN_DECLS

/* The store of a desk with that state-dir, which does not run at the moment, and the papers in it. */
VdStore *paper_store_open (const char *state_dir);
/* Its key is in @keys (paper-key.h), its papers are in @folder. */
VdPaperBook *paper_store_open_book (VdStore *store, const char *keys, const char *folder);

/* All of @plain for a paper that was asked of kiosk k1 in contact c1, in one piece, which must go well. */
void paper_store_send (VdPaperBook *book, const char *paper, GBytes *plain);
/* NULL: it cannot be read. */
GBytes *paper_store_read (VdPaperBook *book, const char *paper, guint page, guint width, const char *who);

G_END_DECLS
