/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "metrics-server.h"

#include "http-answer.h"

#include <string.h>

struct _VdMetricsServer
{
  VdDesk *desk;
  SoupServer *server;
  guint port;
};

void
vd_metrics_server_answer (SoupServerMessage *msg, VdDesk *desk)
{
  char *text = vd_desk_get_metrics (desk);

  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Cache-Control", "no-store");
  soup_server_message_set_status (msg, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (msg, "application/openmetrics-text; version=1.0.0; charset=utf-8", SOUP_MEMORY_TAKE,
                                    text, strlen (text));
}

static void
on_request (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  VdMetricsServer *self = data;
  const char *method = soup_server_message_get_method (msg);

  if (!g_str_equal (path, "/metrics"))
    vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "only /metrics is here");
  else if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD"))
    vd_http_refuse_method (msg, "GET, HEAD");
  else
    vd_metrics_server_answer (msg, self->desk);
}

/* Nobody has anything to send here: what comes all the same is not kept. */
static void
on_headers (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (msg), FALSE);
}

VdMetricsServer *
vd_metrics_server_new (VdDesk *desk, const char *address, guint port, GError **error)
{
  g_autoptr (GInetAddress) at = g_inet_address_new_from_string (address);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (at, (guint16)port);
  g_autoptr (VdMetricsServer) self = g_new0 (VdMetricsServer, 1);
  GSList *uris;

  self->desk = g_object_ref (desk);
  self->server = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->server, NULL, on_headers, NULL, NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  if (!soup_server_listen (self->server, wanted, 0, error))
    return NULL;
  uris = soup_server_get_uris (self->server);
  self->port = (guint)g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return g_steal_pointer (&self);
}

void
vd_metrics_server_free (VdMetricsServer *self)
{
  if (!self)
    return;
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_object (&self->desk);
  g_free (self);
}

guint
vd_metrics_server_get_port (VdMetricsServer *self)
{
  return self->port;
}
