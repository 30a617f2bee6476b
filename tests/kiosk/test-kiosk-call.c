/* SPDX-License-Identifier: EUPL-1.2 */
#include "talk.h"
#include "page-photo.h"
#include "page-private.h"

#include <string.h>

static void
say_paper (Talk *talk, const char *paper, const char *state, const char *reason, guint attempt)
{
  g_autofree char *reason_json = reason ? g_strdup_printf ("\"%s\"", reason) : g_strdup ("null");
  g_autofree char *id = fake_desk_send (
      talk->door.desk, "paper.state", NULL,
      "{\"paper\":\"%s\",\"kind\":\"payslip\",\"note\":\"July\",\"state\":\"%s\",\"attempt\":%u,\"reason\":%s,"
      "\"pages\":null,\"bytes\":null,\"sha256\":null,\"watermark\":\"Copie pour Lens\"}",
      paper, state, attempt, reason_json);
}

static void
end_by_desk (Talk *talk, const char *why)
{
  g_autofree char *id = fake_desk_send (talk->door.desk, "call.ended", NULL,
                                        "{\"call\":\"%s\",\"why\":\"%s\",\"by\":\"console\"}", talk->call, why);
}

static void
expect_end (Talk *talk, const char *end)
{
  door_wait_state (&talk->door, VD_VISIT_FAREWELL);
  door_expect_fact (&talk->door, "end", end);
  door_expect_fact (&talk->door, "advisor-name", "");
  door_expect_fact (&talk->door, "remote-view", "");
  door_wait_fact (&talk->door, "erased", "TRUE");
  door_expect_fact (&talk->door, "camera-state", "closed");
}

static gboolean
sees_advisor (gpointer data)
{
  return vd_call_get_figures (((Talk *)data)->door.kiosk->call).first_frame_us > 0;
}

static gboolean
sees_kiosk (gpointer data)
{
  return vd_answerer_get_pictures (((Talk *)data)->advisor) > 0;
}

static void
test_talk (Talk *talk, gconstpointer unused)
{
  const VdMessage *media;

  door_join (&talk->door);
  talk_ring (talk, "c1", "k1");
  /* Connected while it rings, but nothing of the visitor goes out. */
  linger (1500);
  g_assert_cmpuint (vd_answerer_get_video_packets (talk->advisor), ==, 0);
  g_assert_cmpuint (vd_answerer_get_audio_packets (talk->advisor), ==, 0);
  door_expect_fact (&talk->door, "state", "waiting");
  talk_accept (talk);
  door_expect_fact (&talk->door, "advisor-name", "Camille");
  door_expect_fact (&talk->door, "ringing", "FALSE");
  wait_until (sees_kiosk, talk, "the advisor to see the visitor");
  wait_until (sees_advisor, talk, "the visitor to see the advisor");

  media = fake_desk_expect (talk->door.desk, "call.media");
  g_assert_true (json_object_get_boolean_member (media->body, "microphone"));
  door_act (&talk->door, "toggle-microphone", NULL);
  media = fake_desk_expect (talk->door.desk, "call.media");
  g_assert_false (json_object_get_boolean_member (media->body, "microphone"));
  door_expect_fact (&talk->door, "microphone-on", "FALSE");
  g_free (
      fake_desk_send (talk->door.desk, "call.media", NULL, "{\"call\":\"k1\",\"microphone\":true,\"camera\":false}"));
  door_wait_fact (&talk->door, "advisor-camera-on", "FALSE");
  g_free (fake_desk_send (talk->door.desk, "call.presence", NULL, "{\"call\":\"k1\",\"present\":false}"));
  door_wait_fact (&talk->door, "advisor-present", "FALSE");

  end_by_desk (talk, "done");
  expect_end (talk, "done");
  door_wait_state (&talk->door, VD_VISIT_IDLE);
  door_expect_fact (&talk->door, "microphone-on", "TRUE");
}

static void
test_visitor_hangs_up (Talk *talk, gconstpointer unused)
{
  const VdMessage *hangup;

  talk_begin (talk);
  door_act (&talk->door, "leave", NULL);
  hangup = fake_desk_expect (talk->door.desk, "call.hangup");
  g_assert_cmpstr (talk_text (hangup, "why"), ==, "done");
  end_by_desk (talk, "left"); /* the desk's echo about what is over: no error */
  expect_end (talk, "done");
  g_assert_cmpuint (fake_desk_count (talk->door.desk, "error"), ==, 0);
}

