/* SPDX-License-Identifier: EUPL-1.2 */
#include "rate-ladder.h"

#include "holding.h"

#define AUDIO_BPS 32000
#define AUDIO_QUIET_BPS 16000    /* Opus: still clear speech */
#define AUDIO_OVERHEAD_BPS 20000 /* 50 packets a second of 50 bytes of headers */
#define PAYLOAD_SHARE 0.95       /* of the picture's packets: 60 bytes of headers before some 1100 */
/* Under the first the voice would leave nothing for retransmissions and RTCP; a fifth more before it is made full
 * again. */
#define QUIET_BELOW_BPS 80000
#define FULL_ABOVE_BPS 96000
#define MAX_REPAIR_SHARE 0.2

#define UP_PERCENT 115
#define DWELL_US (5 * G_USEC_PER_SEC)
#define MAX_DWELL_US (40 * G_USEC_PER_SEC)
/* Down again so soon after a step up: that step was a mistake, and the next waits twice as long. */
#define REGRET_US (20 * G_USEC_PER_SEC)
/* The encoder follows the rate at once; the size waits this long, unless half is missing, so that a dip does not show.
 */
#define SHORT_US (700 * 1000)
#define STARVED_US (3 * G_USEC_PER_SEC)

typedef struct
{
  guint from_bps; /* of video */
  int short_side, fps;
} Rung;

static const Rung rungs[] = {
  { 900000, 720, 30 },
  { 500000, 540, 25 },
  { 250000, 360, 20 },
  { 150000, 360, 10 },
};

/* ITU-T H-series Supplement 1: signing needs 20 frames a second and stands small pictures. A voice is of no help to
 * people who sign, so the picture goes on where others would be left with the sound. */
static const Rung signed_rungs[] = {
  { 900000, 720, 30 }, { 500000, 540, 30 }, { 250000, 360, 25 }, { 150000, 270, 20 }, { 100000, 180, 20 },
};

#define RETURN_FACTOR 2 /* 300 kbit/s for a picture that goes under 150 */

static const Rung *
get_rungs (const VdRateLadder *self, int *count)
{
  *count = self->config.signed_conversation ? G_N_ELEMENTS (signed_rungs) : G_N_ELEMENTS (rungs);
  return self->config.signed_conversation ? signed_rungs : rungs;
}

/* The best rung that @video_bps carries; the number of rungs if none. */
static int
find_rung (const VdRateLadder *self, guint video_bps, guint percent)
{
  int count;
  const Rung *table = get_rungs (self, &count);
  int rung = 0;

  while (rung < count && (guint64)video_bps * 100 < (guint64)table[rung].from_bps * percent)
    rung++;
  return rung;
}

static guint
least_bps (const VdRateLadder *self)
{
  int count;
  const Rung *table = get_rungs (self, &count);

  return table[count - 1].from_bps;
}

static guint
audio_bps (VdRateLadder *self, guint target_bps)
{
  self->quiet_voice = target_bps < (self->quiet_voice ? FULL_ABOVE_BPS : QUIET_BELOW_BPS);
  return self->quiet_voice ? AUDIO_QUIET_BPS : AUDIO_BPS;
}

static guint
video_bps (guint target_bps, guint voice_bps, double loss)
{
  double rest_bps = (double)target_bps - voice_bps - AUDIO_OVERHEAD_BPS;

  /* Every lost packet is sent again once, at least. */
  return MAX (rest_bps, 0) * (1 - CLAMP (loss, 0, MAX_REPAIR_SHARE));
}

void
vd_rate_ladder_init (VdRateLadder *self, const VdRateLadderConfig *config, guint start_bps)
{
  int count;

  *self = (VdRateLadder){ .config = *config, .dwell_us = DWELL_US, .return_us = DWELL_US };
  get_rungs (self, &count);
  self->rung = MIN (find_rung (self, video_bps (start_bps, audio_bps (self, start_bps), 0), 100), count - 1);
}

void
vd_rate_ladder_set_signed (VdRateLadder *self, gboolean signed_conversation)
{
  int count;

  self->config.signed_conversation = signed_conversation;
  get_rungs (self, &count);
  self->rung = MIN (self->rung, count - 1);
}

