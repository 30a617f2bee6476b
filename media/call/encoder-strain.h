/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the processor keeps up with the encoder, and how much smaller the picture must be so that it does: smaller
 * pictures that move are better than large ones that hop. What the line carries is the rate ladder's. Pure. */
typedef struct
{
  double busy;              /* share of a frame's time that encoding takes, smoothed */
  int step;                 /* 0: as large as planned */
  gint64 over_us, under_us; /* since when it has been too much, little enough for more; 0: is not so */
  gint64 stepped_up_us, dwell_us;
} VdEncoderStrain;

void vd_encoder_strain_init (VdEncoderStrain *self);
/* One frame took @took_us of the @interval_us there are for it. TRUE if the size is another from now on. */
gboolean vd_encoder_strain_note (VdEncoderStrain *self, gint64 took_us, gint64 interval_us, gint64 now_us);
/* Makes the planned size the one to encode, with even sides. */
void vd_encoder_strain_shrink (const VdEncoderStrain *self, int *width, int *height);

G_END_DECLS
