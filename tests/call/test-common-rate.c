/* SPDX-License-Identifier: EUPL-1.2 */
#include "common-rate.h"
#include "frame-pacer.h"

static const VdRateLadderConfig camera = { .width = 1280, .height = 720, .fps = 30 };
static const int one, other; /* two peers */

#define PAYLOAD(bps) ((guint)(0.95 * (bps))) /* the encoder's part of the picture's packets */
#define SECONDS(n) ((gint64)((n)*G_USEC_PER_SEC))

/* Tells and steps ten times a second, as a call does; the plan at the end. */
static VdRatePlan
run (VdCommonRate *rate, gconstpointer peer, VdLineNews news, gint64 *now_us, double seconds)
{
  VdRatePlan plan = { 0 };

  for (gint64 end_us = *now_us + SECONDS (seconds); *now_us < end_us; *now_us += 100 * 1000)
    {
      vd_common_rate_tell (rate, peer, &news, *now_us);
      plan = vd_common_rate_step (rate, *now_us);
    }
  return plan;
}

static VdLineNews
heard (guint target_bps)
{
  return (VdLineNews){ .target_bps = target_bps, .is_heard = TRUE };
}

static VdLineNews
unheard (guint target_bps)
{
  return (VdLineNews){ .target_bps = target_bps };
}

/* The first picture is whole: the camera's size and rate. */
static void
test_start (void)
{
  g_autoptr (VdCommonRate) rate = vd_common_rate_new (&camera);
  VdRatePlan plan = vd_common_rate_step (rate, 1);

  g_assert_true (plan.video_on);
  g_assert_cmpint (plan.height, ==, 720);
  g_assert_cmpint (plan.fps, ==, 30);
  vd_common_rate_join (rate, &one, 1);
  plan = vd_common_rate_step (rate, 1);
  g_assert_cmpint (plan.height, ==, 720);
  g_assert_cmpuint (plan.video_bps, >=, 900000);
}

static void
test_slowest_decides (void)
{
  g_autoptr (VdCommonRate) rate = vd_common_rate_new (&camera);
  gint64 now_us = SECONDS (1);
  VdRatePlan plan;

  vd_common_rate_join (rate, &one, now_us);
  vd_common_rate_join (rate, &other, now_us);
  vd_common_rate_join (rate, &other, now_us); /* twice is once */
  vd_common_rate_tell (rate, &other, &(VdLineNews){ .target_bps = 400000, .is_heard = TRUE }, now_us);
  plan = run (rate, &one, heard (2000000), &now_us, 1);
  g_assert_cmpuint (plan.video_bps, ==, PAYLOAD (400000 - 32000 - 20000));
  vd_common_rate_leave (rate, &other);
  plan = run (rate, &one, heard (2000000), &now_us, 0.2);
  g_assert_cmpuint (plan.video_bps, ==, PAYLOAD (2000000 - 32000 - 20000));
  vd_common_rate_leave (rate, &other); /* who is not there leaves nothing */
  vd_common_rate_tell (rate, &other, &(VdLineNews){ .target_bps = 1, .loss = 1, .was_cut = TRUE, .is_heard = TRUE },
                       now_us);
  plan = run (rate, &one, heard (2000000), &now_us, 0.2);
  g_assert_cmpuint (plan.video_bps, ==, PAYLOAD (2000000 - 32000 - 20000));
}

/* For a moment less, of the same size; whoever has most on the way decides, but not one who is being replaced. */
static void
test_hold (void)
{
  g_autoptr (VdCommonRate) rate = vd_common_rate_new (&camera);
  gint64 now_us = SECONDS (1);
  VdLineNews held = heard (2000000);
  VdRatePlan plan;

  vd_common_rate_join (rate, &one, now_us);
  vd_common_rate_join (rate, &other, now_us);
  held.hold = 90;
  vd_common_rate_tell (rate, &other, &held, now_us);
  plan = run (rate, &one, heard (2000000), &now_us, 1.5);
  g_assert_cmpint (plan.height, ==, 720);
  g_assert_cmpuint (plan.video_bps, ==, PAYLOAD (2000000 - 32000 - 20000) / 10);
  plan = run (rate, &one, heard (2000000), &now_us, 1);
  g_assert_cmpuint (plan.video_bps, ==, PAYLOAD (2000000 - 32000 - 20000));
  held.hold = 100;
  plan = run (rate, &one, held, &now_us, 0.2);
  g_assert_cmpint (plan.height, ==, 720);
  g_assert_cmpuint (plan.video_bps, ==, VD_RATE_LADDER_LEAST_VIDEO_BPS);
  plan = run (rate, &one, heard (2000000), &now_us, 0.2);
  g_assert_cmpuint (plan.video_bps, ==, PAYLOAD (2000000 - 32000 - 20000));
}

