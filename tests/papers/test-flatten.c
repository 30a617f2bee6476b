/* SPDX-License-Identifier: EUPL-1.2 */
#include "enhance.h"
#include "flatten.h"
#include "card-sheet.h"
#include "page-maker.h"
#include "page-private.h"
#include "paper-scene.h"
#include "quad.h"

#include <gst/gst.h>
#include <math.h>
#include <string.h>

static void
test_sizes (void)
{
  static const struct
  {
    PaperKind kind;
    VdSheet sheet;
    double long_mm;
  } kinds[] = { { PAPER_LETTER, VD_SHEET_A4, 297 },
                { PAPER_CARD, VD_SHEET_ID_1, 85.6 },
                { PAPER_RECEIPT, VD_SHEET_RECEIPT, 200 } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (int turn = -15; turn <= 15; turn += 15)
      {
        const PaperWishes wishes = { .seed = 1,
                                     .width = 800,
                                     .height = 600,
                                     .kind = kinds[i].kind,
                                     .fill = 0.8,
                                     .turn = turn,
                                     .tilt = 0.06,
                                     .light = 1 };
        VdQuad quad;
        g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &quad);
        VdSheetSize size = vd_flatten_guess_size (&quad, wishes.width, wishes.height);

        g_assert_cmpint (size.sheet, ==, kinds[i].sheet);
        g_assert_cmpfloat_with_epsilon (MAX (size.width_mm, size.height_mm), kinds[i].long_mm, 0.06 * kinds[i].long_mm);
      }
}

/* A sheet seen squarely: 420 × 594 pixels of A4 are 50.8 dpi and come out as they are. */
static void
test_never_upscaled (void)
{
  const VdQuad quad = { { { 100, 50 }, { 520, 50 }, { 520, 644 }, { 100, 644 } } };
  g_autoptr (VdPicture) photo = vd_picture_new (700, 700, 3);
  g_autoptr (VdPicture) flat = NULL;
  double dpi;

  flat = vd_flatten (photo, &quad, &dpi);
  g_assert_cmpint (flat->width, ==, 420);
  g_assert_cmpint (flat->height, ==, 594);
  g_assert_cmpfloat_with_epsilon (dpi, 50.8, 0.1);
}

/* 380 dpi of a card are kept at 300; of the same shape, but 600 dpi, it is no card. */
static void
test_at_most_300_dpi (void)
{
  const VdQuad quad = { { { 10, 10 }, { 1290.6, 10 }, { 1290.6, 817.6 }, { 10, 817.6 } } };
  const VdQuad larger = { { { 10, 10 }, { 2032, 10 }, { 2032, 1285 }, { 10, 1285 } } };
  g_autoptr (VdPicture) photo = vd_picture_new (2050, 1300, 1);
  g_autoptr (VdPicture) flat = NULL;
  double dpi;

  flat = vd_flatten (photo, &quad, &dpi);
  g_assert_cmpfloat_with_epsilon (dpi, 300, 0.5);
  g_assert_cmpint (ABS (flat->width - 1011), <=, 2);
  g_assert_cmpint (vd_flatten_guess_size (&larger, 2050, 1300).sheet, ==, VD_SHEET_OTHER);
  g_assert_cmpfloat_with_epsilon (vd_flatten_guess_size (&larger, 2050, 1300).dpi, 173, 1);
}

/* Flattened, a drawn sheet is the same picture as one drawn from straight above. */
static void
test_warp (void)
{
  PaperWishes wishes = { .seed = 1, .width = 1200, .height = 900, .fill = 0.85, .turn = 11, .tilt = 0.1, .light = 1 };
  VdQuad askew, straight;
  g_autoptr (VdPicture) askew_scene = paper_scene_draw (&wishes, &askew);
  g_autoptr (VdPicture) straight_scene = NULL;
  g_autoptr (VdPicture) a = NULL;
  g_autoptr (VdPicture) b = NULL;
  double dpi, sum = 0;
  int n = 0;

  wishes.turn = wishes.tilt = 0;
  straight_scene = paper_scene_draw (&wishes, &straight);
  a = vd_flatten (askew_scene, &askew, &dpi);
  b = vd_flatten (straight_scene, &straight, &dpi);
  vd_enhance (a);
  vd_enhance (b);
  for (int row = 20; row < 80; row++)
    for (int column = 10; column < 90; column++, n++)
      {
        /* Blocks of the sheet: letters need not meet pixel by pixel at 70 dpi, lines of print must. */
        int level[2] = { 0, 0 };
        const VdPicture *pictures[2] = { a, b };

        for (int k = 0; k < 2; k++)
          for (int j = 0; j < 6; j++)
            for (int i = 0; i < 4; i++)
              level[k] += vd_picture_at (pictures[k], pictures[k]->width * column / 100 + i,
                                         pictures[k]->height * row / 100 + j)[1];
        sum += abs (level[0] - level[1]) / 24.0;
      }
  g_test_message ("mean difference %.2f levels", sum / n);
  g_assert_cmpfloat (sum / n, <, 6);
}

