/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-link"

#include "desk-session.h"

SoupSession *
vd_desk_session_new (const char *ca_file, guint timeout_s, GError **error)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options (
      "user-agent", "visiodesk-kiosk/" VD_VERSION, "timeout", timeout_s, "accept-language-auto", FALSE, NULL);

  /* The token is ours to send; a desk's challenge must not make libsoup send it again elsewhere. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  /* No compression: 64 KiB on the wire are at most 64 KiB in memory. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  if (ca_file && *ca_file)
    {
      g_autoptr (GTlsDatabase) authorities = g_tls_file_database_new (ca_file, error);

      if (!authorities)
        return NULL;
      soup_session_set_tls_database (session, authorities);
    }
  return g_steal_pointer (&session);
}

GUri *
vd_desk_uri (const char *desk_url, const char *path)
{
  g_autoptr (GUri) uri = g_uri_parse (desk_url, G_URI_FLAGS_NONE, NULL);
  const char *scheme;

  if (!uri || !g_uri_get_host (uri))
    return NULL;
  scheme = g_uri_get_scheme (uri);
  if (!g_str_has_prefix (path, "/ws/"))
    scheme = g_str_equal (scheme, "wss") || g_str_equal (scheme, "https") ? "https" : "http";
  return g_uri_build (G_URI_FLAGS_ENCODED, scheme, NULL, g_uri_get_host (uri), g_uri_get_port (uri), path, NULL, NULL);
}

void
vd_desk_authorize (SoupMessage *message, const char *token)
{
  g_autofree char *value = g_strconcat ("Bearer ", token, NULL);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  /* A redirection would carry the token to wherever it points. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
}
