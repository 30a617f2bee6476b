/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "clutter.h"
#include "paper-scene.h"

G_BEGIN_DECLS

typedef enum
{
  PHOTO_WHOLE, /* one whole sheet */
  PHOTO_CUT,   /* it runs out of the picture */
  PHOTO_EMPTY, /* none */
} PhotoKind;

/* A hard photograph, all of it rolled from @seed: which paper on what, seen how, folded, curled, shaded, held, blurred.
 */
typedef struct
{
  guint32 seed;
  PhotoKind kind;
  int longest; /* pixels */
} PhotoWishes;

typedef struct
{
  PaperKind paper;
  Clutter clutter;
  VdQuad corners; /* of the sheet, clockwise from its top left */
} PhotoTruth;

VdPicture *photo_scene_draw (const PhotoWishes *wishes, PhotoTruth *truth); /* (transfer full) */

G_END_DECLS
