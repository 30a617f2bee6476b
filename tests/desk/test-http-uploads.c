/* SPDX-License-Identifier: EUPL-1.2 */
#include "http-rig.h"
#include "full-disk.h"
#include "sealed-paper.h"

#include <string.h>

#define NOW_US (g_get_real_time ())

static void
test_upload (HttpRig *w, gconstpointer unused)
{
  gsize size = g_bytes_get_size (w->file);
  g_autofree char *location = http_rig_create (w);
  g_autofree char *sum = vd_upload_checksum_to_header (g_bytes_get_data (w->file, NULL), 1000);

  g_assert_cmpint (http_rig_ask_offset (w, location), ==, 0);
  g_assert_cmpuint (http_rig_patch (w, location, 1, 1001, 0, sum), ==, 460);
  g_assert_cmpint (http_rig_ask_offset (w, location), ==, 0);
  g_assert_cmpuint (http_rig_patch (w, location, 0, 1000, 0, "md5 AAAA"), ==, 400);
  g_assert_cmpuint (http_rig_patch (w, location, 0, 1000, 0, sum), ==, 204);
  g_assert_cmpuint (http_rig_patch (w, location, 0, 1000, 0, sum), ==, 409);
  http_rig_stop (w);
  http_rig_start (w);
  g_assert_cmpint (http_rig_ask_offset (w, location), ==, 1000);
  g_assert_cmpuint (http_rig_patch (w, location, 1000, size, 1000, NULL), ==, 204);
  g_assert_cmpint (http_rig_ask_offset (w, location), ==, (gint64)size);
  g_assert_cmpstr (vd_paper_book_get (w->book, w->paper)->state, ==, "received");
}

static void
test_with_creation (HttpRig *w, gconstpointer unused)
{
  gsize size = g_bytes_get_size (w->file);
  g_autofree char *headers = http_rig_creation_headers (w, w->paper, size);
  g_autofree char *all = g_strconcat (headers, "\nContent-Type: " VD_UPLOAD_CONTENT_TYPE, NULL);
  g_auto (HttpAnswer) answer = http_rig_request (w, "POST", "/api/uploads", all, w->file);

  g_assert_cmpuint (answer.status, ==, 201);
  g_assert_cmpuint (g_ascii_strtoull (http_rig_header (&answer, "Upload-Offset"), NULL, 10), ==, size);
  g_assert_cmpstr (vd_paper_book_get (w->book, w->paper)->state, ==, "received");
}

static void
test_refuses (HttpRig *w, gconstpointer unused)
{
  gsize size = g_bytes_get_size (w->file);
  g_autofree char *good = http_rig_creation_headers (w, w->paper, size);
  g_autofree char *large = http_rig_creation_headers (w, w->paper, vd_sealed_paper_get_length (25 << 20) + 1);
  g_autofree char *empty = http_rig_creation_headers (w, w->paper, 0);
  g_autofree char *unknown = http_rig_creation_headers (w, "p404", size);
  g_autofree char *bare = http_rig_kiosk_headers (w, "");
  g_autofree char *location = http_rig_create (w);
  g_autofree char *other = g_strdup_printf ("Authorization: Bearer %s\nTus-Resumable: 1.0.0", w->other_token);
  g_auto (HttpAnswer) options = http_rig_request (w, "OPTIONS", "/api/uploads", "", NULL);

  g_assert_cmpuint (options.status, ==, 204);
  g_assert_cmpstr (http_rig_header (&options, "Tus-Version"), ==, "1.0.0");
  g_assert_cmpstr (http_rig_header (&options, "Tus-Max-Size"), ==, "26221312");
  http_rig_assert_status (w, "POST", "/api/uploads", "Tus-Resumable: 1.0.0", 401);
  http_rig_assert_status (w, "POST", "/api/uploads", "Tus-Resumable: 1.0.0\nAuthorization: Bearer nobody", 401);
  http_rig_assert_status (w, "POST", "/api/uploads", "Tus-Resumable: 0.2.2", 412);
  http_rig_assert_status (w, "POST", "/api/uploads", bare, 400);
  http_rig_assert_status (w, "POST", "/api/uploads", empty, 400);
  http_rig_assert_status (w, "POST", "/api/uploads", large, 413);
  http_rig_assert_status (w, "POST", "/api/uploads", unknown, 403);
  http_rig_assert_status (w, "GET", "/api/uploads", bare, 405);
  http_rig_assert_status (w, "HEAD", location, other, 404);
  http_rig_assert_status (w, "DELETE", location, other, 404);
  http_rig_assert_status (w, "PATCH", location, bare, 415);
  http_rig_assert_status (w, "DELETE", location, bare, 204);
  http_rig_assert_status (w, "HEAD", location, bare, 404);
  g_assert_true (vd_paper_book_withdraw (w->book, w->paper, "not-here"));
  http_rig_assert_status (w, "POST", "/api/uploads", good, 409);
}

