/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "packet-report.h"

G_BEGIN_DECLS

/* How long packets lie in the line's queue: the one-way delay now against the least of the last minute. The clocks'
 * offset cancels out; their drift (100 ppm: 6 ms a minute) is forgotten with the minute. Pure. */
#define VD_QUEUE_DELAY_BASES 6
#define VD_QUEUE_DELAY_RECENT 3

typedef struct
{
  gint64 at_us; /* when it began; the receiver's clock, so that packets stuck in a queue do not make a slot long */
  gint64 least_us;
  gboolean used;
} VdQueueDelaySlot;

typedef struct
{
  VdQueueDelaySlot bases[VD_QUEUE_DELAY_BASES];
  VdQueueDelaySlot recent[VD_QUEUE_DELAY_RECENT];
  double jitter_us; /* how much the least of a slot differs from the one before, on average */
} VdQueueDelay;

void vd_queue_delay_reset (VdQueueDelay *self);
void vd_queue_delay_add (VdQueueDelay *self, const VdPacketReport *report);
gint64 vd_queue_delay_get_us (const VdQueueDelay *self);
/* What of it jitter cannot explain. */
gint64 vd_queue_delay_get_standing_us (const VdQueueDelay *self);

G_END_DECLS
