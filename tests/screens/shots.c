/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures of every screen, to be looked at:  screens-shots DIR [WIDTHxHEIGHT] [LANGUAGE] */
#include "scene.h"
#include "corner-view.h"
#include "page-private.h"
#include "window.h"

#include <stdlib.h>

typedef struct
{
  const char *name;
  VdVisitState state;
  void (*change) (Scene *scene);
  void (*touch) (GtkWidget *window); /* once it is drawn */
} Shot;

static void
be_open (Scene *s)
{
  g_object_set (s->visit, "desk-state", VD_DESK_STATE_OPEN, NULL);
}

static void
be_closed (Scene *s)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) opens = g_date_time_add_hours (now, 15);
  g_autofree char *text = g_date_time_format_iso8601 (opens);

  g_object_set (s->visit, "desk-state", VD_DESK_STATE_CLOSED, "opens-at", text, NULL);
}

static void
be_offline (Scene *s)
{
  g_object_set (s->visit, "online", FALSE, "camera-state", VD_DEVICE_STATE_MISSING, NULL);
}

static void
ring (Scene *s)
{
  g_object_set (s->visit, "ringing", TRUE, "microphone-state", VD_DEVICE_STATE_MISSING, NULL);
}

static void
be_weak (Scene *s)
{
  g_object_set (s->visit, "call-trouble", VD_CALL_TROUBLE_LOST, "microphone-on", FALSE, "paper-judging", TRUE, NULL);
}

static void
offer_telephone (Scene *s)
{
  g_object_set (s->visit, "call-trouble", VD_CALL_TROUBLE_LOST, "call-back", VD_CALL_BACK_OFFERED, "call-back-shown", TRUE,
                "telephone", "061234", NULL);
}

static void
type_wrong (Scene *s)
{
  offer_telephone (s);
  g_object_set (s->visit, "telephone", "0899123456", NULL);
}

static void
keep_number (Scene *s)
{
  offer_telephone (s);
  g_object_set (s->visit, "telephone", "0612345678", "call-back", VD_CALL_BACK_SENDING, "online", FALSE, NULL);
}

static void
have_number (Scene *s)
{
  offer_telephone (s);
  g_object_set (s->visit, "telephone", "+33612345678", "call-back", VD_CALL_BACK_GIVEN, NULL);
}

static void
refuse_telephone (Scene *s)
{
  offer_telephone (s);
  g_object_set (s->visit, "call-back", VD_CALL_BACK_REFUSED, "call-back-shown", FALSE, NULL);
}

static void
end_by_telephone (Scene *s)
{
  g_object_set (s->visit, "end", VD_VISIT_END_CALL_BACK, "papers-sent", 0, "erased", TRUE, NULL);
}

static void
be_heard (Scene *s)
{
  g_object_set (s->visit, "microphone-level", 5, NULL);
}

static void
be_deaf (Scene *s)
{
  g_object_set (s->visit, "microphone-deaf", TRUE, "speaker-state", VD_DEVICE_STATE_FAILED, NULL);
}

static void
lose_pictures (Scene *s)
{
  vd_feed_clear (s->remote);
  vd_feed_clear (s->self_view);
  g_object_set (s->visit, "camera-on", FALSE, "advisor-camera-on", FALSE, "advisor-microphone-on", FALSE,
                "paper-accepted", TRUE, NULL);
}

static void
be_written_to (Scene *s)
{
  scene_write (s, "", "Bonjour !\nJe ne vous entends pas. Écrivez-moi, s’il vous plaît.");
}

static void
write_back (Scene *s)
{
  scene_write (s, "Bonjour, je suis sourd.\nMon dossier a été ref",
               "Bonjour !\nJe ne vous entends pas. Écrivez-moi, s’il vous plaît.\nD’accord");
  g_object_set (s->visit, "writing", TRUE, NULL);
}

static void
be_joined (Scene *s, const char *as, const char *name)
{
  g_autoptr (VdFeed) view = vd_feed_new ();

  vd_feed_push (view, scene_paint_person (1280, 720, 0.45));
  g_object_set (s->visit, "guest-as", as, "guest-name", name, "guest-joined", TRUE, "guest-view", view, NULL);
}

static void
be_told (Scene *s)
{
  g_object_set (s->visit, "guest-as", "interpreter", "guest-name", "Hugo Leroy", NULL);
}

static void
be_three (Scene *s)
{
  be_joined (s, "interpreter", "Hugo Leroy");
}

static void
be_signed_to (Scene *s)
{
  be_joined (s, "signer", "Hugo Leroy");
}

static void
write_signed (Scene *s)
{
  be_joined (s, "signer", "Hugo Leroy");
  write_back (s);
}

static void
refuse (Scene *s)
{
  g_object_set (s->visit, "paper-refusal", "cut", "paper-refusal-note", "Il manque le bas, avec le net à payer.",
                "paper-trouble", VD_PAPER_TROUBLE_SCANNER_FAILED, "document-camera-missing", TRUE, NULL);
}

