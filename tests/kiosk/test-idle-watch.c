/* SPDX-License-Identifier: EUPL-1.2 */
#include "back-off.h"
#include "idle-watch.h"

#define S(seconds) ((gint64)((seconds)*G_USEC_PER_SEC))

static void
check (const VdIdleWatch *watch, double at_s, VdIdleVerdict verdict, guint left_s)
{
  guint left = 99;

  g_assert_cmpint (vd_idle_watch_judge (watch, S (at_s), &left), ==, verdict);
  g_assert_cmpuint (left, ==, left_s);
}

static void
test_counts_down (void)
{
  VdIdleWatch watch = { .warning_s = 90, .leave_s = 20 };

  check (&watch, 1e6, VD_IDLE_VERDICT_STAY, 0); /* off at first */
  vd_idle_watch_set_rule (&watch, VD_IDLE_RULE_NORMAL, S (100));
  check (&watch, 189.9, VD_IDLE_VERDICT_STAY, 0);
  check (&watch, 190, VD_IDLE_VERDICT_WARN, 20);
  check (&watch, 190.1, VD_IDLE_VERDICT_WARN, 20);
  check (&watch, 191, VD_IDLE_VERDICT_WARN, 19);
  check (&watch, 209.5, VD_IDLE_VERDICT_WARN, 1);
  check (&watch, 210, VD_IDLE_VERDICT_LEAVE, 0);
  check (&watch, 1e6, VD_IDLE_VERDICT_LEAVE, 0);
}

static void
test_touch_answers (void)
{
  VdIdleWatch watch = { .warning_s = 90, .leave_s = 20 };

  vd_idle_watch_set_rule (&watch, VD_IDLE_RULE_NORMAL, S (0));
  check (&watch, 100, VD_IDLE_VERDICT_WARN, 10);
  vd_idle_watch_touch (&watch, S (100));
  check (&watch, 101, VD_IDLE_VERDICT_STAY, 0);
  check (&watch, 190, VD_IDLE_VERDICT_WARN, 20);
}

static void
test_patient (void)
{
  VdIdleWatch watch = { .warning_s = 90, .leave_s = 20 };

  vd_idle_watch_set_rule (&watch, VD_IDLE_RULE_PATIENT, S (0));
  check (&watch, 269, VD_IDLE_VERDICT_STAY, 0);
  check (&watch, 270, VD_IDLE_VERDICT_WARN, 20);
  check (&watch, 290, VD_IDLE_VERDICT_LEAVE, 0);
}

static void
test_rules_change (void)
{
  VdIdleWatch watch = { .warning_s = 90, .leave_s = 20 };

  vd_idle_watch_set_rule (&watch, VD_IDLE_RULE_NORMAL, S (0));
  vd_idle_watch_set_rule (&watch, VD_IDLE_RULE_NORMAL, S (80)); /* no new time */
  check (&watch, 95, VD_IDLE_VERDICT_WARN, 15);
  vd_idle_watch_set_rule (&watch, VD_IDLE_RULE_OFF, S (95));
  check (&watch, 1e6, VD_IDLE_VERDICT_STAY, 0);
  vd_idle_watch_set_rule (&watch, VD_IDLE_RULE_NORMAL, S (1000)); /* what went before does not count */
  check (&watch, 1001, VD_IDLE_VERDICT_STAY, 0);
  check (&watch, 1090, VD_IDLE_VERDICT_WARN, 20);
}

static void
test_back_off (void)
{
  VdBackOff back_off = { .first_ms = 500, .last_ms = 15000 };
  const guint limits[] = { 500, 1000, 2000, 4000, 8000, 15000, 15000 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_assert_cmpuint (vd_back_off_get_limit_ms (&back_off), ==, limits[i]);
      g_assert_cmpuint (vd_back_off_next_ms (&back_off, i % 2 ? 0.5 : 1), ==, i % 2 ? limits[i] / 2 : limits[i]);
    }
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (vd_back_off_next_ms (&back_off, 1), ==, 15000);
  g_assert_cmpuint (vd_back_off_next_ms (&back_off, 0), ==, 0);
  g_assert_cmpuint (vd_back_off_next_ms (&back_off, 7), ==, 15000); /* a chance out of range is kept within */
  vd_back_off_reset (&back_off);
  g_assert_cmpuint (vd_back_off_next_ms (&back_off, 1), ==, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idle-watch/counts-down", test_counts_down);
  g_test_add_func ("/idle-watch/touch-answers", test_touch_answers);
  g_test_add_func ("/idle-watch/patient", test_patient);
  g_test_add_func ("/idle-watch/rules-change", test_rules_change);
  g_test_add_func ("/back-off/doubles", test_back_off);
  return g_test_run ();
}
