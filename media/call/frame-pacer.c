/* SPDX-License-Identifier: EUPL-1.2 */
#include "frame-pacer.h"

/* A camera's frames come a little early or late; one this close to its time is not left out. */
#define SLACK 4

gboolean
vd_frame_pacer_takes (VdFramePacer *self, gint64 at_us, int fps)
{
  gint64 interval_us = G_USEC_PER_SEC / fps;

  /* At the beginning, after a pause, and for a clock that was set back: from here on. */
  if (at_us < self->last_us || at_us - self->due_us > interval_us)
    self->due_us = at_us;
  self->last_us = at_us;
  if (at_us + interval_us / SLACK < self->due_us)
    return FALSE;
  self->due_us += interval_us;
  return TRUE;
}