/* The media are with somebody else: the visitor and the desk are told at once, nothing was sent, and nobody is tried again. */
static void
test_unsafe (Talk *talk, gconstpointer unused)
{
  const VdMessage *hangup;

  talk->is_forged = TRUE;
  door_join (&talk->door);
  talk_ring (talk, "c1", "k1");
  hangup = fake_desk_expect (talk->door.desk, "call.hangup");
  g_assert_cmpstr (talk_text (hangup, "call"), ==, "k1");
  g_assert_cmpstr (talk_text (hangup, "why"), ==, "unsafe");
  expect_end (talk, "unsafe");
  g_assert_cmpuint (vd_answerer_get_video_packets (talk->advisor), ==, 0);
  g_assert_cmpuint (vd_answerer_get_audio_packets (talk->advisor), ==, 0);
}

/* Declined, or nobody answered in time: the next advisor rings, and the visitor waits on. */
static void
test_withdrawn (Talk *talk, gconstpointer unused)
{
  door_join (&talk->door);
  talk_ring (talk, "c1", "k1");
  g_free (fake_desk_send (talk->door.desk, "call.withdrawn", NULL, "{\"call\":\"k1\",\"why\":\"declined\"}"));
  door_wait_fact (&talk->door, "ringing", "FALSE");
  door_expect_fact (&talk->door, "state", "waiting");
  door_wait_fact (&talk->door, "camera-state", "working");
  talk_ring (talk, "c1", "k2");
  door_prepare (&talk->door, "c1", "k3");
  door_expect_error (&talk->door, "out-of-turn", NULL);
}

/* Presses until a page is there, as a visitor does: the camera may have only just begun to see. */
static gboolean
is_taken (gpointer data)
{
  Door *door = &((Talk *)data)->door;

  if (door_can (door, "take-page"))
    door_act (door, "take-page", NULL);
  return vd_visit_get_state (door->visit) == VD_VISIT_REVIEW;
}

static void
take (Talk *talk)
{
  g_assert_cmpint (vd_visit_get_state (talk->door.visit), ==, VD_VISIT_FRAMING);
  wait_until (is_taken, talk, "a page");
}

static void
take_and_send (Talk *talk)
{
  take (talk);
  g_assert_false (door_can (&talk->door, "take-page"));
  door_act (&talk->door, "send", NULL);
}

/* What the desk received is a PDF, and all of it. */
static void
expect_pdf (Talk *talk)
{
  g_autoptr (GBytes) pdf = fake_desk_open_upload (talk->door.desk);
  gsize length;
  const char *bytes = g_bytes_get_data (pdf, &length);

  g_assert_cmpuint (length, >, 1000);
  g_assert_true (g_str_has_prefix (bytes, "%PDF-"));
  g_assert_nonnull (g_strstr_len (bytes + length - 32, 32, "%%EOF"));
}

static guint
count_pages (Talk *talk)
{
  return g_list_model_get_n_items (G_LIST_MODEL (vd_visit_get_pages (talk->door.visit)));
}

static gboolean
is_uploaded (gpointer data)
{
  Door *door = &((Talk *)data)->door;
  g_autoptr (GBytes) there = fake_desk_get_upload (door->desk);
  guint64 sent, total;

  g_object_get (door->visit, "sent-bytes", &sent, "total-bytes", &total, NULL);
  return total > 0 && sent == total && there && g_bytes_get_size (there) == total;
}

static void
send_all (Talk *talk)
{
  take_and_send (talk);
  wait_until (is_uploaded, talk, "the paper to be sent");
  door_expect_fact (&talk->door, "state", "sending"); /* until the desk confirms */
  expect_pdf (talk);
}

static GVariant *
say_corners (double near, double far)
{
  return g_variant_new ("((dd)(dd)(dd)(dd))", near, near, far, near, far, far, near, far);
}

static gboolean
is_reviewing (gpointer data)
{
  return vd_visit_get_state (((Talk *)data)->door.visit) == VD_VISIT_REVIEW;
}

