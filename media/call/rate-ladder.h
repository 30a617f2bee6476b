/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What to make of the rate there is: voice first, then as good a picture as the rest can carry without swinging to and
 * fro. Pure. */
typedef struct
{
  int width, height, fps; /* what the camera gives; never scaled up */
  /* Hands are the speech: the size falls before the rate, and never under 20 frames a second. */
  gboolean signed_conversation;
} VdRateLadderConfig;

typedef struct
{
  gboolean video_on;
  guint video_bps; /* for the encoder; 0 when off */
  int width, height, fps;
  guint audio_bps; /* for the encoder, without the packets' overhead */
} VdRatePlan;

#define VD_RATE_LADDER_AUDIO_ONLY (-1)
#define VD_RATE_LADDER_LEAST_VIDEO_BPS 30000 /* while it is not yet clear that the picture must go */

typedef struct
{
  VdRateLadderConfig config;
  int rung;               /* 0 is the best; VD_RATE_LADDER_AUDIO_ONLY */
  gboolean quiet_voice;   /* the voice has been made smaller */
  gint64 starved_us;      /* since when there is too little for any picture; 0: is not so */
  gint64 short_us;        /* since when there is too little for this rung; 0: is not so */
  gint64 better_us;       /* since when there has been enough for a higher rung; 0: is not so */
  guint better_floor_bps; /* the least in that time */
  gint64 stepped_up_us;
  gint64 dwell_us;               /* how long there must be enough before the next step up */
  gint64 returned_us, return_us; /* the same for the picture's return */
} VdRateLadder;

/* Begins at the rung that @start_bps allows. */
void vd_rate_ladder_init (VdRateLadder *self, const VdRateLadderConfig *config, guint start_bps);
/* @target_bps: all there is; @loss: 0..1, what retransmissions will take of it. Call it at every change and at least
 * once a second. */
VdRatePlan vd_rate_ladder_step (VdRateLadder *self, guint target_bps, double loss, gint64 now_us);
/* Known once the advisor says so, also in the middle of a call. */
void vd_rate_ladder_set_signed (VdRateLadder *self, gboolean signed_conversation);

G_END_DECLS
