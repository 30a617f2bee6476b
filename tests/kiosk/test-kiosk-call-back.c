/* SPDX-License-Identifier: EUPL-1.2 */
#include "talk.h"

#include <string.h>

/* Picture and sound do not come back: the visitor is offered the telephone. */

#define NUMBER "0687654321"

/* As the call would, but at once: what it says of itself is tested in test_media_gone (). */
static void
lose_media (Talk *talk)
{
  talk->door.settings.telephone_after_s = 0;
  vd_kiosk_watch_media (talk->door.kiosk, VD_CALL_TROUBLE_LOST);
  door_wait_fact (&talk->door, "call-back", "offered");
  door_expect_fact (&talk->door, "call-back-shown", "TRUE");
}

static const VdMessage *
expect_told (Talk *talk, const char *state, const char *number)
{
  const VdMessage *told = fake_desk_expect (talk->door.desk, "contact.telephone");

  g_assert_cmpstr (talk_text (told, "contact"), ==, "c1");
  g_assert_cmpstr (talk_text (told, "state"), ==, state);
  g_assert_cmpstr (json_object_get_string_member_with_default (told->body, "number", NULL), ==, number);
  return told;
}

static void
type (Talk *talk, const char *keys)
{
  for (; *keys; keys++)
    door_act (&talk->door, "telephone-type", g_variant_new_take_string (g_strndup (keys, 1)));
}

static void
answer (Talk *talk, const VdMessage *told, const char *code)
{
  if (code)
    g_free (fake_desk_send (talk->door.desk, "error", told->id, "{\"code\":\"%s\",\"text\":\"\"}", code));
  else
    g_free (fake_desk_send (talk->door.desk, "ok", told->id, "{}"));
}

static void
end_by_desk (Talk *talk, const char *why)
{
  g_free (
      fake_desk_send (talk->door.desk, "call.ended", NULL, "{\"call\":\"k1\",\"why\":\"%s\",\"by\":\"console\"}", why));
  g_free (fake_desk_send (talk->door.desk, "contact.ended", NULL, "{\"contact\":\"c1\",\"why\":\"%s\"}", why));
}

static void
expect_end (Talk *talk, const char *end)
{
  door_wait_state (&talk->door, VD_VISIT_FAREWELL);
  door_expect_fact (&talk->door, "end", end);
  door_expect_fact (&talk->door, "telephone", "");
  door_expect_fact (&talk->door, "call-back", "none");
  door_wait_fact (&talk->door, "erased", "TRUE");
}

static void
begin (Talk *talk)
{
  talk_begin (talk);
  lose_media (talk);
  expect_told (talk, "offered", NULL);
}

static void
give (Talk *talk)
{
  type (talk, NUMBER);
  door_act (&talk->door, "telephone-give", NULL);
  door_expect_fact (&talk->door, "call-back", "sending");
}

/* With real media: nothing comes any more, and then it does again while the number is being typed. */
static void
test_media_gone (Talk *talk, gconstpointer unused)
{
  const VdMessage *offer;

  talk->door.settings.telephone_after_s = 8;
  talk_begin (talk);
  vd_answerer_freeze (talk->advisor);
  door_wait_fact (&talk->door, "call-trouble", "lost");
  door_expect_fact (&talk->door, "call-back", "none");
  g_assert_false (door_can (&talk->door, "telephone-type"));
  expect_told (talk, "offered", NULL);
  door_expect_fact (&talk->door, "call-back-shown", "TRUE");
  type (talk, "0687");
  do
    offer = fake_desk_expect (talk->door.desk, "call.offer");
  while ((guint)json_object_get_int_member (offer->body, "peer") <= talk->peer);
  talk_take_offer (talk, offer);
  expect_told (talk, "over", NULL);
  door_expect_fact (&talk->door, "call-trouble", "none");
  door_expect_fact (&talk->door, "call-back-shown", "FALSE");
  door_expect_fact (&talk->door, "state", "talking");
  /* Nothing to type again, should the line go once more. */
  door_expect_fact (&talk->door, "telephone", "0687");
  end_by_desk (talk, "done");
  expect_end (talk, "done");
}

