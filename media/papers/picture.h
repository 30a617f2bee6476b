/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>
#include "page.h"

G_BEGIN_DECLS

/* A picture being worked on: rows of 8-bit gray (1 channel) or RGB (3 channels), in memory that is zeroed when freed.
 */
typedef struct
{
  int width, height, channels;
  gsize stride; /* bytes; always width * channels */
  guint8 *pixels;
} VdPicture;

enum
{
  VD_PICTURE_MAX_SIDE = 16384,
  VD_PICTURE_MAX_PIXELS = 40 * 1000 * 1000, /* a 300 dpi A3 scan is 17 million; more is a mistake or a bomb */
};

VdPicture *vd_picture_new (int width, int height, int channels); /* (transfer full) */
void vd_picture_free (VdPicture *self);
/* Averaged down so that the longer side is at most @longest; never up. */
VdPicture *vd_picture_shrink (const VdPicture *self, int longest); /* (transfer full) */
VdPicture *
vd_picture_from_bgrx (const guint8 *pixels, gsize stride, int width, int height, int longest); /* (transfer full) */
VdPicture *vd_picture_to_gray (const VdPicture *self);                                         /* (transfer full) */
VdPicture *vd_picture_turn (const VdPicture *self, int degrees); /* (transfer full); clockwise, 0, 90, 180 or 270 */
/* Turned clockwise by a multiple of 90 degrees, as BGRA for the screen. */
VdFrame *vd_picture_to_frame (const VdPicture *self, int degrees); /* (transfer full) */

static inline const guint8 *
vd_picture_at (const VdPicture *self, int x, int y)
{
  return self->pixels + (gsize)y * self->stride + (gsize)x * self->channels;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdPicture, vd_picture_free)

G_END_DECLS
