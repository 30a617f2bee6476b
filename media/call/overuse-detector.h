/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells a filling queue from jitter: a threshold on the delay's slope that follows what this line usually does. Pure.
 */
typedef enum
{
  VD_LINE_USE_NORMAL,
  VD_LINE_USE_OVER,  /* more is sent than gets through: the queue fills */
  VD_LINE_USE_UNDER, /* the queue drains */
} VdLineUse;

typedef struct
{
  VdLineUse use;
  double threshold_ms;
  double previous_ms;
  double over_for_ms;
  guint over_count;
  gint64 updated_us;
} VdOveruseDetector;

void vd_overuse_detector_reset (VdOveruseDetector *self);
/* @slope_ms: of the trendline; @delta_us: between the last two groups as sent; @at_us: receiver's clock. */
VdLineUse vd_overuse_detector_update (VdOveruseDetector *self, double slope_ms, gint64 delta_us, gint64 at_us);

G_END_DECLS
