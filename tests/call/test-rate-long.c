/* SPDX-License-Identifier: EUPL-1.2 */
/* A long conversation: what is good in the first minute must be so in the last, whatever the two clocks do meanwhile.
 */
#include "rate-world.h"

#define HOUR_S 3600

static void
run_hour (double drift_ppm, gint64 clock_us)
{
  static const CapacityStep steps[] = { { 0, 1500000 } };
  const LineConfig line = {
    .steps = steps, .n_steps = 1, .queue_bytes = 60000, .delay_us = 25000, .jitter_us = 10000, .loss = 0.002, .seed = 11
  };
  const FlowConfig flow = { .kind = FLOW_CALL,
                            .rate = VD_RATE_CONFIG_DEFAULT,
                            .keyframe_every_us = 60 * G_USEC_PER_SEC,
                            .drift_ppm = drift_ppm,
                            .clock_us = clock_us };
  g_autoptr (World) world = world_new (&line, &flow, 1);
  double early_bps, least_bps = G_MAXDOUBLE, most_queue_ms = 0;

  world_run (world, HOUR_S + 1);
  early_bps = world_mean_arrived_bps (world, 0, 60, 360);
  for (guint from_s = 60; from_s + 60 <= HOUR_S; from_s += 60)
    {
      least_bps = MIN (least_bps, world_mean_arrived_bps (world, 0, from_s, from_s + 60));
      most_queue_ms = MAX (most_queue_ms, world_mean_queue_ms (world, 0, from_s, from_s + 60));
    }
  g_test_message ("drift %+.0f ppm: first minutes %.0f kbit/s, last %.0f, worst minute %.0f, its queue %.0f ms",
                  drift_ppm, early_bps / 1e3, world_mean_arrived_bps (world, 0, HOUR_S - 300, HOUR_S) / 1e3,
                  least_bps / 1e3, most_queue_ms);
  g_assert_cmpfloat (least_bps, >, 0.75 * 1500000);
  g_assert_cmpfloat (world_mean_arrived_bps (world, 0, HOUR_S - 300, HOUR_S), >, 0.95 * early_bps);
  g_assert_cmpfloat (most_queue_ms, <, 80);
  g_assert_cmpfloat (world_worst_queue_ms (world, 0, 60, HOUR_S), <, 330);
}

static void
test_hour (void)
{
  run_hour (0, 0);
}

static void
test_hour_fast_clock (void)
{
  run_hour (100, G_GINT64_CONSTANT (268906000000));
}

static void
test_hour_slow_clock (void)
{
  run_hour (-100, -G_GINT64_CONSTANT (2861935076841));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-long/hour", test_hour);
  g_test_add_func ("/rate-long/hour-fast-clock", test_hour_fast_clock);
  g_test_add_func ("/rate-long/hour-slow-clock", test_hour_slow_clock);
  return g_test_run ();
}
