/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One direction of a line between a house and the rest of the world, for real packets: a token bucket with a queue
 * before it, a way of a certain length behind it, and losses on that way. Time is the caller's, in microseconds, and
 * only moves forward; everything random comes from a seed. No thread of its own, no system call. */
typedef struct
{
  guint64 rate_bps;     /* 0: no limit */
  guint burst_bytes;    /* the bucket: what leaves at once after a pause; never less than one full packet */
  guint queue_bytes;    /* what comes on top of it is dropped at the tail; 0: no limit */
  gint64 delay_us;      /* of the way */
  gint64 jitter_us;     /* the way is longer or shorter by up to so much */
  gboolean reorders;    /* each packet has a jitter of its own and may overtake; else jitter drifts and nothing does */
  double loss;          /* mean share, 0 to 1 */
  double burst_packets; /* mean length of a burst of losses (Gilbert-Elliott); up to 1: independent losses */
  gboolean is_cut;      /* nothing gets in, and what is on its way is gone */
} NetLineTraits;

typedef struct
{
  guint64 taken, taken_bytes, delivered, delivered_bytes;
  guint64 dropped; /* at the tail of the queue */
  guint64 lost;    /* on the way, or because the line was cut */
  guint queued_bytes, most_queued_bytes;
} NetLineCount;

typedef void (*NetLineArrival) (const guint8 *packet, gsize size, gint64 due_us, gpointer data);

typedef struct _NetLine NetLine;

NetLine *net_line_new (guint32 seed);
void net_line_free (NetLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetLine, net_line_free)

/* What waits or is on its way keeps its place, but for a cut. */
void net_line_set_traits (NetLine *self, const NetLineTraits *traits, gint64 now_us);
void net_line_push (NetLine *self, const guint8 *packet, gsize size, gint64 now_us);
/* Tells @arrival, in order, what has arrived by @now_us. */
void net_line_run (NetLine *self, gint64 now_us, NetLineArrival arrival, gpointer data);
/* When net_line_run () next has something to do; G_MAXINT64: not before another packet. */
gint64 net_line_get_next_us (NetLine *self);
NetLineCount net_line_get_count (NetLine *self);

G_END_DECLS
