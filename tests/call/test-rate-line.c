/* SPDX-License-Identifier: EUPL-1.2 */
/* One call alone on a line that changes. Simulated time only; each case on several seeds, so that none passes by luck.
 */
#include "rate-world.h"

#define SEEDS 5
#define AT(seconds) ((gint64)((double)(seconds)*G_USEC_PER_SEC))
#define UP_AND_DOWN                                                                                                    \
  { 0, 2000000 }, { AT (20), 500000 },                                                                                 \
  {                                                                                                                    \
    AT (40), 2000000                                                                                                   \
  }

static const CapacityStep up_and_down[] = { UP_AND_DOWN };
static const CapacityStep steady[] = { { 0, 2000000 } };
static const CapacityStep thin[] = { { 0, 150000 } };

static const LineConfig step_line = { .steps = up_and_down, .n_steps = 3, .queue_bytes = 62500, .delay_us = AT (0.03) };
static const LineConfig steady_line = { .steps = steady, .n_steps = 1, .queue_bytes = 62500, .delay_us = AT (0.03) };
static const FlowConfig call = { .kind = FLOW_CALL, .rate = VD_RATE_CONFIG_DEFAULT };

static World *
run (LineConfig line, FlowConfig flow, guint64 seed, double until_s)
{
  World *world;

  line.seed = seed;
  world = world_new (&line, &flow, 1);
  world_run (world, until_s);
  return world;
}

static VdRateFigures
figures (World *world)
{
  return vd_rate_estimator_get_figures (flow_get_estimator (world_get_flow (world, 0)));
}

typedef struct
{
  double within_s;    /* a second's arrivals at 90 % of 2 Mbit/s again */
  double steady_ms;   /* the worst queue once the step is digested */
  double at_high_bps; /* what arrives at least, on average */
  double at_low_bps;
} StepLimits;

static void
check_step (const char *name, LineConfig line, FlowConfig flow, StepLimits limits)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run (line, flow, seed, 70);
      double below_s = world_seconds_until_below (world, 0, 20, 500000);
      double again_s = world_seconds_until_arriving (world, 0, 40, 0.9 * 2000000);
      double worst_ms = world_worst_queue_ms (world, 0, 23, 40);

      g_test_message (
          "%s/%d: below 0.5 in %.1f s, 90 %% again in %.1f s, queue %.0f ms at the step, %.0f from 3 s on (mean "
          "%.0f), arriving %.0f of 2000 and %.0f of 500 kbit/s",
          name, (int)seed, below_s, again_s, world_worst_queue_ms (world, 0, 20, 23), worst_ms,
          world_mean_queue_ms (world, 0, 23, 40), world_mean_arrived_bps (world, 0, 5, 20) / 1e3,
          world_mean_arrived_bps (world, 0, 23, 40) / 1e3);
      g_assert_cmpfloat (below_s, <=, 2);
      g_assert_cmpfloat (again_s, <=, limits.within_s);
      g_assert_cmpfloat (worst_ms, <=, limits.steady_ms);
      g_assert_cmpfloat (world_mean_arrived_bps (world, 0, 5, 20), >=, limits.at_high_bps);
      g_assert_cmpfloat (world_mean_arrived_bps (world, 0, 23, 40), >=, limits.at_low_bps);
    }
}

static void
test_step (void)
{
  check_step ("paced", step_line, call,
              (StepLimits){ .within_s = 20, .steady_ms = 230, .at_high_bps = 1.6e6, .at_low_bps = 0.42e6 });
}

static void
test_step_deep_queue (void)
{
  LineConfig line = step_line;

  line.queue_bytes = 250000; /* 1 s at 2 Mbit/s, 4 s at 0.5 */
  check_step ("deep", line, call,
              (StepLimits){ .within_s = 20, .steady_ms = 230, .at_high_bps = 1.6e6, .at_low_bps = 0.42e6 });
}

static void
test_step_shallow_queue (void)
{
  LineConfig line = step_line;

  line.queue_bytes = 12000; /* 48 ms: the loss tells first */
  check_step ("shallow", line, call,
              (StepLimits){ .within_s = 20, .steady_ms = 250, .at_high_bps = 1.5e6, .at_low_bps = 0.40e6 });
}

static void
test_step_jitter (void)
{
  LineConfig line = step_line;

  line.delay_us = AT (0.04);
  line.jitter_us = AT (0.04); /* 60 ± 20 ms */
  check_step ("jitter", line, call,
              (StepLimits){ .within_s = 20, .steady_ms = 250, .at_high_bps = 1.5e6, .at_low_bps = 0.40e6 });
}

static void
test_step_unpaced (void)
{
  FlowConfig flow = call;

  flow.bursty = TRUE;
  check_step ("unpaced", step_line, flow,
              (StepLimits){ .within_s = 20, .steady_ms = 250, .at_high_bps = 1.5e6, .at_low_bps = 0.40e6 });
}

