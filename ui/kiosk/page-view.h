/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>
#include "page.h"

G_BEGIN_DECLS

/* One page of a paper, upright and as large as there is room. Follows the page when it is turned; forgets the picture
 * when it is not on screen. Properties: "page" (VdPage or NULL). */
#define VD_TYPE_PAGE_VIEW (vd_page_view_get_type ())
G_DECLARE_FINAL_TYPE (VdPageView, vd_page_view, VD, PAGE_VIEW, GtkWidget)

/* @frame: (transfer full) (nullable), of a page or of its photograph. NULL if there is nothing to show. */
GdkTexture *vd_page_view_take_texture (VdFrame *frame); /* (transfer full) (nullable) */

G_END_DECLS
