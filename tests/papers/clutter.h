/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "dice.h"
#include "picture.h"

G_BEGIN_DECLS

/* What a paper may lie on: each hides a sheet's sides in a way of its own. */
typedef enum
{
  CLUTTER_MAT,     /* plain, of any colour and brightness */
  CLUTTER_WOOD,    /* light planks: as bright as paper, with long straight gaps */
  CLUTTER_WHITE,   /* a white desk */
  CLUTTER_STRIPES, /* a tablecloth */
  CLUTTER_CHECKS,
  CLUTTER_POSTERS, /* coloured sheets with print, most of them running out of the picture */
  CLUTTER_FOLIAGE,
  CLUTTER_BOOKS,
  CLUTTER_KEYBOARD,
  CLUTTER_NEWSPAPER,
  CLUTTER_TILES,
  CLUTTER_GRANITE,
  CLUTTER_PAPERS, /* other white sheets, none of them whole */
  N_CLUTTERS
} Clutter;

extern const char *const clutter_names[N_CLUTTERS + 1]; /* NULL at the end */

VdPicture *clutter_draw (Clutter clutter, Dice *dice, int width, int height); /* (transfer full) */

G_END_DECLS
