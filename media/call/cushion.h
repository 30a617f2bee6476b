/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much sound to keep ready so that a packet that comes late is still in time: as little as the line allows. Pure;
 * all figures are samples of 48 kHz, and the time is what was played.
 *
 * Two things are watched over the last 16 s: the peak of what was ready, less one packet, is the delay that the sound
 * has now; the least that was left after playing is what was to spare at the worst moment. The delay comes down as long
 * as there is more to spare than needed, and never under the floor. It need not be raised beforehand: where the sound
 * ran dry, the pause itself has made the delay as large as the lateness was. */
#define VD_CUSHION_SLOTS 8
typedef struct
{
  int peak, least;
} VdCushionSlot;

typedef struct
{
  int floor;
  int packet; /* the largest of late */
  VdCushionSlot slots[VD_CUSHION_SLOTS];
  guint slot;
  int slot_age;
  gboolean is_begun;
} VdCushion;

/* @floor: the delay aimed at where the line needs none. */
void vd_cushion_init (VdCushion *self, int floor);
void vd_cushion_set_floor (VdCushion *self, int floor);
void vd_cushion_note_packet (VdCushion *self, int n_samples);
/* What must be ready before the first sample is played. */
int vd_cushion_get_start (const VdCushion *self);
/* To be told of every period: @ready before, @left after playing @n_samples. */
void vd_cushion_note_period (VdCushion *self, int ready, int left, int n_samples);
/* How many samples more (positive) than are played should be taken, to come to the right delay. */
int vd_cushion_get_excess (const VdCushion *self);
/* @more samples were taken than played; less: negative. */
void vd_cushion_note_shift (VdCushion *self, int more);
/* The delay that a packet in time has. */
int vd_cushion_get_delay (const VdCushion *self);

G_END_DECLS
