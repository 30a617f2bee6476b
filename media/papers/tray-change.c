/* SPDX-License-Identifier: EUPL-1.2 */
#include "tray-change.h"

#include <math.h>
#include <string.h>

#define RIM 0.09 /* of the longer side: what the tray stands on, and the tray's own edge */
#define MIN_RIM 200
#define BRIGHTEST 250
#define CONTRAST 4
#define CHANGED (CONTRAST * 12) /* of compare (): more than noise, or a lamp that throws its light elsewhere */
#define SOFT 40  /* gray levels of difference that fill half of the range: a little shows, a lot does not drown it */
#define BLOCK 16 /* pixels */
#define AROUND 0.125 /* of the longer side, to either side */
#define MOST_LEVEL 128
#define SEEN 1
#define MIN_PIECE 0.004 /* of the picture: a card in an A3 tray has seven times as much */
#define MARGIN 0.06     /* of the picture's longer side, around what has changed */

/* What a channel of the empty tray looks like now: gain * level + haze. */
typedef struct
{
  float gain, haze;
} Light;

static gboolean
is_at_rim (const VdPicture *picture, int x, int y)
{
  int rim = RIM * MAX (picture->width, picture->height);

  return x < rim || y < rim || x >= picture->width - rim || y >= picture->height - rim;
}

/* Least squares over the pixels that the light found so far explains to within @within gray levels. */
static Light
fit_light (const VdPicture *empty, const VdPicture *small, int channel, const Light *so_far, double within)
{
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, spread;
  Light light = *so_far;

  for (int y = 0; y < small->height; y += 2)
    for (int x = 0; x < small->width; x += 2)
      {
        double was = vd_picture_at (empty, x, y)[channel], is = vd_picture_at (small, x, y)[channel];

        if (!is_at_rim (small, x, y) || is >= BRIGHTEST || was >= BRIGHTEST ||
            fabs (is - so_far->gain * was - so_far->haze) > within)
          continue;
        n += 1;
        sx += was;
        sy += is;
        sxx += was * was;
        sxy += was * is;
      }
  spread = sxx - sx * sx / MAX (n, 1);
  if (n < MIN_RIM)
    return light;
  if (spread / n > 16) /* else the rim has one brightness only, and tells no gain */
    light.gain = CLAMP ((sxy - sx * sy / n) / spread, 0.1, 8);
  light.haze = (sy - light.gain * sx) / n;
  return light;
}

/* Another light, another exposure or a dirty lens changes all of the tray alike; told from the picture's rim, where no
 * sheet lies, though perhaps a hand. */
static void
measure_light (const VdPicture *empty, const VdPicture *small, Light light[3])
{
  static const double within[] = { 1000, 40, 20, 20 };

  for (int c = 0; c < small->channels; c++)
    for (guint i = 0; i < G_N_ELEMENTS (within); i++)
      light[c] = fit_light (empty, small, c, &light[c], within[i]);
}

VdPicture *
vd_tray_compare (const VdPicture *empty, const VdPicture *small)
{
  VdPicture *out = vd_picture_new (small->width, small->height, 1);
  Light light[3] = { { 1, 0 }, { 1, 0 }, { 1, 0 } };
  const guint8 *was = empty->pixels, *is = small->pixels;

  measure_light (empty, small, light);
  for (gsize i = 0; i < out->stride * out->height; i++, was += small->channels, is += small->channels)
    {
      float most = 0;

      for (int c = 0; c < small->channels; c++)
        most = MAX (most, fabsf (is[c] - CLAMP (light[c].gain * was[c] + light[c].haze, 0, 255)));
      out->pixels[i] = MIN (255, CONTRAST * most);
    }
  return out;
}

/* What has changed all around, block by block, of one channel: shadows, and what measure_light () could not tell. */
typedef struct
{
  int columns, rows;
  float *level;
} Surroundings;

