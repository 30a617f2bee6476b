/* SPDX-License-Identifier: EUPL-1.2 */
#include "rate-world.h"

#define STEP_US 1000
#define SAMPLE_US (100 * 1000)
#define SAMPLES_PER_S (G_USEC_PER_SEC / SAMPLE_US)

struct _World
{
  Line *line;
  Flow *flows[WORLD_FLOWS];
  GArray *samples[WORLD_FLOWS]; /* of WorldSample */
  FlowFigures before[WORLD_FLOWS];
  guint n_flows;
  gint64 now_us;
};

World *
world_new (const LineConfig *line, const FlowConfig *flows, guint n_flows)
{
  World *self = g_new0 (World, 1);

  g_assert_cmpuint (n_flows, <=, WORLD_FLOWS);
  self->line = line_new (line);
  self->n_flows = n_flows;
  for (guint i = 0; i < n_flows; i++)
    {
      self->flows[i] = flow_new (&flows[i], i, line->delay_us, line->seed + i + 1);
      self->samples[i] = g_array_new (FALSE, FALSE, sizeof (WorldSample));
    }
  return self;
}

void
world_free (World *self)
{
  for (guint i = 0; i < self->n_flows; i++)
    {
      flow_free (self->flows[i]);
      g_array_unref (self->samples[i]);
    }
  line_free (self->line);
  g_free (self);
}

static void
on_arrival (const LinePacket *packet, gint64 arrived_us, gint64 queued_us, gpointer data)
{
  World *self = data;

  flow_arrived (self->flows[packet->flow], packet, arrived_us, queued_us);
}

static void
sample (World *self, guint i)
{
  FlowFigures *now = flow_get_figures (self->flows[i]), *before = &self->before[i];
  VdRateEstimator *estimator = flow_get_estimator (self->flows[i]);
  WorldSample taken = { .target_bps = estimator ? vd_rate_estimator_get_target_bps (estimator) : 0,
                        .arrived_bps = (now->arrived_bytes - before->arrived_bytes) * 8 * SAMPLES_PER_S,
                        .sent_bps = (now->sent_bytes - before->sent_bytes) * 8 * SAMPLES_PER_S,
                        .queue_ms = now->worst_queue_us / 1000.0 };

  g_array_append_val (self->samples[i], taken);
  now->worst_queue_us = 0;
  *before = *now;
}

void
world_run (World *self, double until_s)
{
  for (; self->now_us < until_s * G_USEC_PER_SEC; self->now_us += STEP_US)
    {
      for (guint i = 0; i < self->n_flows; i++)
        flow_step (self->flows[i], self->line, self->now_us);
      line_step (self->line, self->now_us, on_arrival, self);
      if (self->now_us % SAMPLE_US == 0)
        for (guint i = 0; i < self->n_flows; i++)
          sample (self, i);
    }
}

Flow *
world_get_flow (World *self, guint flow)
{
  return self->flows[flow];
}

typedef double (*Reader) (const WorldSample *sample);

static double
read_target (const WorldSample *sample)
{
  return sample->target_bps;
}

static double
read_arrived (const WorldSample *sample)
{
  return sample->arrived_bps;
}

static double
read_queue (const WorldSample *sample)
{
  return sample->queue_ms;
}

static double
read_at (World *self, guint flow, guint i, Reader reader)
{
  return reader (&g_array_index (self->samples[flow], WorldSample, i));
}

static double
mean (World *self, guint flow, double from_s, double to_s, Reader reader)
{
  guint from = from_s * SAMPLES_PER_S, to = to_s * SAMPLES_PER_S;
  double sum = 0;

  g_assert_cmpuint (to, <=, self->samples[flow]->len);
  for (guint i = from; i < to; i++)
    sum += read_at (self, flow, i, reader);
  return sum / (to - from);
}

static double
extreme (World *self, guint flow, double from_s, double to_s, Reader reader, gboolean most)
{
  guint from = from_s * SAMPLES_PER_S, to = to_s * SAMPLES_PER_S;
  double found = read_at (self, flow, from, reader);

  g_assert_cmpuint (to, <=, self->samples[flow]->len);
  for (guint i = from; i < to; i++)
    found = most ? MAX (found, read_at (self, flow, i, reader)) : MIN (found, read_at (self, flow, i, reader));
  return found;
}

double
world_mean_arrived_bps (World *self, guint flow, double from_s, double to_s)
{
  return mean (self, flow, from_s, to_s, read_arrived);
}

double
world_mean_target_bps (World *self, guint flow, double from_s, double to_s)
{
  return mean (self, flow, from_s, to_s, read_target);
}

double
world_mean_queue_ms (World *self, guint flow, double from_s, double to_s)
{
  return mean (self, flow, from_s, to_s, read_queue);
}

double
world_least_target_bps (World *self, guint flow, double from_s, double to_s)
{
  return extreme (self, flow, from_s, to_s, read_target, FALSE);
}

double
world_most_target_bps (World *self, guint flow, double from_s, double to_s)
{
  return extreme (self, flow, from_s, to_s, read_target, TRUE);
}

double
world_worst_queue_ms (World *self, guint flow, double from_s, double to_s)
{
  return extreme (self, flow, from_s, to_s, read_queue, TRUE);
}

double
world_seconds_until_below (World *self, guint flow, double from_s, double bps)
{
  guint from = from_s * SAMPLES_PER_S;

  for (guint i = from; i < self->samples[flow]->len; i++)
    if (read_at (self, flow, i, read_target) < bps)
      return (double)(i - from) / SAMPLES_PER_S;
  return G_MAXDOUBLE;
}

double
world_seconds_until_at (World *self, guint flow, double from_s, double bps)
{
  guint from = from_s * SAMPLES_PER_S;

  for (guint i = from; i < self->samples[flow]->len; i++)
    if (read_at (self, flow, i, read_target) >= bps)
      return (double)(i - from) / SAMPLES_PER_S;
  return G_MAXDOUBLE;
}

double
world_seconds_until_arriving (World *self, guint flow, double from_s, double bps)
{
  guint from = from_s * SAMPLES_PER_S;

  for (guint i = from; i + SAMPLES_PER_S <= self->samples[flow]->len; i++)
    if (mean (self, flow, i / (double)SAMPLES_PER_S + 0.01, (i + SAMPLES_PER_S) / (double)SAMPLES_PER_S + 0.01,
              read_arrived) >= bps)
      return (double)(i + SAMPLES_PER_S - from) / SAMPLES_PER_S;
  return G_MAXDOUBLE;
}
