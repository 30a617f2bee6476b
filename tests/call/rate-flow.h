/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "bottleneck.h"
#include "rate-estimator.h"
#include "repair-guard.h"

G_BEGIN_DECLS

/* Who sends over a simulated line. */
typedef enum
{
  FLOW_CALL,     /* voice and a picture, at the rate of an estimator */
  FLOW_CONSTANT, /* somebody else's: does not yield */
  FLOW_DOWNLOAD, /* TCP: fills the queue until something is lost, halves, again */
} FlowKind;

typedef struct
{
  FlowKind kind;
  gint64 from_us, until_us; /* 0: to the end */
  guint bps;                /* of FLOW_CONSTANT */
  VdRateConfig rate;        /* of FLOW_CALL */
  gboolean ladder;       /* the picture goes by VdRateLadder, and what a quiet voice leaves is filled in without it */
  guint media_limit_bps; /* the encoder has no more to say than this; 0: no limit */
  gint64 limit_from_us, limit_until_us;
  gboolean bursty;                    /* no pacing: each frame leaves at once */
  gboolean uneven;                    /* an encoder that is surprised: frames of up to four times the mean */
  gboolean repairs;                   /* what is lost is sent again, as far as a VdRepairGuard lets it */
  gint64 keyframe_every_us;           /* 0: only the first */
  gint64 mute_from_us, mute_until_us; /* feedback is lost on its way back */
  gint64 mute_every_us;               /* and again, from the first time on; 0: once */
  gint64 clock_us;                    /* the receiver's clock beside ours */
  double drift_ppm;
  gint64 wrap_at_us; /* the receiver's clock falls back by 2^24 × 64 ms, as transport-wide feedback's does */
} FlowConfig;

typedef struct
{
  guint64 sent_bytes, arrived_bytes;
  guint64 sent, arrived, lost;
  gint64 worst_queue_us; /* since the last reading */
  gboolean has_picture;
} FlowFigures;

typedef struct _Flow Flow;

Flow *flow_new (const FlowConfig *config, guint number, gint64 delay_us, guint64 seed);
void flow_free (Flow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Flow, flow_free)

/* One millisecond of sending and of hearing back. */
void flow_step (Flow *self, Line *line, gint64 now_us);
void flow_arrived (Flow *self, const LinePacket *packet, gint64 arrived_us, gint64 queued_us);
FlowFigures *flow_get_figures (Flow *self);
VdRateEstimator *flow_get_estimator (Flow *self); /* NULL if it has none */

G_END_DECLS
