/* SPDX-License-Identifier: EUPL-1.2 */
#include "door.h"
#include "kiosk-private.h"

#include <gst/gst.h>

static const char *
text (const VdMessage *message, const char *member)
{
  return json_object_get_string_member (message->body, member);
}

static void
expect_leave (Door *door, const char *contact, const char *why)
{
  const VdMessage *leave = fake_desk_expect (door->desk, "contact.leave");

  g_assert_cmpstr (text (leave, "contact"), ==, contact);
  g_assert_cmpstr (text (leave, "why"), ==, why);
}

/* From the farewell to the door, with nothing left behind. */
static void
expect_farewell (Door *door, const char *end)
{
  door_wait_state (door, VD_VISIT_FAREWELL);
  door_expect_fact (door, "end", end);
  door_expect_fact (door, "ticket", "");
  door_wait_fact (door, "erased", "TRUE");
  door_expect_fact (door, "camera-state", "closed");
  door_wait_state (door, VD_VISIT_IDLE);
  door_expect_fact (door, "language", "fr");
  door_expect_fact (door, "end", "none");
}

static void
test_lifecycle (Door *door, gconstpointer unused)
{
  door_expect_fact (door, "state", "starting");
  g_assert_false (door_can (door, "begin"));
}

static void
test_opens (Door *door, gconstpointer unused)
{
  g_auto (GStrv) reasons = NULL;
  g_autofree char *id = NULL;

  door_open (door);
  g_object_get (door->visit, "reasons", &reasons, NULL);
  g_assert_cmpuint (g_strv_length (reasons), ==, 3);
  door_expect_fact (door, "desk-state", "open");
  door_expect_fact (door, "desk-wait-max", "2");
  g_assert_true (door_can (door, "begin"));
  g_assert_false (door_can (door, "leave"));
  id = fake_desk_send (
      door->desk, "desk.state", NULL,
      "{\"state\":\"closed\",\"waiting\":0,\"wait\":null,\"opens_at\":\"2026-11-25T08:00:00Z\",\"reasons\":[]}");
  door_wait_fact (door, "desk-state", "closed");
  door_expect_fact (door, "opens-at", "2026-11-25T08:00:00Z");
  door_expect_fact (door, "desk-wait-max", "-1");
  g_assert_false (door_can (door, "begin"));
}

static void
test_no_desk (Door *door, gconstpointer unused)
{
  fake_desk_stop_listening (door->desk);
  vd_kiosk_start (door->kiosk);
  door_wait_state (door, VD_VISIT_IDLE);
  door_expect_fact (door, "online", "FALSE");
  g_assert_false (door_can (door, "begin"));
  fake_desk_listen (door->desk);
  door_wait_fact (door, "online", "TRUE");
  door_wait_fact (door, "desk-state", "open");
  g_assert_true (door_can (door, "begin"));
}

static void
test_not_enrolled (Door *door, gconstpointer unused)
{
  fake_desk_set_refuse (door->desk, 401);
  vd_kiosk_start (door->kiosk);
  door_wait_state (door, VD_VISIT_OUT_OF_ORDER);
  fake_desk_set_refuse (door->desk, 0);
  door_wait_state (door, VD_VISIT_IDLE);
}

static void
test_back (Door *door, gconstpointer unused)
{
  door_begin (door);
  door_wait_fact (door, "camera-state", "working");
  door_act (door, "choose-language", g_variant_new_string ("en"));
  door_expect_fact (door, "language", "en");
  door_act (door, "choose-language", g_variant_new_string ("tlh"));
  door_expect_fact (door, "language", "en");
  door_act (door, "choose-reason", g_variant_new_string ("no-such-reason"));
  door_expect_fact (door, "state", "reason");
  door_act (door, "back", NULL);
  door_expect_fact (door, "state", "idle");
  door_expect_fact (door, "language", "fr");
  door_wait_fact (door, "camera-state", "closed");
  g_assert_cmpuint (fake_desk_count (door->desk, "contact.join"), ==, 0);
}

static void
test_leaves_waiting (Door *door, gconstpointer unused)
{
  door_join (door);
  door_expect_fact (door, "position", "2");
  door_expect_fact (door, "wait-min", "3");
  door_expect_fact (door, "wait-max", "-1");
  door_act (door, "leave", NULL);
  expect_leave (door, "c1", "left");
  expect_farewell (door, "left");
}

static void
test_finish (Door *door, gconstpointer unused)
{
  gint64 began_us;

  door->settings.farewell_s = 60;
  door_join (door);
  door_act (door, "leave", NULL);
  door_wait_fact (door, "erased", "TRUE");
  began_us = g_get_monotonic_time ();
  door_act (door, "finish", NULL);
  door_wait_state (door, VD_VISIT_IDLE);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, G_USEC_PER_SEC);
}

