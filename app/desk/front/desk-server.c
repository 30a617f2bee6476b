/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "desk-server.h"

#include "held-answer.h"
#include "http-answer.h"
#include "http-files.h"
#include "http-papers.h"
#include "http-session.h"
#include "http-uploads.h"
#include "http-views.h"
#include "metrics-server.h"

#include <string.h>

/* libsoup takes one connection a turn of the loop. Measured: a hundred sockets at once wait a second for a second SYN
 * with the default backlog, 10 ms with this one. */
#define BACKLOG 4096
/* The desk answers too-large above 64 KiB; libsoup ends the connection above this. */
#define FRAME_MAX_BYTES (128 * 1024)
#define KIOSK_PATH "/ws/kiosk"
#define CONSOLE_PATH "/ws/console"
#define OWNER "vd-owner"
#define UPGRADE_REQUIRED 426 /* libsoup has no name for it */

struct _VdDeskServer
{
  GObject parent_instance;

  const VdDeskSettings *settings;
  VdStore *store;
  VdDesk *desk;
  VdAccounts *accounts;
  SoupServer *server;
  VdMetricsServer *metrics; /* NULL: no port is kept for it */
  guint port;
};

G_DEFINE_FINAL_TYPE (VdDeskServer, vd_desk_server, G_TYPE_OBJECT)

static void
vd_desk_server_dispose (GObject *object)
{
  VdDeskServer *self = VD_DESK_SERVER (object);

  if (self->server)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->metrics, vd_metrics_server_free);
  g_clear_object (&self->desk);
  g_clear_object (&self->accounts);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (vd_desk_server_parent_class)->dispose (object);
}

static void
vd_desk_server_class_init (VdDeskServerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = vd_desk_server_dispose;
}

static void
vd_desk_server_init (VdDeskServer *self)
{
}

static gboolean
is_get (SoupServerMessage *msg, const char *path, const char *own_path)
{
  const char *method = soup_server_message_get_method (msg);

  if (!g_str_equal (path, own_path))
    vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "there is nothing here");
  else if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD"))
    vd_http_refuse_method (msg, "GET, HEAD");
  else
    return TRUE;
  return FALSE;
}

static void
on_synced (GObject *source, GAsyncResult *result, gpointer data)
{
  VdHeldAnswer *held = data;
  SoupServerMessage *msg = vd_held_answer_get (held);
  g_autoptr (GError) error = NULL;
  gboolean good = vd_store_sync_finish (VD_STORE (source), result, &error);
  const char *text = good ? "ok\n" : "the store does not answer\n";

  if (msg)
    {
      soup_server_message_set_status (msg, good ? SOUP_STATUS_OK : SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
      soup_server_message_set_response (msg, "text/plain", SOUP_MEMORY_STATIC, text, strlen (text));
    }
  vd_held_answer_release (held);
}

static void
on_healthz (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  VdDeskServer *self = data;

  if (!is_get (msg, path, "/healthz"))
    return;
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Cache-Control", "no-store");
  vd_store_sync_async (self->store, on_synced, vd_held_answer_new (msg));
}

/* Where no port is kept for it: for whoever asks from this machine and not through its proxy. */
static void
on_metrics (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  VdDeskServer *self = data;

  if (!is_get (msg, path, "/metrics"))
    return;
  if (vd_http_is_local (msg))
    vd_metrics_server_answer (msg, self->desk);
  else
    vd_http_refuse (msg, SOUP_STATUS_FORBIDDEN, "not-allowed", "for this machine only");
}

static gboolean
is_upgrade (SoupServerMessage *msg)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);

  return g_str_equal (soup_server_message_get_method (msg), "GET") &&
         soup_message_headers_header_contains (headers, "Upgrade", "websocket");
}

/* Before any socket opens: an answer that is set here keeps libsoup from upgrading. */
static void
admit (SoupServerMessage *msg, gconstpointer owner)
{
  if (!owner)
    vd_http_refuse (msg, SOUP_STATUS_UNAUTHORIZED, "bad-credentials", "no valid credential");
  else if (!is_upgrade (msg))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Upgrade", "websocket");
      vd_http_refuse (msg, UPGRADE_REQUIRED, "bad-request", "this is for WebSockets");
    }
  else
    g_object_set_data (G_OBJECT (msg), OWNER, (gpointer)owner);
}

static const char *
bearer_token (SoupServerMessage *msg)
{
  const char *text = soup_message_headers_get_one (soup_server_message_get_request_headers (msg), "Authorization");

  return text && g_ascii_strncasecmp (text, "Bearer ", 7) == 0 ? text + 7 : NULL;
}

