/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge-map.h"
#include "locked-memory.h"

#include <math.h>
#include <string.h>

#define N_ROWS 5 /* that a smoothed one is made of */
#define NO_COLOUR 128

/* A picture on its way to being edges, row by row, so that each row is worked on while it is near: the time goes into
 * memory, not into arithmetic. */
typedef struct
{
  const VdPicture *picture;
  VdEdgeMap *map;
  int n_planes;
  guint8 *split;                 /* one row of each plane, as it came */
  guint16 *rows[VD_EDGE_PLANES]; /* the last N_ROWS, smoothed along the row */
} Mill;

static void
split_row (const guint8 *p, int channels, int width, guint8 *restrict out)
{
  guint8 *restrict bright = out, *restrict warm = out + width, *restrict greenish = out + 2 * width;

  if (channels == 1)
    {
      memcpy (bright, p, width);
      return;
    }
  for (int i = 0; i < width; i++, p += 3)
    {
      int red = p[0], green = p[1], blue = p[2];

      bright[i] = (77 * red + 150 * green + 29 * blue) >> 8;
      warm[i] = NO_COLOUR + (red - blue) / 2;
      greenish[i] = NO_COLOUR + (2 * green - red - blue) / 4;
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

static void
take_row (Mill *mill, int y)
{
  int width = mill->map->width;

  split_row (vd_picture_at (mill->picture, 0, y), mill->picture->channels, width, mill->split);
  for (int i = 0; i < mill->n_planes; i++)
    smooth_row (mill->split + i * width, width, mill->rows[i] + (gsize)(y % N_ROWS) * width);
}

/* 1 4 6 4 1 in both directions: takes sensor noise and paper grain away, keeps a sheet's edge. */
static void
give_row (Mill *mill, int plane, int y)
{
  int width = mill->map->width;
  guint8 *restrict out = mill->map->plane[plane] + (gsize)y * width;
  const guint16 *row[N_ROWS];

  for (int k = 0; k < N_ROWS; k++)
    row[k] = mill->rows[plane] + (gsize)(CLAMP (y + k - 2, 0, mill->map->height - 1) % N_ROWS) * width;
  for (int x = 0; x < width; x++)
    out[x] = (guint16)(row[0][x] + 4 * row[1][x] + 6 * row[2][x] + 4 * row[3][x] + row[4][x] + 128) >> 8;
}

static void
set_gradient (VdEdgeMap *self, const guint8 *plane, int y)
{
  const guint8 *row = plane + (gsize)y * self->width, *above = row - self->width, *below = row + self->width;
  gint16 *restrict out_x = self->gx + (gsize)y * self->width, *restrict out_y = self->gy + (gsize)y * self->width;
  int end = self->width - 1;

  for (int x = 1; x < end; x++)
    {
      out_x[x] = row[x + 1] - row[x - 1];
      out_y[x] = below[x] - above[x];
    }
}

/* Of each pixel of row @y the gradient, where it is steeper than the one already there. Sixteen bits all through: eight
 * pixels at a time that way. */
static void
add_gradient (VdEdgeMap *self, const guint8 *plane, int y)
{
  const guint8 *row = plane + (gsize)y * self->width, *above = row - self->width, *below = row + self->width;
  gint16 *restrict best_x = self->gx + (gsize)y * self->width, *restrict best_y = self->gy + (gsize)y * self->width;
  int end = self->width - 1;

  for (int x = 1; x < end; x++)
    {
      gint16 gx = row[x + 1] - row[x - 1], gy = below[x] - above[x], old_x = best_x[x], old_y = best_y[x];
      gint16 steep = ABS (gx) + ABS (gy), old = ABS (old_x) + ABS (old_y);

      best_x[x] = steep > old ? gx : old_x;
      best_y[x] = steep > old ? gy : old_y;
    }
}

static void
find_gradients (Mill *mill, int y)
{
  set_gradient (mill->map, mill->map->plane[0], y);
  for (int i = 1; i < mill->n_planes; i++)
    add_gradient (mill->map, mill->map->plane[i], y);
}

static void
mill_run (Mill *mill)
{
  gsize width = mill->map->width, split_size = VD_EDGE_PLANES * width;
  gsize rows_size = VD_EDGE_PLANES * N_ROWS * width * sizeof (guint16);
  g_autofree guint16 *rows = g_malloc (rows_size);
  int height = mill->map->height, taken = 0;

  mill->split = g_malloc (split_size);
  for (int i = 0; i < VD_EDGE_PLANES; i++)
    mill->rows[i] = rows + i * N_ROWS * width;
  for (int y = 0; y < height; y++)
    {
      for (; taken <= MIN (y + 2, height - 1); taken++)
        take_row (mill, taken);
      for (int i = 0; i < mill->n_planes; i++)
        give_row (mill, i, y);
      if (y >= 2)
        find_gradients (mill, y - 1);
    }
  explicit_bzero (rows, rows_size);
  explicit_bzero (mill->split, split_size);
  g_free (mill->split);
}

/* One piece of memory for all: what it costs is its pages. */
static gsize
get_size (const VdEdgeMap *self)
{
  return (gsize)self->width * self->height * (2 * sizeof (gint16) + VD_EDGE_PLANES);
}

VdEdgeMap *
vd_edge_map_new (const VdPicture *picture)
{
  VdEdgeMap *self;
  gsize count = (gsize)picture->width * picture->height;
  Mill mill = { picture, .n_planes = picture->channels == 1 ? 1 : VD_EDGE_PLANES };

  g_return_val_if_fail (picture->width >= 8 && picture->height >= 8, NULL);
  mill.map = self = g_new0 (VdEdgeMap, 1);
  self->width = picture->width;
  self->height = picture->height;
  self->gx = vd_private_alloc (get_size (self)); /* zeros: the outermost pixels stay so */
  self->gy = self->gx + count;
  for (int i = 0; i < VD_EDGE_PLANES; i++)
    self->plane[i] = (guint8 *)(self->gy + count) + i * count;
  for (int i = mill.n_planes; i < VD_EDGE_PLANES; i++)
    memset (self->plane[i], NO_COLOUR, count);
  mill_run (&mill);
  return self;
}

void
vd_edge_map_free (VdEdgeMap *self)
{
  if (!self)
    return;
  vd_private_free (self->gx, get_size (self));
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
