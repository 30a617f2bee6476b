/* SPDX-License-Identifier: EUPL-1.2 */
#include "line-filler.h"

/* Half a second of talk: a packet more or less does not count. */
#define VOICE_US (500 * 1000)
#define PAUSE_US (300 * 1000)
#define PACKET_BYTES_START 800
#define PACKET_SMOOTHING 0.05

void
vd_line_filler_init (VdLineFiller *self)
{
  *self = (VdLineFiller){ .packet_bytes = PACKET_BYTES_START };
}

void
vd_line_filler_note (VdLineFiller *self, const VdLineSent *sent)
{
  gint64 passed_us = sent->last_us - self->since_us;

  for (guint i = 0; i < sent->others; i++)
    self->packet_bytes += PACKET_SMOOTHING * ((double)sent->other_bytes / sent->others - self->packet_bytes);
  if (self->since_us == 0)
    {
      self->since_us = sent->last_us;
      return;
    }
  self->voice_bytes += sent->voice_bytes;
  if (passed_us < VOICE_US)
    return;
  self->voice_bps = self->voice_bytes * 8.0 * G_USEC_PER_SEC / passed_us;
  self->voice_bytes = 0;
  self->since_us = sent->last_us;
}

guint
vd_line_filler_take (VdLineFiller *self, guint total_bps, gint64 now_us)
{
  gint64 passed_us = now_us - self->asked_us;
  guint packets;

  self->asked_us = now_us;
  if (passed_us > PAUSE_US || passed_us < 0 || total_bps <= self->voice_bps)
    return 0;
  self->owed_bytes += (total_bps - self->voice_bps) / 8 * passed_us / G_USEC_PER_SEC;
  packets = self->owed_bytes / self->packet_bytes;
  self->owed_bytes -= packets * self->packet_bytes;
  return packets;
}