/* A PDF of somebody else with the right digest: refused, gone, and the paper may be sent anew. */
static void
test_not_our_pdf (HttpRig *w, gconstpointer unused)
{
  g_autoptr (GBytes) ours = g_steal_pointer (&w->plain), ours_sealed = g_steal_pointer (&w->file);
  g_autofree char *location = NULL, *unsealed = NULL, *again = NULL;

  w->plain = g_bytes_new_static ("%PDF-1.4 of somebody else", 25);
  w->file = vd_sealed_paper_seal (w->plain, vd_paper_book_get_public_key (w->book));
  location = http_rig_create (w);
  g_assert_cmpuint (http_rig_patch (w, location, 0, g_bytes_get_size (w->file), 0, NULL), ==, 422);
  g_assert_cmpint (http_rig_ask_offset (w, location), ==, -404);
  g_bytes_unref (w->plain);
  g_bytes_unref (w->file);
  w->plain = g_steal_pointer (&ours);
  w->file = g_bytes_ref (w->plain);
  unsealed = http_rig_create (w);
  g_assert_cmpuint (http_rig_patch (w, unsealed, 0, g_bytes_get_size (w->file), 0, NULL), ==, 422);
  g_assert_cmpint (http_rig_ask_offset (w, unsealed), ==, -404);
  g_bytes_unref (w->file);
  w->file = g_steal_pointer (&ours_sealed);
  again = http_rig_create (w);
  g_assert_cmpuint (http_rig_patch (w, again, 0, g_bytes_get_size (w->file), 0, NULL), ==, 204);
}

/* Begins a PATCH of @announced bytes and sends @sent of them. */
static GSocketConnection *
begin_patch (HttpRig *w, const char *location, gsize announced, gsize sent)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *head =
      g_strdup_printf ("PATCH %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                       "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n"
                       "Content-Type: " VD_UPLOAD_CONTENT_TYPE "\r\n\r\n",
                       location, w->token, announced);
  guint16 port = (guint16)vd_desk_server_get_port (w->server);
  GSocketConnection *line = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  GOutputStream *out;

  g_assert_nonnull (line);
  out = g_io_stream_get_output_stream (G_IO_STREAM (line));
  g_assert_true (g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL));
  g_assert_true (g_output_stream_write_all (out, g_bytes_get_data (w->file, NULL), sent, NULL, NULL, NULL));
  return line;
}

static void
patch_and_vanish (HttpRig *w, const char *location, gsize announced, gsize sent)
{
  g_autoptr (GSocketConnection) line = begin_patch (w, location, announced, sent);

  g_assert_true (g_io_stream_close (G_IO_STREAM (line), NULL, NULL));
}

/* The offset once it is not 0; a desk that is still writing says 423. */
static gint64
wait_for_offset (HttpRig *w, const char *location)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC, offset = 0;

  while (offset <= 0 && g_get_monotonic_time () < deadline)
    offset = http_rig_ask_offset (w, location);
  return offset;
}

/* A line that breaks in the middle of a PATCH: what came stays. */
static void
test_broken_line (HttpRig *w, gconstpointer unused)
{
  g_autofree char *location = http_rig_create (w);

  patch_and_vanish (w, location, 2000, 700);
  g_assert_cmpint (wait_for_offset (w, location), ==, 700);
  g_assert_cmpuint (http_rig_patch (w, location, 700, g_bytes_get_size (w->file), 700, NULL), ==, 204);
}

