/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "card-sheet.h"
#include "page-private.h"
#include "watermark.h"

#include <math.h>
#include <string.h>

#define MM_PER_INCH 25.4
#define MOST_DPI 300.0 /* of a page, see flatten.c; a scanner may have more */
#define TOLERANCE 0.06 /* of a card's sides: corners of a small thing are found a millimetre off */
/* Middles of the two, as shares of the height: two standing cards of 105 mm have a hand's breadth between them. */
#define FRONT_MIDDLE 0.27
#define BACK_MIDDLE 0.73

typedef struct
{
  VdPageLeaf side[2];
} Sides;

static void
sides_free (void *data)
{
  Sides *sides = data;

  for (guint i = 0; i < G_N_ELEMENTS (sides->side); i++)
    vd_page_leaf_clear (&sides->side[i]);
  g_free (sides);
}

static gboolean
is_near (double mm, double wanted_mm)
{
  return fabs (log (mm / wanted_mm)) < TOLERANCE;
}

gboolean
vd_card_sheet_has_size (double width_mm, double height_mm)
{
  double long_mm = MAX (width_mm, height_mm), short_mm = MIN (width_mm, height_mm);

  return (is_near (long_mm, 85.6) && is_near (short_mm, 53.98)) || (is_near (long_mm, 105) && is_near (short_mm, 74));
}

gboolean
vd_card_sheet_takes_one (VdPage *page)
{
  const VdPageFacts *facts = vd_page_get_facts (page);
  double mm = MM_PER_INCH / facts->dpi;

  return vd_card_sheet_has_size (facts->width * mm, facts->height * mm);
}

gboolean
vd_card_sheet_takes (VdPage *front, VdPage *back)
{
  g_return_val_if_fail (VD_IS_PAGE (front) && VD_IS_PAGE (back), FALSE);
  return vd_card_sheet_takes_one (front) && vd_card_sheet_takes_one (back);
}

VdCardPlace
vd_card_sheet_place (VdPage *side, gboolean is_back)
{
  const VdPageFacts *facts = vd_page_get_facts (side);
  const gboolean is_lying = vd_page_get_rotation (side) % 180 != 0;
  VdCardPlace place;

  place.width = (is_lying ? facts->height : facts->width) * MM_PER_INCH / facts->dpi;
  place.height = (is_lying ? facts->width : facts->height) * MM_PER_INCH / facts->dpi;
  place.x = (VD_CARD_SHEET_WIDTH_MM - place.width) / 2;
  place.y = VD_CARD_SHEET_HEIGHT_MM * (is_back ? BACK_MIDDLE : FRONT_MIDDLE) - place.height / 2;
  return place;
}

/* As it will stand on a sheet of @dpi: upright and marked. */
static VdPicture *
make_side (const VdPageLeaf *side, double dpi)
{
  int longest = (int)(MAX (side->facts.width, side->facts.height) * dpi / side->facts.dpi + 0.5);
  g_autoptr (VdPicture) whole = vd_page_decode (side->jpeg, 0);
  g_autoptr (VdPicture) less = NULL;
  VdPicture *upright;

  less = vd_picture_shrink (whole, longest);
  upright = vd_picture_turn (less, side->rotation);
  if (side->watermark)
    vd_watermark_draw (upright, side->watermark, dpi, 0);
  return upright;
}

static void
lay_down (VdPicture *sheet, const VdPicture *card, double middle)
{
  int left = (sheet->width - card->width) / 2, top = (int)(sheet->height * middle) - card->height / 2;

  g_return_if_fail (left >= 0 && top >= 0 && top + card->height <= sheet->height);
  for (int y = 0; y < card->height; y++)
    for (int x = 0; x < card->width; x++)
      {
        const guint8 *from = vd_picture_at (card, x, y);
        guint8 *to = sheet->pixels + (gsize)(top + y) * sheet->stride + (gsize)(left + x) * 3;

        for (int i = 0; i < 3; i++)
          to[i] = from[card->channels == 3 ? i : 0];
      }
}

static void
make_in_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  static const double middles[2] = { FRONT_MIDDLE, BACK_MIDDLE };
  const Sides *sides = data;
  double dpi = MIN (MOST_DPI, MIN (sides->side[0].facts.dpi, sides->side[1].facts.dpi));
  g_autoptr (VdPicture) sheet = vd_picture_new ((int)(VD_CARD_SHEET_WIDTH_MM / MM_PER_INCH * dpi + 0.5),
                                                (int)(VD_CARD_SHEET_HEIGHT_MM / MM_PER_INCH * dpi + 0.5), 3);

  memset (sheet->pixels, 255, sheet->stride * sheet->height);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (VdPicture) card = make_side (&sides->side[i], dpi);

      lay_down (sheet, card, middles[i]);
    }
  g_task_return_pointer (
      task, vd_page_new_from_picture (sheet, dpi, sides->side[0].facts.advice | sides->side[1].facts.advice),
      g_object_unref);
}

void
vd_card_sheet_make_async (VdPage *front, VdPage *back, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer data)
{
  VdPage *pages[2] = { front, back };
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Sides *sides;

  g_return_if_fail (vd_card_sheet_takes (front, back));
  g_task_set_source_tag (task, vd_card_sheet_make_async);
  sides = g_new0 (Sides, 1);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    sides->side[i] = vd_page_make_leaf (pages[i]);
  g_task_set_task_data (task, sides, sides_free);
  g_task_run_in_thread (task, make_in_thread);
}

VdPage *
vd_card_sheet_make_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
