/* SPDX-License-Identifier: EUPL-1.2 */
#include "jitter-target.h"

#include <math.h>

static gint64
run (VdJitterTarget *target, VdJitterNews news, gint64 from_us, int seconds)
{
  for (int i = 0; i < seconds; i++)
    vd_jitter_target_update (target, &news, from_us + i * G_USEC_PER_SEC);
  return from_us + seconds * G_USEC_PER_SEC;
}

/* A wire in the house: as little as there can be, soon. */
static void
test_lan (void)
{
  VdJitterTarget target;

  vd_jitter_target_init (&target);
  g_assert_cmpint (target.show_ms, <=, 40);
  g_assert_cmpint (target.wait_ms, >=, target.show_ms + 8 * target.retry_ms);
  run (&target, (VdJitterNews){ 0.5, 0, 1 }, G_USEC_PER_SEC, 5);
  g_assert_cmpint (target.show_ms, >=, VD_JITTER_MIN_MS);
  g_assert_cmpint (target.show_ms, <=, 12);
  g_assert_cmpint (target.wait_ms, <, 120);
}

static void
test_rises_at_once_and_falls_slowly (void)
{
  VdJitterTarget target;
  gint64 now_us;
  int high_ms;

  vd_jitter_target_init (&target);
  now_us = run (&target, (VdJitterNews){ 1, 0, 60 }, G_USEC_PER_SEC, 10);
  now_us = run (&target, (VdJitterNews){ 20, 0, 60 }, now_us, 1);
  high_ms = target.show_ms;
  g_assert_cmpint (high_ms, ==, VD_JITTER_MIN_MS + 60);
  now_us = run (&target, (VdJitterNews){ 1, 0, 60 }, now_us, 1);
  g_assert_cmpint (target.show_ms, >=, high_ms - 10);
  g_assert_cmpint (target.show_ms, <, high_ms);
  run (&target, (VdJitterNews){ 1, 0, 60 }, now_us, 10);
  g_assert_cmpint (target.show_ms, <=, 15);
}

/* One packet lost now and then is waited for, but not by the picture; steady loss is. */
static void
test_loss (void)
{
  VdJitterTarget target;

  vd_jitter_target_init (&target);
  run (&target, (VdJitterNews){ 2, 0.002, 100 }, G_USEC_PER_SEC, 10);
  g_assert_cmpint (target.show_ms, <=, 20);
  g_assert_cmpint (target.wait_ms, >=, 300);
  g_assert_cmpint (target.retry_ms, ==, 70);
  run (&target, (VdJitterNews){ 2, 0.05, 50 }, 20 * G_USEC_PER_SEC, 1);
  /* The voice for one coming of what is lost, which it is not sent; the picture for two. */
  g_assert_cmpint (target.hear_ms, ==, VD_JITTER_MIN_MS + 6 + 80);
  g_assert_cmpint (target.show_ms, ==, target.hear_ms + 80);
  g_assert_cmpint (target.wait_ms, >=, target.show_ms);
  run (&target, (VdJitterNews){ 2, 0.05, 100 }, 30 * G_USEC_PER_SEC, 11);
  g_assert_cmpint (target.hear_ms, >=, 120);
  /* No further than lips may be from what is heard. */
  g_assert_cmpint (target.show_ms, ==, target.hear_ms + 90);
}

/* One round trip that stood somewhere puts off no try; a longer way does, once that is what there is. */
static void
test_round_trip_that_stood (void)
{
  VdJitterTarget target;
  int retry_ms;
  gint64 now_us;

  vd_jitter_target_init (&target);
  now_us = run (&target, (VdJitterNews){ 2, 0.05, 50 }, G_USEC_PER_SEC, 10);
  retry_ms = target.retry_ms;
  for (int i = 0; i < 10; i++)
    {
      now_us = run (&target, (VdJitterNews){ 2, 0.05, 240 }, now_us, 3);
      g_assert_cmpint (target.retry_ms, ==, retry_ms);
      now_us = run (&target, (VdJitterNews){ 2, 0.05, 50 }, now_us, 1);
    }
  now_us = run (&target, (VdJitterNews){ 2, 0.05, 120 }, now_us, 11);
  g_assert_cmpint (target.retry_ms, ==, 82);
  g_assert_cmpint (target.wait_ms, ==, VD_JITTER_WAIT_MAX_MS);
  /* Shorter again is believed at once. */
  run (&target, (VdJitterNews){ 2, 0.05, 50 }, now_us, 1);
  g_assert_cmpint (target.retry_ms, ==, retry_ms);
}

/* Whatever is said, and without a round trip known. */
static void
test_bounds (void)
{
  static const VdJitterNews news[] = {
    { 1e9, 1, G_MAXINT }, { -5, -1, -1 }, { NAN, NAN, 0 }, { INFINITY, 2, G_MININT }, { 0, 0, -1 },
  };
  VdJitterTarget target;
  gint64 now_us = G_MAXINT64 - 1;

  vd_jitter_target_init (&target);
  for (guint i = 0; i < 3 * G_N_ELEMENTS (news); i++)
    {
      vd_jitter_target_update (&target, &news[i % G_N_ELEMENTS (news)], now_us);
      now_us = now_us / 2;
      g_assert_cmpint (target.hear_ms, >=, VD_JITTER_MIN_MS);
      g_assert_cmpint (target.show_ms, >=, target.hear_ms);
      g_assert_cmpint (target.show_ms, <=, VD_JITTER_MAX_MS);
      g_assert_cmpint (target.wait_ms, >=, target.show_ms);
      g_assert_cmpint (target.wait_ms, <=, VD_JITTER_WAIT_MAX_MS);
      g_assert_cmpint (target.retry_ms, >, 0);
      g_assert_cmpint (target.retry_ms, <=, VD_JITTER_MAX_MS);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/jitter-target/lan", test_lan);
  g_test_add_func ("/call/jitter-target/rises-at-once-and-falls-slowly", test_rises_at_once_and_falls_slowly);
  g_test_add_func ("/call/jitter-target/loss", test_loss);
  g_test_add_func ("/call/jitter-target/round-trip-that-stood", test_round_trip_that_stood);
  g_test_add_func ("/call/jitter-target/bounds", test_bounds);
  return g_test_run ();
}
