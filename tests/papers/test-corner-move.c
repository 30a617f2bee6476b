/* SPDX-License-Identifier: EUPL-1.2 */
#include "corner-move.h"

#include <math.h>

static const VdQuad SHEET = { { { 0.2, 0.2 }, { 0.8, 0.2 }, { 0.8, 0.8 }, { 0.2, 0.8 } } };

static void
test_legal (void)
{
  VdQuad turned = { { { 0.2, 0.8 }, { 0.8, 0.8 }, { 0.8, 0.2 }, { 0.2, 0.2 } } };
  VdQuad crossed = { { { 0.2, 0.2 }, { 0.8, 0.8 }, { 0.8, 0.2 }, { 0.2, 0.8 } } };
  VdQuad tiny = { { { 0.5, 0.5 }, { 0.54, 0.5 }, { 0.54, 0.54 }, { 0.5, 0.54 } } };
  VdQuad flat = { { { 0.2, 0.2 }, { 0.8, 0.2 }, { 0.5, 0.2 }, { 0.2, 0.8 } } };
  VdQuad outside = SHEET, unknown = SHEET;

  outside.corner[1].x = 1.01;
  unknown.corner[3].y = NAN;
  g_assert_true (vd_corners_are_legal (&SHEET));
  g_assert_false (vd_corners_are_legal (&turned)); /* seen from behind */
  g_assert_false (vd_corners_are_legal (&crossed));
  g_assert_false (vd_corners_are_legal (&tiny));
  g_assert_false (vd_corners_are_legal (&flat));
  g_assert_false (vd_corners_are_legal (&outside));
  g_assert_false (vd_corners_are_legal (&unknown));
}

static void
test_goes_there (void)
{
  VdQuad corners = SHEET;

  g_assert_true (vd_corners_move (&corners, 0, &(VdPoint){ 0.1, 0.05 }));
  g_assert_cmpfloat (corners.corner[0].x, ==, 0.1);
  g_assert_cmpfloat (corners.corner[0].y, ==, 0.05);
  g_assert_true (vd_corners_move (&corners, 0, &(VdPoint){ -3, -3 })); /* as far as the photograph goes */
  g_assert_cmpfloat (corners.corner[0].x, ==, 0);
  g_assert_false (vd_corners_move (&corners, 0, &(VdPoint){ -1, 0 }));
}

static void
test_stops (void)
{
  VdQuad corners = SHEET, before;

  /* Over the diagonal of its neighbours it would be no corner any more. */
  g_assert_true (vd_corners_move (&corners, 0, &(VdPoint){ 0.9, 0.9 }));
  g_assert_true (vd_corners_are_legal (&corners));
  g_assert_cmpfloat (corners.corner[0].x, >, 0.45);
  g_assert_cmpfloat (corners.corner[0].x, <, 0.5);
  before = corners;
  vd_corners_move (&corners, 0, &(VdPoint){ 0.9, 0.9 });
  g_assert_cmpfloat (corners.corner[0].x - before.corner[0].x, <, 0.001);
}

/* What is not legal is left by a move that makes it so, and by no other. */
static void
test_out_of_trouble (void)
{
  VdQuad corners = SHEET;

  corners.corner[0] = (VdPoint){ 0.9, 0.9 };
  g_assert_false (vd_corners_move (&corners, 0, &(VdPoint){ 0.7, 0.7 }));
  g_assert_cmpfloat (corners.corner[0].x, ==, 0.9);
  g_assert_true (vd_corners_move (&corners, 0, &(VdPoint){ 0.3, 0.2 }));
}

static void
test_any_moves (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  VdQuad corners = SHEET;

  for (int i = 0; i < 20000; i++)
    {
      const VdPoint to = { g_rand_double_range (rand, -0.5, 1.5), g_rand_double_range (rand, -0.5, 1.5) };

      vd_corners_move (&corners, g_rand_int_range (rand, 0, 4), &to);
      g_assert_true (vd_corners_are_legal (&corners));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corner-move/legal", test_legal);
  g_test_add_func ("/corner-move/goes-there", test_goes_there);
  g_test_add_func ("/corner-move/stops", test_stops);
  g_test_add_func ("/corner-move/out-of-trouble", test_out_of_trouble);
  g_test_add_func ("/corner-move/any-moves", test_any_moves);
  return g_test_run ();
}
