/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An honest idea of the wait: a band of minutes, or nothing when nothing is known. Pure. */
typedef struct
{
  gboolean is_known;
  guint min_minutes;
  int max_minutes; /* -1: open-ended, "more than min" */
} VdWait;

/* How long a call and what follows it take: a running mean that starts from a prior worth 20 calls and forgets with a
 * window of 100. */
typedef struct
{
  double mean_s;
  guint samples;
} VdServiceTime;

#define VD_SERVICE_TIME_PRIOR ((VdServiceTime){ .mean_s = 480 })

void vd_service_time_add (VdServiceTime *self, double seconds);
/* @ahead: contacts before this one. @free: advisors who would be rung now. @on_duty: all who take contacts. */
VdWait vd_wait_estimate (const VdServiceTime *service, guint ahead, guint free, guint on_duty);

G_END_DECLS
