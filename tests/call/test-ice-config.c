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
  g_test_add_func ("/call/ice-config/copy", test_copy);
  return g_test_run ();
}
