/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Empties the queue that a falling line leaves behind. Sending 85 % of what gets through takes 7 s to empty a queue of
 * 1 s, and all the while each of the two people waits a second for the other. For a moment less is sent. Pure. */
typedef struct
{
  gint64 until_us;          /* draining; 0: not */
  gint64 worst_us;          /* the queue's longest meanwhile */
  gint64 least_us, most_us; /* the same near the end */
  guint futile;             /* tries in a row */
  gint64 banned_until_us;   /* somebody else keeps the queue full: we would only make room for them */
  gboolean way_is_longer;   /* what stood there did not move at all: no queue, but another road */
} VdQueueDrain;

/* A queue that others keep full is not ours to empty: for a while it counts for nothing. */
gboolean vd_queue_drain_is_banned (const VdQueueDrain *self, gint64 now_us);
/* The rate was cut at @now_us. */
void vd_queue_drain_begin (VdQueueDrain *self, gint64 queue_us, gint64 now_us);
/* What share of the target to send, 0..1. */
double vd_queue_drain_get_share (VdQueueDrain *self, gint64 queue_us, gint64 now_us);
/* TRUE once, when what was taken for a queue turned out to be the way itself: measure anew. */
gboolean vd_queue_drain_take_way_is_longer (VdQueueDrain *self);

G_END_DECLS
