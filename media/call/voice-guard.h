/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much Opus should guard the voice: packets carry a coarse copy of the one before them, once the encoder is told
 * what share is lost. It takes bits from the voice itself, so it is there only while loss is real. Pure. */
typedef struct
{
  guint received, lost; /* since the last judgement */
  double loss;          /* 0..1, smoothed */
  guint percent;        /* for the encoder */
  gint64 judged_us, calm_us;
} VdVoiceGuard;

/* What feedback said of the voice's packets; any time. Returns the percentage for the encoder: at once more, less only
 * after ten seconds of calm. */
guint vd_voice_guard_update (VdVoiceGuard *self, guint received, guint lost, gint64 now_us);

G_END_DECLS
