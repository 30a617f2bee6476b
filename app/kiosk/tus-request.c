/* SPDX-License-Identifier: EUPL-1.2 */
#include "tus-request.h"

#include "desk-session.h"

#include <string.h>

SoupMessage *
vd_tus_request_new (const char *method, GUri *uri, const char *token)
{
  SoupMessage *request = soup_message_new_from_uri (method, uri);

  vd_desk_authorize (request, token);
  soup_message_headers_append (soup_message_get_request_headers (request), "Tus-Resumable", "1.0.0");
  return request;
}

SoupMessage *
vd_tus_request_new_create (GUri *collection, const char *token, gsize length, const char *metadata)
{
  g_autofree char *length_text = g_strdup_printf ("%" G_GSIZE_FORMAT, length);
  SoupMessage *request = vd_tus_request_new (SOUP_METHOD_POST, collection, token);
  SoupMessageHeaders *headers = soup_message_get_request_headers (request);

  soup_message_headers_append (headers, "Upload-Length", length_text);
  soup_message_headers_append (headers, "Upload-Metadata", metadata);
  soup_message_headers_set_content_length (headers, 0);
  return request;
}

static char *
make_checksum (GBytes *piece)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *digest64 = NULL;
  guint8 digest[32];
  gsize length, digest_length = sizeof digest;
  gconstpointer bytes = g_bytes_get_data (piece, &length);

  g_checksum_update (sum, bytes, (gssize)length);
  g_checksum_get_digest (sum, digest, &digest_length);
  digest64 = g_base64_encode (digest, digest_length);
  return g_strconcat ("sha256 ", digest64, NULL);
}

SoupMessage *
vd_tus_request_new_patch (GUri *upload, const char *token, gsize offset, GBytes *piece)
{
  SoupMessage *request = vd_tus_request_new ("PATCH", upload, token);
  SoupMessageHeaders *headers = soup_message_get_request_headers (request);
  g_autofree char *offset_text = g_strdup_printf ("%" G_GSIZE_FORMAT, offset);
  g_autofree char *checksum = make_checksum (piece);

  soup_message_headers_append (headers, "Upload-Offset", offset_text);
  soup_message_headers_append (headers, "Upload-Checksum", checksum);
  soup_message_set_request_body_from_bytes (request, "application/offset+octet-stream", piece);
  return request;
}

static void
add_metadata (GString *line, const char *name, const char *value)
{
  g_autofree char *value64 = g_base64_encode ((const guchar *)value, strlen (value));

  g_string_append_printf (line, "%s%s %s", line->len ? "," : "", name, value64);
}

char *
vd_tus_make_metadata (const char *const *pairs)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (; pairs[0]; pairs += 2)
    add_metadata (line, pairs[0], pairs[1]);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

gboolean
vd_tus_read_offset (const char *text, gsize length, gsize *offset)
{
  guint64 number;

  if (!text || !g_ascii_string_to_unsigned (text, 10, 0, length, &number, NULL))
    return FALSE;
  *offset = (gsize)number;
  return TRUE;
}

GUri *
vd_tus_read_location (const char *text, GUri *collection)
{
  g_autoptr (GUri) uri = text ? g_uri_parse_relative (collection, text, G_URI_FLAGS_ENCODED, NULL) : NULL;
  g_autofree char *below = g_strconcat (g_uri_get_path (collection), "/", NULL);

  if (!uri || g_strcmp0 (g_uri_get_scheme (uri), g_uri_get_scheme (collection)) != 0 ||
      g_strcmp0 (g_uri_get_host (uri), g_uri_get_host (collection)) != 0 ||
      g_uri_get_port (uri) != g_uri_get_port (collection) || g_uri_get_userinfo (uri) ||
      !g_str_has_prefix (g_uri_get_path (uri), below))
    return NULL;
  return g_steal_pointer (&uri);
}
