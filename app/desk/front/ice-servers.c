/* SPDX-License-Identifier: EUPL-1.2 */
#include "ice-servers.h"

#include <string.h>

static JsonObject *
make_server (char **urls)
{
  JsonObject *server = json_object_new ();
  JsonArray *list = json_array_new ();

  for (; *urls; urls++)
    json_array_add_string_element (list, *urls);
  json_object_set_array_member (server, "urls", list);
  return server;
}

static char *
make_password (const char *secret, const char *username)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *)secret, strlen (secret));
  guint8 digest[20];
  gsize length = sizeof digest;

  g_hmac_update (hmac, (const guchar *)username, -1);
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

JsonArray *
vd_ice_servers_make (const VdDeskSettings *settings, const char *id, gint64 now_s)
{
  JsonArray *servers = json_array_new ();

  if (settings->stun_urls && *settings->stun_urls)
    json_array_add_object_element (servers, make_server (settings->stun_urls));
  if (settings->turn_urls && *settings->turn_urls)
    {
      JsonObject *server = make_server (settings->turn_urls);
      g_autofree char *username = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", now_s + settings->turn_ttl_s, id);
      g_autofree char *password = settings->turn_secret ? make_password (settings->turn_secret, username) : NULL;

      if (password)
        {
          json_object_set_string_member (server, "username", username);
          json_object_set_string_member (server, "credential", password);
        }
      json_array_add_object_element (servers, server);
    }
  return servers;
}
