/* SPDX-License-Identifier: EUPL-1.2 */
#include "scene-window.h"

#define LEAST_KEY_PX 54 /* 15 mm at the usual 0.27 mm a pixel */

static gboolean
is_key (GtkWidget *widget)
{
  return gtk_widget_has_css_class (widget, "key") && gtk_widget_get_mapped (widget);
}

static GtkWidget *
find_key (GtkWidget *root, const char *label)
{
  g_autoptr (GPtrArray) keys = scene_find (root, is_key);

  for (guint i = 0; i < keys->len; i++)
    if (g_str_equal (gtk_button_get_label (keys->pdata[i]), label))
      return keys->pdata[i];
  return NULL;
}

static void
press_key (GtkWidget *root, const char *label)
{
  GtkWidget *key = find_key (root, label);

  g_assert_nonnull (key);
  g_signal_emit_by_name (key, "clicked");
}

static void
check_writing (const char *language, int width, int height)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autofree char *where = g_strdup_printf ("writing, %s, %dx%d", language, width, height);
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GPtrArray) views = NULL;
  GtkWidget *window;

  scene_go (scene, VD_VISIT_TALKING);
  scene_write (scene, "Bonjour, je vous entends mal.", "Écrivez-moi.\nVotre numéro ?");
  g_object_set (scene->visit, "writing", TRUE, NULL);
  window = scene_open_window (scene, language, width, height);
  keys = scene_find (window, is_key);
  g_assert_cmpuint (keys->len, >, 55);
  for (guint i = 0; i < keys->len; i++)
    if (gtk_widget_get_height (keys->pdata[i]) < LEAST_KEY_PX || gtk_widget_get_width (keys->pdata[i]) < LEAST_KEY_PX)
      g_error ("%s: %s is only %d by %d", where, gtk_button_get_label (keys->pdata[i]),
               gtk_widget_get_width (keys->pdata[i]), gtk_widget_get_height (keys->pdata[i]));
  scene_check_labels (window, where);
  /* The advisor's face stays in sight, and not as a stamp. */
  views = scene_find (window, scene_is_view);
  g_assert_cmpuint (views->len, ==, 1);
  g_assert_cmpint (gtk_widget_get_height (views->pdata[0]), >, height / 5);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_writing_fits (void)
{
  for (guint i = 0; SCENE_LANGUAGES[i]; i++)
    check_writing (SCENE_LANGUAGES[i], 1280, 720);
  check_writing ("fr", 1920, 1080);
  check_writing ("fr", 1080, 1920);
}

static void
test_keys (void)
{
  g_autoptr (Scene) scene = scene_new ();
  const char *pressed[] = { "é", "ABC", "a", "a", "Espace", "Nouvelle ligne", "Effacer", ",", "Fermer" };
  const char *asked[] = { "type 'é'",   NULL,    "type 'A'", "type 'a'",   "type ' '",
                          "type '\\n'", "erase", "type ','", "write false" };
  GtkWidget *window;

  scene_go (scene, VD_VISIT_TALKING);
  window = scene_open_window (scene, "fr", 1280, 720);
  g_assert_null (find_key (window, "a"));
  g_object_set (scene->visit, "writing", TRUE, NULL);
  scene_let_draw (window, 2);
  for (guint i = 0; i < G_N_ELEMENTS (pressed); i++)
    {
      guint before = scene->asked->len;

      if (g_str_equal (pressed[i], "a") && asked[i][6] == 'A')
        press_key (window, "A");
      else
        press_key (window, pressed[i]);
      g_assert_cmpuint (scene->asked->len, ==, before + (asked[i] != NULL));
      if (asked[i])
        g_assert_cmpstr (scene_last_asked (scene), ==, asked[i]);
    }
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find_key (window, ",")), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "virgule");
  g_object_set (scene->visit, "writing", FALSE, NULL);
  scene_let_draw (window, 2);
  g_assert_null (find_key (window, "a"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is written shows as it is typed, with or without the keyboard, and is gone with the visit. */
static void
test_written (void)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  GtkWidget *window;
  guint n_before;

  scene_go (scene, VD_VISIT_TALKING);
  window = scene_open_window (scene, "fr", 1280, 720);
  before = scene_find (window, scene_is_label);
  n_before = before->len;
  scene_write (scene, "Bon", "Salut");
  scene_let_draw (window, 2);
  after = scene_find (window, scene_is_label);
  g_assert_cmpuint (after->len, ==, n_before + 4);
  scene_write (scene, "Bonjour", "Salut");
  scene_let_draw (window, 2);
  for (guint i = 0, found = 0; i < after->len; i++)
    {
      found += g_str_equal (gtk_label_get_label (after->pdata[i]), "Bonjour");
      g_assert_true (i + 1 < after->len || found == 1);
    }
  g_assert_true (vd_visit_move (scene->visit, VD_VISIT_FAREWELL, "test"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (vd_visit_get_turns (scene->visit))), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* While a paper is dealt with the advisor's newest line is in sight, on the call's own screen the whole text is. */
static void
test_written_beside_paper (void)
{
  const char *line = "Posez la feuille bien à plat.";

  for (VdVisitState state = VD_VISIT_TALKING; state <= VD_VISIT_SENDING; state++)
    {
      g_autoptr (Scene) scene = scene_new ();
      g_autoptr (GPtrArray) labels = NULL;
      GtkWidget *window;
      guint found = 0;

      scene_go (scene, state);
      g_object_set (scene->visit, "last-written", line, NULL);
      window = scene_open_window (scene, "fr", 1280, 720);
      labels = scene_find (window, scene_is_label);
      for (guint i = 0; i < labels->len; i++)
        {
          scene_check_label (labels->pdata[i], window, line);
          found += g_str_equal (gtk_label_get_label (labels->pdata[i]), line);
        }
      g_assert_cmpuint (found, ==, state != VD_VISIT_TALKING);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static void
add_cases (void)
{
  g_test_add_func ("/writing/fits", test_writing_fits);
  g_test_add_func ("/writing/keys", test_keys);
  g_test_add_func ("/writing/written", test_written);
  g_test_add_func ("/writing/beside-paper", test_written_beside_paper);
}

int
main (int argc, char **argv)
{
  return scene_run_cases (argc, argv, add_cases);
}
