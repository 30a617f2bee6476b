/* SPDX-License-Identifier: EUPL-1.2 */
/* The two laws of the estimator, for delay and for loss, each by itself. */
#include "aimd-rate.h"
#include "loss-rate.h"

#define MS 1000
#define SECOND G_USEC_PER_SEC

/* Feeds @use for @seconds at 20 updates a second. */
static void
run (VdAimdRate *rate, VdLineUse use, double received_bps, double seconds, gint64 *now_us)
{
  for (guint i = 0; i < seconds * 20; i++)
    {
      VdAimdInput input = { .use = use,
                            .received_bps = received_bps > 0 ? received_bps : rate->bps,
                            .lately_bps = received_bps > 0 ? received_bps : rate->bps,
                            .packet_bits = 8000,
                            .rtt_us = 50 * MS,
                            .now_us = *now_us += 50 * MS };

      vd_aimd_rate_update (rate, &input);
    }
}

static void
test_aimd_cut (void)
{
  VdAimdRate rate;
  gint64 now_us = SECOND;

  vd_aimd_rate_init (&rate, 1e6, 5e4, 2.5e6);
  run (&rate, VD_LINE_USE_OVER, 600000, 0.05, &now_us);
  g_assert_cmpfloat (rate.bps, ==, 0.85 * 600000);
  g_assert_cmpuint (rate.decreases, ==, 1);
  run (&rate, VD_LINE_USE_OVER, 500000, 0.05, &now_us); /* within 100 ms */
  g_assert_cmpuint (rate.decreases, ==, 1);
  run (&rate, VD_LINE_USE_OVER, 500000, 0.05, &now_us);
  g_assert_cmpfloat (rate.bps, ==, 0.85 * 500000);
  /* More got through than we now send: the cut has not yet shown, it is not repeated. */
  run (&rate, VD_LINE_USE_OVER, 500000, 0.1, &now_us);
  g_assert_cmpfloat (rate.bps, ==, 0.85 * 500000);
  run (&rate, VD_LINE_USE_OVER, 1000, 2, &now_us);
  g_assert_cmpfloat (rate.bps, ==, 5e4);
}

static void
test_aimd_growth (void)
{
  VdAimdRate rate;
  gint64 now_us = SECOND;
  double from;

  vd_aimd_rate_init (&rate, 6e5, 5e4, 5e6);
  run (&rate, VD_LINE_USE_NORMAL, 0, 0.05, &now_us);
  run (&rate, VD_LINE_USE_NORMAL, 0, 1, &now_us);
  g_assert_cmpfloat_with_epsilon (rate.bps, 6e5 * 1.4, 1e3); /* at the start */
  run (&rate, VD_LINE_USE_OVER, 400000, 0.05, &now_us);
  rate.capacity_bps = 0; /* far from it */
  from = rate.bps;
  run (&rate, VD_LINE_USE_NORMAL, 0, 1, &now_us);
  g_assert_cmpfloat_with_epsilon (rate.bps, from * 1.08, 1e3);
  run (&rate, VD_LINE_USE_NORMAL, 0, 3, &now_us);
  from = rate.bps;
  run (&rate, VD_LINE_USE_NORMAL, 0, 1, &now_us);
  g_assert_cmpfloat_with_epsilon (rate.bps, from * 1.2, 1e3);
  from = rate.bps;
  run (&rate, VD_LINE_USE_UNDER, 0, 5, &now_us);
  g_assert_cmpfloat (rate.bps, ==, from); /* a queue drains: wait */
}

static void
test_aimd_near (void)
{
  VdAimdRate rate;
  gint64 now_us = SECOND;
  double from;

  vd_aimd_rate_init (&rate, 6e5, 5e4, 2.5e6);
  run (&rate, VD_LINE_USE_OVER, 500000, 0.05, &now_us);
  rate.bps = from = 490000;
  run (&rate, VD_LINE_USE_NORMAL, 0, 1, &now_us);
  /* 20 updates: half a packet for each third of a response time, and no less than 1 kbit/s. */
  g_assert_cmpfloat_with_epsilon (rate.bps, from + 20 * 0.5 * 8000 / 3, 500);
}

static void
test_aimd_does_not_run_away (void)
{
  VdAimdRate rate;
  gint64 now_us = SECOND;

  vd_aimd_rate_init (&rate, 2e5, 5e4, 2.5e6);
  run (&rate, VD_LINE_USE_NORMAL, 200000, 60, &now_us);
  g_assert_cmpfloat (rate.bps, <=, 1.5 * 200000 + 10000);
}

