/* SPDX-License-Identifier: EUPL-1.2 */
#include "corner-move.h"

/* Twice the triangle of three neighbours, as a share of the picture. An identity card under a camera that sees A3 has
 * 0.037; this leaves room for one that lies askew, and for a receipt. */
#define LEAST_TURN 0.004
#define HALVINGS 12 /* to 1/4096 of the way: under a pixel of any screen */

static gboolean
is_inside (const VdPoint *point)
{
  return point->x >= 0 && point->x <= 1 && point->y >= 0 && point->y <= 1; /* false for NaN too */
}

gboolean
vd_corners_are_legal (const VdQuad *corners)
{
  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &corners->corner[i], *b = &corners->corner[(i + 1) % 4], *c = &corners->corner[(i + 2) % 4];

      if (!is_inside (a) || (b->x - a->x) * (c->y - a->y) - (b->y - a->y) * (c->x - a->x) < LEAST_TURN)
        return FALSE;
    }
  return TRUE;
}

static VdQuad
with_corner (const VdQuad *corners, int corner, const VdPoint *to, double share)
{
  VdQuad moved = *corners;
  VdPoint *point = &moved.corner[corner];

  point->x = (1 - share) * point->x + share * to->x; /* exactly @to with all of it */
  point->y = (1 - share) * point->y + share * to->y;
  return moved;
}

gboolean
vd_corners_move (VdQuad *corners, int corner, const VdPoint *to)
{
  const VdPoint inside = { CLAMP (to->x, 0, 1), CLAMP (to->y, 0, 1) };
  double near = 0, far = 1;
  VdQuad moved = with_corner (corners, corner, &inside, 1);

  g_return_val_if_fail (corner >= 0 && corner < 4, FALSE);
  if (inside.x == corners->corner[corner].x && inside.y == corners->corner[corner].y)
    return FALSE;
  if (!vd_corners_are_legal (&moved))
    {
      /* Where it may be is bounded by straight lines: what is legal on the way begins here and ends once. */
      for (int i = 0; i < HALVINGS; i++)
        {
          double middle = (near + far) / 2;

          moved = with_corner (corners, corner, &inside, middle);
          *(vd_corners_are_legal (&moved) ? &near : &far) = middle;
        }
      moved = with_corner (corners, corner, &inside, near);
    }
  if (near == 0 && far < 1)
    return FALSE;
  *corners = moved;
  return TRUE;
}
