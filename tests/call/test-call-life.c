/* SPDX-License-Identifier: EUPL-1.2 */
#include "call-life.h"

#define TICK_US (G_USEC_PER_SEC / 4)

/* A call whose peers and network are a few switches. */
typedef struct
{
  VdCallLife life;
  VdCallSigns signs;
  VdCallTrouble trouble;
  VdCallAct act; /* the last that was more than none */
  gint64 now_us;
  gboolean is_heard;
  guint made, dropped;
} Rig;

static Rig
begin (void)
{
  Rig rig = { .now_us = 1000 * G_USEC_PER_SEC, .is_heard = TRUE, .signs.is_open = TRUE };

  vd_call_life_init (&rig.life, rig.now_us);
  vd_call_life_open (&rig.life, FALSE, rig.now_us);
  return rig;
}

static VdCallAct
tick (Rig *rig)
{
  VdCallAct act;

  rig->now_us += TICK_US;
  vd_call_life_forgive_stall (&rig->life, TICK_US, rig->now_us);
  rig->signs.arrived += rig->is_heard;
  act = vd_call_life_check (&rig->life, &rig->signs, rig->now_us, &rig->trouble);
  switch (act)
    {
    case VD_CALL_ACT_MAKE_NEXT:
    case VD_CALL_ACT_REMAKE:
      rig->made++;
      rig->signs.has_next = TRUE;
      vd_call_life_attempt (&rig->life, rig->now_us);
      break;
    case VD_CALL_ACT_DROP_NEXT:
      rig->dropped++;
      rig->signs.has_next = FALSE;
      vd_call_life_fail (&rig->life, rig->now_us);
      break;
    case VD_CALL_ACT_TAKE_NEXT:
      rig->signs = (VdCallSigns){ .is_open = TRUE };
      vd_call_life_replace (&rig->life, 0, rig->now_us);
      break;
    case VD_CALL_ACT_NONE:
    case VD_CALL_ACT_GIVE_UP:
      break;
    }
  if (act != VD_CALL_ACT_NONE)
    rig->act = act;
  return act;
}

/* Seconds until @act comes, at most @limit_s. */
static double
until (Rig *rig, VdCallAct act, double limit_s)
{
  gint64 began_us = rig->now_us;

  while (rig->now_us - began_us < limit_s * G_USEC_PER_SEC)
    if (tick (rig) == act)
      return (rig->now_us - began_us) / (double)G_USEC_PER_SEC;
  return G_MAXDOUBLE;
}

static void
wait (Rig *rig, double seconds)
{
  for (gint64 end_us = rig->now_us + (gint64)(seconds * G_USEC_PER_SEC); rig->now_us < end_us;)
    tick (rig);
}

static void
test_silence (void)
{
  Rig rig = begin ();

  wait (&rig, 30);
  g_assert_cmpint (rig.act, ==, VD_CALL_ACT_NONE);
  g_assert_cmpint (rig.trouble, ==, VD_CALL_TROUBLE_NONE);

  rig.is_heard = FALSE;
  wait (&rig, 2.75);
  g_assert_cmpint (rig.trouble, ==, VD_CALL_TROUBLE_NONE);
  wait (&rig, 0.25);
  g_assert_cmpint (rig.trouble, ==, VD_CALL_TROUBLE_UNSTABLE);
  g_assert_cmpfloat (until (&rig, VD_CALL_ACT_MAKE_NEXT, 10), ==, 3);
  g_assert_cmpint (rig.trouble, ==, VD_CALL_TROUBLE_LOST);

  /* One packet of the old peer is enough: it lives again, and the next one is left to come. */
  rig.is_heard = TRUE;
  wait (&rig, 0.25);
  g_assert_cmpint (rig.trouble, ==, VD_CALL_TROUBLE_NONE);
}

static void
test_overlap (void)
{
  Rig rig = begin ();

  rig.is_heard = FALSE;
  until (&rig, VD_CALL_ACT_MAKE_NEXT, 10);
  wait (&rig, 0.5);
  rig.signs.next_is_open = TRUE;
  vd_call_life_open (&rig.life, TRUE, rig.now_us);
  wait (&rig, 0.5);
  g_assert_cmpint (rig.act, ==, VD_CALL_ACT_MAKE_NEXT);
  rig.signs.next_is_seen = TRUE;
  g_assert_cmpint (tick (&rig), ==, VD_CALL_ACT_TAKE_NEXT);
  g_assert_cmpint (rig.trouble, ==, VD_CALL_TROUBLE_NONE);

  /* Without a picture (no camera over there) it takes over after a second and a half. */
  until (&rig, VD_CALL_ACT_MAKE_NEXT, 10);
  rig.signs.next_is_open = TRUE;
  vd_call_life_open (&rig.life, TRUE, rig.now_us);
  g_assert_cmpfloat (until (&rig, VD_CALL_ACT_TAKE_NEXT, 5), ==, 1.75);
}