static void
test_aimd_regains (void)
{
  VdAimdRate rate;
  gint64 now_us = SECOND;

  vd_aimd_rate_init (&rate, 1.6e6, 5e4, 2.5e6);
  run (&rate, VD_LINE_USE_OVER, 1.6e6, 0.05, &now_us);
  rate.bps = 1.6e6;
  for (guint i = 0; i < 3; i++)
    vd_aimd_rate_halve (&rate, now_us);
  g_assert_cmpfloat (rate.bps, ==, 2e5);
  run (&rate, VD_LINE_USE_NORMAL, 0, 3, &now_us);
  g_assert_cmpfloat_with_epsilon (rate.bps, 1.45e6, 6e4);
  for (guint i = 0; i < 20; i++)
    vd_aimd_rate_halve (&rate, now_us);
  g_assert_cmpfloat (rate.bps, ==, 5e4);
  run (&rate, VD_LINE_USE_OVER, 1e5, 0.05, &now_us);
  g_assert_cmpfloat (rate.regain_bps, ==, 0); /* the line is smaller now */
}

/* @loss of 100 packets each 200 ms. */
static void
lose (VdLossRate *rate, double loss, guint updates, gboolean calm, gint64 *now_us)
{
  for (guint i = 0; i < updates; i++)
    {
      VdLossInput input = { .ceiling_bps = 1e6, .min_bps = 5e4, .calm = calm, .now_us = *now_us += 200 * MS };

      vd_loss_rate_count (rate, 100 - loss * 100, loss * 100);
      vd_loss_rate_update (rate, &input);
    }
}

static void
test_loss_law (void)
{
  VdLossRate rate;
  gint64 now_us = SECOND;
  double from;

  vd_loss_rate_init (&rate, 1e6);
  lose (&rate, 0.01, 10, FALSE, &now_us);
  g_assert_cmpfloat (rate.bps, >=, 1e6); /* not in the way */
  rate.loss = 0.05;
  lose (&rate, 0.05, 10, FALSE, &now_us);
  g_assert_cmpfloat (rate.bps, ==, 1e6); /* neither up nor down */
  rate.loss = 0.2;
  lose (&rate, 0.2, 1, FALSE, &now_us);
  g_assert_cmpfloat_with_epsilon (rate.bps, 1e6 * 0.9, 1);
  lose (&rate, 0.2, 1, FALSE, &now_us);
  g_assert_cmpfloat_with_epsilon (rate.bps, 1e6 * 0.81, 1);
  rate.loss = 0;
  from = rate.bps;
  lose (&rate, 0, 2, FALSE, &now_us);
  g_assert_cmpfloat_with_epsilon (rate.bps, from * 1.05 * 1.05, 1);
}

/* A line became narrower, and its queue spills for two seconds: what was lost then is answered once in a while, and never
 * with less than most of what gets through. */
static void
test_loss_of_a_spilling_queue (void)
{
  VdLossRate rate;
  VdLossInput input = { .ceiling_bps = 1.8e6, .min_bps = 5e4, .received_bps = 5e5, .response_us = 800 * 1000 };
  double before_bps;
  guint cuts = 0;

  vd_loss_rate_init (&rate, 1.8e6);
  for (int i = 0; i < 20; i++)
    {
      before_bps = rate.bps;
      input.now_us += 200 * 1000;
      vd_loss_rate_count (&rate, 50, 50);
      vd_loss_rate_update (&rate, &input);
      cuts += rate.bps < before_bps * 0.99;
    }
  g_assert_cmpuint (cuts, >=, 3);
  g_assert_cmpuint (cuts, <=, 5);
  g_assert_cmpfloat (rate.bps, >=, 0.6 * 5e5);
}

static void
test_loss_needs_packets (void)
{
  VdLossRate rate;
  VdLossInput input = { .ceiling_bps = 1e6, .min_bps = 5e4, .now_us = SECOND };

  vd_loss_rate_init (&rate, 1e6);
  vd_loss_rate_count (&rate, 0, 19);
  vd_loss_rate_update (&rate, &input);
  g_assert_cmpfloat (rate.loss, ==, 0);
  vd_loss_rate_count (&rate, 0, 1);
  vd_loss_rate_update (&rate, &input);
  g_assert_cmpfloat (rate.loss, >, 0.2);
}

