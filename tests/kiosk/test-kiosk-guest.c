/* SPDX-License-Identifier: EUPL-1.2 */
#include "talk.h"

/* Three in a call with real media: the kiosk's one studio feeds two browsers, played by a webrtcbin each. */

#define GUEST_CALL "k9"

static void
say (Talk *talk, const char *kind, const char *call, const char *rest)
{
  g_free (fake_desk_send (talk->door.desk, kind, NULL, "{\"call\":\"%s\"%s%s}", call, *rest ? "," : "", rest));
}

static void
on_guest_answer (const char *sdp, gpointer data)
{
  JsonObject *body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  json_object_set_string_member (body, "call", GUEST_CALL);
  json_object_set_int_member (body, "peer", 1);
  json_object_set_string_member (body, "sdp", sdp);
  json_node_take_object (node, body);
  json = json_to_string (node, FALSE);
  g_free (fake_desk_send (((Talk *)data)->door.desk, "call.answer", NULL, "%s", json));
}

static void
on_guest_candidate (guint mline, const char *candidate, gpointer data)
{
  g_autofree char *rest = g_strdup_printf ("\"peer\":1,\"mline\":%u,\"candidate\":\"%s\"", mline, candidate);

  say (data, "call.candidate", GUEST_CALL, rest);
}

static void
invite (Talk *talk, const char *as)
{
  g_autofree char *rest = g_strdup_printf ("\"contact\":\"c1\",\"ice_servers\":[],\"relay_only\":false,\"guest\":{"
                                           "\"as\":\"%s\",\"by\":\"Camille\",\"note\":\"\"}",
                                           as);
  const VdMessage *offer;

  g_free (talk->guest_call);
  talk->guest_call = g_strdup (GUEST_CALL);
  g_clear_pointer (&talk->guest, vd_answerer_free);
  talk->guest = vd_answerer_new (TRUE, on_guest_answer, on_guest_candidate, talk);
  say (talk, "call.prepare", GUEST_CALL, rest);
  offer = fake_desk_expect (talk->door.desk, "call.offer");
  g_assert_cmpstr (talk_text (offer, "call"), ==, GUEST_CALL);
  vd_answerer_take_offer (talk->guest, talk_text (offer, "sdp"));
  door_wait_fact (&talk->door, "guest-as", as);
}

static gboolean
is_guest_ready (gpointer data)
{
  return vd_call_get_state (((Talk *)data)->door.kiosk->guest.call) == VD_CALL_STATE_READY;
}

static void
join_call (Talk *talk, const char *as)
{
  invite (talk, as);
  wait_until (is_guest_ready, talk, "the guest's call to be negotiated");
  say (talk, "call.accepted", GUEST_CALL, "\"advisor\":{\"name\":\"Hugo\"}");
  g_assert_cmpstr (talk_text (fake_desk_expect (talk->door.desk, "join.seen"), "call"), ==, GUEST_CALL);
  door_expect_fact (&talk->door, "guest-joined", "TRUE");
}

static gboolean
sees_kiosk (gpointer data)
{
  return vd_answerer_get_pictures (data) > 0;
}

typedef struct
{
  VdAnswerer *who;
  guint before;
} Growth;

static gboolean
has_grown (gpointer data)
{
  Growth *growth = data;

  return vd_answerer_get_pictures (growth->who) > growth->before + 5;
}

static void
expect_goes_on (VdAnswerer *who)
{
  Growth growth = { who, vd_answerer_get_pictures (who) };

  wait_until (has_grown, &growth, "the picture to go on");
}

/* Nothing of the visitor leaves to the guest while he is only rung, nor before the visitor was told. */
static void
check_three (Talk *talk, const char *as)
{
  talk_begin (talk);
  invite (talk, as);
  wait_until (is_guest_ready, talk, "the guest's call to be negotiated");
  linger (500);
  g_assert_cmpuint (vd_answerer_get_video_packets (talk->guest), ==, 0);
  g_assert_cmpuint (vd_answerer_get_audio_packets (talk->guest), ==, 0);
  door_expect_fact (&talk->door, "guest-name", "");
  say (talk, "call.accepted", GUEST_CALL, "\"advisor\":{\"name\":\"Hugo\"}");
  door_wait_fact (&talk->door, "guest-name", "Hugo");
  g_assert_cmpuint (vd_answerer_get_video_packets (talk->guest), ==, 0);
  g_assert_cmpuint (vd_answerer_get_audio_packets (talk->guest), ==, 0);
  fake_desk_expect (talk->door.desk, "join.seen");
  wait_until (sees_kiosk, talk->guest, "the guest to see the visitor");
  expect_goes_on (talk->advisor);
  say (talk, "call.media", GUEST_CALL, "\"microphone\":true,\"camera\":false");
  door_wait_fact (&talk->door, "guest-camera-on", "FALSE");
  door_expect_fact (&talk->door, "advisor-camera-on", "TRUE");
  door_expect_fact (&talk->door, "state", "talking");
  /* As what he is there stays in sight for as long as he is. */
  door_expect_fact (&talk->door, "guest-as", as);
}