static void
test_step_keyframes (void)
{
  FlowConfig flow = call;

  flow.keyframe_every_us = AT (10); /* five times a frame's size */
  check_step ("keyframes", step_line, flow,
              (StepLimits){ .within_s = 20, .steady_ms = 250, .at_high_bps = 1.3e6, .at_low_bps = 0.40e6 });
}

/* What a real encoder and a real line make of it: frames of very different sizes, and what is lost comes again. */
static void
test_step_uneven (void)
{
  LineConfig line = step_line;
  FlowConfig flow = call;

  line.queue_bytes = 50000;
  line.delay_us = AT (0.015);
  flow.bursty = flow.uneven = flow.repairs = TRUE;
  check_step ("uneven", line, flow,
              (StepLimits){ .within_s = 20, .steady_ms = 550, .at_high_bps = 1.3e6, .at_low_bps = 0.35e6 });
}

static void
test_step_far_away (void)
{
  LineConfig line = step_line;

  line.delay_us = AT (0.15);
  check_step ("300 ms", line, call,
              (StepLimits){ .within_s = 20, .steady_ms = 300, .at_high_bps = 1.5e6, .at_low_bps = 0.40e6 });
}

static void
test_deep_queue_is_emptied (void)
{
  LineConfig line = step_line;

  line.queue_bytes = 250000;
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run (line, call, seed, 30);

      g_assert_cmpfloat (world_worst_queue_ms (world, 0, 20, 23), >, 500); /* the case is worth its name */
      g_assert_cmpfloat (world_worst_queue_ms (world, 0, 23, 26), <, 200);
    }
}

static void
test_thin_from_the_start (void)
{
  LineConfig line = steady_line;

  line.steps = thin;
  line.queue_bytes = 250000; /* 13 s */
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run (line, call, seed, 40);

      g_test_message ("150 kbit/s/%d: below in %.1f s, queue from 10 s on %.0f ms, arriving %.0f", (int)seed,
                      world_seconds_until_below (world, 0, 0, 150000), world_worst_queue_ms (world, 0, 10, 40),
                      world_mean_arrived_bps (world, 0, 10, 40) / 1e3);
      g_assert_cmpfloat (world_seconds_until_below (world, 0, 0, 150000), <=, 2);
      g_assert_cmpfloat (world_worst_queue_ms (world, 0, 10, 40), <, 280);
      g_assert_cmpfloat (world_mean_arrived_bps (world, 0, 10, 40), >, 120000);
    }
}

static void
test_start (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run (steady_line, call, seed, 20);

      /* Full size (900 kbit/s and the voice) soon after the first frame. */
      g_assert_cmpfloat (world_seconds_until_at (world, 0, 0, 1000000), <, 3);
      g_assert_cmpfloat (world_worst_queue_ms (world, 0, 0, 20), <, 200);
    }
}

/* @flow is muted, or @line dead, for @gap_s from 20 s on. */
static void
check_gap (LineConfig line, FlowConfig flow, double gap_s, double again_s)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run (line, flow, seed, 60);
      double before_bps = world_mean_target_bps (world, 0, 15, 20);
      double least_bps = world_least_target_bps (world, 0, 20, 20 + gap_s + 1);
      double regained_s = world_seconds_until_at (world, 0, 20 + gap_s + 0.5, 0.85 * before_bps);

      g_test_message ("gap of %.1f s: %.0f → %.0f kbit/s, back in %.1f s", gap_s, before_bps / 1e3, least_bps / 1e3,
                      regained_s + 0.5);
      g_assert_cmpuint (figures (world).gaps, ==, 1);
      g_assert_cmpfloat (least_bps, <=, 0.55 * before_bps);
      g_assert_cmpfloat (least_bps, >=, 50000);
      g_assert_cmpfloat (regained_s + 0.5, <=, again_s);
      g_assert_cmpfloat (world_worst_queue_ms (world, 0, 21 + gap_s, 60), <, 200);
    }
}

static void
test_feedback_gap (void)
{
  FlowConfig flow = call;

  flow.mute_from_us = AT (20);
  flow.mute_until_us = AT (25);
  check_gap (steady_line, flow, 5, 6);
  flow.mute_until_us = AT (35);
  check_gap (steady_line, flow, 15, 8);
}

static void
test_outage (void)
{
  LineConfig line = steady_line;

  line.dead_from_us = AT (20);
  line.dead_until_us = AT (22);
  check_gap (line, call, 2, 5);
  line.dead_until_us = AT (25);
  check_gap (line, call, 5, 6);
}

/* The other side is busy for a moment, again and again, while a still picture is sent. */
static void
test_gaps_in_a_quiet_call (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      FlowConfig flow = call;
      g_autoptr (World) world = NULL;

      flow.media_limit_bps = 100000;
      flow.mute_from_us = AT (20);
      flow.mute_until_us = AT (21);
      flow.mute_every_us = AT (3);
      world = run (steady_line, flow, seed, 60);
      g_assert_cmpuint (figures (world).gaps, >, 10);
      g_assert_cmpfloat (world_least_target_bps (world, 0, 20, 60), >=,
                         0.95 * world_mean_target_bps (world, 0, 15, 20));
    }
}

