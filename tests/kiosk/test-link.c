/* SPDX-License-Identifier: EUPL-1.2 */
#include "fake-desk.h"
#include "link.h"

#include <string.h>

typedef struct
{
  FakeDesk *desk;
  VdLink *link;
  GString *heard; /* "site" of desk.state's reasons, one letter a message */
  guint welcomes, resumes;
} Fixture;

static void
on_message (VdLink *link, const VdMessage *message, gpointer data)
{
  Fixture *f = data;

  if (g_str_equal (message->kind, "call.presence"))
    g_string_append (f->heard, json_object_get_string_member (message->body, "call"));
}

static void
on_welcomed (VdLink *link, JsonObject *body, gboolean resumed, gpointer data)
{
  Fixture *f = data;

  f->welcomes++;
  f->resumes += resumed;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autofree char *url = NULL;

  f->desk = fake_desk_new ();
  url = fake_desk_get_url (f->desk);
  f->link = vd_link_new (url, FAKE_TOKEN, NULL);
  f->heard = g_string_new (NULL);
  g_signal_connect (f->link, "message", G_CALLBACK (on_message), f);
  g_signal_connect (f->link, "welcomed", G_CALLBACK (on_welcomed), f);
}

static gboolean
is_released (gpointer data)
{
  return *(gpointer *)data == NULL;
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gpointer link = f->link;

  vd_link_stop (f->link);
  g_object_add_weak_pointer (G_OBJECT (f->link), &link);
  g_object_unref (f->link);
  wait_until (is_released, &link, "the link to be released");
  fake_desk_free (f->desk);
  g_string_free (f->heard, TRUE);
}

static gboolean
is_online (gpointer data)
{
  return vd_link_is_online (((Fixture *)data)->link);
}

static gboolean
is_offline (gpointer data)
{
  return !is_online (data);
}

static gboolean
is_refused (gpointer data)
{
  gboolean refused;

  g_object_get (((Fixture *)data)->link, "refused", &refused, NULL);
  return refused;
}

static void
go_online (Fixture *f)
{
  vd_link_start (f->link);
  wait_until (is_online, f, "the link to be online");
}

static void
desk_says (Fixture *f, const char *letter)
{
  g_autofree char *id = fake_desk_send (f->desk, "call.presence", NULL, "{\"call\":\"%s\",\"present\":true}", letter);
}

static char *
kiosk_says (Fixture *f, const char *call)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "call", call);
  json_object_set_string_member (body, "why", "done");
  return vd_link_send (f->link, "call.hangup", NULL, body);
}

typedef struct
{
  Fixture *f;
  const char *text;
} Heard;

static gboolean
has_heard (gpointer data)
{
  Heard *heard = data;

  return g_str_equal (heard->f->heard->str, heard->text);
}

static void
expect_heard (Fixture *f, const char *text)
{
  Heard heard = { f, text };

  wait_until (has_heard, &heard, text);
}

static void
expect_call (Fixture *f, const char *call)
{
  const VdMessage *message = fake_desk_expect (f->desk, "call.hangup");

  g_assert_cmpstr (json_object_get_string_member (message->body, "call"), ==, call);
}

static void
test_lifecycle (void)
{
  VdLink *link = vd_link_new ("ws://127.0.0.1:1", "token", NULL);

  g_assert_null (vd_link_send (link, "call.hangup", NULL, NULL));
  g_object_run_dispose (G_OBJECT (link));
  g_assert_finalize_object (link);
}

static void
test_talks (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = NULL;

  go_online (f);
  g_assert_cmpuint (f->welcomes, ==, 1);
  g_assert_cmpuint (f->resumes, ==, 0);
  id = kiosk_says (f, "k1");
  g_assert_nonnull (id);
  expect_call (f, "k1");
  desk_says (f, "a");
  desk_says (f, "b");
  expect_heard (f, "ab");
}

/* What either side said while the line was cut arrives, once and in order. */
static void
test_resumes (Fixture *f, gconstpointer unused)
{
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  go_online (f);
  desk_says (f, "a");
  expect_heard (f, "a");
  first = kiosk_says (f, "k1");
  expect_call (f, "k1");
  fake_desk_cut (f->desk);
  desk_says (f, "b");
  wait_until (is_offline, f, "the cut to be seen");
  second = kiosk_says (f, "k2");
  third = kiosk_says (f, "k3");
  desk_says (f, "c");
  wait_until (is_online, f, "the link to be back");
  expect_heard (f, "abc");
  expect_call (f, "k2");
  expect_call (f, "k3");
  g_assert_cmpuint (f->resumes, ==, 1);
  g_assert_cmpuint (fake_desk_count (f->desk, "call.hangup"), ==, 3);
}

