/* SPDX-License-Identifier: EUPL-1.2 */
#include "quad-beyond.h"

#include <string.h>

#define WIDTH 320
#define HEIGHT 240

enum
{
  TOP,
  RIGHT,
  BOTTOM,
  LEFT,
};

/* A line from one border of the picture to the other, with an edge on it between two positions of x or y. */
typedef struct
{
  VdLine line;
  VdLineSums sums[WIDTH + 1];
} Drawn;

static void
draw_line (Drawn *self, gboolean lies, double at, int from, int to)
{
  int length = lies ? WIDTH : HEIGHT;

  memset (self, 0, sizeof *self);
  self->line = (VdLine){ .nx = lies ? 0 : 1, .ny = lies ? 1 : 0, .d = at, .sums = self->sums, .n_samples = length };
  self->line.origin = lies ? -(length - 1) : 0; /* positions run along (-ny, nx): a lying line's from right to left */
  self->line.first = self->line.origin;
  self->line.last = self->line.origin + length - 1;
  for (int i = 0; i < length; i++)
    {
      int where = lies ? length - 1 - i : i;

      self->sums[i + 1].light = self->sums[i].light + (where >= from && where < to);
    }
}

/* A quad from (60, 50) to (240, @low), whose sides go on as far as @reach says: of the top and the bottom from x to x, of
 * the right and the left from y to y. @border: a side that is the picture's own, or -1. */
static VdBeyond
look_down_to (int low, const int reach[4][2], int border)
{
  const double at[4] = { 50, 240, low, 60 };
  const VdPoint corner[4] = { { 60, 50 }, { 240, 50 }, { 240, low }, { 60, low } };
  g_autofree Drawn *drawn = g_new (Drawn, 4);
  const VdLine *side[4];

  for (int i = 0; i < 4; i++)
    {
      draw_line (&drawn[i], i == TOP || i == BOTTOM, at[i], reach[i][0], reach[i][1]);
      drawn[i].line.is_border = i == border;
      side[i] = &drawn[i].line;
    }
  return vd_quad_look_beyond (side, corner);
}

static VdBeyond
look (const int reach[4][2])
{
  return look_down_to (170, reach, -1);
}

/* A sheet's sides end at its corners. */
static void
test_sheet (void)
{
  const int reach[4][2] = { { 60, 241 }, { 50, 171 }, { 60, 241 }, { 50, 171 } };
  VdBeyond beyond = look (reach);

  g_assert_cmpfloat (beyond.support, <, 0.05);
  g_assert_cmpfloat (beyond.crossed, ==, 0);
  g_assert_false (beyond.runs_out);
}

/* Left and right go on below the bottom, and end there: the bottom is a line of print, the sheet is whole. */
static void
test_print_across (void)
{
  const int reach[4][2] = { { 60, 241 }, { 50, 210 }, { 60, 241 }, { 50, 210 } };
  VdBeyond beyond = look (reach);

  g_assert_cmpfloat (beyond.support, >, 0.2);
  g_assert_cmpfloat (beyond.crossed, ==, 1);
  g_assert_false (beyond.runs_out);
}

/* One side alone that goes on is a table's edge, or a plank's, that a sheet lies along. */
static void
test_laid_along_an_edge (void)
{
  const int reach[4][2] = { { 60, 241 }, { 0, HEIGHT }, { 60, 241 }, { 50, 171 } };
  VdBeyond beyond = look (reach);

  g_assert_cmpfloat (beyond.support, >, 0.2);
  g_assert_cmpfloat (beyond.crossed, ==, 0);
  g_assert_false (beyond.runs_out);
}

/* The same two sides, of a quad so near to the border that they reach it: the sheet is cut there. */
static void
test_runs_out (void)
{
  int reach[4][2] = { { 60, 241 }, { 50, HEIGHT }, { 60, 241 }, { 50, HEIGHT } };
  VdBeyond beyond = look_down_to (232, reach, -1);

  g_assert_cmpfloat (beyond.crossed, ==, 1);
  g_assert_true (beyond.runs_out);

  reach[LEFT][1] = 233; /* one of them ends at its corner: whole */
  beyond = look_down_to (232, reach, -1);
  g_assert_cmpfloat (beyond.crossed, ==, 0);
  g_assert_false (beyond.runs_out);
}

/* The picture's own border goes on for ever and says nothing. */
static void
test_border (void)
{
  const int reach[4][2] = { { 60, 241 }, { 50, HEIGHT }, { 60, 241 }, { 50, HEIGHT } };
  VdBeyond beyond = look_down_to (232, reach, RIGHT);

  g_assert_cmpfloat (beyond.crossed, ==, 0);
  g_assert_false (beyond.runs_out);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quad-beyond/sheet", test_sheet);
  g_test_add_func ("/quad-beyond/print-across", test_print_across);
  g_test_add_func ("/quad-beyond/laid-along-an-edge", test_laid_along_an_edge);
  g_test_add_func ("/quad-beyond/runs-out", test_runs_out);
  g_test_add_func ("/quad-beyond/border", test_border);
  return g_test_run ();
}
