/* SPDX-License-Identifier: EUPL-1.2 */
#include "encoder-strain.h"

#define INTERVAL_US (G_USEC_PER_SEC / 30)

typedef struct
{
  VdEncoderStrain strain;
  gint64 now_us;
  int planned; /* lines; 0: 720 */
  guint changes;
} Rig;

static int
lines (const Rig *rig)
{
  int height = rig->planned ? rig->planned : 720;
  int width = height * 16 / 9;

  vd_encoder_strain_limit (&rig->strain, &width, &height);
  return height;
}

/* @seconds of frames on a machine that takes @busy of a frame's time for 720 lines, and less for fewer. */
static void
encode (Rig *rig, double busy, double seconds)
{
  for (gint64 end_us = rig->now_us + (gint64)(seconds * G_USEC_PER_SEC); rig->now_us < end_us;)
    {
      double share = busy * lines (rig) * lines (rig) / (720.0 * 720.0);
      gint64 took_us = (gint64)(share * INTERVAL_US);

      rig->now_us += MAX (INTERVAL_US, took_us);
      rig->changes +=
          vd_encoder_strain_note (&rig->strain, rig->planned ? rig->planned : 720, took_us, INTERVAL_US, rig->now_us);
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

  encode (&rig, 1.3, 2);
  encode (&rig, 0.5, 30);
  g_assert_cmpuint (rig.changes, ==, 0);
}

static void
test_falls (void)
{
  Rig rig = make ();

  encode (&rig, 1.4, 20);
  g_assert_cmpint (lines (&rig), ==, 540);
  encode (&rig, 3.5, 20);
  g_assert_cmpint (lines (&rig), ==, 360);
  encode (&rig, 10, 60); /* there is nothing below */
  g_assert_cmpint (lines (&rig), ==, 360);
}

/* Under 20 frames a second signs are lost: no three seconds' patience. */
static void
test_too_slow (void)
{
  Rig rig = make ();

  encode (&rig, 2.5, 1.8);
  g_assert_cmpint (lines (&rig), ==, 540);
}

/* A burst, as from a page that is made, leaves no mark on a machine that otherwise keeps up. */
static void
test_returns (void)
{
  Rig rig = make ();

  encode (&rig, 0.75, 20);
  encode (&rig, 1.5, 5);
  g_assert_cmpint (lines (&rig), ==, 540);
  encode (&rig, 0.75, 20);
  g_assert_cmpint (lines (&rig), ==, 720);
  encode (&rig, 4, 40);
  g_assert_cmpint (lines (&rig), ==, 360);
  encode (&rig, 0.5, 60);
  g_assert_cmpint (lines (&rig), ==, 720);
}

/* What is too much at 720 lines and looks easy at 540 is tried more and more seldom; once it was no mistake, as soon as
 * at first. */
static void
test_regrets (void)
{
  Rig rig = make ();
  gint64 first_us = rig.strain.dwell_us;

  for (guint i = 0; i < 8; i++)
    {
      encode (&rig, 1.5, 8);
      encode (&rig, 0.5, 11);
    }
  g_assert_cmpuint (rig.changes, <=, 8);
  g_assert_cmpint (rig.strain.dwell_us, >, first_us);
  encode (&rig, 0.5, 200);
  g_assert_cmpint (lines (&rig), ==, 720);
  encode (&rig, 1.5, 8);
  g_assert_cmpint (rig.strain.dwell_us, ==, first_us);
}

/* A ceiling, not a factor: what the line has made small stays as it is. */
static void
test_small_plan (void)
{
  Rig rig = make ();
  int width = 540, height = 962;

  encode (&rig, 1.4, 20);
  vd_encoder_strain_limit (&rig.strain, &width, &height);
  g_assert_cmpint (width, ==, 540);
  encode (&rig, 4, 20);
  vd_encoder_strain_limit (&rig.strain, &width, &height); /* a camera on its side */
  g_assert_cmpint (width, ==, 360);
  g_assert_cmpint (height, ==, 640);
  rig.planned = 182;
  g_assert_cmpint (lines (&rig), ==, 182);
  rig = make ();
  rig.planned = 360;
  encode (&rig, 8, 20); /* smaller it would not be */
  g_assert_cmpuint (rig.changes, ==, 0);
}

/* Half a second of too much before a minute without a picture is not a minute of it. */
static void
test_pause (void)
{
  Rig rig = make ();

  encode (&rig, 1.3, 2.5);
  rig.now_us += 60 * G_USEC_PER_SEC;
  encode (&rig, 1.3, 1);
  g_assert_cmpuint (rig.changes, ==, 0);
  encode (&rig, 0.3, 1);
  g_assert_false (
      vd_encoder_strain_note (&rig.strain, 720, 30 * G_USEC_PER_SEC, INTERVAL_US, rig.now_us + INTERVAL_US));
  g_assert_cmpfloat (rig.strain.busy, <, 1); /* one frame that stood still */
}

static void
test_nonsense (void)
{
  Rig rig = make ();

  g_assert_false (vd_encoder_strain_note (&rig.strain, 720, 100, 0, 1));
  g_assert_false (vd_encoder_strain_note (&rig.strain, 720, -1, INTERVAL_US, 1));
  g_assert_false (vd_encoder_strain_note (&rig.strain, 0, 1, INTERVAL_US, 1));
  g_assert_cmpfloat (rig.strain.busy, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/encoder-strain/keeps-up", test_keeps_up);
  g_test_add_func ("/call/encoder-strain/first-seconds", test_first_seconds);
  g_test_add_func ("/call/encoder-strain/falls", test_falls);
  g_test_add_func ("/call/encoder-strain/too-slow", test_too_slow);
  g_test_add_func ("/call/encoder-strain/small-plan", test_small_plan);
  g_test_add_func ("/call/encoder-strain/pause", test_pause);
  g_test_add_func ("/call/encoder-strain/returns", test_returns);
  g_test_add_func ("/call/encoder-strain/regrets", test_regrets);
  g_test_add_func ("/call/encoder-strain/nonsense", test_nonsense);
  return g_test_run ();
}
