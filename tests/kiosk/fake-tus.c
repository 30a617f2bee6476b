/* SPDX-License-Identifier: EUPL-1.2 */
#include "fake-tus.h"

#include <string.h>

#define HEAD_MAX 8192

struct _FakeTus
{
  GSocketService *service;
  guint port;

  GMutex mutex; /* everything below */
  const TusTurn *turns;
  GHashTable *counts; /* method → how many */
  GByteArray *file;
  gsize length; /* announced */
  gboolean exists;
  guint uploads;
  char *metadata;
  gsize received;
};

typedef struct
{
  char *method, *path;
  GHashTable *headers; /* lower case */
  GByteArray *body;
} Request;

static void
request_free (Request *request)
{
  g_free (request->method);
  g_free (request->path);
  g_clear_pointer (&request->headers, g_hash_table_unref);
  g_clear_pointer (&request->body, g_byte_array_unref);
  g_free (request);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

/* NULL when the client has closed. */
static Request *
read_head (GDataInputStream *input)
{
  g_autoptr (Request) request = g_new0 (Request, 1);
  g_autofree char *first = g_data_input_stream_read_line (input, NULL, NULL, NULL);
  g_auto (GStrv) words = NULL;
  char *line;

  if (!first)
    return NULL;
  words = g_strsplit (first, " ", 3);
  g_assert_cmpuint (g_strv_length (words), ==, 3);
  request->method = g_strdup (words[0]);
  request->path = g_strdup (words[1]);
  request->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request->body = g_byte_array_new ();
  while ((line = g_data_input_stream_read_line (input, NULL, NULL, NULL)) && *g_strchomp (line))
    {
      g_auto (GStrv) parts = g_strsplit (line, ":", 2);

      g_hash_table_insert (request->headers, g_ascii_strdown (parts[0], -1), g_strdup (g_strstrip (parts[1])));
      g_free (line);
    }
  g_free (line);
  return g_steal_pointer (&request);
}

static const char *
header (Request *request, const char *name)
{
  return g_hash_table_lookup (request->headers, name);
}

static TusTurn
next_turn (FakeTus *self, const char *method)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, method));
  guint i = 0;

  g_hash_table_insert (self->counts, g_strdup (method), GUINT_TO_POINTER (n + 1));
  for (const TusTurn *turn = self->turns; turn && turn->method; turn++)
    {
      if (g_str_equal (turn->method, method) && i++ == n)
        return *turn;
    }
  return (TusTurn){ .method = method };
}

/* FALSE: the line is to be cut. */
static gboolean
read_body (GDataInputStream *input, Request *request, const TusTurn *turn)
{
  const char *text = header (request, "content-length");
  gsize length = text ? (gsize)g_ascii_strtoull (text, NULL, 10) : 0;
  gsize wanted = turn->fault == TUS_CUT_REQUEST ? MIN (turn->bytes, length) : length;
  gsize sip = turn->fault == TUS_SLOW ? MAX (length / 6, 1) : 4096;
  g_autofree guint8 *bytes = g_malloc (sip);

  while (request->body->len < wanted)
    {
      gssize n =
          g_input_stream_read (G_INPUT_STREAM (input), bytes, MIN (sip, wanted - request->body->len), NULL, NULL);

      if (n <= 0)
        return FALSE;
      g_byte_array_append (request->body, bytes, (guint)n);
      if (turn->fault == TUS_SLOW)
        g_usleep (50000);
    }
  return turn->fault != TUS_CUT_REQUEST;
}

static gboolean
has_right_checksum (Request *request)
{
  g_auto (GStrv) words = g_strsplit (header (request, "upload-checksum"), " ", 2);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *expected = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  g_assert_cmpstr (words[0], ==, "sha256");
  g_checksum_update (sum, request->body->data, request->body->len);
  g_checksum_get_digest (sum, digest, &length);
  expected = g_base64_encode (digest, length);
  return g_str_equal (expected, words[1]);
}

static guint
take_post (FakeTus *self, Request *request, const TusTurn *turn, GString *extra)
{
  g_assert_cmpstr (request->path, ==, "/api/uploads");
  self->length = (gsize)g_ascii_strtoull (header (request, "upload-length"), NULL, 10);
  g_free (self->metadata);
  self->metadata = g_strdup (header (request, "upload-metadata"));
  self->exists = TRUE;
  self->uploads++;
  g_byte_array_set_size (self->file, 0);
  if (turn->fault == TUS_LOCATION)
    g_string_append_printf (extra, "Location: %s\r\n", turn->text);
  else
    g_string_append_printf (extra, "Location: /api/uploads/u%u\r\n", self->uploads);
  return 201;
}