static void
test_loss_of_the_line (void)
{
  VdLossRate rate;
  gint64 now_us = SECOND;

  vd_loss_rate_init (&rate, 1e6);
  lose (&rate, 0.05, 5, TRUE, &now_us);
  g_assert_cmpint (rate.test, ==, VD_LOSS_TEST_WATCHING);
  for (guint i = 0; i < 20 && rate.test != VD_LOSS_TEST_LOWERED; i++)
    lose (&rate, 0.05, 1, TRUE, &now_us);
  g_assert_cmpint (rate.test, ==, VD_LOSS_TEST_LOWERED);
  g_assert_cmpfloat_with_epsilon (rate.bps, 0.8e6, 1);
  lose (&rate, 0.05, 60, TRUE, &now_us); /* it stays: nothing to do with us */
  g_assert_cmpfloat_with_epsilon (rate.own, 0.05, 1e-3);
  g_assert_cmpfloat (rate.bps, >=, 1e6);
}

static void
test_loss_of_our_own_making (void)
{
  VdLossRate rate;
  gint64 now_us = SECOND;

  vd_loss_rate_init (&rate, 1e6);
  for (guint i = 0; i < 20 && rate.test != VD_LOSS_TEST_LOWERED; i++)
    lose (&rate, 0.05, 1, TRUE, &now_us);
  g_assert_cmpint (rate.test, ==, VD_LOSS_TEST_LOWERED);
  for (guint i = 0; i < 20 && rate.test == VD_LOSS_TEST_LOWERED; i++)
    lose (&rate, 0, 1, TRUE, &now_us);
  g_assert_cmpint (rate.test, ==, VD_LOSS_TEST_NONE);
  g_assert_cmpfloat (rate.own, ==, 0);
  /* Asked again only after ten seconds. */
  lose (&rate, 0.05, 48, TRUE, &now_us);
  g_assert_cmpint (rate.test, ==, VD_LOSS_TEST_NONE);
  lose (&rate, 0.05, 3, TRUE, &now_us);
  g_assert_cmpint (rate.test, ==, VD_LOSS_TEST_WATCHING);
}

static void
test_loss_bears_a_dip (void)
{
  VdLossRate rate;
  VdLossInput input = { .ceiling_bps = 1e6, .min_bps = 5e4, .now_us = SECOND };

  vd_loss_rate_init (&rate, 1e6);
  rate.loss = 0.05;
  for (guint i = 0; i < 30; i++)
    {
      input.ceiling_bps = i == 20 ? 3e5 : 1e6;
      input.now_us += 200 * MS;
      vd_loss_rate_count (&rate, 95, 5);
      vd_loss_rate_update (&rate, &input);
    }
  g_assert_cmpfloat_with_epsilon (rate.bps, 1e6, 1);
}

static void
test_loss_in_a_queue_is_not_tested (void)
{
  VdLossRate rate;
  gint64 now_us = SECOND;

  vd_loss_rate_init (&rate, 1e6);
  lose (&rate, 0.05, 100, FALSE, &now_us);
  g_assert_cmpint (rate.test, ==, VD_LOSS_TEST_NONE);
  g_assert_cmpfloat (rate.own, ==, 0);
  lose (&rate, 0.05, 5, TRUE, &now_us);
  g_assert_cmpint (rate.test, ==, VD_LOSS_TEST_WATCHING);
  lose (&rate, 0.05, 1, FALSE, &now_us);
  g_assert_cmpint (rate.test, ==, VD_LOSS_TEST_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-laws/aimd/cut", test_aimd_cut);
  g_test_add_func ("/rate-laws/aimd/growth", test_aimd_growth);
  g_test_add_func ("/rate-laws/aimd/near", test_aimd_near);
  g_test_add_func ("/rate-laws/aimd/does-not-run-away", test_aimd_does_not_run_away);
  g_test_add_func ("/rate-laws/aimd/regains", test_aimd_regains);
  g_test_add_func ("/rate-laws/loss/law", test_loss_law);
  g_test_add_func ("/rate-laws/loss/of-a-spilling-queue", test_loss_of_a_spilling_queue);
  g_test_add_func ("/rate-laws/loss/needs-packets", test_loss_needs_packets);
  g_test_add_func ("/rate-laws/loss/of-the-line", test_loss_of_the_line);
  g_test_add_func ("/rate-laws/loss/of-our-own-making", test_loss_of_our_own_making);
  g_test_add_func ("/rate-laws/loss/bears-a-dip", test_loss_bears_a_dip);
  g_test_add_func ("/rate-laws/loss/not-tested-in-a-queue", test_loss_in_a_queue_is_not_tested);
  return g_test_run ();
}
