/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "hearing.h"

#include <math.h>

/* The meter begins where speech stands out of a room, and is full at a loud voice near the microphone. */
#define METER_FROM_DB (-52.0)
#define METER_TO_DB (-12.0)
/* The quietest office is 20 dB louder than the converter of a cheap microphone. */
#define DEAD_DB (-68.0)
#define FAR_SPEAKS_DB (-45.0)
#define DEAF_AFTER_MS 15000
#define FAR_SPOKE_MS 5000

static guint
get_level (double db)
{
  double share = (db - METER_FROM_DB) / (METER_TO_DB - METER_FROM_DB);

  return share <= 0 ? 0 : MIN ((guint)ceil (share * VD_HEARING_LEVEL_MAX), VD_HEARING_LEVEL_MAX);
}

gboolean
vd_hearing_step (VdHearing *self, double raw_db, double sent_db, double far_db, gboolean is_on, guint ms)
{
  VdHearing before = *self;
  guint level = is_on ? get_level (sent_db) : 0;

  /* Up at once, down a step at a time: the eye follows that. */
  self->level = level >= self->level ? level : self->level - 1;
  if (!is_on || raw_db > DEAD_DB)
    self->silent_ms = self->spoken_ms = 0;
  else
    {
      self->silent_ms = MIN (self->silent_ms + ms, DEAF_AFTER_MS);
      self->spoken_ms = MIN (self->spoken_ms + (far_db > FAR_SPEAKS_DB ? ms : 0), FAR_SPOKE_MS);
    }
  self->is_deaf = self->silent_ms >= DEAF_AFTER_MS && self->spoken_ms >= FAR_SPOKE_MS;
  return self->level != before.level || self->is_deaf != before.is_deaf;
}
