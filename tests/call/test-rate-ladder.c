/* SPDX-License-Identifier: EUPL-1.2 */
#include "rate-ladder.h"

#define SECOND G_USEC_PER_SEC
#define VOICE 52000 /* 32 kbit/s and the headers */
#define STEP_US (100 * 1000)
#define PAYLOAD(bps) ((guint)(0.95 * (bps))) /* the encoder's part of the picture's packets */

static const VdRateLadderConfig camera = { .width = 1280, .height = 720, .fps = 30 };
static const VdRateLadderConfig signing = { .width = 1280, .height = 720, .fps = 30, .signed_conversation = TRUE };

/* Steps with @bps for the picture until @until_us; the last plan. */
static VdRatePlan
hold (VdRateLadder *ladder, guint bps, gint64 *now_us, gint64 until_us)
{
  VdRatePlan plan = vd_rate_ladder_step (ladder, bps + VOICE, 0, *now_us);

  while (*now_us < until_us)
    {
      *now_us += STEP_US;
      plan = vd_rate_ladder_step (ladder, bps + VOICE, 0, *now_us);
    }
  return plan;
}

static void
assert_picture (VdRatePlan plan, int width, int height, int fps)
{
  g_assert_true (plan.video_on);
  g_assert_cmpint (plan.width, ==, width);
  g_assert_cmpint (plan.height, ==, height);
  g_assert_cmpint (plan.fps, ==, fps);
}

