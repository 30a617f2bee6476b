/* SPDX-License-Identifier: EUPL-1.2 */
#include "rate-flow.h"

#include <math.h>

#include "line-filler.h"
#include "rate-ladder.h"

#define PACKET_BYTES 1200
#define FRAME_US (G_USEC_PER_SEC / 30)
#define AUDIO_US (20 * 1000)
#define AUDIO_BYTES 130 /* 52 kbit/s */
#define AUDIO_BPS 52000
#define QUIET_AUDIO_BYTES 78 /* 31 kbit/s: somebody listens */
#define KEYFRAME_FACTOR 5
#define PACER_US (5 * 1000)
#define PACER_FACTOR 2.0
#define FEEDBACK_US (50 * 1000)
#define TICK_US (100 * 1000)
#define HISTORY 65536
#define ARRIVAL_UNIT_US 250 /* what feedback can tell */
#define WRAP_US (G_GINT64_CONSTANT (64000) << 24)

typedef struct
{
  gint64 due_us;
  GArray *reports; /* of VdPacketReport */
} Feedback;

struct _Flow
{
  FlowConfig config;
  guint number;
  gint64 delay_us;
  guint64 seed;
  FlowFigures figures;
  guint64 next_seq, expected_seq;
  gint64 next_us, next_audio_us, next_frame_us, next_pace_us, next_keyframe_us, next_feedback_us, next_tick_us;

  VdRateEstimator *estimator;
  gint64 *sent_us;         /* ring, by seq */
  double frame_debt_bytes; /* a keyframe is paid off by smaller frames */
  double pacer_bytes, pacer_budget;
  GArray *reports;
  GQueue feedback; /* of Feedback */
  VdRepairGuard guard;
  guint16 next_repair;
  VdRateLadder ladder;
  VdRatePlan plan;
  VdLineFiller filler;

  double window, inflight; /* of FLOW_DOWNLOAD, packets */
  gboolean past_slow_start;
  gint64 halved_us;
  GQueue acks; /* of gint64 * */
};

static void
feedback_free (gpointer data)
{
  Feedback *feedback = data;

  g_array_unref (feedback->reports);
  g_free (feedback);
}

Flow *
flow_new (const FlowConfig *config, guint number, gint64 delay_us, guint64 seed)
{
  Flow *self = g_new0 (Flow, 1);

  self->config = *config;
  self->number = number;
  self->delay_us = delay_us;
  self->seed = seed;
  self->window = 10;
  self->reports = g_array_new (FALSE, FALSE, sizeof (VdPacketReport));
  g_queue_init (&self->feedback);
  g_queue_init (&self->acks);
  if (config->kind == FLOW_CALL)
    {
      self->sent_us = g_new0 (gint64, HISTORY);
      self->estimator = vd_rate_estimator_new (&config->rate);
      vd_rate_estimator_set_rtt (self->estimator, 2 * delay_us);
      vd_line_filler_init (&self->filler);
      vd_rate_ladder_init (&self->ladder, &(VdRateLadderConfig){ 1280, 720, 30, FALSE }, config->rate.start_bps);
    }
  return self;
}

void
flow_free (Flow *self)
{
  g_clear_pointer (&self->estimator, vd_rate_estimator_free);
  g_queue_clear_full (&self->feedback, feedback_free);
  g_queue_clear_full (&self->acks, g_free);
  g_array_unref (self->reports);
  g_free (self->sent_us);
  g_free (self);
}

static void
emit (Flow *self, Line *line, guint size_bytes, gint64 now_us)
{
  LinePacket packet = { .flow = self->number, .seq = self->next_seq++, .size_bytes = size_bytes, .sent_us = now_us };

  if (self->sent_us)
    self->sent_us[packet.seq % HISTORY] = now_us;
  self->figures.sent++;
  self->figures.sent_bytes += size_bytes;
  line_send (line, &packet);
}

static void
step_constant (Flow *self, Line *line, gint64 now_us)
{
  gint64 gap_us = (gint64)PACKET_BYTES * 8 * G_USEC_PER_SEC / self->config.bps;

  for (self->next_us = MAX (self->next_us, self->config.from_us); self->next_us <= now_us; self->next_us += gap_us)
    emit (self, line, PACKET_BYTES, now_us);
}

static void
step_download (Flow *self, Line *line, gint64 now_us)
{
  gint64 *due_us;

  while ((due_us = g_queue_peek_head (&self->acks)) && *due_us <= now_us)
    {
      self->inflight -= 1;
      self->window += self->past_slow_start ? 1 / self->window : 1;
      g_free (g_queue_pop_head (&self->acks));
    }
  /* All lost at once: the retransmission timer. */
  if (self->inflight >= self->window && g_queue_is_empty (&self->acks) && now_us - self->next_us > G_USEC_PER_SEC)
    self->inflight = 0;
  for (; self->inflight + 1 <= self->window; self->inflight += 1)
    {
      emit (self, line, PACKET_BYTES, now_us);
      self->next_us = now_us;
    }
}

