/* SPDX-License-Identifier: EUPL-1.2 */
#include "in-flight.h"

/* A browser reports every 50 to 100 ms, of a lossy line one of ten is missing, and a mobile line shakes by some tens:
 * what is on its way for no longer than that is no queue. */
#define ALLOWED_US (200 * 1000)
#define ROUND_TRIP_START_US (100 * 1000)
/* A keyframe of the least size alone. */
#define LEAST_BYTES 6000
/* Half as much again on its way as there may be, and next to nothing is sent. */
#define FULL_PERCENT 150
#define MOST_HOLD 90
#define STEP 10

void
vd_in_flight_set_line (VdInFlight *self, guint line_bps, gint64 round_trip_us)
{
  gint64 way_us = (round_trip_us >= 0 ? round_trip_us : ROUND_TRIP_START_US) + ALLOWED_US;
  guint64 bytes = (guint64)line_bps / 8 * way_us / G_USEC_PER_SEC;

  self->limit_bytes = line_bps ? MAX (bytes, LEAST_BYTES) : 0;
}

static void
forget_first (VdInFlight *self)
{
  self->bytes -= self->packets[self->begin++ % VD_IN_FLIGHT_PACKETS].size_bytes;
}

void
vd_in_flight_note (VdInFlight *self, guint size_bytes, gint64 now_us)
{
  guint place = self->end % VD_IN_FLIGHT_PACKETS;

  if (self->end - self->begin == VD_IN_FLIGHT_PACKETS)
    forget_first (self);
  self->packets[place].sent_us = now_us;
  self->packets[place].size_bytes = size_bytes;
  self->bytes += size_bytes;
  self->end++;
}

void
vd_in_flight_report (VdInFlight *self, gint64 sent_us)
{
  while (self->begin != self->end && self->packets[self->begin % VD_IN_FLIGHT_PACKETS].sent_us <= sent_us)
    forget_first (self);
}

guint
vd_in_flight_get_hold (const VdInFlight *self)
{
  guint64 percent = self->limit_bytes ? self->bytes * 100 / self->limit_bytes : 0;

  if (percent <= 100)
    return 0;
  return MIN ((percent - 100) * MOST_HOLD / (FULL_PERCENT - 100) / STEP * STEP + STEP, MOST_HOLD);
}