/* Gone before the desk has named the contact: it is left all the same, and the next visitor is not troubled. */
static void
test_leaves_too_early (Door *door, gconstpointer unused)
{
  const VdMessage *join;

  door_begin (door);
  door_act (door, "choose-reason", g_variant_new_string ("other"));
  join = fake_desk_expect (door->desk, "contact.join");
  door_act (door, "leave", NULL);
  door_wait_state (door, VD_VISIT_FAREWELL);
  door_queue (door, join, "c9");
  expect_leave (door, "c9", "left");
  expect_farewell (door, "left");
}

static void
test_closed (Door *door, gconstpointer unused)
{
  const VdMessage *join;
  g_autofree char *id = NULL;

  door_begin (door);
  door_act (door, "choose-reason", g_variant_new_string ("other"));
  join = fake_desk_expect (door->desk, "contact.join");
  id = fake_desk_send (door->desk, "error", join->id, "{\"code\":\"closed\",\"text\":\"\"}");
  expect_farewell (door, "closed");
}

static void
test_nobody (Door *door, gconstpointer unused)
{
  g_autofree char *id = NULL;

  door_join (door);
  id = fake_desk_send (door->desk, "contact.ended", NULL, "{\"contact\":\"c1\",\"why\":\"nobody\"}");
  expect_farewell (door, "nobody");
}

static void
test_walks_away (Door *door, gconstpointer unused)
{
  VdIdleWatch *idle = &door->kiosk->idle;

  idle->warning_s = 1;
  idle->leave_s = 2;
  door_begin (door);
  door_wait_fact (door, "leaving-in", "2");
  door_act (door, "stay", NULL);
  door_expect_fact (door, "leaving-in", "0");
  door_expect_fact (door, "state", "reason");
  door_wait_fact (door, "leaving-in", "2");
  door_wait_fact (door, "leaving-in", "1");
  expect_farewell (door, "walked-away");
}

/* A language chosen at the door by somebody who then walks on does not stay. */
static void
test_language_at_door (Door *door, gconstpointer unused)
{
  door->settings.idle_warning_s = 1;
  door_open (door);
  door_act (door, "choose-language", g_variant_new_string ("en"));
  door_expect_fact (door, "language", "en");
  door_wait_fact (door, "language", "fr");
}

static void
test_walks_away_waiting (Door *door, gconstpointer unused)
{
  door_join (door);
  door->kiosk->idle.warning_s = 0;
  door->kiosk->idle.leave_s = 1;
  expect_leave (door, "c1", "walked-away");
  expect_farewell (door, "walked-away");
}

static void
test_desk_restarted_waiting (Door *door, gconstpointer unused)
{
  const VdMessage *join;

  door_join (door);
  fake_desk_restart (door->desk);
  join = fake_desk_expect (door->desk, "contact.join");
  door_expect_fact (door, "rejoined", "TRUE");
  door_expect_fact (door, "ticket", "");
  g_assert_cmpstr (text (join, "reason"), ==, "benefits");
  door_queue (door, join, "c2");
  door_wait_fact (door, "ticket", "A001");
  door_act (door, "leave", NULL);
  expect_leave (door, "c2", "left");
}

static void
test_line_cut_waiting (Door *door, gconstpointer unused)
{
  g_autofree char *id = NULL;

  door_join (door);
  fake_desk_cut (door->desk);
  door_wait_fact (door, "online", "FALSE");
  door_expect_fact (door, "state", "waiting");
  id = fake_desk_send (door->desk, "contact.queued", NULL,
                       "{\"contact\":\"c1\",\"ticket\":\"A001\",\"position\":1,\"wait\":null}");
  door_wait_fact (door, "position", "1"); /* what was said meanwhile arrives */
  g_assert_cmpuint (fake_desk_count (door->desk, "contact.join"), ==, 1);
  door_expect_fact (door, "rejoined", "FALSE");
}

static void
test_offline_too_long (Door *door, gconstpointer unused)
{
  door->kiosk->offline_max_us = G_USEC_PER_SEC;
  door_join (door);
  fake_desk_stop_listening (door->desk);
  expect_farewell (door, "offline");
  fake_desk_listen (door->desk);
  door_wait_fact (door, "online", "TRUE");
}

/* The desk knows of a contact that nobody stands behind: a kiosk that crashed. */
static void
test_leftover (Door *door, gconstpointer unused)
{
  fake_desk_set_visit (door->desk, "{\"contact\":\"c-old\",\"ticket\":\"A007\",\"state\":\"waiting\",\"papers\":[]}");
  door_open (door);
  expect_leave (door, "c-old", "failed");
  door_expect_fact (door, "state", "idle");
}

