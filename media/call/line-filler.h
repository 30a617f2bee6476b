/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much to fill in beside a voice that is alone on the line, so that all of it together is what the estimator wants
 * to see tried. A voice that says little takes less than it may, and the packets to fill in with are what the last
 * picture left: both are measured. Pure. */
typedef struct
{
  guint64 voice_bytes; /* since */
  gint64 since_us;     /* 0: nothing heard of yet */
  gint64 asked_us;     /* 0: not asked yet */
  double voice_bps;
  double packet_bytes; /* of the picture's, on average */
  double owed_bytes;
} VdLineFiller;

/* Of what was sent, arrived or not; bytes as they were on the wire. */
typedef struct
{
  guint voice_bytes;
  guint other_bytes, others;
  gint64 last_us; /* when the last of it was sent: what waits in a queue arrives at another rate */
} VdLineSent;

void vd_line_filler_init (VdLineFiller *self);

/* What feedback tells. */
void vd_line_filler_note (VdLineFiller *self, const VdLineSent *sent);

/* How many packets to send now, with @total_bps for all there is. Call it every 100 ms or so; after a pause nothing is
 * made up for. */
guint vd_line_filler_take (VdLineFiller *self, guint total_bps, gint64 now_us);

G_END_DECLS
