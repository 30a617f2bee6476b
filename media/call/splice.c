/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "splice.h"

#include <math.h>
#include <string.h>

/* -60 dBFS: nobody hears a splice in that. */
#define SILENCE 1000.0
/* A pause is 16 dB below what is said. */
#define PAUSE_RATIO (1.0 / 40)
/* Per period of 10 ms: what was said is remembered for some 5 s. */
#define FORGET 0.998
/* Of voices: 400 Hz to 70 Hz. */
#define LAG_MIN 120
#define LAG_MAX 680
#define MATCH 480
#define FADE_SAMPLES 2880 /* 60 ms: longer, and a gap sounds like a robot */
#define JOIN_SAMPLES 240

static gint16
to_sample (double value)
{
  return (gint16)CLAMP (lrint (value), G_MININT16, G_MAXINT16);
}

/* Catmull–Rom through four samples: exact where @at is whole. */
static double
interpolate (const gint16 *in, guint length, double at)
{
  int i = (int)at;
  double t = at - i;
  double a = in[MAX (i - 1, 0)];
  double b = in[i];
  double c = in[MIN (i + 1, (int)length - 1)];
  double d = in[MIN (i + 2, (int)length - 1)];

  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

void
vd_splice_bend (gint16 *out, guint n_samples, const gint16 *in, int more)
{
  guint length = n_samples + more;

  if (more == 0)
    memcpy (out, in, n_samples * sizeof *out);
  for (guint i = 0; more != 0 && i < n_samples; i++)
    out[i] = to_sample (interpolate (in, length, (double)i * length / n_samples));
}

void
vd_splice_cut (gint16 *out, guint n_samples, const gint16 *in, int more)
{
  /* What is repeated must have been played once. */
  guint begin = more < 0 ? (guint)-more : 0;

  memcpy (out, in, begin * sizeof *out);
  for (guint i = begin; i < n_samples; i++)
    {
      double share = (double)(i - begin + 1) / (n_samples - begin);

      out[i] = to_sample (in[i] * (1 - share) + in[(int)i + more] * share);
    }
}

gboolean
vd_pause_finder_step (VdPauseFinder *self, const gint16 *in, guint n_samples)
{
  double power = 0;

  for (guint i = 0; i < n_samples; i++)
    power += (double)in[i] * in[i];
  power /= MAX (n_samples, 1);
  self->loudness = MAX (power, self->loudness * FORGET);
  return power < SILENCE || power < self->loudness * PAUSE_RATIO;
}

/* How alike the end of the history and the stretch @lag before it are, for their loudness. */
static double
match (const VdConceal *self, guint lag)
{
  const gint16 *end = self->history + VD_CONCEAL_HISTORY - MATCH;
  double product = 0;
  double power = 1;

  for (guint i = 0; i < MATCH; i++)
    {
      product += (double)end[i] * *(end + i - lag);
      power += (double)*(end + i - lag) * *(end + i - lag);
    }
  return product / sqrt (power);
}

static guint
find_lag (const VdConceal *self)
{
  guint best = LAG_MAX;
  double best_match = -INFINITY;

  for (guint lag = LAG_MIN; lag <= LAG_MAX; lag += 2)
    {
      double value = match (self, lag);

      if (value > best_match)
        {
          best_match = value;
          best = lag;
        }
    }
  return best;
}

static double
peek_made (const VdConceal *self, guint at)
{
  double fade = at < FADE_SAMPLES ? 1.0 - (double)at / FADE_SAMPLES : 0;

  return fade * self->history[VD_CONCEAL_HISTORY - self->lag + at % self->lag];
}

void
vd_conceal_make (VdConceal *self, gint16 *out, guint n_samples)
{
  if (self->lag == 0)
    self->lag = find_lag (self);
  for (guint i = 0; i < n_samples; i++)
    out[i] = to_sample (peek_made (self, self->made + i));
  self->made = MIN (self->made + n_samples, FADE_SAMPLES);
}

static void
join (VdConceal *self, gint16 *samples, guint n_samples)
{
  guint length = MIN (JOIN_SAMPLES, n_samples);

  for (guint i = 0; i < length; i++)
    {
      double share = (i + 1.0) / length;

      samples[i] = to_sample (samples[i] * share + peek_made (self, self->made + i) * (1 - share));
    }
  self->lag = self->made = 0;
}

void
vd_conceal_take (VdConceal *self, gint16 *samples, guint n_samples)
{
  guint kept = n_samples < VD_CONCEAL_HISTORY ? VD_CONCEAL_HISTORY - n_samples : 0;
  guint fresh = VD_CONCEAL_HISTORY - kept;

  if (self->lag != 0)
    join (self, samples, n_samples);
  memmove (self->history, self->history + fresh, kept * sizeof *samples);
  memcpy (self->history + kept, samples + n_samples - fresh, fresh * sizeof *samples);
}
