/* SPDX-License-Identifier: EUPL-1.2 */
#include "scene.h"
#include "big-button.h"
#include "corner-handle.h"
#include "corner-lens.h"
#include "corner-move.h"
#include "corner-view.h"
#include "page-private.h"
#include "review-screen.h"
#include "video-view.h"
#include "window.h"

#define LEAST_TARGET_PX 80

static VdTongue *tongue;
static const char *const LANGUAGES[] = { "fr", "en", "es", NULL };

static gboolean
is_button (GtkWidget *widget)
{
  return VD_IS_BIG_BUTTON (widget) && gtk_widget_get_mapped (widget);
}

static gboolean
is_label (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && *gtk_label_get_label (GTK_LABEL (widget));
}

static gboolean
is_view (GtkWidget *widget)
{
  return VD_IS_VIDEO_VIEW (widget) && gtk_widget_get_mapped (widget);
}

static GtkWidget *
find_action (GtkWidget *root, const char *name)
{
  g_autoptr (GPtrArray) buttons = scene_find (root, is_button);

  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_actionable_get_action_name (g_ptr_array_index (buttons, i)), name) == 0)
      return g_ptr_array_index (buttons, i);
  return NULL;
}

static GtkWidget *
open_window (Scene *scene, const char *language, int width, int height)
{
  GtkWidget *window;

  g_object_set (scene->visit, "language", language, NULL);
  window =
      GTK_WIDGET (vd_window_new (scene->visit, G_ACTION_GROUP (scene->actions), tongue, LANGUAGES, 0.8, width, height));
  gtk_window_present (GTK_WINDOW (window));
  scene_let_draw (window, 2);
  return window;
}

static void
test_life (void)
{
  for (VdVisitState state = VD_VISIT_STARTING; state <= VD_VISIT_OUT_OF_ORDER; state++)
    {
      g_autoptr (Scene) scene = scene_new ();
      VdStage *stage;
      VdScreen *screen;

      scene_go (scene, state);
      stage = g_object_ref_sink (vd_stage_new (scene->visit, FALSE, LANGUAGES, 0.8));
      g_assert_true (G_TYPE_CHECK_INSTANCE_TYPE (vd_stage_get_screen (stage), vd_stage_screen_type (state)));
      g_assert_finalize_object (stage);

      screen = g_object_ref_sink (g_object_new (vd_stage_screen_type (state), "visit", scene->visit, NULL));
      g_assert_finalize_object (screen);
      screen = g_object_ref_sink (g_object_new (vd_stage_screen_type (state), NULL));
      g_assert_finalize_object (screen);
    }
}

/* A screen that was left is gone, and what it showed with it. */
static void
test_leaving_a_state (void)
{
  g_autoptr (Scene) scene = scene_new ();
  GtkWidget *window;
  VdScreen *former;

  scene_go (scene, VD_VISIT_REASON);
  window = open_window (scene, "fr", 1280, 720);
  former = vd_stage_get_screen (VD_STAGE (gtk_window_get_child (GTK_WINDOW (window))));
  g_object_add_weak_pointer (G_OBJECT (former), (gpointer *)&former);
  g_assert_true (vd_visit_move (scene->visit, VD_VISIT_WAITING, "test"));
  scene_let_draw (window, 2);
  g_assert_null (former);
  gtk_window_destroy (GTK_WINDOW (window));
}

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

/* Inside the window, and with all the room its words need. */
static void
check_label (GtkWidget *label, GtkWidget *window, const char *where)
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

static void
check_screen (VdVisitState state, const char *language, int width, int height)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autofree char *where = g_strdup_printf ("state %d, %s, %dx%d", state, language, width, height);
  g_autoptr (GPtrArray) buttons = NULL;
  g_autoptr (GPtrArray) labels = NULL;
  GtkWidget *window;

  scene_go (scene, state);
  window = open_window (scene, language, width, height);
  buttons = scene_find (window, is_button);
  labels = scene_find (window, is_label);
  g_assert_cmpuint (labels->len, >, 3);
  for (guint i = 0; i < buttons->len; i++)
    check_button (g_ptr_array_index (buttons, i), where);
  for (guint i = 0; i < labels->len; i++)
    check_label (g_ptr_array_index (labels, i), window, where);
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

