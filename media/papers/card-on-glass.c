/* SPDX-License-Identifier: EUPL-1.2 */
#include "card-on-glass.h"
#include "card-sheet.h"

#include <math.h>
#include <string.h>

#define MM_PER_INCH 25.4
#define WORK_DPI 75.0     /* a third of a millimetre is enough, and dust is gone */
#define LEAST_LONG_MM 180 /* of the glass: a scan not much larger than a card is the card */
#define LEVELS 24         /* from the lid's colour to something that is not it, in any channel */
#define RIM_PX 3          /* a millimetre: where the glass ends scanners show a dark or a bright line */
#define SIDE_MM 1.5       /* so near to a side is on it */
#define LEAST_SIDE 0.75   /* of each side is seen: a block of print has no sides all along */

typedef struct
{
  int width, height;
  guint8 *is_there; /* 1: not the lid */
} Mask;

typedef struct
{
  VdPoint middle, along; /* @along: unit vector of its width, at most 45° from the picture's */
  double width, height;
} Box;

/* The colour that most of the glass has, in steps of four levels. */
static void
find_lid (const VdPicture *picture, guint8 *lid)
{
  for (int c = 0; c < picture->channels; c++)
    {
      int counts[64] = { 0 }, best = 0;

      for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++)
          counts[vd_picture_at (picture, x, y)[c] >> 2]++;
      for (int i = 1; i < 64; i++)
        best = counts[i] > counts[best] ? i : best;
      lid[c] = (guint8)(best * 4 + 2);
    }
}

static gboolean
differs (const VdPicture *picture, int x, int y, const guint8 *lid)
{
  const guint8 *p = vd_picture_at (picture, x, y);
  int most = 0;

  for (int c = 0; c < picture->channels; c++)
    most = MAX (most, ABS (p[c] - lid[c]));
  return most > LEVELS;
}

static Mask
make_mask (const VdPicture *picture)
{
  Mask mask = { picture->width, picture->height, g_malloc0 ((gsize)picture->width * picture->height) };
  guint8 lid[4];

  find_lid (picture, lid);
  for (int y = RIM_PX; y < mask.height - RIM_PX; y++)
    for (int x = RIM_PX; x < mask.width - RIM_PX; x++)
      mask.is_there[y * mask.width + x] = differs (picture, x, y, lid);
  return mask;
}

/* A grain of dust has no neighbours to speak of. */
static gboolean
is_solid (const Mask *mask, int x, int y)
{
  int n = 0;

  if (!mask->is_there[y * mask->width + x])
    return FALSE;
  for (int j = -1; j <= 1; j++)
    for (int i = -1; i <= 1; i++)
      n += mask->is_there[(y + j) * mask->width + x + i];
  return n >= 3;
}

static double
turn_of (const VdPoint *a, const VdPoint *b, const VdPoint *c)
{
  return (b->x - a->x) * (c->y - a->y) - (b->y - a->y) * (c->x - a->x);
}

/* What comes row by row from above keeps one half of the hull: on the side that @sign says. */
static void
add_to_hull (GArray *hull, VdPoint point, int sign)
{
  while (hull->len >= 2 && sign * turn_of (&g_array_index (hull, VdPoint, hull->len - 2),
                                           &g_array_index (hull, VdPoint, hull->len - 1), &point) <= 0)
    g_array_set_size (hull, hull->len - 1);
  g_array_append_val (hull, point);
}

/* All that is not the lid lies inside of it; what reaches the rim goes on to the glass's end. (transfer full) */
static GArray *
find_hull (const Mask *mask)
{
  GArray *hull = g_array_new (FALSE, FALSE, sizeof (VdPoint));
  g_autoptr (GArray) right = g_array_new (FALSE, FALSE, sizeof (VdPoint));

  for (int y = RIM_PX; y < mask->height - RIM_PX; y++)
    {
      int first = RIM_PX, last = mask->width - RIM_PX - 1;
      int top = y == RIM_PX ? 0 : y, bottom = y == mask->height - RIM_PX - 1 ? mask->height : y + 1;

      while (first <= last && !is_solid (mask, first, y))
        first++;
      while (last > first && !is_solid (mask, last, y))
        last--;
      if (first > last)
        continue;
      first = first == RIM_PX ? 0 : first;
      last = last == mask->width - RIM_PX - 1 ? mask->width - 1 : last;
      /* A pixel's own outer corners, so that a side is where it ends. */
      add_to_hull (hull, (VdPoint){ first, top }, -1);
      add_to_hull (hull, (VdPoint){ first, bottom }, -1);
      add_to_hull (right, (VdPoint){ last + 1, top }, 1);
      add_to_hull (right, (VdPoint){ last + 1, bottom }, 1);
    }
  for (guint i = right->len; i > 0; i--)
    g_array_append_val (hull, g_array_index (right, VdPoint, i - 1));
  return hull;
}

