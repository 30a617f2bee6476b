/* SPDX-License-Identifier: EUPL-1.2 */
#include "idle-watch.h"

#define PATIENCE 3

void
vd_idle_watch_touch (VdIdleWatch *self, gint64 now_us)
{
  self->since_us = now_us;
}

void
vd_idle_watch_set_rule (VdIdleWatch *self, VdIdleRule rule, gint64 now_us)
{
  if (self->rule == rule)
    return;
  self->rule = rule;
  self->since_us = now_us;
}

VdIdleVerdict
vd_idle_watch_judge (const VdIdleWatch *self, gint64 now_us, guint *left_s)
{
  gint64 warn_us, leave_us;

  *left_s = 0;
  if (self->rule == VD_IDLE_RULE_OFF)
    return VD_IDLE_VERDICT_STAY;
  warn_us =
      self->since_us + (gint64)self->warning_s * (self->rule == VD_IDLE_RULE_PATIENT ? PATIENCE : 1) * G_USEC_PER_SEC;
  leave_us = warn_us + (gint64)self->leave_s * G_USEC_PER_SEC;
  if (now_us < warn_us)
    return VD_IDLE_VERDICT_STAY;
  if (now_us >= leave_us)
    return VD_IDLE_VERDICT_LEAVE;
  *left_s = (guint)((leave_us - now_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  return VD_IDLE_VERDICT_WARN;
}
