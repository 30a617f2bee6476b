/* SPDX-License-Identifier: EUPL-1.2 */
#include "steadiness.h"

#include <string.h>

#define LOOK_US 100000

typedef struct
{
  VdSteadiness *steadiness;
  gint64 now_us;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->steadiness = vd_steadiness_new ();
  fixture->now_us = 5 * G_USEC_PER_SEC;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->steadiness);
}

/* A sheet @shift to the right of the middle, with @print on it. */
static VdSight
sheet (double shift, int print)
{
  VdSight sight = {
    { TRUE, FALSE, 0.9, { { { 0.3 + shift, 0.1 }, { 0.6 + shift, 0.1 }, { 0.6 + shift, 0.9 }, { 0.3 + shift, 0.9 } } } }
  };

  memset (sight.face, 220, sizeof sight.face);
  for (int i = 0; i < (int)sizeof sight.face; i += 7)
    sight.face[i] = 220 - (i * print) % 97;
  /* A dark desk up to the sheet's left side, and its print. */
  for (int i = 0; i < (int)sizeof sight.scene; i++)
    sight.scene[i] =
        40 + 160 * CLAMP (i % VD_LOOK_SIDE - (0.3 + shift) * VD_LOOK_SIDE, 0, 1) - (i % 9 == 0 ? print * 4 : 0);
  return sight;
}

/* Looks for @ms at the same sight; how often it would be taken. */
static int
look (Fixture *fixture, VdSight sight, int ms)
{
  int taken = 0;

  for (int passed = 0; passed < ms; passed += LOOK_US / 1000)
    {
      fixture->now_us += LOOK_US;
      taken += vd_steadiness_update (fixture->steadiness, &sight, fixture->now_us);
    }
  return taken;
}

static VdSight
nothing (void)
{
  return (VdSight){ { FALSE } };
}

static void
assert_state (Fixture *fixture, VdSteadinessState state)
{
  g_assert_cmpint (vd_steadiness_get_state (fixture->steadiness), ==, state);
}

static void
test_takes_once (Fixture *fixture, gconstpointer data)
{
  assert_state (fixture, VD_STEADINESS_EMPTY);
  look (fixture, sheet (0, 1), 100);
  assert_state (fixture, VD_STEADINESS_MOVING);
  look (fixture, sheet (0, 1), 100);
  assert_state (fixture, VD_STEADINESS_SETTLING);
  g_assert_cmpint (look (fixture, sheet (0, 1), 600), ==, 0);
  assert_state (fixture, VD_STEADINESS_COUNTING);
  g_assert_cmpfloat (vd_steadiness_get_progress (fixture->steadiness), <, 0.2);
  look (fixture, sheet (0, 1), 500);
  g_assert_cmpfloat_with_epsilon (vd_steadiness_get_progress (fixture->steadiness), 0.5, 0.11);
  g_assert_cmpint (look (fixture, sheet (0, 1), 600), ==, 1);
  assert_state (fixture, VD_STEADINESS_DONE);
  g_assert_cmpint (look (fixture, sheet (0, 1), 60000), ==, 0);
}

static void
test_hand_does_not_retake (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (look (fixture, sheet (0, 1), 3000), ==, 1);
  /* A hand over it: gone for a second, then seen wrongly, then the same sheet again. */
  g_assert_cmpint (look (fixture, nothing (), 1000), ==, 0);
  g_assert_cmpint (look (fixture, sheet (0.1, 9), 200), ==, 0);
  g_assert_cmpint (look (fixture, sheet (0, 1), 5000), ==, 0);
  assert_state (fixture, VD_STEADINESS_DONE);
}

static void
test_moved_is_taken_again (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (look (fixture, sheet (0, 1), 3000), ==, 1);
  g_assert_cmpint (look (fixture, sheet (0.08, 1), 3000), ==, 1);
}

static void
test_gone_is_taken_again (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (look (fixture, sheet (0, 1), 3000), ==, 1);
  g_assert_cmpint (look (fixture, nothing (), 1700), ==, 0);
  assert_state (fixture, VD_STEADINESS_EMPTY);
  g_assert_cmpint (look (fixture, sheet (0, 1), 3000), ==, 1);
}

/* Laid against the same stop of the tray. */
static void
test_other_in_same_place (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (look (fixture, sheet (0, 1), 3000), ==, 1);
  g_assert_cmpint (look (fixture, sheet (0, 5), 3000), ==, 1);
}

