/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "pdf-shape.h"

G_BEGIN_DECLS

/* That page of @file as an upright JPEG, scaled down in steps of an eighth to the smallest that is at least @width
 * pixels wide (never up). For workers: a full page may need 120 MB for a moment. */
GBytes *vd_page_image_make (const guint8 *file, const VdPdfPage *page, guint width, GError **error);
/* The same, in full size and gray, as a binary PGM: what a reader of text takes. Its sides in @width and @height. */
GBytes *vd_page_image_make_pgm (const guint8 *file, const VdPdfPage *page, guint *width, guint *height, GError **error);

G_END_DECLS
