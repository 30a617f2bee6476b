/* SPDX-License-Identifier: EUPL-1.2 */
#include "arrival-groups.h"

/* draft-ietf-rmcat-gcc-02 §5.1: departures within 5 ms are one group; so are arrivals within 5 ms that came closer
 * together than they left (a queue that let go at once). A group stays a group for 100 ms at most, or a long release
 * would never be judged. */
#define BURST_US (5 * 1000)
#define MAX_GROUP_US (100 * 1000)

void
vd_arrival_groups_reset (VdArrivalGroups *self)
{
  *self = (VdArrivalGroups){ 0 };
}

static gboolean
belongs (const VdArrivalGroup *group, const VdPacketReport *report)
{
  gint64 sent_us = report->sent_us - group->last_sent_us;
  gint64 arrived_us = report->arrived_us - group->last_arrived_us;

  if (report->sent_us - group->first_sent_us <= BURST_US)
    return TRUE;
  return arrived_us <= BURST_US && arrived_us < sent_us && report->arrived_us - group->first_arrived_us < MAX_GROUP_US;
}

static void
extend (VdArrivalGroup *group, const VdPacketReport *report)
{
  group->last_sent_us = MAX (group->last_sent_us, report->sent_us);
  group->last_arrived_us = MAX (group->last_arrived_us, report->arrived_us);
}

gboolean
vd_arrival_groups_add (VdArrivalGroups *self, const VdPacketReport *report, VdGroupDelta *delta)
{
  const VdArrivalGroup *current = &self->current, *previous = &self->previous;
  gboolean complete;

  if (current->used && report->sent_us < current->first_sent_us)
    return FALSE; /* overtaken: its group has been judged without it */
  if (current->used && belongs (current, report))
    {
      extend (&self->current, report);
      return FALSE;
    }

  complete = current->used && previous->used;
  if (complete)
    *delta = (VdGroupDelta){ .sent_us = current->last_sent_us - previous->last_sent_us,
                             .arrived_us = current->last_arrived_us - previous->last_arrived_us,
                             .at_us = current->last_arrived_us };
  self->previous = self->current;
  self->current = (VdArrivalGroup){ .first_sent_us = report->sent_us,
                                    .last_sent_us = report->sent_us,
                                    .first_arrived_us = report->arrived_us,
                                    .last_arrived_us = report->arrived_us,
                                    .used = TRUE };
  return complete;
}
