/* SPDX-License-Identifier: EUPL-1.2 */
/* The estimator's parts, each against its own law. */
#include "arrival-groups.h"
#include "overuse-detector.h"
#include "queue-delay.h"
#include "queue-drain.h"
#include "received-rate.h"
#include "trendline.h"

#define MS 1000
#define SECOND G_USEC_PER_SEC

static gboolean
add (VdArrivalGroups *groups, gint64 sent_ms, gint64 arrived_ms, VdGroupDelta *delta)
{
  VdPacketReport report = { .sent_us = sent_ms * MS, .arrived_us = arrived_ms * MS, .size_bytes = 1000 };

  return vd_arrival_groups_add (groups, &report, delta);
}

static void
test_groups_by_departure (void)
{
  VdArrivalGroups groups = { 0 };
  VdGroupDelta delta;

  g_assert_false (add (&groups, 0, 1000, &delta));
  g_assert_false (add (&groups, 5, 1012, &delta)); /* the same: within 5 ms */
  g_assert_false (add (&groups, 33, 1040, &delta));
  g_assert_false (add (&groups, 36, 1050, &delta));
  g_assert_true (add (&groups, 66, 1080, &delta));
  g_assert_cmpint (delta.sent_us, ==, 31 * MS);
  g_assert_cmpint (delta.arrived_us, ==, 38 * MS);
  g_assert_cmpint (delta.at_us, ==, 1050 * MS);
}

static void
test_groups_by_release (void)
{
  VdArrivalGroups groups = { 0 };
  VdGroupDelta delta;

  /* Sent 10 ms apart, let go together: one group, which says nothing of the queue's growth. */
  g_assert_false (add (&groups, 0, 1000, &delta));
  g_assert_false (add (&groups, 10, 1100, &delta));
  g_assert_false (add (&groups, 20, 1101, &delta));
  g_assert_false (add (&groups, 30, 1102, &delta));
  g_assert_true (add (&groups, 100, 1172, &delta));
  g_assert_cmpint (delta.sent_us, ==, 30 * MS);
  g_assert_cmpint (delta.arrived_us, ==, 102 * MS);
}

static void
test_groups_overtaken (void)
{
  VdArrivalGroups groups = { 0 };
  VdGroupDelta delta;

  add (&groups, 0, 1000, &delta);
  add (&groups, 50, 1050, &delta);
  g_assert_false (add (&groups, 20, 1055, &delta));
  g_assert_true (add (&groups, 100, 1100, &delta));
  g_assert_cmpint (delta.arrived_us, ==, 50 * MS);
}

static double
trend_of (double arrived_per_sent, guint groups)
{
  VdTrendline line = { 0 };
  double trend = 0;

  for (guint i = 1; i <= groups; i++)
    {
      VdGroupDelta delta = { .sent_us = 10 * MS,
                             .arrived_us = 10 * MS * arrived_per_sent,
                             .at_us = 10 * MS * arrived_per_sent * i };

      trend = vd_trendline_add (&line, &delta);
    }
  return trend;
}

static void
test_trendline (void)
{
  g_assert_cmpfloat (trend_of (1, 19), ==, 0);
  g_assert_cmpfloat_with_epsilon (trend_of (1, 100), 0, 1e-9);
  /* A queue that grows by 1 ms each 11 ms: a slope of 1/11, times gain and number of groups. */
  g_assert_cmpfloat_with_epsilon (trend_of (1.1, 200), 60 * 4 / 11.0, 0.01);
  g_assert_cmpfloat_with_epsilon (trend_of (0.9, 200), -60 * 4 / 9.0, 0.01);
  g_assert_cmpfloat (trend_of (1.1, 19), ==, 0);
}

static void
test_detector_needs_time (void)
{
  VdOveruseDetector detector;

  vd_overuse_detector_reset (&detector);
  g_assert_cmpint (vd_overuse_detector_update (&detector, 20, 6 * MS, 6 * MS), ==, VD_LINE_USE_NORMAL);
  g_assert_cmpint (vd_overuse_detector_update (&detector, 21, 6 * MS, 12 * MS), ==, VD_LINE_USE_NORMAL);
  g_assert_cmpint (vd_overuse_detector_update (&detector, 22, 6 * MS, 18 * MS), ==, VD_LINE_USE_OVER);
  g_assert_cmpint (vd_overuse_detector_update (&detector, 0, 6 * MS, 24 * MS), ==, VD_LINE_USE_NORMAL);
  g_assert_cmpint (vd_overuse_detector_update (&detector, -30, 6 * MS, 30 * MS), ==, VD_LINE_USE_UNDER);
}

