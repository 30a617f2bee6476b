/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-server.h"
#include "jpeg-codec.h"
#include "jpeg-shape.h"
#include "paper-files.h"
#include "paper-key.h"
#include "sealed-paper.h"
#include "sample-paper.h"
#include "upload-header.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define PASSWORD "one-calm-morning-7"
#define NOW_US (g_get_real_time ())

/* A whole desk on loopback: kiosk k1 talks with ada in contact c1, kiosk k2 with nobody; bob is free. */
typedef struct
{
  char *folder, *papers, *site, *config, *token, *other_token, *paper, *cookie, *ada;
  VdDeskSettings *settings;
  VdStore *store;
  VdAccounts *accounts;
  VdPaperBook *book;
  VdDesk *desk;
  VdDeskServer *server;
  SoupSession *session;
  GBytes *plain, *file; /* the paper, and as it is sent: sealed to the desk */
} World;

/* An answer, and what of it is looked at. */
typedef struct
{
  guint status;
  SoupMessage *msg;
  GBytes *body;
} Answer;

static void
answer_clear (Answer *self)
{
  g_clear_object (&self->msg);
  g_clear_pointer (&self->body, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* @headers: "Name: value" lines. */
static Answer
request (World *w, const char *method, const char *path, const char *headers, GBytes *body)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u%s", vd_desk_server_get_port (w->server), path);
  Answer answer = { 0, soup_message_new (method, uri) };
  SoupMessageHeaders *all = soup_message_get_request_headers (answer.msg);
  g_auto (GStrv) lines = g_strsplit (headers, "\n", -1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (body)
    soup_message_set_request_body_from_bytes (answer.msg, NULL, body);
  for (char **line = lines; *line; line++)
    {
      g_auto (GStrv) pair = g_strsplit (*line, ": ", 2);

      if (pair[0] && pair[1])
        soup_message_headers_replace (all, pair[0], pair[1]);
    }
  soup_session_send_and_read_async (w->session, answer.msg, 0, NULL, keep_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  answer.body = soup_session_send_and_read_finish (w->session, result, &error);
  g_assert_no_error (error);
  answer.status = soup_message_get_status (answer.msg);
  return answer;
}

static const char *
header_of (const Answer *answer, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (answer->msg), name);
}

static void
save_contact (World *w, const char *advisor)
{
  const VdContactRow row = { .id = (char *)"c1",
                             .ticket = (char *)"A001",
                             .kiosk = (char *)"k1",
                             .site = (char *)"lyon",
                             .reason = (char *)"other",
                             .language = (char *)"fr",
                             .joined_us = NOW_US,
                             .state = (char *)"talking",
                             .call = (char *)"x1",
                             .advisor = (char *)advisor,
                             .accepted_us = NOW_US };

  vd_store_save (w->store, &vd_table_contacts, &row);
}

static void
fill_store (World *w)
{
  g_autoptr (GPtrArray) advisors = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (vd_accounts_add_advisor (w->store, "ada", "Ada", "fr", PASSWORD, &error));
  g_assert_true (vd_accounts_add_advisor (w->store, "bob", "Bob", "fr", PASSWORD, &error));
  w->token = vd_accounts_enroll_kiosk (w->store, "k1", "lyon", &error);
  w->other_token = vd_accounts_enroll_kiosk (w->store, "k2", "lyon", &error);
  g_assert_no_error (error);
  advisors = vd_store_list (w->store, &vd_table_advisors, "name", "ada", &error);
  g_assert_no_error (error);
  w->ada = g_strdup (((VdAdvisorRow *)advisors->pdata[0])->id);
  save_contact (w, w->ada);
}

static void
write_config (World *w)
{
  g_autofree char *text = NULL, *index = NULL;

  w->folder = sample_folder_make ();
  w->papers = g_build_filename (w->folder, "papers", NULL);
  w->site = g_build_filename (w->folder, "site", NULL);
  w->config = g_build_filename (w->folder, "desk.conf", NULL);
  index = g_build_filename (w->site, "index.html", NULL);
  g_assert_cmpint (g_mkdir (w->site, 0700), ==, 0);
  g_assert_true (g_file_set_contents (index, "<!doctype html>", -1, NULL));
  text = g_strdup_printf ("[desk]\nstate-dir=%s\nport=0\nconsole-dir=%s\n", w->folder, w->site);
  g_assert_true (g_file_set_contents (w->config, text, -1, NULL));
}

static void
start (World *w)
{
  g_autoptr (VdKeySafe) safe = paper_key_open (w->folder);
  const VdPaperLimits limits = { w->papers, 25 << 20, 20, 24, 1800, safe };
  g_autoptr (GError) error = NULL;

  w->accounts = vd_accounts_new (w->store, &error);
  g_assert_no_error (error);
  w->book = vd_paper_book_new (w->store, &limits, &error);
  g_assert_no_error (error);
  w->desk = vd_desk_new (w->settings, w->store, w->accounts, w->book, &error);
  g_assert_no_error (error);
  w->server = vd_desk_server_new (w->settings, w->store, w->desk, w->accounts, w->book, &error);
  g_assert_no_error (error);
}

static void
stop (World *w)
{
  vd_desk_stop (w->desk);
  g_clear_object (&w->server);
  g_clear_object (&w->desk);
  g_clear_object (&w->book);
  g_clear_object (&w->accounts);
}

static void
set_up (World *w, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  write_config (w);
  w->settings = vd_desk_settings_load (w->config, &error);
  g_assert_no_error (error);
  w->store = vd_store_new (vd_sqlite_store_open (":memory:", NULL));
  fill_store (w);
  start (w);
  w->session = soup_session_new ();
  w->plain = sample_paper_make (2, "Fiche de paie");
  w->file = vd_sealed_paper_seal (w->plain, vd_paper_book_get_public_key (w->book));
  w->paper = g_strdup (vd_paper_book_ask (w->book, "c1", "k1", w->ada, "payslip", "", NOW_US / G_USEC_PER_SEC)->id);
}

static void
tear_down (World *w, gconstpointer unused)
{
  soup_session_abort (w->session);
  stop (w);
  g_clear_object (&w->session);
  g_clear_object (&w->store);
  vd_desk_settings_free (w->settings);
  g_bytes_unref (w->plain);
  g_bytes_unref (w->file);
  sample_folder_delete (w->papers);
  sample_folder_delete (w->site);
  sample_folder_delete (w->folder);
  g_free (w->config);
  g_free (w->token);
  g_free (w->other_token);
  g_free (w->paper);
  g_free (w->ada);
  g_free (w->cookie);
}

static char *
kiosk_headers (World *w, const char *more)
{
  return g_strdup_printf ("Authorization: Bearer %s\nTus-Resumable: 1.0.0\n%s", w->token, more);
}

static char *
creation_headers (World *w, const char *paper, gsize length)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, w->plain);
  const VdUploadMetadata metadata = { (char *)"c1", (char *)paper, sum };
  g_autofree char *text = vd_upload_metadata_to_header (&metadata);
  g_autofree char *more = g_strdup_printf ("Upload-Metadata: %s\nUpload-Length: %" G_GSIZE_FORMAT, text, length);

  return kiosk_headers (w, more);
}