static void
test_attempts (void)
{
  Rig rig = begin ();
  double pauses[] = { 1, 2, 4, 8, 8 };

  vd_call_life_set_patience (&rig.life, 600);
  rig.is_heard = FALSE;
  until (&rig, VD_CALL_ACT_MAKE_NEXT, 10);
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      g_assert_cmpfloat (until (&rig, VD_CALL_ACT_DROP_NEXT, 60), ==, 15.25);
      g_assert_cmpfloat (until (&rig, VD_CALL_ACT_MAKE_NEXT, 60), ==, pauses[i]);
    }

  /* The desk is there again: not after eight seconds. */
  until (&rig, VD_CALL_ACT_DROP_NEXT, 60);
  g_assert_true (vd_call_life_set_signalling (&rig.life, FALSE));
  g_assert_cmpfloat (until (&rig, VD_CALL_ACT_MAKE_NEXT, 60), ==, G_MAXDOUBLE);
  g_assert_true (vd_call_life_set_signalling (&rig.life, TRUE));
  g_assert_false (vd_call_life_set_signalling (&rig.life, TRUE));
  g_assert_cmpfloat (until (&rig, VD_CALL_ACT_MAKE_NEXT, 60), ==, 0.25);
}

static void
test_end (void)
{
  Rig rig = begin ();

  rig.is_heard = FALSE;
  g_assert_cmpfloat (until (&rig, VD_CALL_ACT_GIVE_UP, 100), ==, VD_CALL_GIVE_UP_S + 0.25);

  rig = begin ();
  vd_call_life_set_patience (&rig.life, 300);
  rig.is_heard = FALSE;
  g_assert_cmpfloat (until (&rig, VD_CALL_ACT_GIVE_UP, 400), ==, 300.25);
}

static void
test_told (void)
{
  Rig rig = begin ();

  wait (&rig, 5);
  vd_call_life_doubt (&rig.life, rig.now_us);
  rig.is_heard = FALSE;
  g_assert_cmpfloat (until (&rig, VD_CALL_ACT_MAKE_NEXT, 10), ==, 1.5);

  rig = begin ();
  vd_call_life_doubt (&rig.life, rig.now_us);
  wait (&rig, 5);
  g_assert_cmpint (rig.act, ==, VD_CALL_ACT_NONE);

  /* A doubt does not make a long silence shorter. */
  rig.is_heard = FALSE;
  wait (&rig, 5.5);
  vd_call_life_doubt (&rig.life, rig.now_us);
  g_assert_cmpfloat (until (&rig, VD_CALL_ACT_MAKE_NEXT, 10), ==, 0.5);

  rig = begin ();
  rig.signs.is_open = FALSE;
  vd_call_life_lose (&rig.life, rig.now_us);
  g_assert_cmpint (tick (&rig), ==, VD_CALL_ACT_MAKE_NEXT);
}

static void
test_mute (void)
{
  Rig rig = begin ();

  rig.signs.mute_us = 2 * G_USEC_PER_SEC;
  g_assert_cmpint (tick (&rig), ==, VD_CALL_ACT_NONE);
  rig.signs.mute_us += TICK_US;
  g_assert_cmpint (tick (&rig), ==, VD_CALL_ACT_REMAKE);
  rig.signs.next_is_open = rig.signs.next_is_seen = TRUE;
  g_assert_cmpint (tick (&rig), ==, VD_CALL_ACT_TAKE_NEXT);

  /* Once a call: what is mute again has another reason. */
  rig.signs.mute_us = 10 * G_USEC_PER_SEC;
  wait (&rig, 30);
  g_assert_cmpuint (rig.made, ==, 1);
}

/* The machine slept, or was too busy: nobody could be heard in that time, and nothing is lost for it. */
static void
test_stall (void)
{
  Rig rig = begin ();

  wait (&rig, 5);
  rig.now_us += 20 * G_USEC_PER_SEC;
  tick (&rig);
  wait (&rig, 1);
  g_assert_cmpint (rig.act, ==, VD_CALL_ACT_NONE);

  rig.is_heard = FALSE;
  until (&rig, VD_CALL_ACT_MAKE_NEXT, 10);
  rig.now_us += 20 * G_USEC_PER_SEC;
  g_assert_cmpfloat (until (&rig, VD_CALL_ACT_DROP_NEXT, 60), ==, 15.25);

  /* Late by less is nothing to forgive. */
  rig.now_us += TICK_US;
  g_assert_cmpint (vd_call_life_forgive_stall (&rig.life, TICK_US, rig.now_us + G_USEC_PER_SEC - 1), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-life/silence", test_silence);
  g_test_add_func ("/call-life/overlap", test_overlap);
  g_test_add_func ("/call-life/attempts", test_attempts);
  g_test_add_func ("/call-life/end", test_end);
  g_test_add_func ("/call-life/told", test_told);
  g_test_add_func ("/call-life/mute", test_mute);
  g_test_add_func ("/call-life/stall", test_stall);
  return g_test_run ();
}
