/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "ear.h"

#include <math.h>

struct _VdEar
{
  gatomicrefcount ref_count;
  VdFanout *fanout;
  guint heard; /* atomic */
  GMutex lock; /* guards what follows */
  GPtrArray *voices;
  double raw_power, sent_power, far_power; /* mean squares of the loudest buffer */
};

VdEar *
vd_ear_new (VdFanout *fanout)
{
  VdEar *self = g_new0 (VdEar, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->fanout = vd_fanout_ref (fanout);
  self->voices = g_ptr_array_new_with_free_func ((GDestroyNotify)vd_voice_unref);
  return self;
}

VdEar *
vd_ear_ref (VdEar *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vd_ear_unref (VdEar *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  vd_fanout_unref (self->fanout);
  g_ptr_array_unref (self->voices);
  g_mutex_clear (&self->lock);
  g_free (self);
}

VdFanout *
vd_ear_get_fanout (VdEar *self)
{
  return self->fanout;
}

void
vd_ear_add_voice (VdEar *self, VdVoice *voice)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->voices, vd_voice_ref (voice));
  g_mutex_unlock (&self->lock);
}

void
vd_ear_remove_voice (VdEar *self, VdVoice *voice)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_remove (self->voices, voice);
  g_mutex_unlock (&self->lock);
}

static double
get_power (const gint16 *samples, guint n_samples)
{
  double power = 0;

  for (guint i = 0; i < n_samples; i++)
    power += (double)samples[i] * samples[i];
  return power / MAX (n_samples, 1);
}

gboolean
vd_ear_mix (VdEar *self, gint16 *samples, guint n_samples)
{
  gboolean has_voices;

  g_mutex_lock (&self->lock);
  has_voices = self->voices->len > 0;
  for (guint i = 0; i < self->voices->len; i++)
    vd_voice_mix (g_ptr_array_index (self->voices, i), samples, n_samples);
  if (has_voices)
    self->far_power = MAX (self->far_power, get_power (samples, n_samples));
  g_mutex_unlock (&self->lock);
  return has_voices;
}

void
vd_ear_hear_raw (VdEar *self, const gint16 *samples, guint n_samples)
{
  double power = get_power (samples, n_samples);

  g_mutex_lock (&self->lock);
  self->raw_power = MAX (self->raw_power, power);
  g_mutex_unlock (&self->lock);
}

void
vd_ear_hear (VdEar *self, const gint16 *samples, guint n_samples)
{
  double power = get_power (samples, n_samples);

  g_atomic_int_inc (&self->heard);
  g_mutex_lock (&self->lock);
  self->sent_power = MAX (self->sent_power, power);
  g_mutex_unlock (&self->lock);
}

guint
vd_ear_count_heard (VdEar *self)
{
  return (guint)g_atomic_int_get (&self->heard);
}

static double
take_db (double *power)
{
  double db = *power > 0 ? 10 * log10 (*power / (32768.0 * 32768.0)) : VD_EAR_SILENCE_DB;

  *power = 0;
  return MAX (db, VD_EAR_SILENCE_DB);
}

VdEarLevels
vd_ear_take_levels (VdEar *self)
{
  VdEarLevels levels;

  g_mutex_lock (&self->lock);
  levels.raw_db = take_db (&self->raw_power);
  levels.sent_db = take_db (&self->sent_power);
  levels.far_db = take_db (&self->far_power);
  g_mutex_unlock (&self->lock);
  return levels;
}
