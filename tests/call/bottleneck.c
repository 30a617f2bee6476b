/* SPDX-License-Identifier: EUPL-1.2 */
#include "bottleneck.h"

#define STEP_US 1000
#define COMPACT 1024

struct _Line
{
  LineConfig config;
  GArray *queue; /* of LinePacket; those before head have left */
  guint head;
  guint queued_bytes;
  guint step;
  double credit_bytes; /* served of the packet at the head */
  gint64 last_arrival_us;
  gboolean in_burst;
  guint64 seed;
};

Line *
line_new (const LineConfig *config)
{
  Line *self = g_new0 (Line, 1);

  self->config = *config;
  self->seed = config->seed;
  self->queue = g_array_new (FALSE, FALSE, sizeof (LinePacket));
  return self;
}

void
line_free (Line *self)
{
  g_array_unref (self->queue);
  g_free (self);
}

double
draw (guint64 *seed)
{
  guint64 z = *seed += 0x9e3779b97f4a7c15u;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return ((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

void
line_send (Line *self, const LinePacket *packet)
{
  if (self->queued_bytes + packet->size_bytes > self->config.queue_bytes)
    return;
  self->queued_bytes += packet->size_bytes;
  if (self->head == self->queue->len)
    {
      g_array_set_size (self->queue, 0);
      self->head = 0;
    }
  else if (self->head >= COMPACT)
    {
      g_array_remove_range (self->queue, 0, self->head);
      self->head = 0;
    }
  g_array_append_vals (self->queue, packet, 1);
}

static double
bytes_per_us (Line *self, gint64 now_us)
{
  while (self->step + 1 < self->config.n_steps && self->config.steps[self->step + 1].at_us <= now_us)
    self->step++;
  return self->config.steps[self->step].bps / 8.0 / G_USEC_PER_SEC;
}

static gboolean
is_lost (Line *self, gint64 now_us)
{
  const LineConfig *config = &self->config;

  if (now_us >= config->dead_from_us && now_us < config->dead_until_us)
    return TRUE;
  if (config->burst_begins > 0 && draw (&self->seed) < (self->in_burst ? config->burst_ends : config->burst_begins))
    self->in_burst = !self->in_burst;
  if (self->in_burst && draw (&self->seed) < config->burst_loss)
    return TRUE;
  return config->loss > 0 && draw (&self->seed) < config->loss;
}

static gint64
arrival_time (Line *self, gint64 left_us)
{
  gint64 arrived_us = left_us + self->config.delay_us;

  if (self->config.longer_us > 0 && left_us >= self->config.longer_from_us)
    arrived_us += self->config.longer_us;
  if (self->config.jitter_us > 0)
    arrived_us += draw (&self->seed) * self->config.jitter_us;
  self->last_arrival_us = MAX (arrived_us, self->last_arrival_us);
  return self->last_arrival_us;
}

void
line_step (Line *self, gint64 now_us, LineArrival arrival, gpointer data)
{
  double speed = bytes_per_us (self, now_us), served = 0;

  while (self->head < self->queue->len)
    {
      const LinePacket *head = &g_array_index (self->queue, LinePacket, self->head);
      double rest = head->size_bytes - self->credit_bytes;
      gint64 left_us = now_us + (served + rest) / speed;

      if (served + rest > speed * STEP_US)
        {
          self->credit_bytes += speed * STEP_US - served;
          return;
        }
      served += rest;
      self->credit_bytes = 0;
      self->queued_bytes -= head->size_bytes;
      if (!is_lost (self, now_us))
        arrival (head, arrival_time (self, left_us), left_us - head->sent_us, data);
      self->head++;
    }
}
