/* SPDX-License-Identifier: EUPL-1.2 */
#include "voice-guard.h"

/* Fifty packets a second, of which every @nth is lost (0: none), for @seconds. */
static guint
run (VdVoiceGuard *guard, guint nth, int seconds, gint64 *now_us)
{
  guint percent = guard->percent;

  for (int i = 1; i <= 50 * seconds; i++)
    {
      gboolean is_lost = nth > 0 && i % nth == 0;

      *now_us += G_USEC_PER_SEC / 50;
      percent = vd_voice_guard_update (guard, !is_lost, is_lost, *now_us);
    }
  return percent;
}

static void
test_only_real_loss (void)
{
  VdVoiceGuard guard = { 0 };
  gint64 now_us = G_USEC_PER_SEC;

  g_assert_cmpuint (run (&guard, 0, 10, &now_us), ==, 0);
  g_assert_cmpuint (run (&guard, 150, 20, &now_us), ==, 0);
  g_assert_cmpuint (run (&guard, 20, 6, &now_us), ==, 5);
  g_assert_cmpuint (run (&guard, 10, 20, &now_us), ==, 10);
}

static void
test_stays_a_while (void)
{
  VdVoiceGuard guard = { 0 };
  gint64 now_us = G_USEC_PER_SEC;

  g_assert_cmpuint (run (&guard, 10, 20, &now_us), ==, 10);
  g_assert_cmpuint (run (&guard, 0, 8, &now_us), ==, 10);
  g_assert_cmpuint (run (&guard, 0, 20, &now_us), ==, 0);
}

static void
test_bounds (void)
{
  VdVoiceGuard guard = { 0 };
  gint64 now_us = G_USEC_PER_SEC;

  g_assert_cmpuint (run (&guard, 1, 20, &now_us), ==, 30);
  g_assert_cmpuint (vd_voice_guard_update (&guard, G_MAXUINT, G_MAXUINT, now_us - 100 * G_USEC_PER_SEC), ==, 30);
  g_assert_cmpuint (vd_voice_guard_update (&guard, 0, 0, G_MAXINT64), <=, 30);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/voice-guard/only-real-loss", test_only_real_loss);
  g_test_add_func ("/call/voice-guard/stays-a-while", test_stays_a_while);
  g_test_add_func ("/call/voice-guard/bounds", test_bounds);
  return g_test_run ();
}
