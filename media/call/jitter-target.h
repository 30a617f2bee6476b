/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long to wait for what comes late. Three delays, which webrtcbin has as one: a voice is heard, and a picture
 * shown, so long after it was taken that jitter does not shake its rhythm; and where a packet of the picture is
 * missing, those behind it wait for its retransmission, which costs nothing while none is missing. Pure. */
typedef struct
{
  double jitter_ms;  /* of arrivals (RFC 3550), of the voice where there is one: a picture's packets come in heaps */
  double loss;       /* 0..1, of what comes to us */
  int round_trip_ms; /* -1: not known */
} VdJitterNews;

typedef struct
{
  int hear_ms;  /* VD_JITTER_MIN_MS to VD_JITTER_MAX_MS */
  int show_ms;  /* at least hear_ms, and not so much later that lips and voice part */
  int wait_ms;  /* for a missing packet of the picture; at least show_ms */
  int retry_ms; /* until it is asked for once more */

  double heard_ms, shown_ms; /* without rounding */
  gint64 updated_us;
  int least_ms, newest_ms; /* shortest round trips: of the last ten seconds or less, and of the newest five or less */
  gint64 newest_us;        /* since when */
} VdJitterTarget;

#define VD_JITTER_MIN_MS 10
#define VD_JITTER_MAX_MS 250
#define VD_JITTER_WAIT_MAX_MS 700

/* Before anything is known. */
void vd_jitter_target_init (VdJitterTarget *self);
/* About once a second. Rises at once, falls 10 ms a second. @now_us: a monotonic clock. */
void vd_jitter_target_update (VdJitterTarget *self, const VdJitterNews *news, gint64 now_us);
/* The shortest round trip of the last five to ten seconds, which is the way without its queues; -1: not known. */
gint64 vd_jitter_target_get_round_trip_us (const VdJitterTarget *self);

G_END_DECLS