/* One that breaks after the last byte, while the desk checks: the paper is here, and HEAD says so. */
static void
test_lost_answer (HttpRig *w, gconstpointer unused)
{
  g_autofree char *location = http_rig_create (w);
  gsize size = g_bytes_get_size (w->file);

  patch_and_vanish (w, location, size, size);
  g_assert_cmpint (wait_for_offset (w, location), ==, (gint64)size);
  g_assert_cmpstr (vd_paper_book_get (w->book, w->paper)->state, ==, "received");
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* NULL: the line is closed. */
static char *
read_line (GDataInputStream *in)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_data_input_stream_read_line_async (in, G_PRIORITY_DEFAULT, NULL, keep_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  return g_data_input_stream_read_line_finish (in, result, NULL, NULL);
}

/* The first line of what the desk answers on @line. */
static char *
read_status (GSocketConnection *line)
{
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (line)));

  return read_line (in);
}

static void
assert_answered (GDataInputStream *in, const char *status)
{
  g_autofree char *first = read_line (in);
  char *rest;

  g_assert_nonnull (first);
  g_assert_true (g_str_has_prefix (first, status));
  while ((rest = read_line (in)) && !g_str_equal (rest, "\r") && *rest)
    g_free (rest);
  g_assert_nonnull (rest);
  g_free (rest);
}

/* A client that sends its next request where the last was answered does not find the line closed: no answer without a
 * body ends it. (libsoup's own client never does so.) */
static void
test_kept_line (HttpRig *w, gconstpointer unused)
{
  g_autofree char *location = http_rig_create (w);
  g_autofree char *head = g_strdup_printf ("HEAD %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                                           "Tus-Resumable: 1.0.0\r\n\r\n",
                                           location, w->token);
  g_autoptr (GSocketConnection) line = begin_patch (w, location, 700, 700);
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (line)));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (line));

  assert_answered (in, "HTTP/1.1 204 ");
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL));
      assert_answered (in, "HTTP/1.1 200 ");
    }
}

/* A line that hangs, and one that takes over: what the first brings after that goes nowhere, and it is told so. */
static void
test_two_writers (HttpRig *w, gconstpointer unused)
{
  g_autofree char *location = http_rig_create (w), *status = NULL;
  gsize size = g_bytes_get_size (w->file);
  g_autoptr (GSocketConnection) line = begin_patch (w, location, 900, 700);
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (line));
  const guint8 *data = g_bytes_get_data (w->file, NULL);

  g_assert_cmpint (wait_for_offset (w, location), ==, 700);
  g_assert_cmpuint (http_rig_patch (w, location, 700, 1000, 700, NULL), ==, 204);
  g_assert_true (g_output_stream_write_all (out, data + 700, 200, NULL, NULL, NULL));
  status = read_status (line);
  g_assert_nonnull (status);
  g_assert_true (g_str_has_prefix (status, "HTTP/1.1 409 "));
  g_assert_cmpint (http_rig_ask_offset (w, location), ==, 1000);
  g_assert_cmpuint (http_rig_patch (w, location, 1000, size, 1000, NULL), ==, 204);
}

static void
test_offsets (HttpRig *w, gconstpointer unused)
{
  g_autofree char *location = http_rig_create (w);
  gsize size = g_bytes_get_size (w->file);

  g_assert_cmpuint (http_rig_patch (w, location, 0, 1000, 0, NULL), ==, 204);
  g_assert_cmpuint (http_rig_patch (w, location, 999, 1100, 999, NULL), ==, 409);
  g_assert_cmpuint (http_rig_patch (w, location, 1001, 1100, 1001, NULL), ==, 409);
  g_assert_cmpuint (http_rig_patch (w, location, 0, size, 0, NULL), ==, 409);
  g_assert_cmpint (http_rig_ask_offset (w, location), ==, 1000);
  g_assert_cmpuint (http_rig_patch (w, location, 1000, size, 1000, NULL), ==, 204);
  g_assert_cmpuint (http_rig_patch (w, location, size - 1, size, size - 1, NULL), ==, 409);
  g_assert_cmpuint (http_rig_patch (w, location, size, size, size, NULL), ==, 409);
}

