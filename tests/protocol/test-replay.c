/* SPDX-License-Identifier: EUPL-1.2 */
#include "replay.h"
#include "rate-gate.h"

#include <string.h>

static guint64
send_ok (VdReplay *replay)
{
  g_autoptr (VdMessage) message = vd_message_new ("ok", "c-1", NULL);
  g_autofree char *text = vd_replay_send (replay, message, NULL);

  g_assert_nonnull (strstr (text, "\"seq\""));
  return message->seq;
}

static VdReplayVerdict
receive (VdReplay *replay, guint64 seq, guint64 ack)
{
  g_autoptr (VdMessage) message = vd_message_new (seq ? "ok" : "ping", NULL, NULL);

  message->seq = seq;
  message->ack = ack;
  return vd_replay_receive (replay, message);
}

static void
test_numbers (void)
{
  g_autoptr (VdReplay) replay = vd_replay_new ();
  g_autoptr (VdMessage) ping = vd_message_new ("ping", NULL, NULL);
  g_autofree char *text = NULL;

  g_assert_cmpuint (send_ok (replay), ==, 1);
  g_assert_cmpuint (send_ok (replay), ==, 2);
  text = vd_replay_send (replay, ping, NULL);
  g_assert_cmpuint (ping->seq, ==, 0);
  g_assert_cmpuint (send_ok (replay), ==, 3);
}

static void
test_receives_once (void)
{
  g_autoptr (VdReplay) replay = vd_replay_new ();

  g_assert_cmpint (receive (replay, 1, 0), ==, VD_REPLAY_FRESH);
  g_assert_cmpint (receive (replay, 2, 0), ==, VD_REPLAY_FRESH);
  g_assert_cmpint (receive (replay, 2, 0), ==, VD_REPLAY_DUPLICATE);
  g_assert_cmpint (receive (replay, 1, 0), ==, VD_REPLAY_DUPLICATE);
  g_assert_cmpint (receive (replay, 0, 0), ==, VD_REPLAY_FRESH);
  g_assert_cmpint (receive (replay, 4, 0), ==, VD_REPLAY_GAP);
  g_assert_cmpuint (vd_replay_get_received (replay), ==, 2);
  g_assert_cmpint (receive (replay, 3, 0), ==, VD_REPLAY_FRESH);
}

static void
test_spoiled_frame_opens_no_gap (void)
{
  g_autoptr (VdReplay) replay = vd_replay_new ();

  g_assert_cmpint (receive (replay, 1, 0), ==, VD_REPLAY_FRESH);
  vd_replay_spoiled (replay);
  g_assert_cmpint (receive (replay, 3, 0), ==, VD_REPLAY_FRESH);
  g_assert_cmpint (receive (replay, 5, 0), ==, VD_REPLAY_GAP);
}

static void
test_pending (void)
{
  g_autoptr (VdReplay) replay = vd_replay_new ();
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GPtrArray) fewer = NULL;
  g_autoptr (VdMessage) first = NULL;

  for (guint i = 0; i < 5; i++)
    send_ok (replay);
  receive (replay, 1, 2);
  pending = vd_replay_pending_after (replay, 2);
  g_assert_cmpuint (pending->len, ==, 3);
  first = vd_message_parse (g_bytes_get_data (pending->pdata[0], NULL), g_bytes_get_size (pending->pdata[0]),
                            VD_ROLE_DESK, NULL, NULL);
  g_assert_cmpuint (first->seq, ==, 3);
  g_assert_cmpuint (first->ack, ==, 1);
  fewer = vd_replay_pending_after (replay, 4);
  g_assert_cmpuint (fewer->len, ==, 1);
}

static void
test_overflow_by_count (void)
{
  g_autoptr (VdReplay) replay = vd_replay_new ();

  for (guint i = 0; i < VD_REPLAY_MAX_MESSAGES; i++)
    send_ok (replay);
  g_assert_true (vd_replay_is_resumable (replay));
  send_ok (replay);
  g_assert_false (vd_replay_is_resumable (replay));
}

