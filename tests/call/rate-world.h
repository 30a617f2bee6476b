/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "rate-flow.h"

G_BEGIN_DECLS

/* A line, up to three flows over it, and what was seen of them every 100 ms. Times in seconds of simulated time. */
#define WORLD_FLOWS 3

typedef struct
{
  guint target_bps;
  guint arrived_bps;
  guint sent_bps;
  double queue_ms; /* the longest of the interval */
} WorldSample;

typedef struct _World World;

World *world_new (const LineConfig *line, const FlowConfig *flows, guint n_flows);
void world_free (World *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

void world_run (World *self, double until_s);
Flow *world_get_flow (World *self, guint flow);

/* Over [from_s, to_s). */
double world_mean_arrived_bps (World *self, guint flow, double from_s, double to_s);
double world_mean_target_bps (World *self, guint flow, double from_s, double to_s);
double world_least_target_bps (World *self, guint flow, double from_s, double to_s);
double world_most_target_bps (World *self, guint flow, double from_s, double to_s);
double world_worst_queue_ms (World *self, guint flow, double from_s, double to_s);
double world_mean_queue_ms (World *self, guint flow, double from_s, double to_s);
/* Seconds after @from_s until the target is below, or at least at, @bps; G_MAXDOUBLE: never. */
double world_seconds_until_below (World *self, guint flow, double from_s, double bps);
double world_seconds_until_at (World *self, guint flow, double from_s, double bps);
/* The same for what arrives, over a second. */
double world_seconds_until_arriving (World *self, guint flow, double from_s, double bps);

G_END_DECLS