static Box
box_along (const GArray *hull, VdPoint along)
{
  double least_u = G_MAXDOUBLE, most_u = -G_MAXDOUBLE, least_v = G_MAXDOUBLE, most_v = -G_MAXDOUBLE, u, v;
  Box box = { .along = along };

  for (guint i = 0; i < hull->len; i++)
    {
      const VdPoint *p = &g_array_index (hull, VdPoint, i);

      u = p->x * along.x + p->y * along.y;
      v = p->y * along.x - p->x * along.y;
      least_u = MIN (least_u, u);
      most_u = MAX (most_u, u);
      least_v = MIN (least_v, v);
      most_v = MAX (most_v, v);
    }
  box.width = most_u - least_u;
  box.height = most_v - least_v;
  u = (least_u + most_u) / 2;
  v = (least_v + most_v) / 2;
  box.middle = (VdPoint){ u * along.x - v * along.y, u * along.y + v * along.x };
  return box;
}

/* The smallest rectangle around it: one of its sides is a side of the hull. */
static Box
find_box (const GArray *hull)
{
  Box best = { .width = G_MAXFLOAT, .height = G_MAXFLOAT };

  for (guint i = 0; i < hull->len; i++)
    {
      const VdPoint *a = &g_array_index (hull, VdPoint, i), *b = &g_array_index (hull, VdPoint, (i + 1) % hull->len);
      double x = b->x - a->x, y = b->y - a->y, length = hypot (x, y);
      VdPoint along = { x / length, y / length };
      Box box;

      if (length < 2)
        continue;
      if (fabs (along.y) > fabs (along.x))
        along = (VdPoint){ along.y, -along.x };
      if (along.x < 0)
        along = (VdPoint){ -along.x, -along.y };
      box = box_along (hull, along);
      if (box.width * box.height < best.width * best.height)
        best = box;
    }
  return best;
}

static gboolean
has_near (const Mask *mask, double x, double y)
{
  int reach = (int)(SIDE_MM * WORK_DPI / MM_PER_INCH);

  for (int j = (int)y - reach; j <= (int)y + reach; j++)
    for (int i = (int)x - reach; i <= (int)x + reach; i++)
      if (i >= 0 && j >= 0 && i < mask->width && j < mask->height && mask->is_there[j * mask->width + i])
        return TRUE;
  return FALSE;
}

static void
get_corners (const Box *box, double scale, VdQuad *quad)
{
  static const double signs[4][2] = { { -0.5, -0.5 }, { 0.5, -0.5 }, { 0.5, 0.5 }, { -0.5, 0.5 } };

  for (int i = 0; i < 4; i++)
    {
      double u = signs[i][0] * box->width, v = signs[i][1] * box->height;

      quad->corner[i].x = (box->middle.x + u * box->along.x - v * box->along.y) * scale;
      quad->corner[i].y = (box->middle.y + u * box->along.y + v * box->along.x) * scale;
    }
}

static gboolean
has_sides (const Mask *mask, const Box *box)
{
  VdQuad quad;

  get_corners (box, 1, &quad);
  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &quad.corner[i], *b = &quad.corner[(i + 1) % 4];
      int seen = 0;

      for (int k = 0; k < 100; k++)
        seen += has_near (mask, a->x + (b->x - a->x) * (k + 0.5) / 100, a->y + (b->y - a->y) * (k + 0.5) / 100);
      if (seen < 100 * LEAST_SIDE)
        return FALSE;
    }
  return TRUE;
}

gboolean
vd_card_on_glass_find (const VdPicture *scan, double dpi, VdQuad *quad, VdSheetSize *size)
{
  int longest = MAX (scan->width, scan->height);
  g_autoptr (VdPicture) small = NULL;
  g_autoptr (GArray) hull = NULL;
  gboolean found = FALSE;
  double small_dpi, mm;
  Mask mask;
  Box box;

  if (dpi < WORK_DPI || longest / dpi * MM_PER_INCH < LEAST_LONG_MM)
    return FALSE;
  small = vd_picture_shrink (scan, (int)(longest * WORK_DPI / dpi));
  small_dpi = dpi * small->width / scan->width;
  mm = MM_PER_INCH / small_dpi;
  mask = make_mask (small);
  hull = find_hull (&mask);
  if (hull->len > 3)
    {
      box = find_box (hull);
      found = vd_card_sheet_has_size (box.width * mm, box.height * mm) && has_sides (&mask, &box);
    }
  if (found)
    {
      get_corners (&box, (double)scan->width / small->width, quad);
      *size = vd_flatten_measured_size (quad, box.width * mm, box.height * mm);
    }
  explicit_bzero (mask.is_there, (gsize)mask.width * mask.height);
  g_free (mask.is_there);
  return found;
}
