/* SPDX-License-Identifier: EUPL-1.2 */
#include "enhance.h"

#include <math.h>
#include <string.h>

#define TILES_LONG 48    /* tiles along the longer side: a tile is larger than letters, smaller than shadows */
#define PAPER_SHARE 0.80 /* brightness that this share of a tile's pixels stays under: paper, if there is any in it */
#define WHITE 244.0f     /* what paper becomes */
#define MAX_GAIN 2.6f    /* a darker spot than this is no shaded paper */
#define SMOOTHINGS 3
#define STEP 4 /* pixels across and down that share a gain: light changes slowly */

/* The paper's colour over the sheet, one value a tile and channel. */
typedef struct
{
  int columns, rows, channels;
  float *paper; /* [(row * columns + column) * channels + channel] */
} Shade;

static float *
shade_at (Shade *shade, int column, int row)
{
  column = CLAMP (column, 0, shade->columns - 1);
  row = CLAMP (row, 0, shade->rows - 1);
  return shade->paper + ((gsize)row * shade->columns + column) * shade->channels;
}

static void
measure_tile (const VdPicture *page, Shade *shade, int column, int row)
{
  int x0 = column * page->width / shade->columns, x1 = (column + 1) * page->width / shade->columns;
  int y0 = row * page->height / shade->rows, y1 = (row + 1) * page->height / shade->rows;
  float *out = shade_at (shade, column, row);

  for (int c = 0; c < page->channels; c++)
    {
      guint histogram[256] = { 0 }, total = 0, seen = 0;
      int level = 0;

      for (int y = y0; y < y1; y += 2)
        for (int x = x0; x < x1; x += 2, total++)
          histogram[vd_picture_at (page, x, y)[c]]++;
      while (level < 255 && seen + histogram[level] < PAPER_SHARE * total)
        seen += histogram[level++];
      out[c] = level;
    }
}

/* The level that the sheet's paper reaches in its brighter half. */
static double
global_paper (const Shade *shade, int channel)
{
  guint histogram[256] = { 0 }, total = shade->columns * shade->rows, seen = 0;
  int level = 0;

  for (guint i = 0; i < total; i++)
    histogram[(int)shade->paper[i * shade->channels + channel]]++;
  while (level < 255 && seen + histogram[level] < 0.7 * total)
    seen += histogram[level++];
  return MAX (level, 1);
}

/* Tiles without paper (a photograph, a black bar) take their neighbours' light: darker than half of the sheet's paper
 * is no shade. */
static void
fill_dark (Shade *shade)
{
  for (int c = 0; c < shade->channels; c++)
    {
      double paper = global_paper (shade, c);

      for (int i = 0; i < shade->columns * shade->rows; i++)
        shade->paper[i * shade->channels + c] = MAX (shade->paper[i * shade->channels + c], paper * 0.5);
    }
}

static void
smooth (Shade *shade)
{
  gsize size = sizeof (float) * shade->columns * shade->rows * shade->channels;
  g_autofree float *before = g_memdup2 (shade->paper, size);
  Shade from = *shade;

  from.paper = before;
  for (int row = 0; row < shade->rows; row++)
    for (int column = 0; column < shade->columns; column++)
      for (int c = 0; c < shade->channels; c++)
        {
          float sum = 0, most = 0;

          for (int j = -1; j <= 1; j++)
            for (int i = -1; i <= 1; i++)
              {
                float value = shade_at (&from, column + i, row + j)[c];

                sum += value;
                most = MAX (most, value);
              }
          /* Leans to the brightest neighbour: text and stamps darken a tile, nothing brightens it. */
          shade_at (shade, column, row)[c] = 0.5f * sum / 9 + 0.5f * most;
        }
}

/* What to multiply by, in 1/256, along one row of pixels. @line: room for one value a column of tiles and channel. */
static void
fill_gains (Shade *shade, const VdPicture *page, int y, float *line, guint16 *gains)
{
  const int channels = page->channels;
  float fy = (y + 0.5f) * shade->rows / page->height - 0.5f;
  int row = (int)floorf (fy);

  fy -= row;
  for (int i = 0; i < shade->columns * channels; i++)
    line[i] = shade_at (shade, 0, row)[i] * (1 - fy) + shade_at (shade, 0, row + 1)[i] * fy;
  for (int x = 0; x < page->width; x += STEP)
    {
      float fx = (x + STEP / 2) * (float)shade->columns / page->width - 0.5f;
      int column = (int)floorf (fx);
      const float *a = line + MAX (column, 0) * channels, *b = line + MIN (column + 1, shade->columns - 1) * channels;

      fx -= column;
      for (int c = 0; c < channels; c++)
        {
          float paper = a[c] * (1 - fx) + b[c] * fx;
          guint16 gain = (guint16)(256 * CLAMP (WHITE / paper, 1.0f, MAX_GAIN));

          for (int i = x; i < MIN (x + STEP, page->width); i++)
            gains[i * channels + c] = gain;
        }
    }
}

void
vd_enhance (VdPicture *page)
{
  double tile = MAX (page->width, page->height) / (double)TILES_LONG;
  Shade shade = { MAX (2, (int)(page->width / tile)), MAX (2, (int)(page->height / tile)), page->channels };
  g_autofree guint16 *gains = g_new (guint16, (gsize)page->width * page->channels);
  g_autofree float *line = g_new (float, (gsize)shade.columns *shade.channels);

  if (page->width < 4 * shade.columns || page->height < 4 * shade.rows)
    return;
  shade.paper = g_new (float, (gsize)shade.columns *shade.rows *shade.channels);
  for (int row = 0; row < shade.rows; row++)
    for (int column = 0; column < shade.columns; column++)
      measure_tile (page, &shade, column, row);
  fill_dark (&shade);
  for (int i = 0; i < SMOOTHINGS; i++)
    smooth (&shade);
  for (int y = 0; y < page->height; y++)
    {
      guint8 *p = page->pixels + y * page->stride;

      if (y % STEP == 0)
        fill_gains (&shade, page, y + STEP / 2, line, gains);
      for (int i = 0; i < page->width * page->channels; i++)
        p[i] = MIN (255, (p[i] * gains[i]) >> 8);
    }
  g_free (shade.paper);
}
