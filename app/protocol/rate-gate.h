/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A leaky bucket: @burst at once, @per_second on average. Pure; the clock is the caller's. */
typedef struct
{
  guint per_second;
  guint burst;
  gint64 full_at_us; /* when the bucket will be (was) full again */
} VdRateGate;

/* What docs/protocol.md allows a socket. */
#define VD_RATE_GATE_MESSAGES ((VdRateGate){ .per_second = 50, .burst = 200 })

/* TRUE if one more may pass now. */
gboolean vd_rate_gate_pass (VdRateGate *self, gint64 now_us);

G_END_DECLS
