/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

typedef enum
{
  PAPER_LETTER,  /* A4, an employer's attestation in French */
  PAPER_RECEIPT, /* 80 × 200 mm */
  PAPER_CARD,    /* ID-1 */
  PAPER_BLANK,   /* A4, nothing on it */
  PAPER_TABLE,   /* A4, a payslip: frames and rules that a finder must not take for the sheet */
  PAPER_NONE,    /* the desk alone */
} PaperKind;

typedef enum
{
  DESK_DARK,
  DESK_WOOD,  /* light, with grain */
  DESK_WHITE, /* hardly darker than the sheet */
} PaperDesk;

/* A photograph of a paper on a desk, drawn: the same pixels for the same wishes. */
typedef struct
{
  guint32 seed;
  int width, height;
  PaperKind kind;
  PaperDesk desk;
  double fill;             /* share of the picture's height that the sheet takes; 0.86 if 0 */
  double turn;             /* degrees clockwise */
  double tilt;             /* 0 seen from straight above, 0.15 strong perspective */
  double shift_x, shift_y; /* shares of the picture's width and height, from its middle */
  double light;            /* 1 well lit, 0.2 dusk */
  double blur;             /* radius in pixels */
  double noise;            /* standard deviation in gray levels */
  gboolean has_glare;
} PaperWishes;

/* @corners: where the sheet's corners truly are, clockwise from its top left. */
VdPicture *paper_scene_draw (const PaperWishes *wishes, VdQuad *corners); /* (transfer full) */

G_END_DECLS
