/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "text-words.h"

G_BEGIN_DECLS

/* Reads the text of a page with Debian's program "tesseract", as a process of its own: at the lowest priority, with one
 * thread and bounded memory; no file of its grows (RLIMIT_FSIZE) and no program that it runs gains rights. It is killed
 * with all that it has started when it takes too long or is cancelled; if the desk is killed, it is. The picture
 * reaches it in memory, the words come back through a pipe. All block; for workers. */
#define VD_TEXT_READER_PROGRAM "tesseract"
#define VD_TEXT_READER_TIMEOUT_S 120 /* for a page, which takes seconds where nothing else runs */

/* @program: a name in PATH, or a path. @languages: "fra+eng". @pgm: of vd_page_image_make_pgm (), @width × @height at
 * @dpi.
 * @timeout_s: for all of it. G_IO_ERROR: FAILED (it was killed, or gave up: for want of memory, maybe), TIMED_OUT,
 * CANCELLED, INVALID_DATA; G_FILE_ERROR: no room for the page; G_SPAWN_ERROR: it is not there, or cannot be started. No
 * message tells anything of the page. (transfer full) (element-type VdTextWord) */
GPtrArray *vd_text_reader_read (const char *program, const char *languages, GBytes *pgm, guint width, guint height,
                                guint dpi, guint timeout_s, GCancellable *cancellable, GError **error);

/* Whether @program is there, and has the data of each of @languages. G_IO_ERROR_NOT_FOUND: it is not, or has not, and
 * @error names what is to be installed; FAILED: that cannot be told just now, and @error names what to see to if it
 * stays so. */
gboolean vd_text_reader_check (const char *program, const char *languages, GError **error);

G_END_DECLS
