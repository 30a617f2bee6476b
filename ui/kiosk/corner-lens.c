/* SPDX-License-Identifier: EUPL-1.2 */
#include "corner-lens.h"

#include <math.h>

#define FINGER 56 /* px from the middle of a fingertip to where it hides nothing: 15 mm at the usual 0.27 mm a pixel */
#define CROSS 14  /* px, half the length of its strokes */

graphene_point_t
vd_lens_place (const graphene_point_t *at, float radius, float width, float height)
{
  float away = radius + FINGER;
  graphene_point_t middle = { CLAMP (at->x, radius, width - radius), at->y - away };

  if (middle.y >= radius)
    return middle;
  /* At the top: on that side where there is more room, and then a hand from below does not hide it either. */
  middle.x = at->x < width / 2 ? at->x + away : at->x - away;
  middle.y = CLAMP (at->y, radius, height - radius);
  return middle;
}

static void
draw_photo (const VdLens *lens, GtkSnapshot *snapshot, const graphene_point_t *middle)
{
  const graphene_rect_t *area = &lens->area;

  gtk_snapshot_append_texture (snapshot, lens->photo,
                               &GRAPHENE_RECT_INIT (middle->x - (lens->at.x - area->origin.x) * VD_LENS_ZOOM,
                                                    middle->y - (lens->at.y - area->origin.y) * VD_LENS_ZOOM,
                                                    area->size.width * VD_LENS_ZOOM,
                                                    area->size.height * VD_LENS_ZOOM));
}

static void
stroke (cairo_t *cr, const GdkRGBA *colour, double dark_width, double width)
{
  cairo_set_source_rgba (cr, 0, 0, 0, 0.6);
  cairo_set_line_width (cr, dark_width);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static void
draw_lines (const VdLens *lens, GtkSnapshot *snapshot, const graphene_point_t *middle, float radius)
{
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (middle->x - radius, middle->y - radius, 2 * radius, 2 * radius));

  cairo_translate (cr, middle->x, middle->y);
  for (int i = 0; i < 2; i++)
    {
      cairo_move_to (cr, 0, 0);
      cairo_line_to (cr, (lens->sides[i].x - lens->at.x) * VD_LENS_ZOOM, (lens->sides[i].y - lens->at.y) * VD_LENS_ZOOM);
    }
  stroke (cr, &lens->colour, 6, 3);
  cairo_move_to (cr, -CROSS, 0);
  cairo_line_to (cr, CROSS, 0);
  cairo_move_to (cr, 0, -CROSS);
  cairo_line_to (cr, 0, CROSS);
  stroke (cr, &lens->colour, 6, 3);
  cairo_destroy (cr);
}

void
vd_lens_draw (const VdLens *lens, GtkSnapshot *snapshot, const graphene_point_t *middle, float radius)
{
  const GdkRGBA night = { 0.04f, 0.06f, 0.09f, 1 }, *colour = &lens->colour;
  const graphene_rect_t box = GRAPHENE_RECT_INIT (middle->x - radius, middle->y - radius, 2 * radius, 2 * radius);
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &box, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, &night, &box);
  draw_photo (lens, snapshot, middle);
  draw_lines (lens, snapshot, middle, radius);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &round, (float[4]){ 6, 6, 6, 6 },
                              (GdkRGBA[4]){ *colour, *colour, *colour, *colour });
}
