/* SPDX-License-Identifier: EUPL-1.2 */
#include "trendline.h"

/* As in the estimator that browsers use, whose flows we share links with: a slope is worth four times its value, and
 * the more groups stand behind it the more, up to 60. */
#define SMOOTHING 0.9
#define GAIN 4.0
#define MAX_DELTAS 60

void
vd_trendline_reset (VdTrendline *self)
{
  *self = (VdTrendline){ 0 };
}

/* Least squares over the window; dimensionless (ms of delay per ms of time). */
static double
slope (const VdTrendline *self)
{
  double mean_x = 0, mean_y = 0, above = 0, below = 0;

  for (guint i = 0; i < VD_TRENDLINE_GROUPS; i++)
    {
      mean_x += self->at_ms[i] / VD_TRENDLINE_GROUPS;
      mean_y += self->delay_ms[i] / VD_TRENDLINE_GROUPS;
    }
  for (guint i = 0; i < VD_TRENDLINE_GROUPS; i++)
    {
      double x = self->at_ms[i] - mean_x;

      above += x * (self->delay_ms[i] - mean_y);
      below += x * x;
    }
  return below > 1e-6 ? above / below : 0;
}

double
vd_trendline_add (VdTrendline *self, const VdGroupDelta *delta)
{
  if (self->deltas == 0)
    self->first_us = delta->at_us;
  self->deltas = MIN (self->deltas + 1, MAX_DELTAS);
  self->sum_ms += (delta->arrived_us - delta->sent_us) / 1000.0;
  self->smoothed_ms = SMOOTHING * self->smoothed_ms + (1 - SMOOTHING) * self->sum_ms;

  self->at_ms[self->next] = (delta->at_us - self->first_us) / 1000.0;
  self->delay_ms[self->next] = self->smoothed_ms;
  self->next = (self->next + 1) % VD_TRENDLINE_GROUPS;
  self->filled = MIN (self->filled + 1, VD_TRENDLINE_GROUPS);
  return self->filled == VD_TRENDLINE_GROUPS ? slope (self) * self->deltas * GAIN : 0;
}
