/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "echo-delay.h"

#include <math.h>

#define HOP_US 5000
#define HOP_MS 5
/* Per hop: half a second. */
#define MEAN_SHARE 0.01
/* Per hop: what was said 4 s ago weighs a third. */
#define FORGET 0.99875
/* -65 dBFS in a band: below is the noise of an empty room. */
#define FLOOR_DB 25.0
/* Of the correlation. An echo has 0.9, beside somebody who speaks as loud 0.6; two who speak at random stay under
 * 0.36. */
#define SURE_MATCH 0.45
#define SURE_HOPS 150
/* Nothing is said of what has hardly begun: one to two seconds of speech, whose loudness varies by 10 dB in every band.
 */
#define ENOUGH (300 * 400.0)
/* The first word after a silence must not outweigh all that follows. */
#define SWING_DB 15.0
/* Reverberation draws the best match some 10 ms behind the direct sound. */
#define CLOSE_MS 10

static const double centres_hz[VD_ECHO_DELAY_BANDS] = { 450, 900, 1800, 3600 };

/* A resonance one octave wide, state variable form: two multiplications, stable at these frequencies. */
static double
filter (double *state, double in, double centre_hz)
{
  double f = 2 * sin (G_PI * centre_hz / 48000);

  state[1] += f * state[0];
  state[0] += f * (in - state[1] - state[0]);
  return state[0];
}

/* The loudness of the hop that is full, less its mean. */
static void
finish_hop (VdEchoListener *self, double *loudness)
{
  for (guint b = 0; b < VD_ECHO_DELAY_BANDS; b++)
    {
      double db = MAX (10 * log10 (self->power[b] / VD_ECHO_DELAY_HOP + 1), FLOOR_DB);

      self->mean[b] = self->mean[b] == 0 ? db : self->mean[b] + MEAN_SHARE * (db - self->mean[b]);
      loudness[b] = CLAMP (db - self->mean[b], -SWING_DB, SWING_DB);
      self->power[b] = 0;
    }
  self->n_samples = 0;
}

/* Takes one sample of the block that began at @block_us; TRUE when a hop is full. */
static gboolean
listen (VdEchoListener *self, gint64 block_us, guint index, double sample)
{
  if (self->n_samples == 0)
    self->hop_us = block_us + (gint64)index * G_USEC_PER_SEC / 48000;
  for (guint b = 0; b < VD_ECHO_DELAY_BANDS; b++)
    {
      double out = filter (self->state[b], sample, centres_hz[b]);

      self->power[b] += out * out;
    }
  return ++self->n_samples == VD_ECHO_DELAY_HOP;
}

static gint64
get_number (const VdEchoListener *self)
{
  return MAX (self->hop_us + HOP_US / 2, 0) / HOP_US;
}

void
vd_echo_delay_note_played (VdEchoDelay *self, gint64 played_us, const gint16 *samples, guint n_samples)
{
  for (guint i = 0; i < n_samples; i++)
    if (listen (&self->far, played_us, i, samples[i]))
      {
        gint64 number = get_number (&self->far);

        finish_hop (&self->far, self->played[number % VD_ECHO_DELAY_HISTORY]);
        self->played_hop[number % VD_ECHO_DELAY_HISTORY] = number;
      }
}

static const double *
get_played (const VdEchoDelay *self, gint64 number)
{
  guint place = (guint)(MAX (number, 0) % VD_ECHO_DELAY_HISTORY);

  return number >= 0 && self->played_hop[place] == number ? self->played[place] : NULL;
}

static double
get_product (const double *a, const double *b)
{
  double sum = 0;

  for (guint i = 0; i < VD_ECHO_DELAY_BANDS; i++)
    sum += a[i] * b[i];
  return sum;
}

static guint
compare (VdEchoDelay *self, const double *heard, gint64 number)
{
  const double *now = get_played (self, number);
  guint best = 0;

  self->near_power = self->near_power * FORGET + get_product (heard, heard);
  self->far_power = self->far_power * FORGET + (now ? get_product (now, now) : 0);
  for (int lag = 0; lag < VD_ECHO_DELAY_LAGS; lag++)
    {
      const double *played = get_played (self, number - lag - VD_ECHO_DELAY_LEAST_MS / HOP_MS);

      self->match[lag] = self->match[lag] * FORGET + (played ? get_product (played, heard) : 0);
      if (self->match[lag] > self->match[best])
        best = (guint)lag;
    }
  return best;
}

static void
decide (VdEchoDelay *self, guint best)
{
  int delay_ms = (int)best * HOP_MS + VD_ECHO_DELAY_LEAST_MS;
  double most = sqrt (self->far_power * self->near_power);
  gboolean is_sure = most > ENOUGH && self->match[best] > SURE_MATCH * most;

  if (!is_sure || ABS (delay_ms - self->candidate_ms) > HOP_MS)
    {
      self->sure_for = 0;
      self->candidate_ms = delay_ms;
      return;
    }
  if (++self->sure_for < SURE_HOPS)
    return;
  if (!self->is_found || ABS (self->candidate_ms - self->found_ms) > CLOSE_MS)
    self->found_ms = self->candidate_ms;
  self->is_found = TRUE;
}

void
vd_echo_delay_note_heard (VdEchoDelay *self, gint64 heard_us, const gint16 *samples, guint n_samples)
{
  double heard[VD_ECHO_DELAY_BANDS];

  for (guint i = 0; i < n_samples; i++)
    if (listen (&self->near, heard_us, i, samples[i]))
      {
        finish_hop (&self->near, heard);
        decide (self, compare (self, heard, get_number (&self->near)));
      }
}

gboolean
vd_echo_delay_get_ms (const VdEchoDelay *self, int *delay_ms)
{
  *delay_ms = self->found_ms;
  return self->is_found;
}