static void
show_only (Scene *s)
{
  g_object_set (s->visit, "paper-kind", "identity", "paper-sides", 2, "paper-show-only", TRUE, "paper-shared", TRUE,
                "pointer-x", 0.4, "pointer-y", 0.55, "pointer-count", 1, NULL);
}

static void
want_back (Scene *s)
{
  g_object_set (s->visit, "paper-kind", "identity", "paper-note", "", "paper-sides", 2, "paper-back",
                VD_PAPER_BACK_WANTED, "auto-take", 0.0, NULL);
}

static void
turn_over (Scene *s)
{
  scene_add_card (s, 0.3);
  want_back (s);
}

static void
have_front (Scene *s)
{
  g_list_store_remove_all (G_LIST_STORE (s->pages));
  turn_over (s);
}

static void
have_card (Scene *s)
{
  have_front (s);
  scene_add_card (s, 0.7);
  g_object_set (s->visit, "paper-back", VD_PAPER_BACK_TAKEN, NULL);
}

static void
doubt_back (Scene *s)
{
  have_front (s);
  scene_add_card (s, 0.3);
  g_object_set (s->visit, "paper-back", VD_PAPER_BACK_DOUBTED, NULL);
}

static void
doubt_size (Scene *s)
{
  g_autoptr (VdPage) page = g_list_model_get_item (G_LIST_MODEL (s->pages), 0);

  vd_page_doubt_size (page);
  g_list_store_splice (G_LIST_STORE (s->pages), 0, 1, (gpointer *)&page, 1);
}

static void
scanned_front (Scene *s)
{
  scene_add_scan (s);
  want_back (s);
}

static void
add_pages (Scene *s)
{
  scene_add_page (s, VD_ADVICE_NONE);
  scene_add_page (s, VD_ADVICE_BLURRED);
}

static void
ask_remove (GtkWidget *window)
{
  VdStage *stage = VD_STAGE (gtk_window_get_child (GTK_WINDOW (window)));

  gtk_widget_activate_action (GTK_WIDGET (vd_stage_get_screen (stage)), "review.ask-remove", NULL);
}

static gboolean
is_corner_view (GtkWidget *widget)
{
  return VD_IS_CORNER_VIEW (widget);
}

static void
hold_corner (GtkWidget *window, double x, double y)
{
  g_autoptr (GPtrArray) views = scene_find (window, is_corner_view);

  vd_corner_view_hold (views->pdata[0], x * gtk_widget_get_width (views->pdata[0]),
                       y * gtk_widget_get_height (views->pdata[0]));
}

static void
hold_first (GtkWidget *window)
{
  hold_corner (window, 0.3, 0.1);
}

static void
hold_last (GtkWidget *window)
{
  hold_corner (window, 0.3, 0.9);
}

static void
write_beside_paper (Scene *s)
{
  g_object_set (s->visit, "last-written", "Posez la feuille bien à plat, sans les doigts, s’il vous plaît.", NULL);
}

static void
fail_sending (Scene *s)
{
  g_object_set (s->visit, "paper-trouble", VD_PAPER_TROUBLE_SEND_FAILED, NULL);
}

static void
find_no_room (Scene *s)
{
  g_object_set (s->visit, "paper-trouble", VD_PAPER_TROUBLE_DESK_FULL, NULL);
}

static void
be_too_large (Scene *s)
{
  scene_add_page (s, VD_ADVICE_NONE);
  g_object_set (s->visit, "paper-trouble", VD_PAPER_TROUBLE_TOO_LARGE, NULL);
}

static void
end_badly (Scene *s)
{
  g_object_set (s->visit, "end", VD_VISIT_END_OFFLINE, "papers-sent", 0, "erased", FALSE, NULL);
}

static void
warn (Scene *s)
{
  g_object_set (s->visit, "leaving-in", 20, NULL);
  g_object_set (s->visit, "leaving-in", 13, NULL);
}

