/* SPDX-License-Identifier: EUPL-1.2 */
/* The tunnel to a relay, against servers that note the very first bytes they get. */
#include "turn-tunnel.h"

#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE_S 20
#define HELLO "\x00\x01\x00\x00\x21\x12\xa4\x42" /* how a STUN request begins */

/* A server on the loopback device; a TLS one if it has a certificate, which sends back what it gets. */
typedef struct
{
  GSocketService *service;
  guint16 port;
  GTlsCertificate *certificate; /* (nullable) */
  GPtrArray *streams;
  guint8 first[3]; /* of the newest connection */
  gsize n_first;
} Server;

typedef struct
{
  char *folder;
  char *authority;
  GTlsDatabase *trust;
  Server server;
} Rig;

static gboolean
on_patience (gpointer data)
{
  g_error ("nothing happened within %d s: %s", PATIENCE_S, (const char *)data);
  return G_SOURCE_REMOVE;
}

/* Iterates the main loop until @flag. */
static void
wait_for (const gboolean *flag, const char *what)
{
  guint id = g_timeout_add_seconds (PATIENCE_S, on_patience, (gpointer)what);

  while (!*flag)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static void
run_openssl (Rig *rig, const char *line)
{
  g_autofree char *command = g_strconcat ("openssl ", line, NULL);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_shell_parse_argv (command, NULL, &argv, NULL));
  g_spawn_sync (rig->folder, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

#define NEW_KEY "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "

/* An authority of this test and its certificate for one name. */
static GTlsCertificate *
sign (Rig *rig, const char *name)
{
  g_autofree char *extensions = g_strdup_printf ("subjectAltName=%s\n", name);
  g_autofree char *extension_file = g_build_filename (rig->folder, "ext", NULL);
  g_autofree char *cert = g_build_filename (rig->folder, "server.pem", NULL);
  g_autofree char *key = g_build_filename (rig->folder, "server.key", NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;

  g_assert_true (g_file_set_contents (extension_file, extensions, -1, NULL));
  run_openssl (rig, "req -x509 " NEW_KEY "-days 2 -subj '/CN=Test authority' -keyout ca.key -out ca.pem");
  run_openssl (rig, "req -new " NEW_KEY "-subj /CN=relay -keyout server.key -out server.csr");
  run_openssl (rig, "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext "
                    "-out server.pem");
  certificate = g_tls_certificate_new_from_files (cert, key, &error);
  g_assert_no_error (error);
  return certificate;
}

static void
on_echoed (GObject *stream, GAsyncResult *result, gpointer held)
{
  g_output_stream_splice_finish (G_OUTPUT_STREAM (stream), result, NULL);
  g_object_unref (held);
}

static void
echo (GIOStream *stream)
{
  g_output_stream_splice_async (g_io_stream_get_output_stream (stream), g_io_stream_get_input_stream (stream),
                                G_OUTPUT_STREAM_SPLICE_NONE, G_PRIORITY_DEFAULT, NULL, on_echoed,
                                g_object_ref (stream));
}

static gboolean
on_first_bytes (GSocket *socket, GIOCondition condition, gpointer data)
{
  Server *self = data;
  GInputVector vector = { self->first, sizeof self->first };
  int flags = 2; /* MSG_PEEK */
  gssize n = g_socket_receive_message (socket, NULL, &vector, 1, NULL, NULL, &flags, NULL, NULL);
  g_autoptr (GIOStream) stream = NULL;

  self->n_first = (gsize)MAX (n, 0);
  if (!self->certificate || n <= 0)
    return G_SOURCE_REMOVE;
  stream = g_tls_server_connection_new (g_object_get_data (G_OBJECT (socket), "stream"), self->certificate, NULL);
  g_ptr_array_add (self->streams, g_object_ref (stream));
  echo (stream);
  return G_SOURCE_REMOVE;
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Server *self = data;
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GSource) watch = g_socket_create_source (socket, G_IO_IN, NULL);

  g_ptr_array_add (self->streams, g_object_ref (connection));
  g_object_set_data (G_OBJECT (socket), "stream", connection);
  g_source_set_callback (watch, G_SOURCE_FUNC (on_first_bytes), self, NULL);
  g_source_attach (watch, NULL);
  return TRUE;
}

static void
rig_open (Rig *rig, const char *certificate_name)
{
  g_autoptr (GError) error = NULL;

  rig->folder = g_dir_make_tmp ("vd-tunnel-XXXXXX", NULL);
  rig->server.certificate = sign (rig, certificate_name);
  rig->authority = g_build_filename (rig->folder, "ca.pem", NULL);
  rig->trust = g_tls_file_database_new (rig->authority, &error);
  g_assert_no_error (error);
  rig->server.streams = g_ptr_array_new_with_free_func (g_object_unref);
  rig->server.service = g_socket_service_new ();
  rig->server.port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (rig->server.service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (rig->server.service, "incoming", G_CALLBACK (on_incoming), &rig->server);
}

static void
rig_close (Rig *rig)
{
  static const char *const files[] = { "ca.pem", "ca.key", "ca.srl", "server.pem", "server.key", "server.csr", "ext" };

  g_socket_service_stop (rig->server.service);
  g_socket_listener_close (G_SOCKET_LISTENER (rig->server.service));
  g_clear_object (&rig->server.service);
  g_clear_pointer (&rig->server.streams, g_ptr_array_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&rig->server.certificate);
  g_clear_object (&rig->trust);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = g_build_filename (rig->folder, files[i], NULL);

      g_unlink (file);
    }
  g_assert_cmpint (g_rmdir (rig->folder), ==, 0);
  g_free (rig->folder);
  g_free (rig->authority);
}

/* What libnice would do: connects to the tunnel, says something, and reads an answer. */
typedef struct
{
  GSocketConnection *connection;
  char answer[16];
  gssize n_answer;
  gboolean is_over;
} Client;

static void
on_answer (GObject *stream, GAsyncResult *result, gpointer data)
{
  Client *client = data;

  client->n_answer = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);
  client->is_over = TRUE;
}

static void
client_open (Client *client, VdTurnTunnel *tunnel)
{
  g_autoptr (GSocketClient) maker = g_socket_client_new ();
  g_autoptr (GError) error = NULL;

  client->connection =
      g_socket_client_connect_to_host (maker, "127.0.0.1", vd_turn_tunnel_get_port (tunnel), NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (client->connection)), HELLO, 8, NULL, NULL,
                             &error);
  g_assert_no_error (error);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (client->connection)), client->answer,
                             sizeof client->answer, G_PRIORITY_DEFAULT, NULL, on_answer, client);
}

