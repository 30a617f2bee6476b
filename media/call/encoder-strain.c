/* SPDX-License-Identifier: EUPL-1.2 */
#include "encoder-strain.h"

#include "holding.h"

/* Of some ten frames. One that stood still for a second is no more than a slow one. */
#define WEIGHT 0.1
#define MOST_INTERVALS 4
/* At 1 every other frame finds the encoder busy and is lost. The first seconds of a call are too much for any machine;
 * under 20 frames a second a conversation in signs ends, and there is no time to wait. */
#define TOO_BUSY 0.9
#define OVER_US (3 * G_USEC_PER_SEC)
#define TOO_SLOW_US (G_USEC_PER_SEC / 20)
#define OVER_SLOW_US G_USEC_PER_SEC
/* What the next size up would take. */
#define EASY 0.8
#define DWELL_US (10 * G_USEC_PER_SEC)
#define MAX_DWELL_US (80 * G_USEC_PER_SEC)
/* Down again so soon after a step up: that step was a mistake, and the next waits twice as long. */
#define REGRET_US (20 * G_USEC_PER_SEC)
/* The camera was off, or the line carried no picture. */
#define PAUSE_US G_USEC_PER_SEC

/* A face of 360 lines can still be read, and a quarter of the work is little enough for any machine. */
static const int ceilings[] = { G_MAXINT, 540, 360 };
#define LAST_STEP ((int)G_N_ELEMENTS (ceilings) - 1)

void
vd_encoder_strain_init (VdEncoderStrain *self)
{
  *self = (VdEncoderStrain){ .dwell_us = DWELL_US };
}

/* How much there is to encode at @to, as a share of what there is at @from. */
static double
work (int lines, int to, int from)
{
  double ratio = (double)MIN (lines, ceilings[to]) / MIN (lines, ceilings[from]);

  return ratio * ratio;
}

static void
enter (VdEncoderStrain *self, int lines, int step, gint64 now_us)
{
  gboolean regrets = self->stepped_up_us && now_us - self->stepped_up_us < REGRET_US;

  if (step > self->step)
    self->dwell_us = regrets ? MIN (2 * self->dwell_us, MAX_DWELL_US) : DWELL_US;
  self->stepped_up_us = step < self->step ? now_us : 0;
  /* What it will be, until it is known. */
  self->busy *= work (lines, step, self->step);
  self->step = step;
  self->over_us = self->under_us = 0;
}

gboolean
vd_encoder_strain_note (VdEncoderStrain *self, int lines, gint64 took_us, gint64 interval_us, gint64 now_us)
{
  int step = self->step;
  int lower = MIN (step + 1, LAST_STEP);
  int higher = MAX (step - 1, 0);
  gint64 patience_us;

  if (interval_us <= 0 || took_us < 0 || lines <= 0)
    return FALSE;
  if (now_us - self->noted_us > PAUSE_US)
    self->over_us = self->under_us = 0;
  self->noted_us = now_us;
  took_us = MIN (took_us, MOST_INTERVALS * interval_us);
  self->busy += WEIGHT * ((double)took_us / interval_us - self->busy);
  patience_us = self->busy * interval_us > TOO_SLOW_US ? OVER_SLOW_US : OVER_US;
  if (vd_has_held (&self->over_us, self->busy > TOO_BUSY && work (lines, lower, step) < 1, patience_us, now_us))
    enter (self, lines, lower, now_us);
  else if (vd_has_held (&self->under_us, self->busy * work (lines, higher, step) < EASY && higher < step,
                        self->dwell_us, now_us))
    enter (self, lines, higher, now_us);
  return self->step != step;
}

void
vd_encoder_strain_limit (const VdEncoderStrain *self, int *width, int *height)
{
  int lines = MIN (*width, *height);
  int ceiling = ceilings[self->step];

  if (lines <= ceiling)
    return;
  *width = (int)((gint64)*width * ceiling / lines) & ~1;
  *height = (int)((gint64)*height * ceiling / lines) & ~1;
}
