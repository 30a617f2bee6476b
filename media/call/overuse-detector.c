/* SPDX-License-Identifier: EUPL-1.2 */
#include "overuse-detector.h"

#include <math.h>

/* draft-ietf-rmcat-gcc-02 §5.4 and its table of parameters. The threshold rises quickly and falls slowly, so that
 * beside a TCP flow, which fills any queue, we are not starved by our own caution. */
#define THRESHOLD_START_MS 12.5
#define THRESHOLD_MIN_MS 6.0
#define THRESHOLD_MAX_MS 600.0
#define RISE_PER_MS 0.01
#define FALL_PER_MS 0.00018
#define SPIKE_MS 15.0 /* a slope so far beyond the threshold is a jump of the path, nothing to get used to */
#define MAX_STEP_MS 100.0
#define OVER_TIME_MS 10.0

void
vd_overuse_detector_reset (VdOveruseDetector *self)
{
  *self = (VdOveruseDetector){ .threshold_ms = THRESHOLD_START_MS };
}

static void
adapt_threshold (VdOveruseDetector *self, double slope_ms, gint64 at_us)
{
  double size_ms = fabs (slope_ms);
  double step_ms = self->updated_us ? CLAMP ((at_us - self->updated_us) / 1000.0, 0, MAX_STEP_MS) : 0;
  double per_ms = size_ms < self->threshold_ms ? FALL_PER_MS : RISE_PER_MS;

  self->updated_us = at_us;
  if (size_ms > self->threshold_ms + SPIKE_MS)
    return;
  self->threshold_ms += per_ms * (size_ms - self->threshold_ms) * step_ms;
  self->threshold_ms = CLAMP (self->threshold_ms, THRESHOLD_MIN_MS, THRESHOLD_MAX_MS);
}

static void
judge_rise (VdOveruseDetector *self, double slope_ms, double delta_ms)
{
  /* The first group beyond it may have crossed anywhere since the one before: half the time between. */
  self->over_for_ms += self->over_count == 0 ? delta_ms / 2 : delta_ms;
  self->over_count++;
  if (self->over_for_ms <= OVER_TIME_MS || self->over_count < 2 || slope_ms < self->previous_ms)
    return;
  self->over_for_ms = 0;
  self->over_count = 0;
  self->use = VD_LINE_USE_OVER;
}

VdLineUse
vd_overuse_detector_update (VdOveruseDetector *self, double slope_ms, gint64 delta_us, gint64 at_us)
{
  if (slope_ms > self->threshold_ms)
    judge_rise (self, slope_ms, MAX (delta_us, 0) / 1000.0);
  else
    {
      self->over_for_ms = 0;
      self->over_count = 0;
      self->use = slope_ms < -self->threshold_ms ? VD_LINE_USE_UNDER : VD_LINE_USE_NORMAL;
    }
  self->previous_ms = slope_ms;
  adapt_threshold (self, slope_ms, at_us);
  return self->use;
}
