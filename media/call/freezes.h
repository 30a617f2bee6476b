/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often the other side's picture stood still, as browsers count it (W3C webrtc-stats, freezeCount and
 * totalFreezesDuration): the time between two shown frames is a freeze if it is at least three times the average of the
 * last thirty, and at least 150 ms more than it. Pure. */
#define VD_FREEZES_WINDOW 30

typedef struct
{
  guint count;
  gint64 total_us;

  gint64 last_us; /* 0: no frame yet */
  gint64 spans_us[VD_FREEZES_WINDOW];
  guint n_spans; /* of all time */
  gint64 sum_us; /* of those in the window */
} VdFreezes;

/* A frame was shown at @now_us, a monotonic clock. */
void vd_freezes_add (VdFreezes *self, gint64 now_us);

G_END_DECLS
