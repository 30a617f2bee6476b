/* SPDX-License-Identifier: EUPL-1.2 */
/* What finders are measured on must itself be right: the same for the same seed, with corners that are the sheet's. */
#include "photo-scene.h"
#include "quad.h"
#include "tray-scene.h"

#include <gst/gst.h>
#include <string.h>

#define LONGEST 240 /* the same drawing as the large ones, at a tenth of the work */

static void
assert_whole (const VdQuad *quad, const VdPicture *scene)
{
  g_assert_true (vd_quad_is_convex (quad));
  g_assert_cmpfloat (vd_quad_area (quad), >, 0.03 * scene->width * scene->height);
  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpfloat (quad->corner[i].x, >=, 0);
      g_assert_cmpfloat (quad->corner[i].y, >=, 0);
      g_assert_cmpfloat (quad->corner[i].x, <=, scene->width);
      g_assert_cmpfloat (quad->corner[i].y, <=, scene->height);
    }
}

static void
test_same_seed (void)
{
  const PhotoWishes wishes = { 7, PHOTO_WHOLE, LONGEST }, others = { 8, PHOTO_WHOLE, LONGEST };
  PhotoTruth truth, again;
  g_autoptr (VdPicture) a = photo_scene_draw (&wishes, &truth);
  g_autoptr (VdPicture) b = photo_scene_draw (&wishes, &again);
  g_autoptr (VdPicture) c = photo_scene_draw (&others, &again);

  g_assert_cmpmem (a->pixels, a->stride * a->height, b->pixels, b->stride * b->height);
  g_assert_false (a->stride == c->stride && a->height == c->height &&
                  memcmp (a->pixels, c->pixels, a->stride * a->height) == 0);
}

static void
test_whole_and_cut (void)
{
  for (guint32 seed = 1; seed <= 4; seed++)
    {
      const PhotoWishes whole = { seed, PHOTO_WHOLE, LONGEST }, cut = { seed, PHOTO_CUT, LONGEST },
                        empty = { seed, PHOTO_EMPTY, LONGEST };
      PhotoTruth truth;
      g_autoptr (VdPicture) scene = photo_scene_draw (&whole, &truth);
      g_autoptr (VdPicture) cut_scene = NULL, empty_scene = NULL;
      int outside = 0;

      assert_whole (&truth.corners, scene);
      cut_scene = photo_scene_draw (&cut, &truth);
      for (int i = 0; i < 4; i++)
        {
          const VdPoint *p = &truth.corners.corner[i];

          outside += p->x < 0 || p->y < 0 || p->x > cut_scene->width || p->y > cut_scene->height;
        }
      g_assert_cmpint (outside, >=, 1);
      empty_scene = photo_scene_draw (&empty, &truth);
      g_assert_cmpint (truth.paper, ==, PAPER_NONE);
      g_assert_cmpint (empty_scene->width, ==, scene->width);
    }
}

/* In the same kiosk nothing but the sheet and the light changes; where a sheet lies is where pixels changed most. */
static void
test_tray (void)
{
  for (int shot = 0; shot < 2; shot++)
    {
      const TrayWishes wishes = { 3, shot, LONGEST }, empty = { 3, TRAY_EMPTY, LONGEST };
      TrayTruth truth, none;
      g_autoptr (VdPicture) scene = tray_scene_draw (&wishes, &truth);
      g_autoptr (VdPicture) reference = tray_scene_draw (&empty, &none);

      assert_whole (&truth.corners, scene);
      g_assert_cmpint (none.paper, ==, PAPER_NONE);
      g_assert_cmpint (scene->height, ==, reference->height);
      g_assert_cmpfloat (vd_quad_distance (&truth.field, &none.field), <, 1e-9);
      g_assert_cmpfloat (truth.width_mm, >, 50);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/photo-scene/same-seed", test_same_seed);
  g_test_add_func ("/photo-scene/whole-and-cut", test_whole_and_cut);
  g_test_add_func ("/photo-scene/tray", test_tray);
  return g_test_run ();
}
