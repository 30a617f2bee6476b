/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "http-session.h"

#include "held-answer.h"
#include "http-answer.h"
#include "json-guard.h"
#include "setting-values.h"

#include <string.h>

#define PATH "/api/session"
#define COOKIE_HTTPS "__Host-visiodesk"
#define COOKIE_HTTP "visiodesk"
#define COOKIE_LIFE_S (24 * 60 * 60)
#define MARK "vd-cookie"
#define TOO_MANY_REQUESTS 429 /* RFC 6585; libsoup has no name for it */

typedef struct
{
  VdDesk *desk;
  VdAccounts *accounts;
  const VdDeskSettings *settings;
} Route;

static void
route_free (gpointer data)
{
  Route *route = data;

  g_object_unref (route->desk);
  g_object_unref (route->accounts);
  g_free (route);
}

void
vd_http_session_mark (SoupServerMessage *msg, const VdDeskSettings *settings)
{
  g_object_set_data (G_OBJECT (msg), MARK, (gpointer)(*settings->public_url ? COOKIE_HTTPS : COOKIE_HTTP));
}

static const char *
cookie_name (SoupServerMessage *msg)
{
  const char *name = g_object_get_data (G_OBJECT (msg), MARK);

  return name ? name : COOKIE_HTTPS;
}

/* The value of our cookie; NULL when it is not there, or twice: somebody else may have set one of them. */
static char *
get_cookie (SoupServerMessage *msg)
{
  const char *header = soup_message_headers_get_list (soup_server_message_get_request_headers (msg), "Cookie");
  g_auto (GStrv) parts = g_strsplit_set (header ? header : "", ";,", -1);
  const char *name = cookie_name (msg);
  char *value = NULL;

  for (char **part = parts; *part; part++)
    {
      g_strstrip (*part);
      if (!g_str_has_prefix (*part, name) || (*part)[strlen (name)] != '=')
        continue;
      if (value)
        {
          g_free (value);
          return NULL;
        }
      value = g_strdup (*part + strlen (name) + 1);
    }
  return value;
}

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

const VdAdvisorRow *
vd_http_get_advisor (SoupServerMessage *msg, VdAccounts *accounts)
{
  g_autofree char *cookie = get_cookie (msg);

  return vd_accounts_find_login (accounts, cookie, now_s ());
}

static int
port_of (GUri *uri)
{
  int port = g_uri_get_port (uri);

  return port > 0 ? port : g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

static gboolean
is_same_origin (const char *origin, const char *own)
{
  g_autoptr (GUri) theirs = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GUri) ours = g_uri_parse (own, G_URI_FLAGS_NONE, NULL);

  return theirs && ours && g_uri_get_host (theirs) && g_uri_get_host (ours) &&
         g_str_equal (g_uri_get_scheme (theirs), g_uri_get_scheme (ours)) &&
         g_ascii_strcasecmp (g_uri_get_host (theirs), g_uri_get_host (ours)) == 0 && port_of (theirs) == port_of (ours);
}

gboolean
vd_http_has_own_origin (SoupServerMessage *msg, const VdDeskSettings *settings)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);
  const char *origin = soup_message_headers_get_list (headers, "Origin");
  const char *host = soup_message_headers_get_list (headers, "Host");
  g_autofree char *own = NULL;
  g_autoptr (GUri) uri = NULL;

  if (!origin || !host)
    return FALSE;
  if (*settings->public_url)
    return is_same_origin (origin, settings->public_url);
  /* A name that somebody points at 127.0.0.1 is an origin of its own: only this machine's names are ours. */
  own = g_strdup_printf ("http://%s", host);
  uri = g_uri_parse (own, G_URI_FLAGS_NONE, NULL);
  return uri && g_uri_get_host (uri) && vd_setting_is_loopback (g_uri_get_host (uri)) && is_same_origin (origin, own);
}

static void
set_cookie (SoupServerMessage *msg, const char *value, int life_s)
{
  const char *name = cookie_name (msg);
  g_autofree char *text = g_strdup_printf ("%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s", name, value,
                                           life_s, g_str_equal (name, COOKIE_HTTPS) ? "; Secure" : "");

  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Set-Cookie", text);
}

static void
answer_advisor (SoupServerMessage *msg, const VdAdvisorRow *advisor)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "name", advisor->name);
  json_object_set_string_member (body, "display_name", advisor->display_name);
  vd_http_answer_json (msg, SOUP_STATUS_OK, body);
}

