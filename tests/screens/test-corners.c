/* SPDX-License-Identifier: EUPL-1.2 */
#include "scene-window.h"
#include "corner-handle.h"
#include "corner-lens.h"
#include "corner-move.h"
#include "corner-view.h"
#include "page-private.h"

#define LEAST_HANDLE_PX 64

static gboolean
is_handle (GtkWidget *widget)
{
  return VD_IS_CORNER_HANDLE (widget) && gtk_widget_get_mapped (widget);
}

static gboolean
is_corner_view (GtkWidget *widget)
{
  return VD_IS_CORNER_VIEW (widget);
}

static graphene_point_t
get_middle (GtkWidget *handle, GtkWidget *view)
{
  graphene_rect_t place;
  graphene_point_t middle;

  g_assert_true (gtk_widget_compute_bounds (handle, view, &place));
  graphene_rect_get_center (&place, &middle);
  return middle;
}

/* Four things to take hold of, each named, large enough and whole on screen; a drag moves the one that is meant, and
 * what is asked for in the end is where they are. */
static void
test_corners (void)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autoptr (GPtrArray) views = NULL;
  g_autoptr (GPtrArray) handles = NULL;
  const char *name = "Coin en haut à gauche du papier", *place = "33 % depuis la gauche, 8 % depuis le haut";
  GtkWidget *window;
  VdQuad corners;
  graphene_point_t at;

  scene_go (scene, VD_VISIT_CORNERS);
  window = scene_open_window (scene, "fr", 1280, 720);
  views = scene_find (window, is_corner_view);
  handles = scene_find (window, is_handle);
  g_assert_cmpuint (views->len, ==, 1);
  g_assert_cmpuint (handles->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpint (gtk_widget_get_width (handles->pdata[i]), >=, LEAST_HANDLE_PX);
      g_assert_cmpint (gtk_widget_get_height (handles->pdata[i]), >=, LEAST_HANDLE_PX);
      g_assert_true (gtk_widget_get_focusable (handles->pdata[i]));
      gtk_test_accessible_assert_role (handles->pdata[i], GTK_ACCESSIBLE_ROLE_SLIDER);
    }
  gtk_test_accessible_assert_property (handles->pdata[0], GTK_ACCESSIBLE_PROPERTY_LABEL, name);
  gtk_test_accessible_assert_property (handles->pdata[0], GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, place);

  at = get_middle (handles->pdata[2], views->pdata[0]);
  vd_corner_view_hold (views->pdata[0], at.x + 10, at.y + 10);
  vd_corner_view_drag (views->pdata[0], at.x - 30, at.y - 10);
  vd_corner_view_release (views->pdata[0]);
  scene_let_draw (window, 2);
  g_assert_cmpfloat_with_epsilon (get_middle (handles->pdata[2], views->pdata[0]).x, at.x - 40, 1.5);
  g_assert_cmpfloat_with_epsilon (get_middle (handles->pdata[2], views->pdata[0]).y, at.y - 20, 1.5);
  vd_corner_view_get_corners (views->pdata[0], &corners);
  g_assert_cmpfloat (corners.corner[2].x, <, SCENE_CORNERS.corner[2].x);
  g_assert_cmpfloat (corners.corner[0].x, ==, SCENE_CORNERS.corner[0].x);
  /* Across the opposite corner: it stops before. */
  vd_corner_view_hold (views->pdata[0], at.x - 40, at.y - 20);
  vd_corner_view_drag (views->pdata[0], 0, 0);
  vd_corner_view_get_corners (views->pdata[0], &corners);
  g_assert_true (vd_corners_are_legal (&corners));
  g_signal_emit_by_name (scene_find_action (window, "kiosk.set-corners"), "clicked");
  g_assert_true (g_str_has_prefix (scene_last_asked (scene), "set-corners ((0.33"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* As if pressed: there is no window manager here that would give the window the keyboard. */
static gboolean
press (GtkWidget *view, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (view);
  gboolean is_taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &is_taken);
    }
  return is_taken;
}

/* Each arrow moves the corner that has the focus, its own way, and no other one; other keys go on to whom they are for. */
static void
test_arrow_keys (void)
{
  static const struct
  {
    guint key;
    int dx, dy;
  } keys[] = { { GDK_KEY_Right, 1, 0 }, { GDK_KEY_Down, 0, 1 }, { GDK_KEY_KP_Left, -1, 0 }, { GDK_KEY_Up, 0, -1 } };
  g_autoptr (Scene) scene = scene_new ();
  g_autoptr (GPtrArray) views = NULL, handles = NULL;
  VdQuad before, after;
  GtkWidget *window;

  scene_go (scene, VD_VISIT_CORNERS);
  window = scene_open_window (scene, "fr", 1280, 720);
  views = scene_find (window, is_corner_view);
  handles = scene_find (window, is_handle);
  for (guint corner = 0; corner < 4; corner++)
    for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
      {
        gtk_widget_grab_focus (handles->pdata[corner]);
        vd_corner_view_get_corners (views->pdata[0], &before);
        g_assert_true (press (views->pdata[0], keys[i].key));
        vd_corner_view_get_corners (views->pdata[0], &after);
        for (guint k = 0; k < 4; k++)
          {
            double x = after.corner[k].x - before.corner[k].x, y = after.corner[k].y - before.corner[k].y;

            g_assert_cmpint ((x > 1e-6) - (x < -1e-6), ==, k == corner ? keys[i].dx : 0);
            g_assert_cmpint ((y > 1e-6) - (y < -1e-6), ==, k == corner ? keys[i].dy : 0);
          }
      }
  g_assert_false (press (views->pdata[0], GDK_KEY_Tab));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The glass is whole on the widget, and never where the finger is. */
static void
test_lens (void)
{
  for (float y = 0; y <= 500; y += 10)
    for (float x = 0; x <= 800; x += 10)
      {
        const graphene_point_t at = { x, y };
        graphene_point_t middle = vd_lens_place (&at, 100, 800, 500);

        g_assert_cmpfloat (graphene_point_distance (&at, &middle, NULL, NULL), >=, 100 + 40);
        g_assert_true (middle.x >= 100 && middle.x <= 700 && middle.y >= 100 && middle.y <= 400);
      }
}

/* Without a photograph (a scan) there is nothing to adjust. */
static void
test_scan_has_no_corners (void)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autoptr (VdPicture) picture = vd_picture_new (200, 300, 3);
  g_autoptr (VdPage) scan = vd_page_new_from_picture (picture, 75, VD_ADVICE_NONE);
  GtkWidget *window;

  scene_go (scene, VD_VISIT_REVIEW);
  window = scene_open_window (scene, "fr", 1280, 720);
  g_assert_nonnull (scene_find_action (window, "kiosk.adjust-page"));
  g_list_store_append (scene->pages, scan);
  scene_let_draw (window, 2);
  g_assert_null (scene_find_action (window, "kiosk.adjust-page"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add_cases (void)
{
  g_test_add_func ("/corners/corners", test_corners);
  g_test_add_func ("/corners/arrow-keys", test_arrow_keys);
  g_test_add_func ("/corners/lens", test_lens);
  g_test_add_func ("/corners/scan-has-no-corners", test_scan_has_no_corners);
}

int
main (int argc, char **argv)
{
  return scene_run_cases (argc, argv, add_cases);
}
