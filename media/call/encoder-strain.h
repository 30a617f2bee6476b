/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the processor keeps up with the encoder, and how large a picture may be so that it does: a smaller one that
 * moves is better than a large one that hops. It is a ceiling; what the line carries is the rate ladder's. Pure. */
typedef struct
{
  double busy;              /* share of a frame's time that encoding takes, smoothed */
  int step;                 /* 0: no ceiling */
  gint64 noted_us;          /* the last time */
  gint64 over_us, under_us; /* since when it has been too much, little enough for more; 0: is not so */
  gint64 stepped_up_us, dwell_us;
} VdEncoderStrain;

void vd_encoder_strain_init (VdEncoderStrain *self);
/* One frame, planned to have @lines on its shorter side, took @took_us of the @interval_us there are for it. TRUE if
 * the ceiling is another from now on. */
gboolean vd_encoder_strain_note (VdEncoderStrain *self, int lines, gint64 took_us, gint64 interval_us, gint64 now_us);
/* Makes the planned size the one to encode: of the same shape, with even sides. */
void vd_encoder_strain_limit (const VdEncoderStrain *self, int *width, int *height);

G_END_DECLS
