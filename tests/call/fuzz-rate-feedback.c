/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever feedback says, the target stays within its bounds. The input is a list of steps: one byte for what to do,
 * eight each for the times it needs. */
#include "rate-estimator.h"
#include "rate-ladder.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define MIN_BPS 50000
#define MAX_BPS 2500000
#define MAX_REPORTS 64

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct
{
  const uint8_t *data;
  size_t size;
} Reader;

static gint64
read_bytes (Reader *reader, size_t count)
{
  guint64 value = 0;

  for (size_t i = 0; i < count && reader->size > 0; i++, reader->size--)
    value = value << 8 | *reader->data++;
  return value;
}

/* Small steps as in a call, or anything at all. */
static gint64
read_time (Reader *reader, gint64 from_us)
{
  guint8 kind = read_bytes (reader, 1);

  if (kind < 0xf0)
    return (gint64)((guint64)from_us + (guint64)kind * 500);
  return read_bytes (reader, 8);
}

static void
check (VdRateEstimator *estimator, VdRateLadder *ladder, gint64 now_us)
{
  VdRateFigures figures = vd_rate_estimator_get_figures (estimator);
  VdRatePlan plan;

  g_assert_cmpuint (figures.target_bps, >=, MIN_BPS);
  g_assert_cmpuint (figures.target_bps, <=, MAX_BPS);
  g_assert_cmpuint (vd_rate_estimator_get_fill_bps (estimator), <=, MAX_BPS);
  g_assert_true (isfinite (figures.loss) && figures.loss >= 0 && figures.loss <= 1);
  plan = vd_rate_ladder_step (ladder, figures.target_bps, figures.loss, CLAMP (now_us, 0, G_MAXINT64 / 2));
  g_assert_true (!plan.video_on || (plan.width > 0 && plan.fps > 0));
  g_assert_cmpuint (plan.video_bps, <=, MAX_BPS);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const VdRateConfig config = {
    .start_bps = 600000, .min_bps = MIN_BPS, .max_bps = MAX_BPS, .fill_until_bps = 1500000
  };
  const VdRateLadderConfig camera = { .width = 1280, .height = 720, .fps = 30 };
  g_autoptr (VdRateEstimator) estimator = vd_rate_estimator_new (&config);
  VdRateLadder ladder;
  Reader reader = { data, size };
  gint64 now_us = G_USEC_PER_SEC, sent_us = G_USEC_PER_SEC / 2, arrived_us = 0;

  vd_rate_ladder_init (&ladder, &camera, config.start_bps);
  while (reader.size > 0)
    {
      VdPacketReport reports[MAX_REPORTS];
      guint8 what = read_bytes (&reader, 1);
      gsize count = what % MAX_REPORTS;

      now_us = read_time (&reader, now_us);
      if (what >= 0xf0)
        vd_rate_estimator_set_rtt (estimator, read_bytes (&reader, 8));
      for (gsize i = 0; i < count; i++)
        {
          guint16 flags = read_bytes (&reader, 2);

          sent_us = read_time (&reader, sent_us);
          arrived_us = read_time (&reader, arrived_us);
          reports[i] = (VdPacketReport){ .sent_us = sent_us,
                                         .arrived_us = arrived_us,
                                         .size_bytes = flags >= 0xff00 ? (guint)read_bytes (&reader, 4) : flags & 0x7ff,
                                         .lost = flags >> 12 == 1 };
        }
      vd_rate_estimator_take_feedback (estimator, reports, count, now_us);
      vd_rate_estimator_tick (estimator, now_us);
      check (estimator, &ladder, now_us);
    }
  return 0;
}
