/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-world.h"

#include "session.h"

#define JOIN "{\"reason\":\"benefits\",\"language\":\"fr\"}"

typedef struct
{
  VdDeskWorld *world;
  VdDeskClient *kiosk, *console;
  char *contact, *call;
} Visit;

static char *
about (const char *member, const char *value, const char *rest)
{
  return g_strdup_printf ("{\"%s\":\"%s\"%s%s}", member, value, *rest ? "," : "", rest);
}

static void
send_about (VdDeskClient *client, const char *kind, const char *member, const char *value, const char *rest)
{
  g_autofree char *body = about (member, value, rest);

  vd_desk_client_send (client, kind, body);
}

static void
begin (Visit *visit)
{
  g_autoptr (VdMessage) presence = NULL;

  visit->world = vd_desk_world_new ();
  visit->kiosk = vd_desk_client_welcomed (visit->world, "kiosk", "door");
  visit->console = vd_desk_client_welcomed (visit->world, "console", "ada");
  vd_desk_client_send (visit->console, "presence.set", "{\"state\":\"available\"}");
  presence = vd_desk_client_expect_answer (visit->console, "presence.state");
  g_assert_cmpstr (vd_desk_client_text (presence, "state"), ==, "available");
}

static void
ring (Visit *visit)
{
  g_autoptr (VdMessage) queued = NULL;
  g_autoptr (VdMessage) prepare = NULL;
  g_autoptr (VdMessage) rings = NULL;

  vd_desk_client_send (visit->kiosk, "contact.join", JOIN);
  queued = vd_desk_client_expect_answer (visit->kiosk, "contact.queued");
  prepare = vd_desk_client_expect (visit->kiosk, "call.prepare");
  rings = vd_desk_client_expect (visit->console, "ring.start");
  g_assert_cmpstr (vd_desk_client_text (queued, "contact"), ==, vd_desk_client_text (prepare, "contact"));
  g_assert_cmpstr (vd_desk_client_text (rings, "call"), ==, vd_desk_client_text (prepare, "call"));
  g_free (visit->contact);
  g_free (visit->call);
  visit->contact = g_strdup (vd_desk_client_text (prepare, "contact"));
  visit->call = g_strdup (vd_desk_client_text (prepare, "call"));
}

static void
answer (Visit *visit)
{
  g_autoptr (VdMessage) told = NULL;
  g_autoptr (VdMessage) heard = NULL;

  send_about (visit->console, "ring.accept", "call", visit->call, "");
  told = vd_desk_client_expect_answer (visit->console, "call.accepted");
  heard = vd_desk_client_expect (visit->kiosk, "call.accepted");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (heard->body, "advisor"), "name"), ==,
                   "Ada A.");
}

static void
end (Visit *visit)
{
  vd_desk_client_free (visit->kiosk);
  vd_desk_client_free (visit->console);
  vd_desk_world_free (visit->world);
  g_free (visit->contact);
  g_free (visit->call);
}

static void
expect (VdDeskClient *client, const char *kind, const char *member, const char *value)
{
  g_autoptr (VdMessage) message = vd_desk_client_expect (client, kind);

  g_assert_cmpstr (vd_desk_client_text (message, member), ==, value);
}

static void
test_whole_visit (void)
{
  Visit visit = { 0 };
  g_autoptr (VdMessage) ok = NULL;
  g_autoptr (VdMessage) paper = NULL;

  begin (&visit);
  ring (&visit);
  send_about (visit.kiosk, "call.offer", "call", visit.call, "\"peer\":1,\"sdp\":\"an offer\"");
  expect (visit.console, "call.offer", "sdp", "an offer");
  send_about (visit.console, "call.answer", "call", visit.call, "\"peer\":1,\"sdp\":\"an answer\"");
  expect (visit.kiosk, "call.answer", "sdp", "an answer");
  send_about (visit.console, "call.candidate", "call", visit.call, "\"peer\":1,\"mline\":0,\"candidate\":\"\"");
  expect (visit.kiosk, "call.candidate", "candidate", "");
  answer (&visit);
  send_about (visit.console, "paper.ask", "contact", visit.contact, "\"kind\":\"identity\",\"note\":\"recto\"");
  paper = vd_desk_client_expect_answer (visit.console, "paper.state");
  expect (visit.kiosk, "paper.state", "state", "asked");
  send_about (visit.kiosk, "paper.withdraw", "paper", vd_desk_client_text (paper, "paper"), "\"why\":\"not-here\"");
  expect (visit.console, "paper.state", "reason", "not-here");
  send_about (visit.console, "call.hangup", "call", visit.call, "\"why\":\"done\"");
  ok = vd_desk_client_expect_answer (visit.console, "ok");
  expect (visit.console, "call.ended", "by", "console");
  expect (visit.console, "presence.state", "state", "wrap-up");
  expect (visit.kiosk, "call.ended", "why", "done");
  expect (visit.kiosk, "contact.ended", "why", "done");
  end (&visit);
}

