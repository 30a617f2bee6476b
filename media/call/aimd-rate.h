/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "overuse-detector.h"

G_BEGIN_DECLS

/* The delay's share of rate control: up while the line is at ease, down to a share of what got through when its queue
 * fills. Pure. */
typedef struct
{
  double bps;
  double min_bps, max_bps;
  double capacity_bps;      /* mean of what got through when the queue filled; 0: not known */
  double capacity_variance; /* of that, relative */
  double regain_bps;        /* what was held before a gap in the feedback; 0: nothing to regain */
  gint64 updated_us, decreased_us, rising_us, near_us;
  guint decreases;
} VdAimdRate;

typedef struct
{
  VdLineUse use;
  double received_bps; /* 0: not known */
  double lately_bps;   /* the same over less time: exact while a queue stands */
  double packet_bits;  /* mean */
  gint64 rtt_us;
  gint64 queue_us;    /* what a change of rate takes to show, beside the round trip */
  gboolean contended; /* somebody else keeps the queue full */
  gint64 now_us;
} VdAimdInput;

void vd_aimd_rate_init (VdAimdRate *self, double start_bps, double min_bps, double max_bps);
/* TRUE if the rate was cut. */
gboolean vd_aimd_rate_update (VdAimdRate *self, const VdAimdInput *input);
/* No feedback: half the rate, to be regained quickly if the line turns out to be as before. */
void vd_aimd_rate_halve (VdAimdRate *self, gint64 now_us);

G_END_DECLS
