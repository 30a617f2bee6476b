/* SPDX-License-Identifier: EUPL-1.2 */
#include <json-glib/json-glib.h>

#include "t140.h"
#include "text-receiver.h"
#include "text-sender.h"

#define MS G_TIME_SPAN_MILLISECOND

static JsonParser *
load_cases (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "call", "t140-cases.json", NULL);
  g_autoptr (GError) error = NULL;
  JsonParser *parser = json_parser_new ();

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return parser;
}

static JsonArray *
get_cases (JsonParser *parser, const char *name)
{
  JsonArray *cases = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), name);

  g_assert_cmpuint (json_array_get_length (cases), >, 3);
  return cases;
}

static void
test_views (void)
{
  g_autoptr (JsonParser) parser = load_cases ();
  JsonArray *cases = get_cases (parser, "views");

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *one = json_array_get_object_element (cases, i);
      JsonArray *pieces = json_object_get_array_member (one, "pieces");
      g_autoptr (VdT140) view = vd_t140_new ();

      for (guint j = 0; j < json_array_get_length (pieces); j++)
        vd_t140_take (view, json_array_get_string_element (pieces, j));
      if (!g_str_equal (vd_t140_get_text (view), json_object_get_string_member (one, "shown")))
        g_error ("%s: \"%s\"", json_object_get_string_member (one, "name"), vd_t140_get_text (view));
    }
}

static void
test_clean (void)
{
  g_autoptr (JsonParser) parser = load_cases ();
  JsonArray *cases = get_cases (parser, "clean");
  g_autofree char *repaired = vd_t140_clean ("a\xC3z\xFF");

  g_assert_cmpstr (repaired, ==, "a\xEF\xBF\xBDz\xEF\xBF\xBD");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *one = json_array_get_object_element (cases, i);
      g_autofree char *clean = vd_t140_clean (json_object_get_string_member (one, "typed"));

      g_assert_cmpstr (clean, ==, json_object_get_string_member (one, "sent"));
    }
}

static void
test_not_utf8 (void)
{
  g_autoptr (VdT140) view = vd_t140_new ();

  vd_t140_take (view, "a\xC3");
  vd_t140_take (view, "\xA9z");
  g_assert_cmpstr (vd_t140_get_text (view), ==, "a\xEF\xBF\xBDz");
}

static void
test_unending_string (void)
{
  g_autoptr (VdT140) view = vd_t140_new ();

  vd_t140_take (view, "\xC2\x98");
  for (guint i = 0; i < 255; i++)
    vd_t140_take (view, "x");
  vd_t140_take (view, "y");
  g_assert_cmpstr (vd_t140_get_text (view), ==, "y");
}

static void
test_shown_at_most (void)
{
  g_autoptr (VdT140) view = vd_t140_new ();
  const char *shown;

  for (guint i = 0; i <= VD_T140_SHOWN_MAX; i++)
    vd_t140_take (view, i % 100 == 99 ? "\n" : "é");
  shown = vd_t140_get_text (view);
  g_assert_cmpint (g_utf8_strlen (shown, -1), <=, VD_T140_SHOWN_MAX * 3 / 4);
  g_assert_cmpint (g_utf8_strlen (shown, -1), >, VD_T140_SHOWN_MAX / 2);
  g_assert_cmpint (strchr (shown, '\n') - shown, ==, 99 * strlen ("é"));
}

static void
test_tower_of_marks (void)
{
  g_autoptr (VdT140) view = vd_t140_new ();

  vd_t140_take (view, "ae");
  for (guint i = 0; i < 1000; i++)
    vd_t140_take (view, "\xCC\x81");
  g_assert_cmpint (g_utf8_strlen (vd_t140_get_text (view), -1), ==, 1 + VD_T140_CLUSTER_MAX);
  vd_t140_take (view, "\b");
  g_assert_cmpstr (vd_t140_get_text (view), ==, "a");
}

/* The text of all pieces due now, each of them through @peer. */
static char *
take_all (VdTextSender *sender, gint64 now_us, guint peer)
{
  GString *all = g_string_new ("");

  for (;;)
    {
      g_auto (VdTextPiece) piece = { 0 };

      if (!vd_text_sender_take (sender, now_us, &piece))
        return g_string_free (all, FALSE);
      g_assert_cmpuint (piece.peer, ==, peer);
      g_string_append (all, piece.text);
    }
}

