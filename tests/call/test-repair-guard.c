/* SPDX-License-Identifier: EUPL-1.2 */
#include "repair-guard.h"

#define PACKET 1200
#define MS 1000

static guint
ask_for (VdRepairGuard *guard, guint16 from, guint count, gint64 now_us)
{
  guint taken = 0;

  for (guint i = 0; i < count; i++)
    taken += vd_repair_guard_judge (guard, from + i, PACKET, now_us) == VD_REPAIR_SEND;
  return taken;
}

static void
test_no_limit (void)
{
  VdRepairGuard guard = { 0 };

  g_assert_cmpuint (ask_for (&guard, 0, 1000, MS), ==, 1000);
  g_assert_cmpuint (ask_for (&guard, 0, 1000, MS), ==, 1000);
}

/* A burst of a mobile line's is repaired at once. */
static void
test_burst (void)
{
  VdRepairGuard guard = { 0 };

  vd_repair_guard_set (&guard, 1000 * 1000, 50 * MS);
  g_assert_cmpuint (ask_for (&guard, 65534, 4, G_USEC_PER_SEC), ==, 4);
}

/* Ten seconds of 2 Mbit/s of which half is lost and asked for, again and again: no more than its share is spent. */
static void
test_storm (void)
{
  VdRepairGuard guard = { 0 };
  gint64 now_us = G_USEC_PER_SEC;
  guint taken = 0;

  for (int i = 0; i < 10 * 100; i++, now_us += 10 * MS)
    {
      vd_repair_guard_set (&guard, 2000 * 1000, 30 * MS);
      if (guard.is_given_up)
        vd_repair_guard_begin_anew (&guard);
      vd_repair_guard_note (&guard, i);
      taken += ask_for (&guard, i + 1, 100, now_us);
    }
  g_assert_cmpuint (taken * PACKET * 8, >, 10 * 550 * 1000);
  g_assert_cmpuint (taken * PACKET * 8, <, 10 * 650 * 1000);
}

static void
test_once_a_round_trip (void)
{
  VdRepairGuard guard = { 0 };

  vd_repair_guard_set (&guard, 2000 * 1000, 100 * MS);
  g_assert_cmpint (vd_repair_guard_judge (&guard, 7, PACKET, 1000 * MS), ==, VD_REPAIR_SEND);
  g_assert_cmpint (vd_repair_guard_judge (&guard, 7, PACKET, 1060 * MS), ==, VD_REPAIR_LEAVE);
  g_assert_cmpint (vd_repair_guard_judge (&guard, 8, PACKET, 1060 * MS), ==, VD_REPAIR_SEND);
  g_assert_cmpint (vd_repair_guard_judge (&guard, 7, PACKET, 1110 * MS), ==, VD_REPAIR_SEND);
  /* Another one that happens to have the same place. */
  g_assert_cmpint (vd_repair_guard_judge (&guard, 7 + VD_REPAIR_GUARD_PACKETS, PACKET, 1120 * MS), ==, VD_REPAIR_SEND);
  g_assert_cmpint (vd_repair_guard_judge (&guard, 7, PACKET, 1130 * MS), ==, VD_REPAIR_SEND);
}

/* Said once; then nothing is repaired until the keyframe, and nothing from before it afterwards. */
static void
test_gives_up (void)
{
  VdRepairGuard guard = { 0 };
  gint64 now_us = G_USEC_PER_SEC;
  guint given_up = 0;

  vd_repair_guard_set (&guard, 1000 * 1000, 50 * MS);
  vd_repair_guard_note (&guard, 65530);
  for (guint i = 0; i < 100; i++)
    given_up += vd_repair_guard_judge (&guard, 65430 + i, PACKET, now_us) == VD_REPAIR_GIVE_UP;
  g_assert_cmpuint (given_up, ==, 1);
  now_us += G_USEC_PER_SEC;
  g_assert_cmpint (vd_repair_guard_judge (&guard, 65530, PACKET, now_us), ==, VD_REPAIR_LEAVE);
  vd_repair_guard_begin_anew (&guard);
  vd_repair_guard_note (&guard, 5);
  g_assert_cmpint (vd_repair_guard_judge (&guard, 65530, PACKET, now_us), ==, VD_REPAIR_LEAVE);
  g_assert_cmpint (vd_repair_guard_judge (&guard, 65531, PACKET, now_us), ==, VD_REPAIR_SEND);
  g_assert_cmpint (vd_repair_guard_judge (&guard, 3, PACKET, now_us), ==, VD_REPAIR_SEND);
}

/* A clock that jumps back gives nothing away, and a round trip beyond reason keeps nothing from being repaired. */
static void
test_bounds (void)
{
  VdRepairGuard guard = { 0 };
  guint taken;

  vd_repair_guard_set (&guard, 1000 * 1000, G_MAXINT64);
  taken = ask_for (&guard, 0, 1000, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (taken, >, 0);
  vd_repair_guard_note (&guard, 1000);
  vd_repair_guard_begin_anew (&guard);
  g_assert_cmpuint (ask_for (&guard, 2000, 1000, 5 * G_USEC_PER_SEC), ==, 0);
  vd_repair_guard_begin_anew (&guard);
  g_assert_cmpint (vd_repair_guard_judge (&guard, 1001, PACKET, 11 * G_USEC_PER_SEC), ==, VD_REPAIR_SEND);
}

/* Nobody is helped by a picture that is no longer sent, but the line can be filled with it. */
static void
test_without_a_picture (void)
{
  VdRepairGuard guard = { 0 };

  vd_repair_guard_set (&guard, 1000 * 1000, 50 * MS);
  /* A call that begins with the voice alone has no old picture, whatever the first number is. */
  vd_repair_guard_set_paused (&guard, TRUE);
  vd_repair_guard_set_paused (&guard, FALSE);
  g_assert_cmpuint (ask_for (&guard, 40000, 1, MS), ==, 1);
  vd_repair_guard_note (&guard, 100);
  vd_repair_guard_set_paused (&guard, TRUE);
  g_assert_cmpuint (ask_for (&guard, 50, 40, G_USEC_PER_SEC), ==, 0);
  vd_repair_guard_fill (&guard, 3);
  g_assert_cmpuint (ask_for (&guard, 50, 40, G_USEC_PER_SEC), ==, 3);
  vd_repair_guard_fill (&guard, 3);
  vd_repair_guard_fill (&guard, 2);
  vd_repair_guard_set_paused (&guard, TRUE);
  g_assert_cmpuint (ask_for (&guard, 50, 40, G_USEC_PER_SEC), ==, 2);
  /* With the picture back nothing from before it is of use. */
  vd_repair_guard_fill (&guard, 3);
  vd_repair_guard_set_paused (&guard, FALSE);
  g_assert_cmpuint (ask_for (&guard, 90, 10, 2 * G_USEC_PER_SEC), ==, 0);
  g_assert_cmpuint (ask_for (&guard, 101, 2, 2 * G_USEC_PER_SEC), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repair-guard/no-limit", test_no_limit);
  g_test_add_func ("/repair-guard/burst", test_burst);
  g_test_add_func ("/repair-guard/storm", test_storm);
  g_test_add_func ("/repair-guard/once-a-round-trip", test_once_a_round_trip);
  g_test_add_func ("/repair-guard/gives-up", test_gives_up);
  g_test_add_func ("/repair-guard/without-a-picture", test_without_a_picture);
  g_test_add_func ("/repair-guard/bounds", test_bounds);
  return g_test_run ();
}
