/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "voice.h"

struct _VdVoice
{
  gatomicrefcount ref_count;
  GMutex lock;
  gint16 ring[VD_VOICE_CAPACITY];
  guint start, length;
  gboolean is_flowing; /* the cushion is there */
};

VdVoice *
vd_voice_new (void)
{
  VdVoice *self = g_new0 (VdVoice, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
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

void
vd_voice_push (VdVoice *self, const gint16 *samples, guint n_samples)
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < n_samples; i++)
    {
      self->ring[(self->start + self->length) % VD_VOICE_CAPACITY] = samples[i];
      if (self->length < VD_VOICE_CAPACITY)
        self->length++;
      else
        self->start = (self->start + 1) % VD_VOICE_CAPACITY;
    }
  self->is_flowing = self->is_flowing || self->length >= VD_VOICE_CUSHION;
  g_mutex_unlock (&self->lock);
}

void
vd_voice_mix (VdVoice *self, gint16 *mix, guint n_samples)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->is_flowing ? MIN (n_samples, self->length) : 0;
  for (guint i = 0; i < n; i++)
    mix[i] = CLAMP (mix[i] + self->ring[(self->start + i) % VD_VOICE_CAPACITY], G_MININT16, G_MAXINT16);
  self->start = (self->start + n) % VD_VOICE_CAPACITY;
  self->length -= n;
  self->is_flowing = self->is_flowing && n == n_samples;
  g_mutex_unlock (&self->lock);
}
