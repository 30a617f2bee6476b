/* SPDX-License-Identifier: EUPL-1.2 */
#include "rate-estimator.h"
#include "aimd-rate.h"
#include "arrival-groups.h"
#include "loss-rate.h"
#include "queue-delay.h"
#include "queue-drain.h"
#include "received-rate.h"
#include "trendline.h"

/* The reference time of feedback wraps, and is known to be unwrapped wrongly (GStreamer 1.22): such a jump says nothing
 * of the line. */
#define JUMP_US (10 * G_USEC_PER_SEC)
/* No feedback for two round trips and this. */
#define GAP_US (500 * 1000)
/* The pause between two halvings doubles up to here: a line that is gone is found again at a rate that still shows
 * something. */
#define MAX_HALVINGS 6
#define RTT_START_US (100 * 1000)
#define RTT_MAX_US (5 * G_USEC_PER_SEC)
#define IDLE_SHARE 0.5
#define MAX_PACKET_BYTES 65535
#define PACKET_BITS_START (1000 * 8)
#define PACKET_SMOOTHING 0.05
/* Times beyond this (9000 years) are noise, and differences of such could overflow. */
#define MAX_TIME_US (G_MAXINT64 / 32)
#define CALM_QUEUE_US (60 * 1000)
/* A slope says nothing of a queue that stands, or grows more slowly than the threshold. While one stands there is no
 * growth; one that two people would notice in their talk is overuse, and so is one that does not go away. */
#define HOLD_QUEUE_US (40 * 1000)
#define OVER_QUEUE_US (80 * 1000)
#define HOLD_US (2 * G_USEC_PER_SEC)
#define SPILL_LOSS 0.01
/* Padding is not worth a queue: it rises step by step over what is known to get through, and rests after a cut. */
#define FILL_SHARE 0.95
#define FILL_STEP 1.25
#define FILL_REST_US (8 * G_USEC_PER_SEC)

struct _VdRateEstimator
{
  VdRateConfig config;
  VdArrivalGroups groups;
  VdTrendline trendline;
  VdOveruseDetector detector;
  VdReceivedRate received;
  VdQueueDelay queue;
  VdQueueDrain drain;
  VdAimdRate aimd;
  VdLossRate loss;

  double packet_bits;
  gint64 rtt_us;
  gint64 now_us;
  gint64 feedback_us; /* the last one; 0: none yet */
  gint64 halve_us;    /* when the rate is halved if none comes */
  guint halvings;     /* in this gap */
  gint64 standing_us; /* since when a queue stands; 0: none does */
  guint gaps, resets;
  VdPacketReport last; /* that arrived */
  gboolean has_last;
  double target_bps;
};

static void
forget_path (VdRateEstimator *self)
{
  vd_arrival_groups_reset (&self->groups);
  vd_trendline_reset (&self->trendline);
  vd_overuse_detector_reset (&self->detector);
  vd_received_rate_reset (&self->received);
  vd_queue_delay_reset (&self->queue);
  self->has_last = FALSE;
}

VdRateEstimator *
vd_rate_estimator_new (const VdRateConfig *config)
{
  VdRateEstimator *self = g_new0 (VdRateEstimator, 1);

  self->config = *config;
  self->config.max_bps = MAX (config->max_bps, config->min_bps);
  self->config.start_bps = CLAMP (config->start_bps, config->min_bps, self->config.max_bps);
  self->packet_bits = PACKET_BITS_START;
  self->rtt_us = RTT_START_US;
  self->target_bps = self->config.start_bps;
  vd_aimd_rate_init (&self->aimd, self->target_bps, self->config.min_bps, self->config.max_bps);
  vd_loss_rate_init (&self->loss, self->target_bps);
  forget_path (self);
  return self;
}

void
vd_rate_estimator_free (VdRateEstimator *self)
{
  g_free (self);
}

static gint64
gap_us (const VdRateEstimator *self)
{
  return (2 * self->rtt_us + GAP_US) << MIN (self->halvings, MAX_HALVINGS);
}

/* Time does not run backwards here, whatever the caller's clock does. */
static gint64
advance_clock (VdRateEstimator *self, gint64 now_us)
{
  self->now_us = CLAMP (now_us, self->now_us, MAX_TIME_US);
  return self->now_us;
}

static gboolean
is_plausible (const VdRateEstimator *self, const VdPacketReport *report)
{
  if (report->size_bytes > MAX_PACKET_BYTES)
    return FALSE;
  if (report->lost)
    return TRUE;
  return report->sent_us >= 0 && report->sent_us <= self->now_us && report->arrived_us > -MAX_TIME_US &&
         report->arrived_us < MAX_TIME_US;
}

static gboolean
has_jumped (const VdRateEstimator *self, const VdPacketReport *report)
{
  gint64 sent_us = report->sent_us - self->last.sent_us, arrived_us = report->arrived_us - self->last.arrived_us;

  return self->has_last && (ABS (sent_us) > JUMP_US || ABS (arrived_us) > JUMP_US);
}

static void
take_arrival (VdRateEstimator *self, const VdPacketReport *report)
{
  VdGroupDelta delta;

  if (has_jumped (self, report))
    {
      forget_path (self);
      self->resets++;
    }
  self->last = *report;
  self->has_last = TRUE;
  self->packet_bits += PACKET_SMOOTHING * (report->size_bytes * 8.0 - self->packet_bits);
  vd_received_rate_add (&self->received, report->arrived_us, report->size_bytes);
  vd_queue_delay_add (&self->queue, report);
  if (vd_arrival_groups_add (&self->groups, report, &delta))
    vd_overuse_detector_update (&self->detector, vd_trendline_add (&self->trendline, &delta), delta.sent_us,
                                delta.at_us);
}