static inline float
more_than_before (const Light *now, guint8 was, guint8 is)
{
  return is - CLAMP (now->gain * was + now->haze, 0, 255);
}

static void
sum_blocks (const VdPicture *empty, const VdPicture *small, int channel, const Light *now, Surroundings *out)
{
  for (int row = 0; row < out->rows; row++)
    for (int column = 0; column < out->columns; column++)
      {
        float sum = 0;
        int n = 0;

        for (int y = row * BLOCK; y < MIN (small->height, (row + 1) * BLOCK); y += 2)
          for (int x = column * BLOCK; x < MIN (small->width, (column + 1) * BLOCK); x += 2, n++)
            sum += more_than_before (now, vd_picture_at (empty, x, y)[channel], vd_picture_at (small, x, y)[channel]);
        out->level[row * out->columns + column] = sum / n;
      }
}

/* The mean over @reach blocks to either side. */
static void
spread_blocks (Surroundings *self, int reach)
{
  g_autofree float *from = g_memdup2 (self->level, self->columns * self->rows * sizeof (float));

  for (int row = 0; row < self->rows; row++)
    for (int column = 0; column < self->columns; column++)
      {
        float sum = 0;
        int n = 0;

        for (int y = MAX (0, row - reach); y <= MIN (self->rows - 1, row + reach); y++)
          for (int x = MAX (0, column - reach); x <= MIN (self->columns - 1, column + reach); x++, n++)
            sum += from[y * self->columns + x];
        self->level[row * self->columns + column] = sum / n;
      }
}

/* What is between the blocks' middles, for one row of pixels. */
static void
spread_row (const Surroundings *self, int y, int width, float *restrict out)
{
  float v = CLAMP ((y + 0.5f) / BLOCK - 0.5f, 0, self->rows - 1.001f);
  const float *above = self->level + (int)v * self->columns, *below = above + self->columns;

  v -= (int)v;
  for (int x = 0; x < width; x++)
    {
      float u = CLAMP ((x + 0.5f) / BLOCK - 0.5f, 0, self->columns - 1.001f);
      int k = (int)u;

      u -= k;
      out[x] = (above[k] * (1 - u) + above[k + 1] * u) * (1 - v) + (below[k] * (1 - u) + below[k + 1] * u) * v;
    }
}

static void
subtract_channel (const VdPicture *empty, const VdPicture *small, int channel, const Light *now,
                  const Surroundings *around, VdPicture *out)
{
  g_autofree float *level = g_new (float, small->width);
  int step = small->channels;

  for (int y = 0; y < small->height; y++)
    {
      const guint8 *restrict was = vd_picture_at (empty, 0, y) + channel;
      const guint8 *restrict is = vd_picture_at (small, 0, y) + channel;
      guint8 *restrict to = out->pixels + y * out->stride + channel;

      spread_row (around, y, small->width, level);
      for (int x = 0; x < small->width; x++)
        {
          float more = more_than_before (now, was[x * step], is[x * step]) - level[x];

          to[x * step] = 128 + 127 * more / (fabsf (more) + SOFT);
        }
    }
}

VdPicture *
vd_tray_subtract (const VdPicture *empty, const VdPicture *small)
{
  VdPicture *out = vd_picture_new (small->width, small->height, small->channels);
  Light light[3] = { { 1, 0 }, { 1, 0 }, { 1, 0 } };
  Surroundings around = { (small->width + BLOCK - 1) / BLOCK, (small->height + BLOCK - 1) / BLOCK };

  around.level = g_new (float, around.columns *around.rows);
  measure_light (empty, small, light);
  for (int c = 0; c < small->channels; c++)
    {
      sum_blocks (empty, small, c, &light[c], &around);
      spread_blocks (&around, AROUND * MAX (around.columns, around.rows));
      subtract_channel (empty, small, c, &light[c], &around, out);
    }
  g_free (around.level);
  return out;
}

