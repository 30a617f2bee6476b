/* SPDX-License-Identifier: EUPL-1.2 */
#include "page-judge.h"
#include "page-private.h"

#include <math.h>

#define BLURRED_MM 0.55   /* edges as wide as that close the letters of 8 pt print */
#define BLURRED_PX 3.2    /* no lens does better than two: coarse pixels are "far", not "blurred" */
#define DARK_LEVEL 85.0   /* below it, noise takes the place of ink */
#define GLARE_SHARE 0.006 /* a lamp's reflection: more than the size of a stamp on A4 */
#define INK_SHARE 0.0005  /* three words by hand on A4 */
#define BURNT 251
#define MARGIN 0.04   /* of each side: shadows, staples, the tray's edge */
#define MIN_EDGES 150 /* fewer say nothing about sharpness */
#define TILE 32
#define SHARP_SHARE 0.7 /* of the edges by sharpness: the print, not the stains */

/* Local paper brightness: the upper quartile of a tile. */
static int
tile_paper (const VdPicture *gray, int x0, int y0)
{
  guint histogram[256] = { 0 }, total = 0, seen = 0;
  int level = 0;

  for (int y = y0; y < MIN (gray->height, y0 + TILE); y += 2)
    for (int x = x0; x < MIN (gray->width, x0 + TILE); x += 2, total++)
      histogram[vd_picture_at (gray, x, y)[0]]++;
  while (level < 255 && seen + histogram[level] < 0.75 * total)
    seen += histogram[level++];
  return level;
}

typedef struct
{
  guint tiles, burnt_tiles, pixels, ink;
  guint paper[256];
} Tally;

static void
tally_tile (const VdPicture *gray, int x0, int y0, Tally *tally)
{
  int paper = tile_paper (gray, x0, y0);
  guint burnt = 0, pixels = 0;

  for (int y = y0; y < MIN (gray->height, y0 + TILE); y++)
    for (int x = x0; x < MIN (gray->width, x0 + TILE); x++, pixels++)
      {
        int level = vd_picture_at (gray, x, y)[0];

        burnt += level >= BURNT;
        tally->ink += level * 10 < paper * 7 && paper - level > 20;
      }
  tally->pixels += pixels;
  tally->tiles++;
  tally->burnt_tiles += burnt * 10 > pixels * 9;
  tally->paper[paper]++;
}

static double
share_level (const guint *histogram, guint total, double share)
{
  guint seen = 0;
  int level = 0;

  while (level < 255 && seen + histogram[level] < share * total)
    seen += histogram[level++];
  return level;
}

/* Width in pixels of the step through (x, y) along one axis: its whole height over its steepest slope. 0: no clear
 * step. */
static double
step_width (const guint8 *p, gssize step)
{
  int slope = abs (p[step] - p[-step]), least = p[0], most = p[0];

  if (slope < 24 || slope < abs (p[2 * step] - p[0]) || slope < abs (p[0] - p[-2 * step]))
    return 0;
  for (int i = -5; i <= 5; i++)
    {
      least = MIN (least, p[i * step]);
      most = MAX (most, p[i * step]);
    }
  return most - least < 48 ? 0 : 2.0 * (most - least) / slope;
}

static double
measure_edges (const VdPicture *gray)
{
  guint histogram[256] = { 0 }, total = 0;
  int mx = MAX (8, gray->width * MARGIN), my = MAX (8, gray->height * MARGIN);

  /* Every third row and column still gives tens of thousands of steps on a page of print. */
  for (int y = my; y < gray->height - my; y += 3)
    for (int x = mx; x < gray->width - mx; x++)
      {
        const guint8 *p = vd_picture_at (gray, x, y);
        double across = step_width (p, 1), down = x % 3 == 0 ? step_width (p, (gssize)gray->stride) : 0;

        if (across > 0)
          {
            histogram[MIN (255, (int)(across * 16))]++;
            total++;
          }
        if (down > 0)
          {
            histogram[MIN (255, (int)(down * 16))]++;
            total++;
          }
      }
  if (total < MIN_EDGES)
    return 0;
  return share_level (histogram, total, 1 - SHARP_SHARE) / 16.0;
}

VdPageMeasures
vd_page_judge_measure (const VdPicture *flat, double dpi)
{
  g_autoptr (VdPicture) gray = vd_picture_to_gray (flat);
  VdPageMeasures out = { 0 };
  Tally tally = { 0 };
  int mx = gray->width * MARGIN, my = gray->height * MARGIN;

  for (int y = my; y < gray->height - my - TILE; y += TILE)
    for (int x = mx; x < gray->width - mx - TILE; x += TILE)
      tally_tile (gray, x, y, &tally);
  if (tally.tiles == 0)
    return out;
  out.paper = share_level (tally.paper, tally.tiles, 0.5);
  /* A sheet that is burnt out as a whole is bright paper well lit; glare is a part that stands out of the rest. */
  out.glare = out.paper < BURNT - 6 ? (double)tally.burnt_tiles / tally.tiles : 0;
  out.ink = (double)tally.ink / tally.pixels;
  out.edge_px = measure_edges (gray);
  out.edge_mm = out.edge_px * 25.4 / dpi;
  return out;
}

VdAdvice
vd_page_judge_advise (const VdPageMeasures *measures, double seen_dpi)
{
  VdAdvice advice = VD_ADVICE_NONE;

  if (measures->ink < INK_SHARE)
    advice |= VD_ADVICE_EMPTY;
  if (measures->edge_mm > BLURRED_MM && measures->edge_px > BLURRED_PX)
    advice |= VD_ADVICE_BLURRED;
  if (measures->glare > GLARE_SHARE)
    advice |= VD_ADVICE_GLARE;
  if (measures->paper < DARK_LEVEL)
    advice |= VD_ADVICE_DARK;
  if (seen_dpi < VD_PAGE_LEAST_DPI)
    advice |= VD_ADVICE_FAR;
  return advice;
}