static const Shot SHOTS[] = {
  { "01-starting", VD_VISIT_STARTING, NULL },
  { "02-door-busy", VD_VISIT_IDLE, NULL },
  { "03-door-open", VD_VISIT_IDLE, be_open },
  { "04-door-closed", VD_VISIT_IDLE, be_closed },
  { "05-door-offline", VD_VISIT_IDLE, be_offline },
  { "06-reason", VD_VISIT_REASON, NULL },
  { "07-waiting", VD_VISIT_WAITING, NULL },
  { "08-waiting-ringing", VD_VISIT_WAITING, ring },
  { "09-connecting", VD_VISIT_CONNECTING, lose_pictures },
  { "10-talking", VD_VISIT_TALKING, be_heard },
  { "11-talking-weak", VD_VISIT_TALKING, be_weak },
  { "12-talking-blind", VD_VISIT_TALKING, lose_pictures },
  { "12-talking-deaf", VD_VISIT_TALKING, be_deaf },
  { "12b-talking-read", VD_VISIT_TALKING, be_written_to },
  { "12c-talking-write", VD_VISIT_TALKING, write_back },
  { "12d-talking-told", VD_VISIT_TALKING, be_told },
  { "12e-talking-three", VD_VISIT_TALKING, be_three },
  { "12f-talking-signed", VD_VISIT_TALKING, be_signed_to },
  { "12g-talking-signed-write", VD_VISIT_TALKING, write_signed },
  { "12h-telephone", VD_VISIT_TALKING, offer_telephone },
  { "12i-telephone-wrong", VD_VISIT_TALKING, type_wrong },
  { "12j-telephone-kept", VD_VISIT_TALKING, keep_number },
  { "12k-telephone-given", VD_VISIT_TALKING, have_number },
  { "12l-telephone-refused", VD_VISIT_TALKING, refuse_telephone },
  { "13-framing", VD_VISIT_FRAMING, NULL },
  { "13b-framing-written", VD_VISIT_FRAMING, write_beside_paper },
  { "13c-framing-back", VD_VISIT_FRAMING, turn_over },
  { "14-framing-refused", VD_VISIT_FRAMING, refuse },
  { "14-framing-shown", VD_VISIT_FRAMING, show_only },
  { "15-review", VD_VISIT_REVIEW, NULL },
  { "15-review-one-side", VD_VISIT_REVIEW, want_back },
  { "15a-review-card-front", VD_VISIT_REVIEW, have_front },
  { "13d-framing-back-scanned", VD_VISIT_FRAMING, scanned_front },
  { "15d-review-size", VD_VISIT_REVIEW, doubt_size },
  { "15c-review-doubt", VD_VISIT_REVIEW, doubt_back },
  { "15b-review-card", VD_VISIT_REVIEW, have_card },
  { "16-review-three", VD_VISIT_REVIEW, add_pages },
  { "16a-review-remove", VD_VISIT_REVIEW, add_pages, ask_remove },
  { "16b-corners", VD_VISIT_CORNERS, NULL },
  { "16c-corners-held", VD_VISIT_CORNERS, NULL, hold_first },
  { "16d-corners-held-low", VD_VISIT_CORNERS, NULL, hold_last },
  { "17-sending", VD_VISIT_SENDING, NULL },
  { "18-sending-cut", VD_VISIT_SENDING, fail_sending },
  { "18-sending-full", VD_VISIT_SENDING, find_no_room },
  { "18-too-large", VD_VISIT_REVIEW, be_too_large },
  { "19-farewell", VD_VISIT_FAREWELL, NULL },
  { "20-farewell-bad", VD_VISIT_FAREWELL, end_badly },
  { "20a-farewell-telephone", VD_VISIT_FAREWELL, end_by_telephone },
  { "21-leaving", VD_VISIT_REASON, warn },
  { "22-out-of-order", VD_VISIT_OUT_OF_ORDER, NULL },
};

static void
save (GtkWidget *window, const char *file)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gdk_paintable_get_intrinsic_width (paintable), height = gdk_paintable_get_intrinsic_height (paintable);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  gdk_texture_save_to_png (texture, file);
}

static void
take (const Shot *shot, VdTongue *tongue, const char *directory, const char *language, int width, int height)
{
  const char *languages[] = { "fr", "en", "es", NULL };
  g_autoptr (Scene) scene = scene_new ();
  g_autofree char *file = g_strdup_printf ("%s/%s-%s-%dx%d.png", directory, shot->name, language, width, height);
  VdWindow *window;

  scene_go (scene, shot->state);
  if (shot->change)
    shot->change (scene);
  g_object_set (scene->visit, "language", language, NULL);
  window = vd_window_new (scene->visit, G_ACTION_GROUP (scene->actions), tongue, languages, 0.8, width, height);
  gtk_window_present (GTK_WINDOW (window));
  scene_let_draw (GTK_WIDGET (window), 4);
  if (shot->touch)
    {
      shot->touch (GTK_WIDGET (window));
      scene_let_draw (GTK_WIDGET (window), 4);
    }
  save (GTK_WIDGET (window), file);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  int width = 1920, height = 1080;
  const char *language = argc > 3 ? argv[3] : "fr";
  g_autoptr (VdTongue) tongue = vd_tongue_new (g_getenv ("VISIODESK_LOCALEDIR"));

  if (argc < 2 || (argc > 2 && sscanf (argv[2], "%dx%d", &width, &height) != 2))
    {
      g_printerr ("usage: %s DIR [WIDTHxHEIGHT] [LANGUAGE]\n", argv[0]);
      return EXIT_FAILURE;
    }
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  gst_init (NULL, NULL);
  gtk_disable_setlocale ();
  gtk_init ();
  g_mkdir_with_parents (argv[1], 0755);
  for (gsize i = 0; i < G_N_ELEMENTS (SHOTS); i++)
    if (argc < 5 || g_pattern_match_simple (argv[4], SHOTS[i].name))
      take (&SHOTS[i], tongue, argv[1], language, width, height);
  return EXIT_SUCCESS;
}
