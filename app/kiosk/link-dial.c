/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-link"

#include "link-private.h"

#include "desk-session.h"

#define ATTEMPT_MS 10000
/* When somebody waits. A line of 250 ms each way has connected, with TLS, in 2 s; SYNs of one attempt go out after 0
 * and 1 s, so that a mended line is noticed within one. */
#define URGENT_ATTEMPT_MS 2000

/* The close frame still has to go out: the socket is released when libsoup has seen it closed (or its own 5 s are
 * over). */
void
vd_link_drop_socket (VdLink *self, gushort code)
{
  SoupWebsocketConnection *socket = g_steal_pointer (&self->socket);

  if (!socket)
    return;
  g_signal_handlers_disconnect_by_data (socket, self);
  if (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_OPEN)
    {
      g_signal_connect (socket, "closed", G_CALLBACK (g_object_unref), NULL);
      soup_websocket_connection_close (socket, code, NULL);
    }
  else
    g_object_unref (socket);
}

static void
on_socket_message (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer data)
{
  vd_link_take_frame (data, type, bytes);
}

static void
on_socket_closed (SoupWebsocketConnection *socket, gpointer data)
{
  g_autoptr (VdLink) self = g_object_ref (data);

  g_message ("the desk closed the socket (%u)", soup_websocket_connection_get_close_code (socket));
  vd_link_lose (self, 0, "closed");
}

static void
on_attempt_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VdLink) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection) socket =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  SoupMessage *request;
  guint status;

  if (self->state != VD_LINK_CONNECTING)
    {
      if (socket)
        soup_websocket_connection_close (socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      return;
    }
  request = g_object_get_data (G_OBJECT (self->attempt), "request");
  status = soup_message_get_status (request);
  if (!socket)
    {
      vd_link_set_refused (self, status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN);
      vd_link_lose (self, 0, error->message);
      return;
    }
  self->socket = g_steal_pointer (&socket);
  soup_websocket_connection_set_max_incoming_payload_size (self->socket, VD_MESSAGE_MAX_BYTES);
  g_signal_connect (self->socket, "message", G_CALLBACK (on_socket_message), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (on_socket_closed), self);
  vd_link_set_state (self, VD_LINK_GREETING, "connected");
  vd_link_await (self, ATTEMPT_MS);
  vd_link_say_hello (self);
}

static gboolean
on_attempt_timeout (gpointer data)
{
  VdLink *self = data;

  self->timer = 0;
  g_cancellable_cancel (self->attempt);
  return G_SOURCE_REMOVE;
}

static void
limit_attempt (VdLink *self, guint ms)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (ms, on_attempt_timeout, self);
}

/* Something answers over there: it may take its time. */
static void
on_network_event (SoupMessage *request, GSocketClientEvent event, GIOStream *stream, gpointer data)
{
  VdLink *self = data;

  if (event == G_SOCKET_CLIENT_CONNECTED && self->state == VD_LINK_CONNECTING && self->attempt &&
      g_object_get_data (G_OBJECT (self->attempt), "request") == request)
    limit_attempt (self, ATTEMPT_MS);
}

void
vd_link_dial (VdLink *self, const char *why)
{
  g_autoptr (SoupMessage) request = soup_message_new_from_uri (SOUP_METHOD_GET, self->uri);

  vd_link_set_state (self, VD_LINK_CONNECTING, why);
  limit_attempt (self, self->urgent ? URGENT_ATTEMPT_MS : ATTEMPT_MS);
  g_signal_connect_object (request, "network-event", G_CALLBACK (on_network_event), self, 0);
  g_clear_object (&self->attempt);
  self->attempt = g_cancellable_new ();
  vd_desk_authorize (request, self->token);
  /* The message travels with the callback: only it tells a 401 from a dead line. */
  g_object_set_data_full (G_OBJECT (self->attempt), "request", g_object_ref (request), g_object_unref);
  soup_session_websocket_connect_async (self->session, request, NULL, NULL, G_PRIORITY_DEFAULT, self->attempt,
                                        on_attempt_done, g_object_ref (self));
}