static void
test_acknowledged_does_not_overflow (void)
{
  g_autoptr (VdReplay) replay = vd_replay_new ();
  g_autoptr (GPtrArray) pending = NULL;
  guint64 last;

  for (guint i = 1; i < 4 * VD_REPLAY_MAX_MESSAGES; i++)
    receive (replay, i, send_ok (replay));
  g_assert_true (vd_replay_is_resumable (replay));
  /* An acknowledgement from the future must free nothing. */
  last = send_ok (replay);
  receive (replay, 4 * VD_REPLAY_MAX_MESSAGES, last + 1000);
  pending = vd_replay_pending_after (replay, last - 1);
  g_assert_cmpuint (pending->len, ==, 1);
}

static void
test_overflow_by_bytes (void)
{
  g_autoptr (VdReplay) replay = vd_replay_new ();
  g_autofree char *sdp = g_strnfill (32000, 'v');

  for (guint i = 0; i < 9; i++)
    {
      JsonObject *body = json_object_new ();
      g_autoptr (VdMessage) message = vd_message_new ("call.offer", NULL, body);
      g_autofree char *text = NULL;

      json_object_set_string_member (body, "sdp", sdp);
      text = vd_replay_send (replay, message, NULL);
    }
  g_assert_false (vd_replay_is_resumable (replay));
}

static void
test_rate_gate (void)
{
  VdRateGate gate = VD_RATE_GATE_MESSAGES;
  gint64 now = 1000000;
  guint passed = 0;

  for (guint i = 0; i < 300; i++)
    passed += vd_rate_gate_pass (&gate, now) ? 1 : 0;
  g_assert_cmpuint (passed, ==, 200);
  now += G_USEC_PER_SEC;
  passed = 0;
  for (guint i = 0; i < 300; i++)
    passed += vd_rate_gate_pass (&gate, now) ? 1 : 0;
  g_assert_cmpuint (passed, ==, 50);
  now += 60 * G_USEC_PER_SEC;
  passed = 0;
  for (guint i = 0; i < 300; i++)
    passed += vd_rate_gate_pass (&gate, now) ? 1 : 0;
  g_assert_cmpuint (passed, ==, 200);
}

static gboolean
is_pending (VdReplay *replay, const char *text)
{
  g_autoptr (GPtrArray) pending = vd_replay_pending_after (replay, 0);

  for (guint i = 0; i < pending->len; i++)
    if (memmem (g_bytes_get_data (pending->pdata[i], NULL), g_bytes_get_size (pending->pdata[i]), text, strlen (text)))
      return TRUE;
  return FALSE;
}

/* What must not wait for a line says something else under the same number. */
static void
test_replace (void)
{
  g_autoptr (VdReplay) replay = vd_replay_new ();
  JsonObject *body = json_object_new ();
  g_autoptr (JsonObject) instead = json_object_new ();
  g_autoptr (VdMessage) message = NULL;
  g_autofree char *text = NULL;

  send_ok (replay);
  json_object_set_string_member (body, "contact", "ct-1");
  json_object_set_string_member (body, "number", "0687654321");
  message = vd_message_new ("contact.telephone", NULL, body);
  text = vd_replay_send (replay, message, NULL);
  send_ok (replay);
  g_assert_true (is_pending (replay, "0687654321"));
  json_object_set_string_member (instead, "state", "refused");
  vd_replay_replace (replay, "nobody", instead);
  g_assert_true (is_pending (replay, "0687654321"));
  vd_replay_replace (replay, message->id, instead);
  g_assert_false (is_pending (replay, "0687654321"));
  g_assert_true (is_pending (replay, "refused"));
  {
    g_autoptr (GPtrArray) pending = vd_replay_pending_after (replay, 0);

    g_assert_cmpuint (pending->len, ==, 3);
  }
  /* Once it was received there is nothing to replace. */
  receive (replay, 1, 3);
  vd_replay_replace (replay, message->id, instead);
  g_assert_false (is_pending (replay, "refused"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replay/replace", test_replace);
  g_test_add_func ("/replay/numbers", test_numbers);
  g_test_add_func ("/replay/receives-once", test_receives_once);
  g_test_add_func ("/replay/spoiled", test_spoiled_frame_opens_no_gap);
  g_test_add_func ("/replay/pending", test_pending);
  g_test_add_func ("/replay/overflow-by-count", test_overflow_by_count);
  g_test_add_func ("/replay/acknowledged", test_acknowledged_does_not_overflow);
  g_test_add_func ("/replay/overflow-by-bytes", test_overflow_by_bytes);
  g_test_add_func ("/rate-gate", test_rate_gate);
  return g_test_run ();
}
