/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "peer-private.h"

#include "feedback.h"
#include "line-filler.h"
#include "rate-estimator.h"
#include "rtcp-report.h"
#include "voice-guard.h"

/* What this peer's line carries, and how late. Feedback comes in the thread that receives, ten to twenty times a
 * second; it is posted, so that the estimator and all it moves belong to the main thread. */

#define TICK_MS 100
#define REPORT_TICKS 10 /* RTCP says something new about once a second */
/* Where there is no picture the line is filled up to here, to see whether there could be one again (300 kbit/s). */
#define FILL_UNTIL_BPS (400 * 1000)
/* A keyframe after a spill: for a queue of at most so much, and not later than this. */
#define CALM_US (60 * 1000)
#define MOST_PATIENCE_US (600 * 1000)
#define KNOWN_FEEDBACKS 5 /* a quarter to half a second */

struct _VdPeerRate
{
  VdRateEstimator *estimator;
  guint tick_id;
  guint ticks;
  VdLineFiller filler;
  gint64 given_up_us; /* since when the picture waits for its keyframe; 0: it does not */
  VdVoiceGuard guard;
  VdJitterTarget jitter;
  VdRtcpReport report; /* the last one */
  gint64 report_us;
  VdCallLine line; /* what changes with a report */
};

static void
tell_uplink (VdPeer *self, const VdRateFigures *figures, gboolean is_heard)
{
  const VdLineNews news = { .target_bps = figures->target_bps,
                            .loss = figures->loss,
                            .guard = self->rate->guard.percent,
                            .hold = vd_line_tap_get_hold (self->tap),
                            .was_cut = figures->decreases > 0 || figures->loss > 0.02,
                            .is_heard = is_heard };

  vd_uplink_tell (vd_studio_get_uplink (self->studio), self, &news);
}

/* Of the first picture nobody knows yet what the line could carry: it goes as fast as it can, because somebody waits
 * for it. */
static void
limit (VdPeer *self, guint line_bps)
{
  gboolean is_known = self->figures.feedbacks >= KNOWN_FEEDBACKS;
  const VdLineLimits limits = { .repair_bps = line_bps,
                                .is_paused = vd_uplink_is_video_paused (vd_studio_get_uplink (self->studio)),
                                .pace_bps = is_known ? line_bps : 0,
                                .round_trip_us = MAX (self->rate->report.round_trip_us, 0),
                                .least_round_trip_us = vd_jitter_target_get_round_trip_us (&self->rate->jitter) };

  vd_line_tap_set_limits (self->tap, &limits);
}

/* A queue that spills would lose the keyframe as well: it waits for the queue to empty, but not for long. */
static void
begin_anew (VdPeer *self, gint64 queue_us)
{
  VdPeerRate *rate = self->rate;

  if (rate->given_up_us == 0 || (queue_us >= CALM_US && g_get_monotonic_time () - rate->given_up_us < MOST_PATIENCE_US))
    return;
  rate->given_up_us = 0;
  vd_line_tap_begin_anew (self->tap);
  vd_fanout_want_keyframe (vd_studio_get_video (self->studio));
}

/* All that goes by what the line carries now. @is_heard: feedback has just said so. */
static void
follow_line (VdPeer *self, gboolean is_heard)
{
  VdRateFigures figures = vd_rate_estimator_get_figures (self->rate->estimator);

  tell_uplink (self, &figures, is_heard);
  limit (self, figures.target_bps);
  begin_anew (self, figures.queue_us);
}

static void
take_give_up (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;

  if (self->rate && self->rate->given_up_us == 0)
    self->rate->given_up_us = g_get_monotonic_time ();
}

/* Between two reports: the size and the line's rate stay what they are. */
static void
take_hold (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;
  VdRateFigures figures;

  if (!self->rate)
    return;
  figures = vd_rate_estimator_get_figures (self->rate->estimator);
  tell_uplink (self, &figures, FALSE);
}

static void
take_feedback (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;
  VdFeedback *feedback = payload;

  if (!self->rate)
    return;
  self->figures.feedbacks++;
  vd_rate_estimator_take_feedback (self->rate->estimator, (const VdPacketReport *)(gpointer)feedback->reports->data,
                                   feedback->reports->len, feedback->at_us);
  vd_voice_guard_update (&self->rate->guard, feedback->voice_received, feedback->voice_lost, feedback->at_us);
  vd_line_filler_note (&self->rate->filler, &feedback->sent);
  follow_line (self, TRUE);
}

/* webrtcbin's thread. */
static GstElement *
on_request_aux_sender (GstElement *webrtc, GObject *transport, gpointer data)
{
  return vd_line_tap_make_element (data);
}

/* Of what comes to us, since the last report. */
static double
get_loss (const VdRtcpReport *before, const VdRtcpReport *report)
{
  gint64 lost = MAX (report->lost - before->lost, 0), received = MAX (report->received - before->received, 0);

  return lost + received > 0 ? (double)lost / (lost + received) : 0;
}

static guint
get_bps (guint64 before, guint64 now, gint64 passed_us)
{
  return passed_us > 0 && now > before ? MIN ((now - before) * 8.0 * G_USEC_PER_SEC / passed_us, G_MAXUINT) : 0;
}