static double
spread_of_paper (const VdPicture *page)
{
  int least = 255, most = 0;

  /* Where the letter has no print. */
  for (int y = page->height * 80 / 100; y < page->height * 96 / 100; y += 5)
    for (int x = page->width * 6 / 100; x < page->width * 94 / 100; x += 5)
      {
        least = MIN (least, vd_picture_at (page, x, y)[1]);
        most = MAX (most, vd_picture_at (page, x, y)[1]);
      }
  return most - least;
}

static void
test_enhance (void)
{
  const PaperWishes wishes = { .seed = 4, .width = 1200, .height = 900, .fill = 0.95, .light = 0.7, .noise = 1 };
  VdQuad quad;
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &quad);
  double dpi, before;
  g_autoptr (VdPicture) flat = vd_flatten (scene, &quad, &dpi);
  const guint8 *paper;

  before = spread_of_paper (flat);
  vd_enhance (flat);
  paper = vd_picture_at (flat, flat->width / 2, flat->height * 85 / 100);
  g_test_message ("paper %d %d %d, spread %.0f before, %.0f after", paper[0], paper[1], paper[2], before,
                  spread_of_paper (flat));
  g_assert_cmpint (MIN (paper[0], MIN (paper[1], paper[2])), >, 225);
  g_assert_cmpfloat (spread_of_paper (flat), <, before);
  /* Print stays dark. */
  {
    int darkest = 255;

    for (int x = flat->width / 4; x < flat->width * 3 / 4; x++)
      for (int y = flat->height / 5; y < flat->height / 4; y++)
        darkest = MIN (darkest, vd_picture_at (flat, x, y)[1]);
    g_assert_cmpint (darkest, <, 110);
  }
}

/* The same sheet as the page, from a picture of a quarter of its size: white where the paper is, no desk around it. */
static void
test_preview (void)
{
  const PaperWishes wishes = {
    .seed = 4, .width = 1600, .height = 1200, .fill = 0.95, .turn = 2, .light = 0.7, .noise = 1
  };
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, NULL);
  g_autoptr (VdPage) page = vd_page_maker_run (scene, NULL, NULL);
  g_autoptr (VdPicture) preview = vd_page_maker_preview (scene, NULL, 400);
  const VdPageFacts *facts = vd_page_get_facts (page);
  double page_shape = (double)facts->height / facts->width;

  g_assert_cmpint (MAX (preview->width, preview->height), <=, 400);
  g_assert_cmpfloat_with_epsilon ((double)preview->height / preview->width, page_shape, 0.03);
  for (int i = 0; i < 4; i++)
    {
      int x = i % 2 ? preview->width - 6 : 5, y = i / 2 ? preview->height - 6 : 5;

      g_assert_cmpint (vd_picture_at (preview, x, y)[1], >, 215);
    }
}

static VdAdvice
advice_for (PaperWishes wishes, VdMaking *making)
{
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, NULL);
  g_autoptr (VdPage) page = vd_page_maker_run (scene, NULL, making);

  return vd_page_get_advice (page);
}

