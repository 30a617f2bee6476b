/* SPDX-License-Identifier: EUPL-1.2 */
#include "repair-guard.h"

/* Ten per cent of random loss take eleven, a burst more for a moment; beyond that it is the queue that loses. A
 * keyframe is about an eighth of a second of the rate, which is what a burst may take as well. */
#define SHARE 0.3
#define BURST_S 0.5
#define LEAST_PAUSE_US (20 * 1000)
#define MOST_PAUSE_US (300 * 1000)

void
vd_repair_guard_set (VdRepairGuard *self, guint line_bps, gint64 round_trip_us)
{
  self->limit_bps = SHARE * line_bps;
  self->pause_us = CLAMP (round_trip_us, LEAST_PAUSE_US, MOST_PAUSE_US);
}

static void
refill (VdRepairGuard *self, gint64 now_us)
{
  double most = BURST_S * self->limit_bps;
  gint64 passed_us = self->filled_us ? MAX (now_us - self->filled_us, 0) : G_USEC_PER_SEC;

  self->bits = MIN (self->bits + (double)self->limit_bps * passed_us / G_USEC_PER_SEC, most);
  self->filled_us = now_us;
}

void
vd_repair_guard_note (VdRepairGuard *self, guint16 seqnum)
{
  self->newest = seqnum;
  self->has_left = TRUE;
}

void
vd_repair_guard_begin_anew (VdRepairGuard *self)
{
  self->is_given_up = FALSE;
  self->has_begun = self->has_left;
  self->begin = self->newest;
}

void
vd_repair_guard_set_paused (VdRepairGuard *self, gboolean is_paused)
{
  if (self->is_paused && !is_paused)
    vd_repair_guard_begin_anew (self);
  self->is_paused = is_paused;
  self->fill = is_paused ? self->fill : 0;
}

void
vd_repair_guard_fill (VdRepairGuard *self, guint n_packets)
{
  self->fill = n_packets;
}

/* Numbers wrap: what lies within half of them behind is older. */
static gboolean
is_of_use (const VdRepairGuard *self, guint16 seqnum)
{
  guint16 behind = self->begin - seqnum;

  return !self->is_given_up && (!self->has_begun || behind > G_MAXINT16);
}

VdRepair
vd_repair_guard_judge (VdRepairGuard *self, guint16 seqnum, guint size_bytes, gint64 now_us)
{
  guint place = seqnum % VD_REPAIR_GUARD_PACKETS;
  gint64 sent_us = self->repairs[place].seqnum == seqnum ? self->repairs[place].sent_us : 0;

  if (self->fill > 0)
    {
      self->fill--;
      return VD_REPAIR_SEND;
    }
  if (self->is_paused)
    return VD_REPAIR_LEAVE;
  if (self->limit_bps == 0)
    return VD_REPAIR_SEND;
  refill (self, now_us);
  if (!is_of_use (self, seqnum) || (sent_us && now_us - sent_us < self->pause_us))
    return VD_REPAIR_LEAVE;
  if (self->bits < size_bytes * 8.0)
    {
      self->is_given_up = TRUE;
      return VD_REPAIR_GIVE_UP;
    }
  self->bits -= size_bytes * 8.0;
  self->repairs[place].seqnum = seqnum;
  self->repairs[place].sent_us = now_us;
  return VD_REPAIR_SEND;
}
