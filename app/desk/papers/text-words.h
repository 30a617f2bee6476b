/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A recognised word, in pixels of the upright picture from its top left corner. */
typedef struct
{
  double x, y;  /* where its baseline begins */
  double width; /* along the baseline */
  double size;  /* of its line's letters, from the descenders to the ascenders */
  double angle; /* of the baseline, radians counter-clockwise */
  char *text;   /* UTF-8, without spaces or control characters */
} VdTextWord;

/* The words of one page of @width × @height pixels, as Tesseract tells them in hOCR; in its order of reading. Words that it
 * is hardly sure of are noise and left out, and so is what lies outside of the page. Pure; any bytes may be given.
 * Zeroed when freed. (transfer full) (element-type VdTextWord); NULL: G_IO_ERROR_INVALID_DATA: no hOCR, or more words than a page has. */
GPtrArray *vd_text_words_parse (const char *hocr, gsize size, guint width, guint height, GError **error);

G_END_DECLS
