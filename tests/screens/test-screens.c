/* SPDX-License-Identifier: EUPL-1.2 */
#include "page-private.h"
#include "scene-window.h"
#include "call-screen.h"
#include "review-screen.h"
#include "window.h"

static void
test_life (void)
{
  for (VdVisitState state = VD_VISIT_STARTING; state <= VD_VISIT_OUT_OF_ORDER; state++)
    {
      g_autoptr (Scene) scene = scene_new ();
      VdStage *stage;
      VdScreen *screen;

      scene_go (scene, state);
      stage = g_object_ref_sink (vd_stage_new (scene->visit, FALSE, SCENE_LANGUAGES, 0.8));
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
  window = scene_open_window (scene, "fr", 1280, 720);
  former = vd_stage_get_screen (VD_STAGE (gtk_window_get_child (GTK_WINDOW (window))));
  g_object_add_weak_pointer (G_OBJECT (former), (gpointer *)&former);
  g_assert_true (vd_visit_move (scene->visit, VD_VISIT_WAITING, "test"));
  scene_let_draw (window, 2);
  g_assert_null (former);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
on_time (gpointer is_over)
{
  *(gboolean *)is_over = TRUE;
}

/* What stands ready behind the screen of waiting. */
static GtkWidget *
await_ready (VdStage *stage)
{
  gboolean is_over = FALSE;
  guint deadline_id = g_timeout_add_once (10000, on_time, &is_over);
  GtkWidget *ready;

  while (!(ready = gtk_widget_get_next_sibling (GTK_WIDGET (vd_stage_get_screen (stage)))) && !is_over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (is_over);
  g_source_remove (deadline_id);
  return ready;
}

/* What takes long to build is built while the visitor waits: nobody sees it before, and it does not outlive the wait.
 */
static void
test_ready_for_the_call (void)
{
  g_autoptr (Scene) scene = scene_new ();
  GtkWidget *window, *ready;
  graphene_rect_t place;
  VdStage *stage;
  int width;

  scene_go (scene, VD_VISIT_WAITING);
  window = scene_open_window (scene, "fr", 1280, 720);
  stage = VD_STAGE (gtk_window_get_child (GTK_WINDOW (window)));
  ready = await_ready (stage);
  scene_let_draw (window, 2);
  g_assert_true (VD_IS_CALL_SCREEN (ready));
  g_assert_false (gtk_widget_get_mapped (ready));
  g_assert_true (gtk_widget_compute_bounds (ready, window, &place));
  g_assert_cmpfloat (place.origin.x + place.size.width, <=, 0);
  width = gtk_widget_get_width (ready);
  g_assert_cmpint (width, >, 1000);

  g_assert_true (vd_visit_move (scene->visit, VD_VISIT_CONNECTING, "test"));
  g_assert_true (GTK_WIDGET (vd_stage_get_screen (stage)) == ready);
  g_assert_true (gtk_widget_get_mapped (ready));
  scene_let_draw (window, 2);
  g_assert_cmpint (gtk_widget_get_width (ready), ==, width);
  g_assert_true (gtk_widget_compute_bounds (ready, window, &place));
  g_assert_cmpfloat_with_epsilon (place.origin.x, 0, 1);
  g_assert_null (gtk_widget_get_next_sibling (ready));

  g_assert_true (vd_visit_move (scene->visit, VD_VISIT_WAITING, "test"));
  ready = await_ready (stage);
  g_object_add_weak_pointer (G_OBJECT (ready), (gpointer *)&ready);
  g_assert_true (vd_visit_move (scene->visit, VD_VISIT_FAREWELL, "test"));
  scene_let_draw (window, 2);
  g_assert_null (ready);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* An advisor who answers before that is not waited for, nor is a second screen made later. */
static void
test_answered_at_once (void)
{
  g_autoptr (Scene) scene = scene_new ();
  gboolean is_over = FALSE;
  GtkWidget *window, *screen;
  VdStage *stage;

  scene_go (scene, VD_VISIT_REASON);
  window = scene_open_window (scene, "fr", 1280, 720);
  stage = VD_STAGE (gtk_window_get_child (GTK_WINDOW (window)));
  g_assert_true (vd_visit_move (scene->visit, VD_VISIT_WAITING, "test"));
  g_assert_true (vd_visit_move (scene->visit, VD_VISIT_CONNECTING, "test"));
  screen = GTK_WIDGET (vd_stage_get_screen (stage));
  g_assert_true (VD_IS_CALL_SCREEN (screen));

  g_timeout_add_once (700, on_time, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (GTK_WIDGET (vd_stage_get_screen (stage)) == screen);
  g_assert_null (gtk_widget_get_next_sibling (screen));
  gtk_window_destroy (GTK_WINDOW (window));
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
      window = scene_open_window (scene, "fr", 1280, 720);
      button = scene_find_action (window, name);
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
  window = scene_open_window (scene, "fr", 1280, 720);
  g_object_set (scene->visit, "language", "es", NULL);
  scene_let_draw (window, 2);
  g_object_get (scene_find_action (window, "kiosk.leave"), "caption", &caption, NULL);
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
  window = scene_open_window (scene, "fr", 1280, 720);
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
  window = scene_open_window (scene, "fr", 1280, 720);
  views = scene_find (window, scene_is_view);
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

static gboolean
shows_label (GtkWidget *window, const char *text)
{
  g_autoptr (GPtrArray) labels = scene_find (window, scene_is_label);

  for (guint i = 0; i < labels->len; i++)
    if (g_str_equal (gtk_label_get_label (labels->pdata[i]), text))
      return TRUE;
  return FALSE;
}

static gboolean
is_place (GtkWidget *widget)
{
  return gtk_widget_has_css_class (widget, "place") && gtk_widget_get_mapped (widget);
}

/* The front's, the back's, or where it will be. (nullable) */
static GtkWidget *
find_place (GtkWidget *window, guint index)
{
  g_autoptr (GPtrArray) places = scene_find (window, is_place);

  return index < places->len ? places->pdata[index] : NULL;
}

/* The two sides of a card fill one sheet up, in true places, and each is looked at by touching it. */
static void
test_review_card (void)
{
  g_autoptr (Scene) scene = scene_new ();
  GtkWidget *window;
  VdReviewScreen *review;

  scene_go (scene, VD_VISIT_REVIEW);
  window = scene_open_window (scene, "fr", 1280, 720);
  review = VD_REVIEW_SCREEN (vd_stage_get_screen (VD_STAGE (gtk_window_get_child (GTK_WINDOW (window)))));
  g_assert_null (find_place (window, 0));
  g_list_store_remove_all (scene->pages);
  scene_add_card (scene, 0.3);
  g_assert_null (find_place (window, 0)); /* one alone is a page */
  g_assert_null (scene_find_action (window, "review.swap"));
  g_object_set (scene->visit, "paper-back", VD_PAPER_BACK_WANTED, NULL);
  scene_let_draw (window, 2);
  g_assert_true (shows_label (window, "Recto"));
  g_signal_emit_by_name (find_place (window, 1), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "add-page");
  scene_add_card (scene, 0.7);
  g_object_set (scene->visit, "paper-back", VD_PAPER_BACK_TAKEN, NULL);
  scene_let_draw (window, 2);
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 1);
  g_assert_true (shows_label (window, "Verso"));
  g_assert_null (scene_find_action (window, "review.next"));
  g_signal_emit_by_name (scene_find_action (window, "review.swap"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "move-page (1, 0)");
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 0); /* the side that was in sight is the front now */
  g_signal_emit_by_name (find_place (window, 0), "clicked");
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 0);
  g_signal_emit_by_name (scene_find_action (window, "kiosk.turn-page"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "turn-page 0");
  scene_add_page (scene, VD_ADVICE_NONE); /* three are no card */
  g_assert_null (find_place (window, 0));
  g_assert_null (scene_find_action (window, "review.swap"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* By its shape a sheet, and perhaps a small card. */
static void
test_review_size (void)
{
  g_autoptr (Scene) scene = scene_new ();
  g_autoptr (VdPage) page = NULL;
  GtkWidget *window;

  scene_go (scene, VD_VISIT_REVIEW);
  window = scene_open_window (scene, "fr", 1280, 720);
  g_assert_null (scene_find_action (window, "kiosk.tell-size"));
  scene_add_page (scene, VD_ADVICE_NONE);
  page = g_list_model_get_item (G_LIST_MODEL (scene->pages), 1);
  vd_page_doubt_size (page);
  g_list_store_splice (scene->pages, 1, 1, (gpointer *)&page, 1);
  scene_let_draw (window, 2);
  g_assert_true (shows_label (window, "Est-ce une petite carte ou une feuille entière ?"));
  g_assert_null (scene_find_action (window, "kiosk.turn-page"));
  g_signal_emit_by_name (scene_find_action (window, "kiosk.tell-size"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "tell-size (1, true)");
  vd_page_settle_size (page, TRUE);
  g_list_store_splice (scene->pages, 1, 1, (gpointer *)&page, 1);
  scene_let_draw (window, 2);
  g_assert_null (scene_find_action (window, "kiosk.tell-size"));
  g_assert_nonnull (scene_find_action (window, "kiosk.turn-page"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Taken twice, perhaps: asked, and whatever the answer, it may be sent. */
static void
test_review_doubt (void)
{
  g_autoptr (Scene) scene = scene_new ();
  GtkWidget *window;

  scene_go (scene, VD_VISIT_REVIEW);
  window = scene_open_window (scene, "fr", 1280, 720);
  g_assert_null (scene_find_action (window, "kiosk.trust-back"));
  g_list_store_remove_all (scene->pages);
  scene_add_card (scene, 0.3);
  scene_add_card (scene, 0.3);
  g_object_set (scene->visit, "paper-back", VD_PAPER_BACK_DOUBTED, NULL);
  scene_let_draw (window, 2);
  g_assert_true (shows_label (window, "On dirait le même côté."));
  g_assert_true (
      shows_label (window, "Retournez le papier et prenez l’autre côté. Si c’est déjà l’autre côté, dites-le."));
  g_assert_null (scene_find_action (window, "kiosk.turn-page"));
  g_assert_nonnull (scene_find_action (window, "kiosk.send"));
  g_signal_emit_by_name (scene_find_action (window, "kiosk.retake-page"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "retake-page 1");
  g_signal_emit_by_name (scene_find_action (window, "kiosk.trust-back"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "trust-back");
  g_object_set (scene->visit, "paper-back", VD_PAPER_BACK_TAKEN, NULL);
  scene_let_draw (window, 2);
  g_assert_null (scene_find_action (window, "kiosk.trust-back"));
  g_assert_nonnull (scene_find_action (window, "kiosk.turn-page"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What lies there until it moves is the side that was taken. */
static void
test_turn_over (void)
{
  g_autoptr (Scene) scene = scene_new ();
  GtkWidget *window;

  scene_go (scene, VD_VISIT_FRAMING);
  window = scene_open_window (scene, "fr", 1280, 720);
  g_assert_null (scene_find_action (window, "kiosk.no-back"));
  scene_add_page (scene, VD_ADVICE_NONE);
  g_object_set (scene->visit, "paper-back", VD_PAPER_BACK_WANTED, "auto-take", 0.0, NULL);
  g_assert_true (shows_label (window, "Ce côté est fait. Retournez maintenant le papier."));
  g_assert_null (scene_find_action (window, "kiosk.no-paper"));
  g_signal_emit_by_name (scene_find_action (window, "kiosk.no-back"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "no-back");
  g_object_set (scene->visit, "auto-take", 0.5, NULL);
  g_assert_false (shows_label (window, "Ce côté est fait. Retournez maintenant le papier."));
  g_list_store_remove_all (scene->pages);
  scene_add_scan (scene);
  g_object_set (scene->visit, "auto-take", 0.0, NULL);
  g_assert_true (shows_label (
      window, "Ce côté est fait. Retournez le papier dans le scanner, puis touchez « Utiliser le scanner »."));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_review (void)
{
  const char *too_large = "C’est trop lourd pour un envoi. Retirez une page, ou dites-le à votre conseiller.";
  g_autoptr (Scene) scene = scene_new ();
  GtkWidget *window;
  VdReviewScreen *review;

  scene_go (scene, VD_VISIT_REVIEW);
  window = scene_open_window (scene, "fr", 1280, 720);
  review = VD_REVIEW_SCREEN (vd_stage_get_screen (VD_STAGE (gtk_window_get_child (GTK_WINDOW (window)))));
  g_assert_null (scene_find_action (window, "review.next"));
  scene_add_page (scene, VD_ADVICE_BLURRED);
  scene_add_page (scene, VD_ADVICE_NONE);
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 2);
  scene_let_draw (window, 2);
  g_object_set (scene->visit, "paper-trouble", VD_PAPER_TROUBLE_TOO_LARGE, NULL);
  g_assert_true (shows_label (window, too_large));
  g_object_set (scene->visit, "paper-trouble", VD_PAPER_TROUBLE_NONE, NULL);
  g_assert_false (shows_label (window, too_large));
  g_signal_emit_by_name (scene_find_action (window, "review.previous"), "clicked");
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 1);
  g_signal_emit_by_name (scene_find_action (window, "kiosk.turn-page"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "turn-page 1");
  /* Removed only after a question, which goes when another page comes. */
  g_assert_null (scene_find_action (window, "kiosk.remove-page"));
  g_signal_emit_by_name (scene_find_action (window, "review.ask-remove"), "clicked");
  g_signal_emit_by_name (scene_find_action (window, "review.keep"), "clicked");
  g_assert_null (scene_find_action (window, "kiosk.remove-page"));
  g_signal_emit_by_name (scene_find_action (window, "review.ask-remove"), "clicked");
  g_signal_emit_by_name (scene_find_action (window, "kiosk.remove-page"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "remove-page 1");
  g_signal_emit_by_name (scene_find_action (window, "review.next"), "clicked");
  g_assert_null (scene_find_action (window, "kiosk.remove-page"));
  /* The last of three cannot go later, and stays in sight when it goes earlier. */
  g_assert_false (gtk_widget_is_sensitive (scene_find_action (window, "review.later")));
  g_signal_emit_by_name (scene_find_action (window, "review.earlier"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "move-page (2, 1)");
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 1);
  g_signal_emit_by_name (scene_find_action (window, "review.earlier"), "clicked");
  g_assert_false (gtk_widget_is_sensitive (scene_find_action (window, "review.earlier")));
  g_signal_emit_by_name (scene_find_action (window, "review.later"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "move-page (0, 1)");
  g_list_store_remove_all (scene->pages);
  g_assert_cmpuint (vd_review_screen_get_shown (review), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* How high the face from @feed is on screen; 0 if it is not. */
static int
get_face_height (GtkWidget *window, VdFeed *feed)
{
  g_autoptr (GPtrArray) views = scene_find (window, scene_is_view);

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
  gboolean is_signer = g_str_equal (as, "signer");
  GtkWidget *window;

  vd_feed_push (guest, scene_paint_person (1280, 720, 0.4));
  scene_go (scene, VD_VISIT_TALKING);
  g_object_set (scene->visit, "guest-as", as, "guest-name", "Hugo Leroy", "guest-joined", TRUE, "guest-view", guest,
                NULL);
  window = scene_open_window (scene, "fr", width, height);
  g_assert_cmpint (get_face_height (window, guest), >=, height / 8);
  if (is_signer)
    g_assert_cmpint (get_face_height (window, guest), >, 2 * get_face_height (window, scene->remote));
  else /* four rows, each a whole number of pixels */
    g_assert_cmpint (ABS (get_face_height (window, guest) - get_face_height (window, scene->remote)), <, 4);
  scene_check_labels (window, as);
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
  window = scene_open_window (scene, "fr", 1280, 720);
  g_assert_null (scene_find_action (window, "kiosk.stay"));
  g_object_set (scene->visit, "leaving-in", 20, NULL);
  scene_let_draw (window, 2);
  g_assert_false (gtk_widget_is_sensitive (scene_find_action (window, "kiosk.back")));
  g_signal_emit_by_name (scene_find_action (window, "kiosk.stay"), "clicked");
  g_assert_cmpstr (scene_last_asked (scene), ==, "stay");
  g_object_set (scene->visit, "leaving-in", 0, NULL);
  scene_let_draw (window, 2);
  g_assert_null (scene_find_action (window, "kiosk.stay"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add_cases (void)
{
  g_test_add_func ("/screens/life", test_life);
  g_test_add_func ("/screens/leaving-a-state", test_leaving_a_state);
  g_test_add_func ("/screens/ready-for-the-call", test_ready_for_the_call);
  g_test_add_func ("/screens/answered-at-once", test_answered_at_once);
  g_test_add_func ("/screens/asking", test_asking);
  g_test_add_func ("/screens/language", test_language);
  g_test_add_func ("/screens/language-at-the-door", test_language_at_the_door);
  g_test_add_func ("/screens/no-last-face", test_no_last_face);
  g_test_add_func ("/screens/review", test_review);
  g_test_add_func ("/screens/review-card", test_review_card);
  g_test_add_func ("/screens/review-size", test_review_size);
  g_test_add_func ("/screens/review-doubt", test_review_doubt);
  g_test_add_func ("/screens/turn-over", test_turn_over);
  g_test_add_func ("/screens/two-faces", test_two_faces);
  g_test_add_func ("/screens/warning", test_warning);
}

int
main (int argc, char **argv)
{
  return scene_run_cases (argc, argv, add_cases);
}