/* The old peer of a line that died does not hold the new one down. */
static void
test_unheard_gives_way (void)
{
  g_autoptr (VdCommonRate) rate = vd_common_rate_new (&camera);
  gint64 now_us = SECONDS (1);
  VdRatePlan plan;

  vd_common_rate_join (rate, &one, now_us);
  run (rate, &one, heard (1500000), &now_us, 5);
  plan = run (rate, &one, unheard (60000), &now_us, 6);
  /* Gone is not slow: less is sent, and the picture waits as it was. */
  g_assert_true (plan.video_on);
  g_assert_cmpint (plan.height, <, 720);
  g_assert_cmpuint (plan.video_bps, <=, 60000);
  vd_common_rate_join (rate, &other, now_us);
  plan = vd_common_rate_step (rate, now_us);
  g_assert_cmpint (plan.height, ==, 720);
  run (rate, &one, unheard (60000), &now_us, 0.5);
  plan = run (rate, &other, heard (1200000), &now_us, 0.5);
  g_assert_cmpuint (plan.video_bps, ==, PAYLOAD (1200000 - 32000 - 20000));
}

static void
test_audio_only_and_back (void)
{
  g_autoptr (VdCommonRate) rate = vd_common_rate_new (&camera);
  gint64 now_us = SECONDS (1);

  vd_common_rate_join (rate, &one, now_us);
  g_assert_true (run (rate, &one, heard (120000), &now_us, 2).video_on);
  g_assert_false (run (rate, &one, heard (120000), &now_us, 2).video_on);
  g_assert_cmpint (vd_common_rate_get_rung (rate), ==, VD_RATE_LADDER_AUDIO_ONLY);
  g_assert_false (run (rate, &one, heard (500000), &now_us, 4).video_on);
  g_assert_true (run (rate, &one, heard (500000), &now_us, 2).video_on);
  /* The next call does not begin without a picture because this one ended so. */
  run (rate, &one, heard (120000), &now_us, 5);
  vd_common_rate_leave (rate, &one);
  g_assert_true (vd_common_rate_step (rate, now_us).video_on);
}

static void
test_signed (void)
{
  g_autoptr (VdCommonRate) rate = vd_common_rate_new (&camera);
  gint64 now_us = SECONDS (1);
  VdRatePlan plan;

  vd_common_rate_set_signed (rate, TRUE);
  vd_common_rate_join (rate, &one, now_us);
  plan = run (rate, &one, heard (220000), &now_us, 10);
  g_assert_true (plan.video_on);
  g_assert_cmpint (plan.fps, >=, 20);
  g_assert_cmpint (plan.height, <, 360);
}

/* What the line took last is what the next call begins with, if the line was the limit. */
static void
test_remembers (void)
{
  g_autoptr (VdCommonRate) rate = vd_common_rate_new (&camera);
  gint64 now_us = SECONDS (1);
  guint first_bps = vd_common_rate_get_start_bps (rate);

  vd_common_rate_join (rate, &one, now_us);
  run (rate, &one, heard (first_bps), &now_us, 5); /* a still picture: no limit was met */
  vd_common_rate_leave (rate, &one);
  g_assert_cmpuint (vd_common_rate_get_start_bps (rate), ==, first_bps);

  vd_common_rate_join (rate, &one, now_us);
  run (rate, &one, (VdLineNews){ .target_bps = 500000, .was_cut = TRUE, .is_heard = TRUE }, &now_us, 5);
  run (rate, &one, unheard (50000), &now_us, 5); /* and then it was cut off, which says nothing */
  vd_common_rate_leave (rate, &one);
  g_assert_cmpuint (vd_common_rate_get_start_bps (rate), ==, 400000);

  for (int i = 0; i < 10; i++)
    {
      vd_common_rate_join (rate, &one, now_us);
      run (rate, &one, heard (vd_common_rate_get_start_bps (rate)), &now_us, 1);
      vd_common_rate_leave (rate, &one);
    }
  g_assert_cmpuint (vd_common_rate_get_start_bps (rate), ==, first_bps);

  vd_common_rate_join (rate, &one, now_us);
  run (rate, &one, heard (2500000), &now_us, 1);
  g_assert_cmpuint (vd_common_rate_get_start_bps (rate), ==, 1500000);
  run (rate, &one, (VdLineNews){ .target_bps = 50000, .loss = 0.3, .was_cut = TRUE, .is_heard = TRUE }, &now_us, 1);
  g_assert_cmpuint (vd_common_rate_get_start_bps (rate), ==, 300000);
}

