/* SPDX-License-Identifier: EUPL-1.2 */
#include "back-off.h"

#define MAX_DOUBLINGS 20

guint
vd_back_off_get_limit_ms (const VdBackOff *self)
{
  guint64 limit_ms = (guint64)self->first_ms << MIN (self->failures, MAX_DOUBLINGS);

  return (guint)MIN (limit_ms, self->last_ms);
}

guint
vd_back_off_next_ms (VdBackOff *self, double chance)
{
  guint pause_ms = (guint)(vd_back_off_get_limit_ms (self) * CLAMP (chance, 0.0, 1.0));

  if (self->failures < MAX_DOUBLINGS)
    self->failures++;
  return pause_ms;
}

void
vd_back_off_reset (VdBackOff *self)
{
  self->failures = 0;
}
