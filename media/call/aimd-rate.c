/* SPDX-License-Identifier: EUPL-1.2 */
#include "aimd-rate.h"

#include <math.h>

/* draft-ietf-rmcat-gcc-02 §5.5. */
#define BETA 0.85
#define MAX_CUT 0.95 /* of the rate itself: a cut is one, unless the last has not yet shown */
#define CUT_GAP_US (100 * 1000)
#define RESPONSE_US (100 * 1000) /* plus a round trip: what a change of rate takes to show */
#define STANDING_US (60 * 1000)
#define RECEIVED_FACTOR 1.5
#define RECEIVED_SLACK_BPS 10000
#define CAPACITY_SMOOTHING 0.5
#define MIN_STEP_BPS 1000

/* Growth a second. 1.08 alone needs 14 s from 0.5 to 1.5 Mbit/s and 16 s from the start to 720p: too long to look at a
 * smear. At the start, and for what was held before a gap, the line is not yet known to be smaller; otherwise eight per
 * cent, and more only once that has gone well for a while. The detector answers in about half a second, so even the
 * quickest overshoots by less than 40 %. */
#define GROWTH 1.08
#define GROWTH_CALM 1.2
#define GROWTH_POOR 1.4 /* calm, and too little for a picture to look at: each second more without it counts */
#define POOR_BPS (400 * 1000)
#define GROWTH_START 1.4
#define GROWTH_REGAIN 2.0
#define CALM_US (3 * G_USEC_PER_SEC)
#define REGAIN 0.9
/* So long near a limit without meeting it: it has moved. */
#define NEAR_US (5 * G_USEC_PER_SEC)

/* Deviation of the capacity, relative: bounds for what a few cuts can tell. */
#define DEVIATION_MIN 0.02
#define DEVIATION_MAX 0.06

void
vd_aimd_rate_init (VdAimdRate *self, double start_bps, double min_bps, double max_bps)
{
  *self = (VdAimdRate){ .bps = CLAMP (start_bps, min_bps, max_bps), .min_bps = min_bps, .max_bps = max_bps };
}

static double
margin_bps (const VdAimdRate *self)
{
  return 3 * self->capacity_bps * CLAMP (sqrt (self->capacity_variance), DEVIATION_MIN, DEVIATION_MAX);
}

static void
note_capacity (VdAimdRate *self, double received_bps)
{
  double off = self->capacity_bps > 0 ? (received_bps - self->capacity_bps) / self->capacity_bps : 0;

  if (self->capacity_bps == 0 || fabs (received_bps - self->capacity_bps) > margin_bps (self))
    {
      self->capacity_bps = received_bps;
      self->capacity_variance = 0;
      return;
    }
  self->capacity_bps += CAPACITY_SMOOTHING * (received_bps - self->capacity_bps);
  self->capacity_variance += CAPACITY_SMOOTHING * (off * off - self->capacity_variance);
}

static void
forget_capacity (VdAimdRate *self, gint64 now_us)
{
  self->capacity_bps = 0;
  self->near_us = 0;
  self->rising_us = now_us;
}

/* While a queue stands, the last moment is the line's rate and what came before may be that of better times. A queue
 * that only just forms (a large frame) has the line at its full rate in that same moment, and less before. */
static double
got_through_bps (const VdAimdRate *self, const VdAimdInput *input)
{
  if (input->received_bps <= 0)
    return self->bps;
  if (input->queue_us > STANDING_US)
    return MIN (input->received_bps, input->lately_bps);
  return MAX (input->received_bps, input->lately_bps);
}

static gboolean
cut (VdAimdRate *self, const VdAimdInput *input)
{
  double got_bps = got_through_bps (self, input);
  gboolean has_shown = input->now_us - self->decreased_us > RESPONSE_US + input->rtt_us + input->queue_us;

  if (self->decreased_us && input->now_us - self->decreased_us < CUT_GAP_US)
    return FALSE;
  note_capacity (self, got_bps);
  self->bps = MAX (MIN (BETA * got_bps, has_shown ? MAX_CUT * self->bps : self->bps), self->min_bps);
  self->decreased_us = input->now_us;
  self->rising_us = self->near_us = 0;
  self->regain_bps = 0;
  self->decreases++;
  return TRUE;
}

static gboolean
is_near_capacity (VdAimdRate *self, const VdAimdInput *input)
{
  double most_bps = MAX (input->received_bps, self->bps);

  if (self->capacity_bps == 0 || self->regain_bps > 0)
    return FALSE;
  if (input->received_bps > self->capacity_bps + margin_bps (self))
    forget_capacity (self, input->now_us);
  if (self->capacity_bps == 0 || fabs (most_bps - self->capacity_bps) > margin_bps (self))
    return FALSE;
  if (self->near_us == 0)
    self->near_us = input->now_us;
  if (input->now_us - self->near_us > NEAR_US)
    forget_capacity (self, input->now_us);
  return self->capacity_bps > 0;
}

static double
growth (VdAimdRate *self, gint64 now_us)
{
  if (self->regain_bps > 0)
    return GROWTH_REGAIN;
  if (self->decreases == 0)
    return GROWTH_START;
  if (self->rising_us == 0 || now_us - self->rising_us < CALM_US)
    return GROWTH;
  return self->bps < POOR_BPS ? GROWTH_POOR : GROWTH_CALM;
}

static void
grow (VdAimdRate *self, const VdAimdInput *input)
{
  gint64 passed_us = CLAMP (input->now_us - self->updated_us, 0, G_USEC_PER_SEC);
  double most_bps = RECEIVED_FACTOR * input->received_bps + RECEIVED_SLACK_BPS;
  double step_bps = self->bps * (pow (growth (self, input->now_us), (double)passed_us / G_USEC_PER_SEC) - 1);

  if (input->contended || is_near_capacity (self, input))
    {
      double share = MIN ((double)passed_us / (RESPONSE_US + input->rtt_us), 1);

      self->rising_us = 0;
      step_bps = MIN (step_bps, MAX (MIN_STEP_BPS, 0.5 * share * input->packet_bits));
    }
  else if (self->rising_us == 0)
    self->rising_us = input->now_us;
  /* What is not sent proves nothing: no running away while the sender has less to send. */
  self->bps = MIN (MAX (MIN (self->bps + step_bps, most_bps), self->bps), self->max_bps);
  if (self->bps >= self->regain_bps)
    self->regain_bps = 0;
}

gboolean
vd_aimd_rate_update (VdAimdRate *self, const VdAimdInput *input)
{
  gboolean was_cut = FALSE;

  if (input->use == VD_LINE_USE_OVER)
    was_cut = cut (self, input);
  else if (input->use == VD_LINE_USE_NORMAL && self->updated_us && input->received_bps > 0)
    grow (self, input);
  self->updated_us = input->now_us;
  return was_cut;
}

void
vd_aimd_rate_halve (VdAimdRate *self, gint64 now_us)
{
  self->regain_bps = MAX (self->regain_bps, self->bps * REGAIN);
  self->bps = MAX (self->bps / 2, self->min_bps);
  self->rising_us = self->near_us = 0;
  self->updated_us = now_us;
}
