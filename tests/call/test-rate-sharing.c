/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines that lose packets, and lines that others use as well. */
#include "rate-world.h"

#define SEEDS 5
#define AT(seconds) ((gint64)((double)(seconds)*G_USEC_PER_SEC))

static const CapacityStep wide[] = { { 0, 20000000 } };
static const CapacityStep steady[] = { { 0, 2000000 } };
static const CapacityStep bad_mobile[] = { { 0, 400000 } };
static const FlowConfig call = { .kind = FLOW_CALL, .rate = VD_RATE_CONFIG_DEFAULT };

static World *
run (LineConfig line, const FlowConfig *flows, guint n_flows, guint64 seed, double until_s)
{
  World *world;

  line.seed = seed;
  world = world_new (&line, flows, n_flows);
  world_run (world, until_s);
  return world;
}

static World *
run_lossy (const CapacityStep *steps, double loss, guint64 seed)
{
  LineConfig line = { .steps = steps, .n_steps = 1, .queue_bytes = 62500, .delay_us = AT (0.025), .loss = loss };

  return run (line, &call, 1, seed, 60);
}

static void
test_random_loss (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) free_world = run_lossy (wide, 0.05, seed);
      g_autoptr (World) full_world = run_lossy (steady, 0.05, seed);

      g_test_message ("5 %%/%d: %.0f kbit/s after 20 s, at least %.0f; on a line of 2000: %.0f", (int)seed,
                      world_mean_target_bps (free_world, 0, 20, 60) / 1e3,
                      world_least_target_bps (free_world, 0, 0, 60) / 1e3,
                      world_mean_arrived_bps (full_world, 0, 20, 60) / 1e3);
      /* 24 frames a second need 500 kbit/s beside the voice and what is sent again. */
      g_assert_cmpfloat (world_mean_target_bps (free_world, 0, 20, 60), >, 1e6);
      g_assert_cmpfloat (world_least_target_bps (free_world, 0, 0, 60), >, 400000);
      g_assert_cmpfloat (world_mean_target_bps (full_world, 0, 20, 60), >, 1e6);
      g_assert_cmpfloat (world_worst_queue_ms (full_world, 0, 5, 60), <, 200);
    }
}

static void
test_ten_percent (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run_lossy (steady, 0.10, seed);

      g_test_message ("10 %%/%d: %.0f kbit/s after 20 s, least %.0f", (int)seed,
                      world_mean_target_bps (world, 0, 20, 60) / 1e3, world_least_target_bps (world, 0, 0, 60) / 1e3);
      /* 15 frames a second need 250 kbit/s, the voice and a tenth for what is sent again. */
      g_assert_cmpfloat (world_mean_target_bps (world, 0, 20, 60), >, 400000);
      /* Never so little for the 3 s after which the picture is taken away. */
      for (guint at_s = 0; at_s + 3 <= 60; at_s++)
        g_assert_cmpfloat (world_mean_target_bps (world, 0, at_s, at_s + 3), >, 200000);
    }
}

static void
test_heavy_loss_obeys_the_law (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run_lossy (wide, 0.30, seed);

      /* 0.85 a fifth of a second: half in a second; nobody calls 30 % the line's own. */
      g_test_message ("30 %%/%d: under 300 kbit/s in %.1f s", (int)seed,
                      world_seconds_until_below (world, 0, 0, 300000));
      g_assert_cmpfloat (world_seconds_until_below (world, 0, 0, 300000), <, 4);
      g_assert_cmpfloat (world_mean_target_bps (world, 0, 30, 60), <, 150000);
    }
}

static void
test_burst_loss (void)
{
  const LineConfig line = { .steps = steady,
                            .n_steps = 1,
                            .queue_bytes = 62500,
                            .delay_us = AT (0.04),
                            .jitter_us = AT (0.04),
                            .burst_begins = 0.002, /* 1 %, five packets at a time */
                            .burst_ends = 0.2,
                            .burst_loss = 1 };

  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run (line, &call, 1, seed, 60);

      g_test_message ("bursts/%d: arriving %.0f kbit/s", (int)seed, world_mean_arrived_bps (world, 0, 10, 60) / 1e3);
      g_assert_cmpfloat (world_mean_arrived_bps (world, 0, 10, 60), >, 1.3e6);
      g_assert_cmpfloat (world_least_target_bps (world, 0, 10, 60), >, 0.7e6);
    }
}

static void
test_policed_line (void)
{
  static const CapacityStep policed[] = { { 0, 1000000 } };
  /* Three packets and no more: loss is all there is to tell, and it is of our own making. */
  const LineConfig line = { .steps = policed, .n_steps = 1, .queue_bytes = 3600, .delay_us = AT (0.03) };

  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run (line, &call, 1, seed, 120);
      const FlowFigures *sent = flow_get_figures (world_get_flow (world, 0));
      double lost = (double)sent->lost / sent->sent;

      g_test_message ("policed/%d: target %.0f, arriving %.0f of 1000 kbit/s, %.1f %% lost", (int)seed,
                      world_mean_target_bps (world, 0, 20, 120) / 1e3, world_mean_arrived_bps (world, 0, 20, 120) / 1e3,
                      lost * 100);
      g_assert_cmpfloat (lost, <, 0.07);
      g_assert_cmpfloat (world_mean_target_bps (world, 0, 20, 120), <, 1.1e6);
      g_assert_cmpfloat (world_mean_arrived_bps (world, 0, 20, 120), >, 0.6e6);
    }
}

