/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge-map.h"
#include "locked-memory.h"

#include <math.h>
#include <string.h>

#define N_ROWS 3        /* that a smoothed one is made of */
#define WHOLE_UP_TO 400 /* pixels on the longer side: what is smaller is not halved */
#define NO_COLOUR 128
#define AN_EDGE 16 /* gray levels over two pixels: more than the grain of a brushed tray */
#define NEAR 2     /* pixels: an edge seen a second time is not in quite the same place, nor as sharp */

/* A picture on its way to being edges, row by row, so that each row is worked on while it is near: the time goes into
 * memory, not into arithmetic. */
typedef struct
{
  const VdPicture *picture;
  VdEdgeMap *map;
  int n_planes;
  guint16 *sums;                 /* one row as it came, each channel of four pixels together */
  guint8 *split;                 /* the same of each plane */
  guint16 *rows[VD_EDGE_PLANES]; /* the last N_ROWS, smoothed along the row */
} Mill;

/* The sum of four pixels for each of a halved row, of each channel. */
static void
halve_row (const guint8 *p, const guint8 *below, int channels, int width, guint16 *restrict out)
{
  if (channels == 1)
    for (int i = 0; i < width; i++)
      out[i] = p[2 * i] + p[2 * i + 1] + below[2 * i] + below[2 * i + 1];
  else
    for (int i = 0; i < width; i++)
      for (int c = 0; c < 3; c++)
        out[3 * i + c] = p[6 * i + c] + p[6 * i + 3 + c] + below[6 * i + c] + below[6 * i + 3 + c];
}

static void
copy_row (const guint8 *p, int count, guint16 *restrict out)
{
  for (int i = 0; i < count; i++)
    out[i] = 4 * p[i];
}

/* @p: four times each channel. */
static void
split_row (const guint16 *p, int channels, int width, guint8 *restrict out)
{
  guint8 *restrict bright = out, *restrict warm = out + width, *restrict greenish = out + 2 * width;

  if (channels == 1)
    {
      for (int i = 0; i < width; i++)
        bright[i] = p[i] >> 2;
      return;
    }
  for (int i = 0; i < width; i++, p += 3)
    {
      int red = p[0], green = p[1], blue = p[2];

      bright[i] = (77 * red + 150 * green + 29 * blue) >> 10;
      warm[i] = NO_COLOUR + (red - blue) / 8;
      greenish[i] = NO_COLOUR + (2 * green - red - blue) / 16;
    }
}

static void
smooth_row (const guint8 *p, int width, guint16 *restrict out)
{
  for (int x = 1; x < width - 1; x++)
    out[x] = p[x - 1] + 2 * p[x] + p[x + 1];
  out[0] = 4 * p[0];
  out[width - 1] = 4 * p[width - 1];
}

static void
take_row (Mill *mill, int y)
{
  int width = mill->map->width, channels = mill->picture->channels, scale = mill->map->scale;
  const guint8 *row = vd_picture_at (mill->picture, 0, scale * y);

  if (scale == 2)
    halve_row (row, row + mill->picture->stride, channels, width, mill->sums);
  else
    copy_row (row, width * channels, mill->sums);
  split_row (mill->sums, channels, width, mill->split);
  for (int i = 0; i < mill->n_planes; i++)
    smooth_row (mill->split + i * width, width, mill->rows[i] + (gsize)(y % N_ROWS) * width);
}