/* A page is made anew from its own photograph, with the corners where the visitor puts them, and takes its place. */
static void
adjust (Talk *talk)
{
  GListModel *pages = G_LIST_MODEL (vd_visit_get_pages (talk->door.visit));
  g_autoptr (VdPage) first = g_list_model_get_item (pages, 0);
  g_autoptr (VdPage) second = g_list_model_get_item (pages, 1);
  g_autoptr (VdPage) now = NULL;
  g_autoptr (VdPage) other = NULL;
  VdQuad corners;

  g_assert_false (door_can (&talk->door, "set-corners"));
  door_act (&talk->door, "adjust-page", g_variant_new_uint32 (99));
  door_expect_fact (&talk->door, "state", "review");
  door_act (&talk->door, "adjust-page", g_variant_new_uint32 (1));
  door_expect_fact (&talk->door, "state", "corners");
  g_assert_false (door_can (&talk->door, "send"));
  door_act (&talk->door, "back", NULL);
  door_expect_fact (&talk->door, "state", "review");
  door_expect_fact (&talk->door, "adjusted-page", "");
  door_act (&talk->door, "adjust-page", g_variant_new_uint32 (1));
  door_act (&talk->door, "set-corners", say_corners (0.5, 0.5)); /* no sheet is that small */
  door_expect_fact (&talk->door, "taking", "FALSE");
  door_act (&talk->door, "set-corners", say_corners (0.25, 0.75));
  g_assert_false (door_can (&talk->door, "back"));
  wait_until (is_reviewing, talk, "the page to be made anew");
  g_assert_cmpuint (count_pages (talk), ==, 2);
  other = g_list_model_get_item (pages, 0);
  now = g_list_model_get_item (pages, 1);
  g_assert_true (other == first && now != second);
  g_assert_true (vd_page_get_corners (now, &corners));
  g_assert_cmpfloat (corners.corner[2].y, ==, 0.75);
  g_assert_cmpint (vd_page_get_rotation (now), ==, vd_page_get_rotation (second));
  g_assert_cmpstr (vd_page_get_watermark (first), ==, "Copie pour Lens");
  g_assert_cmpstr (vd_page_get_watermark (now), ==, "Copie pour Lens");

  door_act (&talk->door, "move-page", g_variant_new ("(uu)", 1, 7));
  door_act (&talk->door, "move-page", g_variant_new ("(uu)", 1, 0));
  g_clear_object (&other);
  other = g_list_model_get_item (pages, 0);
  g_assert_true (other == now);
  door_act (&talk->door, "move-page", g_variant_new ("(uu)", 0, 1));
  g_clear_object (&other);
  other = g_list_model_get_item (pages, 0);
  g_assert_true (other == first);
}

/* Pages are added, turned, taken anew and removed before anything is sent. */
static void
juggle_pages (Talk *talk)
{
  take (talk);
  door_act (&talk->door, "add-page", NULL);
  take (talk);
  g_assert_cmpuint (count_pages (talk), ==, 2);
  door_act (&talk->door, "turn-page", g_variant_new_uint32 (1));
  door_act (&talk->door, "turn-page", g_variant_new_uint32 (99));
  adjust (talk);
  door_act (&talk->door, "retake-page", g_variant_new_uint32 (0));
  take (talk);
  g_assert_cmpuint (count_pages (talk), ==, 2);
  door_act (&talk->door, "remove-page", g_variant_new_uint32 (0));
  door_act (&talk->door, "remove-page", g_variant_new_uint32 (0));
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  g_assert_false (door_can (&talk->door, "back"));
}

static void
test_paper (Talk *talk, gconstpointer unused)
{
  const VdMessage *progress;

  talk_begin (talk);
  say_paper (talk, "p1", "asked", NULL, 0);
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  door_expect_fact (&talk->door, "paper-kind", "payslip");
  door_expect_fact (&talk->door, "paper-note", "July");
  progress = fake_desk_expect (talk->door.desk, "paper.progress");
  g_assert_cmpstr (talk_text (progress, "stage"), ==, "framing");

  juggle_pages (talk);
  send_all (talk);

  say_paper (talk, "p1", "received", NULL, 1);
  door_wait_state (&talk->door, VD_VISIT_TALKING);
  door_expect_fact (&talk->door, "paper-judging", "TRUE");
  g_assert_cmpuint (count_pages (talk), ==, 0);
  say_paper (talk, "p1", "refused", "blurred", 1);
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  door_expect_fact (&talk->door, "paper-refusal", "blurred");
  send_all (talk);
  say_paper (talk, "p1", "received", NULL, 2);
  door_wait_state (&talk->door, VD_VISIT_TALKING);
  say_paper (talk, "p1", "refused", NULL, 2); /* no reason given is a reason too */
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  door_expect_fact (&talk->door, "paper-refusal", "other");
  door_expect_fact (&talk->door, "papers-sent", "0");
  send_all (talk);
  say_paper (talk, "p1", "accepted", NULL, 3);
  door_wait_fact (&talk->door, "paper-accepted", "TRUE");
  door_expect_fact (&talk->door, "paper-judging", "FALSE");

  end_by_desk (talk, "done");
  door_wait_state (&talk->door, VD_VISIT_FAREWELL);
  door_expect_fact (&talk->door, "papers-sent", "1");
  door_expect_fact (&talk->door, "pages-sent", "1");
  expect_end (talk, "done");
}

