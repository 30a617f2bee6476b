/* SPDX-License-Identifier: EUPL-1.2 */
#include "vp8-gate.h"

#define TAG_BYTES 3 /* bit 0 of the first: not a keyframe */
#define KEYFRAME_BYTES 10
#define SIDE_MASK 0x3fff /* the upper two bits are a wish for scaling, which decoders ignore */

static gboolean
is_fair (const guint8 *data, gsize size)
{
  int width, height;

  if (size < KEYFRAME_BYTES || data[3] != 0x9d || data[4] != 0x01 || data[5] != 0x2a)
    return FALSE;
  width = (data[6] | data[7] << 8) & SIDE_MASK;
  height = (data[8] | data[9] << 8) & SIDE_MASK;
  return width > 0 && height > 0 && width <= VD_VP8_MAX_SIDE && height <= VD_VP8_MAX_SIDE;
}

gboolean
vd_vp8_gate_lets_pass (VdVp8Gate *self, const guint8 *data, gsize size)
{
  if (size < TAG_BYTES)
    self->is_open = FALSE;
  else if ((data[0] & 1) == 0)
    self->is_open = is_fair (data, size);
  self->refused += !self->is_open;
  return self->is_open;
}