static char *
create (World *w)
{
  g_autofree char *headers = creation_headers (w, w->paper, g_bytes_get_size (w->file));
  g_auto (Answer) answer = request (w, "POST", "/api/uploads", headers, NULL);

  g_assert_cmpuint (answer.status, ==, 201);
  g_assert_cmpstr (header_of (&answer, "Tus-Resumable"), ==, "1.0.0");
  g_assert_nonnull (header_of (&answer, "Upload-Expires"));
  return g_strdup (header_of (&answer, "Location"));
}

/* Sends the bytes from @from to @to as tus-offset @offset; @checksum may be NULL. */
static guint
patch (World *w, const char *location, gsize from, gsize to, gsize offset, const char *checksum)
{
  g_autofree char *more =
      g_strdup_printf ("Content-Type: " VD_UPLOAD_CONTENT_TYPE "\nUpload-Offset: %" G_GSIZE_FORMAT "\n%s%s", offset,
                       checksum ? "Upload-Checksum: " : "", checksum ? checksum : "");
  g_autofree char *headers = kiosk_headers (w, more);
  g_autoptr (GBytes) body = g_bytes_new_from_bytes (w->file, from, to - from);
  g_auto (Answer) answer = request (w, "PATCH", location, headers, body);

  if (answer.status == 204)
    g_assert_cmpuint (g_ascii_strtoull (header_of (&answer, "Upload-Offset"), NULL, 10), ==, offset + to - from);
  return answer.status;
}