static double
picture_bps (Flow *self, gint64 now_us)
{
  double bps = vd_rate_estimator_get_target_bps (self->estimator);

  if (self->config.ladder)
    return self->plan.video_bps;
  if (self->config.media_limit_bps > 0 && now_us >= self->config.limit_from_us &&
      (self->config.limit_until_us == 0 || now_us < self->config.limit_until_us))
    bps = MIN (bps, self->config.media_limit_bps);
  return MAX (bps - AUDIO_BPS, 0);
}

static void
make_frame (Flow *self, gint64 now_us)
{
  double mean = picture_bps (self, now_us) / 8 * FRAME_US / G_USEC_PER_SEC;
  double luck = draw (&self->seed);
  double size = mean * (self->config.uneven ? 0.25 + 3.75 * pow (luck, 4) : 0.75 + 0.5 * luck);

  if (now_us >= self->next_keyframe_us)
    {
      size = mean * KEYFRAME_FACTOR;
      self->next_keyframe_us =
          self->config.keyframe_every_us > 0 ? now_us + self->config.keyframe_every_us : G_MAXINT64;
      self->frame_debt_bytes += size - mean;
    }
  else
    {
      double paid = MIN (self->frame_debt_bytes, size / 2);

      self->frame_debt_bytes -= paid;
      size -= paid;
    }
  self->pacer_bytes += size;
}

static void
pace (Flow *self, Line *line, gint64 now_us)
{
  double target = vd_rate_estimator_get_target_bps (self->estimator);

  self->pacer_budget += PACER_FACTOR * target / 8 * PACER_US / G_USEC_PER_SEC;
  self->pacer_budget = MIN (self->pacer_budget, PACKET_BYTES + PACER_FACTOR * target / 8 * PACER_US / G_USEC_PER_SEC);
  while (self->pacer_bytes >= 1 && (self->config.bursty || self->pacer_budget > 0))
    {
      guint size = CLAMP (self->pacer_bytes, 60, PACKET_BYTES);

      emit (self, line, size, now_us);
      self->pacer_bytes = MAX (self->pacer_bytes - size, 0);
      self->pacer_budget -= size;
    }
}

/* No packet is asked for twice here: the one that was sent again counts for itself. */
static void
repair (Flow *self, const GArray *reports, gint64 now_us)
{
  vd_repair_guard_set (&self->guard, vd_rate_estimator_get_target_bps (self->estimator), 2 * self->delay_us);
  if (self->guard.is_given_up)
    vd_repair_guard_begin_anew (&self->guard);
  for (guint i = 0; i < reports->len; i++)
    if (g_array_index (reports, VdPacketReport, i).lost &&
        vd_repair_guard_judge (&self->guard, ++self->next_repair, PACKET_BYTES, now_us) == VD_REPAIR_SEND)
      self->pacer_bytes += PACKET_BYTES;
}

static void
note_sent (Flow *self, const GArray *reports)
{
  VdLineSent sent = { 0 };

  for (guint i = 0; i < reports->len; i++)
    {
      const VdPacketReport *report = &g_array_index (reports, VdPacketReport, i);

      sent.last_us = MAX (sent.last_us, report->sent_us);
      if (report->size_bytes == QUIET_AUDIO_BYTES)
        sent.voice_bytes += report->size_bytes;
      else if (report->size_bytes > 0)
        sent.others++, sent.other_bytes += report->size_bytes;
    }
  vd_line_filler_note (&self->filler, &sent);
}

/* As the call does it ten times a second. */
static void
follow_ladder (Flow *self, Line *line, gint64 now_us)
{
  VdRateFigures figures = vd_rate_estimator_get_figures (self->estimator);
  guint fill_bps = vd_rate_estimator_get_fill_bps (self->estimator);

  self->plan = vd_rate_ladder_step (&self->ladder, figures.target_bps, figures.loss, now_us);
  self->figures.has_picture = self->plan.video_on;
  if (self->plan.video_on)
    return;
  for (guint i = vd_line_filler_take (&self->filler, fill_bps, now_us); i > 0; i--)
    emit (self, line, self->filler.packet_bytes, now_us);
}

static void
hear_back (Flow *self, Line *line, gint64 now_us)
{
  Feedback *feedback;

  while ((feedback = g_queue_peek_head (&self->feedback)) && feedback->due_us <= now_us)
    {
      vd_rate_estimator_take_feedback (self->estimator, (VdPacketReport *)feedback->reports->data,
                                       feedback->reports->len, now_us);
      note_sent (self, feedback->reports);
      if (self->config.repairs)
        repair (self, feedback->reports, now_us);
      feedback_free (g_queue_pop_head (&self->feedback));
    }
  if (now_us >= self->next_tick_us)
    {
      vd_rate_estimator_tick (self->estimator, now_us);
      self->next_tick_us = now_us + TICK_US;
      if (self->config.ladder)
        follow_ladder (self, line, now_us);
    }
}

