/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "voice.h"

#include "cushion.h"
#include "splice.h"

#define SAMPLES_PER_MS 48
#define PERIOD_MAX 960
/* A voice that was silent for so long begins anew. */
#define PAUSE_SAMPLES 48000
/* Within so much of the right delay nothing is done while somebody speaks. */
#define TOLERANCE 96

struct _VdVoice
{
  gatomicrefcount ref_count;
  GMutex lock; /* guards what follows */
  gint16 ring[VD_VOICE_CAPACITY];
  guint start, length;
  gboolean is_flowing;
  guint dry_for; /* samples */
  VdCushion cushion;
  VdPauseFinder pauses;
  VdConceal conceal;
  VdVoiceFigures figures;
};

VdVoice *
vd_voice_new (void)
{
  VdVoice *self = g_new0 (VdVoice, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  vd_cushion_init (&self->cushion, VD_VOICE_CUSHION_MS * SAMPLES_PER_MS);
  return self;
}

VdVoice *
vd_voice_ref (VdVoice *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vd_voice_unref (VdVoice *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
skip (VdVoice *self, guint n_samples)
{
  self->start = (self->start + n_samples) % VD_VOICE_CAPACITY;
  self->length -= n_samples;
}

/* The line stood still and now gives all at once: what is new is kept, what is old would be delay for ever. */
static void
make_room (VdVoice *self, guint n_samples)
{
  guint surplus = self->length - MIN (self->length, (guint)self->cushion.floor);

  if (self->length + n_samples <= VD_VOICE_CAPACITY)
    return;
  skip (self, surplus);
  self->figures.left_out += surplus;
  vd_cushion_note_shift (&self->cushion, (int)surplus);
}

void
vd_voice_push (VdVoice *self, const gint16 *samples, guint n_samples)
{
  guint n = MIN (n_samples, VD_VOICE_CAPACITY / 2);

  samples += n_samples - n;
  g_mutex_lock (&self->lock);
  vd_cushion_note_packet (&self->cushion, (int)n);
  make_room (self, n);
  for (guint i = 0; i < n; i++)
    self->ring[(self->start + self->length + i) % VD_VOICE_CAPACITY] = samples[i];
  self->length += n;
  self->is_flowing = self->is_flowing || self->length >= (guint)vd_cushion_get_start (&self->cushion);
  g_mutex_unlock (&self->lock);
}

static void
peek (const VdVoice *self, gint16 *out, guint n_samples)
{
  for (guint i = 0; i < n_samples; i++)
    out[i] = self->ring[(self->start + i) % VD_VOICE_CAPACITY];
}

/* The next @n_samples, with a little left out or added. */
static void
play (VdVoice *self, gint16 *out, guint n_samples)
{
  gint16 in[PERIOD_MAX + VD_SPLICE_CUT_MAX];
  guint ready = self->length;
  int spare = (int)ready - (int)n_samples;
  int more = vd_cushion_get_excess (&self->cushion);
  gboolean is_pause;

  peek (self, in, MIN (ready, n_samples + VD_SPLICE_CUT_MAX));
  is_pause = vd_pause_finder_step (&self->pauses, in, n_samples);
  if (is_pause)
    more = CLAMP (more, -(int)MIN (VD_SPLICE_CUT_MAX, n_samples / 2), MIN (VD_SPLICE_CUT_MAX, spare));
  else if (ABS (more) > TOLERANCE)
    more = CLAMP (more, -VD_SPLICE_BEND_MAX, MIN (VD_SPLICE_BEND_MAX, spare));
  else
    more = 0;
  (is_pause ? vd_splice_cut : vd_splice_bend) (out, n_samples, in, more);
  skip (self, n_samples + more);
  self->figures.left_out += MAX (more, 0);
  self->figures.added += MAX (-more, 0);
  vd_cushion_note_shift (&self->cushion, more);
  vd_conceal_take (&self->conceal, out, n_samples);
}

/* What is there, and the rest made up. */
static void
run_dry (VdVoice *self, gint16 *out, guint n_samples)
{
  guint n = self->length;
  guint missing = n_samples - n;

  peek (self, out, n);
  if (n > 0)
    vd_conceal_take (&self->conceal, out, n);
  skip (self, n);
  vd_conceal_make (&self->conceal, out + n, missing);
  self->figures.concealed += missing;
  vd_cushion_note_shift (&self->cushion, -(int)missing);
  self->dry_for += missing;
  if (self->dry_for < PAUSE_SAMPLES)
    return;
  self->is_flowing = FALSE;
  vd_cushion_init (&self->cushion, self->cushion.floor);
}

static void
mix_period (VdVoice *self, gint16 *mix, guint n_samples)
{
  gint16 out[PERIOD_MAX];
  guint start = (guint)vd_cushion_get_start (&self->cushion);
  int ready;

  /* Before the first period nobody misses what a burst brought too much. */
  if (!self->cushion.is_begun && self->length > start)
    skip (self, self->length - start);
  ready = (int)self->length;
  if (self->length >= n_samples)
    {
      self->dry_for = 0;
      play (self, out, n_samples);
    }
  else
    run_dry (self, out, n_samples);
  if (self->is_flowing)
    vd_cushion_note_period (&self->cushion, ready, (int)self->length, (int)n_samples);
  self->figures.played += n_samples;
  for (guint i = 0; i < n_samples; i++)
    mix[i] = CLAMP (mix[i] + out[i], G_MININT16, G_MAXINT16);
}

void
vd_voice_mix (VdVoice *self, gint16 *mix, guint n_samples)
{
  g_mutex_lock (&self->lock);
  for (guint done = 0; self->is_flowing && done < n_samples; done += PERIOD_MAX)
    mix_period (self, mix + done, MIN (n_samples - done, PERIOD_MAX));
  g_mutex_unlock (&self->lock);
}

void
vd_voice_set_cushion_ms (VdVoice *self, guint ms)
{
  g_mutex_lock (&self->lock);
  vd_cushion_set_floor (&self->cushion, (int)MIN (ms, VD_VOICE_CUSHION_MAX_MS) * SAMPLES_PER_MS);
  g_mutex_unlock (&self->lock);
}

VdVoiceFigures
vd_voice_get_figures (VdVoice *self)
{
  VdVoiceFigures figures;

  g_mutex_lock (&self->lock);
  figures = self->figures;
  figures.delay_ms = (guint)vd_cushion_get_delay (&self->cushion) / SAMPLES_PER_MS;
  g_mutex_unlock (&self->lock);
  return figures;
}
