/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>
#include "page.h"

G_BEGIN_DECLS

/* The sheet that the two sides of a card go on, as it fills up: each side where it will be, touched to see it large
 * ("review.show" of its number), and an empty place that asks for the other side ("kiosk.add-page"). */
#define VD_TYPE_CARD_VIEW (vd_card_view_get_type ())
G_DECLARE_FINAL_TYPE (VdCardView, vd_card_view, VD, CARD_VIEW, GtkWidget)

/* @front, @back: (nullable) without a front the sheet is empty. @shown: 0 or 1, the side that is seen large. */
void vd_card_view_set_sides (VdCardView *self, VdPage *front, VdPage *back, guint shown);

G_END_DECLS
