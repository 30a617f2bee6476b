/* SPDX-License-Identifier: EUPL-1.2 */
#include "rate-gate.h"

/* The bucket is kept as one moment: each passage moves "full again" by 1/rate; a burst is how far it may lie ahead. */
gboolean
vd_rate_gate_pass (VdRateGate *self, gint64 now_us)
{
  gint64 step_us = G_USEC_PER_SEC / self->per_second;
  gint64 full_at_us = MAX (self->full_at_us, now_us);

  if (full_at_us - now_us > step_us * (gint64)(self->burst - 1))
    return FALSE;
  self->full_at_us = full_at_us + step_us;
  return TRUE;
}
