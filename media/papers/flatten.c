/* SPDX-License-Identifier: EUPL-1.2 */
#include "flatten.h"
#include "homography.h"
#include "quad.h"

#include <math.h>

#define MM_PER_INCH 25.4
#define MAX_DPI 300.0
#define MAX_SIDE 8192 /* docs/paper-pdf.md */
#define MIN_SIDE 16
#define DOUBTFUL_SHARE 0.5 /* of the picture's longer side: people fill it with a sheet, and a card is what is left small */
#define SIZE_TOLERANCE 0.035 /* of a usual size: corners a millimetre off, a tray bent a little */
#define MAX_CARD_DPI                                                                                                   \
  400.0 /* a document camera sees no card finer than that: it is a larger sheet of a card's shape                      \
         */

/* Width over height of the rectangle seen as @quad. Perspective tells the focal length (square pixels, axis in the
 * picture's centre), and with it the true ratio; where sides are next to parallel it cannot, and their lengths serve.
 * (Zhang and He, Whiteboard scanning, 2004.) */
static double
true_aspect (const VdQuad *quad, int width, int height)
{
  const VdPoint *p = quad->corner;
  double top = vd_point_distance (&p[0], &p[1]), bottom = vd_point_distance (&p[3], &p[2]);
  double left = vd_point_distance (&p[0], &p[3]), right = vd_point_distance (&p[1], &p[2]);
  double plain = (top + bottom) / MAX (left + right, 1e-9), focal_square, aspect;
  VdQuad centred = *quad;
  VdHomography h;

  for (int i = 0; i < 4; i++)
    {
      centred.corner[i].x -= width / 2.0;
      centred.corner[i].y -= height / 2.0;
    }
  h = vd_homography_from_quad (&centred);
  if (fabs (h.g) < 0.02 || fabs (h.h) < 0.02) /* under 2 % from one side to the other: noise of the corners */
    return plain;
  focal_square = -(h.a * h.b + h.d * h.e) / (h.g * h.h);
  /* A lens between a long telephoto and a wide angle; anything else says that the corners are not good enough for this.
   */
  if (!(focal_square > 0.16 * width * width) || focal_square > 25.0 * width * width)
    return plain;
  aspect =
      sqrt ((h.a * h.a + h.d * h.d + focal_square * h.g * h.g) / (h.b * h.b + h.e * h.e + focal_square * h.h * h.h));
  return fabs (log (aspect / plain)) < 0.35 ? aspect : plain;
}

static void
set_size (VdSheetSize *size, const VdQuad *quad, double aspect, double short_mm, double long_mm)
{
  const VdPoint *p = quad->corner;
  double across = MIN (vd_point_distance (&p[0], &p[1]), vd_point_distance (&p[3], &p[2]));
  double down = MIN (vd_point_distance (&p[0], &p[3]), vd_point_distance (&p[1], &p[2]));

  size->width_mm = aspect < 1 ? short_mm : long_mm;
  size->height_mm = aspect < 1 ? long_mm : short_mm;
  size->dpi = MM_PER_INCH * MIN (across / size->width_mm, down / size->height_mm);
}

static double
longest_side (const VdQuad *quad)
{
  double longest = 0;

  for (int i = 0; i < 4; i++)
    longest = MAX (longest, vd_point_distance (&quad->corner[i], &quad->corner[(i + 1) % 4]));
  return longest;
}

