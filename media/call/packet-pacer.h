/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When the next packet of the picture may leave. A keyframe is ten times an ordinary frame: sent at once it fills the
 * queue of a narrow line to the brim, and what comes on top is lost, the voice with it. An ordinary frame passes
 * without waiting. Pure, no clock of its own. */
typedef struct
{
  guint pace_bps; /* 0: everything leaves at once */
  double at_once_bits;
  double bits;  /* that have left and are not yet through at that pace */
  gint64 at_us; /* the moment of @bits */
} VdPacketPacer;

/* From now on. @line_bps: all that may be sent on average, from which follows the pace; 0: no pace. */
void vd_packet_pacer_set_line (VdPacketPacer *self, guint line_bps);

/* How long from @now_us the next packet has to wait; 0: not at all. Never more than 300 ms. */
gint64 vd_packet_pacer_get_wait_us (VdPacketPacer *self, gint64 now_us);

/* @size_bytes leave at @now_us. */
void vd_packet_pacer_note (VdPacketPacer *self, guint size_bytes, gint64 now_us);

G_END_DECLS
