/* SPDX-License-Identifier: EUPL-1.2 */
#include "wait-estimate.h"

#define PRIOR_WEIGHT 20
#define WINDOW 100
/* Below so many calls seen, a figure would be the prior dressed up as knowledge. */
#define MIN_SAMPLES 5

/* A call of a second (a wrong touch) or of an afternoon (forgotten) says nothing about the next one. */
#define SHORTEST_S 20
#define LONGEST_S 7200

void
vd_service_time_add (VdServiceTime *self, double seconds)
{
  double weight = PRIOR_WEIGHT + MIN (self->samples, WINDOW - PRIOR_WEIGHT);

  if (seconds < SHORTEST_S || seconds > LONGEST_S)
    return;
  self->mean_s = (self->mean_s * weight + seconds) / (weight + 1);
  self->samples++;
}

VdWait
vd_wait_estimate (const VdServiceTime *service, guint ahead, guint free, guint on_duty)
{
  static const struct
  {
    double below_s;
    guint min;
    int max;
  } bands[] = { { 300, 0, 5 }, { 600, 5, 10 }, { 1200, 10, 20 }, { G_MAXDOUBLE, 20, -1 } };
  double wait_s;
  gsize band = 0;

  if (on_duty == 0)
    return (VdWait){ .is_known = FALSE };
  if (free > ahead)
    return (VdWait){ .is_known = TRUE, .min_minutes = bands[0].min, .max_minutes = bands[0].max };
  if (service->samples < MIN_SAMPLES)
    return (VdWait){ .is_known = FALSE };
  wait_s = (double)(ahead + 1 - free) * service->mean_s / on_duty;
  while (wait_s >= bands[band].below_s)
    band++;
  return (VdWait){ .is_known = TRUE, .min_minutes = bands[band].min, .max_minutes = bands[band].max };
}