static void
test_bad_mobile (void)
{
  const LineConfig line = {
    .steps = bad_mobile, .n_steps = 1, .queue_bytes = 50000, .delay_us = AT (0.06), .jitter_us = AT (0.12), .loss = 0.05
  };

  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run (line, &call, 1, seed, 60);

      g_test_message ("bad mobile/%d: arriving %.0f of 400 kbit/s, queue %.0f ms (mean %.0f)", (int)seed,
                      world_mean_arrived_bps (world, 0, 10, 60) / 1e3, world_worst_queue_ms (world, 0, 10, 60),
                      world_mean_queue_ms (world, 0, 10, 60));
      g_assert_cmpfloat (world_mean_arrived_bps (world, 0, 10, 60), >, 250000);
      g_assert_cmpfloat (world_worst_queue_ms (world, 0, 10, 60), <, 350);
    }
}

static void
test_loss_ends (void)
{
  LineConfig line = { .steps = steady, .n_steps = 1, .queue_bytes = 62500, .delay_us = AT (0.025) };

  /* Nothing at all for 1 s: answered, and forgotten. */
  line.dead_from_us = AT (20);
  line.dead_until_us = AT (20.5);
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      g_autoptr (World) world = run (line, &call, 1, seed, 40);

      g_assert_cmpfloat (world_seconds_until_at (world, 0, 22, 1.7e6), <, 15);
    }
}

static const LineConfig shared_line = { .steps = steady, .n_steps = 1, .queue_bytes = 62500, .delay_us = AT (0.03) };

static void
test_constant_neighbour (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      const FlowConfig flows[] = { call,
                                   { .kind = FLOW_CONSTANT, .bps = 1200000, .from_us = AT (20), .until_us = AT (50) } };
      g_autoptr (World) world = run (shared_line, flows, 2, seed, 80);

      g_test_message ("neighbour of 1200/%d: it has %.0f, we %.0f, queue %.0f ms; 90 %% again in %.1f s", (int)seed,
                      world_mean_arrived_bps (world, 1, 25, 50) / 1e3, world_mean_arrived_bps (world, 0, 25, 50) / 1e3,
                      world_mean_queue_ms (world, 0, 25, 50), world_seconds_until_arriving (world, 0, 50, 1.8e6));
      g_assert_cmpfloat (world_mean_arrived_bps (world, 1, 25, 50), >, 0.97 * 1200000);
      g_assert_cmpfloat (world_mean_arrived_bps (world, 0, 25, 50), >, 0.75 * 800000);
      g_assert_cmpfloat (world_mean_queue_ms (world, 0, 25, 50), <, 100);
      g_assert_cmpfloat (world_seconds_until_arriving (world, 0, 50, 1.8e6), <=, 20);
    }
}

static void
test_download (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      const FlowConfig flows[] = { call, { .kind = FLOW_DOWNLOAD, .from_us = AT (20), .until_us = AT (80) } };
      g_autoptr (World) world = run (shared_line, flows, 2, seed, 110);
      double ours_bps = world_mean_arrived_bps (world, 0, 25, 80), its_bps = world_mean_arrived_bps (world, 1, 25, 80);

      g_test_message ("download/%d: it has %.0f, we %.0f kbit/s; 90 %% again in %.1f s", (int)seed, its_bps / 1e3,
                      ours_bps / 1e3, world_seconds_until_arriving (world, 0, 80, 1.8e6));
      /* Neither drives the other out. */
      g_assert_cmpfloat (ours_bps, >, 0.13 * 2e6);
      g_assert_cmpfloat (its_bps, >, 0.4 * 2e6);
      g_assert_cmpfloat (world_seconds_until_arriving (world, 0, 80, 1.8e6), <=, 20);
    }
}

static void
test_two_calls (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      FlowConfig flows[] = { call, call };
      g_autoptr (World) world = NULL;
      double a, b, fairness;

      flows[1].from_us = AT (15);
      world = run (shared_line, flows, 2, seed, 195);
      a = world_mean_arrived_bps (world, 0, 45, 195);
      b = world_mean_arrived_bps (world, 1, 45, 195);
      fairness = (a + b) * (a + b) / (2 * (a * a + b * b));
      g_test_message ("two calls/%d: %.0f and %.0f kbit/s, fairness %.3f, queue %.0f ms", (int)seed, a / 1e3, b / 1e3,
                      fairness, world_mean_queue_ms (world, 0, 45, 195));
      g_assert_cmpfloat (fairness, >, 0.85);
      g_assert_cmpfloat (a + b, >, 0.8 * 2e6);
      g_assert_cmpfloat (world_mean_queue_ms (world, 0, 45, 195), <, 100);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-sharing/loss/five-percent", test_random_loss);
  g_test_add_func ("/rate-sharing/loss/ten-percent", test_ten_percent);
  g_test_add_func ("/rate-sharing/loss/heavy", test_heavy_loss_obeys_the_law);
  g_test_add_func ("/rate-sharing/loss/bursts", test_burst_loss);
  g_test_add_func ("/rate-sharing/loss/policed-line", test_policed_line);
  g_test_add_func ("/rate-sharing/loss/bad-mobile", test_bad_mobile);
  g_test_add_func ("/rate-sharing/loss/ends", test_loss_ends);
  g_test_add_func ("/rate-sharing/constant-neighbour", test_constant_neighbour);
  g_test_add_func ("/rate-sharing/download", test_download);
  g_test_add_func ("/rate-sharing/two-calls", test_two_calls);
  return g_test_run ();
}