/* For the next step up, after one down: longer if the last one was a mistake. */
static gint64
dwell_after (gint64 dwell_us, gint64 stepped_up_us, gint64 now_us)
{
  gboolean regrets = stepped_up_us && now_us - stepped_up_us < REGRET_US;

  return regrets ? MIN (dwell_us * 2, MAX_DWELL_US) : DWELL_US;
}

static void
enter_rung (VdRateLadder *self, int rung, gint64 now_us)
{
  gboolean up = self->rung == VD_RATE_LADDER_AUDIO_ONLY || (rung != VD_RATE_LADDER_AUDIO_ONLY && rung < self->rung);

  if (up)
    self->stepped_up_us = now_us;
  else
    self->dwell_us = dwell_after (self->dwell_us, self->stepped_up_us, now_us);
  if (rung == VD_RATE_LADDER_AUDIO_ONLY)
    self->return_us = dwell_after (self->return_us, self->returned_us, now_us);
  else if (self->rung == VD_RATE_LADDER_AUDIO_ONLY)
    self->returned_us = now_us;
  self->rung = rung;
  self->short_us = self->better_us = self->starved_us = 0;
}

/* Enough for a higher rung for long enough: up to the best that the whole time allowed. */
static void
climb (VdRateLadder *self, guint bps, gboolean enough, gint64 for_us, gint64 now_us)
{
  self->better_floor_bps = self->better_us ? MIN (self->better_floor_bps, bps) : bps;
  if (vd_has_held (&self->better_us, enough, for_us, now_us))
    enter_rung (self, find_rung (self, self->better_floor_bps, UP_PERCENT), now_us);
}

static void
step_with_picture (VdRateLadder *self, guint bps, gint64 now_us)
{
  int count;
  const Rung *table = get_rungs (self, &count);
  int lower = MIN (find_rung (self, bps, 100), count - 1);
  gint64 wait_us = bps < table[self->rung].from_bps / 2 ? 0 : SHORT_US;
  gint64 starved_us;

  if (vd_has_held (&self->starved_us, bps < least_bps (self), STARVED_US, now_us))
    {
      enter_rung (self, VD_RATE_LADDER_AUDIO_ONLY, now_us);
      return;
    }
  if (vd_has_held (&self->short_us, lower > self->rung, wait_us, now_us))
    {
      starved_us = self->starved_us;
      enter_rung (self, lower, now_us);
      self->starved_us = starved_us;
      return;
    }
  climb (self, bps, find_rung (self, bps, UP_PERCENT) < self->rung, self->dwell_us, now_us);
}

/* Of the camera's shape, even sides, not larger than the camera's. */
static void
fit (const VdRateLadder *self, const Rung *rung, VdRatePlan *plan)
{
  const VdRateLadderConfig *config = &self->config;
  int side = MIN (config->width, config->height);
  int wanted = MIN (rung->short_side, side);

  plan->width = side > 0 ? (int)((gint64)config->width * wanted / side) & ~1 : 0;
  plan->height = side > 0 ? (int)((gint64)config->height * wanted / side) & ~1 : 0;
  plan->fps = MIN (rung->fps, config->fps);
}

VdRatePlan
vd_rate_ladder_step (VdRateLadder *self, guint target_bps, double loss, gint64 now_us)
{
  int count;
  const Rung *table = get_rungs (self, &count);
  VdRatePlan plan = { .audio_bps = audio_bps (self, target_bps) };
  guint bps = video_bps (target_bps, plan.audio_bps, loss);

  if (self->rung == VD_RATE_LADDER_AUDIO_ONLY)
    climb (self, bps, bps >= RETURN_FACTOR * least_bps (self), self->return_us, now_us);
  else
    step_with_picture (self, bps, now_us);
  if (self->rung == VD_RATE_LADDER_AUDIO_ONLY)
    return plan;
  plan.video_on = TRUE;
  plan.video_bps = MAX (PAYLOAD_SHARE * bps, VD_RATE_LADDER_LEAST_VIDEO_BPS);
  fit (self, &table[self->rung], &plan);
  return plan;
}