static gint64
get_standing_us (const VdRateEstimator *self)
{
  return self->has_last ? vd_queue_delay_get_standing_us (&self->queue) : 0;
}

static VdLineUse
judge (VdRateEstimator *self)
{
  gint64 queue_us = get_standing_us (self);

  if (queue_us < HOLD_QUEUE_US)
    self->standing_us = 0;
  else if (self->standing_us == 0)
    self->standing_us = self->now_us;
  if (self->standing_us == 0 || self->detector.use != VD_LINE_USE_NORMAL ||
      vd_queue_drain_is_banned (&self->drain, self->now_us))
    return self->detector.use;
  if (self->drain.until_us || (queue_us < OVER_QUEUE_US && self->now_us - self->standing_us < HOLD_US))
    return VD_LINE_USE_UNDER;
  return VD_LINE_USE_OVER;
}

static void
update_target (VdRateEstimator *self)
{
  gint64 queue_us = get_standing_us (self);
  double target_bps = MIN (self->aimd.bps, self->loss.bps);

  target_bps *= vd_queue_drain_get_share (&self->drain, queue_us, self->now_us);
  /* A full queue stands still too, but it spills. */
  if (vd_queue_drain_take_way_is_longer (&self->drain) && self->loss.loss < SPILL_LOSS)
    {
      vd_queue_delay_reset (&self->queue);
      self->has_last = FALSE;
    }
  self->target_bps = CLAMP (target_bps, self->config.min_bps, self->config.max_bps);
}

static void
update_rates (VdRateEstimator *self)
{
  gint64 queue_us = get_standing_us (self);
  VdAimdInput delay = { .use = judge (self),
                        .received_bps = vd_received_rate_get_bps (&self->received),
                        .lately_bps = vd_received_rate_get_lately_bps (&self->received),
                        .packet_bits = self->packet_bits,
                        .rtt_us = self->rtt_us,
                        .queue_us = queue_us,
                        .contended = queue_us >= HOLD_QUEUE_US && vd_queue_drain_is_banned (&self->drain, self->now_us),
                        .now_us = self->now_us };
  VdLossInput loss = { .min_bps = self->config.min_bps,
                       .received_bps = delay.received_bps,
                       .response_us = self->rtt_us + vd_queue_delay_get_us (&self->queue),
                       .calm = queue_us < CALM_QUEUE_US,
                       .now_us = self->now_us };

  if (vd_aimd_rate_update (&self->aimd, &delay))
    vd_queue_drain_begin (&self->drain, queue_us, self->now_us);
  loss.ceiling_bps = self->aimd.bps;
  vd_loss_rate_update (&self->loss, &loss);
  update_target (self);
}

void
vd_rate_estimator_take_feedback (VdRateEstimator *self, const VdPacketReport *reports, gsize n_reports, gint64 now_us)
{
  guint received = 0, lost = 0;

  advance_clock (self, now_us);
  for (gsize i = 0; i < n_reports; i++)
    {
      if (!is_plausible (self, &reports[i]))
        continue;
      if (!reports[i].lost)
        take_arrival (self, &reports[i]);
      received += !reports[i].lost;
      lost += reports[i].lost;
    }
  if (received == 0)
    return; /* nothing gets through: no better than silence */
  /* What was lost while feedback stayed away has been answered by halving the rate. */
  if (self->halvings == 0)
    vd_loss_rate_count (&self->loss, received, lost);
  self->halvings = 0;
  self->feedback_us = self->now_us;
  self->halve_us = self->now_us + gap_us (self);
  update_rates (self);
}

/* Who sends much less than he may has not caused the silence, and halving what he may would change nothing but the
 * time until he can send more: what grows is limited by what gets through. */
static gboolean
is_idle (const VdRateEstimator *self)
{
  double received_bps = vd_received_rate_get_bps (&self->received);

  return received_bps > 0 && received_bps < IDLE_SHARE * self->target_bps;
}

void
vd_rate_estimator_tick (VdRateEstimator *self, gint64 now_us)
{
  advance_clock (self, now_us);
  if (self->feedback_us == 0 || self->now_us < self->halve_us)
    return;
  if (self->halvings == 0)
    self->gaps++;
  self->halvings++;
  self->halve_us = self->now_us + gap_us (self);
  if (is_idle (self))
    return;
  vd_aimd_rate_halve (&self->aimd, self->now_us);
  update_target (self);
}

void
vd_rate_estimator_set_rtt (VdRateEstimator *self, gint64 rtt_us)
{
  self->rtt_us = CLAMP (rtt_us, 0, RTT_MAX_US);
}

guint
vd_rate_estimator_get_target_bps (const VdRateEstimator *self)
{
  return self->target_bps;
}

guint
vd_rate_estimator_get_fill_bps (const VdRateEstimator *self)
{
  gint64 cut_us = self->aimd.decreased_us;
  gboolean rests = cut_us && self->now_us - cut_us < FILL_REST_US;
  double step_bps = FILL_STEP * vd_received_rate_get_bps (&self->received);

  if (self->detector.use != VD_LINE_USE_NORMAL || self->loss.binding || self->drain.until_us || rests)
    return 0;
  return MIN (MIN (FILL_SHARE * self->target_bps, step_bps), self->config.fill_until_bps);
}

VdRateFigures
vd_rate_estimator_get_figures (const VdRateEstimator *self)
{
  return (VdRateFigures){ .target_bps = self->target_bps,
                          .received_bps = MIN (vd_received_rate_get_bps (&self->received), G_MAXUINT),
                          .loss = self->loss.loss,
                          .queue_us = self->has_last ? vd_queue_delay_get_us (&self->queue) : 0,
                          .use = self->detector.use,
                          .decreases = self->aimd.decreases,
                          .gaps = self->gaps,
                          .resets = self->resets };
}
