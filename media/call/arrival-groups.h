/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "packet-report.h"

G_BEGIN_DECLS

/* Packets that left together are one group: comparing whole groups, and not packets, keeps the sender's own bursts out
 * of the delay measured on the way. Pure. */
typedef struct
{
  gint64 first_sent_us, last_sent_us;
  gint64 first_arrived_us, last_arrived_us;
  gboolean used;
} VdArrivalGroup;

typedef struct
{
  VdArrivalGroup current, previous;
} VdArrivalGroups;

/* How far two groups that follow each other lay apart, at the sender and at the receiver. */
typedef struct
{
  gint64 sent_us;
  gint64 arrived_us;
  gint64 at_us; /* when the later one was complete, receiver's clock */
} VdGroupDelta;

void vd_arrival_groups_reset (VdArrivalGroups *self);
/* Takes a packet that arrived. TRUE if it began a new group, so that @delta tells of the two before it. */
gboolean vd_arrival_groups_add (VdArrivalGroups *self, const VdPacketReport *report, VdGroupDelta *delta);

G_END_DECLS
