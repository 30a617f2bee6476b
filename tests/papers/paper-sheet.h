/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-scene.h"

#include <cairo.h>

G_BEGIN_DECLS

void paper_sheet_get_size (PaperKind kind, double *width_mm, double *height_mm);
/* The printed side, straight from above. */
VdPicture *paper_sheet_draw (PaperKind kind, guint32 seed, double pixels_per_mm); /* (transfer full) */
/* The colour at (u, v), 0..1 of @sheet's width and height, between its pixels. */
void paper_sheet_read (const VdPicture *sheet, double u, double v, guint8 colour[3]);
VdPicture *paper_picture_from_surface (cairo_surface_t *surface); /* (transfer full), of CAIRO_FORMAT_RGB24 */

G_END_DECLS
