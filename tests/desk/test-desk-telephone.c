/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-world.h"

#include <string.h>

/* The number at which a visitor can be called: who is told it, how long it is kept, and where it is not. */

#define NUMBER "0687654321"

typedef struct
{
  VdDeskWorld *world;
  VdDeskClient *kiosk, *ada, *bob;
  char *contact, *call;
} Talk;

static void
tell (Talk *talk, const char *state, const char *number)
{
  g_autofree char *member = number ? g_strdup_printf (",\"number\":\"%s\"", number) : g_strdup ("");
  g_autofree char *body =
      g_strdup_printf ("{\"contact\":\"%s\",\"state\":\"%s\"%s}", talk->contact, state, member);

  vd_desk_client_send (talk->kiosk, "contact.telephone", body);
}

static void
tell_well (Talk *talk, const char *state, const char *number)
{
  tell (talk, state, number);
  vd_message_free (vd_desk_client_expect_answer (talk->kiosk, "ok"));
}

static void
expect_told (VdDeskClient *console, const char *contact, const char *state, const char *number)
{
  g_autoptr (VdMessage) message = vd_desk_client_expect (console, "contact.telephone");

  g_assert_cmpstr (vd_desk_client_text (message, "contact"), ==, contact);
  g_assert_cmpstr (vd_desk_client_text (message, "state"), ==, state);
  g_assert_cmpstr (json_object_get_string_member_with_default (message->body, "number", NULL), ==, number);
}

/* After an answer that the desk would have sent later. */
static void
expect_not_told (VdDeskClient *console)
{
  gboolean is_answered = FALSE;

  vd_desk_client_send (console, "presence.set", "{\"state\":\"available\"}");
  while (!is_answered)
    {
      g_autoptr (VdMessage) message = NULL;

      while (g_queue_is_empty (&console->inbox))
        g_main_context_iteration (NULL, TRUE);
      message = g_queue_pop_head (&console->inbox);
      g_assert_cmpstr (message->kind, !=, "contact.telephone");
      is_answered = message->re && g_str_equal (message->kind, "presence.state");
    }
}

static void
expect_state (VdDeskClient *console, const char *state)
{
  for (;;)
    {
      g_autoptr (VdMessage) message = vd_desk_client_expect (console, "presence.state");

      if (g_str_equal (vd_desk_client_text (message, "state"), state))
        return;
    }
}

static void
set_presence (VdDeskClient *console, const char *state)
{
  g_autofree char *body = g_strdup_printf ("{\"state\":\"%s\"}", state);

  vd_desk_client_send (console, "presence.set", body);
  vd_message_free (vd_desk_client_expect_answer (console, "presence.state"));
}

static void
hang_up (VdDeskClient *client, const char *call)
{
  g_autofree char *body = g_strdup_printf ("{\"call\":\"%s\",\"why\":\"done\"}", call);

  vd_desk_client_send (client, "call.hangup", body);
  vd_message_free (vd_desk_client_expect_answer (client, "ok"));
}

static VdDeskClient *
come_anew (Talk *talk, VdDeskClient **client, const char *role, const char *id)
{
  g_clear_pointer (client, vd_desk_client_free);
  *client = vd_desk_client_welcomed (talk->world, role, id);
  return *client;
}

static void
set_up (Talk *talk, gconstpointer data)
{
  g_autoptr (VdMessage) prepare = NULL;

  talk->world = vd_desk_world_new ();
  talk->world->settings.limits.wrap_up_s = 0;
  vd_desk_world_restart (talk->world);
  talk->kiosk = vd_desk_client_welcomed (talk->world, "kiosk", "door");
  talk->ada = vd_desk_client_welcomed (talk->world, "console", "ada");
  set_presence (talk->ada, "available");
  vd_desk_client_send (talk->kiosk, "contact.join", "{\"reason\":\"benefits\",\"language\":\"fr\"}");
  prepare = vd_desk_client_expect (talk->kiosk, "call.prepare");
  talk->contact = g_strdup (vd_desk_client_text (prepare, "contact"));
  talk->call = g_strdup (vd_desk_client_text (prepare, "call"));
  talk->bob = vd_desk_client_welcomed (talk->world, "console", "bob");
}

