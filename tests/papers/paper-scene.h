/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

typedef enum
{
  PAPER_LETTER,   /* A4, an employer's attestation in French */
  PAPER_RECEIPT,  /* 80 × 200 mm */
  PAPER_CARD,     /* ID-1 */
  PAPER_BLANK,    /* A4, nothing on it */
  PAPER_TABLE,    /* A4, a payslip: frames and rules that a finder must not take for the sheet */
  PAPER_RULED,    /* A4, a writing pad's page: fifty lines as long as the sheet's sides */
  PAPER_FORM,     /* A4, a frame a few millimetres from the edge, and boxes */
  PAPER_BILL,     /* A4, a coloured band that runs to the edges */
  PAPER_NOTE,     /* A5, tinted paper, written on by hand */
  PAPER_IDENTITY, /* ID-1, tinted all over, with a portrait */
  PAPER_NONE,     /* the desk alone */
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

/* From the picture to the sheet: u = (m0 x + m1 y + m2) / (m6 x + m7 y + m8), v with m3, m4, m5; 0..1 on the sheet. */
void paper_scene_map_to_sheet (const VdQuad *quad, double m[9]);

/* The four sides of a quad (clockwise), measured once for all pixels. */
typedef struct
{
  VdPoint from[4], along[4];
  double length[4];
} PaperSides;

PaperSides paper_scene_get_sides (const VdQuad *quad);

/* Pixels from the nearest side; positive inside. */
double paper_scene_distance_inside (const PaperSides *sides, double x, double y);

/* @corners: where the sheet's corners truly are, clockwise from its top left. */
VdPicture *paper_scene_draw (const PaperWishes *wishes, VdQuad *corners); /* (transfer full) */

G_END_DECLS