static void
test_short_gap_is_borne (void)
{
  FlowConfig flow = call;
  g_autoptr (World) world = NULL;

  flow.mute_from_us = AT (20);
  flow.mute_until_us = AT (20.5);
  world = run (steady_line, flow, 1, 30);
  g_assert_cmpuint (figures (world).gaps, ==, 0);
  g_assert_cmpfloat (world_least_target_bps (world, 0, 20, 30), >, 1.2e6);
}

static void
test_no_feedback_ever (void)
{
  FlowConfig flow = call;
  g_autoptr (World) world = NULL;

  flow.mute_until_us = AT (100);
  world = run (steady_line, flow, 1, 60);
  g_assert_cmpfloat (world_mean_target_bps (world, 0, 0, 60), ==, 600000);
}

static void
test_clock_wrap (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      FlowConfig flow = call;
      g_autoptr (World) world = NULL;
      double before_bps;

      flow.clock_us = -AT (2861935);
      flow.wrap_at_us = AT (30);
      world = run (steady_line, flow, seed, 60);
      before_bps = world_mean_target_bps (world, 0, 20, 30);
      g_assert_cmpuint (figures (world).resets, ==, 1);
      g_assert_cmpfloat (world_least_target_bps (world, 0, 30, 60), >, 0.65 * before_bps);
      g_assert_cmpfloat (world_mean_target_bps (world, 0, 30, 60), >, 0.9 * before_bps);
      g_assert_cmpfloat (world_worst_queue_ms (world, 0, 30, 60), <, 200);
    }
}

static void
test_longer_way (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      LineConfig line = steady_line;
      g_autoptr (World) world = NULL;
      double least_bps, again_s;

      /* From the agency's DSL to its mobile stand-by. */
      line.longer_from_us = AT (20);
      line.longer_us = AT (0.12);
      world = run (line, call, seed, 60);
      least_bps = world_least_target_bps (world, 0, 20, 30);
      again_s = world_seconds_until_arriving (world, 0, 21, 1.7e6) + 1;
      g_test_message ("120 ms longer/%d: least %.0f kbit/s, 85 %% again after %.1f s, queue %.0f ms", (int)seed,
                      least_bps / 1e3, again_s, world_worst_queue_ms (world, 0, 25, 60));
      g_assert_cmpfloat (least_bps, >, 300000);
      g_assert_cmpfloat (again_s, <, 20);
      g_assert_cmpfloat (world_worst_queue_ms (world, 0, 20, 60), <, 200);
    }
}

static void
test_little_to_send (void)
{
  FlowConfig flow = call;
  g_autoptr (World) world = NULL;

  flow.media_limit_bps = 300000;
  world = run (steady_line, flow, 1, 120);
  g_assert_cmpfloat (world_most_target_bps (world, 0, 0, 120), <=, 600000);
  flow.media_limit_bps = 500000;
  g_clear_pointer (&world, world_free);
  world = run (steady_line, flow, 1, 120);
  g_assert_cmpfloat (world_most_target_bps (world, 0, 0, 120), <=, 1.5 * 1.15 * 500000 + 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-line/step/paced", test_step);
  g_test_add_func ("/rate-line/step/deep-queue", test_step_deep_queue);
  g_test_add_func ("/rate-line/step/shallow-queue", test_step_shallow_queue);
  g_test_add_func ("/rate-line/step/jitter", test_step_jitter);
  g_test_add_func ("/rate-line/step/unpaced", test_step_unpaced);
  g_test_add_func ("/rate-line/step/keyframes", test_step_keyframes);
  g_test_add_func ("/rate-line/step/uneven", test_step_uneven);
  g_test_add_func ("/rate-line/step/far-away", test_step_far_away);
  g_test_add_func ("/rate-line/deep-queue-is-emptied", test_deep_queue_is_emptied);
  g_test_add_func ("/rate-line/thin-from-the-start", test_thin_from_the_start);
  g_test_add_func ("/rate-line/start", test_start);
  g_test_add_func ("/rate-line/gap/feedback", test_feedback_gap);
  g_test_add_func ("/rate-line/gap/outage", test_outage);
  g_test_add_func ("/rate-line/gap/in-a-quiet-call", test_gaps_in_a_quiet_call);
  g_test_add_func ("/rate-line/gap/short-one-is-borne", test_short_gap_is_borne);
  g_test_add_func ("/rate-line/gap/no-feedback-ever", test_no_feedback_ever);
  g_test_add_func ("/rate-line/clock-wrap", test_clock_wrap);
  g_test_add_func ("/rate-line/longer-way", test_longer_way);
  g_test_add_func ("/rate-line/little-to-send", test_little_to_send);
  return g_test_run ();
}
