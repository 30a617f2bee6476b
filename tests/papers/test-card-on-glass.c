/* SPDX-License-Identifier: EUPL-1.2 */
#include "card-on-glass.h"
#include "dice.h"
#include "page-maker.h"
#include "page-private.h"
#include "quad.h"

#include <gst/gst.h>
#include <math.h>

#define DPI 100.0
#define LID 236

typedef struct
{
  const char *name;
  double width_mm, height_mm, x_mm, y_mm, turn; /* its middle on the glass; degrees clockwise */
  int inside, outline;                          /* gray levels of the card, and of half a millimetre along its sides */
} Card;

static double
to_px (double mm)
{
  return mm / 25.4 * DPI;
}

/* An empty A4 glass: a lid, a little noise, and the dark line that scanners show where the glass ends. */
static VdPicture *
make_glass (int channels)
{
  VdPicture *scan = vd_picture_new ((int)to_px (210), (int)to_px (297), channels);
  Dice dice = { .seed = 7 };

  for (int y = 0; y < scan->height; y++)
    for (int x = 0; x < scan->width; x++)
      for (int c = 0; c < channels; c++)
        scan->pixels[y * scan->stride + x * channels + c] = x < 2 ? 60 : (guint8)(LID + dice_between (&dice, -4, 4));
  return scan;
}

static void
paint (VdPicture *scan, int x, int y, int level)
{
  for (int c = 0; c < scan->channels; c++)
    scan->pixels[y * scan->stride + x * scan->channels + c] = (guint8)level;
}

static void
lay (VdPicture *scan, const Card *card, VdQuad *truth)
{
  static const double signs[4][2] = { { -0.5, -0.5 }, { 0.5, -0.5 }, { 0.5, 0.5 }, { -0.5, 0.5 } };
  double cosine = cos (card->turn * G_PI / 180), sine = sin (card->turn * G_PI / 180);

  for (int y = 0; y < scan->height; y++)
    for (int x = 0; x < scan->width; x++)
      {
        double dx = x + 0.5 - to_px (card->x_mm), dy = y + 0.5 - to_px (card->y_mm);
        double u = fabs (dx * cosine + dy * sine), v = fabs (dy * cosine - dx * sine);
        double inside = MIN (to_px (card->width_mm) / 2 - u, to_px (card->height_mm) / 2 - v);

        if (inside > 0)
          paint (scan, x, y, inside < to_px (0.7) ? card->outline : card->inside);
      }
  for (int i = 0; i < 4; i++)
    {
      double u = signs[i][0] * to_px (card->width_mm), v = signs[i][1] * to_px (card->height_mm);

      truth->corner[i].x = to_px (card->x_mm) + u * cosine - v * sine;
      truth->corner[i].y = to_px (card->y_mm) + u * sine + v * cosine;
    }
}

static void
test_found (void)
{
  static const Card cards[] = {
    { "in the middle", 85.6, 53.98, 105, 140, 0, 190, 190 },
    { "turned a little", 85.6, 53.98, 90, 100, 7, 190, 190 },
    { "turned much", 85.6, 53.98, 110, 180, -38, 120, 120 },
    { "standing", 53.98, 85.6, 100, 150, 3, 190, 190 },
    { "in the glass's corner", 85.6, 53.98, 43.2, 27.4, 0, 190, 190 },
    { "as white as the lid, but for its sides", 85.6, 53.98, 105, 140, 12, LID, 190 },
    { "the larger one", 105, 74, 105, 140, -5, 190, 190 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    for (int channels = 1; channels <= 3; channels += 2)
      {
        g_autoptr (VdPicture) scan = make_glass (channels);
        g_autoptr (VdPage) page = NULL;
        const VdPageFacts *facts;
        VdQuad truth, quad;
        VdSheetSize size;

        g_test_message ("%s, %d channels", cards[i].name, channels);
        lay (scan, &cards[i], &truth);
        g_assert_true (vd_card_on_glass_find (scan, DPI, &quad, &size));
        g_assert_cmpfloat (vd_quad_distance (&quad, &truth), <, 4); /* a millimetre */
        page = vd_page_maker_run_scan (scan, DPI);
        facts = vd_page_get_facts (page);
        g_assert_cmpfloat_with_epsilon (facts->width * 25.4 / facts->dpi, cards[i].width_mm, 2.5);
        g_assert_cmpfloat_with_epsilon (facts->height * 25.4 / facts->dpi, cards[i].height_mm, 2.5);
      }
}

static void
assert_whole (const VdPicture *scan, const char *what)
{
  g_autoptr (VdPage) page = vd_page_maker_run_scan (scan, DPI);

  g_test_message ("%s", what);
  g_assert_cmpint (vd_page_get_facts (page)->width, ==, scan->width);
  g_assert_cmpint (vd_page_get_facts (page)->height, ==, scan->height);
}

/* A paragraph as large as a card: rows of words of all lengths. */
static void
print_paragraph (VdPicture *scan)
{
  Dice dice = { .seed = 3 };

  for (int row = 0; row < 11; row++)
    {
      int right = (int)to_px (62 + dice_between (&dice, 50, 85) - 50);

      right = row == 4 ? (int)to_px (62 + 85) : right;
      for (int y = (int)to_px (100 + row * 5); y < (int)to_px (102.5 + row * 5); y++)
        for (int x = (int)to_px (62); x < right; x++)
          if (x / 4 % 2 == 0)
            paint (scan, x, y, 30);
    }
}

static void
test_left_whole (void)
{
  const Card card = { "", 85.6, 53.98, 60, 60, 0, 190, 190 }, other = { "", 85.6, 53.98, 140, 200, 10, 190, 190 };
  const Card photo = { "", 60, 45, 105, 140, 0, 120, 120 }, dot = { "", 3, 3, 150, 250, 0, 20, 20 };
  g_autoptr (VdPicture) empty = make_glass (3), two = make_glass (3), photograph = make_glass (3);
  g_autoptr (VdPicture) beside = make_glass (3), print = make_glass (3);
  VdQuad truth;

  assert_whole (empty, "nothing");
  lay (two, &card, &truth);
  lay (two, &other, &truth);
  assert_whole (two, "two cards");
  lay (photograph, &photo, &truth);
  assert_whole (photograph, "of another size");
  lay (beside, &card, &truth);
  lay (beside, &dot, &truth);
  assert_whole (beside, "something beside the card");
  print_paragraph (print);
  assert_whole (print, "a paragraph of a card's size");
}

/* A scan that the scanner itself has cut to a card, or one too coarse to tell, is looked at no further. */
static void
test_not_looked_for (void)
{
  g_autoptr (VdPicture) scan = make_glass (3);
  const Card card = { "", 85.6, 53.98, 105, 140, 0, 190, 190 };
  VdQuad truth, quad;
  VdSheetSize size;

  lay (scan, &card, &truth);
  g_assert_true (vd_card_on_glass_find (scan, DPI, &quad, &size));
  g_assert_false (vd_card_on_glass_find (scan, 50, &quad, &size));
  g_assert_false (vd_card_on_glass_find (scan, 300, &quad, &size)); /* 99 mm of glass */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/card-on-glass/found", test_found);
  g_test_add_func ("/card-on-glass/left-whole", test_left_whole);
  g_test_add_func ("/card-on-glass/not-looked-for", test_not_looked_for);
  return g_test_run ();
}
