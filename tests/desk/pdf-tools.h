/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What Debian's tools say of a PDF. */

/* What @tool says of @file; it must end well. @option and @last may be NULL. */
char *pdf_tools_run (const char *tool, const char *option, const char *file, const char *last);

/* The place that "pdftotext -bbox" tells, in @text, of the @n th @word: left, top, right, bottom, in points from the
 * top left of the page as it is seen. */
void pdf_tools_find_word (const char *text, const char *word, guint n, double place[4]);

G_END_DECLS
