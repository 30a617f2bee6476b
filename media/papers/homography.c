/* SPDX-License-Identifier: EUPL-1.2 */
#include "homography.h"

#include <math.h>

VdHomography
vd_homography_from_quad (const VdQuad *quad)
{
  const VdPoint *p = quad->corner;
  double dx1 = p[1].x - p[2].x, dx2 = p[3].x - p[2].x, sx = p[0].x - p[1].x + p[2].x - p[3].x;
  double dy1 = p[1].y - p[2].y, dy2 = p[3].y - p[2].y, sy = p[0].y - p[1].y + p[2].y - p[3].y;
  double turn = dx1 * dy2 - dx2 * dy1;
  VdHomography out;

  if (fabs (turn) < 1e-9)
    turn = 1e-9;
  out.g = (sx * dy2 - dx2 * sy) / turn;
  out.h = (dx1 * sy - sx * dy1) / turn;
  out.a = p[1].x - p[0].x + out.g * p[1].x;
  out.b = p[3].x - p[0].x + out.h * p[3].x;
  out.c = p[0].x;
  out.d = p[1].y - p[0].y + out.g * p[1].y;
  out.e = p[3].y - p[0].y + out.h * p[3].y;
  out.f = p[0].y;
  return out;
}