/* One thing wrong at a time, and that alone is told. */
static void
test_advice (void)
{
  const PaperWishes good = {
    .seed = 6, .width = 2560, .height = 1920, .fill = 0.94, .turn = 2, .tilt = 0.03, .light = 0.9, .noise = 2
  };
  PaperWishes wishes[7];
  static const struct
  {
    const char *what;
    VdAdvice advice;
  } expected[7] = { { "good", VD_ADVICE_NONE }, { "blurred", VD_ADVICE_BLURRED }, { "dark", VD_ADVICE_DARK },
                    { "far", VD_ADVICE_FAR },   { "empty", VD_ADVICE_EMPTY },     { "glare", VD_ADVICE_GLARE },
                    { "cut", VD_ADVICE_CUT } };

  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    wishes[i] = good;
  wishes[1].blur = 4;
  wishes[2].light = 0.3;
  wishes[3].fill = 0.6;
  wishes[4].kind = PAPER_BLANK;
  wishes[5].has_glare = TRUE;
  wishes[6].shift_x = 0.4;
  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      VdMaking making;
      VdAdvice advice = advice_for (wishes[i], &making);

      g_test_message ("%s: advice %#x, seen %.0f dpi, edges %.2f mm, paper %.0f, glare %.4f, ink %.4f",
                      expected[i].what, advice, making.seen_dpi, making.measures.edge_mm, making.measures.paper,
                      making.measures.glare, making.measures.ink);
      if (expected[i].advice == VD_ADVICE_CUT) /* the rest was judged of the whole picture */
        g_assert_true (advice & VD_ADVICE_CUT);
      else
        g_assert_cmphex (advice, ==, expected[i].advice);
    }
}

static void
test_quad (void)
{
  const VdQuad square = { { { 0, 0 }, { 10, 0 }, { 10, 10 }, { 0, 10 } } };
  const VdQuad half = { { { 5, 0 }, { 15, 0 }, { 15, 10 }, { 5, 10 } } };
  const VdQuad far = { { { 50, 0 }, { 60, 0 }, { 60, 10 }, { 50, 10 } } };
  const VdQuad wound = { { { 10, 10 }, { 10, 0 }, { 0, 0 }, { 0, 10 } } }; /* anticlockwise, from another corner */
  const VdQuad bow_tie = { { { 0, 0 }, { 10, 10 }, { 10, 0 }, { 0, 10 } } };
  VdQuad ordered = vd_quad_ordered (&wound);

  g_assert_cmpfloat (vd_quad_area (&square), ==, 100);
  g_assert_cmpfloat_with_epsilon (vd_quad_overlap (&square, &square), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (vd_quad_overlap (&square, &half), 1.0 / 3, 1e-9);
  g_assert_cmpfloat (vd_quad_overlap (&square, &far), ==, 0);
  g_assert_cmpfloat (vd_quad_distance (&ordered, &square), ==, 0);
  g_assert_true (vd_quad_is_convex (&square));
  g_assert_false (vd_quad_is_convex (&bow_tie));
}

/* A5's shape is A4's, and A7's: a small one is asked about, and is as dense as the answer says. */
static void
test_doubtful_size (void)
{
  static const struct
  {
    PaperKind kind;
    double fill;
    gboolean is_doubtful;
  } sheets[] = {
    { PAPER_NOTE, 0.4, TRUE }, { PAPER_NOTE, 0.86, FALSE }, { PAPER_LETTER, 0.86, FALSE }, { PAPER_CARD, 0.3, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      const PaperWishes wishes = { .seed = 3, .width = 2400, .height = 1800, .kind = sheets[i].kind, .desk = DESK_DARK,
                                   .fill = sheets[i].fill, .light = 1, .noise = 2 };
      g_autoptr (VdPicture) photo = paper_scene_draw (&wishes, NULL);
      g_autoptr (VdPage) page = vd_page_maker_run (photo, NULL, NULL);
      double dpi = vd_page_get_dpi (page);

      g_assert_true (vd_page_has_doubtful_size (page) == sheets[i].is_doubtful);
      vd_page_settle_size (page, i % 2 == 0);
      g_assert_false (vd_page_has_doubtful_size (page));
      g_assert_cmpfloat (ABS (vd_page_get_dpi (page) / dpi - (sheets[i].is_doubtful ? 297.0 / 105 : 1)), <, 1e-6);
      if (sheets[i].is_doubtful)
        {
          g_assert_true (vd_card_sheet_takes_one (page));
          g_assert_false (vd_page_get_advice (page) & VD_ADVICE_FAR);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/flatten/quad", test_quad);
  g_test_add_func ("/flatten/sizes", test_sizes);
  g_test_add_func ("/flatten/never-upscaled", test_never_upscaled);
  g_test_add_func ("/flatten/at-most-300-dpi", test_at_most_300_dpi);
  g_test_add_func ("/flatten/warp", test_warp);
  g_test_add_func ("/flatten/enhance", test_enhance);
  g_test_add_func ("/flatten/preview", test_preview);
  g_test_add_func ("/flatten/advice", test_advice);
  g_test_add_func ("/flatten/doubtful-size", test_doubtful_size);
  return g_test_run ();
}