static gboolean
is_mute (const FlowConfig *config, gint64 now_us)
{
  gint64 into_us = now_us - config->mute_from_us;

  if (config->mute_every_us > 0 && into_us > 0)
    into_us %= config->mute_every_us;
  return into_us >= 0 && into_us < config->mute_until_us - config->mute_from_us;
}

/* At the receiver; what it writes is on its way for as long as a packet is. */
static void
write_feedback (Flow *self, gint64 now_us)
{
  gboolean mute = is_mute (&self->config, now_us);
  guint ready = 0;

  if (now_us < self->next_feedback_us)
    return;
  self->next_feedback_us = now_us + FEEDBACK_US;
  /* The line tells arrivals before their time. */
  for (; ready < self->reports->len; ready++)
    if (g_array_index (self->reports, VdPacketReport, ready).arrived_us > now_us)
      break;
  if (ready == 0)
    return;
  if (!mute)
    {
      Feedback *feedback = g_new0 (Feedback, 1);

      feedback->due_us = now_us + self->delay_us;
      feedback->reports = g_array_sized_new (FALSE, FALSE, sizeof (VdPacketReport), ready);
      g_array_append_vals (feedback->reports, self->reports->data, ready);
      for (guint i = 0; i < ready; i++)
        {
          VdPacketReport *report = &g_array_index (feedback->reports, VdPacketReport, i);
          gint64 clock_us = report->arrived_us * (1 + self->config.drift_ppm / 1e6) + self->config.clock_us;

          if (self->config.wrap_at_us > 0 && report->arrived_us >= self->config.wrap_at_us)
            clock_us -= WRAP_US;
          report->arrived_us = clock_us / ARRIVAL_UNIT_US * ARRIVAL_UNIT_US;
        }
      g_queue_push_tail (&self->feedback, feedback);
    }
  g_array_remove_range (self->reports, 0, ready);
}

static void
step_call (Flow *self, Line *line, gint64 now_us)
{
  for (self->next_audio_us = MAX (self->next_audio_us, self->config.from_us); self->next_audio_us <= now_us;
       self->next_audio_us += AUDIO_US)
    emit (self, line, self->config.ladder ? QUIET_AUDIO_BYTES : AUDIO_BYTES, now_us);
  for (self->next_frame_us = MAX (self->next_frame_us, self->config.from_us); self->next_frame_us <= now_us;
       self->next_frame_us += FRAME_US)
    make_frame (self, now_us);
  for (self->next_pace_us = MAX (self->next_pace_us, self->config.from_us); self->next_pace_us <= now_us;
       self->next_pace_us += PACER_US)
    pace (self, line, now_us);
}

void
flow_step (Flow *self, Line *line, gint64 now_us)
{
  gboolean on = now_us >= self->config.from_us && (self->config.until_us == 0 || now_us < self->config.until_us);

  if (self->estimator)
    {
      write_feedback (self, now_us);
      hear_back (self, line, now_us);
    }
  if (!on)
    return;
  if (self->config.kind == FLOW_CALL)
    step_call (self, line, now_us);
  else if (self->config.kind == FLOW_CONSTANT)
    step_constant (self, line, now_us);
  else
    step_download (self, line, now_us);
}

static void
note_loss (Flow *self, guint64 seq, gint64 arrived_us)
{
  self->figures.lost++;
  if (self->config.kind == FLOW_CALL)
    {
      VdPacketReport report = { .sent_us = self->sent_us[seq % HISTORY], .arrived_us = arrived_us, .lost = TRUE };

      g_array_append_val (self->reports, report);
      return;
    }
  self->inflight -= 1;
  if (arrived_us - self->halved_us < 2 * self->delay_us + 100 * 1000)
    return;
  self->halved_us = arrived_us;
  self->window = MAX (self->window / 2, 2);
  self->past_slow_start = TRUE;
}

void
flow_arrived (Flow *self, const LinePacket *packet, gint64 arrived_us, gint64 queued_us)
{
  for (; self->expected_seq < packet->seq; self->expected_seq++)
    note_loss (self, self->expected_seq, arrived_us);
  self->expected_seq = packet->seq + 1;
  self->figures.arrived++;
  self->figures.arrived_bytes += packet->size_bytes;
  self->figures.worst_queue_us = MAX (self->figures.worst_queue_us, queued_us);
  if (self->config.kind == FLOW_CALL)
    {
      VdPacketReport report = { .sent_us = packet->sent_us,
                                .arrived_us = arrived_us,
                                .size_bytes = packet->size_bytes };

      g_array_append_val (self->reports, report);
    }
  else if (self->config.kind == FLOW_DOWNLOAD)
    {
      gint64 due_us = arrived_us + self->delay_us;

      g_queue_push_tail (&self->acks, g_memdup2 (&due_us, sizeof due_us));
    }
}

FlowFigures *
flow_get_figures (Flow *self)
{
  return &self->figures;
}

VdRateEstimator *
flow_get_estimator (Flow *self)
{
  return self->estimator;
}