#define assert_sent(sender, now_us, peer, text)                                                                        \
  {                                                                                                                    \
    g_autofree char *sent = take_all (sender, now_us, peer);                                                           \
    g_assert_cmpstr (sent, ==, text);                                                                                  \
  }

/* A channel in use from the beginning. */
static VdTextSender *
new_sender (void)
{
  VdTextSender *self = vd_text_sender_new ();

  vd_text_sender_open (self, 1);
  vd_text_sender_ask (self, 1, 0);
  return self;
}

static void
test_nothing_before_it_is_asked_for (void)
{
  g_autoptr (VdTextSender) sender = vd_text_sender_new ();

  vd_text_sender_open (sender, 1);
  vd_text_sender_type (sender, "salut");
  g_assert_cmpint (vd_text_sender_get_due_us (sender), ==, -1);
  assert_sent (sender, 0, 1, "");
  vd_text_sender_ask (sender, 1, 0);
  g_assert_cmpint (vd_text_sender_get_due_us (sender), ==, 0);
  assert_sent (sender, 0, 1, "salut");
}

static void
test_coalescing (void)
{
  g_autoptr (VdTextSender) sender = new_sender ();

  vd_text_sender_type (sender, "a");
  assert_sent (sender, 1000 * MS, 1, "a");
  vd_text_sender_type (sender, "b");
  assert_sent (sender, 1050 * MS, 1, "");
  vd_text_sender_type (sender, "\b");
  g_assert_cmpint (vd_text_sender_get_due_us (sender), ==, 1100 * MS);
  assert_sent (sender, 1100 * MS, 1, "b\b");
  g_assert_cmpint (vd_text_sender_get_due_us (sender), ==, -1);
}

static void
test_signalling_waits_longer (void)
{
  g_autoptr (VdTextSender) sender = vd_text_sender_new ();

  vd_text_sender_ask (sender, VD_TEXT_SIGNALLING, 0);
  vd_text_sender_type (sender, "a");
  assert_sent (sender, 1000 * MS, VD_TEXT_SIGNALLING, "a");
  vd_text_sender_type (sender, "b");
  assert_sent (sender, 1299 * MS, VD_TEXT_SIGNALLING, "");
  assert_sent (sender, 1300 * MS, VD_TEXT_SIGNALLING, "b");
}

static void
test_pieces_are_bounded (void)
{
  g_autoptr (VdTextSender) sender = new_sender ();
  guint64 from = 0;
  guint n = 0;

  for (guint i = 0; i < VD_TEXT_PIECE_MAX * 10; i++)
    vd_text_sender_type (sender, "é");
  for (gint64 now_us = 0; vd_text_sender_get_due_us (sender) >= 0; now_us += VD_TEXT_CHANNEL_US)
    for (guint in_round = 0;; in_round++)
      {
        g_auto (VdTextPiece) piece = { 0 };

        if (!vd_text_sender_take (sender, now_us, &piece))
          break;
        g_assert_cmpuint (in_round, <, 8);
        g_assert_cmpuint (piece.from, ==, from);
        g_assert_cmpint (g_utf8_strlen (piece.text, -1), ==, VD_TEXT_PIECE_MAX);
        from += VD_TEXT_PIECE_MAX;
        n++;
      }
  g_assert_cmpuint (n, ==, 10);
}

