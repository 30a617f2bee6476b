/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-world.h"

/* Three in a call over real sockets: Ada talks, Bob joins. */

typedef struct
{
  VdDeskWorld *world;
  VdDeskClient *kiosk, *ada, *bob;
  char *contact, *call, *guest;
} Three;

static void
say (VdDeskClient *client, const char *kind, const char *call, const char *rest)
{
  g_autofree char *body = g_strdup_printf ("{\"call\":\"%s\"%s%s}", call, *rest ? "," : "", rest);

  vd_desk_client_send (client, kind, body);
}

/* The next of @kind, about @call (NULL: of none) and with @value as @member. */
static void
expect (VdDeskClient *client, const char *kind, const char *call, const char *member, const char *value)
{
  g_autoptr (VdMessage) message = vd_desk_client_expect (client, kind);

  if (call)
    g_assert_cmpstr (vd_desk_client_text (message, "call"), ==, call);
  g_assert_cmpstr (vd_desk_client_text (message, member), ==, value);
}

static VdDeskClient *
come (VdDeskWorld *world, const char *advisor)
{
  VdDeskClient *client = vd_desk_client_welcomed (world, "console", advisor);

  vd_desk_client_send (client, "presence.set", "{\"state\":\"available\"}");
  vd_message_free (vd_desk_client_expect_answer (client, "presence.state"));
  return client;
}

static void
set_up (Three *three, gconstpointer data)
{
  g_autoptr (VdMessage) prepare = NULL;

  three->world = vd_desk_world_new ();
  three->kiosk = vd_desk_client_welcomed (three->world, "kiosk", "door");
  three->ada = come (three->world, "ada");
  vd_desk_client_send (three->kiosk, "contact.join", "{\"reason\":\"benefits\",\"language\":\"fr\"}");
  prepare = vd_desk_client_expect (three->kiosk, "call.prepare");
  three->contact = g_strdup (vd_desk_client_text (prepare, "contact"));
  three->call = g_strdup (vd_desk_client_text (prepare, "call"));
  say (three->ada, "ring.accept", three->call, "");
  vd_message_free (vd_desk_client_expect (three->kiosk, "call.accepted"));
  three->bob = come (three->world, "bob");
}

static void
tear_down (Three *three, gconstpointer data)
{
  vd_desk_client_free (three->kiosk);
  vd_desk_client_free (three->ada);
  vd_desk_client_free (three->bob);
  vd_desk_world_free (three->world);
  g_free (three->contact);
  g_free (three->call);
  g_free (three->guest);
}

static void
assert_invited (JsonObject *body)
{
  JsonObject *invitation = json_object_get_object_member (body, "guest");

  g_assert_cmpstr (json_object_get_string_member (invitation, "as"), ==, "signer");
  g_assert_cmpstr (json_object_get_string_member (invitation, "by"), ==, "Ada A.");
  g_assert_cmpstr (json_object_get_string_member (invitation, "note"), ==, "LSF");
}

static void
invite (Three *three, gboolean hand_over)
{
  g_autoptr (VdMessage) state = NULL;
  g_autoptr (VdMessage) rings = NULL;
  g_autoptr (VdMessage) prepare = NULL;

  say (three->ada, "join.ask", three->call,
       hand_over ? "\"advisor\":\"bob\",\"as\":\"signer\",\"note\":\"LSF\",\"hand_over\":true"
                 : "\"advisor\":\"bob\",\"as\":\"signer\",\"note\":\"LSF\",\"hand_over\":false");
  state = vd_desk_client_expect_answer (three->ada, "join.state");
  g_assert_cmpstr (vd_desk_client_text (state, "state"), ==, "ringing");
  g_assert_cmpstr (vd_desk_client_text (state, "as"), ==, "signer");
  rings = vd_desk_client_expect (three->bob, "ring.start");
  assert_invited (rings->body);
  prepare = vd_desk_client_expect (three->kiosk, "call.prepare");
  assert_invited (prepare->body);
  three->guest = g_strdup (vd_desk_client_text (state, "call"));
  g_assert_cmpstr (three->guest, !=, three->call);
  g_assert_cmpstr (vd_desk_client_text (rings, "call"), ==, three->guest);
  g_assert_cmpstr (vd_desk_client_text (prepare, "call"), ==, three->guest);
  g_assert_cmpstr (vd_desk_client_text (prepare, "contact"), ==, three->contact);
}