static void
client_close (Client *client)
{
  if (!client->is_over)
    g_io_stream_close (G_IO_STREAM (client->connection), NULL, NULL);
  wait_for (&client->is_over, "the end of a connection");
  g_clear_object (&client->connection);
}

static VdTurnTunnel *
dig (Rig *rig, const char *host, GTlsDatabase *trust)
{
  g_autoptr (GError) error = NULL;
  VdTurnTunnel *tunnel = vd_turn_tunnel_new (host, rig->server.port, trust, &error);

  g_assert_no_error (error);
  return tunnel;
}

static void
test_through (void)
{
  Rig rig = { 0 };
  Client client = { 0 };
  VdTurnTunnel *tunnel;

  rig_open (&rig, "DNS:localhost");
  tunnel = dig (&rig, "localhost", rig.trust);
  client_open (&client, tunnel);
  wait_for (&client.is_over, "an answer through the tunnel");
  g_assert_cmpmem (client.answer, (int)MAX (client.n_answer, 0), HELLO, 8);
  /* A TLS handshake record, and not what was said. */
  g_assert_cmpuint (rig.server.n_first, ==, 3);
  g_assert_cmphex (rig.server.first[0], ==, 0x16);
  g_assert_cmphex (rig.server.first[1], ==, 0x03);
  client_close (&client);
  g_assert_finalize_object (tunnel);
  rig_close (&rig);
}

/* Nothing comes back, and nothing that was said has left in the clear. */
static void
check_refused (Rig *rig, const char *host, GTlsDatabase *trust)
{
  Client client = { 0 };
  VdTurnTunnel *tunnel = dig (rig, host, trust);

  client_open (&client, tunnel);
  wait_for (&client.is_over, "the tunnel to give up");
  g_assert_cmpint (client.n_answer, <=, 0);
  if (rig->server.n_first)
    g_assert_cmphex (rig->server.first[0], ==, 0x16);
  client_close (&client);
  g_assert_finalize_object (tunnel);
}

static void
test_wrong_name (void)
{
  Rig rig = { 0 };

  rig_open (&rig, "DNS:another.example");
  check_refused (&rig, "localhost", rig.trust);
  rig_close (&rig);
}

static void
test_unknown_authority (void)
{
  Rig rig = { 0 };

  rig_open (&rig, "DNS:localhost");
  check_refused (&rig, "localhost", NULL);
  rig_close (&rig);
}

static void
test_nobody_there (void)
{
  Rig rig = { 0 };

  rig_open (&rig, "DNS:localhost");
  g_socket_service_stop (rig.server.service);
  g_socket_listener_close (G_SOCKET_LISTENER (rig.server.service));
  check_refused (&rig, "localhost", rig.trust);
  rig_close (&rig);
}

/* With the tunnel its connections go, at whatever stage. */
static void
test_torn_down (void)
{
  Rig rig = { 0 };
  Client talking = { 0 }, coming = { 0 };
  VdTurnTunnel *tunnel;

  rig_open (&rig, "DNS:localhost");
  tunnel = dig (&rig, "localhost", rig.trust);
  client_open (&talking, tunnel);
  wait_for (&talking.is_over, "an answer through the tunnel");
  talking.is_over = FALSE;
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (talking.connection)), talking.answer,
                             sizeof talking.answer, G_PRIORITY_DEFAULT, NULL, on_answer, &talking);
  client_open (&coming, tunnel);
  g_assert_finalize_object (tunnel);
  wait_for (&talking.is_over, "the end of what was talking");
  g_assert_cmpint (talking.n_answer, <=, 0);
  wait_for (&coming.is_over, "the end of what was coming up");
  g_assert_cmpint (coming.n_answer, <=, 0);
  client_close (&talking);
  client_close (&coming);
  rig_close (&rig);
}

static void
test_unused (void)
{
  Rig rig = { 0 };

  rig_open (&rig, "DNS:localhost");
  g_assert_finalize_object (dig (&rig, "localhost", rig.trust));
  rig_close (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("no TLS: glib-networking is not installed");
      return 77;
    }
  g_test_add_func ("/call/turn-tunnel/unused", test_unused);
  g_test_add_func ("/call/turn-tunnel/through", test_through);
  g_test_add_func ("/call/turn-tunnel/wrong-name", test_wrong_name);
  g_test_add_func ("/call/turn-tunnel/unknown-authority", test_unknown_authority);
  g_test_add_func ("/call/turn-tunnel/nobody-there", test_nobody_there);
  g_test_add_func ("/call/turn-tunnel/torn-down", test_torn_down);
  return g_test_run ();
}