static void
test_detector_needs_rise (void)
{
  VdOveruseDetector detector;

  vd_overuse_detector_reset (&detector);
  for (guint i = 1; i < 20; i++)
    g_assert_cmpint (vd_overuse_detector_update (&detector, 60 - i, 20 * MS, i * 20 * MS), ==, VD_LINE_USE_NORMAL);
}

static void
test_detector_threshold (void)
{
  VdOveruseDetector detector;
  double before_ms;

  vd_overuse_detector_reset (&detector);
  g_assert_cmpfloat (detector.threshold_ms, ==, 12.5);
  vd_overuse_detector_update (&detector, 20, 10 * MS, 10 * MS);
  vd_overuse_detector_update (&detector, 20, 10 * MS, 20 * MS);
  g_assert_cmpfloat_with_epsilon (detector.threshold_ms, 12.5 + 0.01 * 7.5 * 10, 1e-9);
  before_ms = detector.threshold_ms;
  vd_overuse_detector_update (&detector, before_ms + 15.1, 10 * MS, 30 * MS); /* a jump of the path */
  g_assert_cmpfloat (detector.threshold_ms, ==, before_ms);
  vd_overuse_detector_update (&detector, 0, 10 * MS, 1030 * MS); /* slowly down, for 100 ms at most */
  g_assert_cmpfloat_with_epsilon (detector.threshold_ms, before_ms * (1 - 0.00018 * 100), 1e-9);
  for (guint i = 0; i < 100000; i++)
    vd_overuse_detector_update (&detector, 0, 10 * MS, (2000 + i * 10) * MS);
  g_assert_cmpfloat (detector.threshold_ms, ==, 6);
}

static void
test_received_rate (void)
{
  VdReceivedRate rate = { 0 };

  for (gint64 at_us = -700 * MS; at_us < -450 * MS; at_us += 10 * MS)
    vd_received_rate_add (&rate, at_us, 1250);
  g_assert_cmpfloat (vd_received_rate_get_bps (&rate), ==, 0); /* too short to say */
  for (gint64 at_us = -450 * MS; at_us < 5 * SECOND; at_us += 10 * MS)
    vd_received_rate_add (&rate, at_us, 1250);
  g_assert_cmpfloat_with_epsilon (vd_received_rate_get_bps (&rate), 1e6, 3e4);
  for (gint64 at_us = 5 * SECOND; at_us < 5 * SECOND + 250 * MS; at_us += 50 * MS)
    vd_received_rate_add (&rate, at_us, 1250);
  g_assert_cmpfloat (vd_received_rate_get_lately_bps (&rate), <, 3e5);
  g_assert_cmpfloat (vd_received_rate_get_bps (&rate), >, 5e5);
  vd_received_rate_add (&rate, SECOND, 60000); /* far too late to count */
  g_assert_cmpfloat (vd_received_rate_get_bps (&rate), <, 1e6);
}

static void
take_way (VdQueueDelay *queue, gint64 sent_ms, gint64 way_ms)
{
  VdPacketReport report = { .sent_us = sent_ms * MS, .arrived_us = (sent_ms + way_ms) * MS - 77 * SECOND };

  vd_queue_delay_add (queue, &report);
}

static void
test_queue_delay (void)
{
  VdQueueDelay queue = { 0 };
  gint64 at_ms = 0;

  for (; at_ms < 5000; at_ms += 10)
    take_way (&queue, at_ms, 30);
  g_assert_cmpint (vd_queue_delay_get_us (&queue), ==, 0);
  for (; at_ms < 5500; at_ms += 10)
    take_way (&queue, at_ms, 230);
  g_assert_cmpint (vd_queue_delay_get_us (&queue), ==, 200 * MS);
  g_assert_cmpint (vd_queue_delay_get_standing_us (&queue), >, 150 * MS);
  /* After a minute that is simply how long the way is. */
  for (; at_ms < 80000; at_ms += 10)
    take_way (&queue, at_ms, 230);
  g_assert_cmpint (vd_queue_delay_get_us (&queue), ==, 0);
}

static void
test_queue_delay_and_jitter (void)
{
  VdQueueDelay queue = { 0 };

  for (guint i = 0; i < 1000; i++)
    take_way (&queue, i * 10, 60 + (i / 10 % 2) * 40); /* a radio cell's schedule */
  g_assert_cmpint (vd_queue_delay_get_standing_us (&queue), <, 30 * MS);
}

