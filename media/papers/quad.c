/* SPDX-License-Identifier: EUPL-1.2 */
#include "quad.h"

#include <math.h>

/* Four corners cut by four half planes leave at most eight. */
#define MAX_CLIPPED 8

static double
cross (const VdPoint *o, const VdPoint *a, const VdPoint *b)
{
  return (a->x - o->x) * (b->y - o->y) - (a->y - o->y) * (b->x - o->x);
}

static double
polygon_area (const VdPoint *points, int n)
{
  double sum = 0;

  for (int i = 0; i < n; i++)
    {
      const VdPoint *a = &points[i], *b = &points[(i + 1) % n];

      sum += a->x * b->y - b->x * a->y;
    }
  return sum / 2;
}

double
vd_quad_area (const VdQuad *quad)
{
  return polygon_area (quad->corner, 4);
}

gboolean
vd_quad_is_convex (const VdQuad *quad)
{
  int positive = 0, negative = 0;

  for (int i = 0; i < 4; i++)
    {
      double turn = cross (&quad->corner[i], &quad->corner[(i + 1) % 4], &quad->corner[(i + 2) % 4]);

      positive += turn > 0;
      negative += turn < 0;
    }
  return positive == 4 || negative == 4;
}

VdQuad
vd_quad_ordered (const VdQuad *quad)
{
  VdQuad clockwise = *quad, out;
  int first = 0;
  double best = -G_MAXDOUBLE;

  if (vd_quad_area (quad) < 0)
    {
      clockwise.corner[1] = quad->corner[3];
      clockwise.corner[3] = quad->corner[1];
    }
  for (int i = 0; i < 4; i++)
    {
      /* The top side runs to the right, the bottom side to the left. */
      const VdPoint *c = clockwise.corner;
      double top = c[(i + 1) % 4].x - c[i].x, bottom = c[(i + 2) % 4].x - c[(i + 3) % 4].x;

      /* A sheet turned by 45° could be either: what stands higher is then its top. */
      double rank = top + bottom - 1e-6 * (c[i].y + c[(i + 1) % 4].y);
      double length = vd_point_distance (&c[i], &c[(i + 1) % 4]) + vd_point_distance (&c[(i + 2) % 4], &c[(i + 3) % 4]);

      if (rank / MAX (length, 1e-9) > best)
        {
          best = rank / MAX (length, 1e-9);
          first = i;
        }
    }
  for (int i = 0; i < 4; i++)
    out.corner[i] = clockwise.corner[(first + i) % 4];
  return out;
}

VdQuad
vd_quad_scaled (const VdQuad *quad, double x_factor, double y_factor)
{
  VdQuad out;

  for (int i = 0; i < 4; i++)
    out.corner[i] = (VdPoint){ quad->corner[i].x * x_factor, quad->corner[i].y * y_factor };
  return out;
}

double
vd_point_distance (const VdPoint *a, const VdPoint *b)
{
  return hypot (a->x - b->x, a->y - b->y);
}

double
vd_quad_distance (const VdQuad *a, const VdQuad *b)
{
  double worst = 0;

  for (int i = 0; i < 4; i++)
    worst = MAX (worst, vd_point_distance (&a->corner[i], &b->corner[i]));
  return worst;
}

/* Sutherland and Hodgman: keeps what lies right of (clockwise: inside) the line from @a to @b. */
static int
clip (const VdPoint *points, int n, const VdPoint *a, const VdPoint *b, VdPoint *out)
{
  int count = 0;

  for (int i = 0; i < n; i++)
    {
      const VdPoint *p = &points[i], *q = &points[(i + 1) % n];
      double dp = cross (a, b, p), dq = cross (a, b, q);

      if (dp >= 0)
        out[count++] = *p;
      if ((dp >= 0) != (dq >= 0))
        {
          double t = dp / (dp - dq);

          out[count++] = (VdPoint){ p->x + t * (q->x - p->x), p->y + t * (q->y - p->y) };
        }
    }
  return count;
}

double
vd_quad_overlap (const VdQuad *a, const VdQuad *b)
{
  VdQuad subject = vd_quad_ordered (a), window = vd_quad_ordered (b);
  VdPoint points[2][MAX_CLIPPED];
  int n = 4, from = 0;
  double shared, joint;

  for (int i = 0; i < 4; i++)
    points[0][i] = subject.corner[i];
  for (int i = 0; i < 4 && n > 0; i++, from = !from)
    n = clip (points[from], n, &window.corner[i], &window.corner[(i + 1) % 4], points[!from]);
  shared = n > 2 ? polygon_area (points[from], n) : 0;
  joint = vd_quad_area (&subject) + vd_quad_area (&window) - shared;
  return joint > 0 ? shared / joint : 0;
}
