/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "ice-config.h"

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

char *
vd_ice_server_to_uri (const VdIceServer *self)
{
  g_autofree char *username = NULL;
  g_autofree char *credential = NULL;

  if (g_str_has_prefix (self->url, "stun:") && is_plain_address (self->url + strlen ("stun:")))
    return g_strconcat ("stun://", self->url + strlen ("stun:"), NULL);
  if (!g_str_has_prefix (self->url, "turn:") || !is_plain_address (self->url + strlen ("turn:")))
    return NULL;
  if (!self->username || !self->credential)
    return NULL;
  /* Time-limited credentials are "expiry:user" and base64: a bare ':', '/' or '=' would tear the URI apart. */
  username = g_uri_escape_string (self->username, NULL, FALSE);
  credential = g_uri_escape_string (self->credential, NULL, FALSE);
  return g_strconcat ("turn://", username, ":", credential, "@", self->url + strlen ("turn:"), NULL);
}
