/* SPDX-License-Identifier: EUPL-1.2 */
#include "scene-window.h"
#include "big-button.h"
#include "video-view.h"
#include "window.h"

const char *const SCENE_LANGUAGES[] = { "fr", "en", "es", NULL };

/* One for the process: it holds an entry of the environment. */
static VdTongue *tongue;

int
scene_run_cases (int argc, char **argv, void (*add_cases) (void))
{
  int result;

  g_test_init (&argc, &argv, NULL);
  tongue = vd_tongue_new (NULL);
  gst_init (NULL, NULL);
  gtk_disable_setlocale ();
  gtk_init ();
  add_cases ();
  result = g_test_run ();
  vd_tongue_free (tongue);
  return result;
}

GtkWidget *
scene_open_window (Scene *scene, const char *language, int width, int height)
{
  GtkWidget *window;

  g_object_set (scene->visit, "language", language, NULL);
  window = GTK_WIDGET (
      vd_window_new (scene->visit, G_ACTION_GROUP (scene->actions), tongue, SCENE_LANGUAGES, 0.8, width, height));
  gtk_window_present (GTK_WINDOW (window));
  scene_let_draw (window, 2);
  return window;
}

gboolean
scene_is_button (GtkWidget *widget)
{
  return VD_IS_BIG_BUTTON (widget) && gtk_widget_get_mapped (widget);
}

gboolean
scene_is_label (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && *gtk_label_get_label (GTK_LABEL (widget));
}

gboolean
scene_is_view (GtkWidget *widget)
{
  return VD_IS_VIDEO_VIEW (widget) && gtk_widget_get_mapped (widget);
}

GtkWidget *
scene_find_action (GtkWidget *root, const char *name)
{
  g_autoptr (GPtrArray) buttons = scene_find (root, scene_is_button);

  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_actionable_get_action_name (g_ptr_array_index (buttons, i)), name) == 0)
      return g_ptr_array_index (buttons, i);
  return NULL;
}

void
scene_check_label (GtkWidget *label, GtkWidget *window, const char *where)
{
  graphene_rect_t place;
  int width = gtk_widget_get_width (label), height = 0;

  g_assert_true (gtk_widget_compute_bounds (label, window, &place));
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  if (place.origin.x < 0 || place.origin.y < 0 ||
      place.origin.x + place.size.width > gtk_widget_get_width (window) + 1 ||
      place.origin.y + place.size.height > gtk_widget_get_height (window) + 1 ||
      height > gtk_widget_get_height (label) + 1 ||
      (gtk_label_get_ellipsize (GTK_LABEL (label)) == PANGO_ELLIPSIZE_NONE &&
       pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label)))))
    g_error ("%s: \"%s\" is cut: at %g,%g, %g by %g, needs a height of %d", where,
             gtk_label_get_label (GTK_LABEL (label)), place.origin.x, place.origin.y, place.size.width,
             place.size.height, height);
}

void
scene_check_labels (GtkWidget *window, const char *where)
{
  g_autoptr (GPtrArray) labels = scene_find (window, scene_is_label);

  for (guint i = 0; i < labels->len; i++)
    scene_check_label (labels->pdata[i], window, where);
}
