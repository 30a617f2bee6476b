/* SPDX-License-Identifier: EUPL-1.2 */
#include "hearing.h"

#define SILENCE (-100.0)
#define STEP_MS 100

static void
run (VdHearing *hearing, double raw_db, double far_db, gboolean is_on, guint seconds)
{
  for (guint i = 0; i < seconds * 1000 / STEP_MS; i++)
    vd_hearing_step (hearing, raw_db, raw_db, far_db, is_on, STEP_MS);
}

static void
test_meter (void)
{
  VdHearing hearing = { 0 };

  g_assert_false (vd_hearing_step (&hearing, -60, -60, SILENCE, TRUE, STEP_MS));
  g_assert_cmpuint (hearing.level, ==, 0);
  g_assert_true (vd_hearing_step (&hearing, -32, -32, SILENCE, TRUE, STEP_MS));
  g_assert_cmpuint (hearing.level, ==, VD_HEARING_LEVEL_MAX / 2);
  vd_hearing_step (&hearing, 0, 0, SILENCE, TRUE, STEP_MS);
  g_assert_cmpuint (hearing.level, ==, VD_HEARING_LEVEL_MAX);
  for (guint level = VD_HEARING_LEVEL_MAX; level > 0; level--)
    {
      g_assert_cmpuint (hearing.level, ==, level);
      g_assert_true (vd_hearing_step (&hearing, SILENCE, SILENCE, SILENCE, TRUE, STEP_MS));
    }
  g_assert_false (vd_hearing_step (&hearing, SILENCE, SILENCE, SILENCE, TRUE, STEP_MS));
  /* Who is muted sees that nobody hears. */
  vd_hearing_step (&hearing, -20, -20, SILENCE, FALSE, STEP_MS);
  g_assert_cmpuint (hearing.level, ==, 0);
}

static void
test_deaf (void)
{
  VdHearing hearing = { 0 };

  run (&hearing, -90, -30, TRUE, 14);
  g_assert_false (hearing.is_deaf);
  run (&hearing, -90, -30, TRUE, 2);
  g_assert_true (hearing.is_deaf);
  /* One word is enough. */
  g_assert_true (vd_hearing_step (&hearing, -40, -40, -30, TRUE, STEP_MS));
  g_assert_false (hearing.is_deaf);
}

static void
test_not_deaf (void)
{
  VdHearing hearing = { 0 };

  /* Nobody speaks on the other side: perhaps the call has not begun. */
  run (&hearing, -90, SILENCE, TRUE, 60);
  g_assert_false (hearing.is_deaf);
  /* The visitor has switched it off, and listens. */
  run (&hearing, SILENCE, -30, FALSE, 60);
  g_assert_false (hearing.is_deaf);
  /* The room is heard, the visitor listens. */
  run (&hearing, -60, -30, TRUE, 60);
  g_assert_false (hearing.is_deaf);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/hearing/meter", test_meter);
  g_test_add_func ("/call/hearing/deaf", test_deaf);
  g_test_add_func ("/call/hearing/not-deaf", test_not_deaf);
  return g_test_run ();
}
