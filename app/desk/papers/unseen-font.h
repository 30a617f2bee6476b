/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A TrueType font of glyphs on which nothing is to be seen, for words over a picture of them. All are as wide, and as
 * high above and below their baseline, as is said here, in thousandths of their size. */
#define VD_UNSEEN_FONT_EM 1000
#define VD_UNSEEN_FONT_WIDTH 500
#define VD_UNSEEN_FONT_UNDER 250
#define VD_UNSEEN_FONT_ABOVE 750

/* The number of a glyph is 16 bits, and 0 is the glyph for what a font does not have: not to be used (ISO 19005-2,
 * 6.2.11.8). */
#define VD_UNSEEN_FONT_MAX_GLYPHS 65534

/* With glyphs 1 to @n_glyphs, at most VD_UNSEEN_FONT_MAX_GLYPHS: the tables that a PDF wants of a CIDFontType2 (ISO
 * 32000-1, 9.9), and a "cmap" in which the code of a glyph is its number. The same number gives the same bytes. Pure.
 */
GBytes *vd_unseen_font_make (guint n_glyphs);

G_END_DECLS