/* Whoever loses most is guarded against, as long as he is there. */
static void
test_guard (void)
{
  g_autoptr (VdCommonRate) rate = vd_common_rate_new (&camera);

  g_assert_cmpuint (vd_common_rate_get_guard (rate), ==, 0);
  vd_common_rate_join (rate, &one, 1);
  vd_common_rate_join (rate, &other, 1);
  vd_common_rate_tell (rate, &one, &(VdLineNews){ .target_bps = 1000000, .guard = 10 }, 1);
  vd_common_rate_tell (rate, &other, &(VdLineNews){ .target_bps = 1000000, .guard = 5 }, 1);
  g_assert_cmpuint (vd_common_rate_get_guard (rate), ==, 10);
  vd_common_rate_leave (rate, &one);
  g_assert_cmpuint (vd_common_rate_get_guard (rate), ==, 5);
}

/* How many of a camera's frames, and the longest pause between two. */
static guint
pace (int camera_fps, int fps, guint jitter_us, gint64 *longest_us)
{
  VdFramePacer pacer = { 0 };
  g_autoptr (GRand) dice = g_rand_new_with_seed (7);
  gint64 last_us = 0;
  guint taken = 0;

  *longest_us = 0;
  for (int i = 0; i < 10 * camera_fps; i++)
    {
      gint64 at_us = G_USEC_PER_SEC + i * G_USEC_PER_SEC / camera_fps + g_rand_int_range (dice, 0, jitter_us + 1);

      if (!vd_frame_pacer_takes (&pacer, at_us, fps))
        continue;
      if (last_us)
        *longest_us = MAX (*longest_us, at_us - last_us);
      last_us = at_us;
      taken++;
    }
  return taken;
}

static void
test_pacer (void)
{
  static const int rates[] = { 30, 25, 20, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    for (guint jitter_us = 0; jitter_us <= 6000; jitter_us += 3000)
      {
        gint64 longest_us;
        guint taken = pace (30, rates[i], jitter_us, &longest_us);

        g_assert_cmpuint (taken, >=, rates[i] * 10 - 2);
        g_assert_cmpuint (taken, <=, rates[i] * 10 + 2);
        /* Never two frames left out where one would have done. */
        g_assert_cmpint (longest_us, <=, G_USEC_PER_SEC / rates[i] + G_USEC_PER_SEC / 30 + 2 * jitter_us);
      }
}

/* A pause, and a clock that is set back, are no reason to leave anything out. */
static void
test_pacer_begins_anew (void)
{
  VdFramePacer pacer = { 0 };

  g_assert_true (vd_frame_pacer_takes (&pacer, 0, 10));
  g_assert_false (vd_frame_pacer_takes (&pacer, 33000, 10));
  g_assert_true (vd_frame_pacer_takes (&pacer, SECONDS (60), 10));
  g_assert_false (vd_frame_pacer_takes (&pacer, SECONDS (60) + 33000, 10));
  g_assert_true (vd_frame_pacer_takes (&pacer, SECONDS (2), 10));
  g_assert_false (vd_frame_pacer_takes (&pacer, SECONDS (2) + 33000, 10));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/common-rate/start", test_start);
  g_test_add_func ("/call/common-rate/slowest-decides", test_slowest_decides);
  g_test_add_func ("/call/common-rate/hold", test_hold);
  g_test_add_func ("/call/common-rate/unheard-gives-way", test_unheard_gives_way);
  g_test_add_func ("/call/common-rate/audio-only-and-back", test_audio_only_and_back);
  g_test_add_func ("/call/common-rate/signed", test_signed);
  g_test_add_func ("/call/common-rate/remembers", test_remembers);
  g_test_add_func ("/call/common-rate/guard", test_guard);
  g_test_add_func ("/call/frame-pacer/rates", test_pacer);
  g_test_add_func ("/call/frame-pacer/begins-anew", test_pacer_begins_anew);
  return g_test_run ();
}
