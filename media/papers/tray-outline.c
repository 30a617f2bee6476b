/* SPDX-License-Identifier: EUPL-1.2 */
#include "tray-outline.h"
#include "quad.h"

#include <stdlib.h>

#define SAMPLES 24
#define ASIDE 4  /* pixels from a side: a blurred edge, found two pixels off */
#define EDGE 12  /* gray levels: more than a brushed tray's grain */
#define OLD 0.75 /* share of a side that was an edge already */

static gboolean
is_inside (const VdQuad *quad, double x, double y)
{
  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &quad->corner[i], *b = &quad->corner[(i + 1) % 4];

      if ((b->x - a->x) * (y - a->y) - (b->y - a->y) * (x - a->x) < 0)
        return FALSE;
    }
  return TRUE;
}

double
vd_tray_outline_agreement (const VdPicture *piece, const VdFinding *finding)
{
  guint both = 0, either = 1;

  for (int y = 0; finding->found && y < piece->height; y += 2)
    for (int x = 0; x < piece->width; x += 2)
      {
        gboolean has_changed = *vd_picture_at (piece, x, y) == 255;
        gboolean is_sheet = is_inside (&finding->quad, x + 0.5, y + 0.5);

        both += has_changed && is_sheet;
        either += has_changed || is_sheet;
      }
  return (double)both / either;
}

/* Whether there is an edge all along from @a to @b, 0..1 of it; @inwards: a unit's step. */
static double
edge_share (const VdPicture *picture, const VdPoint *a, const VdPoint *b, const VdPoint *inwards)
{
  int seen = 0;

  for (int i = 0; i < SAMPLES; i++)
    {
      double part = 0.1 + 0.8 * i / (SAMPLES - 1), x = a->x + part * (b->x - a->x), y = a->y + part * (b->y - a->y);
      double in_x = CLAMP (x + ASIDE * inwards->x, 0, picture->width - 1);
      double in_y = CLAMP (y + ASIDE * inwards->y, 0, picture->height - 1);
      double out_x = CLAMP (x - ASIDE * inwards->x, 0, picture->width - 1);
      double out_y = CLAMP (y - ASIDE * inwards->y, 0, picture->height - 1);
      const guint8 *in = vd_picture_at (picture, (int)in_x, (int)in_y);
      const guint8 *out = vd_picture_at (picture, (int)out_x, (int)out_y);
      int most = 0;

      for (int c = 0; c < picture->channels; c++)
        most = MAX (most, abs (in[c] - out[c]));
      seen += most > EDGE;
    }
  return (double)seen / SAMPLES;
}

static VdPoint
direction_inwards (const VdPoint *a, const VdPoint *b)
{
  double length = MAX (vd_point_distance (a, b), 1);

  return (VdPoint){ -(b->y - a->y) / length, (b->x - a->x) / length };
}

double
vd_tray_outline_least_edge (const VdPicture *picture, const VdQuad *quad)
{
  double least = 1;

  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &quad->corner[i], *b = &quad->corner[(i + 1) % 4];
      const VdPoint inwards = direction_inwards (a, b);

      least = MIN (least, edge_share (picture, a, b, &inwards));
    }
  return least;
}

int
vd_tray_outline_count_edges (const VdPicture *picture, const VdQuad *quad)
{
  int sides = 0;

  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &quad->corner[i], *b = &quad->corner[(i + 1) % 4];
      const VdPoint inwards = direction_inwards (a, b);

      sides += edge_share (picture, a, b, &inwards) >= OLD;
    }
  return sides;
}