static gint64
ask_offset (World *w, const char *location)
{
  g_autofree char *headers = kiosk_headers (w, "");
  g_auto (Answer) answer = request (w, "HEAD", location, headers, NULL);

  if (answer.status != 200)
    return -(gint64)answer.status;
  g_assert_cmpstr (header_of (&answer, "Cache-Control"), ==, "no-store");
  return (gint64)g_ascii_strtoull (header_of (&answer, "Upload-Offset"), NULL, 10);
}

static void
test_upload (World *w, gconstpointer unused)
{
  gsize size = g_bytes_get_size (w->file);
  g_autofree char *location = create (w);
  g_autofree char *sum = vd_upload_checksum_to_header (g_bytes_get_data (w->file, NULL), 1000);

  g_assert_cmpint (ask_offset (w, location), ==, 0);
  g_assert_cmpuint (patch (w, location, 1, 1001, 0, sum), ==, 460);
  g_assert_cmpint (ask_offset (w, location), ==, 0);
  g_assert_cmpuint (patch (w, location, 0, 1000, 0, "md5 AAAA"), ==, 400);
  g_assert_cmpuint (patch (w, location, 0, 1000, 0, sum), ==, 204);
  g_assert_cmpuint (patch (w, location, 0, 1000, 0, sum), ==, 409);
  stop (w);
  start (w);
  g_assert_cmpint (ask_offset (w, location), ==, 1000);
  g_assert_cmpuint (patch (w, location, 1000, size, 1000, NULL), ==, 204);
  g_assert_cmpint (ask_offset (w, location), ==, (gint64)size);
  g_assert_cmpstr (vd_paper_book_get (w->book, w->paper)->state, ==, "received");
}

static void
test_with_creation (World *w, gconstpointer unused)
{
  gsize size = g_bytes_get_size (w->file);
  g_autofree char *headers = creation_headers (w, w->paper, size);
  g_autofree char *all = g_strconcat (headers, "\nContent-Type: " VD_UPLOAD_CONTENT_TYPE, NULL);
  g_auto (Answer) answer = request (w, "POST", "/api/uploads", all, w->file);

  g_assert_cmpuint (answer.status, ==, 201);
  g_assert_cmpuint (g_ascii_strtoull (header_of (&answer, "Upload-Offset"), NULL, 10), ==, size);
  g_assert_cmpstr (vd_paper_book_get (w->book, w->paper)->state, ==, "received");
}

static void
assert_status (World *w, const char *method, const char *path, const char *headers, guint status)
{
  g_auto (Answer) answer = request (w, method, path, headers, NULL);

  g_assert_cmpuint (answer.status, ==, status);
}

static void
test_refuses (World *w, gconstpointer unused)
{
  gsize size = g_bytes_get_size (w->file);
  g_autofree char *good = creation_headers (w, w->paper, size);
  g_autofree char *large = creation_headers (w, w->paper, vd_sealed_paper_get_length (25 << 20) + 1);
  g_autofree char *empty = creation_headers (w, w->paper, 0);
  g_autofree char *unknown = creation_headers (w, "p404", size);
  g_autofree char *bare = kiosk_headers (w, "");
  g_autofree char *location = create (w);
  g_autofree char *other = g_strdup_printf ("Authorization: Bearer %s\nTus-Resumable: 1.0.0", w->other_token);
  g_auto (Answer) options = request (w, "OPTIONS", "/api/uploads", "", NULL);

  g_assert_cmpuint (options.status, ==, 204);
  g_assert_cmpstr (header_of (&options, "Tus-Version"), ==, "1.0.0");
  g_assert_cmpstr (header_of (&options, "Tus-Max-Size"), ==, "26221312");
  assert_status (w, "POST", "/api/uploads", "Tus-Resumable: 1.0.0", 401);
  assert_status (w, "POST", "/api/uploads", "Tus-Resumable: 1.0.0\nAuthorization: Bearer nobody", 401);
  assert_status (w, "POST", "/api/uploads", "Tus-Resumable: 0.2.2", 412);
  assert_status (w, "POST", "/api/uploads", bare, 400);
  assert_status (w, "POST", "/api/uploads", empty, 400);
  assert_status (w, "POST", "/api/uploads", large, 413);
  assert_status (w, "POST", "/api/uploads", unknown, 403);
  assert_status (w, "GET", "/api/uploads", bare, 405);
  assert_status (w, "HEAD", location, other, 404);
  assert_status (w, "DELETE", location, other, 404);
  assert_status (w, "PATCH", location, bare, 415);
  assert_status (w, "DELETE", location, bare, 204);
  assert_status (w, "HEAD", location, bare, 404);
  g_assert_true (vd_paper_book_withdraw (w->book, w->paper, "not-here"));
  assert_status (w, "POST", "/api/uploads", good, 409);
}

