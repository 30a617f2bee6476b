/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "overuse-detector.h"
#include "packet-report.h"

G_BEGIN_DECLS

/* How much may be sent to one remote party: the bandwidth estimator of a call (draft-ietf-rmcat-gcc-02, sender side),
 * fed with transport-wide feedback. Pure: no clock, no thread, no I/O; every time is a caller's monotonic clock in
 * microseconds. Rates are of everything on the wire that feedback reports: audio, video, retransmissions, padding. */
typedef struct
{
  guint start_bps, min_bps, max_bps;
  guint fill_until_bps; /* the most that padding may be sent for; 0: none */
} VdRateConfig;

#define VD_RATE_CONFIG_DEFAULT                                                                                         \
  ((VdRateConfig){ .start_bps = 600 * 1000, .min_bps = 50 * 1000, .max_bps = 2500 * 1000, .fill_until_bps = 0 })

typedef struct
{
  guint target_bps;
  guint received_bps; /* of ours, at the other side; 0: not known */
  double loss;        /* 0..1, smoothed */
  gint64 queue_us;    /* what packets lie in queues on the way */
  VdLineUse use;
  guint decreases; /* for delay */
  guint gaps;      /* times that feedback stayed away */
  guint resets;    /* times that a clock jumped */
} VdRateFigures;

typedef struct _VdRateEstimator VdRateEstimator;

/* A config that contradicts itself is put right: min ≤ start ≤ max. */
VdRateEstimator *vd_rate_estimator_new (const VdRateConfig *config);
void vd_rate_estimator_free (VdRateEstimator *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdRateEstimator, vd_rate_estimator_free)

/* One feedback message: @reports in the order sent. Whatever they say is taken for foreign input; what is said of
 * packets sent after @now_us, by the same clock, is ignored. */
void
vd_rate_estimator_take_feedback (VdRateEstimator *self, const VdPacketReport *reports, gsize n_reports, gint64 now_us);
/* Call it some ten times a second while packets are being sent: notices that feedback stays away. */
void vd_rate_estimator_tick (VdRateEstimator *self, gint64 now_us);
/* From RTCP; 100 ms until told. */
void vd_rate_estimator_set_rtt (VdRateEstimator *self, gint64 rtt_us);

guint vd_rate_estimator_get_target_bps (const VdRateEstimator *self);
/* What is not sent cannot be learnt: a sender with less to send than this, and nothing that a queue would hurt but the
 * voice, fills up to it with padding, so that the line is known to carry a picture before there is one; 0: not now. */
guint vd_rate_estimator_get_fill_bps (const VdRateEstimator *self);
VdRateFigures vd_rate_estimator_get_figures (const VdRateEstimator *self);

G_END_DECLS
