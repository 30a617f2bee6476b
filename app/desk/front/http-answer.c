/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "http-answer.h"

#include "http-session.h"

#include <string.h>

#define BODY_MAX_BYTES 4096
#define UPLOADS "/api/uploads"
#define VIEWS "/api/views/"
#define VIEW_MAX_BYTES (64 * 1024)

void
vd_http_answer_json (SoupServerMessage *msg, guint status, JsonObject *body)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  char *text = json_to_string (node, FALSE);

  soup_server_message_set_status (msg, status, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Cache-Control", "no-store");
  soup_server_message_set_response (msg, "application/json", SOUP_MEMORY_TAKE, text, strlen (text));
}

void
vd_http_refuse (SoupServerMessage *msg, guint status, const char *code, const char *text)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "error", code);
  json_object_set_string_member (body, "text", text);
  vd_http_answer_json (msg, status, body);
}

void
vd_http_refuse_method (SoupServerMessage *msg, const char *allowed)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Allow", allowed);
  vd_http_refuse (msg, SOUP_STATUS_METHOD_NOT_ALLOWED, "not-allowed", "this path does not take that method");
}

char *
vd_http_get_client_address (SoupServerMessage *msg, const VdDeskSettings *settings)
{
  const char *forwarded = NULL;
  const char *host = soup_server_message_get_remote_host (msg);

  if (*settings->proxy_header)
    forwarded = soup_message_headers_get_list (soup_server_message_get_request_headers (msg), settings->proxy_header);
  if (forwarded)
    {
      /* The last one: our proxy wrote it, those before it are the client's own word. */
      const char *comma = strrchr (forwarded, ',');
      g_autofree char *last = g_strstrip (g_strdup (comma ? comma + 1 : forwarded));

      if (g_hostname_is_ip_address (last))
        return g_steal_pointer (&last);
    }
  return g_strdup (host ? host : "");
}

gboolean
vd_http_is_local (SoupServerMessage *msg)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);
  const char *host = soup_server_message_get_remote_host (msg);
  g_autoptr (GInetAddress) address = host ? g_inet_address_new_from_string (host) : NULL;

  return address && g_inet_address_get_is_loopback (address) &&
         !soup_message_headers_get_list (headers, "X-Forwarded-For") &&
         !soup_message_headers_get_list (headers, "Forwarded");
}

/* libsoup 3.2.3 takes a second Host and a body framed in two ways; a proxy may read such a request otherwise than we
 * do. */
static gboolean
has_two_meanings (SoupMessageHeaders *headers)
{
  const char *host = soup_message_headers_get_list (headers, "Host");
  const char *length = soup_message_headers_get_list (headers, "Content-Length");

  return (host && strchr (host, ',')) ||
         (length && (strchr (length, ',') || soup_message_headers_get_list (headers, "Transfer-Encoding")));
}

static void
refuse_early (SoupServerMessage *msg, guint status, const char *code, const char *text)
{
  /* The rest of the request is read and forgotten; what comes behind it on this connection is not trusted. */
  soup_message_body_set_accumulate (soup_server_message_get_request_body (msg), FALSE);
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Connection", "close");
  vd_http_refuse (msg, status, code, text);
}

static void
on_got_headers (SoupServerMessage *msg, gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);
  const char *path = g_uri_get_path (soup_server_message_get_uri (msg));
  gboolean upload = g_str_has_prefix (path, UPLOADS) && (path[strlen (UPLOADS)] == '/' || !path[strlen (UPLOADS)]);
  goffset most = g_str_has_prefix (path, VIEWS) ? VIEW_MAX_BYTES : BODY_MAX_BYTES;

  if (has_two_meanings (headers))
    refuse_early (msg, SOUP_STATUS_BAD_REQUEST, "bad-request", "two Host or length headers");
  else if (!upload && soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    refuse_early (msg, SOUP_STATUS_LENGTH_REQUIRED, "bad-request", "the body's length must be given");
  else if (!upload && soup_message_headers_get_content_length (headers) > most)
    refuse_early (msg, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "too-large", "the body is larger than this path takes");
}

/* libsoup takes an answer without a body (204, 304, to HEAD) for one that ends with its connection, and closes that
 * without a word: a client that sends its next request there finds the line broken under it. */
static void
on_wrote_headers (SoupServerMessage *msg, gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);
  guint status = soup_server_message_get_status (msg);

  if ((status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED ||
       soup_server_message_get_method (msg) == SOUP_METHOD_HEAD) &&
      soup_message_headers_get_encoding (headers) == SOUP_ENCODING_EOF)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_NONE);
}

static void
on_request_started (SoupServer *server, SoupServerMessage *msg, gpointer settings)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);

  vd_http_session_mark (msg, settings);
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Cross-Origin-Resource-Policy", "same-origin");
  g_signal_connect (msg, "got-headers", G_CALLBACK (on_got_headers), NULL);
  g_signal_connect (msg, "wrote-headers", G_CALLBACK (on_wrote_headers), NULL);
}

void
vd_http_gate_attach (SoupServer *server, const VdDeskSettings *settings)
{
  g_signal_connect (server, "request-started", G_CALLBACK (on_request_started), (gpointer)settings);
}