/* A PDF of somebody else with the right digest: refused, gone, and the paper may be sent anew. */
static void
test_not_our_pdf (World *w, gconstpointer unused)
{
  g_autoptr (GBytes) ours = g_steal_pointer (&w->plain), ours_sealed = g_steal_pointer (&w->file);
  g_autofree char *location = NULL, *unsealed = NULL, *again = NULL;

  w->plain = g_bytes_new_static ("%PDF-1.4 of somebody else", 25);
  w->file = vd_sealed_paper_seal (w->plain, vd_paper_book_get_public_key (w->book));
  location = create (w);
  g_assert_cmpuint (patch (w, location, 0, g_bytes_get_size (w->file), 0, NULL), ==, 422);
  g_assert_cmpint (ask_offset (w, location), ==, -404);
  g_bytes_unref (w->plain);
  g_bytes_unref (w->file);
  w->plain = g_steal_pointer (&ours);
  w->file = g_bytes_ref (w->plain);
  unsealed = create (w);
  g_assert_cmpuint (patch (w, unsealed, 0, g_bytes_get_size (w->file), 0, NULL), ==, 422);
  g_assert_cmpint (ask_offset (w, unsealed), ==, -404);
  g_bytes_unref (w->file);
  w->file = g_steal_pointer (&ours_sealed);
  again = create (w);
  g_assert_cmpuint (patch (w, again, 0, g_bytes_get_size (w->file), 0, NULL), ==, 204);
}

/* Begins a PATCH of @announced bytes, sends @sent of them, and is gone. */
static void
patch_and_vanish (World *w, const char *location, gsize announced, gsize sent)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *head =
      g_strdup_printf ("PATCH %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                       "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n"
                       "Content-Type: " VD_UPLOAD_CONTENT_TYPE "\r\n\r\n",
                       location, w->token, announced);
  guint16 port = (guint16)vd_desk_server_get_port (w->server);
  g_autoptr (GSocketConnection) line = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  GOutputStream *out;

  g_assert_nonnull (line);
  out = g_io_stream_get_output_stream (G_IO_STREAM (line));
  g_assert_true (g_output_stream_write_all (out, head, strlen (head), NULL, NULL, NULL));
  g_assert_true (g_output_stream_write_all (out, g_bytes_get_data (w->file, NULL), sent, NULL, NULL, NULL));
  g_assert_true (g_io_stream_close (G_IO_STREAM (line), NULL, NULL));
}

/* The offset once it is not 0; a desk that is still writing says 423. */
static gint64
wait_for_offset (World *w, const char *location)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC, offset = 0;

  while (offset <= 0 && g_get_monotonic_time () < deadline)
    offset = ask_offset (w, location);
  return offset;
}

/* A line that breaks in the middle of a PATCH: what came stays. */
static void
test_broken_line (World *w, gconstpointer unused)
{
  g_autofree char *location = create (w);

  patch_and_vanish (w, location, 2000, 700);
  g_assert_cmpint (wait_for_offset (w, location), ==, 700);
  g_assert_cmpuint (patch (w, location, 700, g_bytes_get_size (w->file), 700, NULL), ==, 204);
}

/* One that breaks after the last byte, while the desk checks: the paper is here, and HEAD says so. */
static void
test_lost_answer (World *w, gconstpointer unused)
{
  g_autofree char *location = create (w);
  gsize size = g_bytes_get_size (w->file);

  patch_and_vanish (w, location, size, size);
  g_assert_cmpint (wait_for_offset (w, location), ==, (gint64)size);
  g_assert_cmpstr (vd_paper_book_get (w->book, w->paper)->state, ==, "received");
}

