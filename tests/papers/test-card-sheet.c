/* SPDX-License-Identifier: EUPL-1.2 */
#include "card-sheet.h"
#include "jpeg-codec.h"
#include "page-private.h"
#include "papers-test.h"

#include <gst/gst.h>
#include <stdlib.h>
#include <string.h>

#define TEXT "Copie pour Agence de Lens, le 28/11/2026, dossier d’emploi"

typedef struct
{
  double width_mm, height_mm, dpi;
  guint8 red, green, blue;
  int rotation;
  const char *watermark;
} Card;

/* Of one colour, with a black block at its own upper left. */
static VdPage *
make_card (const Card *card)
{
  g_autoptr (VdPicture) picture = vd_picture_new ((int)(card->width_mm / 25.4 * card->dpi + 0.5),
                                                  (int)(card->height_mm / 25.4 * card->dpi + 0.5), 3);
  VdPage *page;

  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      {
        guint8 *p = picture->pixels + y * picture->stride + x * 3;
        const gboolean is_block = x < picture->width / 6 && y < picture->height / 6;

        p[0] = is_block ? 0 : card->red;
        p[1] = is_block ? 0 : card->green;
        p[2] = is_block ? 0 : card->blue;
      }
  page = vd_page_new_from_picture (picture, card->dpi, VD_ADVICE_NONE);
  vd_page_set_watermark (page, card->watermark);
  vd_page_turn (page, card->rotation);
  return page;
}

static VdPage *
make_sheet (const Card *front_card, const Card *back_card)
{
  g_autoptr (VdPage) front = make_card (front_card), back = make_card (back_card);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  VdPage *sheet;

  g_assert_true (vd_card_sheet_takes (front, back));
  vd_card_sheet_make_async (front, back, NULL, papers_test_keep_result, &result);
  papers_test_until (result, 60);
  sheet = vd_card_sheet_make_finish (result, &error);
  g_assert_no_error (error);
  return sheet;
}

static VdPicture *
picture_of (VdPage *page)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (vd_page_get_jpeg (page), &size);

  return vd_jpeg_decode (data, size, 0, NULL);
}

static void
assert_colour (const VdPicture *sheet, double dpi, double x_mm, double y_mm, const Card *card)
{
  const guint8 *p = vd_picture_at (sheet, (int)(x_mm / 25.4 * dpi), (int)(y_mm / 25.4 * dpi));
  const guint8 white[3] = { 255, 255, 255 }, own[3] = { card ? card->red : 0, card ? card->green : 0,
                                                        card ? card->blue : 0 };

  for (int i = 0; i < 3; i++)
    g_assert_cmpint (abs (p[i] - (card ? own : white)[i]), <, 16);
}

static void
assert_black (const VdPicture *sheet, double dpi, double x_mm, double y_mm)
{
  const Card black = { 0 };

  assert_colour (sheet, dpi, x_mm, y_mm, &black);
}