static void
accept (Three *three)
{
  say (three->bob, "ring.accept", three->guest, "");
  vd_message_free (vd_desk_client_expect_answer (three->bob, "call.accepted"));
  {
    g_autoptr (VdMessage) heard = vd_desk_client_expect (three->kiosk, "call.accepted");
    JsonObject *advisor = json_object_get_object_member (heard->body, "advisor");

    g_assert_cmpstr (vd_desk_client_text (heard, "call"), ==, three->guest);
    g_assert_cmpstr (json_object_get_string_member (advisor, "name"), ==, "Bob B.");
  }
  expect (three->ada, "join.state", three->guest, "state", "joining");
}

static void
join_call (Three *three)
{
  invite (three, FALSE);
  accept (three);
  say (three->kiosk, "join.seen", three->guest, "");
  expect (three->ada, "join.state", three->guest, "state", "joined");
}

static void
test_list (Three *three, gconstpointer data)
{
  g_autoptr (VdMessage) list = NULL;
  JsonArray *colleagues;
  JsonObject *bob;

  say (three->bob, "join.list", three->call, "");
  vd_desk_client_expect_error (three->bob, "not-allowed");
  say (three->ada, "join.list", three->call, "");
  list = vd_desk_client_expect_answer (three->ada, "join.colleagues");
  colleagues = json_object_get_array_member (list->body, "colleagues");
  g_assert_cmpuint (json_array_get_length (colleagues), ==, 1);
  bob = json_array_get_object_element (colleagues, 0);
  g_assert_cmpstr (json_object_get_string_member (bob, "advisor"), ==, "bob");
  g_assert_cmpstr (json_object_get_string_member (bob, "name"), ==, "Bob B.");
  g_assert_true (json_object_get_boolean_member (bob, "free"));
}

/* Each leg has its own signalling, from the ring on; the two consoles have theirs once the guest has accepted. */
static void
test_signalling (Three *three, gconstpointer data)
{
  invite (three, FALSE);
  say (three->kiosk, "call.offer", three->guest, "\"peer\":1,\"sdp\":\"to bob\"");
  expect (three->bob, "call.offer", three->guest, "sdp", "to bob");
  say (three->bob, "call.answer", three->guest, "\"peer\":1,\"sdp\":\"from bob\"");
  expect (three->kiosk, "call.answer", three->guest, "sdp", "from bob");
  say (three->kiosk, "call.offer", three->call, "\"peer\":2,\"sdp\":\"to ada\"");
  expect (three->ada, "call.offer", three->call, "sdp", "to ada");
  say (three->ada, "call.answer", three->guest, "\"peer\":1,\"sdp\":\"not hers\"");
  vd_desk_client_expect_error (three->ada, "not-allowed");
  say (three->ada, "join.offer", three->guest, "\"peer\":1,\"sdp\":\"too early\"");
  vd_desk_client_expect_error (three->ada, "out-of-turn");
  accept (three);
  say (three->ada, "join.offer", three->guest, "\"peer\":7,\"sdp\":\"a to b\"");
  expect (three->bob, "join.offer", three->guest, "sdp", "a to b");
  say (three->bob, "join.answer", three->guest, "\"peer\":7,\"sdp\":\"b to a\"");
  expect (three->ada, "join.answer", three->guest, "sdp", "b to a");
  say (three->bob, "join.candidate", three->guest, "\"peer\":7,\"mline\":0,\"candidate\":\"\"");
  expect (three->ada, "join.candidate", three->guest, "candidate", "");
  say (three->kiosk, "call.media", three->guest, "\"microphone\":true,\"camera\":false");
  vd_message_free (vd_desk_client_expect (three->bob, "call.media"));
  /* What is written stays between the visitor and the advisor. */
  say (three->bob, "call.text-ask", three->guest, "\"peer\":0,\"have\":0");
  vd_desk_client_expect_error (three->bob, "out-of-turn");
}

