/* SPDX-License-Identifier: EUPL-1.2 */
#include "encoder-strain.h"

#define INTERVAL_US (G_USEC_PER_SEC / 30)

typedef struct
{
  VdEncoderStrain strain;
  gint64 now_us;
  guint changes;
} Rig;

static int
lines (const Rig *rig)
{
  int width = 1280, height = 720;

  vd_encoder_strain_shrink (&rig->strain, &width, &height);
  return height;
}

/* @seconds of frames on a machine that takes @busy of a frame's time for 720 lines, and less for fewer. */
static void
encode (Rig *rig, double busy, double seconds)
{
  for (gint64 end_us = rig->now_us + (gint64)(seconds * G_USEC_PER_SEC); rig->now_us < end_us;)
    {
      double share = busy * lines (rig) * lines (rig) / (720.0 * 720.0);

      rig->now_us += MAX (INTERVAL_US, (gint64)(share * INTERVAL_US));
      rig->changes += vd_encoder_strain_note (&rig->strain, (gint64)(share * INTERVAL_US), INTERVAL_US, rig->now_us);
    }
}

static Rig
make (void)
{
  Rig rig = { .now_us = G_USEC_PER_SEC };

  vd_encoder_strain_init (&rig.strain);
  return rig;
}

static void
test_keeps_up (void)
{
  Rig rig = make ();

  encode (&rig, 0.8, 60);
  g_assert_cmpint (lines (&rig), ==, 720);
  g_assert_cmpuint (rig.changes, ==, 0);
}

static void
test_first_seconds (void)
{
  Rig rig = make ();

  encode (&rig, 3, 2);
  encode (&rig, 0.5, 30);
  g_assert_cmpuint (rig.changes, ==, 0);
}

static void
test_falls (void)
{
  Rig rig = make ();
  int width = 960, height = 540;

  encode (&rig, 1.4, 20);
  g_assert_cmpint (lines (&rig), ==, 540);
  encode (&rig, 3.5, 20);
  g_assert_cmpint (lines (&rig), ==, 360);
  encode (&rig, 10, 60); /* there is nothing below */
  g_assert_cmpint (lines (&rig), ==, 360);
  vd_encoder_strain_shrink (&rig.strain, &width, &height);
  g_assert_cmpint (width, ==, 640);
  g_assert_cmpint (height, ==, 360);
  width = 540; /* a camera on its side, by a line that carries 540 */
  height = 962;
  vd_encoder_strain_shrink (&rig.strain, &width, &height);
  g_assert_cmpint (width, ==, 360);
  g_assert_cmpint (height, ==, 640); /* even */
  width = 320;
  height = 182;
  vd_encoder_strain_shrink (&rig.strain, &width, &height);
  g_assert_cmpint (height, ==, 182); /* small enough as it is */
}

static void
test_returns (void)
{
  Rig rig = make ();

  encode (&rig, 4, 40);
  g_assert_cmpint (lines (&rig), ==, 360);
  encode (&rig, 0.5, 60);
  g_assert_cmpint (lines (&rig), ==, 720);
}

/* What is too much at 720 lines and looks easy at 540 is tried more and more seldom. */
static void
test_regrets (void)
{
  Rig rig = make ();
  guint before;

  for (guint i = 0; i < 8; i++)
    {
      encode (&rig, 1.5, 8);
      encode (&rig, 0.5, 11);
    }
  before = rig.changes;
  g_assert_cmpuint (before, <=, 8);
  g_assert_cmpint (rig.strain.dwell_us, >, 10 * G_USEC_PER_SEC);
}

static void
test_nonsense (void)
{
  Rig rig = make ();

  g_assert_false (vd_encoder_strain_note (&rig.strain, 100, 0, 1));
  g_assert_false (vd_encoder_strain_note (&rig.strain, -1, INTERVAL_US, 1));
  g_assert_cmpfloat (rig.strain.busy, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/encoder-strain/keeps-up", test_keeps_up);
  g_test_add_func ("/call/encoder-strain/first-seconds", test_first_seconds);
  g_test_add_func ("/call/encoder-strain/falls", test_falls);
  g_test_add_func ("/call/encoder-strain/returns", test_returns);
  g_test_add_func ("/call/encoder-strain/regrets", test_regrets);
  g_test_add_func ("/call/encoder-strain/nonsense", test_nonsense);
  return g_test_run ();
}