/* True size: the card's rims are where a ruler says, at the sheet's own resolution, and the rest is white. */
static void
test_true_size (void)
{
  static const struct
  {
    double width_mm, height_mm;
    int rotation;
  } cards[] = { { 85.6, 53.98, 0 }, { 105, 74, 0 }, { 53.98, 85.6, 0 }, { 53.98, 85.6, 90 }, { 85.6, 53.98, 180 }, { 74, 105, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    {
      const Card front = { cards[i].width_mm, cards[i].height_mm, 100, 200, 60, 60, cards[i].rotation, NULL };
      const Card back = { cards[i].width_mm, cards[i].height_mm, 100, 60, 60, 200, cards[i].rotation, NULL };
      const gboolean lying = cards[i].rotation == 90;
      const double half_w = (lying ? front.height_mm : front.width_mm) / 2;
      const double half_h = (lying ? front.width_mm : front.height_mm) / 2, middles[2] = { 297 * 0.27, 297 * 0.73 };
      const Card *sides[2] = { &front, &back };
      g_autoptr (VdPage) first = make_card (&front), second = make_card (&back);
      g_autoptr (VdPage) sheet = make_sheet (&front, &back);
      g_autoptr (VdPicture) picture = picture_of (sheet);
      VdPage *pages[2] = { first, second };

      g_assert_cmpfloat (vd_page_get_dpi (sheet), ==, 100);
      g_assert_cmpint (picture->width, ==, 827);
      g_assert_cmpint (picture->height, ==, 1169);
      for (int s = 0; s < 2; s++)
        {
          const VdCardPlace place = vd_card_sheet_place (pages[s], s == 1);

          g_assert_cmpfloat_with_epsilon (place.x, 105 - half_w, 0.3);
          g_assert_cmpfloat_with_epsilon (place.y, middles[s] - half_h, 0.3);
          g_assert_cmpfloat_with_epsilon (place.width, 2 * half_w, 0.3);
          g_assert_cmpfloat_with_epsilon (place.height, 2 * half_h, 0.3);
          assert_colour (picture, 100, 105 + half_w - 1, middles[s], sides[s]);
          assert_colour (picture, 100, 105 - half_w + 1, middles[s], sides[s]);
          assert_colour (picture, 100, 105, middles[s] - half_h + 1, sides[s]);
          assert_colour (picture, 100, 105, middles[s] + half_h - 1, sides[s]);
          assert_colour (picture, 100, 105 + half_w + 1, middles[s], NULL);
          assert_colour (picture, 100, 105 - half_w - 1, middles[s], NULL);
          assert_colour (picture, 100, 105, middles[s] - half_h - 1, NULL);
          assert_colour (picture, 100, 105, middles[s] + half_h + 1, NULL);
        }
    }
}

/* Each as its visitor turned it, whatever the other is. */
static void
test_turned (void)
{
  const Card front = { 85.6, 53.98, 100, 200, 60, 60, 180, NULL }, back = { 53.98, 85.6, 100, 60, 60, 200, 90, NULL };
  g_autoptr (VdPage) sheet = make_sheet (&front, &back);
  g_autoptr (VdPicture) picture = picture_of (sheet);

  assert_black (picture, 100, 105 + 40, 297 * 0.27 + 24);
  assert_colour (picture, 100, 105 - 40, 297 * 0.27 - 24, &front);
  assert_black (picture, 100, 105 + 40, 297 * 0.73 - 24);
  assert_colour (picture, 100, 105 - 40, 297 * 0.73 + 24, &back);
}

/* The finer side comes down to the coarser one, and is as large on paper as before. */
static void
test_never_scaled_up (void)
{
  const Card front = { 85.6, 53.98, 200, 200, 60, 60, 0, NULL }, back = { 85.6, 53.98, 110, 60, 60, 200, 0, NULL };
  g_autoptr (VdPage) sheet = make_sheet (&front, &back);
  g_autoptr (VdPicture) picture = picture_of (sheet);

  g_assert_cmpfloat (vd_page_get_dpi (sheet), ==, 110);
  for (int s = 0; s < 2; s++)
    {
      const double middle = 297 * (s == 0 ? 0.27 : 0.73);

      assert_colour (picture, 110, 105 + 42, middle, s == 0 ? &front : &back);
      assert_colour (picture, 110, 105 + 44, middle, NULL);
    }
}

/* Letters on both cards, and only once: the sheet is already marked. */
static void
test_marked (void)
{
  const Card front = { 85.6, 53.98, 150, 240, 240, 240, 0, TEXT }, back = { 85.6, 53.98, 150, 240, 240, 240, 180, TEXT };
  g_autoptr (VdPage) sheet = make_sheet (&front, &back);
  g_autoptr (VdPicture) picture = picture_of (sheet);

  g_assert_null (vd_page_get_watermark (sheet));
  for (int s = 0; s < 2; s++)
    {
      int top = (int)((297 * (s == 0 ? 0.27 : 0.73) - 10) / 25.4 * 150), left = (int)((105 - 25) / 25.4 * 150), marked = 0;

      for (int y = top; y < top + 120; y++)
        for (int x = left; x < left + 300; x++)
          marked += vd_picture_at (picture, x, y)[0] < 200;
      g_assert_cmpint (marked, >, 120 * 300 / 50);
      g_assert_cmpint (marked, <, 120 * 300 / 4);
    }
}

static void
test_other_sizes (void)
{
  const Card card = { 85.6, 53.98, 100, 200, 60, 60, 0, NULL }, a4 = { 210, 297, 50, 60, 60, 60, 0, NULL };
  const Card a6 = { 105, 148, 50, 60, 60, 60, 0, NULL }, slip = { 80, 60, 100, 60, 60, 60, 0, NULL };
  g_autoptr (VdPage) page = make_card (&card), sheet = make_card (&a4), small = make_card (&a6), odd = make_card (&slip);

  g_assert_true (vd_card_sheet_takes (page, page));
  g_assert_false (vd_card_sheet_takes (page, sheet));
  g_assert_false (vd_card_sheet_takes (sheet, page));
  g_assert_false (vd_card_sheet_takes (small, small));
  g_assert_false (vd_card_sheet_takes (odd, page));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/card-sheet/true-size", test_true_size);
  g_test_add_func ("/card-sheet/turned", test_turned);
  g_test_add_func ("/card-sheet/never-scaled-up", test_never_scaled_up);
  g_test_add_func ("/card-sheet/marked", test_marked);
  g_test_add_func ("/card-sheet/other-sizes", test_other_sizes);
  return g_test_run ();
}