static void
test_hand_over (Three *three, gconstpointer data)
{
  g_autofree char *ask = g_strdup_printf ("{\"contact\":\"%s\",\"kind\":\"identity\",\"note\":\"\"}", three->contact);
  g_autoptr (VdMessage) taken = NULL;

  vd_desk_client_send (three->ada, "paper.ask", ask);
  vd_message_free (vd_desk_client_expect_answer (three->ada, "paper.state"));
  join_call (three);
  vd_desk_client_send (three->bob, "paper.ask", ask);
  vd_desk_client_expect_error (three->bob, "not-allowed");
  say (three->ada, "join.hand-over", three->call, "");
  expect (three->ada, "call.ended", three->call, "why", "handed-over");
  expect (three->ada, "presence.state", NULL, "state", "wrap-up");
  expect (three->kiosk, "call.ended", three->call, "why", "handed-over");
  taken = vd_desk_client_expect (three->bob, "join.taken");
  g_assert_cmpstr (vd_desk_client_text (taken, "call"), ==, three->guest);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (taken->body, "papers")), ==, 1);
  /* All is Bob's now. */
  vd_desk_client_send (three->ada, "paper.ask", ask);
  vd_desk_client_expect_error (three->ada, "not-allowed");
  vd_desk_client_send (three->bob, "paper.ask", ask);
  vd_message_free (vd_desk_client_expect_answer (three->bob, "paper.state"));
  say (three->bob, "call.hangup", three->guest, "\"why\":\"done\"");
  expect (three->kiosk, "call.ended", three->guest, "why", "done");
  expect (three->kiosk, "contact.ended", NULL, "why", "done");
}

static void
test_transfer_at_once (Three *three, gconstpointer data)
{
  invite (three, TRUE);
  accept (three);
  say (three->kiosk, "join.seen", three->guest, "");
  expect (three->ada, "call.ended", three->call, "why", "handed-over");
  vd_message_free (vd_desk_client_expect (three->bob, "join.taken"));
}

static void
test_leave (Three *three, gconstpointer data)
{
  join_call (three);
  say (three->bob, "call.hangup", three->guest, "\"why\":\"done\"");
  vd_message_free (vd_desk_client_expect_answer (three->bob, "ok"));
  expect (three->bob, "call.ended", three->guest, "why", "done");
  expect (three->kiosk, "call.ended", three->guest, "why", "done");
  expect (three->ada, "join.state", three->guest, "why", "left");
  say (three->kiosk, "call.media", three->call, "\"microphone\":true,\"camera\":true");
  vd_message_free (vd_desk_client_expect (three->ada, "call.media"));
}

static void
test_declined (Three *three, gconstpointer data)
{
  invite (three, FALSE);
  say (three->bob, "ring.decline", three->guest, "");
  expect (three->kiosk, "call.withdrawn", three->guest, "why", "declined");
  expect (three->ada, "join.state", three->guest, "why", "declined");
}

/* Each of the three comes back into what is going on. */
static void
test_snapshots (Three *three, gconstpointer data)
{
  JsonObject *held;
  g_autoptr (VdMessage) ada = NULL;
  g_autoptr (VdMessage) bob = NULL;
  g_autoptr (VdMessage) kiosk = NULL;

  join_call (three);
  g_clear_pointer (&three->ada, vd_desk_client_free);
  three->ada = vd_desk_client_welcomed (three->world, "console", "ada");
  ada = vd_desk_client_expect (three->ada, "welcome");
  held = json_object_get_object_member (ada->body, "call");
  g_assert_cmpstr (json_object_get_string_member (held, "call"), ==, three->call);
  held = json_object_get_object_member (held, "join");
  g_assert_cmpstr (json_object_get_string_member (held, "state"), ==, "joined");
  g_clear_pointer (&three->bob, vd_desk_client_free);
  three->bob = vd_desk_client_welcomed (three->world, "console", "bob");
  bob = vd_desk_client_expect (three->bob, "welcome");
  held = json_object_get_object_member (bob->body, "call");
  g_assert_cmpstr (json_object_get_string_member (held, "call"), ==, three->guest);
  assert_invited (held);
  g_clear_pointer (&three->kiosk, vd_desk_client_free);
  three->kiosk = vd_desk_client_welcomed (three->world, "kiosk", "door");
  kiosk = vd_desk_client_expect (three->kiosk, "welcome");
  held = json_object_get_object_member (kiosk->body, "visit");
  g_assert_cmpstr (json_object_get_string_member (held, "call"), ==, three->call);
  held = json_object_get_object_member (held, "join");
  g_assert_cmpstr (json_object_get_string_member (held, "call"), ==, three->guest);
}