static void
test_given (Talk *talk, gconstpointer unused)
{
  const VdMessage *told;

  begin (talk);
  g_assert_false (door_can (&talk->door, "telephone-give"));
  type (talk, "06x8765");
  door_act (&talk->door, "telephone-give", NULL);
  door_expect_fact (&talk->door, "telephone-tried", "TRUE");
  door_expect_fact (&talk->door, "call-back", "offered");
  door_act (&talk->door, "telephone-erase", NULL);
  door_expect_fact (&talk->door, "telephone-tried", "FALSE");
  door_expect_fact (&talk->door, "telephone", "06876");
  type (talk, "5+4321");
  door_act (&talk->door, "telephone-give", NULL);
  told = expect_told (talk, "given", NUMBER);
  /* That it is on its way is not that it is there. */
  door_expect_fact (&talk->door, "call-back", "sending");
  answer (talk, told, NULL);
  door_wait_fact (&talk->door, "call-back", "given");
  /* One digit was wrong. */
  door_act (&talk->door, "telephone-change", NULL);
  door_act (&talk->door, "telephone-erase", NULL);
  type (talk, "2");
  door_act (&talk->door, "telephone-give", NULL);
  answer (talk, expect_told (talk, "given", "0687654322"), NULL);
  door_wait_fact (&talk->door, "call-back", "given");
  /* The picture is back: the call is on the screen, the number stays where it was given. */
  vd_kiosk_watch_media (talk->door.kiosk, VD_CALL_TROUBLE_NONE);
  door_expect_fact (&talk->door, "call-back-shown", "FALSE");
  door_expect_fact (&talk->door, "call-back", "given");
  expect_told (talk, "over", NULL);
  end_by_desk (talk, "done");
  expect_end (talk, "call-back");
}

/* As many keys as there are, and no more than a number has. */
static void
test_typing_is_bounded (Talk *talk, gconstpointer unused)
{
  begin (talk);
  type (talk, "+1234567890123456789012345");
  door_expect_fact (&talk->door, "telephone", "+1234567890123456");
  door_act (&talk->door, "telephone-type", g_variant_new_string (""));
  door_act (&talk->door, "telephone-type", g_variant_new_string ("12"));
  door_expect_fact (&talk->door, "telephone", "+1234567890123456");
  end_by_desk (talk, "done");
  door_act (&talk->door, "telephone-refuse", NULL);
  expect_end (talk, "done");
}

static void
test_refused (Talk *talk, gconstpointer unused)
{
  begin (talk);
  type (talk, "06");
  door_act (&talk->door, "telephone-refuse", NULL);
  expect_told (talk, "refused", NULL);
  door_expect_fact (&talk->door, "call-back-shown", "FALSE");
  /* Not offered again by itself, but to be had. */
  linger (500);
  door_expect_fact (&talk->door, "call-back", "refused");
  door_act (&talk->door, "telephone-reconsider", NULL);
  expect_told (talk, "offered", NULL);
  door_expect_fact (&talk->door, "telephone", "06");
  vd_kiosk_watch_media (talk->door.kiosk, VD_CALL_TROUBLE_NONE);
  expect_told (talk, "over", NULL);
  g_assert_false (door_can (&talk->door, "telephone-reconsider"));
  door_act (&talk->door, "leave", NULL);
  expect_end (talk, "done");
}

/* The line is away, too: the number is kept here and sent once, when it is back. */
static void
test_line_away (Talk *talk, gconstpointer unused)
{
  begin (talk);
  fake_desk_stop_listening (talk->door.desk);
  fake_desk_cut (talk->door.desk);
  door_wait_fact (&talk->door, "online", "FALSE");
  give (talk);
  linger (300);
  g_assert_cmpuint (fake_desk_count (talk->door.desk, "contact.telephone"), ==, 1);
  fake_desk_listen (talk->door.desk);
  answer (talk, expect_told (talk, "given", NUMBER), NULL);
  door_wait_fact (&talk->door, "call-back", "given");
  g_assert_cmpuint (fake_desk_count (talk->door.desk, "contact.telephone"), ==, 2);
  end_by_desk (talk, "lost");
  expect_end (talk, "call-back");
}

