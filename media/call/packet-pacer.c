/* SPDX-License-Identifier: EUPL-1.2 */
#include "packet-pacer.h"

/* Above the average, or what has waited would never be through; and hardly above what the line carries, of which the
 * average is some nine tenths. */
#define FACTOR 1.75
/* A frame of 2.5 Mbit/s at 30 a second, and a little. */
#define AT_ONCE_BITS (12 * 1024 * 8.0)
/* Older than this a frame is of no use: better to risk the queue. */
#define MOST_WAIT_US (300 * 1000)

void
vd_packet_pacer_set_line (VdPacketPacer *self, guint line_bps)
{
  self->pace_bps = FACTOR * line_bps;
}

static void
drain (VdPacketPacer *self, gint64 now_us)
{
  double passed_s = (double)MAX (now_us - self->at_us, 0) / G_USEC_PER_SEC;

  self->bits = MAX (self->bits - passed_s * self->pace_bps, 0);
  self->at_us = now_us;
}

gint64
vd_packet_pacer_get_wait_us (VdPacketPacer *self, gint64 now_us)
{
  double wait_us;

  if (self->pace_bps == 0)
    return 0;
  drain (self, now_us);
  wait_us = (self->bits - AT_ONCE_BITS) * G_USEC_PER_SEC / self->pace_bps;
  return CLAMP (wait_us, 0, MOST_WAIT_US);
}

void
vd_packet_pacer_note (VdPacketPacer *self, guint size_bytes, gint64 now_us)
{
  drain (self, now_us);
  self->bits = self->pace_bps ? self->bits + size_bytes * 8.0 : 0;
}