static void
on_kiosk_comes (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  VdDeskServer *self = data;

  admit (msg, g_str_equal (path, KIOSK_PATH) ? vd_accounts_find_kiosk (self->accounts, bearer_token (msg)) : NULL);
}

static void
on_console_comes (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  VdDeskServer *self = data;

  if (!vd_http_has_own_origin (msg, self->settings))
    vd_http_refuse (msg, SOUP_STATUS_FORBIDDEN, "not-allowed", "the Origin is not the desk's");
  else
    admit (msg, g_str_equal (path, CONSOLE_PATH) ? vd_http_get_advisor (msg, self->accounts) : NULL);
}

static void
on_kiosk_socket (SoupServer *server, SoupServerMessage *msg, const char *path, SoupWebsocketConnection *connection,
                 gpointer data)
{
  VdDeskServer *self = data;

  soup_websocket_connection_set_max_incoming_payload_size (connection, FRAME_MAX_BYTES);
  vd_desk_take_kiosk (self->desk, connection, g_object_get_data (G_OBJECT (msg), OWNER));
}

static void
on_console_socket (SoupServer *server, SoupServerMessage *msg, const char *path, SoupWebsocketConnection *connection,
                   gpointer data)
{
  VdDeskServer *self = data;

  soup_websocket_connection_set_max_incoming_payload_size (connection, FRAME_MAX_BYTES);
  vd_desk_take_console (self->desk, connection, g_object_get_data (G_OBJECT (msg), OWNER));
}

static gboolean
listen_on (VdDeskServer *self, GError **error)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (self->settings->address);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (address, (guint16)self->settings->port);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GSocket) socket =
      g_socket_new (g_inet_address_get_family (address), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (!socket || !g_socket_bind (socket, wanted, TRUE, error))
    return FALSE;
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_listen (socket, error) || !soup_server_listen_socket (self->server, socket, 0, error))
    return FALSE;
  got = g_socket_get_local_address (socket, error);
  if (!got)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  return TRUE;
}

static void
attach_routes (VdDeskServer *self, VdPaperBook *papers)
{
  SoupServer *server = self->server;

  vd_http_gate_attach (server, self->settings);
  vd_http_session_attach (server, self->desk, self->accounts, self->settings);
  vd_http_uploads_attach (server, self->desk, self->accounts, papers);
  vd_http_views_attach (server, self->desk, self->accounts, papers);
  vd_http_papers_attach (server, self->desk, self->accounts, papers);
  soup_server_add_handler (server, "/healthz", on_healthz, self, NULL);
  if (self->settings->metrics_port == 0)
    soup_server_add_handler (server, "/metrics", on_metrics, self, NULL);
  soup_server_add_early_handler (server, KIOSK_PATH, on_kiosk_comes, self, NULL);
  soup_server_add_early_handler (server, CONSOLE_PATH, on_console_comes, self, NULL);
  soup_server_add_websocket_handler (server, KIOSK_PATH, NULL, NULL, on_kiosk_socket, self, NULL);
  soup_server_add_websocket_handler (server, CONSOLE_PATH, NULL, NULL, on_console_socket, self, NULL);
}

VdDeskServer *
vd_desk_server_new (const VdDeskSettings *settings, VdStore *store, VdDesk *desk, VdAccounts *accounts,
                    VdPaperBook *papers, GError **error)
{
  g_autoptr (VdDeskServer) self = g_object_new (VD_TYPE_DESK_SERVER, NULL);

  self->settings = settings;
  self->store = g_object_ref (store);
  self->desk = g_object_ref (desk);
  self->accounts = g_object_ref (accounts);
  self->server = soup_server_new ("raw-paths", TRUE, NULL);
  /* Compressing the secrets of one beside the words of another tells about both, and costs memory for each socket. */
  soup_server_remove_websocket_extension (self->server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  attach_routes (self, papers);
  if (!vd_http_files_attach (self->server, settings->console_dir, error) || !listen_on (self, error))
    return NULL;
  if (settings->metrics_port > 0)
    self->metrics = vd_metrics_server_new (desk, settings->metrics_address, settings->metrics_port, error);
  return settings->metrics_port == 0 || self->metrics ? g_steal_pointer (&self) : NULL;
}

guint
vd_desk_server_get_port (VdDeskServer *self)
{
  g_return_val_if_fail (VD_IS_DESK_SERVER (self), 0);
  return self->port;
}