/* A page of @long_mm × @short_mm at 100 dpi. */
static VdPage *
make_page (double long_mm, double short_mm)
{
  g_autoptr (VdPicture) picture = vd_picture_new ((int)(long_mm / 0.254), (int)(short_mm / 0.254), 3);

  memset (picture->pixels, 200, picture->stride * picture->height);
  return vd_page_new_from_picture (picture, 100, VD_ADVICE_NONE);
}

/* Two sides of a card are one page at the desk, two sides of a larger paper are two. */
static void
test_two_sides (Talk *talk, gconstpointer unused)
{
  static const struct
  {
    double long_mm, short_mm;
    const char *sent;
  } papers[] = { { 85.6, 54, "1" }, { 210, 148, "2" } };

  talk_begin (talk);
  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    {
      VdPage *sides[2] = { make_page (papers[i].long_mm, papers[i].short_mm),
                           make_page (papers[i].long_mm, papers[i].short_mm) };
      g_autofree char *id = fake_desk_send (talk->door.desk, "paper.state", NULL,
                                            "{\"paper\":\"p1\",\"kind\":\"identity\",\"state\":\"asked\",\"note\":\"\","
                                            "\"attempt\":%u,\"reason\":null,\"pages\":null,\"bytes\":null,"
                                            "\"sha256\":null,\"sides\":2}", i);

      door_wait_state (&talk->door, VD_VISIT_FRAMING);
      take (talk);
      g_list_store_splice (vd_visit_get_pages (talk->door.visit), 0, 1, (gpointer *)sides, 2);
      g_object_unref (sides[0]);
      g_object_unref (sides[1]);
      door_act (&talk->door, "send", NULL);
      wait_until (is_uploaded, talk, "the paper to be sent");
      say_paper (talk, "p1", "received", NULL, i + 1);
      door_wait_state (&talk->door, VD_VISIT_TALKING);
      door_expect_fact (&talk->door, "pages-sent", papers[i].sent);
    }
  end_by_desk (talk, "done");
  expect_end (talk, "done");
}

static gboolean
is_front_taken (gpointer data)
{
  Door *door = &((Talk *)data)->door;

  if (vd_visit_count_pages (door->visit) > 0)
    return TRUE;
  if (door_can (door, "take-page"))
    door_act (door, "take-page", NULL);
  return FALSE;
}

static void
ask_two_sided (Talk *talk, const char *id, guint sides)
{
  g_free (fake_desk_send (talk->door.desk, "paper.state", NULL,
                          "{\"paper\":\"%s\",\"kind\":\"identity\",\"state\":\"asked\",\"note\":\"\",\"attempt\":0,"
                          "\"reason\":null,\"pages\":null,\"bytes\":null,\"sha256\":null,\"sides\":%u}",
                          id, sides));
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  door_expect_fact (&talk->door, "paper-back", "unasked");
  g_assert_false (door_can (&talk->door, "no-back"));
  wait_until (is_front_taken, talk, "the front");
}

/* So fine that nothing is to be said against its pages. */
static void
open_fine_camera (Talk *talk)
{
  talk->door.settings.document_width = 2560;
  talk->door.settings.document_height = 1920;
  g_clear_object (&talk->door.kiosk);
  g_clear_object (&talk->door.visit);
  talk->door.kiosk = vd_kiosk_new (&talk->door.settings);
  talk->door.visit = g_object_ref (vd_kiosk_get_visit (talk->door.kiosk));
}

