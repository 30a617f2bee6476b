/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A small PDF of the kiosk's own writer: @n_pages of 64 × 48, left half dark, right half light; odd ones gray; page p
 * is turned by 90 p degrees. */
GBytes *sample_paper_make (guint n_pages, const char *title);
/* One of @n_pages of noise, a megabyte or so each. */
GBytes *sample_paper_make_large (guint n_pages);
/* One of pages of 900 × 600 pixels, at 150 dpi, on which SAMPLE_PAPER_LINE is written in black; page p is turned by 90 p
 * degrees, and its line begins, on the upright page, at SAMPLE_PAPER_LEFT and stands above SAMPLE_PAPER_BASE (1 + p). */
#define SAMPLE_PAPER_LINE "Votre salaire net de janvier"
#define SAMPLE_PAPER_LEFT 80
#define SAMPLE_PAPER_BASE 110
GBytes *sample_paper_make_written (guint n_pages);

/* A new, empty folder; and it with all in it deleted. */
char *sample_folder_make (void);
void sample_folder_delete (char *folder);
guint sample_folder_count (const char *folder, const char *suffix);

G_END_DECLS
