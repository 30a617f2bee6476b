/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A ring that fills (or empties), with an optional number in it: how far something is, at a glance.
 * Properties: "share" (double 0..1), "text" (string or NULL). Drawn in its CSS colour. */
#define VD_TYPE_COUNTDOWN_RING (vd_countdown_ring_get_type ())
G_DECLARE_FINAL_TYPE (VdCountdownRing, vd_countdown_ring, VD, COUNTDOWN_RING, GtkWidget)

G_END_DECLS