/* Blocks of two colours, like nothing else. */
static VdPage *
make_written_page (void)
{
  g_autoptr (VdPicture) picture = vd_picture_new (600, 400, 3);
  guint32 dice = 7;

  memset (picture->pixels, 230, picture->stride * picture->height);
  for (int i = 0; i < 150; i++)
    {
      int x = (int)((dice = dice * 1664525 + 1013904223) >> 16) % 28 * 20, y = (int)(dice >> 8 & 0xff) % 18 * 20;

      for (int row = y; row < y + 20; row++)
        memset (picture->pixels + row * picture->stride + x * 3, 40, 60);
    }
  return vd_page_new_from_picture (picture, 100, VD_ADVICE_NONE);
}

/* Both pages are the same side: the visitor is asked, and may send them all the same. */
static void
take_side_twice (Talk *talk)
{
  g_autoptr (VdPage) side = make_written_page ();
  VdPage *sides[2] = { side, side };

  g_list_store_splice (vd_visit_get_pages (talk->door.visit), 0, 2, (gpointer *)sides, 2);
  vd_kiosk_compare_sides (talk->door.kiosk);
  door_expect_fact (&talk->door, "paper-back", "doubted");
  g_assert_true (door_can (&talk->door, "send"));
  door_act (&talk->door, "trust-back", NULL);
  door_expect_fact (&talk->door, "paper-back", "taken");
}

/* What the checklist calls two-sided is turned over without a word of the visitor's, unless there is nothing on its back. */
static void
test_turned_over (Talk *talk, gconstpointer unused)
{
  open_fine_camera (talk);
  talk_begin (talk);
  ask_two_sided (talk, "p1", 2);
  door_expect_fact (&talk->door, "state", "framing");
  door_expect_fact (&talk->door, "paper-back", "wanted");
  door_act (&talk->door, "back", NULL); /* looks at the front, and comes back */
  door_expect_fact (&talk->door, "state", "review");
  door_act (&talk->door, "retake-page", g_variant_new_uint32 (0));
  door_expect_fact (&talk->door, "paper-back", "unasked");
  door_act (&talk->door, "back", NULL);
  door_expect_fact (&talk->door, "paper-back", "wanted");
  door_act (&talk->door, "add-page", NULL);
  door_act (&talk->door, "no-back", NULL);
  door_expect_fact (&talk->door, "state", "review");
  door_expect_fact (&talk->door, "paper-back", "nothing");
  door_act (&talk->door, "remove-page", g_variant_new_uint32 (0));
  door_expect_fact (&talk->door, "paper-back", "unasked");
  wait_until (is_front_taken, talk, "the front");
  take (talk);
  g_assert_cmpuint (count_pages (talk), ==, 2);
  door_expect_fact (&talk->door, "paper-back", "taken");
  g_assert_false (door_can (&talk->door, "trust-back"));
  take_side_twice (talk);
  door_act (&talk->door, "remove-page", g_variant_new_uint32 (0));
  door_expect_fact (&talk->door, "paper-back", "wanted");
  door_act (&talk->door, "send", NULL);
  wait_until (is_uploaded, talk, "the paper to be sent");
}

/* A card has two sides whatever the checklist says; they are one page to whoever waits for it. */
static void
test_card_by_itself (Talk *talk, gconstpointer unused)
{
  VdPage *card = make_page (85.6, 54);
  const VdMessage *progress;

  talk_begin (talk);
  ask_two_sided (talk, "p1", 1);
  door_expect_fact (&talk->door, "state", "review");
  door_expect_fact (&talk->door, "paper-back", "unasked");
  g_list_store_splice (vd_visit_get_pages (talk->door.visit), 0, 1, (gpointer *)&card, 1);
  vd_kiosk_judge_back (talk->door.kiosk);
  door_expect_fact (&talk->door, "paper-back", "wanted");
  g_assert_true (vd_visit_has_card (talk->door.visit));
  door_act (&talk->door, "add-page", NULL);
  take (talk);
  g_assert_false (vd_visit_has_card (talk->door.visit)); /* the second is no card */
  g_list_store_splice (vd_visit_get_pages (talk->door.visit), 1, 1, (gpointer *)&card, 1);
  g_object_unref (card);
  door_act (&talk->door, "send", NULL);
  do
    progress = fake_desk_expect (talk->door.desk, "paper.progress");
  while (!g_str_equal (talk_text (progress, "stage"), "sending"));
  g_assert_cmpint (json_object_get_int_member (progress->body, "pages"), ==, 1);
  wait_until (is_uploaded, talk, "the paper to be sent");
  say_paper (talk, "p1", "received", NULL, 1);
  door_wait_state (&talk->door, VD_VISIT_TALKING);
  door_expect_fact (&talk->door, "pages-sent", "1");
}