/* Typed into a channel that is dead: the socket says how far the stream is, the other side asks for what it lacks. */
static void
test_trouble (void)
{
  g_autoptr (VdTextSender) sender = new_sender ();
  g_autoptr (VdTextReceiver) receiver = vd_text_receiver_new ();
  g_auto (VdTextPiece) word = { 0 };
  g_auto (VdTextPiece) again = { 0 };
  g_autofree char *stuck = NULL;
  g_autofree char *fresh = NULL;
  g_autofree char *late = NULL;

  vd_text_receiver_listen (receiver, 1);
  vd_text_sender_type (sender, "perdu");
  stuck = take_all (sender, 1000 * MS, 1);
  vd_text_sender_set_trouble (sender, TRUE);
  g_assert_true (vd_text_sender_take (sender, 2000 * MS, &word));
  g_assert_cmpstr (word.text, ==, "");
  g_assert_null (vd_text_receiver_take_piece (receiver, word.from, word.text));

  vd_text_sender_ask (sender, VD_TEXT_SIGNALLING, vd_text_receiver_get_have (receiver));
  g_assert_true (vd_text_sender_take (sender, 3000 * MS, &again));
  fresh = vd_text_receiver_take_piece (receiver, again.from, again.text);
  g_assert_cmpstr (fresh, ==, "perdu");
  /* The channel comes back to life with what was in it. */
  late = vd_text_receiver_take (receiver, 1, stuck);
  g_assert_cmpstr (late, ==, "");
}

/* In trouble both ways carry the stream; afterwards only the channel, without a gap. */
static void
test_trouble_passes (void)
{
  g_autoptr (VdTextSender) sender = new_sender ();
  g_autofree char *both = NULL;
  g_auto (VdTextPiece) first = { 0 };
  g_auto (VdTextPiece) second = { 0 };
  g_auto (VdTextPiece) none = { 0 };

  vd_text_sender_set_trouble (sender, TRUE);
  assert_sent (sender, 1000 * MS, VD_TEXT_SIGNALLING, "");
  vd_text_sender_type (sender, "a");
  g_assert_true (vd_text_sender_take (sender, 2000 * MS, &first));
  g_assert_true (vd_text_sender_take (sender, 2000 * MS, &second));
  g_assert_false (vd_text_sender_take (sender, 2000 * MS, &none));
  g_assert_cmpuint (first.peer + second.peer, ==, 1);
  g_assert_cmpstr (first.text, ==, "a");
  g_assert_cmpstr (second.text, ==, "a");
  vd_text_sender_set_trouble (sender, FALSE);
  vd_text_sender_type (sender, "b");
  assert_sent (sender, 3000 * MS, 1, "b");
}

static void
test_replaced_peer (void)
{
  g_autoptr (VdTextSender) sender = new_sender ();
  g_autoptr (VdTextReceiver) receiver = vd_text_receiver_new ();
  g_autofree char *old = NULL;
  g_autofree char *got = NULL;
  g_autofree char *fresh = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *renewed = NULL;

  vd_text_receiver_listen (receiver, 1);
  vd_text_sender_type (sender, "abc");
  old = take_all (sender, 1000 * MS, 1);
  got = vd_text_receiver_take (receiver, 1, "ab"); /* "c" is still on the way */
  vd_text_sender_open (sender, 2);
  vd_text_sender_ask (sender, 2, vd_text_receiver_listen (receiver, 2));
  renewed = take_all (sender, 2000 * MS, 2);
  g_assert_cmpstr (renewed, ==, "c");
  fresh = vd_text_receiver_take (receiver, 2, renewed);
  g_assert_cmpstr (fresh, ==, "c");
  rest = vd_text_receiver_take (receiver, 1, "c");
  g_assert_cmpstr (rest, ==, "");
  vd_text_sender_close (sender, 1);
  vd_text_sender_type (sender, "d");
  assert_sent (sender, 3000 * MS, 2, "d");
}

/* Without a channel, and nobody asks any more: the socket takes over by itself. */
static void
test_closed_channel (void)
{
  g_autoptr (VdTextSender) sender = new_sender ();

  vd_text_sender_type (sender, "a");
  assert_sent (sender, 1000 * MS, 1, "a");
  vd_text_sender_close (sender, 1);
  assert_sent (sender, 2000 * MS, VD_TEXT_SIGNALLING, "");
  vd_text_sender_type (sender, "b");
  assert_sent (sender, 3000 * MS, VD_TEXT_SIGNALLING, "b");
}

/* The sender was loaded again: its stream begins where the other side says. */
static void
test_reloaded_sender (void)
{
  g_autoptr (VdTextSender) sender = vd_text_sender_new ();
  g_auto (VdTextPiece) piece = { 0 };

  vd_text_sender_type (sender, "me revoilà");
  vd_text_sender_open (sender, 7);
  vd_text_sender_ask (sender, 7, 57);
  g_assert_true (vd_text_sender_take (sender, 0, &piece));
  g_assert_cmpuint (piece.from, ==, 57);
  g_assert_cmpstr (piece.text, ==, "me revoilà");
}

