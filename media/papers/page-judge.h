/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/* What was measured on a flattened sheet before it was enhanced. */
typedef struct
{
  double edge_mm; /* how wide the sharper print's edges are, 10 to 90 %; 0 if there is too little to tell */
  double edge_px; /* the same in pixels */
  double paper;   /* the paper's brightness, 0..255 */
  double glare;   /* share of the sheet that is burnt out */
  double ink;     /* share of the sheet, margins left out, that is printed or written on */
} VdPageMeasures;

VdPageMeasures vd_page_judge_measure (const VdPicture *flat, double dpi);
/* @seen_dpi: of the sheet in the photograph, where it is coarsest. Everything but VD_ADVICE_CUT, which only the finder
 * can tell. */
VdAdvice vd_page_judge_advise (const VdPageMeasures *measures, double seen_dpi);

G_END_DECLS