/* What may be a small card is what the visitor says. */
static void
test_size_told (Talk *talk, gconstpointer unused)
{
  for (int is_card = 0; is_card < 2; is_card++)
    {
      g_autofree char *id = g_strdup_printf ("p%d", is_card);
      VdPage *page = make_page (297, 210);

      if (is_card == 0)
        talk_begin (talk);
      ask_two_sided (talk, id, 1);
      door_expect_fact (&talk->door, "state", "review");
      vd_page_doubt_size (page);
      g_list_store_splice (vd_visit_get_pages (talk->door.visit), 0, 1, (gpointer *)&page, 1);
      g_assert_false (vd_kiosk_wants_back (talk->door.kiosk));
      door_act (&talk->door, "tell-size", g_variant_new ("(ub)", 7, TRUE)); /* there is no such page */
      g_assert_true (vd_page_has_doubtful_size (page));
      door_act (&talk->door, "tell-size", g_variant_new ("(ub)", 0, is_card));
      g_assert_false (vd_page_has_doubtful_size (page));
      door_expect_fact (&talk->door, "paper-back", is_card ? "wanted" : "unasked");
      g_object_unref (page);
      door_act (&talk->door, "no-paper", g_variant_new_string ("cannot"));
      door_wait_state (&talk->door, VD_VISIT_TALKING);
    }
}

static void
test_papers_in_turn (Talk *talk, gconstpointer unused)
{
  const VdMessage *withdrawn;

  talk_begin (talk);
  say_paper (talk, "p1", "asked", NULL, 0);
  say_paper (talk, "p2", "asked", NULL, 0);
  say_paper (talk, "p3", "asked", NULL, 0);
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  say_paper (talk, "p2", "withdrawn", "cancelled", 0);
  door_act (&talk->door, "no-paper", g_variant_new_string ("not-here"));
  withdrawn = fake_desk_expect (talk->door.desk, "paper.withdraw");
  g_assert_cmpstr (talk_text (withdrawn, "paper"), ==, "p1");
  g_assert_cmpstr (talk_text (withdrawn, "why"), ==, "not-here");
  say_paper (talk, "p1", "withdrawn", "not-here", 0);
  door_wait_state (&talk->door, VD_VISIT_FRAMING); /* p3 */
  g_assert_cmpstr (talk->door.kiosk->paper->id, ==, "p3");
  say_paper (talk, "p3", "withdrawn", "cancelled", 0);
  door_wait_state (&talk->door, VD_VISIT_TALKING);
  g_assert_cmpuint (fake_desk_count (talk->door.desk, "error"), ==, 0);
}

static void
test_paper_not_taken (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  say_paper (talk, "p1", "asked", NULL, 0);
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  fake_desk_set_upload_status (talk->door.desk, 422);
  take_and_send (talk);
  door_wait_fact (&talk->door, "paper-trouble", "refused-by-desk");
  door_expect_fact (&talk->door, "state", "review");
  door_act (&talk->door, "retake-page", g_variant_new_uint32 (0)); /* the camera sees again */
  take (talk);
  fake_desk_set_upload_status (talk->door.desk, 413);
  door_act (&talk->door, "send", NULL);
  door_wait_fact (&talk->door, "paper-trouble", "too-large");
  door_expect_fact (&talk->door, "state", "review");
  fake_desk_set_upload_status (talk->door.desk, 507);
  door_act (&talk->door, "send", NULL);
  door_wait_fact (&talk->door, "paper-trouble", "desk-full");
  fake_desk_set_upload_status (talk->door.desk, 503);
  door_wait_fact (&talk->door, "paper-trouble", "send-failed");
  door_expect_fact (&talk->door, "state", "sending");
  fake_desk_set_upload_status (talk->door.desk, 0);
  wait_until (is_uploaded, talk, "the paper to be sent");
  door_wait_fact (&talk->door, "paper-trouble", "none");
}

/* The visit ends while a paper is half sent: the desk's part is deleted, ours is erased. */
static gboolean
is_deleted (gpointer data)
{
  return fake_desk_get_deletes (((Talk *)data)->door.desk) > 0;
}

