/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>
#include "page.h"

G_BEGIN_DECLS

/* The photograph a page was made of, and the sheet's four corners on it, each to be moved by a finger (wherever it
 * comes down, the nearest corner is meant) or by the arrow keys; what is held is seen under a magnifying glass. A
 * corner does not go where no sheet could have it. Forgets the picture when it is not on screen.
 *
 * Properties: "page" (VdPage or NULL). Signal "moved" (). */
#define VD_TYPE_CORNER_VIEW (vd_corner_view_get_type ())
G_DECLARE_FINAL_TYPE (VdCornerView, vd_corner_view, VD, CORNER_VIEW, GtkWidget)

void vd_corner_view_get_corners (VdCornerView *self, VdQuad *corners); /* in 0..1 of the photograph */
/* Takes hold of the corner nearest to x, y of the widget, drags it there and, with vd_corner_view_release (), lets go:
 * what the drag gesture does. */
void vd_corner_view_hold (VdCornerView *self, double x, double y);
void vd_corner_view_drag (VdCornerView *self, double x, double y);
void vd_corner_view_release (VdCornerView *self);

G_END_DECLS
