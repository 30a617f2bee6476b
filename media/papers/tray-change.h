/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/* Part of a picture, in pixels. */
typedef struct
{
  int x, y, width, height;
} VdTrayFrame;

/* How much each place has changed since the tray was empty: one channel, gray levels, raised so that the sheet is
 * bright with all its print, and the tray, its marks and what it stands on are dark. Both pictures of one shape. */
VdPicture *vd_tray_compare (const VdPicture *empty, const VdPicture *small); /* (transfer full) */
/* The other way about, for all channels: mid-grey where nothing has changed, brighter and darker where something has, so
 * that the sheet and a shadow each keep their own outline. */
VdPicture *vd_tray_subtract (const VdPicture *empty, const VdPicture *small); /* (transfer full) */
/* The largest piece of what has changed: 255 there, 0 elsewhere. NULL: next to nothing has. */
VdPicture *vd_tray_find_piece (const VdPicture *changed); /* (transfer full) */
/* Fills each row of @piece between its first and its last pixel: print and portraits leave holes. The frame around it,
 * with a margin. */
VdTrayFrame vd_tray_close_piece (VdPicture *piece);

G_END_DECLS
