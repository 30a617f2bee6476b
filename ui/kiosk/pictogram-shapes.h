/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Our own pictograms, as strokes on a field of 24 by 24: drawn straight into cairo, so that a kiosk needs no SVG
 * library and every pictogram takes the colour of the words beside it at any size.
 *
 * A shape is a row of steps, each a letter and its numbers:
 *   M x y  move · L x y  line · C x1 y1 x2 y2 x y  curve · A x y r from to  arc in degrees, clockwise from the right ·
 *   O x y r  circle · Z  close · F  fill (and stroke) what was drawn so far */
const char *vd_pictogram_shape (const char *name); /* (nullable) */
/* Draws with the colour and line width that are set in @cr. FALSE if @shape is not well formed. */
gboolean vd_pictogram_draw (cairo_t *cr, const char *shape);
/* The names there are, NULL-terminated. */
char **vd_pictogram_names (void); /* (transfer full) */

G_END_DECLS
