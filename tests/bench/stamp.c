/* SPDX-License-Identifier: EUPL-1.2 */
#include "stamp.h"

#define FIRST_TIME_CELL 5
#define FIRST_CHECK_CELL 21
#define LEAST_CELL_PX 6
#define WHITE 128

static guint
check_of (guint camera, guint time_ms)
{
  /* Knuth's multiplicative hash: neighbouring times get unlike checks. */
  return (((time_ms << 1 | camera) + 1) * 2654435761u) >> 24;
}

void
vd_stamp_encode (guint camera, guint time_ms, gboolean white[VD_STAMP_CELLS])
{
  guint check = check_of (camera, time_ms);

  for (int i = 0; i < VD_STAMP_GUARD_CELLS; i++)
    white[i] = i % 2 == 0;
  white[4] = camera != 0;
  for (int i = 0; i < 16; i++)
    white[FIRST_TIME_CELL + i] = (time_ms >> (15 - i)) & 1;
  for (int i = 0; i < 8; i++)
    white[FIRST_CHECK_CELL + i] = (check >> (7 - i)) & 1;
  white[VD_STAMP_CELLS - 1] = TRUE;
}

/* The width of the run that begins at x: pixels on the same side of the threshold. */
static int
run_length (const guint8 *row, int width, int x)
{
  gboolean white = row[x] >= WHITE;
  int end = x;

  while (end < width && (row[end] >= WHITE) == white)
    end++;
  return end - x;
}

/* Three runs of nearly the same width from x on, the first of them white. The fourth guard cell may run into a black
 * camera cell and is not measured. */
static gboolean
match_guard (const guint8 *row, int width, int x, double *cell_px)
{
  int at = x;
  int runs[3];

  if (row[x] < WHITE)
    return FALSE;
  for (int i = 0; i < 3; i++)
    {
      if (at >= width)
        return FALSE;
      runs[i] = run_length (row, width, at);
      at += runs[i];
    }
  *cell_px = (at - x) / 3.0;
  return *cell_px >= LEAST_CELL_PX && ABS (runs[1] - runs[2]) <= 2 + *cell_px / 8 &&
         ABS (runs[0] - *cell_px) <= 2 + *cell_px / 8;
}

static gboolean
decode (const guint8 *row, int width, double start, double cell_px, guint *camera, guint *time_ms)
{
  guint value = 0, check = 0, which;

  if (start + VD_STAMP_CELLS * cell_px > width + 1)
    return FALSE;
#define CELL(i) (row[MIN (width - 1, (int)(start + ((i) + 0.5) * cell_px))] >= WHITE)
  for (int i = 0; i < VD_STAMP_GUARD_CELLS; i++)
    if (CELL (i) != (i % 2 == 0))
      return FALSE;
  which = CELL (4);
  for (int i = 0; i < 16; i++)
    value = value << 1 | CELL (FIRST_TIME_CELL + i);
  for (int i = 0; i < 8; i++)
    check = check << 1 | CELL (FIRST_CHECK_CELL + i);
  if (!CELL (VD_STAMP_CELLS - 1) || check != check_of (which, value))
    return FALSE;
#undef CELL
  *camera = which;
  *time_ms = value;
  return TRUE;
}

/* A width read off three cells is up to a third of a pixel wrong, which adds up to most of a cell over all of them: the
 * true width is told by the edge at which the last cell ends. */
static gboolean
decode_from (const guint8 *row, int width, int start, double rough_px, guint *camera, guint *time_ms)
{
  int from = start + (int)(VD_STAMP_CELLS * (rough_px - 0.5));
  int to = MIN (width - 1, start + (int)(VD_STAMP_CELLS * (rough_px + 0.5)));

  for (int x = MAX (from, start); x < to; x++)
    if (row[x] >= WHITE && row[x + 1] < WHITE &&
        decode (row, width, start, (x + 1 - start) / (double)VD_STAMP_CELLS, camera, time_ms))
      return TRUE;
  return FALSE;
}

gboolean
vd_stamp_find (const guint8 *row, int width, guint *camera, guint *time_ms)
{
  double rough_px;

  for (int x = 0; x < width - VD_STAMP_CELLS * LEAST_CELL_PX; x += run_length (row, width, x))
    if (match_guard (row, width, x, &rough_px) && decode_from (row, width, x, rough_px, camera, time_ms))
      return TRUE;
  return FALSE;
}
