/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge-map.h"
#include "locked-memory.h"

#include <math.h>
#include <string.h>

#define N_ROWS 5 /* that a smoothed one is made of */

static void
split_planes (const VdPicture *picture, guint8 *const *plane)
{
  gsize count = (gsize)picture->width * picture->height;
  const guint8 *p = picture->pixels;
  guint8 *restrict bright = plane[0], *restrict warm = plane[1], *restrict greenish = plane[2];

  if (picture->channels == 1)
    {
      memcpy (plane[0], p, count);
      memset (plane[1], 128, count);
      memset (plane[2], 128, count);
      return;
    }
  for (gsize i = 0; i < count; i++, p += 3)
    {
      int red = p[0], green = p[1], blue = p[2];

      bright[i] = (77 * red + 150 * green + 29 * blue) >> 8;
      warm[i] = 128 + (red - blue) / 2;
      greenish[i] = 128 + (2 * green - red - blue) / 4;
    }
}

static void
smooth_row (const guint8 *p, int width, guint16 *restrict out)
{
  for (int x = 2; x < width - 2; x++)
    out[x] = p[x - 2] + 4 * p[x - 1] + 6 * p[x] + 4 * p[x + 1] + p[x + 2];
  out[0] = 16 * p[0];
  out[1] = 4 * (p[0] + 2 * p[1] + p[2]);
  out[width - 1] = 16 * p[width - 1];
  out[width - 2] = 4 * (p[width - 3] + 2 * p[width - 2] + p[width - 1]);
}

/* 1 4 6 4 1 in both directions: takes sensor noise and paper grain away, keeps a sheet's edge. Only the rows that are
 * still needed are kept: what a whole plane more would cost is the time to get its memory. */
static void
smooth (guint8 *plane, int width, int height)
{
  g_autofree guint16 *rows = g_new (guint16, (gsize)width * N_ROWS);
  int done = 0;

  for (int y = 0; y < height; y++)
    {
      const guint16 *row[N_ROWS];
      guint8 *restrict out = plane + (gsize)y * width;

      for (; done <= MIN (y + 2, height - 1); done++)
        smooth_row (plane + (gsize)done * width, width, rows + (gsize)(done % N_ROWS) * width);
      for (int k = 0; k < N_ROWS; k++)
        row[k] = rows + (gsize)(CLAMP (y + k - 2, 0, height - 1) % N_ROWS) * width;
      for (int x = 0; x < width; x++)
        out[x] = (guint16)(row[0][x] + 4 * row[1][x] + 6 * row[2][x] + 4 * row[3][x] + row[4][x] + 128) >> 8;
    }
  explicit_bzero (rows, sizeof *rows * width * N_ROWS);
}

/* Of each pixel of row @y the gradient, where it is steeper than the one already there. */
static void
add_gradient (VdEdgeMap *self, const guint8 *plane, int y)
{
  const guint8 *row = plane + (gsize)y * self->width, *above = row - self->width, *below = row + self->width;
  gint16 *restrict best_x = self->gx + (gsize)y * self->width, *restrict best_y = self->gy + (gsize)y * self->width;

  for (int x = 1; x < self->width - 1; x++)
    {
      gint16 gx = row[x + 1] - row[x - 1], gy = below[x] - above[x];
      gboolean is_better = gx * gx + gy * gy > best_x[x] * best_x[x] + best_y[x] * best_y[x];

      best_x[x] = is_better ? gx : best_x[x];
      best_y[x] = is_better ? gy : best_y[x];
    }
}

VdEdgeMap *
vd_edge_map_new (const VdPicture *picture)
{
  VdEdgeMap *self;
  gsize count = (gsize)picture->width * picture->height;
  int n_planes = picture->channels == 1 ? 1 : VD_EDGE_PLANES;

  g_return_val_if_fail (picture->width >= 8 && picture->height >= 8, NULL);
  self = g_new0 (VdEdgeMap, 1);
  self->width = picture->width;
  self->height = picture->height;
  for (int i = 0; i < VD_EDGE_PLANES; i++)
    self->plane[i] = vd_private_alloc (count);
  self->gx = g_new0 (gint16, count);
  self->gy = g_new0 (gint16, count);
  split_planes (picture, self->plane);
  for (int i = 0; i < n_planes; i++)
    smooth (self->plane[i], self->width, self->height);
  for (int y = 1; y < self->height - 1; y++)
    for (int i = 0; i < n_planes; i++)
      add_gradient (self, self->plane[i], y);
  return self;
}

void
vd_edge_map_free (VdEdgeMap *self)
{
  gsize count;

  if (!self)
    return;
  count = (gsize)self->width * self->height;
  for (int i = 0; i < VD_EDGE_PLANES; i++)
    vd_private_free (self->plane[i], count);
  g_free (self->gx);
  g_free (self->gy);
  g_free (self);
}

GArray *
vd_edge_map_get_points (const VdEdgeMap *self, int threshold)
{
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (VdEdgePoint), 16 * 1024);
  int width = self->width, limit = threshold * threshold;

  for (int y = 2; y < self->height - 2; y++)
    for (int x = 2; x < width - 2; x++)
      {
        gsize i = (gsize)y * width + x;
        int gx = self->gx[i], gy = self->gy[i], square = gx * gx + gy * gy, dx, dy;
        gssize step;
        VdEdgePoint point;

        if (square < limit)
          continue;
        /* The neighbour across the edge, in one of eight directions (tan 22.5° is 0.41). */
        dx = abs (gx) * 100 > abs (gy) * 41 ? (gx > 0) - (gx < 0) : 0;
        dy = abs (gy) * 100 > abs (gx) * 41 ? (gy > 0) - (gy < 0) : 0;
        step = (gssize)dy * width + dx;
        if (self->gx[i + step] * self->gx[i + step] + self->gy[i + step] * self->gy[i + step] > square ||
            self->gx[i - step] * self->gx[i - step] + self->gy[i - step] * self->gy[i - step] >= square)
          continue;
        point.strength = sqrtf (square);
        point.x = x;
        point.y = y;
        point.nx = gx / point.strength;
        point.ny = gy / point.strength;
        g_array_append_val (points, point);
      }
  return points;
}
