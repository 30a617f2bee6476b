/* SPDX-License-Identifier: EUPL-1.2 */
#include "scene-window.h"
#include "phrases.h"
#include "telephone-screen.h"

#include <string.h>

/* The keypad for the visitor's telephone number. */

#define LEAST_DIGIT_PX 80

static gboolean
is_digit (GtkWidget *widget)
{
  return gtk_widget_has_css_class (widget, "digit") && gtk_widget_get_mapped (widget);
}

static gboolean
is_telephone (GtkWidget *widget)
{
  return VD_IS_TELEPHONE_SCREEN (widget);
}

static gboolean
says (GtkWidget *window, const char *text)
{
  g_autoptr (GPtrArray) labels = scene_find (window, scene_is_label);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_equal (gtk_label_get_label (labels->pdata[i]), text))
      return TRUE;
  return FALSE;
}

static void
show (Scene *scene, VdCallBack stage, const char *number)
{
  g_object_set (scene->visit, "call-trouble", VD_CALL_TROUBLE_LOST, "call-back", stage, "call-back-shown", TRUE,
                "telephone", number, NULL);
}

/* Each stage with its longest words, and digits that a thumb cannot miss. */
static void
check_fits (const char *language, int width, int height)
{
  static const struct
  {
    VdCallBack stage;
    const char *number;
    guint digits;
  } stages[] = {
    { VD_CALL_BACK_OFFERED, "+123456789012345", 12 },
    { VD_CALL_BACK_OFFERED, "0899123456", 12 },
    { VD_CALL_BACK_SENDING, "0612345678", 0 },
    { VD_CALL_BACK_GIVEN, "+33612345678", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr (Scene) scene = scene_new ();
      g_autofree char *where = g_strdup_printf ("telephone %zu, %s, %dx%d", i, language, width, height);
      g_autoptr (GPtrArray) digits = NULL;
      GtkWidget *window;

      scene_go (scene, VD_VISIT_TALKING);
      show (scene, stages[i].stage, stages[i].number);
      g_object_set (scene->visit, "online", stages[i].stage != VD_CALL_BACK_SENDING, NULL);
      window = scene_open_window (scene, language, width, height);
      digits = scene_find (window, is_digit);
      g_assert_cmpuint (digits->len, ==, stages[i].digits);
      for (guint j = 0; j < digits->len; j++)
        if (gtk_widget_get_height (digits->pdata[j]) < LEAST_DIGIT_PX ||
            gtk_widget_get_width (digits->pdata[j]) < LEAST_DIGIT_PX)
          g_error ("%s: %s is only %d by %d", where, gtk_button_get_label (digits->pdata[j]),
                   gtk_widget_get_width (digits->pdata[j]), gtk_widget_get_height (digits->pdata[j]));
      scene_check_labels (window, where);
      g_assert_nonnull (scene_find_action (window, "kiosk.leave"));
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static void
test_fits (void)
{
  for (guint i = 0; SCENE_LANGUAGES[i]; i++)
    check_fits (SCENE_LANGUAGES[i], 1280, 720);
  check_fits ("fr", 1080, 1920);
}

static void
test_keys (void)
{
  static const char *const labels[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "0", "Effacer" };
  g_autoptr (Scene) scene = scene_new ();
  g_autoptr (GPtrArray) digits = NULL;
  GtkWidget *window;

  scene_go (scene, VD_VISIT_TALKING);
  show (scene, VD_CALL_BACK_OFFERED, "061234");
  window = scene_open_window (scene, "fr", 1280, 720);
  digits = scene_find (window, is_digit);
  g_assert_cmpuint (digits->len, ==, G_N_ELEMENTS (labels));
  for (guint i = 0; i < digits->len; i++)
    {
      g_autofree char *asked =
          i + 1 < digits->len ? g_strdup_printf ("telephone-type '%s'", labels[i]) : g_strdup ("telephone-erase");

      g_assert_cmpstr (gtk_button_get_label (digits->pdata[i]), ==, labels[i]);
      gtk_test_accessible_assert_role (GTK_ACCESSIBLE (digits->pdata[i]), GTK_ACCESSIBLE_ROLE_BUTTON);
      g_assert_true (gtk_widget_get_focusable (digits->pdata[i]));
      g_signal_emit_by_name (digits->pdata[i], "clicked");
      g_assert_cmpstr (scene_last_asked (scene), ==, asked);
    }
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (digits->pdata[9]), GTK_ACCESSIBLE_PROPERTY_LABEL, "plus");
  g_assert_true (says (window, "06 12 34"));
  g_signal_emit_by_name (scene_find_action (window, "kiosk.telephone-give"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "telephone-give");
  g_signal_emit_by_name (scene_find_action (window, "kiosk.telephone-refuse"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "telephone-refuse");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* "Please stay: we are connecting again", which is not what the telephone's screen says. */
static gboolean
is_hopeful (GtkWidget *window, Scene *scene)
{
  g_autofree char *hope = vd_phrase_trouble (vd_visit_get_state (scene->visit), VD_CALL_TROUBLE_LOST, TRUE, TRUE);

  return says (window, hope);
}

/* It stands in for the screen of any state, and that one is there again afterwards. */
static void
test_in_place (void)
{
  static const VdVisitState states[] = { VD_VISIT_TALKING, VD_VISIT_REVIEW, VD_VISIT_SENDING };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (Scene) scene = scene_new ();
      g_autoptr (GPtrArray) shown = NULL;
      g_autoptr (GPtrArray) gone = NULL;
      GtkWidget *window;
      VdStage *stage;

      scene_go (scene, states[i]);
      window = scene_open_window (scene, "fr", 1280, 720);
      stage = VD_STAGE (gtk_window_get_child (GTK_WINDOW (window)));
      show (scene, VD_CALL_BACK_OFFERED, NULL);
      scene_let_draw (window, 2);
      shown = scene_find (window, is_telephone);
      g_assert_cmpuint (shown->len, ==, 1);
      g_assert_false (is_hopeful (window, scene));
      g_object_set (scene->visit, "call-back", VD_CALL_BACK_NONE, "call-back-shown", FALSE, NULL);
      scene_let_draw (window, 2);
      gone = scene_find (window, is_telephone);
      g_assert_cmpuint (gone->len, ==, 0);
      g_assert_true (is_hopeful (window, scene));
      g_assert_true (G_OBJECT_TYPE (vd_stage_get_screen (stage)) == vd_stage_screen_type (states[i]));
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

/* Who has refused can still be called. */
static void
test_reconsider (void)
{
  g_autoptr (Scene) scene = scene_new ();
  GtkWidget *window, *button;

  scene_go (scene, VD_VISIT_TALKING);
  g_object_set (scene->visit, "call-trouble", VD_CALL_TROUBLE_LOST, "call-back", VD_CALL_BACK_REFUSED, NULL);
  window = scene_open_window (scene, "fr", 1280, 720);
  button = scene_find_action (window, "kiosk.telephone-reconsider");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "telephone-reconsider");
  g_object_set (scene->visit, "call-trouble", VD_CALL_TROUBLE_NONE, "call-back", VD_CALL_BACK_NONE, NULL);
  scene_let_draw (window, 2);
  g_assert_null (scene_find_action (window, "kiosk.telephone-reconsider"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
complains (const char *number, gboolean tried)
{
  g_autofree char *said = vd_phrase_telephone_complaint (number, tried);

  return *said != '\0';
}

/* Nobody is told that a number is too short while they type it. */
static void
test_complaints (void)
{
  g_assert_false (complains (NULL, FALSE));
  g_assert_false (complains ("0612", FALSE));
  g_assert_true (complains ("0612", TRUE));
  g_assert_false (complains ("0612345678", TRUE));
  g_assert_true (complains ("06123456789", FALSE));
  g_assert_true (complains ("08", FALSE));
}

static void
add_cases (void)
{
  g_test_add_func ("/keypad/fits", test_fits);
  g_test_add_func ("/keypad/keys", test_keys);
  g_test_add_func ("/keypad/in-place", test_in_place);
  g_test_add_func ("/keypad/reconsider", test_reconsider);
  g_test_add_func ("/keypad/complaints", test_complaints);
}

int
main (int argc, char **argv)
{
  return scene_run_cases (argc, argv, add_cases);
}