VdSheetSize
vd_flatten_guess_size (const VdQuad *quad, int width, int height)
{
  static const struct
  {
    VdSheet sheet;
    double least, most; /* long side over short side */
    double short_mm, long_mm;
  } sheets[] = {
    { VD_SHEET_LETTER, 1.26, 1.33, 215.9, 279.4 },
    { VD_SHEET_A4, 1.35, 1.50, 210, 297 },
    { VD_SHEET_ID_1, 1.53, 1.65, 53.98, 85.6 },
  };
  double aspect = true_aspect (quad, width, height), ratio = aspect < 1 ? 1 / aspect : aspect, short_mm, long_mm;
  VdSheetSize size = { VD_SHEET_OTHER };

  /* Of another shape: as large as would fit an A4 tray. */
  long_mm = ratio > M_SQRT2 ? 297 : 210 * ratio;
  short_mm = long_mm / ratio;
  if (ratio > 1.9)
    {
      size.sheet = VD_SHEET_RECEIPT;
      short_mm = 80;
      long_mm = 80 * ratio;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    if (ratio >= sheets[i].least && ratio <= sheets[i].most)
      {
        size.sheet = sheets[i].sheet;
        short_mm = sheets[i].short_mm;
        long_mm = sheets[i].long_mm;
      }
  set_size (&size, quad, aspect, short_mm, long_mm);
  if (size.sheet == VD_SHEET_ID_1 && size.dpi > MAX_CARD_DPI)
    {
      size.sheet = VD_SHEET_OTHER;
      set_size (&size, quad, aspect, 297 / ratio, 297);
    }
  size.is_doubtful = size.sheet == VD_SHEET_A4 && longest_side (quad) < DOUBTFUL_SHARE * MAX (width, height);
  return size;
}

VdSheetSize
vd_flatten_measured_size (const VdQuad *quad, double width_mm, double height_mm)
{
  static const struct
  {
    VdSheet sheet;
    double short_mm, long_mm; /* 0: of any length */
  } sheets[] = {
    { VD_SHEET_A4, 210, 297 },      { VD_SHEET_A5, 148, 210 },   { VD_SHEET_LETTER, 215.9, 279.4 },
    { VD_SHEET_ID_1, 53.98, 85.6 }, { VD_SHEET_RECEIPT, 80, 0 }, { VD_SHEET_RECEIPT, 57, 0 },
  };
  double short_mm = MIN (width_mm, height_mm), long_mm = MAX (width_mm, height_mm);
  VdSheetSize size = { VD_SHEET_OTHER };

  for (guint i = 0; i < G_N_ELEMENTS (sheets) && size.sheet == VD_SHEET_OTHER; i++)
    {
      gboolean fits = fabs (log (short_mm / sheets[i].short_mm)) < SIZE_TOLERANCE;
      gboolean is_roll = sheets[i].long_mm == 0;

      if (!fits || (is_roll ? long_mm < 1.2 * short_mm : fabs (log (long_mm / sheets[i].long_mm)) > SIZE_TOLERANCE))
        continue;
      size.sheet = sheets[i].sheet;
      long_mm = is_roll ? long_mm * sheets[i].short_mm / short_mm : sheets[i].long_mm;
      short_mm = sheets[i].short_mm;
    }
  set_size (&size, quad, width_mm / height_mm, short_mm, long_mm);
  return size;
}

/* Where a row of the flat side lies in the photograph: both in 1/256 of a pixel. A loop of its own, so that the divisions
 * go several at a time. */
static void
place_row (const VdPicture *picture, const VdHomography *m, double v, int width, gint32 *xs, gint32 *ys)
{
  const double cx = m->b * v + m->c, cy = m->e * v + m->f, cw = m->h * v + 1;
  const double most_x = picture->width - 1.01, most_y = picture->height - 1.01;

  for (int i = 0; i < width; i++)
    {
      double u = (i + 0.5) / width, w = 1 / (m->g * u + cw);
      double x = (m->a * u + cx) * w - 0.5, y = (m->d * u + cy) * w - 0.5;

      xs[i] = (gint32)(CLAMP (x, 0, most_x) * 256);
      ys[i] = (gint32)(CLAMP (y, 0, most_y) * 256);
    }
}

/* Bilinear. Inlined for each number of channels, which is known to the compiler then. */
static inline void
read_row (const VdPicture *picture, const gint32 *xs, const gint32 *ys, int width, int channels, guint8 *out)
{
  for (int i = 0; i < width; i++, out += channels)
    {
      const guint8 *p = picture->pixels + (ys[i] >> 8) * picture->stride + (gsize)(xs[i] >> 8) * channels;
      const guint8 *q = p + picture->stride;
      int fx = xs[i] & 255, fy = ys[i] & 255;

      for (int c = 0; c < channels; c++)
        {
          int top = p[c] * (256 - fx) + p[c + channels] * fx, bottom = q[c] * (256 - fx) + q[c + channels] * fx;

          out[c] = (top * (256 - fy) + bottom * fy + 32768) >> 16;
        }
    }
}

static VdPicture *
warp (const VdPicture *picture, const VdQuad *quad, int width, int height)
{
  VdPicture *out = vd_picture_new (width, height, picture->channels);
  VdHomography m = vd_homography_from_quad (quad);
  g_autofree gint32 *xs = g_new (gint32, width);
  g_autofree gint32 *ys = g_new (gint32, width);

  for (int y = 0; y < height; y++)
    {
      guint8 *row = out->pixels + y * out->stride;

      place_row (picture, &m, (y + 0.5) / height, width, xs, ys);
      if (picture->channels == 3)
        read_row (picture, xs, ys, width, 3, row);
      else
        read_row (picture, xs, ys, width, 1, row);
    }
  return out;
}

VdPicture *
vd_flatten (const VdPicture *picture, const VdQuad *quad, double *dpi)
{
  VdSheetSize size = vd_flatten_guess_size (quad, picture->width, picture->height);

  return vd_flatten_to (picture, quad, &size, dpi);
}

VdPicture *
vd_flatten_to (const VdPicture *picture, const VdQuad *quad, const VdSheetSize *size, double *dpi)
{
  const VdPoint *p = quad->corner;
  /* By area: as many pixels as the sheet covers, so nothing is invented and next to nothing lost. */
  double area_mm = size->width_mm * size->height_mm;
  double out_dpi = MM_PER_INCH * sqrt (fabs (vd_quad_area (quad)) / area_mm), shrink;
  int width, height;

  g_return_val_if_fail (picture->width >= 2 && picture->height >= 2 && p, NULL);
  shrink = out_dpi / MIN (out_dpi, MAX_DPI);
  if (shrink >= 2)
    {
      /* Two or more pixels seen for one kept: average them first, or thin strokes fall between the samples. */
      int longest = MAX (picture->width, picture->height) / (int)shrink;
      g_autoptr (VdPicture) less = vd_picture_shrink (picture, longest);
      VdQuad scaled =
          vd_quad_scaled (quad, (double)less->width / picture->width, (double)less->height / picture->height);

      return vd_flatten_to (less, &scaled, size, dpi);
    }
  out_dpi = MIN (out_dpi, MAX_DPI);
  out_dpi = MIN (out_dpi, MAX_SIDE * MM_PER_INCH / MAX (size->width_mm, size->height_mm));
  width = MAX (MIN_SIDE, (int)(size->width_mm / MM_PER_INCH * out_dpi + 0.5));
  height = MAX (MIN_SIDE, (int)(size->height_mm / MM_PER_INCH * out_dpi + 0.5));
  *dpi = out_dpi;
  return warp (picture, quad, width, height);
}
