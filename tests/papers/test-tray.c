/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge-map.h"
#include "flatten.h"
#include "page-maker.h"
#include "quad.h"
#include "tray-change.h"
#include "tray-scene.h"

#include <gst/gst.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 640
#define SHOTS 4 /* tests/bench/run papers measures on two hundred */

static VdPicture *
draw (guint32 kiosk, int shot, TrayTruth *truth)
{
  const TrayWishes wishes = { kiosk, shot, LONGEST };

  return tray_scene_draw (&wishes, truth);
}

static void
test_finds (void)
{
  double sum = 0;

  for (guint32 kiosk = 1; kiosk <= 2; kiosk++)
    {
      TrayTruth truth;
      g_autoptr (VdPicture) empty = draw (kiosk, TRAY_EMPTY, &truth);
      g_autoptr (VdTray) tray = vd_tray_new (empty);

      for (int shot = 0; shot < SHOTS / 2; shot++)
        {
          g_autoptr (VdPicture) scene = draw (kiosk, shot, &truth);
          VdFinding finding = vd_page_finder_run_tray (tray, scene);
          double overlap = finding.found ? vd_quad_overlap (&finding.quad, &truth.corners) : 0;

          g_test_message ("kiosk %u shot %d paper %d: %.3f, confidence %.2f", kiosk, shot, truth.paper, overlap,
                          finding.confidence);
          sum += overlap;
        }
    }
  g_assert_cmpfloat (sum / SHOTS, >=, 0.96);
}

/* White on a white tray, half of it in somebody's shadow, or with a letterhead of the tray's own colour: what is new is
 * found there, and the tray's own sides, which show through with the light, are none of it. */
static void
test_finds_the_faint (void)
{
  static const struct
  {
    guint32 kiosk;
    int shot;
  } faint[] = { { 52, 2 }, { 52, 3 }, { 54, 2 }, { 54, 11 }, { 203, 6 }, { 203, 10 } };

  for (guint i = 0; i < G_N_ELEMENTS (faint); i++)
    {
      TrayTruth truth;
      g_autoptr (VdPicture) empty = draw (faint[i].kiosk, TRAY_EMPTY, &truth);
      g_autoptr (VdPicture) scene = draw (faint[i].kiosk, faint[i].shot, &truth);
      g_autoptr (VdTray) tray = vd_tray_new (empty);
      VdFinding finding = vd_page_finder_run_tray (tray, scene);
      double overlap = finding.found ? vd_quad_overlap (&finding.quad, &truth.corners) : 0;

      g_test_message ("kiosk %u shot %d: %.3f, confidence %.2f", faint[i].kiosk, faint[i].shot, overlap,
                      finding.confidence);
      g_assert_cmpfloat (overlap, >=, 0.95);
    }
}

/* Where a hand hides a card's end, or little shows of a sheet, the tray's own outline is not taken for one: none at
 * all, or none to be sure of. */
static void
test_is_not_sure (void)
{
  static const struct
  {
    guint32 kiosk;
    int shot;
  } hidden[] = { { 203, 17 }, { 203, 18 }, { 206, 8 } };

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      TrayTruth truth;
      g_autoptr (VdPicture) empty = draw (hidden[i].kiosk, TRAY_EMPTY, &truth);
      g_autoptr (VdPicture) scene = draw (hidden[i].kiosk, hidden[i].shot, &truth);
      g_autoptr (VdTray) tray = vd_tray_new (empty);
      VdFinding finding = vd_page_finder_run_tray (tray, scene);
      double overlap = finding.found ? vd_quad_overlap (&finding.quad, &truth.corners) : 0;

      g_test_message ("kiosk %u shot %d: %.3f, confidence %.2f", hidden[i].kiosk, hidden[i].shot, overlap,
                      finding.confidence);
      g_assert_true (overlap >= 0.95 || !finding.found || finding.confidence < 0.5);
    }
}

static void
fill (VdPicture *picture, int x0, int y0, int x1, int y1, guint8 level)
{
  for (int y = y0; y < y1; y++)
    memset (picture->pixels + y * picture->stride + x0 * 3, level, (x1 - x0) * 3);
}

/* An edge that was there before is none, however strong; a new one beside it is. */
static void
test_forgets (void)
{
  g_autoptr (VdPicture) empty = vd_picture_new (320, 240, 3), small = vd_picture_new (320, 240, 3);
  g_autoptr (VdEdgeMap) before = NULL, map = NULL;

  fill (empty, 0, 0, 320, 240, 60);
  fill (empty, 40, 40, 280, 200, 180);
  memcpy (small->pixels, empty->pixels, small->stride * small->height);
  fill (small, 100, 80, 200, 150, 220);
  before = vd_edge_map_new (empty);
  map = vd_edge_map_new (small);
  g_assert_cmpint (abs (map->gx[120 * map->width + 40]), >, 30);
  g_assert_false (map->is_news);
  vd_edge_map_forget (map, before);
  g_assert_true (map->is_news);
  g_assert_cmpint (map->gx[120 * map->width + 40], ==, 0);
  g_assert_cmpint (map->gy[40 * map->width + 160], ==, 0);
  g_assert_cmpint (abs (map->gx[120 * map->width + 100]), >, 10);
}

