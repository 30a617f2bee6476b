/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "packet-report.h"

G_BEGIN_DECLS

/* How many bits a second came through lately: half a second, in slices. Pure. */
#define VD_RECEIVED_RATE_SLICES 20

typedef struct
{
  guint64 bytes[VD_RECEIVED_RATE_SLICES];
  gint64 newest; /* number of the newest slice, in the receiver's clock */
  gint64 newest_us;
  gint64 first_us;
  gboolean used;
} VdReceivedRate;

void vd_received_rate_reset (VdReceivedRate *self);
void vd_received_rate_add (VdReceivedRate *self, gint64 arrived_us, guint size_bytes);
/* 0 until enough came to say. The second: over the last 200 ms alone. */
double vd_received_rate_get_bps (const VdReceivedRate *self);
double vd_received_rate_get_lately_bps (const VdReceivedRate *self);

G_END_DECLS