static char *
log_in (World *w, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"name\": \"%s\", \"password\": \"" PASSWORD "\"}", name);
  g_autofree char *headers = g_strdup_printf ("Origin: http://127.0.0.1:%u\nContent-Type: application/json",
                                              vd_desk_server_get_port (w->server));
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_auto (Answer) answer = request (w, "POST", "/api/session", headers, bytes);
  g_auto (GStrv) parts = NULL;

  g_assert_cmpuint (answer.status, ==, 200);
  parts = g_strsplit (header_of (&answer, "Set-Cookie"), ";", 2);
  return g_strconcat ("Cookie: ", parts[0], NULL);
}

static void
test_reading (World *w, gconstpointer unused)
{
  g_autofree char *location = create (w), *document = NULL, *page = NULL, *beyond = NULL, *wide = NULL;
  g_autofree char *ada = log_in (w, "ada"), *bob = log_in (w, "bob");

  document = g_strdup_printf ("/api/papers/%s/document.pdf?attempt=1", w->paper);
  page = g_strdup_printf ("/api/papers/%s/pages/2.jpg?width=40", w->paper);
  beyond = g_strdup_printf ("/api/papers/%s/pages/3.jpg", w->paper);
  wide = g_strdup_printf ("/api/papers/%s/pages/1.jpg?width=99999", w->paper);
  assert_status (w, "GET", document, ada, 404); /* not there yet */
  g_assert_cmpuint (patch (w, location, 0, g_bytes_get_size (w->file), 0, NULL), ==, 204);
  {
    g_auto (Answer) whole = request (w, "GET", document, ada, NULL);
    g_auto (Answer) second = request (w, "GET", page, ada, NULL);
    gsize size;
    const guint8 *jpeg = g_bytes_get_data (second.body, &size);

    g_assert_cmpuint (whole.status, ==, 200);
    g_assert_true (g_bytes_equal (whole.body, w->plain));
    g_assert_cmpstr (header_of (&whole, "Content-Type"), ==, "application/pdf");
    g_assert_cmpstr (header_of (&whole, "Cache-Control"), ==, "no-store");
    g_assert_cmpuint (second.status, ==, 200);
    g_assert_cmpstr (header_of (&second, "Content-Type"), ==, "image/jpeg");
    /* 64 × 48 turned by 90°: 48 wide, of which 7/8 are the least above 40. */
    g_assert_true (vd_jpeg_shape_check (jpeg, size, 42, 56, TRUE));
  }
  assert_status (w, "GET", beyond, ada, 404);
  assert_status (w, "GET", wide, ada, 400);
  assert_status (w, "DELETE", document, ada, 405);
  assert_status (w, "GET", document, bob, 404); /* not his contact */
  assert_status (w, "GET", document, "", 401);
}

/* The one who asked reads what was done with it, also when nothing else is left of it. */
static void
test_receipt (World *w, gconstpointer unused)
{
  g_autofree char *ada = log_in (w, "ada"), *bob = log_in (w, "bob"), *location = create (w);
  g_autofree char *path = g_strdup_printf ("/api/papers/%s/receipt", w->paper);
  g_autofree char *document = g_strdup_printf ("/api/papers/%s/document.pdf", w->paper);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, w->plain);

  g_assert_cmpuint (patch (w, location, 0, g_bytes_get_size (w->file), 0, NULL), ==, 204);
  assert_status (w, "GET", document, ada, 200);
  vd_paper_book_tidy (w->book, NOW_US / G_USEC_PER_SEC + 25 * 3600);
  assert_status (w, "GET", document, ada, 404);
  {
    g_auto (Answer) answer = request (w, "GET", path, ada, NULL);
    g_autofree char *text = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
    g_autoptr (JsonNode) node = json_from_string (text, NULL);
    JsonArray *acts = json_object_get_array_member (json_node_get_object (node), "acts");
    static const char *const whats[] = { "asked", "received", "read", "deleted" };
    static const char *const roles[] = { "advisor", "kiosk", "advisor", "desk" };

    g_assert_cmpuint (answer.status, ==, 200);
    g_assert_cmpuint (json_array_get_length (acts), ==, G_N_ELEMENTS (whats));
    for (guint i = 0; i < G_N_ELEMENTS (whats); i++)
      {
        JsonObject *act = json_array_get_object_element (acts, i);

        g_assert_cmpstr (json_object_get_string_member (act, "what"), ==, whats[i]);
        g_assert_cmpstr (json_object_get_string_member (act, "role"), ==, roles[i]);
      }
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (acts, 1), "sha256"), ==, sum);
  }
  assert_status (w, "GET", path, bob, 404); /* he did not ask */
  assert_status (w, "GET", path, "", 401);
  assert_status (w, "GET", "/api/papers//receipt", ada, 404);
  assert_status (w, "GET", "/api/papers/p1/receipt", ada, 404);
  assert_status (w, "POST", path, ada, 405);
}

