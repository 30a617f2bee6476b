/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "turn-tunnel.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define CONNECT_S 10
/* One for each address of this machine and each peer that is up or coming up; whoever else knocks is not ours. */
#define MAX_PASSAGES 32

/* What the thread works on; it has the last word on it, so that closing does not wait for the network. */
typedef struct
{
  GMainContext *context;
  GSocket *socket; /* (nullable) listening; the thread's from its start on */
  GSocketConnectable *server;
  GTlsDatabase *trust; /* (nullable) */
  GCancellable *closed;
  guint n_passages;
} Works;

struct _VdTurnTunnel
{
  GObject parent_instance;

  Works *works;
  guint16 port;
};

G_DEFINE_FINAL_TYPE (VdTurnTunnel, vd_turn_tunnel, G_TYPE_OBJECT)

static void
works_clear (gpointer data)
{
  Works *works = data;

  g_main_context_unref (works->context);
  g_clear_object (&works->socket);
  g_clear_object (&works->server);
  g_clear_object (&works->trust);
  g_clear_object (&works->closed);
}

static void
works_release (gpointer data)
{
  g_atomic_rc_box_release_full (data, works_clear);
}

/* One connection of libnice's, and the one it is led to. */
typedef struct
{
  Works *works;
  GIOStream *near;
  GIOStream *far; /* (nullable) */
  GCancellable *over;
  gulong closed_id;
} Passage;

static void
on_closed (GCancellable *closed, gpointer over)
{
  g_cancellable_cancel (over);
}

static void
passage_clear (gpointer data)
{
  Passage *self = data;

  g_cancellable_disconnect (self->works->closed, self->closed_id);
  self->works->n_passages--;
  g_clear_object (&self->near);
  g_clear_object (&self->far);
  g_clear_object (&self->over);
  works_release (self->works);
}

static void
passage_release (gpointer data)
{
  g_rc_box_release_full (data, passage_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Passage, passage_release)

/* Small packets, each of which somebody waits for. */
static void
hurry_packets (GSocketConnection *connection)
{
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
}

/* One direction has ended, well or badly: the other has nothing left to say. */
static void
on_spliced (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (Passage) self = data;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (stream), result, NULL);
  g_cancellable_cancel (self->over);
}

static void
splice (Passage *self, GIOStream *to, GIOStream *from)
{
  g_output_stream_splice_async (g_io_stream_get_output_stream (to), g_io_stream_get_input_stream (from),
                                G_OUTPUT_STREAM_SPLICE_NONE, G_PRIORITY_DEFAULT, self->over, on_spliced,
                                g_rc_box_acquire (self));
}

static void
on_handshake (GObject *tls, GAsyncResult *result, gpointer data)
{
  g_autoptr (Passage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) base = NULL;

  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (tls), result, &error))
    {
      g_message ("TURN over TLS: %s", error->message);
      return;
    }
  g_object_get (tls, "base-io-stream", &base, NULL);
  g_socket_set_timeout (g_socket_connection_get_socket (base), 0);
  splice (self, self->far, self->near);
  splice (self, self->near, self->far);
}

static void
on_connected (GObject *client, GAsyncResult *result, gpointer data)
{
  g_autoptr (Passage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) base = g_socket_client_connect_finish (G_SOCKET_CLIENT (client), result, &error);
  GIOStream *tls;

  if (!base)
    {
      g_message ("TURN over TLS: %s", error->message);
      return;
    }
  hurry_packets (base);
  tls = g_tls_client_connection_new (G_IO_STREAM (base), self->works->server, &error);
  if (!tls)
    {
      g_message ("TURN over TLS: %s", error->message);
      return;
    }
  self->far = tls;
  if (self->works->trust)
    g_tls_connection_set_database (G_TLS_CONNECTION (tls), self->works->trust);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, self->over, on_handshake,
                                    g_rc_box_acquire (self));
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *near, GObject *source, gpointer data)
{
  Works *works = data;
  g_autoptr (GSocketClient) client = NULL;
  Passage *self;

  if (works->n_passages >= MAX_PASSAGES || g_cancellable_is_cancelled (works->closed))
    return TRUE;
  hurry_packets (near);
  works->n_passages++;
  self = g_rc_box_new0 (Passage);
  self->works = g_atomic_rc_box_acquire (works);
  self->near = g_object_ref (G_IO_STREAM (near));
  self->over = g_cancellable_new ();
  self->closed_id =
      g_cancellable_connect (works->closed, G_CALLBACK (on_closed), g_object_ref (self->over), g_object_unref);
  client = g_socket_client_new ();
  g_socket_client_set_timeout (client, CONNECT_S);
  g_socket_client_connect_async (client, works->server, self->over, on_connected, self);
  return TRUE;
}

