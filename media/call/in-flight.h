/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VD_IN_FLIGHT_PACKETS 2048 /* three seconds of a picture and its repairs */

/* How much is on its way to a peer: has left, and is in no report yet. Where a line becomes narrower its queue stands
 * before the packets, and often another before the reports; the estimator hears of it a second later, when the queue
 * has spilt long since. But no report is needed to see that more and more is on its way: so much as the line takes in a
 * round trip, and a little, and beyond that the picture is held back until it is less. (The congestion window of
 * RFC 9002 §7, and of Chromium's sender.) Pure, no clock of its own. */
typedef struct
{
  guint64 limit_bytes; /* 0: no limit */
  guint64 bytes;       /* on their way */
  guint begin, end;    /* of the packets that are in no report; they wrap */
  struct
  {
    gint64 sent_us;
    guint size_bytes;
  } packets[VD_IN_FLIGHT_PACKETS];
} VdInFlight;

/* From now on. @line_bps: all that may be sent, 0: no limit; @round_trip_us: of an empty line; below 0: not known. */
void vd_in_flight_set_line (VdInFlight *self, guint line_bps, gint64 round_trip_us);
/* One of @size_bytes leaves at @now_us. */
void vd_in_flight_note (VdInFlight *self, guint size_bytes, gint64 now_us);
/* A report tells of what left at @sent_us; whatever left before has arrived or is lost. */
void vd_in_flight_report (VdInFlight *self, gint64 sent_us);
/* By how much less the picture should be, now: 0, or a multiple of ten up to 90 per cent. */
guint vd_in_flight_get_hold (const VdInFlight *self);

G_END_DECLS
