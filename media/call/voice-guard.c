/* SPDX-License-Identifier: EUPL-1.2 */
#include "voice-guard.h"

#include <math.h>

/* A hundred packets, so that one is one per cent. */
#define JUDGE_US (2 * G_USEC_PER_SEC)
#define SMOOTHING 0.5
#define REAL_LOSS 0.01 /* below, concealment is not heard */
#define CALM_US (10 * G_USEC_PER_SEC)
/* In steps, so that the encoder is not told something new all the time. */
#define STEP 5
#define MAX_PERCENT 30 /* more copies than voice help nobody */

static guint
wanted_percent (const VdVoiceGuard *self)
{
  if (self->loss < REAL_LOSS)
    return 0;
  return MIN ((guint)ceil (self->loss * 100 / STEP) * STEP, MAX_PERCENT);
}

guint
vd_voice_guard_update (VdVoiceGuard *self, guint received, guint lost, gint64 now_us)
{
  guint wanted;

  self->received += MIN (received, G_MAXUINT16);
  self->lost += MIN (lost, G_MAXUINT16);
  if (self->judged_us == 0)
    self->judged_us = now_us;
  if (now_us - self->judged_us < JUDGE_US || self->received + self->lost == 0)
    return self->percent;
  self->loss += SMOOTHING * ((double)self->lost / (self->received + self->lost) - self->loss);
  self->received = self->lost = 0;
  self->judged_us = now_us;
  wanted = wanted_percent (self);
  if (wanted >= self->percent)
    self->calm_us = now_us;
  if (wanted > self->percent || now_us - self->calm_us >= CALM_US)
    self->percent = wanted;
  return self->percent;
}
