/* SPDX-License-Identifier: EUPL-1.2 */
#include "packet-pacer.h"

/* Above the average, or what has waited would never be through; and hardly above what the line carries, of which the
 * average is some nine tenths. */
#define FACTOR 1.75
/* At once leaves twice an ordinary frame: so much do they differ, and a browser takes the time between a frame's first
 * packet and its last for what the line does to large frames, and holds all of them back for it. */
#define AT_ONCE_S 0.07
#define AT_ONCE_BITS (12 * 1024 * 8.0) /* at least */
/* Older than this a frame is of no use: better to risk the queue. */
#define MOST_WAIT_US (300 * 1000)

void
vd_packet_pacer_set_line (VdPacketPacer *self, guint line_bps)
{
  self->pace_bps = FACTOR * line_bps;
  self->at_once_bits = MAX (AT_ONCE_S * line_bps, AT_ONCE_BITS);
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
  wait_us = (self->bits - self->at_once_bits) * G_USEC_PER_SEC / self->pace_bps;
  return CLAMP (wait_us, 0, MOST_WAIT_US);
}

void
vd_packet_pacer_note (VdPacketPacer *self, guint size_bytes, gint64 now_us)
{
  drain (self, now_us);
  self->bits = self->pace_bps ? self->bits + size_bytes * 8.0 : 0;
}
