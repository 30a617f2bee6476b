/* SPDX-License-Identifier: EUPL-1.2 */
#include "message.h"
#include "json-guard.h"
#include "schema.h"

#include <string.h>

static JsonParser *
load_transcript (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "protocol", "transcripts", name, NULL);
  JsonParser *parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return parser;
}

static VdRole
role_of (JsonObject *entry)
{
  const char *name = json_object_get_string_member (entry, "from");

  if (g_str_equal (name, "kiosk"))
    return VD_ROLE_KIOSK;
  return g_str_equal (name, "console") ? VD_ROLE_CONSOLE : VD_ROLE_DESK;
}

static JsonArray *
messages_of (JsonParser *parser)
{
  return json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "messages");
}

static void
check_good_messages (const char *name, GHashTable *seen)
{
  g_autoptr (JsonParser) parser = load_transcript (name);
  JsonArray *messages = messages_of (parser);

  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonObject *entry = json_array_get_object_element (messages, i);
      g_autofree char *text = json_to_string (json_object_get_member (entry, "message"), FALSE);
      g_autoptr (GError) error = NULL;
      g_autofree char *bad_id = NULL;
      g_autofree char *again = NULL;
      g_autoptr (VdMessage) message = vd_message_parse (text, strlen (text), role_of (entry), &bad_id, &error);
      g_autoptr (VdMessage) second = NULL;

      g_assert_no_error (error);
      g_assert_nonnull (message);
      g_assert_null (bad_id);
      again = vd_message_to_text (message, NULL);
      second = vd_message_parse (again, strlen (again), role_of (entry), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (second->id, ==, message->id);
      g_assert_cmpuint (second->seq, ==, message->seq);
      g_hash_table_add (seen, g_strdup (message->kind));
    }
}

static void
test_every_good_message (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree const char **kinds = vd_schema_list_kinds (vd_schema_get_messages ());

  check_good_messages ("visit.json", seen);
  check_good_messages ("join.json", seen);
  check_good_messages ("telephone.json", seen);
  check_good_messages ("stats.json", seen);
  for (guint i = 0; kinds[i]; i++)
    if (!g_hash_table_contains (seen, kinds[i]))
      g_error ("the transcripts have no %s", kinds[i]);
}

static void
test_every_refused_message (void)
{
  g_autoptr (JsonParser) parser = load_transcript ("refused.json");
  JsonArray *messages = messages_of (parser);

  g_assert_cmpuint (json_array_get_length (messages), >, 100);
  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonObject *entry = json_array_get_object_element (messages, i);
      const char *name = json_object_get_string_member (entry, "name");
      g_autofree char *text = json_to_string (json_object_get_member (entry, "message"), FALSE);
      g_autoptr (GError) error = NULL;
      g_autofree char *bad_id = NULL;
      g_autoptr (VdMessage) message = vd_message_parse (text, strlen (text), role_of (entry), &bad_id, &error);

      if (message)
        g_error ("was taken: %s", name);
      g_assert_true (error->domain == VD_PROTOCOL_ERROR);
      if (!g_str_equal (vd_protocol_error_to_code (error->code), json_object_get_string_member (entry, "code")))
        g_error ("%s: answered %s (%s)", name, vd_protocol_error_to_code (error->code), error->message);
    }
}

static void
test_bad_id_is_told (void)
{
  const char *text = "{\"v\":1,\"t\":\"coffee\",\"id\":\"c-17\",\"seq\":1,\"ack\":0,\"b\":{}}";
  const char *worse = "{\"v\":2,\"t\":\"ok\",\"id\":\"c-18\",\"seq\":1,\"ack\":0,\"b\":{}}";
  const char *worst = "{\"v\":2,\"t\":\"ok\",\"id\":\"<script>\",\"seq\":1,\"ack\":0,\"b\":{}}";
  g_autofree char *bad_id = NULL;

  g_assert_null (vd_message_parse (text, strlen (text), VD_ROLE_CONSOLE, &bad_id, NULL));
  g_assert_cmpstr (bad_id, ==, "c-17");
  g_clear_pointer (&bad_id, g_free);
  g_assert_null (vd_message_parse (worse, strlen (worse), VD_ROLE_CONSOLE, &bad_id, NULL));
  g_assert_cmpstr (bad_id, ==, "c-18");
  g_clear_pointer (&bad_id, g_free);
  g_assert_null (vd_message_parse (worst, strlen (worst), VD_ROLE_CONSOLE, &bad_id, NULL));
  g_assert_null (bad_id);
}