static void
accept (Talk *talk)
{
  g_autofree char *body = g_strdup_printf ("{\"call\":\"%s\"}", talk->call);

  vd_desk_client_send (talk->ada, "ring.accept", body);
  vd_message_free (vd_desk_client_expect (talk->kiosk, "call.accepted"));
}

static void
tear_down (Talk *talk, gconstpointer data)
{
  vd_desk_client_free (talk->kiosk);
  vd_desk_client_free (talk->ada);
  vd_desk_client_free (talk->bob);
  vd_desk_world_free (talk->world);
  g_free (talk->contact);
  g_free (talk->call);
}

static void
test_given (Talk *talk, gconstpointer data)
{
  accept (talk);
  tell_well (talk, "offered", NULL);
  expect_told (talk->ada, talk->contact, "offered", NULL);
  tell_well (talk, "given", NUMBER);
  expect_told (talk->ada, talk->contact, "given", NUMBER);
  tell_well (talk, "given", "+32470123456");
  expect_told (talk->ada, talk->contact, "given", "+32470123456");
  /* The picture is back: the number stays with the advisor. */
  tell_well (talk, "over", NULL);
  expect_told (talk->ada, talk->contact, "over", "+32470123456");
  expect_not_told (talk->bob);
}

static void
test_refused_words (Talk *talk, gconstpointer data)
{
  /* Nobody has answered yet. */
  tell (talk, "offered", NULL);
  vd_desk_client_expect_error (talk->kiosk, "not-found");
  accept (talk);
  tell (talk, "given", "0899123456");
  vd_desk_client_expect_error (talk->kiosk, "bad-message");
  tell (talk, "given", "0033612345678");
  vd_desk_client_expect_error (talk->kiosk, "bad-message");
  tell (talk, "given", "++++++++++");
  vd_desk_client_expect_error (talk->kiosk, "bad-message");
  tell (talk, "offered", NUMBER);
  vd_desk_client_expect_error (talk->kiosk, "bad-message");
  {
    g_autoptr (VdDeskClient) side = vd_desk_client_welcomed (talk->world, "kiosk", "side");
    g_autofree char *body =
        g_strdup_printf ("{\"contact\":\"%s\",\"state\":\"given\",\"number\":\"" NUMBER "\"}", talk->contact);

    vd_desk_client_send (side, "contact.telephone", body);
    vd_desk_client_expect_error (side, "not-found");
  }
  expect_not_told (talk->ada);
}

/* The desk of these tests gives no time to wrap up at all; yet the number stays until its advisor says so. */
static void
test_wrap_up (Talk *talk, gconstpointer data)
{
  accept (talk);
  tell_well (talk, "offered", NULL);
  hang_up (talk->ada, talk->call);
  expect_state (talk->ada, "wrap-up");
  tell_well (talk, "given", NUMBER);
  expect_told (talk->ada, talk->contact, "given", NUMBER);
  /* The page is loaded again. */
  expect_told (come_anew (talk, &talk->ada, "console", "ada"), talk->contact, "given", NUMBER);
  set_presence (talk->ada, "available");
  tell (talk, "given", NUMBER);
  vd_desk_client_expect_error (talk->kiosk, "not-found");
  expect_not_told (come_anew (talk, &talk->ada, "console", "ada"));
}

static void
test_refused (Talk *talk, gconstpointer data)
{
  accept (talk);
  tell_well (talk, "offered", NULL);
  hang_up (talk->ada, talk->call);
  expect_state (talk->ada, "wrap-up");
  tell_well (talk, "refused", NULL);
  expect_told (talk->ada, talk->contact, "refused", NULL);
  /* Nothing to wait for any more. */
  expect_state (talk->ada, "available");
}

/* A pause that was wanted would have hidden the number before it was called. */
static void
test_pause (Talk *talk, gconstpointer data)
{
  accept (talk);
  tell_well (talk, "given", NUMBER);
  set_presence (talk->ada, "paused");
  hang_up (talk->kiosk, talk->call);
  expect_state (talk->ada, "wrap-up");
  expect_told (come_anew (talk, &talk->ada, "console", "ada"), talk->contact, "given", NUMBER);
  set_presence (talk->ada, "paused");
  expect_not_told (come_anew (talk, &talk->ada, "console", "ada"));
}