/* A desk that was restarted knows nothing of the visit: it is told, and has no place for a number. */
static void
test_desk_restarted (Talk *talk, gconstpointer unused)
{
  begin (talk);
  type (talk, "06876");
  fake_desk_restart (talk->door.desk);
  expect_told (talk, "offered", NULL);
  type (talk, "54321");
  door_act (&talk->door, "telephone-give", NULL);
  answer (talk, expect_told (talk, "given", NUMBER), "not-found");
  expect_end (talk, "call-lost");
}

/* The desk keeps the visit, but not what was only in its memory. */
static void
test_told_again (Talk *talk, gconstpointer unused)
{
  begin (talk);
  give (talk);
  answer (talk, expect_told (talk, "given", NUMBER), NULL);
  door_wait_fact (&talk->door, "call-back", "given");
  fake_desk_set_visit (talk->door.desk,
                       "{\"contact\":\"c1\",\"ticket\":\"A001\",\"state\":\"talking\",\"call\":\"k1\",\"papers\":[]}");
  fake_desk_restart (talk->door.desk);
  answer (talk, expect_told (talk, "given", NUMBER), NULL);
  linger (100);
  door_expect_fact (&talk->door, "call-back", "given");
  door_act (&talk->door, "leave", NULL);
  expect_end (talk, "call-back");
}

/* The advisor hangs up while the number is being typed: it is typed to its end, and arrives. */
static void
test_ended_while_typing (Talk *talk, gconstpointer unused)
{
  begin (talk);
  type (talk, "06876");
  end_by_desk (talk, "done");
  door_wait_fact (&talk->door, "advisor-name", "");
  linger (300);
  door_expect_fact (&talk->door, "state", "talking");
  door_expect_fact (&talk->door, "call-back-shown", "TRUE");
  type (talk, "54321");
  door_act (&talk->door, "telephone-give", NULL);
  answer (talk, expect_told (talk, "given", NUMBER), NULL);
  expect_end (talk, "call-back");
  g_assert_cmpuint (fake_desk_count (talk->door.desk, "error"), ==, 0);
}

/* Hanging up before the desk has said that it has the number: what was sent may arrive, but no farewell promises a call,
 * and the number does not wait in this kiosk for a line. */
static void
test_leave_while_sending (Talk *talk, gconstpointer unused)
{
  begin (talk);
  fake_desk_set_mute (talk->door.desk, TRUE);
  give (talk);
  door_act (&talk->door, "leave", NULL);
  expect_end (talk, "done");
  fake_desk_set_mute (talk->door.desk, FALSE);
  fake_desk_cut (talk->door.desk);
  expect_told (talk, "refused", NULL);
}

/* The process is asked to stop: nothing holds it up. */
static void
on_stopped (GObject *kiosk, GAsyncResult *result, gpointer data)
{
  g_assert_true (vd_kiosk_stop_finish (VD_KIOSK (kiosk), result, NULL));
  *(gboolean *)data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *)data;
}

static void
test_stopped (Talk *talk, gconstpointer unused)
{
  gboolean stopped = FALSE;

  begin (talk);
  type (talk, "06876");
  vd_kiosk_stop_async (talk->door.kiosk, on_stopped, &stopped);
  door_expect_fact (&talk->door, "state", "farewell");
  wait_until (is_true, &stopped, "the kiosk to stop");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
#define CASE(path, test) g_test_add ("/kiosk-call-back/" path, Talk, NULL, talk_set_up, test, talk_tear_down)
  CASE ("media-gone", test_media_gone);
  CASE ("given", test_given);
  CASE ("typing-is-bounded", test_typing_is_bounded);
  CASE ("refused", test_refused);
  CASE ("line-away", test_line_away);
  CASE ("desk-restarted", test_desk_restarted);
  CASE ("told-again", test_told_again);
  CASE ("ended-while-typing", test_ended_while_typing);
  CASE ("leave-while-sending", test_leave_while_sending);
  CASE ("stopped", test_stopped);
#undef CASE
  return g_test_run ();
}