/* What is the same in another light is mid-grey, what is brighter or darker keeps its sign. */
static void
test_subtracts (void)
{
  g_autoptr (VdPicture) empty = vd_picture_new (320, 240, 3), small = vd_picture_new (320, 240, 3);
  g_autoptr (VdPicture) news = NULL;

  for (int y = 0; y < 240; y++)
    for (int x = 0; x < 320; x++)
      for (int c = 0; c < 3; c++)
        {
          int was = 60 + 20 * ((x / 16 + y / 16) % 4), more = x > 100 && x < 160 && y > 80 && y < 160 ? 60 : 0;

          empty->pixels[y * empty->stride + x * 3 + c] = was;
          small->pixels[y * small->stride + x * 3 + c] = was / 2 + 10 + (y > 120 ? -more / 2 : more);
        }
  news = vd_tray_subtract (empty, small);
  g_assert_cmpint (abs (vd_picture_at (news, 200, 120)[0] - 128), <=, 3);
  g_assert_cmpint (abs (vd_picture_at (news, 30, 200)[2] - 128), <=, 3);
  g_assert_cmpint (vd_picture_at (news, 130, 100)[1], >, 190);
  g_assert_cmpint (vd_picture_at (news, 130, 140)[1], <, 90);
}

/* The tray as it was, in another light: nothing there. */
static void
test_empty (void)
{
  TrayTruth truth;
  g_autoptr (VdPicture) empty = draw (4, TRAY_EMPTY, &truth);
  g_autoptr (VdPicture) dimmer = draw (4, TRAY_EMPTY, &truth);
  g_autoptr (VdTray) tray = vd_tray_new (empty);
  VdFinding finding;

  for (gsize i = 0; i < dimmer->stride * dimmer->height; i++)
    dimmer->pixels[i] = dimmer->pixels[i] * 3 / 4;
  finding = vd_page_finder_run_tray (tray, dimmer);
  g_assert_false (finding.found && finding.confidence >= 0.5);
}

/* A picture of another shape is no picture of this tray: found as anywhere. */
static void
test_other_camera (void)
{
  TrayTruth truth;
  const PaperWishes wishes = { .seed = 2, .width = 480, .height = 640, .fill = 0.6, .light = 0.9, .noise = 2 };
  VdQuad corners;
  g_autoptr (VdPicture) empty = draw (1, TRAY_EMPTY, &truth);
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &corners);
  g_autoptr (VdTray) tray = vd_tray_new (empty);
  VdFinding finding = vd_page_finder_run_tray (tray, scene);

  g_assert_true (finding.found);
  g_assert_cmpfloat (vd_quad_overlap (&finding.quad, &corners), >=, 0.97);
}

/* Nor is one of a few pixels. */
static void
test_tiny (void)
{
  const int sizes[][2] = { { 1, 1 }, { 8, 8 }, { 16, 12 }, { 640, 10 }, { 12, 640 }, { 65, 63 }, { 64, 64 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (VdPicture) empty = vd_picture_new (sizes[i][0], sizes[i][1], 3);
      g_autoptr (VdPicture) shot = vd_picture_new (sizes[i][0], sizes[i][1], 3);
      g_autoptr (VdTray) tray = NULL;
      VdFinding finding;

      memset (empty->pixels, 90, empty->stride * empty->height);
      for (gsize k = 0; k < shot->stride * shot->height; k++)
        shot->pixels[k] = k * 37 % 251;
      tray = vd_tray_new (empty);
      finding = vd_page_finder_run_tray (tray, shot);
      g_assert_false (finding.found && finding.confidence >= 0.5);
    }
}

/* Calibrated with A4 in the middle, everything else has its true size wherever it lies. */
static void
test_measures (void)
{
  TrayTruth truth;
  g_autoptr (VdPicture) empty = draw (3, TRAY_EMPTY, &truth);
  g_autoptr (VdTray) tray = vd_tray_new (empty);
  VdQuad share = vd_quad_scaled (&truth.field, 1.0 / empty->width, 1.0 / empty->height);
  double width_mm, height_mm;

  g_assert_false (vd_tray_measure (tray, &share, &width_mm, &height_mm));
  vd_tray_calibrate (tray, &share, 297, 210);
  for (int shot = 0; shot < TRAY_SHOTS; shot++)
    {
      const TrayWishes wishes = { 3, shot, 128 }; /* only where it lies matters */
      g_autoptr (VdPicture) scene = tray_scene_draw (&wishes, &truth);
      VdSheetSize size;

      share = vd_quad_scaled (&truth.corners, 1.0 / scene->width, 1.0 / scene->height);
      g_assert_true (vd_tray_measure (tray, &share, &width_mm, &height_mm));
      g_assert_cmpfloat_with_epsilon (width_mm, truth.width_mm, 0.02 * truth.width_mm);
      g_assert_cmpfloat_with_epsilon (height_mm, truth.height_mm, 0.02 * truth.height_mm);
      size = vd_flatten_measured_size (&truth.corners, width_mm, height_mm);
      g_assert_cmpint (size.sheet, ==,
                       truth.paper == PAPER_IDENTITY  ? VD_SHEET_ID_1
                       : truth.paper == PAPER_RECEIPT ? VD_SHEET_RECEIPT
                       : truth.paper == PAPER_NOTE    ? VD_SHEET_A5
                                                      : VD_SHEET_A4);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/tray/finds", test_finds);
  g_test_add_func ("/tray/finds-the-faint", test_finds_the_faint);
  g_test_add_func ("/tray/is-not-sure", test_is_not_sure);
  g_test_add_func ("/tray/forgets", test_forgets);
  g_test_add_func ("/tray/subtracts", test_subtracts);
  g_test_add_func ("/tray/empty", test_empty);
  g_test_add_func ("/tray/other-camera", test_other_camera);
  g_test_add_func ("/tray/tiny", test_tiny);
  g_test_add_func ("/tray/measures", test_measures);
  return g_test_run ();
}