static const char *
text_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static JsonNode *
parse_body (SoupServerMessage *msg)
{
  SoupMessageBody *body = soup_server_message_get_request_body (msg);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *why = NULL;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  if (!text || !vd_json_guard (text, size, 2, &why) || !json_parser_load_from_data (parser, text, (gssize)size, NULL))
    return NULL;
  return JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)) ? json_parser_steal_root (parser) : NULL;
}

static void
on_logged_in (GObject *source, GAsyncResult *result, gpointer data)
{
  VdHeldAnswer *held = data;
  SoupServerMessage *msg = vd_held_answer_get (held);
  g_autoptr (GError) error = NULL;
  const VdAdvisorRow *advisor = NULL;
  g_autofree char *cookie = vd_accounts_log_in_finish (VD_ACCOUNTS (source), result, &advisor, &error);

  if (!msg)
    vd_accounts_log_out (VD_ACCOUNTS (source), cookie); /* nobody got it */
  else if (cookie)
    {
      set_cookie (msg, cookie, COOKIE_LIFE_S);
      answer_advisor (msg, advisor);
    }
  else if (g_error_matches (error, VD_ACCOUNTS_ERROR, VD_ACCOUNTS_ERROR_TOO_MANY))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Retry-After", "60");
      vd_http_refuse (msg, TOO_MANY_REQUESTS, "too-many", error->message);
    }
  else
    vd_http_refuse (msg, SOUP_STATUS_UNAUTHORIZED, "bad-credentials", error->message);
  vd_held_answer_release (held);
}

static void
log_in (SoupServerMessage *msg, Route *route)
{
  g_autoptr (JsonNode) root = parse_body (msg);
  JsonObject *body = root ? json_node_get_object (root) : NULL;
  const char *name = body ? text_member (body, "name") : NULL;
  const char *password = body ? text_member (body, "password") : NULL;
  g_autofree char *address = vd_http_get_client_address (msg, route->settings);

  if (!name || !password)
    {
      vd_http_refuse (msg, SOUP_STATUS_BAD_REQUEST, "bad-message", "must be {\"name\": …, \"password\": …}");
      return;
    }
  vd_accounts_log_in_async (route->accounts, name, password, address, now_s (), on_logged_in, vd_held_answer_new (msg));
}

static void
log_out (SoupServerMessage *msg, Route *route)
{
  g_autofree char *cookie = get_cookie (msg);
  const VdAdvisorRow *advisor = vd_accounts_find_login (route->accounts, cookie, now_s ());

  if (advisor)
    {
      vd_accounts_log_out (route->accounts, cookie);
      vd_desk_log_out (route->desk, advisor->id);
    }
  set_cookie (msg, "", 0);
  soup_server_message_set_status (msg, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
show (SoupServerMessage *msg, Route *route)
{
  const VdAdvisorRow *advisor = vd_http_get_advisor (msg, route->accounts);

  if (advisor)
    answer_advisor (msg, advisor);
  else
    vd_http_refuse (msg, SOUP_STATUS_UNAUTHORIZED, "bad-credentials", "not logged in");
}

/* What changes something must come from a page of ours, and look as no form of another site can make it look. */
static gboolean
may_change (SoupServerMessage *msg, Route *route)
{
  const char *type = soup_message_headers_get_content_type (soup_server_message_get_request_headers (msg), NULL);

  if (!vd_http_has_own_origin (msg, route->settings))
    vd_http_refuse (msg, SOUP_STATUS_FORBIDDEN, "not-allowed", "the Origin is not the desk's");
  else if (!type || g_ascii_strcasecmp (type, "application/json") != 0)
    vd_http_refuse (msg, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "bad-message", "must be application/json");
  else
    return TRUE;
  return FALSE;
}

static void
on_request (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  static const struct
  {
    const char *method;
    gboolean changes;
    void (*take) (SoupServerMessage *msg, Route *route);
  } methods[] = {
    { "GET", FALSE, show }, { "HEAD", FALSE, show }, { "POST", TRUE, log_in }, { "DELETE", TRUE, log_out }
  };
  const char *method = soup_server_message_get_method (msg);

  if (!g_str_equal (path, PATH))
    {
      vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "there is nothing here");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      if (!g_str_equal (methods[i].method, method))
        continue;
      if (!methods[i].changes || may_change (msg, data))
        methods[i].take (msg, data);
      return;
    }
  vd_http_refuse_method (msg, "GET, HEAD, POST, DELETE");
}

void
vd_http_session_attach (SoupServer *server, VdDesk *desk, VdAccounts *accounts, const VdDeskSettings *settings)
{
  Route *route = g_new0 (Route, 1);

  route->desk = g_object_ref (desk);
  route->accounts = g_object_ref (accounts);
  route->settings = settings;
  soup_server_add_handler (server, PATH, on_request, route, route_free);
}