static void
note_line (VdPeerRate *rate, const VdRtcpReport *report, const VdJitterNews *news)
{
  gint64 now_us = g_get_monotonic_time ();

  if (rate->report_us)
    {
      rate->line.sent_bps = get_bps (rate->report.sent_bytes, report->sent_bytes, now_us - rate->report_us);
      rate->line.received_bps = get_bps (rate->report.received_bytes, report->received_bytes, now_us - rate->report_us);
    }
  rate->line.loss_in = news->loss;
  rate->line.jitter_ms = news->jitter_ms;
  rate->line.round_trip_ms = news->round_trip_ms;
  rate->report = *report;
  rate->report_us = now_us;
}

static void
read_report (VdPeer *self)
{
  VdPeerRate *rate = self->rate;
  VdJitterNews news;
  VdRtcpReport report;

  if (!vd_rtcp_report_read (self->wire->webrtc, &report))
    return;
  if (report.round_trip_us >= 0)
    vd_rate_estimator_set_rtt (rate->estimator, report.round_trip_us);
  news = (VdJitterNews){ .jitter_ms = report.jitter_ms,
                         .loss = get_loss (&rate->report, &report),
                         .round_trip_ms = report.round_trip_us >= 0 ? report.round_trip_us / 1000 : -1 };
  vd_jitter_target_update (&rate->jitter, &news, g_get_monotonic_time ());
  vd_wire_set_delay (self->wire, &rate->jitter);
  note_line (rate, &report, &news);
}

static void
fill (VdPeer *self)
{
  VdPeerRate *rate = self->rate;
  guint fill_bps = vd_rate_estimator_get_fill_bps (rate->estimator);
  guint packets = vd_line_filler_take (&rate->filler, fill_bps, g_get_monotonic_time ());

  if (packets == 0 || !vd_uplink_is_video_paused (vd_studio_get_uplink (self->studio)))
    return;
  vd_line_tap_fill (self->tap, packets);
  vd_wire_fill (self->wire, packets);
}

static void
take_tick (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;

  if (!self->rate)
    return;
  if (self->rate->ticks++ % REPORT_TICKS == 0)
    read_report (self);
  vd_rate_estimator_tick (self->rate->estimator, g_get_monotonic_time ());
  follow_line (self, FALSE);
  fill (self);
}

/* Behind the feedback that waits already: a main thread that was busy for a moment must not take its own silence for
 * the line's. */
static gboolean
on_tick (gpointer data)
{
  vd_mailbox_post (((VdPeer *)data)->mailbox, take_tick, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

void
vd_peer_rate_listen (VdPeer *self)
{
  g_autoptr (GstPad) picture = gst_element_get_static_pad (self->wire->webrtc, "sink_1");
  const VdLineTapNews news = { .take_feedback = take_feedback, .give_up = take_give_up, .take_hold = take_hold };

  self->tap = vd_line_tap_new (self->mailbox, &news);
  g_signal_connect_data (self->wire->webrtc, "request-aux-sender", G_CALLBACK (on_request_aux_sender),
                         vd_line_tap_ref (self->tap), (GClosureNotify)(void *)vd_line_tap_unref, 0);
  vd_line_tap_pace (self->tap, picture);
}

void
vd_peer_rate_begin (VdPeer *self)
{
  VdRateConfig config = VD_RATE_CONFIG_DEFAULT;

  config.fill_until_bps = FILL_UNTIL_BPS;
  config.start_bps = vd_uplink_join (vd_studio_get_uplink (self->studio), self);
  self->rate = g_new0 (VdPeerRate, 1);
  self->rate->estimator = vd_rate_estimator_new (&config);
  self->rate->line.round_trip_ms = -1;
  vd_jitter_target_init (&self->rate->jitter);
  vd_line_filler_init (&self->rate->filler);
  self->rate->tick_id = g_timeout_add (TICK_MS, on_tick, self);
}

void
vd_peer_rate_end (VdPeer *self)
{
  if (!self->rate)
    return;
  vd_line_tap_open_up (self->tap);
  vd_uplink_leave (vd_studio_get_uplink (self->studio), self);
  g_source_remove (self->rate->tick_id);
  vd_rate_estimator_free (self->rate->estimator);
  g_clear_pointer (&self->rate, g_free);
}

VdCallLine
vd_peer_get_line (VdPeer *self)
{
  VdUplink *uplink = vd_studio_get_uplink (self->studio);
  VdRatePlan plan = vd_uplink_get_plan (uplink);
  VdCallLine line = { .round_trip_ms = -1 };
  VdRateFigures figures;

  if (!self->rate)
    return line;
  figures = vd_rate_estimator_get_figures (self->rate->estimator);
  line = self->rate->line;
  line.is_known = TRUE;
  line.is_relayed = vd_wire_is_relayed (self->wire);
  line.target_bps = figures.target_bps;
  line.loss_out = figures.loss;
  line.show_ms = self->rate->jitter.show_ms;
  line.wait_ms = vd_wire_get_wait_ms (self->wire);
  line.rung = vd_uplink_get_rung (uplink);
  line.width = plan.width;
  line.height = plan.height;
  line.fps = plan.fps;
  line.guard = self->rate->guard.percent;
  return line;
}
