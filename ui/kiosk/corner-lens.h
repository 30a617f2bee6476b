/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VD_LENS_ZOOM 2.5f

/* A magnifying glass for a corner of the photograph while it is held. */
typedef struct
{
  GdkTexture *photo;
  graphene_rect_t area;         /* where the photograph is on the widget, not magnified */
  graphene_point_t at;          /* of the widget: what is magnified */
  graphene_point_t sides[2];    /* of the widget: the two corners beside it, to which lines run */
  GdkRGBA colour;
} VdLens;

/* Where the middle of a lens of @radius has to be on a widget of that size: whole on it, above the finger at @at or,
 * where there is no room, beside it; never under it. Pure. */
graphene_point_t vd_lens_place (const graphene_point_t *at, float radius, float width, float height);
void vd_lens_draw (const VdLens *lens, GtkSnapshot *snapshot, const graphene_point_t *middle, float radius);

G_END_DECLS
