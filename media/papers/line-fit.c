/* SPDX-License-Identifier: EUPL-1.2 */
#include "line-fit.h"

#include <math.h>

#define N_BINS 36      /* of 5 degrees: directions by which points are looked up */
#define N_NEAR_BINS 3  /* to either side, all within the 14 degrees that refit () takes */
#define GATHERED 5     /* pixels */
#define MIN_SAMPLES 14 /* a line seen on fewer pixels is no side of a sheet */

struct _VdCompass
{
  GArray *points; /* VdEdgePoint, by bin */
  guint start[N_BINS + 1];
};

static int
bin_of (double nx, double ny)
{
  int bin = (int)((atan2 (ny, nx) + G_PI) * N_BINS / G_PI);

  return bin % N_BINS;
}

VdCompass *
vd_compass_new (const GArray *points)
{
  VdCompass *self = g_new0 (VdCompass, 1);
  g_autofree guint8 *bin = g_malloc (points->len + 1);
  guint next[N_BINS] = { 0 };

  self->points = g_array_sized_new (FALSE, FALSE, sizeof (VdEdgePoint), points->len);
  g_array_set_size (self->points, points->len);
  for (guint i = 0; i < points->len; i++)
    {
      const VdEdgePoint *p = &g_array_index (points, VdEdgePoint, i);

      bin[i] = bin_of (p->nx, p->ny);
      next[bin[i]]++;
    }
  self->start[0] = 0;
  for (int k = 0; k < N_BINS; k++)
    {
      self->start[k + 1] = self->start[k] + next[k];
      next[k] = self->start[k];
    }
  for (guint i = 0; i < points->len; i++)
    g_array_index (self->points, VdEdgePoint, next[bin[i]]++) = g_array_index (points, VdEdgePoint, i);
  return self;
}

void
vd_compass_free (VdCompass *self)
{
  g_array_unref (self->points);
  g_free (self);
}

/* Points near @line that point its way, a little more than it can be moved to: so all points need be looked at once. */
static GArray *
gather (const VdCompass *compass, const VdLine *line)
{
  GArray *near = g_array_sized_new (FALSE, FALSE, sizeof (VdEdgePoint), 512);
  int middle = bin_of (line->nx, line->ny);
  const float nx = line->nx, ny = line->ny, d = line->d;

  for (int k = -N_NEAR_BINS; k <= N_NEAR_BINS; k++)
    {
      int bin = (middle + k + N_BINS) % N_BINS;

      for (guint i = compass->start[bin]; i < compass->start[bin + 1]; i++)
        {
          const VdEdgePoint *p = &g_array_index (compass->points, VdEdgePoint, i);

          if (fabsf (p->x * nx + p->y * ny - d) <= GATHERED)
            g_array_append_val (near, *p);
        }
    }
  return near;
}

/* Least squares over the edge points near the line that point its way; the line moves to them. */
static gboolean
refit (VdLine *line, const GArray *points, float within)
{
  const float nx = line->nx, ny = line->ny, d = line->d;
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, angle;

  for (guint i = 0; i < points->len; i++)
    {
      const VdEdgePoint *p = &g_array_index (points, VdEdgePoint, i);

      if (fabsf (p->x * nx + p->y * ny - d) > within || fabsf (p->nx * nx + p->ny * ny) < 0.97f) /* 14° */
        continue;
      n += 1;
      sx += p->x;
      sy += p->y;
      sxx += (double)p->x * p->x;
      sxy += (double)p->x * p->y;
      syy += (double)p->y * p->y;
    }
  if (n < MIN_SAMPLES)
    return FALSE;
  sxx -= sx * sx / n;
  sxy -= sx * sy / n;
  syy -= sy * sy / n;
  angle = 0.5 * atan2 (2 * sxy, sxx - syy) + G_PI_2; /* of the normal: across the direction of greatest spread */
  line->nx = cos (angle);
  line->ny = sin (angle);
  line->d = (sx * line->nx + sy * line->ny) / n;
  return TRUE;
}

gboolean
vd_compass_move_line (const VdCompass *self, VdLine *line, float within)
{
  g_autoptr (GArray) near = gather (self, line);

  return refit (line, near, within) && refit (line, near, 1.4f) && refit (line, near, 1.0f);
}