static void
test_never_while_moving (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 60; i++)
    g_assert_cmpint (look (fixture, sheet (i % 2 * 0.02, 1), 100), ==, 0);
  assert_state (fixture, VD_STEADINESS_MOVING);
  /* A slow drift is no rest either. */
  for (int i = 0; i < 60; i++)
    g_assert_cmpint (look (fixture, sheet (i * 0.005, 1), 100), ==, 0);
}

static void
test_stirs_while_counting (Fixture *fixture, gconstpointer data)
{
  look (fixture, sheet (0, 1), 1100);
  assert_state (fixture, VD_STEADINESS_COUNTING);
  look (fixture, sheet (0.05, 1), 100);
  assert_state (fixture, VD_STEADINESS_MOVING);
  g_assert_cmpfloat (vd_steadiness_get_progress (fixture->steadiness), ==, 0);
  look (fixture, sheet (0.05, 1), 300);
  assert_state (fixture, VD_STEADINESS_SETTLING);
  look (fixture, sheet (0.1, 1), 100);
  assert_state (fixture, VD_STEADINESS_MOVING);
  look (fixture, sheet (0.1, 1), 1100);
  assert_state (fixture, VD_STEADINESS_COUNTING);
  look (fixture, nothing (), 500);
  assert_state (fixture, VD_STEADINESS_EMPTY);
}

/* An outline that jumps between a sheet's edge and its shadow while nothing moves: it rests, and is taken once. */
static void
test_jumping_outline (Fixture *fixture, gconstpointer data)
{
  int taken = 0;

  for (int i = 0; i < 60; i++)
    {
      VdSight sight = sheet (0, 1);

      sight.finding.quad.corner[i % 4].x += i % 2 * 0.05;
      sight.face[5] += i % 3;
      taken += look (fixture, sight, 100);
    }
  g_assert_cmpint (taken, ==, 1);
  assert_state (fixture, VD_STEADINESS_DONE);
}

static void
test_missed_look (Fixture *fixture, gconstpointer data)
{
  look (fixture, sheet (0, 1), 1100);
  look (fixture, nothing (), 100);
  assert_state (fixture, VD_STEADINESS_COUNTING);
  g_assert_cmpint (look (fixture, sheet (0, 1), 1100), ==, 1);
}

static void
test_doubtful_is_never_taken (Fixture *fixture, gconstpointer data)
{
  VdSight sight = sheet (0, 1);

  sight.finding.confidence = 0.45;
  g_assert_cmpint (look (fixture, sight, 10000), ==, 0);
  assert_state (fixture, VD_STEADINESS_EMPTY);
}

static void
test_taken_by_hand (Fixture *fixture, gconstpointer data)
{
  vd_steadiness_mark_taken (fixture->steadiness);
  assert_state (fixture, VD_STEADINESS_EMPTY);
  look (fixture, sheet (0, 1), 500);
  vd_steadiness_mark_taken (fixture->steadiness);
  assert_state (fixture, VD_STEADINESS_DONE);
  g_assert_cmpint (look (fixture, sheet (0, 1), 10000), ==, 0);
  vd_steadiness_reset (fixture->steadiness);
  assert_state (fixture, VD_STEADINESS_EMPTY);
  g_assert_cmpint (look (fixture, sheet (0, 1), 3000), ==, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } cases[] = {
    { "/steadiness/takes-once", test_takes_once },
    { "/steadiness/hand-does-not-retake", test_hand_does_not_retake },
    { "/steadiness/moved-is-taken-again", test_moved_is_taken_again },
    { "/steadiness/gone-is-taken-again", test_gone_is_taken_again },
    { "/steadiness/other-in-same-place", test_other_in_same_place },
    { "/steadiness/never-while-moving", test_never_while_moving },
    { "/steadiness/stirs-while-counting", test_stirs_while_counting },
    { "/steadiness/jumping-outline", test_jumping_outline },
    { "/steadiness/missed-look", test_missed_look },
    { "/steadiness/doubtful-is-never-taken", test_doubtful_is_never_taken },
    { "/steadiness/taken-by-hand", test_taken_by_hand },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Fixture, NULL, set_up, cases[i].test, tear_down);
  return g_test_run ();
}
