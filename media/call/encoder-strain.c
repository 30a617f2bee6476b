/* SPDX-License-Identifier: EUPL-1.2 */
#include "encoder-strain.h"

#include "holding.h"

/* Of some ten frames. */
#define WEIGHT 0.1
/* At 1 every other frame finds the encoder busy and is lost. The first seconds of a call are too much for any machine.
 */
#define TOO_BUSY 0.9
#define OVER_US (3 * G_USEC_PER_SEC)
/* What the next size up would take must leave room. */
#define EASY 0.6
#define DWELL_US (10 * G_USEC_PER_SEC)
#define MAX_DWELL_US (80 * G_USEC_PER_SEC)
/* Down again so soon after a step up: that step was a mistake, and the next waits twice as long. */
#define REGRET_US (20 * G_USEC_PER_SEC)

/* Of width and height: 720, 540 and 360 lines. Of a picture that the line has made smaller already no less than the
 * last: a face on it can still be read, and a quarter of the work is little enough for any machine. */
#define WHOLE 4
static const int quarters[] = { WHOLE, 3, 2 };
#define LEAST_LINES 360

void
vd_encoder_strain_init (VdEncoderStrain *self)
{
  *self = (VdEncoderStrain){ .dwell_us = DWELL_US };
}

/* By how much more there is to encode one step up. */
static double
growth (int step)
{
  double ratio = step > 0 ? (double)quarters[step - 1] / quarters[step] : 1;

  return ratio * ratio;
}

static void
enter (VdEncoderStrain *self, int step, gint64 now_us)
{
  if (step < self->step)
    self->stepped_up_us = now_us;
  else if (self->stepped_up_us && now_us - self->stepped_up_us < REGRET_US)
    self->dwell_us = MIN (2 * self->dwell_us, MAX_DWELL_US);
  /* What it will be, until it is known. */
  self->busy *= step < self->step ? growth (self->step) : 1 / growth (step);
  self->step = step;
  self->over_us = self->under_us = 0;
}

gboolean
vd_encoder_strain_note (VdEncoderStrain *self, gint64 took_us, gint64 interval_us, gint64 now_us)
{
  int last = G_N_ELEMENTS (quarters) - 1;
  int step = self->step;

  if (interval_us <= 0 || took_us < 0)
    return FALSE;
  self->busy += WEIGHT * ((double)took_us / interval_us - self->busy);
  if (vd_has_held (&self->over_us, self->busy > TOO_BUSY, OVER_US, now_us) && step < last)
    enter (self, step + 1, now_us);
  else if (vd_has_held (&self->under_us, self->busy * growth (step) < EASY, self->dwell_us, now_us) && step > 0)
    enter (self, step - 1, now_us);
  return self->step != step;
}

void
vd_encoder_strain_shrink (const VdEncoderStrain *self, int *width, int *height)
{
  int lines = MIN (*width, *height);
  int least = MIN (lines, LEAST_LINES);
  int wanted = MAX (lines * quarters[self->step] / WHOLE, least);

  if (lines <= 0)
    return;
  *width = *width * wanted / lines & ~1;
  *height = *height * wanted / lines & ~1;
}
