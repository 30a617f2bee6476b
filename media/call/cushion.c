/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "cushion.h"

#define SLOT_SAMPLES (2 * 48000)
/* To spare at the worst moment: half a period of the loudspeaker, for the threads' own lateness. */
#define SPARE 240

void
vd_cushion_init (VdCushion *self, int floor)
{
  *self = (VdCushion){ .floor = floor };
}

void
vd_cushion_set_floor (VdCushion *self, int floor)
{
  self->floor = floor;
}

void
vd_cushion_note_packet (VdCushion *self, int n_samples)
{
  self->packet = MAX (self->packet, n_samples);
}

int
vd_cushion_get_start (const VdCushion *self)
{
  return self->floor + self->packet;
}

static void
begin_slot (VdCushion *self)
{
  self->slot = (self->slot + 1) % VD_CUSHION_SLOTS;
  self->slots[self->slot] = (VdCushionSlot){ G_MININT / 2, G_MAXINT / 2 };
  self->slot_age = 0;
}

void
vd_cushion_note_period (VdCushion *self, int ready, int left, int n_samples)
{
  VdCushionSlot *slot;

  if (!self->is_begun)
    for (guint i = 0; i < VD_CUSHION_SLOTS; i++)
      begin_slot (self);
  self->is_begun = TRUE;
  if (self->slot_age >= SLOT_SAMPLES)
    begin_slot (self);
  slot = &self->slots[self->slot];
  slot->peak = MAX (slot->peak, ready);
  slot->least = MIN (slot->least, left);
  self->slot_age += n_samples;
}

static VdCushionSlot
get_extremes (const VdCushion *self)
{
  VdCushionSlot all = self->slots[0];

  for (guint i = 1; i < VD_CUSHION_SLOTS; i++)
    {
      all.peak = MAX (all.peak, self->slots[i].peak);
      all.least = MIN (all.least, self->slots[i].least);
    }
  return all;
}

int
vd_cushion_get_delay (const VdCushion *self)
{
  return self->is_begun ? MAX (get_extremes (self).peak - self->packet, 0) : 0;
}

int
vd_cushion_get_excess (const VdCushion *self)
{
  VdCushionSlot all;

  if (!self->is_begun)
    return 0;
  all = get_extremes (self);
  return MIN (all.peak - self->packet - self->floor, all.least - SPARE);
}

void
vd_cushion_note_shift (VdCushion *self, int more)
{
  for (guint i = 0; self->is_begun && i < VD_CUSHION_SLOTS; i++)
    {
      self->slots[i].peak -= more;
      self->slots[i].least -= more;
    }
}
