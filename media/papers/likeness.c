/* SPDX-License-Identifier: EUPL-1.2 */
#include "likeness.h"
#include "page-private.h"

#include <math.h>
#include <string.h>

#define SIDE 48      /* cells each way, whatever the page's shape: 1.8 mm of a card */
#define READ 192     /* pixels that the cells are averaged from */
#define MARGIN 0.06  /* of each side: corners half a millimetre off show the tray there, on both sides */
#define AROUND 4     /* cells each way whose mean is taken off: shade and tint are alike on both sides */
#define SHIFT 1      /* cells that one may lie aside of the other */
#define ALIKE 0.72   /* drawn and noisy: the same side from 0.86 up, another side up to 0.34 */
#define FAINT 2.0    /* levels: the deviation under which there is nothing to compare */

typedef struct
{
  double cell[SIDE][SIDE]; /* by row */
} Face;

static double
mean_of (const VdPicture *gray, double x0, double y0, double x1, double y1)
{
  guint sum = 0, count = 0;

  for (int y = (int)y0; y < MAX ((int)y1, (int)y0 + 1); y++)
    for (int x = (int)x0; x < MAX ((int)x1, (int)x0 + 1); x++, count++)
      sum += vd_picture_at (gray, x, y)[0];
  return (double)sum / count;
}

static double
mean_around (const Face *face, int row, int column)
{
  double sum = 0;
  int count = 0;

  for (int y = MAX (0, row - AROUND); y <= MIN (SIDE - 1, row + AROUND); y++)
    for (int x = MAX (0, column - AROUND); x <= MIN (SIDE - 1, column + AROUND); x++, count++)
      sum += face->cell[y][x];
  return sum / count;
}

static void
read_face (VdPage *page, Face *face)
{
  g_autoptr (VdPicture) picture = vd_page_decode (vd_page_get_jpeg (page), READ);
  g_autoptr (VdPicture) gray = vd_picture_to_gray (picture);
  double left = gray->width * MARGIN, top = gray->height * MARGIN;
  double width = (gray->width - 2 * left) / SIDE, height = (gray->height - 2 * top) / SIDE;
  Face raw;

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      raw.cell[y][x] = mean_of (gray, left + x * width, top + y * height, left + (x + 1) * width, top + (y + 1) * height);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      face->cell[y][x] = raw.cell[y][x] - mean_around (&raw, y, x);
  explicit_bzero (&raw, sizeof raw);
}

static Face
turn (const Face *face)
{
  Face out;

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      out.cell[x][SIDE - 1 - y] = face->cell[y][x];
  return out;
}

/* Of the cells that both have, @other lying @dx and @dy cells aside. */
static double
correlate (const Face *one, const Face *other, int dx, int dy)
{
  double both = 0, one_square = 0, other_square = 0;
  const double least = FAINT * FAINT * (SIDE - 2 * SHIFT) * (SIDE - 2 * SHIFT);

  for (int y = SHIFT; y < SIDE - SHIFT; y++)
    for (int x = SHIFT; x < SIDE - SHIFT; x++)
      {
        double a = one->cell[y][x], b = other->cell[y + dy][x + dx];

        both += a * b;
        one_square += a * a;
        other_square += b * b;
      }
  if (one_square < least || other_square < least)
    return 0;
  return both / sqrt (one_square * other_square);
}

double
vd_page_likeness (VdPage *one, VdPage *other)
{
  Face first, second;
  double best = 0;

  g_return_val_if_fail (VD_IS_PAGE (one) && VD_IS_PAGE (other), 0);
  read_face (one, &first);
  read_face (other, &second);
  for (int turns = 0; turns < 4; turns++)
    {
      for (int dy = -SHIFT; dy <= SHIFT; dy++)
        for (int dx = -SHIFT; dx <= SHIFT; dx++)
          best = MAX (best, correlate (&first, &second, dx, dy));
      second = turn (&second);
    }
  explicit_bzero (&first, sizeof first);
  explicit_bzero (&second, sizeof second);
  return best;
}

gboolean
vd_page_is_like (VdPage *one, VdPage *other)
{
  return vd_page_likeness (one, other) > ALIKE;
}
