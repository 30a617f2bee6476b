/* SPDX-License-Identifier: EUPL-1.2 */
#include "pace.h"

/* A quarter of a second of the line, and never so little that the headers weigh more than what they carry. */
#define PIECES_PER_S 4
#define LEAST_PIECE ((gsize)8 * 1024)

gsize
vd_pace_get_piece (const VdPace *self, gsize most)
{
  return self->bytes_per_s ? CLAMP (self->bytes_per_s / PIECES_PER_S, MIN (LEAST_PIECE, most), most) : most;
}

guint
vd_pace_get_wait_ms (const VdPace *self, gsize bytes, gint64 began_us, gint64 now_us)
{
  gint64 due_us;

  if (!self->bytes_per_s)
    return 0;
  due_us = began_us + (gint64)(bytes * (guint64)G_USEC_PER_SEC / self->bytes_per_s);
  return due_us > now_us ? (guint)MIN ((due_us - now_us + 999) / 1000, G_MAXINT) : 0;
}
