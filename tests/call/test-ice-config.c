/* SPDX-License-Identifier: EUPL-1.2 */
#include "ice-config.h"

static const struct
{
  const char *url, *username, *credential, *uri;
} cases[] = {
  { "stun:192.0.2.1:3478", NULL, NULL, "stun://192.0.2.1:3478" },
  { "turn:192.0.2.1:3478?transport=udp", "1900000000:k7",
    "a/b+c=", "turn://1900000000%3Ak7:a%2Fb%2Bc%3D@192.0.2.1:3478?transport=udp" },
  { "turn:[2001:db8::1]:443?transport=tcp", "u", "p", "turn://u:p@[2001:db8::1]:443?transport=tcp" },
  { "turn:192.0.2.1:3478", "u@evil", "p#/", "turn://u%40evil:p%23%2F@192.0.2.1:3478" },
  { "turn:192.0.2.1:3478", NULL, "p", NULL },
  { "turn:192.0.2.1:3478", "u", NULL, NULL },
  { "turns:192.0.2.1:443", "u", "p", NULL },
  { "turn:evil@192.0.2.1:3478", "u", "p", NULL },
  { "turn:192.0.2.1/x", "u", "p", NULL },
  { "turn:", "u", "p", NULL },
  { "http://192.0.2.1", "u", "p", NULL },
};

static void
test_uris (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VdIceConfig) config = vd_ice_config_new ();
      g_autofree char *uri = NULL;

      vd_ice_config_add (config, cases[i].url, cases[i].username, cases[i].credential);
      uri = vd_ice_server_to_uri (g_ptr_array_index (config->servers, 0));
      g_assert_cmpstr (uri, ==, cases[i].uri);
    }
}

static const struct
{
  const char *text;
  gboolean is_relay, is_secure;
  const char *host;
  guint16 port;
  const char *transport;
} urls[] = {
  { "stun:192.0.2.1", FALSE, FALSE, "192.0.2.1", 3478, NULL },
  { "stuns:stun.example", FALSE, TRUE, "stun.example", 5349, NULL },
  { "turn:turn.example:80?transport=tcp", TRUE, FALSE, "turn.example", 80, "tcp" },
  { "turns:turn.example?transport=tcp", TRUE, TRUE, "turn.example", 5349, "tcp" },
  { "turns:[2001:db8::1]:443", TRUE, TRUE, "2001:db8::1", 443, NULL },
};

static void
test_urls (void)
{
  static const char *const bad[] = { "turn:",
                                     "turn:?transport=udp",
                                     "turn:a:0",
                                     "turn:a:70000",
                                     "turn:a?transport=sctp",
                                     "turn:a?transport=udp?transport=tcp",
                                     "turn:[2001:db8::1",
                                     "turn:a/b",
                                     "turn:a@b",
                                     "stun:a?transport=udp",
                                     "https://a",
                                     "turn",
                                     "" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (VdIceUrl) url = vd_ice_url_parse (urls[i].text);
      g_autofree char *other = NULL;
      g_autofree char *expected = NULL;

      g_assert_nonnull (url);
      g_assert_true (url->is_relay == urls[i].is_relay && url->is_secure == urls[i].is_secure);
      g_assert_cmpstr (url->host, ==, urls[i].host);
      g_assert_cmpuint (url->port, ==, urls[i].port);
      g_assert_cmpstr (url->transport, ==, urls[i].transport);
      other = vd_ice_url_to_text (url, "2001:db8::9");
      expected =
          g_strdup_printf ("%s%s:[2001:db8::9]:%u%s%s", url->is_relay ? "turn" : "stun", url->is_secure ? "s" : "",
                           url->port, url->transport ? "?transport=" : "", url->transport ? url->transport : "");
      g_assert_cmpstr (other, ==, expected);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (vd_ice_url_parse (bad[i]));
}

static void
test_copy (void)
{
  g_autoptr (VdIceConfig) config = vd_ice_config_new ();
  g_autoptr (VdIceConfig) copy = NULL;
  g_autoptr (VdIceConfig) empty = vd_ice_config_copy (NULL);

  vd_ice_config_add (config, "stun:192.0.2.1:3478", NULL, NULL);
  config->relay_only = TRUE;
  copy = vd_ice_config_copy (config);
  g_assert_cmpuint (copy->servers->len, ==, 1);
  g_assert_true (copy->relay_only);
  g_assert_cmpuint (empty->servers->len, ==, 0);
  g_assert_false (empty->relay_only);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/ice-config/uris", test_uris);
  g_test_add_func ("/call/ice-config/urls", test_urls);
  g_test_add_func ("/call/ice-config/copy", test_copy);
  return g_test_run ();
}