/* The kiosk found somebody else at the other end of the media: both are told that, before and after the answer, and
 * nobody is rung again for it. */
static void
test_unsafe (void)
{
  Visit visit = { 0 };

  begin (&visit);
  ring (&visit);
  send_about (visit.kiosk, "call.hangup", "call", visit.call, "\"why\":\"unsafe\"");
  vd_message_free (vd_desk_client_expect_answer (visit.kiosk, "ok"));
  expect (visit.kiosk, "contact.ended", "why", "unsafe");
  expect (visit.console, "ring.stop", "why", "unsafe");
  ring (&visit);
  answer (&visit);
  send_about (visit.kiosk, "call.hangup", "call", visit.call, "\"why\":\"unsafe\"");
  expect (visit.kiosk, "call.ended", "why", "unsafe");
  expect (visit.kiosk, "contact.ended", "why", "unsafe");
  expect (visit.console, "call.ended", "why", "unsafe");
  end (&visit);
}

static void
test_declined_goes_to_the_next (void)
{
  Visit visit = { 0 };
  g_autoptr (VdDeskClient) bob = NULL;

  begin (&visit);
  bob = vd_desk_client_welcomed (visit.world, "console", "bob");
  vd_desk_client_send (bob, "presence.set", "{\"state\":\"available\"}");
  vd_message_free (vd_desk_client_expect_answer (bob, "presence.state"));
  ring (&visit);
  send_about (visit.console, "ring.decline", "call", visit.call, "");
  vd_message_free (vd_desk_client_expect_answer (visit.console, "ok"));
  expect (visit.kiosk, "call.withdrawn", "why", "declined");
  vd_message_free (vd_desk_client_expect (visit.kiosk, "call.prepare"));
  vd_message_free (vd_desk_client_expect (bob, "ring.start"));
  end (&visit);
}

static void
test_unanswered (void)
{
  Visit visit = { .world = NULL };

  begin (&visit);
  /* The clock is the wall's: one second is the shortest ring there is. */
  g_clear_object (&visit.world->desk);
  visit.world->settings.limits.ring_s = 1;
  visit.world->desk =
      vd_desk_new (&visit.world->settings, visit.world->store, visit.world->accounts, visit.world->papers, NULL);
  vd_desk_client_free (visit.kiosk);
  vd_desk_client_free (visit.console);
  visit.kiosk = vd_desk_client_welcomed (visit.world, "kiosk", "door");
  visit.console = vd_desk_client_welcomed (visit.world, "console", "ada");
  vd_desk_client_send (visit.console, "presence.set", "{\"state\":\"available\"}");
  ring (&visit);
  expect (visit.console, "ring.stop", "why", "timeout");
  expect (visit.kiosk, "call.withdrawn", "why", "timeout");
  send_about (visit.console, "ring.accept", "call", visit.call, "");
  vd_desk_client_expect_error (visit.console, "out-of-turn");
  end (&visit);
}

static void
test_out_of_turn (void)
{
  Visit visit = { 0 };
  g_autoptr (VdDeskClient) side = NULL;
  g_autoptr (VdDeskClient) bob = NULL;

  begin (&visit);
  ring (&visit);
  side = vd_desk_client_welcomed (visit.world, "kiosk", "side");
  bob = vd_desk_client_welcomed (visit.world, "console", "bob");
  vd_desk_client_send (visit.kiosk, "contact.join", JOIN);
  vd_desk_client_expect_error (visit.kiosk, "out-of-turn");
  send_about (bob, "ring.accept", "call", visit.call, "");
  vd_desk_client_expect_error (bob, "not-allowed");
  send_about (side, "call.offer", "call", visit.call, "\"peer\":1,\"sdp\":\"x\"");
  vd_desk_client_expect_error (side, "not-allowed");
  send_about (side, "contact.leave", "contact", visit.contact, "\"why\":\"left\"");
  vd_desk_client_expect_error (side, "not-found");
  send_about (visit.console, "paper.ask", "contact", visit.contact, "\"kind\":\"identity\",\"note\":\"\"");
  vd_desk_client_expect_error (visit.console, "out-of-turn");
  send_about (visit.kiosk, "ring.accept", "call", visit.call, "");
  vd_desk_client_expect_error (visit.kiosk, "not-allowed");
  /* Nothing of all that has touched the ring. */
  answer (&visit);
  end (&visit);
}

