/* SPDX-License-Identifier: EUPL-1.2 */
#include "likeness.h"
#include "page-maker.h"
#include "page-private.h"
#include "paper-scene.h"

#include <gst/gst.h>

/* A page of a drawn photograph. @turn: degrees that the sheet is turned under the camera. */
static VdPage *
take (PaperKind kind, guint32 seed, double turn)
{
  const PaperWishes wishes = { .seed = seed, .width = 1600, .height = 1200, .kind = kind, .desk = DESK_DARK, .turn = turn,
                               .fill = kind == PAPER_CARD || kind == PAPER_IDENTITY ? 0.5 : 0.8,
                               .tilt = 0.02 * (turn != 0), .light = turn != 0 ? 0.8 : 1, .noise = 3 };
  g_autoptr (VdPicture) photo = paper_scene_draw (&wishes, NULL);
  VdMaking making;
  VdPage *page = vd_page_maker_run (photo, NULL, &making);

  g_assert_true (making.finding.found);
  return page;
}

static const struct
{
  const char *name;
  PaperKind kind;
} KINDS[] = { { "card", PAPER_CARD }, { "identity", PAPER_IDENTITY }, { "letter", PAPER_LETTER }, { "bill", PAPER_BILL } };

/* Laid down again, also the other way up: all four ways in which the finder may call a corner the first. */
static void
test_same (void)
{
  static const double turns[] = { 3, -4, 177, 92 };

  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    {
      g_autoptr (VdPage) first = take (KINDS[i].kind, 1, 0);

      for (guint j = 0; j < G_N_ELEMENTS (turns); j++)
        {
          g_autoptr (VdPage) again = NULL;
          double likeness;

          if (turns[j] > 80 && turns[j] < 100 && KINDS[i].kind != PAPER_CARD) /* too tall for the picture */
            continue;
          again = take (KINDS[i].kind, 1, turns[j]);
          likeness = vd_page_likeness (first, again);
          g_test_message ("%s again, turned %.0f: %.2f", KINDS[i].name, turns[j], likeness);
          g_assert_true (vd_page_is_like (first, again));
        }
    }
}

/* What an identity card has on its other side, and other writing in the same layout. */
static void
test_other (void)
{
  static const struct
  {
    PaperKind kind, other;
  } sides[] = { { PAPER_IDENTITY, PAPER_CARD }, { PAPER_LETTER, PAPER_BLANK }, { PAPER_LETTER, PAPER_TABLE },
                { PAPER_BILL, PAPER_LETTER },   { PAPER_FORM, PAPER_BLANK },   { PAPER_LETTER, PAPER_FORM } };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autoptr (VdPage) front = take (sides[i].kind, 1, 0), back = take (sides[i].other, 2, 2);

      g_test_message ("%u and %u: %.2f", sides[i].kind, sides[i].other, vd_page_likeness (front, back));
      g_assert_false (vd_page_is_like (front, back));
    }
}

/* Two empty sides are alike, and nothing to ask about: the review says of each that it is empty. */
static void
test_blank (void)
{
  g_autoptr (VdPage) front = take (PAPER_BLANK, 1, 0), back = take (PAPER_BLANK, 2, 2);

  g_test_message ("two empty sides: %.2f", vd_page_likeness (front, back));
  g_assert_false (vd_page_is_like (front, back));
}

/* Turning it for the reader changes nothing of what is on it. */
static void
test_turned_by_hand (void)
{
  g_autoptr (VdPage) first = take (PAPER_CARD, 1, 0), again = take (PAPER_CARD, 1, 3);
  double before = vd_page_likeness (first, again);

  vd_page_turn (again, 180);
  g_assert_cmpfloat (vd_page_likeness (first, again), ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/likeness/same", test_same);
  g_test_add_func ("/likeness/other", test_other);
  g_test_add_func ("/likeness/blank", test_blank);
  g_test_add_func ("/likeness/turned-by-hand", test_turned_by_hand);
  return g_test_run ();
}