/* 1 2 1 in both directions: takes sensor noise and paper grain away, keeps a sheet's edge. */
static void
give_row (Mill *mill, int plane, int y)
{
  int width = mill->map->width;
  guint8 *restrict out = mill->map->plane[plane] + (gsize)y * width;
  const guint16 *row[N_ROWS];

  for (int k = 0; k < N_ROWS; k++)
    row[k] = mill->rows[plane] + (gsize)(CLAMP (y + k - 1, 0, mill->map->height - 1) % N_ROWS) * width;
  for (int x = 0; x < width; x++)
    out[x] = (guint16)(row[0][x] + 2 * row[1][x] + row[2][x] + 8) >> 4;
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
  gsize width = mill->map->width, split_size = VD_EDGE_PLANES * width, sums_size = 3 * width * sizeof (guint16);
  gsize rows_size = VD_EDGE_PLANES * N_ROWS * width * sizeof (guint16);
  g_autofree guint16 *rows = g_malloc (rows_size);
  int height = mill->map->height, taken = 0;

  mill->sums = g_malloc (sums_size);
  mill->split = g_malloc (split_size);
  for (int i = 0; i < VD_EDGE_PLANES; i++)
    mill->rows[i] = rows + i * N_ROWS * width;
  for (int y = 0; y < height; y++)
    {
      for (; taken <= MIN (y + 1, height - 1); taken++)
        take_row (mill, taken);
      for (int i = 0; i < mill->n_planes; i++)
        give_row (mill, i, y);
      if (y >= 2)
        find_gradients (mill, y - 1);
    }
  explicit_bzero (rows, rows_size);
  explicit_bzero (mill->split, split_size);
  explicit_bzero (mill->sums, sums_size);
  g_free (mill->split);
  g_free (mill->sums);
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
  int scale =
      MAX (picture->width, picture->height) > WHOLE_UP_TO && MIN (picture->width, picture->height) >= 16 ? 2 : 1;
  gsize count = (gsize)(picture->width / scale) * (picture->height / scale);
  Mill mill = { picture, .n_planes = picture->channels == 1 ? 1 : VD_EDGE_PLANES };

  g_return_val_if_fail (picture->width >= 8 && picture->height >= 8, NULL);
  mill.map = self = g_new0 (VdEdgeMap, 1);
  self->scale = scale;
  self->width = picture->width / scale;
  self->height = picture->height / scale;
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

void
vd_edge_map_forget (VdEdgeMap *self, const VdEdgeMap *before)
{
  int width = self->width, height = self->height;

  g_return_if_fail (before->width == width && before->height == height);
  self->is_news = TRUE;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        gsize i = (gsize)y * width + x;
        int left = MAX (0, x - NEAR), right = MIN (width - 1, x + NEAR);

        if (ABS (before->gx[i]) + ABS (before->gy[i]) < AN_EDGE)
          continue;
        for (int row = MAX (0, y - NEAR); row <= MIN (height - 1, y + NEAR); row++)
          {
            memset (self->gx + (gsize)row * width + left, 0, (right - left + 1) * sizeof *self->gx);
            memset (self->gy + (gsize)row * width + left, 0, (right - left + 1) * sizeof *self->gy);
          }
      }
}

/* Where a parabola through three neighbours has its top, from the middle one: -0.5..0.5. */
static inline float
top_between (float before, float middle, float after)
{
  float bend = before + after - 2 * middle;

  return bend < 0 ? 0.5f * (before - after) / bend : 0;
}

GArray *
vd_edge_map_get_points (const VdEdgeMap *self, int threshold)
{
  GArray *points = g_array_sized_new (FALSE, FALSE, sizeof (VdEdgePoint), 8 * 1024);
  int width = self->width, limit = threshold * threshold;

  for (int y = 2; y < self->height - 2; y++)
    for (int x = 2; x < width - 2; x++)
      {
        gsize i = (gsize)y * width + x;
        int gx = self->gx[i], gy = self->gy[i], square = gx * gx + gy * gy, dx, dy, before, after;
        gssize step;
        float off;
        VdEdgePoint point;

        if (square < limit)
          continue;
        /* The neighbour across the edge, in one of eight directions (tan 22.5° is 0.41). */
        dx = abs (gx) * 100 > abs (gy) * 41 ? (gx > 0) - (gx < 0) : 0;
        dy = abs (gy) * 100 > abs (gx) * 41 ? (gy > 0) - (gy < 0) : 0;
        step = (gssize)dy * width + dx;
        after = self->gx[i + step] * self->gx[i + step] + self->gy[i + step] * self->gy[i + step];
        before = self->gx[i - step] * self->gx[i - step] + self->gy[i - step] * self->gy[i - step];
        if (after > square || before >= square)
          continue;
        point.strength = sqrtf (square);
        off = top_between (sqrtf (before), point.strength, sqrtf (after));
        point.x = x + off * dx;
        point.y = y + off * dy;
        point.nx = gx / point.strength;
        point.ny = gy / point.strength;
        g_array_append_val (points, point);
      }
  return points;
}
