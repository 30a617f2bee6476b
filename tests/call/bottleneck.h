/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line in simulated time: one queue, one server, a way after it. Everything random comes from a seed, so that a
 * scenario is the same on every machine and in every run. */
typedef struct
{
  gint64 at_us;
  guint bps;
} CapacityStep;

typedef struct
{
  const CapacityStep *steps; /* the first at 0 */
  guint n_steps;
  guint queue_bytes;                           /* what comes on top of it is lost */
  gint64 delay_us;                             /* one way */
  gint64 jitter_us;                            /* up to so much more, never overtaking */
  double loss;                                 /* independent, 0..1 */
  double burst_begins, burst_ends, burst_loss; /* Gilbert-Elliott: per packet; loss while it lasts */
  gint64 dead_from_us, dead_until_us;          /* nothing gets through */
  gint64 longer_from_us, longer_us;            /* from then on the way takes so much more */
  guint64 seed;
} LineConfig;

typedef struct
{
  guint flow;
  guint64 seq; /* of its flow, from 0 without a hole */
  guint size_bytes;
  gint64 sent_us;
} LinePacket;

typedef void (*LineArrival) (const LinePacket *packet, gint64 arrived_us, gint64 queued_us, gpointer data);

typedef struct _Line Line;

Line *line_new (const LineConfig *config);
void line_free (Line *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Line, line_free)

void line_send (Line *self, const LinePacket *packet);
/* Serves the queue for a millisecond from @now_us; arrivals are told in order, their times may lie in the future. */
void line_step (Line *self, gint64 now_us, LineArrival arrival, gpointer data);

/* splitmix64: [0, 1) */
double draw (guint64 *seed);

G_END_DECLS