static void
test_rungs (void)
{
  static const struct
  {
    guint bps;
    int height, fps;
  } cases[] = {
    { 2000000, 720, 30 }, { 900000, 720, 30 }, { 899999, 540, 25 }, { 500000, 540, 25 },
    { 499999, 360, 20 },  { 250000, 360, 20 }, { 249999, 360, 10 }, { 150000, 360, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VdRateLadder ladder;
      VdRatePlan plan;

      vd_rate_ladder_init (&ladder, &camera, cases[i].bps + VOICE);
      plan = vd_rate_ladder_step (&ladder, cases[i].bps + VOICE, 0, SECOND);
      assert_picture (plan, cases[i].height * 16 / 9, cases[i].height, cases[i].fps);
      g_assert_cmpuint (plan.video_bps, ==, PAYLOAD (cases[i].bps));
      g_assert_cmpuint (plan.audio_bps, ==, 32000);
    }
}

static void
test_signed_rungs (void)
{
  static const struct
  {
    guint bps;
    int height, fps;
  } cases[] = {
    { 900000, 720, 30 }, { 500000, 540, 30 }, { 250000, 360, 25 }, { 150000, 270, 20 }, { 100000, 180, 20 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VdRateLadder ladder;

      vd_rate_ladder_init (&ladder, &signing, cases[i].bps + VOICE);
      assert_picture (vd_rate_ladder_step (&ladder, cases[i].bps + VOICE, 0, SECOND), cases[i].height * 16 / 9,
                      cases[i].height, cases[i].fps);
    }
}

static void
test_signed_never_under_20 (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;

  vd_rate_ladder_init (&ladder, &signing, 2500000);
  for (guint bps = 2000000; bps > 20000; bps -= bps / 20)
    {
      VdRatePlan plan = hold (&ladder, bps, &now_us, now_us + SECOND / 2);

      if (plan.video_on)
        g_assert_cmpint (plan.fps, >=, 20);
    }
  g_assert_false (hold (&ladder, 50000, &now_us, now_us + 4 * SECOND).video_on);
}

static void
test_signed_from_now_on (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;

  vd_rate_ladder_init (&ladder, &camera, 200000 + VOICE);
  assert_picture (hold (&ladder, 200000, &now_us, 2 * SECOND), 640, 360, 10);
  vd_rate_ladder_set_signed (&ladder, TRUE);
  assert_picture (hold (&ladder, 200000, &now_us, 2 * SECOND), 480, 270, 20);
  assert_picture (hold (&ladder, 110000, &now_us, 4 * SECOND), 320, 180, 20);
  vd_rate_ladder_set_signed (&ladder, FALSE);
  assert_picture (hold (&ladder, 200000, &now_us, 6 * SECOND), 640, 360, 10);
}

static void
test_down_quickly (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;

  vd_rate_ladder_init (&ladder, &camera, 1500000);
  assert_picture (hold (&ladder, 1200000, &now_us, 2 * SECOND), 1280, 720, 30);
  /* Less than half: at once. */
  assert_picture (hold (&ladder, 300000, &now_us, now_us), 640, 360, 20);
}

static void
test_a_dip_does_not_show (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;
  VdRatePlan plan;

  vd_rate_ladder_init (&ladder, &camera, 1500000);
  hold (&ladder, 1200000, &now_us, 2 * SECOND);
  plan = hold (&ladder, 700000, &now_us, now_us + SECOND / 2);
  assert_picture (plan, 1280, 720, 30);
  g_assert_cmpuint (plan.video_bps, ==, PAYLOAD (700000)); /* the encoder follows at once */
  assert_picture (hold (&ladder, 1200000, &now_us, now_us + SECOND), 1280, 720, 30);
  assert_picture (hold (&ladder, 700000, &now_us, now_us + SECOND), 960, 540, 25);
}

static void
test_up_slowly (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;

  vd_rate_ladder_init (&ladder, &camera, 600000 + VOICE);
  /* Not enough beyond the step: never. */
  assert_picture (hold (&ladder, 1000000, &now_us, 60 * SECOND), 960, 540, 25);
  assert_picture (hold (&ladder, 1035000, &now_us, 64 * SECOND), 960, 540, 25);
  /* A moment of less, and it begins again. */
  hold (&ladder, 1000000, &now_us, now_us + STEP_US);
  assert_picture (hold (&ladder, 1035000, &now_us, 68 * SECOND), 960, 540, 25);
  assert_picture (hold (&ladder, 1035000, &now_us, 70 * SECOND), 1280, 720, 30);
}

static void
test_up_to_what_held (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;

  vd_rate_ladder_init (&ladder, &camera, 200000 + VOICE);
  hold (&ladder, 600000, &now_us, 4 * SECOND);
  assert_picture (hold (&ladder, 2000000, &now_us, 6 * SECOND + STEP_US), 960, 540, 25);
}

static void
test_regret (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;
  guint changes = 0;
  int height = 540;

  vd_rate_ladder_init (&ladder, &camera, 600000 + VOICE);
  /* A line that swings over the step every 12 s. */
  for (guint i = 0; i < 20; i++)
    {
      VdRatePlan plan = hold (&ladder, i % 2 ? 800000 : 1100000, &now_us, now_us + 6 * SECOND);

      changes += plan.height != height;
      height = plan.height;
    }
  g_assert_cmpuint (changes, <=, 2);
}

static void
test_audio_only (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;
  VdRatePlan plan;

  vd_rate_ladder_init (&ladder, &camera, 600000);
  hold (&ladder, 300000, &now_us, 2 * SECOND);
  plan = hold (&ladder, 149000, &now_us, now_us + 2900 * 1000);
  assert_picture (plan, 640, 360, 10);
  plan = hold (&ladder, 149000, &now_us, now_us + 2 * STEP_US);
  g_assert_false (plan.video_on);
  g_assert_cmpuint (plan.video_bps, ==, 0);
  g_assert_cmpuint (plan.audio_bps, ==, 32000);
  /* Back over 300 for 5 s. */
  g_assert_false (hold (&ladder, 299000, &now_us, now_us + 60 * SECOND).video_on);
  g_assert_false (hold (&ladder, 301000, &now_us, now_us + 4 * SECOND).video_on);
  assert_picture (hold (&ladder, 301000, &now_us, now_us + 2 * SECOND), 640, 360, 20);
}

static void
test_regrets_a_return (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;

  vd_rate_ladder_init (&ladder, &camera, 600000);
  hold (&ladder, 100000, &now_us, now_us + 4 * SECOND);
  g_assert_true (hold (&ladder, 320000, &now_us, now_us + 6 * SECOND).video_on);
  /* Back too early: the next time takes twice as long, and one that lasted does not. */
  g_assert_false (hold (&ladder, 100000, &now_us, now_us + 4 * SECOND).video_on);
  g_assert_false (hold (&ladder, 320000, &now_us, now_us + 9 * SECOND).video_on);
  g_assert_true (hold (&ladder, 320000, &now_us, now_us + 25 * SECOND).video_on);
  g_assert_false (hold (&ladder, 100000, &now_us, now_us + 4 * SECOND).video_on);
  g_assert_true (hold (&ladder, 320000, &now_us, now_us + 6 * SECOND).video_on);
}

static void
test_starved_only_in_a_row (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;

  vd_rate_ladder_init (&ladder, &camera, 600000);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_true (hold (&ladder, 100000, &now_us, now_us + 2 * SECOND).video_on);
      g_assert_true (hold (&ladder, 160000, &now_us, now_us + SECOND).video_on);
    }
}

static void
test_voice_first (void)
{
  VdRateLadder ladder;
  VdRatePlan plan;

  vd_rate_ladder_init (&ladder, &camera, 60000);
  plan = vd_rate_ladder_step (&ladder, 60000, 0, SECOND);
  g_assert_cmpuint (plan.audio_bps, ==, 16000);
  plan = vd_rate_ladder_step (&ladder, 85000, 0, 2 * SECOND);
  g_assert_cmpuint (plan.audio_bps, ==, 16000);
  plan = vd_rate_ladder_step (&ladder, 100000, 0, 3 * SECOND);
  g_assert_cmpuint (plan.audio_bps, ==, 32000);
  plan = vd_rate_ladder_step (&ladder, 0, 0, 10 * SECOND);
  g_assert_cmpuint (plan.audio_bps, ==, 16000);
}

static void
test_loss_takes_its_share (void)
{
  VdRateLadder ladder;
  gint64 now_us = SECOND;

  vd_rate_ladder_init (&ladder, &camera, 1000000 + VOICE);
  g_assert_cmpuint (vd_rate_ladder_step (&ladder, 1000000 + VOICE, 0.05, now_us).video_bps, ==, PAYLOAD (950000));
  g_assert_cmpuint (vd_rate_ladder_step (&ladder, 1000000 + VOICE, 0.9, now_us).video_bps, ==, PAYLOAD (800000));
}

static void
test_shapes (void)
{
  static const VdRateLadderConfig small = { .width = 640, .height = 480, .fps = 15 };
  static const VdRateLadderConfig tall = { .width = 720, .height = 1280, .fps = 30 };
  VdRateLadder ladder;

  vd_rate_ladder_init (&ladder, &small, 2000000);
  assert_picture (vd_rate_ladder_step (&ladder, 2000000, 0, SECOND), 640, 480, 15);
  vd_rate_ladder_init (&ladder, &small, 300000 + VOICE);
  assert_picture (vd_rate_ladder_step (&ladder, 300000 + VOICE, 0, SECOND), 480, 360, 15);
  vd_rate_ladder_init (&ladder, &tall, 600000 + VOICE);
  assert_picture (vd_rate_ladder_step (&ladder, 600000 + VOICE, 0, SECOND), 540, 960, 25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-ladder/rungs", test_rungs);
  g_test_add_func ("/rate-ladder/signed-rungs", test_signed_rungs);
  g_test_add_func ("/rate-ladder/signed-never-under-20", test_signed_never_under_20);
  g_test_add_func ("/rate-ladder/signed-from-now-on", test_signed_from_now_on);
  g_test_add_func ("/rate-ladder/down-quickly", test_down_quickly);
  g_test_add_func ("/rate-ladder/a-dip-does-not-show", test_a_dip_does_not_show);
  g_test_add_func ("/rate-ladder/up-slowly", test_up_slowly);
  g_test_add_func ("/rate-ladder/up-to-what-held", test_up_to_what_held);
  g_test_add_func ("/rate-ladder/regret", test_regret);
  g_test_add_func ("/rate-ladder/audio-only", test_audio_only);
  g_test_add_func ("/rate-ladder/regrets-a-return", test_regrets_a_return);
  g_test_add_func ("/rate-ladder/starved-only-in-a-row", test_starved_only_in_a_row);
  g_test_add_func ("/rate-ladder/voice-first", test_voice_first);
  g_test_add_func ("/rate-ladder/loss-takes-its-share", test_loss_takes_its_share);
  g_test_add_func ("/rate-ladder/shapes", test_shapes);
  return g_test_run ();
}
