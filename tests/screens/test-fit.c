/* SPDX-License-Identifier: EUPL-1.2 */
#include "scene-window.h"
#include "big-button.h"

#define LEAST_TARGET_PX 80

static void
check_button (GtkWidget *button, const char *where)
{
  g_autofree char *caption = NULL;

  g_object_get (button, "caption", &caption, NULL);
  g_assert_true (caption && *caption);
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, caption);
  g_assert_true (gtk_widget_get_focusable (button));
  if (gtk_widget_get_height (button) < LEAST_TARGET_PX || gtk_widget_get_width (button) < LEAST_TARGET_PX)
    g_error ("%s: \"%s\" is only %d by %d", where, caption, gtk_widget_get_width (button),
             gtk_widget_get_height (button));
}

/* The numbers are in sight on every screen, and so is the way out during a visit. */
static void
check_always_there (GtkWidget *window, VdVisitState state)
{
  g_autoptr (GPtrArray) labels = scene_find (window, scene_is_label);
  g_autoptr (GString) said = g_string_new ("");

  for (guint i = 0; i < labels->len; i++)
    g_string_append_printf (said, "%s\n", gtk_label_get_label (labels->pdata[i]));
  g_assert_cmpuint (labels->len, >, 3);
  g_assert_nonnull (strstr (said->str, "39 49"));
  g_assert_nonnull (strstr (said->str, "39 95"));
  g_assert_nonnull (strstr (said->str, "01 70 772 372"));
  g_assert_cmpint (scene_find_action (window, "kiosk.leave") != NULL, ==,
                   state >= VD_VISIT_WAITING && state <= VD_VISIT_SENDING);
  g_assert_cmpint (scene_find_action (window, "kiosk.back") != NULL, ==,
                   state == VD_VISIT_REASON || state == VD_VISIT_CORNERS);
}

static void
check_screen (VdVisitState state, const char *language, int width, int height)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autofree char *where = g_strdup_printf ("state %d, %s, %dx%d", state, language, width, height);
  g_autoptr (GPtrArray) buttons = NULL;
  GtkWidget *window;

  scene_go (scene, state);
  window = scene_open_window (scene, language, width, height);
  buttons = scene_find (window, scene_is_button);
  for (guint i = 0; i < buttons->len; i++)
    check_button (buttons->pdata[i], where);
  scene_check_labels (window, where);
  check_always_there (window, state);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_fit (gconstpointer data)
{
  const char *language = data;

  for (VdVisitState state = VD_VISIT_STARTING; state <= VD_VISIT_OUT_OF_ORDER; state++)
    {
      check_screen (state, language, 1280, 720);
      /* The other sizes have more room for the same words: one language will do. */
      if (!g_str_equal (language, "fr"))
        continue;
      check_screen (state, language, 1920, 1080);
      check_screen (state, language, 1080, 1920);
    }
}

static void
add_cases (void)
{
  g_test_add_data_func ("/fit/fr", "fr", test_fit);
  g_test_add_data_func ("/fit/en", "en", test_fit);
  g_test_add_data_func ("/fit/es", "es", test_fit);
}

int
main (int argc, char **argv)
{
  return scene_run_cases (argc, argv, add_cases);
}