/* The answer to the last byte was lost, and then the desk died. */
static void
test_finished_before_restart (HttpRig *w, gconstpointer unused)
{
  g_autofree char *location = http_rig_create (w);
  gsize size = g_bytes_get_size (w->file);

  g_assert_cmpuint (http_rig_patch (w, location, 0, size, 0, NULL), ==, 204);
  http_rig_stop (w);
  http_rig_start (w);
  g_assert_cmpint (http_rig_ask_offset (w, location), ==, (gint64)size);
  g_assert_cmpstr (vd_paper_book_get (w->book, w->paper)->state, ==, "received");
}

static void
test_expires (HttpRig *w, gconstpointer unused)
{
  g_autofree char *location = http_rig_create (w), *again = NULL;
  gsize size = g_bytes_get_size (w->file);

  g_assert_cmpuint (http_rig_patch (w, location, 0, 1000, 0, NULL), ==, 204);
  vd_paper_book_tidy (w->book, NOW_US / G_USEC_PER_SEC + 1900);
  g_assert_cmpint (http_rig_ask_offset (w, location), ==, -404);
  g_assert_cmpuint (http_rig_patch (w, location, 1000, size, 1000, NULL), ==, 404);
  g_assert_cmpuint (sample_folder_count (w->papers, ""), ==, 0);
  again = http_rig_create (w);
  g_assert_cmpuint (http_rig_patch (w, again, 0, size, 0, NULL), ==, 204);
}

static void
fill_disk (HttpRig *w)
{
  g_autofree char *location = http_rig_create (w);
  gsize size = g_bytes_get_size (w->file);
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK); /* the desk warns */

  g_assert_cmpuint (http_rig_patch (w, location, 0, 1000, 0, NULL), ==, 204);
  full_disk_set (1500);
  g_assert_cmpuint (http_rig_patch (w, location, 1000, size, 1000, NULL), ==, 507);
  g_assert_cmpint (http_rig_ask_offset (w, location), ==, 1000);
  full_disk_set (RLIM_INFINITY);
  g_log_set_always_fatal (fatal);
  g_assert_cmpuint (http_rig_patch (w, location, 1000, size, 1000, NULL), ==, 204);
  g_assert_cmpstr (vd_paper_book_get (w->book, w->paper)->state, ==, "received");
}

/* In a process of its own: what is full there is full for all it does. */
static void
test_full (HttpRig *w, gconstpointer unused)
{
  if (g_test_subprocess ())
    {
      fill_disk (w);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
assert_refused (HttpRig *w, guint status, const char *word)
{
  g_autofree char *headers = http_rig_creation_headers (w, w->paper, g_bytes_get_size (w->file));
  g_auto (HttpAnswer) answer = http_rig_request (w, "POST", "/api/uploads", headers, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));

  g_assert_cmpuint (answer.status, ==, status);
  g_assert_nonnull (strstr (text, word));
}

static void
test_no_room (HttpRig *w, gconstpointer unused)
{
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK); /* the desk warns of its own room */
  gsize size = g_bytes_get_size (w->plain);

  http_rig_stop (w);
  w->contact_bytes = size - 1;
  http_rig_start (w);
  assert_refused (w, 413, "\"contact-full\"");
  http_rig_stop (w);
  w->contact_bytes = size;
  w->store_bytes = size - 1;
  http_rig_start (w);
  assert_refused (w, 507, "\"full\"");
  http_rig_stop (w);
  w->store_bytes = size;
  http_rig_start (w);
  g_free (http_rig_create (w));
  g_log_set_always_fatal (fatal);
}

#define ADD(name, func) g_test_add ("/http-uploads/" name, HttpRig, NULL, http_rig_set_up, func, http_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("upload", test_upload);
  ADD ("with-creation", test_with_creation);
  ADD ("refuses", test_refuses);
  ADD ("not-our-pdf", test_not_our_pdf);
  ADD ("kept-line", test_kept_line);
  ADD ("broken-line", test_broken_line);
  ADD ("lost-answer", test_lost_answer);
  ADD ("two-writers", test_two_writers);
  ADD ("offsets", test_offsets);
  ADD ("finished-before-restart", test_finished_before_restart);
  ADD ("expires", test_expires);
  ADD ("full", test_full);
  ADD ("no-room", test_no_room);
  return g_test_run ();
}
