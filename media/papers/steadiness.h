/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page-finder.h"

G_BEGIN_DECLS

enum
{
  VD_LOOK_SIDE = 32, /* a picture in small: 32 × 32 gray levels */
};

/* What one look at the tray showed. */
typedef struct
{
  VdFinding finding;                         /* quad in 0..1 of the picture's width and height */
  guint8 face[VD_LOOK_SIDE * VD_LOOK_SIDE];  /* of the sheet, if one was found */
  guint8 scene[VD_LOOK_SIDE * VD_LOOK_SIDE]; /* of all the camera sees */
} VdSight;

typedef enum
{
  VD_STEADINESS_EMPTY,    /* no sheet */
  VD_STEADINESS_MOVING,   /* a sheet, or a hand with one */
  VD_STEADINESS_SETTLING, /* still, not yet for long enough */
  VD_STEADINESS_COUNTING, /* still; the count-down shows */
  VD_STEADINESS_DONE,     /* taken; waits for the sheet to move */
} VdSteadinessState;

/* Decides when a sheet has lain still long enough to be taken by itself: once, and never again before it has moved or
 * another lies there. Pure: time comes with each look. */
#define VD_TYPE_STEADINESS (vd_steadiness_get_type ())
G_DECLARE_FINAL_TYPE (VdSteadiness, vd_steadiness, VD, STEADINESS, GObject)

VdSteadiness *vd_steadiness_new (void);
/* TRUE once, when the sheet should be taken now. */
gboolean vd_steadiness_update (VdSteadiness *self, const VdSight *sight, gint64 now_us);
/* The sheet that lies there was taken by hand: not to be taken again by itself. */
void vd_steadiness_mark_taken (VdSteadiness *self);
void vd_steadiness_reset (VdSteadiness *self);
VdSteadinessState vd_steadiness_get_state (VdSteadiness *self);
double vd_steadiness_get_progress (VdSteadiness *self); /* of the count-down, 0..1 */

G_END_DECLS