static guint
show (World *w, const char *path, const char *token, GBytes *jpeg)
{
  g_autofree char *headers = g_strdup_printf ("Authorization: Bearer %s\nContent-Type: image/jpeg", token);
  g_auto (Answer) answer = request (w, "PUT", path, headers, jpeg);

  return answer.status;
}

/* What the document camera sees: the newest picture, for the advisor of the contact, until it is over. */
static void
test_views (World *w, gconstpointer unused)
{
  g_autoptr (VdPicture) picture = vd_picture_new (64, 48, 3), large = vd_picture_new (1296, 16, 3);
  g_autoptr (GBytes) jpeg = vd_jpeg_encode (picture, 70, 72), wide = vd_jpeg_encode (large, 70, 72);
  g_autoptr (GBytes) huge = g_bytes_new_take (g_malloc0 (64 * 1024 + 1), 64 * 1024 + 1);
  g_autofree char *ada = log_in (w, "ada"), *bob = log_in (w, "bob");
  g_autofree char *view = g_strdup_printf ("/api/views/%s", w->paper);
  g_autofree char *good = g_strconcat (view, "?width=64&height=48", NULL);
  g_autofree char *wrong = g_strconcat (view, "?width=65&height=48", NULL);
  g_autofree char *over = g_strconcat (view, "?width=1296&height=16", NULL);
  g_autofree char *kiosk = g_strconcat ("Authorization: Bearer ", w->token, NULL);

  assert_status (w, "GET", view, ada, 404);
  g_assert_cmpuint (show (w, good, "nobody", jpeg), ==, 401);
  g_assert_cmpuint (show (w, good, w->other_token, jpeg), ==, 404);
  g_assert_cmpuint (show (w, "/api/views/p404?width=64&height=48", w->token, jpeg), ==, 404);
  g_assert_cmpuint (show (w, view, w->token, jpeg), ==, 415);
  g_assert_cmpuint (show (w, wrong, w->token, jpeg), ==, 415);
  g_assert_cmpuint (show (w, over, w->token, wide), ==, 415);
  g_assert_cmpuint (show (w, good, w->token, w->plain), ==, 415);
  g_assert_cmpuint (show (w, good, w->token, huge), ==, 413);
  assert_status (w, "GET", view, ada, 404);
  g_assert_cmpuint (show (w, good, w->token, jpeg), ==, 204);
  {
    g_auto (Answer) answer = request (w, "GET", view, ada, NULL);

    g_assert_cmpuint (answer.status, ==, 200);
    g_assert_true (g_bytes_equal (answer.body, jpeg));
    g_assert_cmpstr (header_of (&answer, "Cache-Control"), ==, "no-store");
  }
  assert_status (w, "GET", view, bob, 404);
  assert_status (w, "GET", view, "", 401);
  assert_status (w, "POST", view, ada, 405);
  assert_status (w, "DELETE", view, kiosk, 204);
  assert_status (w, "GET", view, ada, 404);
  g_assert_cmpuint (show (w, good, w->token, jpeg), ==, 204);
  g_assert_true (vd_paper_book_withdraw (w->book, w->paper, "not-here"));
  assert_status (w, "GET", view, ada, 404); /* nobody waits for it any more */
  g_assert_cmpuint (show (w, good, w->token, jpeg), ==, 409);
}

#define ADD(name, func) g_test_add ("/http-papers/" name, World, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("upload", test_upload);
  ADD ("with-creation", test_with_creation);
  ADD ("refuses", test_refuses);
  ADD ("not-our-pdf", test_not_our_pdf);
  ADD ("broken-line", test_broken_line);
  ADD ("lost-answer", test_lost_answer);
  ADD ("reading", test_reading);
  ADD ("receipt", test_receipt);
  ADD ("views", test_views);
  return g_test_run ();
}
