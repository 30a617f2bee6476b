/* SPDX-License-Identifier: EUPL-1.2 */
#include "page-finder.h"
#include "paper-scene.h"
#include "photo-scene.h"
#include "quad.h"

#include <gst/gst.h>

#define HARD_SHARE 0.8

static VdFinding
find (const VdPicture *photo, gboolean refines)
{
  g_autoptr (VdPicture) small = vd_picture_shrink (photo, VD_FINDER_LONGEST);
  VdFinding finding = vd_page_finder_run (small);

  finding.quad =
      vd_quad_scaled (&finding.quad, (double)photo->width / small->width, (double)photo->height / small->height);
  if (refines && finding.found)
    vd_page_finder_refine (photo, (double)photo->width / small->width, &finding);
  return finding;
}

/* What a kiosk meets: four kinds of paper, three desks, turned and tilted, by day and at dusk. */
static void
test_finds_sheets (void)
{
  static const PaperKind kinds[] = { PAPER_LETTER, PAPER_TABLE, PAPER_RECEIPT, PAPER_CARD };
  static const struct
  {
    double turn, tilt, light, noise;
  } views[] = { { 0, 0, 1, 2 }, { -12, 0.08, 0.8, 3 }, { 31, 0.04, 0.9, 2 }, { 4, 0.12, 0.45, 4 } };
  double sum = 0, least = 1, doubt = 1;
  int n = 0;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (int desk = DESK_DARK; desk <= DESK_WHITE; desk++)
      for (guint v = 0; v < G_N_ELEMENTS (views); v++)
        {
          const PaperWishes wishes = { .seed = n + 1,
                                       .width = 1024,
                                       .height = 768,
                                       .kind = kinds[k],
                                       .desk = desk,
                                       .fill = 0.7,
                                       .turn = views[v].turn,
                                       .tilt = views[v].tilt,
                                       .light = views[v].light,
                                       .noise = views[v].noise };
          VdQuad truth;
          g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &truth);
          VdFinding finding = find (scene, TRUE);
          double overlap = finding.found ? vd_quad_overlap (&finding.quad, &truth) : 0;

          if (overlap < 0.97)
            g_test_message ("kind %d desk %d view %u: overlap %.3f confidence %.2f", kinds[k], desk, v, overlap,
                            finding.confidence);
          sum += overlap;
          least = MIN (least, overlap);
          doubt = MIN (doubt, finding.confidence);
          n++;
        }
  g_test_message ("mean overlap %.4f, least %.4f of %d, least confidence %.2f", sum / n, least, n, doubt);
  g_assert_cmpfloat (sum / n, >=, 0.985);
  g_assert_cmpfloat (least, >=, 0.95);
  g_assert_cmpfloat (doubt, >=, 0.5);
}

/* Of what tests/bench/run papers measures two hundred: grounds that hide the sheet, folds, curl, shadows, fingers. */
static void
test_hard_photographs (void)
{
  int found = 0, n = 16;

  for (int i = 0; i < n; i++)
    {
      const PhotoWishes wishes = { 1001 + i, PHOTO_WHOLE, VD_FINDER_LONGEST };
      PhotoTruth truth;
      g_autoptr (VdPicture) scene = photo_scene_draw (&wishes, &truth);
      VdFinding finding = find (scene, FALSE);
      double overlap = finding.found ? vd_quad_overlap (&finding.quad, &truth.corners) : 0;

      g_test_message ("%u: paper %d on %s: %.3f, confidence %.2f", wishes.seed, truth.paper,
                      clutter_names[truth.clutter], overlap, finding.confidence);
      found += overlap >= 0.9;
    }
  g_assert_cmpint (found, >=, HARD_SHARE * n);
}

/* Corners to within a pixel of a photograph, in the order of the sheet's own. */
static void
test_refines (void)
{
  const PaperWishes wishes = { .seed = 5,
                               .width = 1600,
                               .height = 1200,
                               .desk = DESK_WOOD,
                               .fill = 0.8,
                               .turn = 7,
                               .tilt = 0.06,
                               .light = 0.95,
                               .noise = 2 };
  VdQuad truth;
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &truth);
  VdFinding finding = find (scene, TRUE);

  g_assert_true (finding.found);
  g_assert_cmpfloat (finding.confidence, >, 0.8);
  g_test_message ("worst corner %.2f px off", vd_quad_distance (&finding.quad, &truth));
  g_assert_cmpfloat (vd_quad_distance (&finding.quad, &truth), <, 1.5);
}

