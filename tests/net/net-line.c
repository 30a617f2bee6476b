/* SPDX-License-Identifier: EUPL-1.2 */
#include "net-line.h"

#include <math.h>
#include <string.h>

#define FULL_PACKET_BYTES 1500
#define BITS_US (8.0 * G_USEC_PER_SEC)
/* How fast a radio cell's delay changes: a new value is drawn this often and drifted to in between. */
#define DRIFT_US (100 * 1000)

typedef struct
{
  gint64 due_us;
  gsize size;
  guint8 bytes[];
} Packet;

struct _NetLine
{
  NetLineTraits traits;
  GRand *random;
  GQueue waiting; /* of Packet, before the bucket */
  GQueue flying;  /* of Packet, by due_us */
  double tokens;  /* bytes */
  gint64 filled_us;
  gint64 last_due_us;
  gint64 drift_from_us;
  double drift_from, drift_to; /* -1 to 1 */
  gboolean in_burst;
  NetLineCount count;
};

NetLine *
net_line_new (guint32 seed)
{
  NetLine *self = g_new0 (NetLine, 1);

  self->random = g_rand_new_with_seed (seed);
  g_queue_init (&self->waiting);
  g_queue_init (&self->flying);
  self->drift_from_us = -1;
  return self;
}

void
net_line_free (NetLine *self)
{
  g_queue_clear_full (&self->waiting, g_free);
  g_queue_clear_full (&self->flying, g_free);
  g_rand_free (self->random);
  g_free (self);
}

static double
bucket_bytes (NetLine *self)
{
  return MAX (self->traits.burst_bytes, FULL_PACKET_BYTES);
}

static void
fill (NetLine *self, gint64 now_us)
{
  gint64 passed_us = MAX (now_us - self->filled_us, 0);

  self->tokens = MIN (self->tokens + (double)passed_us * (double)self->traits.rate_bps / BITS_US, bucket_bytes (self));
  self->filled_us = MAX (self->filled_us, now_us);
}

static gint64
leaves_us (NetLine *self, const Packet *packet)
{
  double missing = (double)packet->size - self->tokens;

  if (self->traits.rate_bps == 0 || missing <= 0)
    return self->filled_us;
  return self->filled_us + (gint64)ceil (missing * BITS_US / (double)self->traits.rate_bps);
}

static void
lose_all (NetLine *self)
{
  self->count.lost += self->waiting.length + self->flying.length;
  self->count.queued_bytes = 0;
  g_queue_clear_full (&self->waiting, g_free);
  g_queue_clear_full (&self->flying, g_free);
}

void
net_line_set_traits (NetLine *self, const NetLineTraits *traits, gint64 now_us)
{
  fill (self, now_us);
  self->traits = *traits;
  self->tokens = MIN (self->tokens, bucket_bytes (self));
  if (traits->is_cut)
    lose_all (self);
}

/* Whether the next packet on the way is lost. In a burst every one is; its length is geometric with the mean that was
 * asked for, and bursts begin as often as the mean loss needs. */
static gboolean
is_lost (NetLine *self)
{
  double loss = self->traits.loss;
  double length = MAX (self->traits.burst_packets, 1);
  double begins = loss < 1 ? loss / (length * (1 - loss)) : 1;

  if (loss <= 0)
    self->in_burst = FALSE;
  else if (length <= 1)
    return g_rand_double (self->random) < loss;
  else if (self->in_burst)
    self->in_burst = g_rand_double (self->random) >= 1 / length;
  else
    self->in_burst = g_rand_double (self->random) < begins;
  return self->in_burst;
}

static double
draw_jitter (NetLine *self)
{
  return g_rand_double_range (self->random, -1, 1);
}

static double
drift (NetLine *self, gint64 at_us)
{
  if (self->drift_from_us < 0 || at_us - self->drift_from_us > 2 * DRIFT_US)
    {
      self->drift_from_us = at_us;
      self->drift_from = draw_jitter (self);
      self->drift_to = draw_jitter (self);
    }
  while (at_us - self->drift_from_us >= DRIFT_US)
    {
      self->drift_from_us += DRIFT_US;
      self->drift_from = self->drift_to;
      self->drift_to = draw_jitter (self);
    }
  return self->drift_from +
         (self->drift_to - self->drift_from) * (double)(at_us - self->drift_from_us) / (double)DRIFT_US;
}

static void
launch (NetLine *self, Packet *packet, gint64 at_us)
{
  double jitter = 0;
  GList *before;

  if (is_lost (self))
    {
      self->count.lost++;
      g_free (packet);
      return;
    }
  if (self->traits.jitter_us > 0)
    jitter = self->traits.reorders ? draw_jitter (self) : drift (self, at_us);
  packet->due_us = at_us + MAX (self->traits.delay_us + (gint64)(jitter * (double)self->traits.jitter_us), 0);
  if (!self->traits.reorders)
    packet->due_us = MAX (packet->due_us, self->last_due_us);
  self->last_due_us = MAX (packet->due_us, self->last_due_us);
  before = self->flying.tail;
  while (before && ((Packet *)before->data)->due_us > packet->due_us)
    before = before->prev;
  if (before)
    g_queue_insert_after (&self->flying, before, packet);
  else
    g_queue_push_head (&self->flying, packet);
}

/* Lets go what the bucket allows by @now_us, each packet at its own moment however late we are asked. */
static void
serve (NetLine *self, gint64 now_us)
{
  Packet *packet;

  while ((packet = g_queue_peek_head (&self->waiting)))
    {
      gint64 at_us = leaves_us (self, packet);

      if (at_us > now_us)
        break;
      fill (self, at_us);
      if (self->traits.rate_bps)
        self->tokens -= (double)packet->size;
      self->count.queued_bytes -= (guint)packet->size;
      g_queue_pop_head (&self->waiting);
      launch (self, packet, at_us);
    }
}

void
net_line_push (NetLine *self, const guint8 *bytes, gsize size, gint64 now_us)
{
  Packet *packet;

  serve (self, now_us);
  self->count.taken++;
  self->count.taken_bytes += size;
  if (self->traits.is_cut)
    {
      self->count.lost++;
      return;
    }
  if (self->traits.queue_bytes && self->count.queued_bytes + size > self->traits.queue_bytes)
    {
      self->count.dropped++;
      return;
    }
  if (g_queue_is_empty (&self->waiting))
    fill (self, now_us);
  packet = g_malloc (sizeof *packet + size);
  packet->size = size;
  memcpy (packet->bytes, bytes, size);
  g_queue_push_tail (&self->waiting, packet);
  self->count.queued_bytes += (guint)size;
  self->count.most_queued_bytes = MAX (self->count.most_queued_bytes, self->count.queued_bytes);
  serve (self, now_us);
}

void
net_line_run (NetLine *self, gint64 now_us, NetLineArrival arrival, gpointer data)
{
  Packet *packet;

  serve (self, now_us);
  while ((packet = g_queue_peek_head (&self->flying)) && packet->due_us <= now_us)
    {
      g_queue_pop_head (&self->flying);
      self->count.delivered++;
      self->count.delivered_bytes += packet->size;
      arrival (packet->bytes, packet->size, packet->due_us, data);
      g_free (packet);
    }
}

gint64
net_line_get_next_us (NetLine *self)
{
  const Packet *waiting = g_queue_peek_head (&self->waiting);
  const Packet *flying = g_queue_peek_head (&self->flying);

  return MIN (waiting ? leaves_us (self, waiting) : G_MAXINT64, flying ? flying->due_us : G_MAXINT64);
}

NetLineCount
net_line_get_count (NetLine *self)
{
  return self->count;
}
