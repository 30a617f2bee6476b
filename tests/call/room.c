/* SPDX-License-Identifier: EUPL-1.2 */
#include "room.h"

#include <math.h>
#include <string.h>

#define TAPS_PER_SECOND 2000
#define HISTORY (2 * VD_ROOM_RATE)

typedef struct
{
  guint delay; /* samples, after the direct sound */
  double gain;
} Tap;

struct _VdRoom
{
  VdRoomSettings settings;
  GRand *noise;
  GArray *taps;
  double played[HISTORY];  /* as the loudspeaker gave it, at sample % HISTORY */
  double arrived[HISTORY]; /* the same in the microphone's time */
  guint64 now;
};

static void
make_taps (VdRoom *self, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  double seconds = self->settings.rt60_ms / 1000;
  guint n_taps = (guint)(seconds * TAPS_PER_SECOND);
  double power = 0;
  double scale;

  g_array_set_size (self->taps, 0);
  for (guint i = 0; i <= n_taps; i++)
    {
      double at = (i + g_rand_double (rand)) / TAPS_PER_SECOND;
      /* 60 dB down after rt60; the direct sound is as strong as the first 20 or so together. */
      double gain = exp (-6.9 * at / seconds) * (g_rand_boolean (rand) ? 1 : -1);
      Tap tap = i == 0 ? (Tap){ 0, 4 } : (Tap){ (guint)(at * VD_ROOM_RATE), gain };

      power += tap.gain * tap.gain;
      g_array_append_val (self->taps, tap);
    }
  scale = pow (10, self->settings.echo_db / 20) / sqrt (power);
  for (guint i = 0; i < self->taps->len; i++)
    g_array_index (self->taps, Tap, i).gain *= scale;
}

VdRoom *
vd_room_new (const VdRoomSettings *settings)
{
  VdRoom *self = g_new0 (VdRoom, 1);

  self->settings = *settings;
  self->noise = g_rand_new_with_seed (settings->seed + 1);
  self->taps = g_array_new (FALSE, FALSE, sizeof (Tap));
  make_taps (self, settings->seed);
  return self;
}

void
vd_room_free (VdRoom *self)
{
  g_rand_free (self->noise);
  g_array_unref (self->taps);
  g_free (self);
}

void
vd_room_change (VdRoom *self, guint32 seed)
{
  make_taps (self, seed);
}

static gint16
to_sample (double value)
{
  return (gint16)CLAMP (lrint (value), G_MININT16, G_MAXINT16);
}

/* A loudspeaker at its limit is an amplifier that bends: the odd harmonics are what no linear canceller takes away. */
static double
bend (const VdRoom *self, double sample)
{
  double x = sample / 32768;

  return 32768 * (x - self->settings.bend * x * x * x / 3);
}

static double
get_played (const VdRoom *self, double at)
{
  gint64 i = (gint64)floor (at);
  double t = at - (double)i;

  if (i < 0)
    return 0;
  return (1 - t) * self->played[i % HISTORY] + t * self->played[(i + 1) % HISTORY];
}

static double
get_echo (const VdRoom *self)
{
  double sum = 0;

  for (guint i = 0; i < self->taps->len; i++)
    {
      const Tap *tap = &g_array_index (self->taps, Tap, i);

      if (self->now >= tap->delay)
        sum += tap->gain * self->arrived[(self->now - tap->delay) % HISTORY];
    }
  return sum;
}

void
vd_room_hear (VdRoom *self, const gint16 *played, const gint16 *near, gint16 *heard, guint n_samples)
{
  double delay = self->settings.delay_ms * VD_ROOM_RATE / 1000;
  double noise = 32768 * pow (10, self->settings.noise_db / 20) * sqrt (3);

  for (guint i = 0; i < n_samples; i++)
    {
      double at = (double)self->now * (1 - self->settings.drift_ppm * 1e-6) - delay;

      self->played[self->now % HISTORY] = bend (self, played[i]);
      self->arrived[self->now % HISTORY] = get_played (self, at);
      heard[i] = to_sample (get_echo (self) + (near ? near[i] : 0) + noise * g_rand_double_range (self->noise, -1, 1));
      self->now++;
    }
}