static void
test_hand_over (Talk *talk, gconstpointer data)
{
  g_autoptr (VdMessage) rings = NULL;
  g_autofree char *ask = NULL;
  g_autofree char *guest = NULL;

  accept (talk);
  set_presence (talk->bob, "available");
  tell_well (talk, "given", NUMBER);
  expect_told (talk->ada, talk->contact, "given", NUMBER);
  ask = g_strdup_printf (
      "{\"call\":\"%s\",\"advisor\":\"bob\",\"as\":\"colleague\",\"note\":\"\",\"hand_over\":true}", talk->call);
  vd_desk_client_send (talk->ada, "join.ask", ask);
  rings = vd_desk_client_expect (talk->bob, "ring.start");
  guest = g_strdup_printf ("{\"call\":\"%s\"}", vd_desk_client_text (rings, "call"));
  vd_desk_client_send (talk->bob, "ring.accept", guest);
  vd_message_free (vd_desk_client_expect (talk->bob, "call.accepted"));
  vd_desk_client_send (talk->kiosk, "join.seen", guest);
  vd_message_free (vd_desk_client_expect (talk->bob, "join.taken"));
  expect_told (talk->bob, talk->contact, "given", NUMBER);
  expect_not_told (come_anew (talk, &talk->ada, "console", "ada"));
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  g_autofree char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  g_string_append (data, line);
  return G_LOG_WRITER_HANDLED;
}

static gboolean
is_in_store (Talk *talk, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (talk->world->folder, 0, NULL);
  const char *name;

  g_assert_true (vd_store_sync (talk->world->store, NULL));
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (talk->world->folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_get_contents (path, &contents, &length, NULL) && memmem (contents, length, text, strlen (text)))
        return TRUE;
    }
  return FALSE;
}

static void
test_kept_nowhere (void)
{
  Talk talk = { 0 };
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *metrics = NULL;

  g_log_set_writer_func (write_log, log, NULL);
  set_up (&talk, NULL);
  accept (&talk);
  tell_well (&talk, "given", NUMBER);
  expect_told (talk.ada, talk.contact, "given", NUMBER);
  tell (&talk, "given", "0899123456");
  vd_desk_client_expect_error (talk.kiosk, "bad-message");
  metrics = vd_desk_get_metrics (talk.world->desk);
  g_assert_null (strstr (metrics, NUMBER));
  hang_up (talk.ada, talk.call);
  expect_state (talk.ada, "wrap-up");
  set_presence (talk.ada, "available");
  /* Else the searches prove nothing. */
  g_assert_true (is_in_store (&talk, talk.contact));
  g_assert_nonnull (strstr (log->str, talk.contact));
  g_assert_false (is_in_store (&talk, NUMBER));
  g_assert_null (strstr (log->str, NUMBER));
  g_assert_null (strstr (log->str, "0899123456"));
  tear_down (&talk, NULL);
}

/* The desk has forgotten the number with everything else that is only in its memory; the kiosk has not. */
static void
test_restart (Talk *talk, gconstpointer data)
{
  accept (talk);
  tell_well (talk, "given", NUMBER);
  vd_desk_world_restart (talk->world);
  come_anew (talk, &talk->ada, "console", "ada");
  come_anew (talk, &talk->kiosk, "kiosk", "door");
  tell_well (talk, "given", NUMBER);
  expect_told (talk->ada, talk->contact, "given", NUMBER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, test) g_test_add ("/desk-telephone/" path, Talk, NULL, set_up, test, tear_down)
  CASE ("given", test_given);
  CASE ("refused-words", test_refused_words);
  CASE ("wrap-up", test_wrap_up);
  CASE ("refused", test_refused);
  CASE ("pause", test_pause);
  CASE ("hand-over", test_hand_over);
  CASE ("restart", test_restart);
#undef CASE
  /* Last: a log is written by one function for good. */
  g_test_add_func ("/desk-telephone/kept-nowhere", test_kept_nowhere);
  return g_test_run ();
}
