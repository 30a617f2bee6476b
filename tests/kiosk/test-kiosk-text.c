/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "talk.h"
#include "text-sender.h"

/* Real-time text of a whole kiosk: through a real data channel, and past it. */

typedef struct
{
  Talk *talk;
  const char *expected;
} Wanted;

/* "> own" and "< theirs", line by line. */
static char *
read_turns (Talk *talk)
{
  GListModel *turns = G_LIST_MODEL (vd_visit_get_turns (talk->door.visit));
  GString *all = g_string_new ("");

  for (guint i = 0; i < g_list_model_get_n_items (turns); i++)
    {
      g_autoptr (VdTextTurn) turn = g_list_model_get_item (turns, i);

      g_string_append_printf (all, "%s%s %s", i > 0 ? "|" : "", vd_text_turn_is_own (turn) ? ">" : "<",
                              vd_text_turn_get_text (turn));
    }
  return g_string_free (all, FALSE);
}

static gboolean
shows (gpointer data)
{
  Wanted *wanted = data;
  g_autofree char *turns = read_turns (wanted->talk);

  return g_str_equal (turns, wanted->expected);
}

static void
wait_turns (Talk *talk, const char *expected)
{
  Wanted wanted = { talk, expected };

  wait_until (shows, &wanted, expected);
}

static gboolean
has_heard (gpointer data)
{
  Wanted *wanted = data;

  return g_str_equal (vd_answerer_get_text (wanted->talk->advisor), wanted->expected);
}

static void
wait_heard (Talk *talk, const char *expected)
{
  Wanted wanted = { talk, expected };

  wait_until (has_heard, &wanted, expected);
}

static gboolean
has_channel (gpointer data)
{
  return vd_answerer_has_text (((Talk *)data)->advisor);
}

static void
type (Talk *talk, const char *text)
{
  door_act (&talk->door, "type", g_variant_new_string (text));
}

static void
ask (Talk *talk, guint peer, guint have)
{
  g_free (
      fake_desk_send (talk->door.desk, "call.text-ask", NULL, "{\"call\":\"k1\",\"peer\":%u,\"have\":%u}", peer, have));
}

/* The next one for @peer: while peers are replaced, the socket may be asked for in between. */
static void
expect_ask (Talk *talk, guint peer, guint have)
{
  const VdMessage *message = fake_desk_expect (talk->door.desk, "call.text-ask");

  while ((guint)json_object_get_int_member (message->body, "peer") != peer)
    message = fake_desk_expect (talk->door.desk, "call.text-ask");

  g_assert_cmpstr (talk_text (message, "call"), ==, "k1");
  g_assert_cmpint (json_object_get_int_member (message->body, "have"), ==, have);
}

/* In a talk, the channel open at both ends and asked for by both. */
static void
begin (Talk *talk)
{
  guint asked;

  talk_begin (talk);
  wait_until (has_channel, talk, "the data channel to open");
  asked = (guint)json_object_get_int_member (fake_desk_expect (talk->door.desk, "call.text-ask")->body, "peer");
  /* Which comes first, the answer or the channel, is the network's to say. */
  if (asked == VD_TEXT_SIGNALLING)
    expect_ask (talk, 1, 0);
  ask (talk, 1, 0);
}

static void
test_both_ways (Talk *talk, gconstpointer unused)
{
  begin (talk);
  type (talk, "Bonj");
  wait_turns (talk, "> Bonj");
  type (talk, "ouré");
  door_act (&talk->door, "erase", NULL);
  type (talk, "\n");
  type (talk, "👍🏽");
  wait_heard (talk, "Bonjouré\b\xE2\x80\xA8👍🏽");
  vd_answerer_send_text (talk->advisor, "\xEF\xBB\xBFJe vous é");
  wait_turns (talk, "> Bonjour|> 👍🏽|< Je vous é");
  vd_answerer_send_text (talk->advisor, "coutt\be\r\nOui ?");
  wait_turns (talk, "> Bonjour|> 👍🏽|< Je vous écoute|< Oui ?");
  door_act (&talk->door, "erase", NULL);
  wait_turns (talk, "> Bonjour|< Je vous écoute|< Oui ?");
  g_assert_cmpuint (fake_desk_count (talk->door.desk, "call.text"), ==, 0);
  door_act (&talk->door, "leave", NULL);
  door_wait_state (&talk->door, VD_VISIT_FAREWELL);
  wait_turns (talk, "");
  g_assert_cmpuint (fake_desk_count (talk->door.desk, "error"), ==, 0);
}

