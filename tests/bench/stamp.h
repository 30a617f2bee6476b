/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

/* A clock drawn into pictures, so that a picture seen somewhere tells when it was taken: one row of black and white
 * cells in the middle of the frame. It survives encoding at a low rate, scaling to a third, and rows torn by a
 * half-drawn frame (which fail the check).
 *
 *   cells   0 1 2 3   guard: white black white black
 *           4         which camera
 *           5 … 20    the time, milliseconds modulo 65536, most significant bit first
 *           21 … 28   check: eight bits mixed from all of 4 … 20
 *           25        white
 * The places are those of a 1280×720 frame. */
#define VD_STAMP_CELLS 30
#define VD_STAMP_CELL_PX 32
#define VD_STAMP_X ((1280 - VD_STAMP_CELLS * VD_STAMP_CELL_PX) / 2)
#define VD_STAMP_Y 344
#define VD_STAMP_HEIGHT 48
#define VD_STAMP_GUARD_CELLS 4
#define VD_STAMP_MODULUS 65536

void vd_stamp_encode (guint camera, guint time_ms, gboolean white[VD_STAMP_CELLS]);
/* Looks for a stamp in one row of brightness values. FALSE if there is none that checks. */
gboolean vd_stamp_find (const guint8 *row, int width, guint *camera, guint *time_ms);
