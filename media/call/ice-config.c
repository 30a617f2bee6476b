/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "ice-config.h"

#include <gio/gio.h>
#include <string.h>

static void
ice_server_free (gpointer data)
{
  VdIceServer *server = data;

  g_free (server->url);
  g_free (server->username);
  g_free (server->credential);
  g_free (server);
}

VdIceConfig *
vd_ice_config_new (void)
{
  VdIceConfig *self = g_new0 (VdIceConfig, 1);

  self->servers = g_ptr_array_new_with_free_func (ice_server_free);
  return self;
}

void
vd_ice_config_add (VdIceConfig *self, const char *url, const char *username, const char *credential)
{
  VdIceServer *server;

  g_return_if_fail (self && url);

  server = g_new0 (VdIceServer, 1);
  server->url = g_strdup (url);
  server->username = g_strdup (username);
  server->credential = g_strdup (credential);
  g_ptr_array_add (self->servers, server);
}

void
vd_ice_config_free (VdIceConfig *self)
{
  g_ptr_array_unref (self->servers);
  g_free (self);
}

VdIceConfig *
vd_ice_config_copy (const VdIceConfig *self)
{
  VdIceConfig *copy = vd_ice_config_new ();

  for (guint i = 0; self && i < self->servers->len; i++)
    {
      const VdIceServer *server = g_ptr_array_index (self->servers, i);

      vd_ice_config_add (copy, server->url, server->username, server->credential);
    }
  copy->relay_only = self && self->relay_only;
  return copy;
}

/* Host, port and query only: what could end the authority early or smuggle in another one is refused. */
static gboolean
is_plain_address (const char *text)
{
  return *text && strlen (text) <= 255 &&
         text[strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789.-_:[]?=")] == '\0';
}

void
vd_ice_url_free (VdIceUrl *self)
{
  g_free (self->host);
  g_free (self->transport);
  g_free (self);
}

static const struct
{
  const char *prefix;
  gboolean is_relay, is_secure;
  guint16 port;
} schemes[] = {
  { "stun:", FALSE, FALSE, 3478 },
  { "stuns:", FALSE, TRUE, 5349 },
  { "turn:", TRUE, FALSE, 3478 },
  { "turns:", TRUE, TRUE, 5349 },
};

static gboolean
parse_query (VdIceUrl *self, const char *query)
{
  static const char *const queries[] = { "transport=udp", "transport=tcp", NULL };

  if (!query)
    return TRUE;
  if (!self->is_relay || !g_strv_contains (queries, query))
    return FALSE;
  self->transport = g_strdup (query + strlen ("transport="));
  return TRUE;
}

static gboolean
parse_place (VdIceUrl *self, const char *place)
{
  g_autoptr (GSocketConnectable) address = g_network_address_parse (place, self->port, NULL);

  if (!address)
    return FALSE;
  self->host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)));
  self->port = g_network_address_get_port (G_NETWORK_ADDRESS (address));
  return self->port && *self->host && (g_hostname_is_ip_address (self->host) || !strpbrk (self->host, ":[]?="));
}

VdIceUrl *
vd_ice_url_parse (const char *text)
{
  g_autoptr (VdIceUrl) self = g_new0 (VdIceUrl, 1);
  g_auto (GStrv) parts = NULL;
  guint i = 0;

  while (i < G_N_ELEMENTS (schemes) && !g_str_has_prefix (text, schemes[i].prefix))
    i++;
  if (i == G_N_ELEMENTS (schemes) || !is_plain_address (text + strlen (schemes[i].prefix)))
    return NULL;
  self->is_relay = schemes[i].is_relay;
  self->is_secure = schemes[i].is_secure;
  self->port = schemes[i].port;
  parts = g_strsplit (text + strlen (schemes[i].prefix), "?", 2);
  return parse_place (self, parts[0]) && parse_query (self, parts[1]) ? g_steal_pointer (&self) : NULL;
}

char *
vd_ice_url_to_text (const VdIceUrl *self, const char *host)
{
  gboolean is_v6 = strchr (host, ':') != NULL;

  return g_strdup_printf ("%s%s:%s%s%s:%u%s%s", self->is_relay ? "turn" : "stun", self->is_secure ? "s" : "",
                          is_v6 ? "[" : "", host, is_v6 ? "]" : "", self->port, self->transport ? "?transport=" : "",
                          self->transport ? self->transport : "");
}

char *
vd_ice_server_to_uri (const VdIceServer *self)
{
  g_autoptr (VdIceUrl) url = vd_ice_url_parse (self->url);
  g_autofree char *username = NULL;
  g_autofree char *credential = NULL;

  if (!url || url->is_secure)
    return NULL;
  if (!url->is_relay)
    return g_strconcat ("stun://", self->url + strlen ("stun:"), NULL);
  if (!self->username || !self->credential)
    return NULL;
  /* Time-limited credentials are "expiry:user" and base64: a bare ':', '/' or '=' would tear the URI apart. */
  username = g_uri_escape_string (self->username, NULL, FALSE);
  credential = g_uri_escape_string (self->credential, NULL, FALSE);
  return g_strconcat ("turn://", username, ":", credential, "@", self->url + strlen ("turn:"), NULL);
}