/* A supervisor joins where the advisor asks for it, and both are told as what; there is no other way into a call. */
static void
test_supervisor (Three *three, gconstpointer data)
{
  g_autoptr (VdMessage) state = NULL;
  g_autoptr (VdMessage) prepare = NULL;
  JsonObject *invitation;

  say (three->bob, "ring.accept", three->call, "");
  vd_desk_client_expect_error (three->bob, "not-allowed");
  say (three->bob, "call.answer", three->call, "\"peer\":1,\"sdp\":\"v=0\"");
  vd_desk_client_expect_error (three->bob, "not-allowed");
  say (three->bob, "call.renew", three->call, "");
  vd_desk_client_expect_error (three->bob, "not-allowed");
  say (three->bob, "join.ask", three->call,
       "\"advisor\":\"bob\",\"as\":\"supervisor\",\"note\":\"\",\"hand_over\":false");
  vd_desk_client_expect_error (three->bob, "not-allowed");

  say (three->ada, "join.ask", three->call,
       "\"advisor\":\"bob\",\"as\":\"supervisor\",\"note\":\"\",\"hand_over\":false");
  state = vd_desk_client_expect_answer (three->ada, "join.state");
  g_assert_cmpstr (vd_desk_client_text (state, "as"), ==, "supervisor");
  three->guest = g_strdup (vd_desk_client_text (state, "call"));
  /* The kiosk makes no call for him without the words for the visitor. */
  prepare = vd_desk_client_expect (three->kiosk, "call.prepare");
  g_assert_cmpstr (vd_desk_client_text (prepare, "call"), ==, three->guest);
  invitation = json_object_get_object_member (prepare->body, "guest");
  g_assert_cmpstr (json_object_get_string_member (invitation, "as"), ==, "supervisor");
  g_assert_cmpstr (json_object_get_string_member (invitation, "by"), ==, "Ada A.");
  accept (three);
  say (three->kiosk, "join.seen", three->guest, "");
  expect (three->ada, "join.state", three->guest, "as", "supervisor");
}

/* A desk that starts again knows the advisor who has the call now, not who began it. */
static void
test_restart_after_hand_over (Three *three, gconstpointer data)
{
  g_autoptr (VdMessage) bob = NULL;
  JsonObject *held;

  join_call (three);
  say (three->ada, "join.hand-over", three->call, "");
  vd_message_free (vd_desk_client_expect (three->bob, "join.taken"));
  vd_desk_world_restart (three->world);
  vd_desk_client_cut (three->bob);
  vd_desk_client_resume (three->bob, three->world, "console", "bob");
  bob = vd_desk_client_expect (three->bob, "welcome");
  held = json_object_get_object_member (bob->body, "call");
  g_assert_cmpstr (json_object_get_string_member (held, "call"), ==, three->guest);
  g_assert_false (json_object_has_member (held, "guest"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, test) g_test_add ("/desk-join/" path, Three, NULL, set_up, test, tear_down)
  CASE ("list", test_list);
  CASE ("signalling", test_signalling);
  CASE ("hand-over", test_hand_over);
  CASE ("transfer-at-once", test_transfer_at_once);
  CASE ("leave", test_leave);
  CASE ("declined", test_declined);
  CASE ("snapshots", test_snapshots);
  CASE ("supervisor", test_supervisor);
  CASE ("restart-after-hand-over", test_restart_after_hand_over);
#undef CASE
  return g_test_run ();
}
