/* SPDX-License-Identifier: EUPL-1.2 */
#include "queue-delay.h"

#define BASE_US (10 * G_USEC_PER_SEC)
/* Least of 100 to 150 ms: a mobile line's jitter is mostly gone from it, the queue is not. */
#define RECENT_US (50 * 1000)
#define JITTER_SMOOTHING (1.0 / 32) /* per slot: 1.6 s */
#define JITTER_FACTOR 2
#define JITTER_MAX_US (30 * 1000)

void
vd_queue_delay_reset (VdQueueDelay *self)
{
  *self = (VdQueueDelay){ 0 };
}

/* slots[0] is the newest. TRUE if @report began a new one. */
static gboolean
note (VdQueueDelaySlot *slots, guint count, gint64 length_us, const VdPacketReport *report)
{
  gint64 way_us = report->arrived_us - report->sent_us;

  if (slots[0].used && report->arrived_us - slots[0].at_us < length_us)
    {
      slots[0].least_us = MIN (slots[0].least_us, way_us);
      return FALSE;
    }
  for (guint i = count - 1; i > 0; i--)
    slots[i] = slots[i - 1];
  slots[0] = (VdQueueDelaySlot){ .at_us = report->arrived_us, .least_us = way_us, .used = TRUE };
  return TRUE;
}

static gint64
least (const VdQueueDelaySlot *slots, guint count)
{
  gint64 least_us = slots[0].least_us;

  for (guint i = 1; i < count && slots[i].used; i++)
    least_us = MIN (least_us, slots[i].least_us);
  return least_us;
}

static void
note_jitter (VdQueueDelay *self)
{
  double step_us = self->recent[2].used ? ABS (self->recent[1].least_us - self->recent[2].least_us) : 0;

  self->jitter_us += JITTER_SMOOTHING * (MIN (step_us, JITTER_MAX_US) - self->jitter_us);
}

void
vd_queue_delay_add (VdQueueDelay *self, const VdPacketReport *report)
{
  note (self->bases, VD_QUEUE_DELAY_BASES, BASE_US, report);
  if (note (self->recent, VD_QUEUE_DELAY_RECENT, RECENT_US, report))
    note_jitter (self);
}

gint64
vd_queue_delay_get_us (const VdQueueDelay *self)
{
  return least (self->recent, VD_QUEUE_DELAY_RECENT) - least (self->bases, VD_QUEUE_DELAY_BASES);
}

gint64
vd_queue_delay_get_standing_us (const VdQueueDelay *self)
{
  return MAX (vd_queue_delay_get_us (self) - (gint64)(JITTER_FACTOR * self->jitter_us), 0);
}
