/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/* What a sheet is taken for by its shape; A5 has A4's shape and passes for it unless its size is measured. */
typedef enum
{
  VD_SHEET_OTHER,
  VD_SHEET_A4,
  VD_SHEET_A5,
  VD_SHEET_LETTER,
  VD_SHEET_ID_1,    /* identity and bank cards, 85.60 × 53.98 mm */
  VD_SHEET_RECEIPT, /* 80 mm wide till roll */
} VdSheet;

/* A sheet's guessed true size. */
typedef struct
{
  VdSheet sheet;
  double width_mm, height_mm; /* as it lies in the quad: top side, left side */
  double dpi;                 /* of the picture on the sheet, where it is seen coarsest */
  gboolean is_doubtful;       /* by its shape A4, and so small in the picture that it may be a card of that shape (A7) */
} VdSheetSize;

/* @width, @height: of the picture that @quad lies in; its centre is taken for the optical axis. */
VdSheetSize vd_flatten_guess_size (const VdQuad *quad, int width, int height);
/* The same for a sheet measured in a calibrated tray: what is nearly a usual size is that size. */
VdSheetSize vd_flatten_measured_size (const VdQuad *quad, double width_mm, double height_mm);
/* The sheet seen from straight above at its own resolution: never more pixels than were seen, at most 300 dpi. @dpi: of
 * the result. */
VdPicture *vd_flatten (const VdPicture *picture, const VdQuad *quad, double *dpi); /* (transfer full) */
VdPicture *vd_flatten_to (const VdPicture *picture, const VdQuad *quad, const VdSheetSize *size, double *dpi);

G_END_DECLS