static gboolean
on_wake (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/* From there on the thread only waits for what it has begun to be over. */
static void
wake (GCancellable *closed, gpointer context)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, on_wake, NULL, NULL);
  g_source_attach (source, context);
}

static gpointer
work (gpointer data)
{
  Works *works = data;
  g_autoptr (GSocketService) service = NULL;

  g_main_context_push_thread_default (works->context);
  service = g_socket_service_new ();
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), works);
  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (service), works->socket, NULL, NULL))
    g_cancellable_cancel (works->closed);
  g_clear_object (&works->socket);
  while (!g_cancellable_is_cancelled (works->closed))
    g_main_context_iteration (works->context, TRUE);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  while (works->n_passages > 0)
    g_main_context_iteration (works->context, TRUE);
  g_clear_object (&service);
  while (g_main_context_iteration (works->context, FALSE))
    ;
  g_main_context_pop_thread_default (works->context);
  works_release (works);
  return NULL;
}

static void
vd_turn_tunnel_dispose (GObject *object)
{
  VdTurnTunnel *self = VD_TURN_TUNNEL (object);

  if (self->works)
    g_cancellable_cancel (self->works->closed);
  g_clear_pointer (&self->works, works_release);

  G_OBJECT_CLASS (vd_turn_tunnel_parent_class)->dispose (object);
}

static void
vd_turn_tunnel_class_init (VdTurnTunnelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vd_turn_tunnel_dispose;
}

static void
vd_turn_tunnel_init (VdTurnTunnel *self)
{
}

static GSocket *
listen_on_loopback (guint16 *port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (!socket || !g_socket_bind (socket, any_port, FALSE, error) || !g_socket_listen (socket, error))
    return NULL;
  address = g_socket_get_local_address (socket, error);
  if (!address)
    return NULL;
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  return g_steal_pointer (&socket);
}

VdTurnTunnel *
vd_turn_tunnel_new (const char *host, guint16 port, GTlsDatabase *trust, GError **error)
{
  g_autoptr (VdTurnTunnel) self = NULL;
  g_autoptr (GSocket) socket = NULL;
  guint16 own_port;

  g_return_val_if_fail (host && port, NULL);

  socket = listen_on_loopback (&own_port, error);
  if (!socket)
    return NULL;
  self = g_object_new (VD_TYPE_TURN_TUNNEL, NULL);
  self->port = own_port;
  self->works = g_atomic_rc_box_new0 (Works);
  self->works->context = g_main_context_new ();
  self->works->socket = g_steal_pointer (&socket);
  self->works->server = g_network_address_new (host, port);
  g_set_object (&self->works->trust, trust);
  self->works->closed = g_cancellable_new ();
  g_cancellable_connect (self->works->closed, G_CALLBACK (wake), g_main_context_ref (self->works->context),
                         (GDestroyNotify)g_main_context_unref);
  g_thread_unref (g_thread_new ("turn-tunnel", work, g_atomic_rc_box_acquire (self->works)));
  return g_steal_pointer (&self);
}

guint16
vd_turn_tunnel_get_port (VdTurnTunnel *self)
{
  return self->port;
}