/* A resonance of the throat. */
typedef struct
{
  double y1, y2;
} Formant;

static double
resonate (Formant *formant, double in, double hertz, double width)
{
  double r = exp (-G_PI * width / VD_ROOM_RATE);
  double out = in * (1 - r) + 2 * r * cos (2 * G_PI * hertz / VD_ROOM_RATE) * formant->y1 - r * r * formant->y2;

  formant->y2 = formant->y1;
  formant->y1 = out;
  return out;
}

static const double vowels[][3] = {
  { 700, 1200, 2500 }, { 300, 2300, 3000 }, { 450, 1900, 2600 }, { 350, 800, 2400 }, { 550, 1000, 2500 },
};

typedef struct
{
  GRand *rand;
  double pitch_hz, phase, last_noise;
  Formant formants[3];
  guint vowel, left, length; /* of this syllable, samples */
  gboolean is_hiss;
  guint syllables_left;
} Mouth;

/* 120–280 ms a syllable, every fifth a hiss; after 5 to 12 of them a pause of 0.3 to 0.8 s. */
static void
begin_syllable (Mouth *mouth)
{
  gboolean is_pause = mouth->syllables_left == 0;

  mouth->syllables_left = is_pause ? (guint)g_rand_int_range (mouth->rand, 5, 13) : mouth->syllables_left - 1;
  mouth->vowel = is_pause ? G_MAXUINT : (guint)g_rand_int_range (mouth->rand, 0, G_N_ELEMENTS (vowels));
  mouth->is_hiss = g_rand_int_range (mouth->rand, 0, 5) == 0;
  mouth->left = mouth->length = (guint)(VD_ROOM_RATE * (is_pause ? g_rand_double_range (mouth->rand, 0.3, 0.8)
                                                                 : g_rand_double_range (mouth->rand, 0.12, 0.28)));
}

static double
next_sample (Mouth *mouth)
{
  double at, noise, in, out;

  if (mouth->left == 0)
    begin_syllable (mouth);
  at = 1 - (double)mouth->left-- / mouth->length;
  if (mouth->vowel == G_MAXUINT)
    return 0;
  noise = g_rand_double_range (mouth->rand, -1, 1);
  mouth->phase += mouth->pitch_hz * (1.1 - 0.2 * at + 0.01 * noise) / VD_ROOM_RATE;
  in = mouth->phase >= 1 ? 30 : 0.05 * noise;
  mouth->phase -= mouth->phase >= 1 ? 1 : 0;
  if (mouth->is_hiss)
    out = 0.3 * (noise - mouth->last_noise);
  else
    out = resonate (&mouth->formants[0], in, vowels[mouth->vowel][0], 80) +
          0.6 * resonate (&mouth->formants[1], in, vowels[mouth->vowel][1], 120) +
          0.4 * resonate (&mouth->formants[2], in, vowels[mouth->vowel][2], 180);
  mouth->last_noise = noise;
  return out * sin (G_PI * at);
}

gint16 *
vd_room_speak (guint32 seed, double pitch_hz, double level_db, guint n_samples)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree double *raw = g_new (double, n_samples);
  gint16 *speech = g_new (gint16, n_samples);
  Mouth mouth = { .rand = rand, .pitch_hz = pitch_hz, .syllables_left = 6 };
  double power = 0;
  guint spoken = 0;

  for (guint i = 0; i < n_samples; i++)
    {
      raw[i] = next_sample (&mouth);
      power += raw[i] * raw[i];
      spoken += mouth.vowel != G_MAXUINT;
    }
  for (guint i = 0; i < n_samples; i++)
    speech[i] = to_sample (raw[i] * 32768 * pow (10, level_db / 20) / sqrt (power / MAX (spoken, 1)));
  return speech;
}