static void
test_ends_while_sending (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  say_paper (talk, "p1", "asked", NULL, 0);
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  fake_desk_set_upload_status (talk->door.desk, 503);
  take_and_send (talk);
  door_wait_fact (&talk->door, "paper-trouble", "send-failed");
  end_by_desk (talk, "done");
  expect_end (talk, "done");
  wait_until (is_deleted, talk, "the desk's part to be deleted");
}

/* Whoever holds a page after the end keeps the kiosk from saying that it is erased. */
static void
test_erased_is_true (Talk *talk, gconstpointer unused)
{
  g_autoptr (VdPage) page = NULL;

  talk->door.settings.farewell_s = 3;
  talk_begin (talk);
  say_paper (talk, "p1", "asked", NULL, 0);
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  take (talk);
  page = g_list_model_get_item (G_LIST_MODEL (vd_visit_get_pages (talk->door.visit)), 0);
  door_act (&talk->door, "leave", NULL);
  door_wait_state (&talk->door, VD_VISIT_FAREWELL);
  linger (1500);
  door_expect_fact (&talk->door, "erased", "FALSE");
  g_clear_object (&page);
  door_wait_fact (&talk->door, "erased", "TRUE");
}

static void
test_no_camera_no_scanner (Talk *talk, gconstpointer unused)
{
  talk->door.settings.document_camera = "none";
  g_clear_object (&talk->door.kiosk);
  g_clear_object (&talk->door.visit);
  talk->door.kiosk = vd_kiosk_new (&talk->door.settings);
  talk->door.visit = g_object_ref (vd_kiosk_get_visit (talk->door.kiosk));
  talk_begin (talk);
  say_paper (talk, "p1", "asked", NULL, 0);
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
  door_wait_fact (&talk->door, "paper-trouble", "no-source");
  g_assert_false (door_can (&talk->door, "take-page"));
  g_assert_false (door_can (&talk->door, "scan"));
  door_act (&talk->door, "no-paper", g_variant_new_string ("cannot"));
  door_wait_state (&talk->door, VD_VISIT_TALKING);
}

/* An answer that cannot be taken: the desk is told; the second time the visitor is. */
static void
test_bad_answers (Talk *talk, gconstpointer unused)
{
  const VdMessage *message;

  door_join (&talk->door);
  for (guint trial = 0; trial < 2; trial++)
    {
      g_autofree char *contact = g_strdup_printf ("c%u", trial + 1);
      g_autofree char *call = g_strdup_printf ("k%u", trial + 1);

      door_prepare (&talk->door, contact, call);
      message = fake_desk_expect (talk->door.desk, "call.offer");
      g_assert_cmpstr (talk_text (message, "call"), ==, call);
      g_free (fake_desk_send (talk->door.desk, "call.answer", NULL, "{\"call\":\"%s\",\"peer\":1,\"sdp\":\"nonsense\"}",
                              call));
      door_expect_error (&talk->door, "bad-message", NULL);
      if (trial == 1)
        break;
      message = fake_desk_expect (talk->door.desk, "call.hangup");
      g_assert_cmpstr (talk_text (message, "why"), ==, "failed");
      g_free (fake_desk_send (talk->door.desk, "contact.ended", NULL, "{\"contact\":\"c1\",\"why\":\"failed\"}"));
      door_queue (&talk->door, fake_desk_expect (talk->door.desk, "contact.join"), "c2");
      door_wait_fact (&talk->door, "ticket", "A001");
    }
  expect_end (talk, "call-lost");
}

/* The desk was restarted and knows nothing: sound and picture go on; when they stop there is no way back. */
static void
test_desk_restarted (Talk *talk, gconstpointer unused)
{
  guint pictures;

  talk_begin (talk);
  wait_until (sees_kiosk, talk, "the advisor to see the visitor");
  fake_desk_restart (talk->door.desk);
  door_wait_fact (&talk->door, "online", "FALSE");
  door_wait_fact (&talk->door, "online", "TRUE");
  pictures = vd_answerer_get_pictures (talk->advisor);
  linger (1000);
  g_assert_cmpuint (vd_answerer_get_pictures (talk->advisor), >, pictures);
  door_expect_fact (&talk->door, "state", "talking");
  vd_answerer_freeze (talk->advisor);
  door_wait_fact (&talk->door, "call-trouble", "unstable");
  expect_end (talk, "call-lost");
}

