/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A pictogram in the colour of the text; its size is the CSS minimum size. Always beside words, so it has no name of
 * its own for assistive technologies. Properties: "shape" (a name, see pictogram-shapes.h; NULL shows nothing). */
#define VD_TYPE_PICTOGRAM (vd_pictogram_get_type ())
G_DECLARE_FINAL_TYPE (VdPictogram, vd_pictogram, VD, PICTOGRAM, GtkWidget)

GtkWidget *vd_pictogram_new (const char *name);
void vd_pictogram_set_shape_name (VdPictogram *self, const char *name);
const char *vd_pictogram_get_shape_name (VdPictogram *self); /* (nullable) */

G_END_DECLS