/* The numbers are in sight on every screen, and so is the way out during a visit. */
static void
test_always_there (void)
{
  for (VdVisitState state = VD_VISIT_STARTING; state <= VD_VISIT_OUT_OF_ORDER; state++)
    {
      g_autoptr (Scene) scene = scene_new ();
      g_autoptr (GString) said = g_string_new ("");
      g_autoptr (GPtrArray) labels = NULL;
      GtkWidget *window;

      scene_go (scene, state);
      window = open_window (scene, "fr", 1280, 720);
      labels = scene_find (window, is_label);
      for (guint i = 0; i < labels->len; i++)
        g_string_append_printf (said, "%s\n", gtk_label_get_label (g_ptr_array_index (labels, i)));
      g_assert_nonnull (strstr (said->str, "39 49"));
      g_assert_nonnull (strstr (said->str, "39 95"));
      g_assert_nonnull (strstr (said->str, "01 70 772 372"));
      g_assert_cmpint (find_action (window, "kiosk.leave") != NULL, ==,
                       state >= VD_VISIT_WAITING && state <= VD_VISIT_SENDING);
      g_assert_cmpint (find_action (window, "kiosk.back") != NULL, ==,
                       state == VD_VISIT_REASON || state == VD_VISIT_CORNERS);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static const struct
{
  VdVisitState state;
  const char *action, *asked;
} ASKS[] = {
  { VD_VISIT_IDLE, "begin", "begin 'fr'" },
  { VD_VISIT_IDLE, "choose-language", "choose-language 'fr'" },
  { VD_VISIT_REASON, "choose-reason", "choose-reason 'registration'" },
  { VD_VISIT_REASON, "back", "back" },
  { VD_VISIT_WAITING, "leave", "leave" },
  { VD_VISIT_TALKING, "leave", "leave" },
  { VD_VISIT_TALKING, "toggle-microphone", "toggle-microphone" },
  { VD_VISIT_TALKING, "toggle-camera", "toggle-camera" },
  { VD_VISIT_TALKING, "set-volume", "set-volume 0.60000000000000009" },
  { VD_VISIT_TALKING, "write", "write true" },
  { VD_VISIT_FRAMING, "take-page", "take-page" },
  { VD_VISIT_FRAMING, "scan", "scan" },
  { VD_VISIT_FRAMING, "no-paper", "no-paper 'not-here'" },
  { VD_VISIT_REVIEW, "retake-page", "retake-page 0" },
  { VD_VISIT_REVIEW, "adjust-page", "adjust-page 0" },
  { VD_VISIT_REVIEW, "turn-page", "turn-page 0" },
  { VD_VISIT_REVIEW, "add-page", "add-page" },
  { VD_VISIT_REVIEW, "send", "send" },
  { VD_VISIT_CORNERS, "back", "back" },
  { VD_VISIT_FAREWELL, "finish", "finish" },
};

static void
test_asking (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ASKS); i++)
    {
      g_autoptr (Scene) scene = scene_new ();
      g_autofree char *name = g_strdup_printf ("kiosk.%s", ASKS[i].action);
      GtkWidget *window, *button;

      scene_go (scene, ASKS[i].state);
      window = open_window (scene, "fr", 1280, 720);
      button = find_action (window, name);
      g_assert_nonnull (button);
      g_signal_emit_by_name (button, "clicked");
      g_assert_cmpuint (scene->asked->len, ==, 1);
      g_assert_cmpstr (scene_last_asked (scene), ==, ASKS[i].asked);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static void
test_language (void)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autofree char *caption = NULL;
  GtkWidget *window;

  scene_go (scene, VD_VISIT_WAITING);
  window = open_window (scene, "fr", 1280, 720);
  g_object_set (scene->visit, "language", "es", NULL);
  scene_let_draw (window, 2);
  g_object_get (find_action (window, "kiosk.leave"), "caption", &caption, NULL);
  g_assert_cmpstr (caption, ==, "Dejar de esperar");
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
is_chosen (GtkWidget *widget)
{
  return gtk_widget_has_css_class (widget, "chosen");
}

/* Seen at the real door: the language that holds from the start was not shown as chosen. */
static void
test_language_at_the_door (void)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autoptr (GPtrArray) chosen = NULL;
  GtkWidget *window;

  scene_go (scene, VD_VISIT_IDLE);
  window = open_window (scene, "fr", 1280, 720);
  chosen = scene_find (window, is_chosen);
  g_assert_cmpuint (chosen->len, ==, 1);
  g_assert_cmpstr (gtk_widget_get_name (chosen->pdata[0]), ==, "fr");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_no_last_face (void)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autoptr (GPtrArray) views = NULL;
  GtkWidget *window;

  scene_go (scene, VD_VISIT_TALKING);
  window = open_window (scene, "fr", 1280, 720);
  views = scene_find (window, is_view);
  g_assert_cmpuint (views->len, ==, 2);
  for (int is_cleared = 0; is_cleared < 2; is_cleared++)
    {
      for (guint i = 0; i < views->len; i++)
        {
          gboolean is_showing;

          g_object_get (g_ptr_array_index (views, i), "showing", &is_showing, NULL);
          g_assert_cmpint (is_showing, ==, !is_cleared);
        }
      vd_feed_clear (scene->remote);
      vd_feed_clear (scene->self_view);
      scene_let_draw (window, 2);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_review (void)
{
  g_autoptr (Scene) scene = scene_new ();
  GtkWidget *window;
  VdReviewScreen *review;

  scene_go (scene, VD_VISIT_REVIEW);
  window = open_window (scene, "fr", 1280, 720);
  review = VD_REVIEW_SCREEN (vd_stage_get_screen (VD_STAGE (gtk_window_get_child (GTK_WINDOW (window)))));
  g_assert_null (find_action (window, "review.next"));
  scene_add_page (scene, VD_ADVICE_BLURRED);
  scene_add_page (scene, VD_ADVICE_NONE);
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 2);
  scene_let_draw (window, 2);
  g_signal_emit_by_name (find_action (window, "review.previous"), "clicked");
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 1);
  g_signal_emit_by_name (find_action (window, "kiosk.turn-page"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "turn-page 1");
  /* Removed only after a question, which goes when another page comes. */
  g_assert_null (find_action (window, "kiosk.remove-page"));
  g_signal_emit_by_name (find_action (window, "review.ask-remove"), "clicked");
  g_signal_emit_by_name (find_action (window, "review.keep"), "clicked");
  g_assert_null (find_action (window, "kiosk.remove-page"));
  g_signal_emit_by_name (find_action (window, "review.ask-remove"), "clicked");
  g_signal_emit_by_name (find_action (window, "kiosk.remove-page"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "remove-page 1");
  g_signal_emit_by_name (find_action (window, "review.next"), "clicked");
  g_assert_null (find_action (window, "kiosk.remove-page"));
  /* The last of three cannot go later, and stays in sight when it goes earlier. */
  g_assert_false (gtk_widget_is_sensitive (find_action (window, "review.later")));
  g_signal_emit_by_name (find_action (window, "review.earlier"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "move-page (2, 1)");
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 1);
  g_signal_emit_by_name (find_action (window, "review.earlier"), "clicked");
  g_assert_false (gtk_widget_is_sensitive (find_action (window, "review.earlier")));
  g_signal_emit_by_name (find_action (window, "review.later"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "move-page (0, 1)");
  g_list_store_remove_all (scene->pages);
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

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
  window = open_window (scene, "fr", 1280, 720);
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
  g_signal_emit_by_name (find_action (window, "kiosk.set-corners"), "clicked");
  g_assert_true (g_str_has_prefix (scene_last_asked (scene), "set-corners ((0.33"));
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
  window = open_window (scene, "fr", 1280, 720);
  g_assert_nonnull (find_action (window, "kiosk.adjust-page"));
  g_list_store_append (scene->pages, scan);
  scene_let_draw (window, 2);
  g_assert_null (find_action (window, "kiosk.adjust-page"));
  gtk_window_destroy (GTK_WINDOW (window));
}

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
  g_autoptr (GPtrArray) labels = NULL;
  GtkWidget *window;

  scene_go (scene, VD_VISIT_TALKING);
  scene_write (scene, "Bonjour, je vous entends mal.", "Écrivez-moi.\nVotre numéro ?");
  g_object_set (scene->visit, "writing", TRUE, NULL);
  window = open_window (scene, language, width, height);
  keys = scene_find (window, is_key);
  g_assert_cmpuint (keys->len, >, 55);
  for (guint i = 0; i < keys->len; i++)
    if (gtk_widget_get_height (keys->pdata[i]) < LEAST_KEY_PX || gtk_widget_get_width (keys->pdata[i]) < LEAST_KEY_PX)
      g_error ("%s: %s is only %d by %d", where, gtk_button_get_label (keys->pdata[i]),
               gtk_widget_get_width (keys->pdata[i]), gtk_widget_get_height (keys->pdata[i]));
  labels = scene_find (window, is_label);
  for (guint i = 0; i < labels->len; i++)
    check_label (labels->pdata[i], window, where);
  /* The advisor's face stays in sight, and not as a stamp. */
  views = scene_find (window, is_view);
  g_assert_cmpuint (views->len, ==, 1);
  g_assert_cmpint (gtk_widget_get_height (views->pdata[0]), >, height / 5);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_writing_fits (void)
{
  for (guint i = 0; LANGUAGES[i]; i++)
    check_writing (LANGUAGES[i], 1280, 720);
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
  window = open_window (scene, "fr", 1280, 720);
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
  window = open_window (scene, "fr", 1280, 720);
  before = scene_find (window, is_label);
  n_before = before->len;
  scene_write (scene, "Bon", "Salut");
  scene_let_draw (window, 2);
  after = scene_find (window, is_label);
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
      window = open_window (scene, "fr", 1280, 720);
      labels = scene_find (window, is_label);
      for (guint i = 0; i < labels->len; i++)
        {
          check_label (labels->pdata[i], window, line);
          found += g_str_equal (gtk_label_get_label (labels->pdata[i]), line);
        }
      g_assert_cmpuint (found, ==, state != VD_VISIT_TALKING);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

/* How high the face from @feed is on screen; 0 if it is not. */
static int
get_face_height (GtkWidget *window, VdFeed *feed)
{
  g_autoptr (GPtrArray) views = scene_find (window, is_view);

  for (guint i = 0; i < views->len; i++)
    {
      g_autoptr (VdFeed) shown = NULL;

      g_object_get (views->pdata[i], "feed", &shown, NULL);
      if (shown == feed && gtk_widget_get_mapped (views->pdata[i]))
        return gtk_widget_get_height (views->pdata[i]);
    }
  return 0;
}

static void
check_faces (const char *as, int width, int height)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autoptr (VdFeed) guest = vd_feed_new ();
  g_autoptr (GPtrArray) labels = NULL;
  gboolean is_signer = g_str_equal (as, "signer");
  GtkWidget *window;

  vd_feed_push (guest, scene_paint_person (1280, 720, 0.4));
  scene_go (scene, VD_VISIT_TALKING);
  g_object_set (scene->visit, "guest-as", as, "guest-name", "Hugo Leroy", "guest-joined", TRUE, "guest-view", guest,
                NULL);
  window = open_window (scene, "fr", width, height);
  g_assert_cmpint (get_face_height (window, guest), >=, height / 8);
  if (is_signer)
    g_assert_cmpint (get_face_height (window, guest), >, 2 * get_face_height (window, scene->remote));
  else /* four rows, each a whole number of pixels */
    g_assert_cmpint (ABS (get_face_height (window, guest) - get_face_height (window, scene->remote)), <, 4);
  labels = scene_find (window, is_label);
  for (guint i = 0; i < labels->len; i++)
    check_label (labels->pdata[i], window, as);
  /* One face beside the keyboard: whose hands are read, else the advisor's. */
  g_object_set (scene->visit, "writing", TRUE, NULL);
  scene_let_draw (window, 2);
  g_assert_cmpint (get_face_height (window, guest) > 0, ==, is_signer);
  g_assert_cmpint (get_face_height (window, scene->remote) > 0, ==, !is_signer);
  /* Gone, the advisor has the whole place again. */
  g_object_set (scene->visit, "writing", FALSE, "guest-view", NULL, "guest-as", NULL, NULL);
  scene_let_draw (window, 2);
  g_assert_cmpint (get_face_height (window, guest), ==, 0);
  g_assert_cmpint (get_face_height (window, scene->remote), >, height / 4);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_two_faces (void)
{
  check_faces ("interpreter", 1280, 720);
  check_faces ("signer", 1280, 720);
  check_faces ("interpreter", 1080, 1920);
  check_faces ("signer", 1080, 1920);
}

static void
test_warning (void)
{
  g_autoptr (Scene) scene = scene_new ();
  GtkWidget *window;

  scene_go (scene, VD_VISIT_REASON);
  window = open_window (scene, "fr", 1280, 720);
  g_assert_null (find_action (window, "kiosk.stay"));
  g_object_set (scene->visit, "leaving-in", 20, NULL);
  scene_let_draw (window, 2);
  g_assert_false (gtk_widget_is_sensitive (find_action (window, "kiosk.back")));
  g_signal_emit_by_name (find_action (window, "kiosk.stay"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "stay");
  g_object_set (scene->visit, "leaving-in", 0, NULL);
  scene_let_draw (window, 2);
  g_assert_null (find_action (window, "kiosk.stay"));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  tongue = vd_tongue_new (NULL);
  gst_init (NULL, NULL);
  gtk_disable_setlocale ();
  gtk_init ();
  g_test_add_func ("/screens/life", test_life);
  g_test_add_func ("/screens/leaving-a-state", test_leaving_a_state);
  g_test_add_func ("/screens/always-there", test_always_there);
  g_test_add_func ("/screens/asking", test_asking);
  g_test_add_func ("/screens/language", test_language);
  g_test_add_func ("/screens/language-at-the-door", test_language_at_the_door);
  g_test_add_func ("/screens/no-last-face", test_no_last_face);
  g_test_add_func ("/screens/review", test_review);
  g_test_add_func ("/screens/corners", test_corners);
  g_test_add_func ("/screens/lens", test_lens);
  g_test_add_func ("/screens/scan-has-no-corners", test_scan_has_no_corners);
  g_test_add_func ("/screens/two-faces", test_two_faces);
  g_test_add_func ("/screens/warning", test_warning);
  g_test_add_func ("/screens/writing-fits", test_writing_fits);
  g_test_add_func ("/screens/keys", test_keys);
  g_test_add_func ("/screens/written", test_written);
  g_test_add_func ("/screens/written-beside-paper", test_written_beside_paper);
  g_test_add_data_func ("/screens/fit/fr", "fr", test_fit);
  g_test_add_data_func ("/screens/fit/en", "en", test_fit);
  g_test_add_data_func ("/screens/fit/es", "es", test_fit);
  result = g_test_run ();
  vd_tongue_free (tongue);
  return result;
}
