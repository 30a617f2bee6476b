/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-book.h"

G_BEGIN_DECLS

/* Gives accepted papers their text layer (pdf-text.h), one at a time, in a worker and far from any visitor's wait:
 * reads what stands on each page (text-reader.h), and puts the file with the words, sealed under the paper's own key,
 * in the place of the one without. Killed at any moment it has done all of that or nothing, and the next desk does
 * what is left. After a fault that may pass (a reader killed, a full disk) it is read again, some times with growing
 * pauses, for as long as the paper may wait. What cannot be read stays as it came, and the log says so; where nothing
 * can be, because the program or a language is missing, the log says that once, and papers go as they came. What is
 * destroyed meanwhile stays destroyed, and its reading ends. What was handed over already is not touched any more.
 * Main thread. docs/papers.md, "Text to search in". */
#define VD_TYPE_PAPER_TEXTS (vd_paper_texts_get_type ())
G_DECLARE_FINAL_TYPE (VdPaperTexts, vd_paper_texts, VD, PAPER_TEXTS, GObject)

/* @book: with VdPaperLimits.has_text. @program: "tesseract" or a path. @languages: "fra+eng". @page_timeout_s: for each
 * page. @setting: the file and the key that a missing program or language is told with. Letting it go ends the reading
 * that is under way. */
VdPaperTexts *vd_paper_texts_new (VdPaperBook *book, const char *program, const char *languages, guint page_timeout_s,
                                  const char *setting);

/* Tells now, and not with the first paper, if its program or a language is missing (once), or that this cannot be told.
 * Blocks for as long as vd_text_reader_check (). */
void vd_paper_texts_check (VdPaperTexts *self);

G_END_DECLS
