/* SPDX-License-Identifier: EUPL-1.2 */
#include "received-rate.h"

/* 500 ms hold 15 frames, so that one large frame does not pass for a faster line. */
#define SLICE_US (25 * 1000)
#define ENOUGH_US (300 * 1000)
#define LATELY_SLICES 8

void
vd_received_rate_reset (VdReceivedRate *self)
{
  *self = (VdReceivedRate){ 0 };
}

static gint64
floor_slice (gint64 at_us)
{
  return at_us >= 0 ? at_us / SLICE_US : -((-at_us + SLICE_US - 1) / SLICE_US);
}

static guint
place (gint64 slice)
{
  gint64 rest = slice % VD_RECEIVED_RATE_SLICES;

  return rest >= 0 ? rest : rest + VD_RECEIVED_RATE_SLICES;
}

static void
advance (VdReceivedRate *self, gint64 slice)
{
  gint64 steps = MIN (slice - self->newest, VD_RECEIVED_RATE_SLICES);

  for (gint64 i = 0; i < steps; i++)
    self->bytes[place (slice - i)] = 0;
  self->newest = slice;
}

void
vd_received_rate_add (VdReceivedRate *self, gint64 arrived_us, guint size_bytes)
{
  gint64 slice = floor_slice (arrived_us);

  if (!self->used)
    {
      self->used = TRUE;
      self->newest = slice;
      self->first_us = self->newest_us = arrived_us;
    }
  if (slice > self->newest)
    advance (self, slice);
  else if (self->newest - slice >= VD_RECEIVED_RATE_SLICES)
    return; /* reordered by more than the window */
  self->newest_us = MAX (self->newest_us, arrived_us);
  self->bytes[place (slice)] += size_bytes;
}

static double
over (const VdReceivedRate *self, gint64 slices)
{
  gint64 from_us = MAX (self->first_us, (self->newest - slices + 1) * SLICE_US);
  guint64 bytes = 0;

  for (gint64 i = 0; i < slices; i++)
    bytes += self->bytes[place (self->newest - i)];
  return bytes * 8.0 * G_USEC_PER_SEC / MAX (self->newest_us - from_us, SLICE_US);
}

static gboolean
has_enough (const VdReceivedRate *self)
{
  return self->used && self->newest_us - self->first_us >= ENOUGH_US;
}

double
vd_received_rate_get_bps (const VdReceivedRate *self)
{
  return has_enough (self) ? over (self, VD_RECEIVED_RATE_SLICES) : 0;
}

double
vd_received_rate_get_lately_bps (const VdReceivedRate *self)
{
  return has_enough (self) ? over (self, LATELY_SLICES) : 0;
}