static void
test_drain (void)
{
  VdQueueDrain drain = { 0 };

  vd_queue_drain_begin (&drain, 35 * MS, SECOND);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 35 * MS, SECOND), ==, 1); /* not worth it */
  vd_queue_drain_begin (&drain, 900 * MS, SECOND);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 900 * MS, SECOND), <=, 0.3);
  g_assert_cmpfloat_with_epsilon (vd_queue_drain_get_share (&drain, 130 * MS, 2 * SECOND), 0.8 * 0.9, 1e-9);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 20 * MS, 3 * SECOND), ==, 1);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 430 * MS, 3 * SECOND), ==, 1); /* over until the next cut */
}

static void
test_drain_gives_up (void)
{
  VdQueueDrain drain = { 0 };

  vd_queue_drain_begin (&drain, 200 * MS, SECOND);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 150 * MS, 3 * SECOND), <, 1);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 200 * MS, 5 * SECOND), ==, 1);
  g_assert_true (vd_queue_drain_is_banned (&drain, 5 * SECOND));
  vd_queue_drain_begin (&drain, 200 * MS, 6 * SECOND);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 200 * MS, 6 * SECOND), ==, 1);
  vd_queue_drain_begin (&drain, 200 * MS, 36 * SECOND);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 200 * MS, 36 * SECOND), <, 1);
  /* In vain again: twice as long before the next. */
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 150 * MS, 38 * SECOND), <, 1);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 200 * MS, 39 * SECOND), ==, 1);
  g_assert_true (vd_queue_drain_is_banned (&drain, 98 * SECOND));
  g_assert_false (vd_queue_drain_is_banned (&drain, 99 * SECOND));
  g_assert_false (vd_queue_drain_take_way_is_longer (&drain));
}

static void
test_drain_of_no_queue (void)
{
  VdQueueDrain drain = { 0 };

  vd_queue_drain_begin (&drain, 120 * MS, SECOND);
  for (gint64 at_us = SECOND; at_us <= 4 * SECOND; at_us += 50 * MS)
    vd_queue_drain_get_share (&drain, 120 * MS + at_us % 100, at_us);
  g_assert_false (vd_queue_drain_is_banned (&drain, 4 * SECOND));
  g_assert_true (vd_queue_drain_take_way_is_longer (&drain));
  g_assert_false (vd_queue_drain_take_way_is_longer (&drain));
}

static void
test_drain_goes_on_while_it_helps (void)
{
  VdQueueDrain drain = { 0 };

  vd_queue_drain_begin (&drain, 2000 * MS, SECOND);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 900 * MS, 4 * SECOND), <, 1);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 400 * MS, 7 * SECOND), <, 1);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 350 * MS, 9 * SECOND), <, 1);
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 300 * MS, 10 * SECOND), ==, 1);
  g_assert_true (vd_queue_drain_is_banned (&drain, 10 * SECOND));
  /* Whoever filled it has gone. */
  g_assert_cmpfloat (vd_queue_drain_get_share (&drain, 10 * MS, 11 * SECOND), ==, 1);
  g_assert_false (vd_queue_drain_is_banned (&drain, 11 * SECOND));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-parts/groups/by-departure", test_groups_by_departure);
  g_test_add_func ("/rate-parts/groups/by-release", test_groups_by_release);
  g_test_add_func ("/rate-parts/groups/overtaken", test_groups_overtaken);
  g_test_add_func ("/rate-parts/trendline", test_trendline);
  g_test_add_func ("/rate-parts/detector/needs-time", test_detector_needs_time);
  g_test_add_func ("/rate-parts/detector/needs-rise", test_detector_needs_rise);
  g_test_add_func ("/rate-parts/detector/threshold", test_detector_threshold);
  g_test_add_func ("/rate-parts/received-rate", test_received_rate);
  g_test_add_func ("/rate-parts/queue-delay/minute", test_queue_delay);
  g_test_add_func ("/rate-parts/queue-delay/jitter", test_queue_delay_and_jitter);
  g_test_add_func ("/rate-parts/drain/shares", test_drain);
  g_test_add_func ("/rate-parts/drain/gives-up", test_drain_gives_up);
  g_test_add_func ("/rate-parts/drain/of-no-queue", test_drain_of_no_queue);
  g_test_add_func ("/rate-parts/drain/goes-on-while-it-helps", test_drain_goes_on_while_it_helps);
  return g_test_run ();
}