/* Nothing comes through the peer: the same text goes by the socket, and what was lost on the way is sent again. */
static void
test_trouble (Talk *talk, gconstpointer unused)
{
  const VdMessage *piece;

  begin (talk);
  type (talk, "avant");
  wait_heard (talk, "avant");
  vd_answerer_freeze (talk->advisor);
  type (talk, ", perdu");
  door_wait_fact (&talk->door, "call-trouble", "unstable");
  expect_ask (talk, VD_TEXT_SIGNALLING, 0);
  piece = fake_desk_expect (talk->door.desk, "call.text");
  g_assert_cmpstr (talk_text (piece, "text"), ==, "");
  g_assert_cmpint (json_object_get_int_member (piece->body, "from"), ==, strlen ("avant, perdu"));
  ask (talk, VD_TEXT_SIGNALLING, strlen ("avant"));
  piece = fake_desk_expect (talk->door.desk, "call.text");
  g_assert_cmpstr (talk_text (piece, "text"), ==, ", perdu");
  g_free (fake_desk_send (talk->door.desk, "call.text", NULL, "{\"call\":\"k1\",\"from\":0,\"text\":\"je lis\"}"));
  wait_turns (talk, "> avant, perdu|< je lis");
  g_free (fake_desk_send (talk->door.desk, "call.text", NULL, "{\"call\":\"k1\",\"from\":3,\"text\":\"lis bien\"}"));
  wait_turns (talk, "> avant, perdu|< je lis bien");
  g_free (fake_desk_send (talk->door.desk, "call.text", NULL, "{\"call\":\"k1\",\"from\":99,\"text\":\"?\"}"));
  expect_ask (talk, VD_TEXT_SIGNALLING, (guint)strlen ("je lis bien"));
}

/* The console was loaded again: a new peer, and all that the visitor wrote once more. */
static void
test_reloaded (Talk *talk, gconstpointer unused)
{
  const VdMessage *offer;

  begin (talk);
  type (talk, "toujours là");
  vd_answerer_send_text (talk->advisor, "ok");
  wait_heard (talk, "toujours là");
  wait_turns (talk, "> toujours là|< ok");
  g_free (fake_desk_send (talk->door.desk, "call.renew", NULL, "{\"call\":\"k1\"}"));
  offer = fake_desk_expect (talk->door.desk, "call.offer");
  talk_take_offer (talk, offer);
  wait_until (has_channel, talk, "the new data channel to open");
  expect_ask (talk, 2, 2);
  ask (talk, 2, 0);
  wait_heard (talk, "toujours là");
  vd_answerer_send_text (talk->advisor, ", merci");
  wait_turns (talk, "> toujours là|< ok, merci");
}

/* A client of RFC 8865 that has never heard of call.text-ask. */
static void
test_plain_client (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  wait_until (has_channel, talk, "the data channel to open");
  type (talk, "allô");
  wait_heard (talk, "allô");
  vd_answerer_send_text (talk->advisor, "oui");
  wait_turns (talk, "> allô|< oui");
}

static void
test_out_of_turn (Talk *talk, gconstpointer unused)
{
  door_join (&talk->door);
  g_assert_false (door_can (&talk->door, "type"));
  talk_ring (talk, "c1", "k1");
  g_assert_false (door_can (&talk->door, "write"));
  g_free (fake_desk_send (talk->door.desk, "call.text", NULL, "{\"call\":\"other\",\"from\":0,\"text\":\"x\"}"));
  door_expect_error (&talk->door, "not-found", NULL);
  talk_accept (talk);
  door_act (&talk->door, "write", g_variant_new_boolean (TRUE));
  door_expect_fact (&talk->door, "writing", "TRUE");
  door_act (&talk->door, "erase", NULL);
  type (talk, "\x1B[1m\x07");
  wait_turns (talk, "> [1m");
}

#define ADD(name, test) g_test_add ("/kiosk-text/" name, Talk, NULL, talk_set_up, test, talk_tear_down)

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  ADD ("both-ways", test_both_ways);
  ADD ("trouble", test_trouble);
  ADD ("reloaded", test_reloaded);
  ADD ("plain-client", test_plain_client);
  ADD ("out-of-turn", test_out_of_turn);
  return g_test_run ();
}