static guint
take_patch (FakeTus *self, Request *request, const TusTurn *turn, GString *extra)
{
  const char *offset = header (request, "upload-offset");

  g_assert_cmpstr (header (request, "content-type"), ==, "application/offset+octet-stream");
  if (!self->exists)
    return 404;
  if (g_ascii_strtoull (offset, NULL, 10) != self->file->len)
    return 409;
  if (turn->fault == TUS_SPOIL)
    request->body->data[request->body->len / 2] ^= 0x40;
  if (!has_right_checksum (request))
    return 460;
  g_byte_array_append (self->file, request->body->data, request->body->len);
  g_assert_cmpuint (self->file->len, <=, self->length);
  if (turn->fault == TUS_OFFSET)
    g_string_append_printf (extra, "Upload-Offset: %" G_GSIZE_FORMAT "\r\n", turn->bytes);
  else if (turn->fault != TUS_NO_OFFSET)
    g_string_append_printf (extra, "Upload-Offset: %u\r\n", self->file->len);
  return 204;
}

static guint
take_request (FakeTus *self, Request *request, const TusTurn *turn, GString *extra)
{
  self->received += g_str_equal (request->method, "PATCH") ? request->body->len : 0;
  g_assert_cmpstr (header (request, "tus-resumable"), ==, "1.0.0");
  g_assert_cmpstr (header (request, "authorization"), ==, "Bearer a-token-for-tests");
  if (turn->fault == TUS_FORGET)
    self->exists = FALSE;
  if (turn->fault == TUS_STATUS || turn->fault == TUS_FORGET)
    return turn->status;
  if (g_str_equal (request->method, "POST"))
    return take_post (self, request, turn, extra);
  if (g_str_equal (request->method, "PATCH"))
    return take_patch (self, request, turn, extra);
  if (g_str_equal (request->method, "DELETE"))
    {
      self->exists = FALSE;
      return 204;
    }
  g_assert_cmpstr (request->method, ==, "HEAD");
  if (!self->exists)
    return 404;
  if (turn->fault == TUS_OFFSET)
    g_string_append_printf (extra, "Upload-Offset: %" G_GSIZE_FORMAT "\r\n", turn->bytes);
  else if (turn->fault != TUS_NO_OFFSET)
    g_string_append_printf (extra, "Upload-Offset: %u\r\n", self->file->len);
  return 200;
}

/* FALSE: the connection is done with. */
static gboolean
serve_one (FakeTus *self, GDataInputStream *input, GOutputStream *output)
{
  g_autoptr (Request) request = read_head (input);
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GString) extra = g_string_new (NULL);
  g_autofree char *answer = NULL;
  TusTurn turn;
  gboolean whole;
  guint status;

  if (!request)
    return FALSE;
  g_mutex_lock (&self->mutex);
  turn = next_turn (self, request->method);
  g_mutex_unlock (&self->mutex);
  whole = read_body (input, request, &turn);
  if (turn.fault == TUS_HANG)
    {
      g_usleep (3 * G_USEC_PER_SEC);
      whole = FALSE;
    }
  locker = g_mutex_locker_new (&self->mutex);
  if (!whole)
    {
      self->received += request->body->len;
      return FALSE;
    }
  status = take_request (self, request, &turn, extra);
  if (turn.fault == TUS_KEEP_AND_CUT)
    return FALSE;
  answer = g_strdup_printf ("HTTP/1.1 %u Test\r\nTus-Resumable: 1.0.0\r\n%s%s\r\n", status, extra->str,
                            status == 204 ? "" : "Content-Length: 0\r\n");
  return g_output_stream_write_all (output, answer, strlen (answer), NULL, NULL, NULL);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  FakeTus *self = data;
  g_autoptr (GDataInputStream) input =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (serve_one (self, input, g_io_stream_get_output_stream (G_IO_STREAM (connection))))
    continue;
  return TRUE;
}

FakeTus *
fake_tus_new (const TusTurn *turns)
{
  FakeTus *self = g_new0 (FakeTus, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->turns = turns;
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->file = g_byte_array_new ();
  self->service = g_threaded_socket_service_new (4);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  return self;
}

static gboolean
is_quiet (FakeTus *self)
{
  /* The threads hold a reference to the service while they serve. */
  return G_OBJECT (self->service)->ref_count == 1;
}

void
fake_tus_free (FakeTus *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  while (g_main_context_iteration (NULL, FALSE) || !is_quiet (self))
    g_usleep (1000);
  g_object_unref (self->service);
  g_mutex_clear (&self->mutex);
  g_hash_table_unref (self->counts);
  g_byte_array_unref (self->file);
  g_free (self->metadata);
  g_free (self);
}

GUri *
fake_tus_get_collection (FakeTus *self)
{
  return g_uri_build (G_URI_FLAGS_ENCODED, "http", NULL, "127.0.0.1", (int)self->port, "/api/uploads", NULL, NULL);
}

GBytes *
fake_tus_get_file (FakeTus *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_bytes_new (self->file->data, self->file->len);
}

char *
fake_tus_get_metadata (FakeTus *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->metadata);
}

guint
fake_tus_count (FakeTus *self, const char *method)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, method));
}

gsize
fake_tus_get_received (FakeTus *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->received;
}