/* A desk that was restarted knows nothing: said so, and what was on its way is not sent into a session it does not
 * belong to. */
static void
test_restarted_desk (Fixture *f, gconstpointer unused)
{
  g_autofree char *lost = NULL, *fresh = NULL;

  go_online (f);
  fake_desk_restart (f->desk);
  wait_until (is_offline, f, "the cut to be seen");
  lost = kiosk_says (f, "lost");
  wait_until (is_online, f, "the link to be back");
  g_assert_cmpuint (f->welcomes, ==, 2);
  g_assert_cmpuint (f->resumes, ==, 0);
  fresh = kiosk_says (f, "fresh");
  expect_call (f, "fresh");
  desk_says (f, "z");
  expect_heard (f, "z");
}

static void
test_gap (Fixture *f, gconstpointer unused)
{
  go_online (f);
  desk_says (f, "a");
  fake_desk_lose (f->desk, "call.presence", "{\"call\":\"b\",\"present\":true}");
  desk_says (f, "c");
  expect_heard (f, "abc");
  g_assert_cmpuint (f->resumes, ==, 1);
}

static void
test_dead_line (Fixture *f, gconstpointer unused)
{
  gint64 began_us;

  fake_desk_set_heartbeat (f->desk, 1);
  go_online (f);
  fake_desk_expect (f->desk, "ping"); /* the beat itself keeps the line alive */
  fake_desk_expect (f->desk, "ping");
  fake_desk_set_mute (f->desk, TRUE);
  began_us = g_get_monotonic_time ();
  wait_until (is_offline, f, "the dead line to be seen");
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 4 * G_USEC_PER_SEC);
  fake_desk_set_mute (f->desk, FALSE);
  wait_until (is_online, f, "the link to be back");
  g_assert_cmpuint (f->resumes, ==, 1);
}

/* With beats this rare nothing but the urgency finds the dead line before the test gives up. */
#define RARE_HEARTBEAT_S 300

static void
test_urgent (Fixture *f, gconstpointer unused)
{
  fake_desk_set_heartbeat (f->desk, RARE_HEARTBEAT_S);
  go_online (f);
  vd_link_set_urgent (f->link, TRUE);
  fake_desk_expect (f->desk, "ping"); /* at once, and again and again; the answers keep the line */
  fake_desk_expect (f->desk, "ping");
  linger (3000);
  g_assert_true (is_online (f));
  fake_desk_set_mute (f->desk, TRUE);
  wait_until (is_offline, f, "the dead line to be seen");
  fake_desk_set_mute (f->desk, FALSE);
  wait_until (is_online, f, "the link to be back");
  g_assert_cmpuint (f->resumes, ==, 1);
  vd_link_set_urgent (f->link, FALSE);
  fake_desk_set_mute (f->desk, TRUE);
  linger (4000);
  g_assert_true (is_online (f));
}

/* The network has changed: a line that answers is kept, one that does not is made anew. */
static void
test_check (Fixture *f, gconstpointer unused)
{
  fake_desk_set_heartbeat (f->desk, RARE_HEARTBEAT_S);
  go_online (f);
  vd_link_check (f->link);
  linger (3000);
  g_assert_true (is_online (f));
  g_assert_cmpuint (fake_desk_count (f->desk, "ping"), ==, 1);
  fake_desk_set_mute (f->desk, TRUE);
  vd_link_check (f->link);
  wait_until (is_offline, f, "the dead line to be seen");
  fake_desk_set_mute (f->desk, FALSE);
  vd_link_check (f->link); /* nothing to wait for: tries at once */
  wait_until (is_online, f, "the link to be back");
}

static void
test_refused (Fixture *f, gconstpointer unused)
{
  fake_desk_set_refuse (f->desk, SOUP_STATUS_UNAUTHORIZED);
  vd_link_start (f->link);
  wait_until (is_refused, f, "the refusal");
  g_assert_false (is_online (f));
  g_assert_cmpuint (fake_desk_get_hellos (f->desk), ==, 0);
  fake_desk_set_refuse (f->desk, 0);
  wait_until (is_online, f, "the link to be let in");
  g_assert_false (is_refused (f));
}