static void
test_not_messages (void)
{
  Visit visit = { 0 };
  g_autofree char *huge = g_strnfill (VD_MESSAGE_MAX_BYTES + 1, 'x');

  begin (&visit);
  vd_desk_client_send_raw (visit.kiosk, "{\"v\":1,");
  vd_desk_client_expect_error (visit.kiosk, "bad-message");
  vd_desk_client_send_raw (visit.kiosk, huge);
  vd_desk_client_expect_error (visit.kiosk, "too-large");
  vd_desk_client_send (visit.kiosk, "coffee.make", "{}");
  vd_desk_client_expect_error (visit.kiosk, "unknown-kind");
  vd_desk_client_send (visit.kiosk, "contact.join", "{\"reason\":\"chat\",\"language\":\"fr\"}");
  vd_desk_client_expect_error (visit.kiosk, "bad-message");
  vd_desk_client_send (visit.kiosk, "contact.join", "{\"reason\":\"employer\",\"language\":\"fr\"}");
  vd_desk_client_expect_error (visit.kiosk, "out-of-turn");
  ring (&visit);
  end (&visit);
}

static void
test_flood (void)
{
  Visit visit = { 0 };

  begin (&visit);
  for (guint i = 0; i < 400; i++)
    vd_desk_client_send (visit.kiosk, "call.renew", "{\"call\":\"x\"}");
  vd_desk_client_expect_close (visit.kiosk, VD_CLOSE_FLOOD);
  vd_desk_client_free (visit.kiosk);
  visit.kiosk = vd_desk_client_welcomed (visit.world, "kiosk", "door");
  ring (&visit);
  end (&visit);
}

static void
test_first_word (void)
{
  g_autoptr (VdDeskWorld) world = vd_desk_world_new ();
  g_autoptr (VdDeskClient) rude = vd_desk_client_new (world, "kiosk", "door");
  g_autoptr (VdDeskClient) liar = vd_desk_client_new (world, "kiosk", "side");

  vd_desk_client_send (rude, "contact.join", JOIN);
  vd_desk_client_expect_error (rude, "bad-hello");
  vd_desk_client_expect_close (rude, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION);
  vd_desk_client_send_raw (
      liar, "{\"v\":1,\"t\":\"hello\",\"id\":\"h\",\"ack\":0,\"b\":{\"role\":\"console\",\"version\":\"0\"}}");
  vd_desk_client_expect_close (liar, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION);
}

static void
test_resume (void)
{
  Visit visit = { 0 };
  g_autoptr (VdMessage) welcome = NULL;

  begin (&visit);
  ring (&visit);
  answer (&visit);
  vd_desk_client_cut (visit.kiosk);
  {
    g_autoptr (VdMessage) presence = vd_desk_client_expect (visit.console, "call.presence");

    g_assert_false (json_object_get_boolean_member (presence->body, "present"));
  }
  send_about (visit.console, "call.media", "call", visit.call, "\"microphone\":false,\"camera\":true");
  vd_desk_client_send (visit.console, "presence.set", "{\"state\":\"paused\"}");
  vd_message_free (vd_desk_client_expect_answer (visit.console, "presence.state"));
  vd_desk_client_resume (visit.kiosk, visit.world, "kiosk", "door");
  welcome = vd_desk_client_expect (visit.kiosk, "welcome");
  g_assert_true (json_object_get_boolean_member (welcome->body, "resumed"));
  {
    g_autoptr (VdMessage) media = vd_desk_client_expect (visit.kiosk, "call.media");
    g_autoptr (VdMessage) presence = vd_desk_client_expect (visit.console, "call.presence");

    g_assert_false (json_object_get_boolean_member (media->body, "microphone"));
    g_assert_true (json_object_get_boolean_member (presence->body, "present"));
  }
  end (&visit);
}

/* Passed on both ways in a talk, not before; a flood is cut off, and the session lives on. */
static void
test_text (void)
{
  Visit visit = { 0 };
  g_autoptr (VdMessage) asked = NULL;

  begin (&visit);
  ring (&visit);
  send_about (visit.kiosk, "call.text", "call", visit.call, "\"from\":0,\"text\":\"too early\"");
  vd_desk_client_expect_error (visit.kiosk, "out-of-turn");
  answer (&visit);
  send_about (visit.console, "call.text-ask", "call", visit.call, "\"peer\":1,\"have\":7");
  asked = vd_desk_client_expect (visit.kiosk, "call.text-ask");
  g_assert_cmpint (json_object_get_int_member (asked->body, "have"), ==, 7);
  send_about (visit.kiosk, "call.text", "call", visit.call, "\"from\":7,\"text\":\"\xC3\xA0\"");
  expect (visit.console, "call.text", "text", "\xC3\xA0");
  for (int i = 0; i < 120; i++)
    send_about (visit.console, "call.text", "call", visit.call, "\"from\":0,\"text\":\"x\"");
  vd_desk_client_expect_error (visit.console, "too-fast");
  send_about (visit.kiosk, "call.text", "call", visit.call, "\"from\":8,\"text\":\"y\"");
  expect (visit.console, "call.text", "text", "y");
  end (&visit);
}