/* The receiver was loaded again: it has nothing and gets everything, and what is not kept any more as lost. */
static void
test_reloaded_receiver (void)
{
  g_autoptr (VdTextSender) sender = new_sender ();
  g_autoptr (VdTextReceiver) receiver = vd_text_receiver_new ();
  g_autoptr (VdT140) view = vd_t140_new ();
  guint typed = VD_TEXT_KEPT_MAX + 1;

  for (guint i = 0; i < typed; i++)
    vd_text_sender_type (sender, "a");
  vd_text_sender_close (sender, 1);
  vd_text_sender_ask (sender, VD_TEXT_SIGNALLING, 0);
  for (gint64 now_us = 0; vd_text_sender_get_due_us (sender) >= 0; now_us += VD_TEXT_SIGNALLING_US)
    for (;;)
      {
        g_auto (VdTextPiece) piece = { 0 };
        g_autofree char *fresh = NULL;

        if (!vd_text_sender_take (sender, now_us, &piece))
          break;
        fresh = vd_text_receiver_take_piece (receiver, piece.from, piece.text);
        g_assert_nonnull (fresh);
        if (piece.from == 0)
          vd_t140_take (view, fresh);
      }
  g_assert_cmpuint (vd_text_receiver_get_have (receiver), ==, typed);
  g_assert_cmpstr (vd_t140_get_text (view), ==, "\xEF\xBF\xBD");
}

static void
test_lies (void)
{
  g_autoptr (VdTextSender) sender = new_sender ();
  g_autoptr (VdTextReceiver) receiver = vd_text_receiver_new ();
  g_autofree char *unheard = vd_text_receiver_take (receiver, 9, "abc");
  g_auto (VdTextPiece) piece = { 0 };
  g_auto (VdTextPiece) word = { 0 };

  g_assert_cmpstr (unheard, ==, "");
  g_assert_null (vd_text_receiver_take_piece (receiver, G_MAXUINT64, "x"));
  vd_text_sender_type (sender, "a");
  vd_text_sender_ask (sender, VD_TEXT_SIGNALLING, G_MAXUINT64);
  g_assert_true (vd_text_sender_take (sender, 0, &piece));
  g_assert_cmpstr (piece.text, ==, "a");
  g_assert_true (vd_text_sender_take (sender, 0, &word));
  g_assert_cmpuint (word.from, ==, 1);
  for (guint peer = 2; peer < 100; peer++)
    {
      vd_text_sender_ask (sender, peer, 0);
      vd_text_receiver_listen (receiver, peer);
    }
  vd_text_sender_type (sender, "b");
  assert_sent (sender, 1000 * MS, VD_TEXT_SIGNALLING, "b");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/views", test_views);
  g_test_add_func ("/text/clean", test_clean);
  g_test_add_func ("/text/not-utf8", test_not_utf8);
  g_test_add_func ("/text/unending-string", test_unending_string);
  g_test_add_func ("/text/shown-at-most", test_shown_at_most);
  g_test_add_func ("/text/tower-of-marks", test_tower_of_marks);
  g_test_add_func ("/text/nothing-before-it-is-asked-for", test_nothing_before_it_is_asked_for);
  g_test_add_func ("/text/coalescing", test_coalescing);
  g_test_add_func ("/text/signalling-waits-longer", test_signalling_waits_longer);
  g_test_add_func ("/text/pieces-are-bounded", test_pieces_are_bounded);
  g_test_add_func ("/text/trouble", test_trouble);
  g_test_add_func ("/text/trouble-passes", test_trouble_passes);
  g_test_add_func ("/text/replaced-peer", test_replaced_peer);
  g_test_add_func ("/text/closed-channel", test_closed_channel);
  g_test_add_func ("/text/reloaded-sender", test_reloaded_sender);
  g_test_add_func ("/text/reloaded-receiver", test_reloaded_receiver);
  g_test_add_func ("/text/lies", test_lies);
  return g_test_run ();
}