static void
test_no_desk (Fixture *f, gconstpointer unused)
{
  fake_desk_stop_listening (f->desk);
  vd_link_start (f->link);
  linger (300);
  g_assert_false (is_online (f));
  g_assert_false (is_refused (f));
  fake_desk_listen (f->desk);
  wait_until (is_online, f, "the desk to be found");
}

static void
expect_error (Fixture *f, const char *code, const char *re)
{
  const VdMessage *error = fake_desk_expect (f->desk, "error");

  g_assert_cmpstr (json_object_get_string_member (error->body, "code"), ==, code);
  g_assert_cmpstr (error->re, ==, re);
}

/* What cannot be read is answered with its code, and the session goes on. */
static void
test_bad_messages (Fixture *f, gconstpointer unused)
{
  go_online (f);
  fake_desk_send_raw (f->desk, "neither JSON nor anything");
  expect_error (f, "bad-message", NULL);
  fake_desk_send_raw (f->desk, "{\"v\":1,\"t\":\"no.such\",\"id\":\"x1\",\"seq\":1,\"ack\":0,\"b\":{}}");
  expect_error (f, "unknown-kind", "x1");
  fake_desk_send_raw (f->desk, "{\"v\":1,\"t\":\"contact.join\",\"id\":\"x2\",\"seq\":1,\"ack\":0,\"b\":"
                               "{\"reason\":\"other\",\"language\":\"fr\"}}");
  expect_error (f, "not-allowed", "x2");
  fake_desk_send_raw (f->desk,
                      "{\"v\":1,\"t\":\"call.accepted\",\"id\":\"x3\",\"seq\":1,\"ack\":0,\"b\":{\"call\":7}}");
  expect_error (f, "bad-message", "x3");
  desk_says (f, "a");
  expect_heard (f, "a");
  g_assert_cmpuint (f->welcomes, ==, 1);
}

static void
test_duplicate (Fixture *f, gconstpointer unused)
{
  const char *twice =
      "{\"v\":1,\"t\":\"call.presence\",\"id\":\"x1\",\"seq\":1,\"ack\":0,\"b\":{\"call\":\"a\",\"present\":true}}";

  go_online (f);
  fake_desk_send_raw (f->desk, twice);
  fake_desk_send_raw (f->desk, twice);
  expect_heard (f, "a");
  linger (100);
  expect_heard (f, "a");
}

/* libsoup closes such a socket; the link comes back by itself. */
static void
test_oversized (Fixture *f, gconstpointer unused)
{
  g_autofree char *huge = g_strnfill (VD_MESSAGE_MAX_BYTES + 1, 'x');

  go_online (f);
  fake_desk_send_raw (f->desk, huge);
  wait_until (is_offline, f, "the socket to be closed");
  wait_until (is_online, f, "the link to be back");
}

static void
test_goaway (Fixture *f, gconstpointer unused)
{
  g_autofree char *id = NULL;
  gint64 began_us;

  go_online (f);
  id = fake_desk_send (f->desk, "goaway", NULL, "{\"after_ms\":1200}");
  linger (100);
  g_assert_true (is_online (f));
  began_us = g_get_monotonic_time ();
  fake_desk_cut (f->desk);
  wait_until (is_offline, f, "the cut to be seen");
  wait_until (is_online, f, "the link to be back");
  g_assert_cmpint (g_get_monotonic_time () - began_us, >=, G_USEC_PER_SEC);
}

static void
test_stop_at_once (Fixture *f, gconstpointer unused)
{
  vd_link_start (f->link);
  vd_link_stop (f->link);
  linger (200);
  g_assert_cmpuint (fake_desk_get_hellos (f->desk), ==, 0);
  g_assert_null (kiosk_says (f, "k1"));
  go_online (f);
}

#define ADD(name, test) g_test_add ("/link/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/lifecycle", test_lifecycle);
  ADD ("talks", test_talks);
  ADD ("resumes", test_resumes);
  ADD ("restarted-desk", test_restarted_desk);
  ADD ("gap", test_gap);
  ADD ("dead-line", test_dead_line);
  ADD ("urgent", test_urgent);
  ADD ("check", test_check);
  ADD ("refused", test_refused);
  ADD ("no-desk", test_no_desk);
  ADD ("bad-messages", test_bad_messages);
  ADD ("duplicate", test_duplicate);
  ADD ("oversized", test_oversized);
  ADD ("goaway", test_goaway);
  ADD ("stop-at-once", test_stop_at_once);
  return g_test_run ();
}
