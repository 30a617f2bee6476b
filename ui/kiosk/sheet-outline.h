/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>
#include "document-camera.h"
#include "video-view.h"

G_BEGIN_DECLS

/* The found sheet's outline over the live view of the paper camera.
 * Properties: "view" (VdVideoView it lies upon), "camera" (VdDocumentCamera or NULL). */
#define VD_TYPE_SHEET_OUTLINE (vd_sheet_outline_get_type ())
G_DECLARE_FINAL_TYPE (VdSheetOutline, vd_sheet_outline, VD, SHEET_OUTLINE, GtkWidget)

/* The line itself, round @quad (0..1 of @area). */
void vd_sheet_outline_draw (const VdQuad *quad, const graphene_rect_t *area, const GdkRGBA *colour,
                            GtkSnapshot *snapshot);

G_END_DECLS
