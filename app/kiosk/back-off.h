/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long to stay away before the next trial: doubling from first_ms to last_ms, each time a random share of it (full jitter), so
 * that a hundred kiosks do not come back to a restarted desk at the same moment. Pure. */
typedef struct
{
  guint first_ms, last_ms;
  guint failures;
} VdBackOff;

guint vd_back_off_get_limit_ms (const VdBackOff *self);
/* Counts one more failure and returns the pause in ms. @chance: 0 to 1, for instance g_random_double (). */
guint vd_back_off_next_ms (VdBackOff *self, double chance);
void vd_back_off_reset (VdBackOff *self);

G_END_DECLS