/* The level that best parts @picture's pixels in two (Otsu, 1979), within what can be a sheet. */
static int
parting_level (const VdPicture *picture)
{
  gsize histogram[256] = { 0 }, count = picture->stride * picture->height, below = 0;
  double all = 0, sum = 0, best = -1;
  int level = CHANGED;

  for (gsize i = 0; i < count; i++)
    histogram[picture->pixels[i]]++;
  for (int i = 0; i < 256; i++)
    all += (double)i * histogram[i];
  for (int i = 0; i < MOST_LEVEL; i++)
    {
      double apart;

      below += histogram[i];
      sum += (double)i * histogram[i];
      if (below == 0 || below == count)
        continue;
      apart = sum / below - (all - sum) / (count - below);
      apart *= apart * below * (count - below);
      if (apart > best)
        level = i + 1;
      best = MAX (best, apart);
    }
  return MAX (level, CHANGED);
}

/* Marks with @mark what hangs together with pixel @from in @picture, whose pixels there are 255. Tells how many. */
static guint
flood (VdPicture *picture, guint from, guint8 mark, GArray *stack)
{
  const int steps[] = { -1, 1, -picture->width, picture->width };
  guint size = 0;

  g_array_append_val (stack, from);
  picture->pixels[from] = mark;
  while (stack->len > 0)
    {
      guint at = g_array_index (stack, guint, stack->len - 1);
      int x = at % picture->width, y = at / picture->width;
      const gboolean may[] = { x > 0, x<picture->width - 1, y> 0, y < picture->height - 1 };

      g_array_set_size (stack, stack->len - 1);
      size++;
      for (int k = 0; k < 4; k++)
        {
          guint next = at + steps[k];

          if (!may[k] || picture->pixels[next] != 255)
            continue;
          picture->pixels[next] = mark;
          g_array_append_val (stack, next);
        }
    }
  return size;
}

VdPicture *
vd_tray_find_piece (const VdPicture *changed)
{
  g_autoptr (VdPicture) piece = vd_picture_new (changed->width, changed->height, 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  guint count = changed->stride * changed->height, most = 0, first = 0;
  int level = parting_level (changed);

  for (guint i = 0; i < count; i++)
    piece->pixels[i] = changed->pixels[i] >= level ? 255 : 0;
  for (guint i = 0; i < count; i++)
    if (piece->pixels[i] == 255)
      {
        guint size = flood (piece, i, SEEN, stack);

        first = size > most ? i : first;
        most = MAX (most, size);
      }
  if (most < MIN_PIECE * count)
    return NULL;
  for (guint i = 0; i < count; i++)
    piece->pixels[i] = piece->pixels[i] == SEEN ? 255 : 0;
  flood (piece, first, SEEN, stack);
  for (guint i = 0; i < count; i++)
    piece->pixels[i] = piece->pixels[i] == SEEN ? 255 : 0;
  return g_steal_pointer (&piece);
}

VdTrayFrame
vd_tray_close_piece (VdPicture *piece)
{
  int margin = MARGIN * MAX (piece->width, piece->height);
  int left = piece->width, right = -1, top = piece->height, bottom = -1;
  VdTrayFrame frame;

  for (int y = 0; y < piece->height; y++)
    {
      guint8 *row = piece->pixels + y * piece->stride;
      int first = 0, last = piece->width - 1;

      while (first < piece->width && !row[first])
        first++;
      if (first == piece->width)
        continue;
      while (!row[last])
        last--;
      memset (row + first, 255, last - first + 1);
      left = MIN (left, first);
      right = MAX (right, last);
      top = MIN (top, y);
      bottom = y;
    }
  frame = (VdTrayFrame){ MAX (0, left - margin), MAX (0, top - margin) };
  frame.width = MIN (piece->width, right + 1 + margin) - frame.x;
  frame.height = MIN (piece->height, bottom + 1 + margin) - frame.y;
  return frame;
}
