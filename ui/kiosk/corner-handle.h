/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What one takes hold of to move a corner: a ring, open in the middle so that the corner itself is seen. CSS node
 * "corner"; a slider in two directions for assistive technologies, whose value text is set by its owner. */
#define VD_TYPE_CORNER_HANDLE (vd_corner_handle_get_type ())
G_DECLARE_FINAL_TYPE (VdCornerHandle, vd_corner_handle, VD, CORNER_HANDLE, GtkWidget)

GtkWidget *vd_corner_handle_new (const char *name);

G_END_DECLS
