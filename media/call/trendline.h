/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "arrival-groups.h"

G_BEGIN_DECLS

/* Is the queue on the way filling or draining? The slope of the one-way delay over the last groups, as a line through
 * them. Pure. */
#define VD_TRENDLINE_GROUPS 20

typedef struct
{
  double at_ms[VD_TRENDLINE_GROUPS];    /* since the first group */
  double delay_ms[VD_TRENDLINE_GROUPS]; /* smoothed, since the first group */
  guint next, filled;
  guint deltas; /* seen so far, up to a maximum */
  gint64 first_us;
  double sum_ms, smoothed_ms;
} VdTrendline;

void vd_trendline_reset (VdTrendline *self);
/* Returns the slope weighted for comparison with the overuse threshold, in ms; 0 until the window is full. */
double vd_trendline_add (VdTrendline *self, const VdGroupDelta *delta);

G_END_DECLS