/* A desk without a sheet: nothing, or nothing that would be taken by itself. */
static void
test_empty_desk (void)
{
  for (int desk = DESK_DARK; desk <= DESK_WHITE; desk++)
    for (guint32 seed = 1; seed <= 4; seed++)
      {
        const PaperWishes wishes = {
          .seed = seed, .width = 800, .height = 600, .kind = PAPER_NONE, .desk = desk, .light = 0.9, .noise = 3
        };
        g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, NULL);
        VdFinding finding = find (scene, FALSE);

        g_test_message ("desk %d: found %d cut %d confidence %.2f", desk, finding.found, finding.cut,
                        finding.confidence);
        g_assert_false (finding.found && finding.confidence >= 0.5);
        g_assert_false (finding.cut);
      }
}

static void
test_cut (void)
{
  static const struct
  {
    double x, y;
  } shifts[] = { { 0.33, 0 }, { -0.33, 0 }, { 0, 0.3 }, { 0, -0.3 } };
  int told = 0;

  for (int desk = DESK_DARK; desk <= DESK_WHITE; desk++)
    for (guint i = 0; i < G_N_ELEMENTS (shifts); i++)
      {
        const PaperWishes wishes = { .seed = i + 1,
                                     .width = 800,
                                     .height = 600,
                                     .desk = desk,
                                     .fill = 0.8,
                                     .turn = 3,
                                     .shift_x = shifts[i].x,
                                     .shift_y = shifts[i].y,
                                     .light = 0.9,
                                     .noise = 2 };
        g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, NULL);
        VdFinding finding = find (scene, FALSE);

        g_test_message ("desk %d shift %u: found %d cut %d confidence %.2f", desk, i, finding.found, finding.cut,
                        finding.confidence);
        /* Never taken by itself, and nearly always told. */
        g_assert_false (finding.found && finding.confidence >= 0.5);
        told += finding.cut;
      }
  g_assert_cmpint (told, >=, 11);
}

/* @data: an outline; nothing that covers the same place may be. */
static gboolean
is_elsewhere (const VdQuad *quad, gconstpointer data)
{
  return vd_quad_overlap (quad, data) < 0.5;
}

/* Who knows that the outline that stands out most is none gets the next, or nothing: as if it were not there. */
static void
test_among (void)
{
  const PaperWishes wishes = {
    .seed = 3, .width = 640, .height = 480, .desk = DESK_DARK, .fill = 0.7, .turn = 8, .light = 0.9, .noise = 2
  };
  VdQuad truth;
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &truth);
  VdFinding finding = vd_page_finder_run (scene);
  const VdQuad elsewhere = { { { 0, 0 }, { 8, 0 }, { 8, 8 }, { 0, 8 } } };

  g_assert_true (finding.found);
  g_assert_cmpfloat (vd_quad_overlap (&finding.quad, &truth), >, 0.97);
  finding = vd_page_finder_run_at (&(VdPlace){ NULL, is_elsewhere, &truth }, scene);
  g_assert_false (finding.found && vd_quad_overlap (&finding.quad, &truth) >= 0.5);
  finding = vd_page_finder_run_at (&(VdPlace){ NULL, is_elsewhere, &elsewhere }, scene);
  g_assert_true (finding.found);
  g_assert_cmpfloat (vd_quad_overlap (&finding.quad, &truth), >, 0.97);
}

static void
test_odd_pictures (void)
{
  static const int sizes[][2] = { { 1, 1 }, { 63, 640 }, { 640, 8 }, { 64, 64 }, { 640, 64 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int channels = 1; channels <= 3; channels += 2)
      {
        g_autoptr (VdPicture) picture = vd_picture_new (sizes[i][0], sizes[i][1], channels);
        VdFinding finding = vd_page_finder_run (picture);

        g_assert_false (finding.found);
      }
}

static void
test_gray (void)
{
  const PaperWishes wishes = {
    .seed = 2, .width = 1280, .height = 960, .desk = DESK_DARK, .fill = 0.8, .turn = -5, .light = 0.9, .noise = 2
  };
  VdQuad truth;
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &truth);
  g_autoptr (VdPicture) gray = vd_picture_to_gray (scene);
  VdFinding finding = find (gray, TRUE);

  g_assert_true (finding.found);
  g_assert_cmpfloat (vd_quad_overlap (&finding.quad, &truth), >, 0.98);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/page-finder/finds-sheets", test_finds_sheets);
  g_test_add_func ("/page-finder/hard-photographs", test_hard_photographs);
  g_test_add_func ("/page-finder/refines", test_refines);
  g_test_add_func ("/page-finder/empty-desk", test_empty_desk);
  g_test_add_func ("/page-finder/cut", test_cut);
  g_test_add_func ("/page-finder/gray", test_gray);
  g_test_add_func ("/page-finder/among", test_among);
  g_test_add_func ("/page-finder/odd-pictures", test_odd_pictures);
  return g_test_run ();
}
