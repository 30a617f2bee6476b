/* SPDX-License-Identifier: EUPL-1.2 */
/* A line that for a while carries no more than a voice: the picture goes, and comes back once the line does. The voice
 * is that of somebody who listens, so that hardly anything is sent that could tell how wide the line is. */
#include "line-filler.h"
#include "rate-world.h"

#define SEEDS 5
#define AT(seconds) ((gint64)((double)(seconds)*G_USEC_PER_SEC))
#define DIGESTED_S 18

typedef struct
{
  double low_bps, high_bps;
  double low_s;    /* how long */
  double within_s; /* the picture is back */
  double queue_ms; /* the worst in the bad time, once the fall is digested */
} Fall;

static gboolean
has_picture (World *world)
{
  return flow_get_figures (world_get_flow (world, 0))->has_picture;
}

/* Seconds until the picture is back, by half seconds. */
static double
run_until_picture (World *world, double from_s, double until_s)
{
  double now_s = from_s;

  while (!has_picture (world) && now_s < until_s)
    world_run (world, now_s += 0.5);
  return now_s - from_s;
}

static void
check_return (Fall fall)
{
  const CapacityStep steps[] = { { 0, fall.high_bps },
                                 { AT (20), fall.low_bps },
                                 { AT (20 + fall.low_s), fall.high_bps } };
  FlowConfig flow = { .kind = FLOW_CALL, .rate = VD_RATE_CONFIG_DEFAULT, .ladder = TRUE, .repairs = TRUE };

  flow.rate.fill_until_bps = 400000;
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      LineConfig line = { .steps = steps, .n_steps = 3, .queue_bytes = 50000, .delay_us = AT (0.03), .seed = seed };
      g_autoptr (World) world = world_new (&line, &flow, 1);
      double back_s, target_bps, queue_ms;

      world_run (world, 20 + fall.low_s);
      g_assert_false (has_picture (world));
      queue_ms = world_worst_queue_ms (world, 0, 20 + DIGESTED_S, 20 + fall.low_s);
      target_bps = world_mean_target_bps (world, 0, 20 + fall.low_s - 2, 20 + fall.low_s);
      back_s = run_until_picture (world, 20 + fall.low_s, 120 + fall.low_s);
      g_test_message ("%.0f kbit/s for %.0f s/%d: back in %.1f s, target %.0f kbit/s before, queue %.0f ms (mean %.0f)",
                      fall.low_bps / 1e3, fall.low_s, (int)seed, back_s, target_bps / 1e3, queue_ms,
                      world_mean_queue_ms (world, 0, 20 + DIGESTED_S, 20 + fall.low_s));
      g_assert_cmpfloat (back_s, <=, fall.within_s);
      g_assert_cmpfloat (queue_ms, <=, fall.queue_ms);
    }
}

static void
test_short_fall (void)
{
  check_return ((Fall){ .low_bps = 100000, .high_bps = 2000000, .low_s = 20, .within_s = 25, .queue_ms = 150 });
}

static void
test_long_fall (void)
{
  check_return ((Fall){ .low_bps = 100000, .high_bps = 2000000, .low_s = 60, .within_s = 25, .queue_ms = 150 });
}

static void
test_deep_fall (void)
{
  check_return ((Fall){ .low_bps = 60000, .high_bps = 2000000, .low_s = 40, .within_s = 25, .queue_ms = 400 });
}

static void
test_fills_beside_the_voice (void)
{
  VdLineFiller filler;
  VdLineSent sent = { .voice_bytes = 300, .other_bytes = 2000, .others = 2 }; /* 24 kbit/s */
  gint64 now_us = AT (1);
  guint packets = 0;

  vd_line_filler_init (&filler);
  g_assert_cmpuint (vd_line_filler_take (&filler, 80000, now_us), ==, 0);
  for (guint i = 0; i < 100; i++)
    {
      now_us += AT (0.1);
      sent.last_us = now_us;
      vd_line_filler_note (&filler, &sent);
      if (i == 20)
        packets = 0;
      packets += vd_line_filler_take (&filler, 80000, now_us);
    }
  g_assert_cmpuint (packets, >=, 55); /* 56 kbit/s for 8 s */
  g_assert_cmpuint (packets, <=, 57);
  g_assert_cmpuint (vd_line_filler_take (&filler, 20000, now_us + AT (0.1)), ==, 0);
  /* Nothing is made up for. */
  g_assert_cmpuint (vd_line_filler_take (&filler, 2000000, now_us + AT (60)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-return/short-fall", test_short_fall);
  g_test_add_func ("/rate-return/long-fall", test_long_fall);
  g_test_add_func ("/rate-return/deep-fall", test_deep_fall);
  g_test_add_func ("/rate-return/fills-beside-the-voice", test_fills_beside_the_voice);
  return g_test_run ();
}