static void
test_three (Talk *talk, gconstpointer unused)
{
  check_three (talk, "interpreter");
}

/* Nobody listens in unannounced, whoever they are. */
static void
test_supervisor (Talk *talk, gconstpointer unused)
{
  check_three (talk, "supervisor");
}

static void
test_guest_leaves (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  join_call (talk, "signer");
  say (talk, "call.ended", GUEST_CALL, "\"why\":\"done\",\"by\":\"console\"");
  door_wait_fact (&talk->door, "guest-as", "");
  door_expect_fact (&talk->door, "guest-view", "");
  door_expect_fact (&talk->door, "state", "talking");
  expect_goes_on (talk->advisor);
  /* Late words about him are no mistake, and the next may come. */
  say (talk, "call.ended", GUEST_CALL, "\"why\":\"done\",\"by\":\"console\"");
  say (talk, "call.media", "k1", "\"microphone\":true,\"camera\":false");
  door_wait_fact (&talk->door, "advisor-camera-on", "FALSE");
  g_assert_cmpuint (fake_desk_count (talk->door.desk, "error"), ==, 0);
}

static void
test_declined (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  invite (talk, "colleague");
  say (talk, "call.withdrawn", GUEST_CALL, "\"why\":\"declined\"");
  door_wait_fact (&talk->door, "guest-as", "");
  door_expect_fact (&talk->door, "state", "talking");
  g_assert_cmpuint (fake_desk_count (talk->door.desk, "join.seen"), ==, 0);
}

static void
test_hand_over (Talk *talk, gconstpointer unused)
{
  const VdMessage *ask;

  talk_begin (talk);
  join_call (talk, "colleague");
  say (talk, "call.ended", "k1", "\"why\":\"handed-over\",\"by\":\"console\"");
  door_wait_fact (&talk->door, "advisor-name", "Hugo");
  door_expect_fact (&talk->door, "guest-as", "");
  door_expect_fact (&talk->door, "state", "talking");
  expect_goes_on (talk->guest);
  /* What is written goes to the one who has the call now. */
  do
    ask = fake_desk_expect (talk->door.desk, "call.text-ask");
  while (!g_str_equal (talk_text (ask, "call"), GUEST_CALL));
  say (talk, "call.ended", GUEST_CALL, "\"why\":\"done\",\"by\":\"console\"");
  door_wait_state (&talk->door, VD_VISIT_FAREWELL);
  door_expect_fact (&talk->door, "end", "done");
  door_wait_fact (&talk->door, "erased", "TRUE");
  door_expect_fact (&talk->door, "camera-state", "closed");
}

/* Nobody can be handed over to who is not there: the visitor is told that the call ended, not left with a still face.
 */
static void
test_hand_over_to_nobody (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  invite (talk, "colleague");
  say (talk, "call.ended", "k1", "\"why\":\"handed-over\",\"by\":\"console\"");
  door_wait_state (&talk->door, VD_VISIT_FAREWELL);
  door_expect_fact (&talk->door, "end", "call-lost");
  door_wait_fact (&talk->door, "erased", "TRUE");
}

static void
test_out_of_turn (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  join_call (talk, "colleague");
  say (talk, "call.prepare", "k10",
       "\"contact\":\"c1\",\"ice_servers\":[],\"relay_only\":false,\"guest\":{\"as\":\"colleague\",\"by\":\"Camille\","
       "\"note\":\"\"}");
  g_assert_cmpstr (talk_text (fake_desk_expect (talk->door.desk, "error"), "code"), ==, "out-of-turn");
  say (talk, "call.accepted", GUEST_CALL, "\"advisor\":{\"name\":\"Hugo\"}");
  g_assert_cmpstr (talk_text (fake_desk_expect (talk->door.desk, "error"), "code"), ==, "out-of-turn");
  door_expect_fact (&talk->door, "guest-joined", "TRUE");
}

/* The visitor hangs up: all of it is gone, whoever was there. */
static void
test_visitor_ends (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  join_call (talk, "supervisor");
  say (talk, "call.ended", "k1", "\"why\":\"done\",\"by\":\"kiosk\"");
  door_wait_state (&talk->door, VD_VISIT_FAREWELL);
  door_expect_fact (&talk->door, "guest-name", "");
  door_expect_fact (&talk->door, "guest-view", "");
  door_wait_fact (&talk->door, "erased", "TRUE");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
#define CASE(path, test) g_test_add ("/kiosk-guest/" path, Talk, NULL, talk_set_up, test, talk_tear_down)
  CASE ("three", test_three);
  CASE ("supervisor", test_supervisor);
  CASE ("guest-leaves", test_guest_leaves);
  CASE ("declined", test_declined);
  CASE ("hand-over", test_hand_over);
  CASE ("hand-over-to-nobody", test_hand_over_to_nobody);
  CASE ("out-of-turn", test_out_of_turn);
  CASE ("visitor-ends", test_visitor_ends);
#undef CASE
  return g_test_run ();
}
