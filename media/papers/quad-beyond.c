/* SPDX-License-Identifier: EUPL-1.2 */
#include "quad-beyond.h"

#define BLUR 1.5       /* pixels beyond a corner in which the side that ends there still shows */
#define EXTENSION 0.12 /* of a side's length, looked at beyond each corner, */
#define LEAST 4.0      /* and so many pixels more */
#define MIN_SEEN 1.0   /* pixels: less tells nothing */
/* Of the fainter of two neighbours that run on past a side. */
#define MAYBE_CROSSED 0.6
#define SURELY_CROSSED 0.9

typedef struct
{
  double support;          /* share of it that shows an edge, 0..1 */
  gboolean reaches_border; /* it was looked at as far as there is a picture */
} Stretch;

/* Edge that goes on along @line beyond the corner @at, away from @from: a sheet's side ends there, a table's or a
 * plank's does not. */
static Stretch
look_on (const VdLine *line, const VdPoint *from, const VdPoint *at)
{
  double a = vd_line_position (line, from), b = vd_line_position (line, at);
  double away = b > a ? 1 : -1, begin = b + BLUR * away, end = begin + EXTENSION * (b - a) + LEAST * away;
  double last = CLAMP (end, line->first, line->last); /* what lies outside of the picture cannot be seen to end */

  if (line->is_border || (last - begin) * away < MIN_SEEN)
    return (Stretch){ 0, FALSE };
  return (Stretch){ vd_line_get_support (line, begin, last), last != end };
}

/* Where both neighbours of a side run on past it, that side is a line of print across the sheet, and the sheet goes on
 * beyond it. */
VdBeyond
vd_quad_look_beyond (const VdLine *const side[4], const VdPoint corner[4])
{
  VdBeyond beyond = { 0 };
  Stretch before[4], after[4];

  for (int i = 0; i < 4; i++)
    {
      before[i] = look_on (side[i], &corner[(i + 1) % 4], &corner[i]);
      after[i] = look_on (side[i], &corner[i], &corner[(i + 1) % 4]);
      beyond.support += (before[i].support + after[i].support) / 8;
    }
  for (int i = 0; i < 4; i++)
    {
      const Stretch *one = &after[(i + 3) % 4], *other = &before[(i + 1) % 4];
      double both = MIN (one->support, other->support);

      beyond.crossed = MAX (beyond.crossed, both);
      if (both >= SURELY_CROSSED && one->reaches_border && other->reaches_border)
        beyond.runs_out = TRUE;
    }
  beyond.crossed = CLAMP ((beyond.crossed - MAYBE_CROSSED) / (SURELY_CROSSED - MAYBE_CROSSED), 0, 1);
  return beyond;
}