static void
test_restart (void)
{
  Visit visit = { 0 };
  g_autoptr (VdMessage) kiosk = NULL;
  g_autoptr (VdMessage) console = NULL;
  g_autoptr (VdMessage) media = NULL;
  JsonObject *held;

  begin (&visit);
  ring (&visit);
  answer (&visit);
  vd_desk_world_restart (visit.world);
  vd_desk_client_cut (visit.kiosk);
  vd_desk_client_cut (visit.console);
  vd_desk_client_resume (visit.console, visit.world, "console", "ada");
  /* Said before the kiosk is back: it hears of it when it is. */
  send_about (visit.console, "call.media", "call", visit.call, "\"microphone\":false,\"camera\":true");
  vd_desk_client_resume (visit.kiosk, visit.world, "kiosk", "door");
  kiosk = vd_desk_client_expect (visit.kiosk, "welcome");
  media = vd_desk_client_expect (visit.kiosk, "call.media");
  g_assert_false (json_object_get_boolean_member (media->body, "microphone"));
  console = vd_desk_client_expect (visit.console, "welcome");
  g_assert_false (json_object_get_boolean_member (kiosk->body, "resumed"));
  held = json_object_get_object_member (kiosk->body, "visit");
  g_assert_cmpstr (json_object_get_string_member (held, "state"), ==, "talking");
  g_assert_cmpstr (json_object_get_string_member (held, "call"), ==, visit.call);
  held = json_object_get_object_member (console->body, "call");
  g_assert_cmpstr (json_object_get_string_member (held, "call"), ==, visit.call);
  g_assert_true (json_object_get_boolean_member (held, "accepted"));
  send_about (visit.console, "call.renew", "call", visit.call, "");
  vd_message_free (vd_desk_client_expect (visit.kiosk, "call.renew"));
  end (&visit);
}

static void
test_another_tab (void)
{
  Visit visit = { 0 };
  VdDeskClient *second;

  begin (&visit);
  ring (&visit);
  second = vd_desk_client_welcomed (visit.world, "console", "ada");
  expect (visit.console, "presence.state", "state", "ringing");
  expect (visit.console, "presence.state", "why", "elsewhere");
  vd_desk_client_expect_close (visit.console, VD_CLOSE_ELSEWHERE);
  expect (visit.kiosk, "call.withdrawn", "why", "lost");
  vd_message_free (vd_desk_client_expect (second, "ring.start"));
  vd_desk_client_free (second);
  end (&visit);
}

static void
test_nobody_there (void)
{
  g_autoptr (VdDeskWorld) world = vd_desk_world_new ();
  g_autoptr (VdDeskClient) kiosk = vd_desk_client_welcomed (world, "kiosk", "door");
  g_autoptr (VdMessage) welcome = vd_desk_client_expect (kiosk, "welcome");

  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (welcome->body, "desk"), "state"), ==,
                   "unstaffed");
  for (int day = 1; day <= 7; day++)
    g_assert_true (vd_opening_hours_set_day (world->settings.hours, day, ""));
  vd_desk_client_send (kiosk, "contact.join", JOIN);
  vd_desk_client_expect_error (kiosk, "closed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desk/whole-visit", test_whole_visit);
  g_test_add_func ("/desk/unsafe", test_unsafe);
  g_test_add_func ("/desk/declined-goes-to-the-next", test_declined_goes_to_the_next);
  g_test_add_func ("/desk/unanswered", test_unanswered);
  g_test_add_func ("/desk/out-of-turn", test_out_of_turn);
  g_test_add_func ("/desk/not-messages", test_not_messages);
  g_test_add_func ("/desk/flood", test_flood);
  g_test_add_func ("/desk/first-word", test_first_word);
  g_test_add_func ("/desk/resume", test_resume);
  g_test_add_func ("/desk/text", test_text);
  g_test_add_func ("/desk/restart", test_restart);
  g_test_add_func ("/desk/another-tab", test_another_tab);
  g_test_add_func ("/desk/nobody-there", test_nobody_there);
  return g_test_run ();
}
