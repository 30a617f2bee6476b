/* SPDX-License-Identifier: EUPL-1.2 */
#include "freezes.h"

#define FACTOR 3
#define MORE_US (150 * 1000)

static gboolean
is_freeze (const VdFreezes *self, gint64 span_us)
{
  gint64 average_us;

  if (self->n_spans == 0)
    return FALSE;
  average_us = self->sum_us / MIN (self->n_spans, VD_FREEZES_WINDOW);
  return span_us >= MAX (FACTOR * average_us, average_us + MORE_US);
}

void
vd_freezes_add (VdFreezes *self, gint64 now_us)
{
  gint64 span_us = MAX (now_us - self->last_us, 0);
  gint64 *slot = &self->spans_us[self->n_spans % VD_FREEZES_WINDOW];

  if (self->last_us == 0)
    {
      self->last_us = now_us;
      return;
    }
  self->last_us = now_us;
  if (is_freeze (self, span_us))
    {
      self->count++;
      self->total_us += span_us;
    }
  self->sum_us += span_us - *slot;
  *slot = span_us;
  self->n_spans++;
}
