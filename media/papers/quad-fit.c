/* SPDX-License-Identifier: EUPL-1.2 */
#include "page-finder.h"
#include "quad.h"

#include <math.h>
#include <stdlib.h>

/* The finder sees a sheet at 640 pixels; at 12 megapixels an error of one of these is six, a visible sliver of desk on
 * the flattened page. */
#define N_PROBES 64 /* along each side */
#define REACH 2.0   /* pixels of the small picture, to either side */
#define MAX_STEPS 64
#define MIN_STEP 8.0 /* levels: less is no edge */
#define MIN_PROBES 20
#define ROUNDS 3 /* of throwing out probes that saw something else */

/* A side's edge as seen by one probe: how far along it, how far beside the line assumed. */
typedef struct
{
  double t, offset;
  gboolean used;
} Probe;

typedef struct
{
  const VdPicture *picture;
  VdPoint a, b;
  double nx, ny, tx, ty; /* inwards; along */
  double length;
} Side;

static void
read_colour (const VdPicture *picture, double x, double y, double *out)
{
  int px = CLAMP ((int)floor (x), 0, picture->width - 1), py = CLAMP ((int)floor (y), 0, picture->height - 1);
  const guint8 *p = vd_picture_at (picture, px, py);

  for (int i = 0; i < 3; i++)
    out[i] += p[picture->channels == 3 ? i : 0];
}

/* Mean colour at @offset from the line, over a few pixels along it. */
static void
read_across (const Side *side, double t, double offset, int spread, double *out)
{
  double x = side->a.x + t * side->tx + offset * side->nx, y = side->a.y + t * side->ty + offset * side->ny;

  out[0] = out[1] = out[2] = 0;
  for (int i = -spread; i <= spread; i++)
    read_colour (side->picture, x + 2 * i * side->tx, y + 2 * i * side->ty, out);
  for (int i = 0; i < 3; i++)
    out[i] /= 2 * spread + 1;
}

/* The place of the steepest step between -@reach and @reach. */
static gboolean
probe_edge (const Side *side, double t, double reach, double *offset)
{
  double colour[MAX_STEPS + 1][3], step[MAX_STEPS + 1], best = 0;
  int n = CLAMP ((int)(2 * reach), 6, MAX_STEPS), window = MAX (1, n / 8), at = -1;
  double pitch = 2 * reach / n;

  for (int i = 0; i <= n; i++)
    read_across (side, t, -reach + i * pitch, 2, colour[i]);
  for (int i = window; i <= n - window; i++)
    {
      step[i] = 0;
      for (int c = 0; c < 3; c++)
        {
          double difference = 0;

          for (int k = 1; k <= window; k++)
            difference += colour[i + k][c] - colour[i - k][c];
          step[i] += fabs (difference) / window / 3;
        }
      if (step[i] > best)
        {
          best = step[i];
          at = i;
        }
    }
  if (at <= window || at >= n - window || best < MIN_STEP)
    return FALSE;
  {
    double left = step[at - 1], right = step[at + 1], bend = left - 2 * best + right;

    *offset = -reach + (at + (bend < 0 ? 0.5 * (left - right) / bend : 0)) * pitch;
  }
  return TRUE;
}

/* Straight line through the used probes: offset = *base + *slope * t. */
static gboolean
fit (const Probe *probes, double *base, double *slope)
{
  double n = 0, st = 0, so = 0, stt = 0, sto = 0, spread;

  for (int i = 0; i < N_PROBES; i++)
    if (probes[i].used)
      {
        n += 1;
        st += probes[i].t;
        so += probes[i].offset;
        stt += probes[i].t * probes[i].t;
        sto += probes[i].t * probes[i].offset;
      }
  spread = stt - st * st / MAX (n, 1);
  if (n < MIN_PROBES || spread < 1)
    return FALSE;
  *slope = (sto - st * so / n) / spread;
  *base = (so - *slope * st) / n;
  return TRUE;
}

static gboolean
fit_side (const Side *side, double scale, double *base, double *slope)
{
  Probe probes[N_PROBES];

  for (int i = 0; i < N_PROBES; i++)
    {
      probes[i].t = side->length * (0.03 + 0.94 * i / (N_PROBES - 1));
      probes[i].used = probe_edge (side, probes[i].t, MAX (4, REACH * scale), &probes[i].offset);
    }
  for (int round = 0; round < ROUNDS; round++)
    {
      double sum = 0, limit;
      int n = 0;

      if (!fit (probes, base, slope))
        return FALSE;
      for (int i = 0; i < N_PROBES; i++)
        if (probes[i].used)
          {
            sum += fabs (probes[i].offset - *base - *slope * probes[i].t);
            n++;
          }
      limit = MAX (1.0, 2 * sum / n);
      for (int i = 0; i < N_PROBES; i++)
        probes[i].used = probes[i].used && fabs (probes[i].offset - *base - *slope * probes[i].t) <= limit;
    }
  return fit (probes, base, slope);
}

/* Moves both ends of the side onto the edge seen. */
static void
move_side (Side *side, double scale)
{
  double base, slope;

  if (!fit_side (side, scale, &base, &slope))
    return;
  side->a.x += base * side->nx;
  side->a.y += base * side->ny;
  side->b.x += (base + slope * side->length) * side->nx;
  side->b.y += (base + slope * side->length) * side->ny;
}

static gboolean
meet (const Side *s, const Side *r, VdPoint *where)
{
  double sx = s->b.x - s->a.x, sy = s->b.y - s->a.y, rx = r->b.x - r->a.x, ry = r->b.y - r->a.y;
  double turn = sx * ry - sy * rx, t;

  if (fabs (turn) < 1e-6)
    return FALSE;
  t = ((r->a.x - s->a.x) * ry - (r->a.y - s->a.y) * rx) / turn;
  where->x = s->a.x + t * sx;
  where->y = s->a.y + t * sy;
  return TRUE;
}

void
vd_page_finder_refine (const VdPicture *full, double scale, VdFinding *finding)
{
  Side side[4];

  g_return_if_fail (finding->found && scale > 0);
  for (int i = 0; i < 4; i++)
    {
      Side *s = &side[i];

      *s = (Side){ full, finding->quad.corner[i], finding->quad.corner[(i + 1) % 4] };
      s->length = MAX (vd_point_distance (&s->a, &s->b), 1e-6);
      s->tx = (s->b.x - s->a.x) / s->length;
      s->ty = (s->b.y - s->a.y) / s->length;
      s->nx = -s->ty; /* clockwise with y downwards: the inside is on the right hand */
      s->ny = s->tx;
      move_side (s, scale);
    }
  for (int i = 0; i < 4; i++)
    {
      VdPoint corner;

      if (meet (&side[(i + 3) % 4], &side[i], &corner) &&
          vd_point_distance (&corner, &finding->quad.corner[i]) <= MAX (6, 2 * REACH * scale))
        finding->quad.corner[i] = (VdPoint){ CLAMP (corner.x, 0, full->width), CLAMP (corner.y, 0, full->height) };
    }
}