static void
test_ended_for_ever (Door *door, gconstpointer unused)
{
  door_begin (door);
  door_act (door, "choose-reason", g_variant_new_string ("other"));
  for (guint i = 0; i <= 5; i++)
    {
      const VdMessage *join = fake_desk_expect (door->desk, "contact.join");
      g_autofree char *contact = g_strdup_printf ("c%u", i);
      g_autofree char *id = NULL;

      door_queue (door, join, contact);
      id = fake_desk_send (door->desk, "contact.ended", NULL, "{\"contact\":\"%s\",\"why\":\"lost\"}", contact);
    }
  expect_farewell (door, "nobody");
}

/* Wrong, late and out-of-turn: the desk is told, the visit is as it was. */
static void
test_strange_messages (Door *door, gconstpointer unused)
{
  static const struct
  {
    const char *kind, *body, *code;
  } strange[] = {
    { "contact.queued", "{\"contact\":\"cX\",\"ticket\":\"Z\",\"position\":9,\"wait\":null}", "not-found" },
    { "contact.ended", "{\"contact\":\"cX\",\"why\":\"done\"}", "not-found" },
    { "call.prepare", "{\"contact\":\"cX\",\"call\":\"k1\",\"ice_servers\":[],\"relay_only\":false}", "not-found" },
    { "call.accepted", "{\"call\":\"k1\",\"advisor\":{\"name\":\"A\"}}", "not-found" },
    { "call.withdrawn", "{\"call\":\"k1\",\"why\":\"timeout\"}", "not-found" },
    { "call.answer", "{\"call\":\"k1\",\"peer\":1,\"sdp\":\"v=0\"}", "not-found" },
    { "call.candidate", "{\"call\":\"k1\",\"peer\":1,\"mline\":0,\"candidate\":\"\"}", "not-found" },
    { "call.renew", "{\"call\":\"k1\"}", "not-found" },
    { "call.media", "{\"call\":\"k1\",\"microphone\":false,\"camera\":false}", "not-found" },
    { "call.presence", "{\"call\":\"k1\",\"present\":false}", "not-found" },
    { "call.ended", "{\"call\":\"k1\",\"why\":\"done\",\"by\":\"desk\"}", "not-found" },
    { "paper.state",
      "{\"paper\":\"p1\",\"kind\":\"identity\",\"note\":\"\",\"state\":\"asked\",\"attempt\":0,\"reason\":null,"
      "\"pages\":null,\"bytes\":null,\"sha256\":null}",
      "out-of-turn" },
    { "queue.state", "{\"waiting\":0,\"longest_s\":0,\"available\":1,\"state\":\"open\"}", "not-allowed" },
  };

  door_join (door);
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autofree char *id = fake_desk_send (door->desk, strange[i].kind, NULL, "%s", strange[i].body);

      door_expect_error (door, strange[i].code, id);
    }
  door_expect_fact (door, "state", "waiting");
  door_expect_fact (door, "ticket", "A001");
  door_expect_fact (door, "position", "2");
  door_expect_fact (door, "advisor-camera-on", "TRUE");
}

/* Nobody answers: the kiosk stops in time all the same (door_tear_down () checks that). */
static void
test_stops_on_dead_line (Door *door, gconstpointer unused)
{
  door_join (door);
  fake_desk_set_mute (door->desk, TRUE);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  vd_kiosk_stop_finish (VD_KIOSK (source), result, NULL);
  *(gboolean *)data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *)data;
}

static void
test_stop_tells (Door *door, gconstpointer unused)
{
  gboolean stopped = FALSE;

  door_join (door);
  vd_kiosk_stop_async (door->kiosk, on_stopped, &stopped);
  expect_leave (door, "c1", "failed");
  wait_until (is_true, &stopped, "the kiosk to stop");
  door_expect_fact (door, "state", "idle");
  door_expect_fact (door, "camera-state", "closed");
}

#define ADD(name, test) g_test_add ("/kiosk/" name, Door, NULL, door_set_up, test, door_tear_down)

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  ADD ("lifecycle", test_lifecycle);
  ADD ("opens", test_opens);
  ADD ("no-desk", test_no_desk);
  ADD ("not-enrolled", test_not_enrolled);
  ADD ("back", test_back);
  ADD ("leaves-waiting", test_leaves_waiting);
  ADD ("finish", test_finish);
  ADD ("leaves-too-early", test_leaves_too_early);
  ADD ("closed", test_closed);
  ADD ("nobody", test_nobody);
  ADD ("walks-away", test_walks_away);
  ADD ("language-at-door", test_language_at_door);
  ADD ("walks-away-waiting", test_walks_away_waiting);
  ADD ("desk-restarted-waiting", test_desk_restarted_waiting);
  ADD ("line-cut-waiting", test_line_cut_waiting);
  ADD ("offline-too-long", test_offline_too_long);
  ADD ("leftover", test_leftover);
  ADD ("ended-for-ever", test_ended_for_ever);
  ADD ("strange-messages", test_strange_messages);
  ADD ("stops-on-dead-line", test_stops_on_dead_line);
  ADD ("stop-tells", test_stop_tells);
  return g_test_run ();
}