/* A line that comes back: the same call, and what was asked meanwhile arrives. */
static void
test_line_cut (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  fake_desk_cut (talk->door.desk);
  door_wait_fact (&talk->door, "online", "FALSE");
  say_paper (talk, "p1", "asked", NULL, 0);
  door_expect_fact (&talk->door, "state", "talking");
  door_wait_state (&talk->door, VD_VISIT_FRAMING);
}

#define ADD(name, test) g_test_add ("/kiosk-call/" name, Talk, NULL, talk_set_up, test, talk_tear_down)

static gint64
figure (const VdMessage *stats, const char *member)
{
  return json_object_get_int_member (stats->body, member);
}

/* How a call goes is told while people talk, and once its media is down; nothing of the visitor is in it. */
static void
test_stats (Talk *talk, gconstpointer unused)
{
  const VdMessage *stats;
  gint64 talk_ms;

  talk_begin (talk);
  wait_until (sees_advisor, talk, "the visitor to see the advisor");
  stats = fake_desk_expect (talk->door.desk, "call.stats");
  talk_ms = figure (stats, "talk_ms");
  g_assert_cmpint (talk_ms, >=, 15000);
  door_expect_fact (&talk->door, "state", "talking");
  end_by_desk (talk, "done");
  expect_end (talk, "done");
  stats = fake_desk_expect (talk->door.desk, "call.stats");
  g_assert_cmpstr (talk_text (stats, "call"), ==, "k1");
  g_assert_cmpint (figure (stats, "peers"), ==, 1);
  g_assert_cmpint (figure (stats, "failures"), ==, 0);
  g_assert_cmpint (figure (stats, "given_up"), ==, 0);
  g_assert_cmpstr (talk_text (stats, "route"), ==, "direct");
  g_assert_cmpint (figure (stats, "connected_ms"), >, 0);
  g_assert_cmpint (figure (stats, "talk_ms"), >=, talk_ms);
  g_assert_cmpint (figure (stats, "first_frame_ms"), <=, figure (stats, "talk_ms"));
  g_assert_cmpint (figure (stats, "frames"), >, 5);
  g_assert_cmpint (figure (stats, "received_kbps"), >, 0);
  g_assert_cmpint (figure (stats, "sent_kbps"), >, 0);
  g_assert_false (json_object_get_null_member (stats->body, "loss_in_ppm"));
}

/* A ring that nobody answered has no talk, and says so. */
static void
test_stats_of_a_ring (Talk *talk, gconstpointer unused)
{
  const VdMessage *stats;

  door_join (&talk->door);
  talk_ring (talk, "c1", "k1");
  g_free (fake_desk_send (talk->door.desk, "call.withdrawn", NULL, "{\"call\":\"k1\",\"why\":\"declined\"}"));
  stats = fake_desk_expect (talk->door.desk, "call.stats");
  g_assert_cmpstr (talk_text (stats, "call"), ==, "k1");
  g_assert_cmpint (figure (stats, "peers"), ==, 1);
  g_assert_true (json_object_get_null_member (stats->body, "talk_ms"));
  g_assert_true (json_object_get_null_member (stats->body, "first_frame_ms"));
  g_assert_true (json_object_get_null_member (stats->body, "loss_in_ppm"));
  g_assert_cmpstr (talk_text (stats, "route"), ==, "unknown");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  ADD ("talk", test_talk);
  ADD ("visitor-hangs-up", test_visitor_hangs_up);
  ADD ("unsafe", test_unsafe);
  ADD ("withdrawn", test_withdrawn);
  ADD ("stats", test_stats);
  ADD ("stats-of-a-ring", test_stats_of_a_ring);
  ADD ("paper", test_paper);
  ADD ("papers-in-turn", test_papers_in_turn);
  ADD ("two-sides", test_two_sides);
  ADD ("turned-over", test_turned_over);
  ADD ("card-by-itself", test_card_by_itself);
  ADD ("size-told", test_size_told);
  ADD ("paper-not-taken", test_paper_not_taken);
  ADD ("ends-while-sending", test_ends_while_sending);
  ADD ("erased-is-true", test_erased_is_true);
  ADD ("no-camera-no-scanner", test_no_camera_no_scanner);
  ADD ("bad-answers", test_bad_answers);
  ADD ("desk-restarted", test_desk_restarted);
  ADD ("line-cut", test_line_cut);
  return g_test_run ();
}
