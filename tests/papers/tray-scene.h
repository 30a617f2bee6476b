/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-scene.h"

G_BEGIN_DECLS

enum
{
  TRAY_SHOTS = 20, /* of one kiosk, with one reference frame */
  TRAY_EMPTY = -1, /* the reference itself */
};

/* A kiosk's fixed camera over its tray: the same place in every shot, never the same light. */
typedef struct
{
  guint32 kiosk;
  int shot;    /* 0 to TRAY_SHOTS - 1, or TRAY_EMPTY */
  int longest; /* pixels */
} TrayWishes;

typedef struct
{
  PaperKind paper;
  gboolean has_hand;
  VdQuad corners; /* of the sheet, clockwise from its top left */
  double width_mm, height_mm;
  VdQuad field; /* where an A4 sheet in the tray's middle has its corners: what a kiosk is calibrated with */
} TrayTruth;

VdPicture *tray_scene_draw (const TrayWishes *wishes, TrayTruth *truth); /* (transfer full) */

G_END_DECLS