static void
test_too_large (void)
{
  g_autofree char *text = g_strnfill (VD_MESSAGE_MAX_BYTES + 1, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (vd_message_parse (text, VD_MESSAGE_MAX_BYTES + 1, VD_ROLE_KIOSK, NULL, &error));
  g_assert_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_TOO_LARGE);
}

static void
test_guard (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
  } cases[] = {
    { "{}", TRUE },
    { " [1, -2.5, 1e5, \"\\u00e9\\ud83d\\ude00\", null, true, false] ", TRUE },
    { "{\"a\":{\"a\":1}}", TRUE },
    { "{\"a\":1,\"a\":2}", FALSE },
    { "{\"\\u0061\":1}", FALSE },
    { "[1,]", FALSE },
    { "[01]", FALSE },
    { "[+1]", FALSE },
    { "[.5]", FALSE },
    { "[1.]", FALSE },
    { "[1e]", FALSE },
    { "[1e999]", FALSE },
    { "[1234567890123456]", FALSE },
    { "['a']", FALSE },
    { "[\"\\x\"]", FALSE },
    { "[\"\\ud800\"]", FALSE },
    { "[\"\\ud800\\u0041\"]", FALSE },
    { "[\"\\udc00\"]", FALSE },
    { "[\"\\u0000\"]", FALSE },
    { "[\"\n\"]", FALSE },
    { "[\"\xff\"]", FALSE },
    { "[\"a", FALSE },
    { "[\"a\\", FALSE },
    { "{\"a\"}", FALSE },
    { "{\"a\":}", FALSE },
    { "{a:1}", FALSE },
    { "// c\n{}", FALSE },
    { "{} {}", FALSE },
    { "nul", FALSE },
    { "", FALSE },
    { "[[[[]]]]", TRUE },
    { "[[[[[]]]]]", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *why = NULL;

      if (vd_json_guard (cases[i].text, strlen (cases[i].text), 4, &why) != cases[i].good)
        g_error ("%s: %s", cases[i].text, why ? why : "taken");
      g_assert_true (cases[i].good == (why == NULL));
    }
  g_assert_false (vd_json_guard ("[\"a\0\"]", 6, 4, &(const char *){ NULL }));
}

static void
test_depth_of_a_message (void)
{
  g_autoptr (GString) text = g_string_new ("{\"v\":1,\"t\":\"ok\",\"id\":\"a\",\"seq\":1,\"ack\":0,\"b\":{\"x\":");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 30000; i++)
    g_string_append_c (text, '[');
  g_assert_null (vd_message_parse (text->str, text->len, VD_ROLE_DESK, NULL, &error));
  g_assert_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE);
}

static void
test_schema_refuses_what_it_cannot_check (void)
{
  static const char *const bad[] = {
    "{}",
    "{\"x-kinds\":{},\"$defs\":{\"a\":{\"oneOf\":[]}}}",
    "{\"x-kinds\":{},\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"}}}",
    "{\"x-kinds\":{},\"$defs\":{\"a\":{\"pattern\":\"a*b\"}}}",
    "{\"x-kinds\":{},\"$defs\":{\"a\":{\"properties\":{\"b\":{\"format\":\"uri\"}}}}}",
    "{\"x-kinds\":{},\"$defs\":{\"a\":{\"additionalProperties\":true}}}",
    "{\"x-kinds\":{\"hello\":{}},\"$defs\":{}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (vd_schema_new (bad[i], strlen (bad[i]), &error));
      g_assert_error (error, VD_SCHEMA_ERROR, VD_SCHEMA_ERROR_BAD_SCHEMA);
    }
}

static void
test_outgoing (void)
{
  g_autoptr (VdMessage) good = vd_message_new ("ok", "c-1", NULL);
  g_autoptr (VdMessage) bad = vd_message_new ("goaway", NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (vd_message_check (good, VD_ROLE_DESK, &error));
  g_assert_no_error (error);
  g_assert_false (vd_message_check (bad, VD_ROLE_DESK, &error));
  g_assert_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE);
  g_assert_nonnull (strstr (error->message, "after_ms"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/every-good-one", test_every_good_message);
  g_test_add_func ("/message/every-refused-one", test_every_refused_message);
  g_test_add_func ("/message/bad-id-is-told", test_bad_id_is_told);
  g_test_add_func ("/message/too-large", test_too_large);
  g_test_add_func ("/message/depth", test_depth_of_a_message);
  g_test_add_func ("/message/outgoing", test_outgoing);
  g_test_add_func ("/json-guard/cases", test_guard);
  g_test_add_func ("/schema/refuses-what-it-cannot-check", test_schema_refuses_what_it_cannot_check);
  return g_test_run ();
}
