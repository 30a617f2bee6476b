/* SPDX-License-Identifier: EUPL-1.2 */
#include "http-rig.h"
#include "paper-key.h"
#include "sample-contact.h"
#include "sealed-paper.h"

#include <glib/gstdio.h>

#define PASSWORD "one-calm-morning-7"
#define NOW_US (g_get_real_time ())

void
http_answer_clear (HttpAnswer *self)
{
  g_clear_object (&self->msg);
  g_clear_pointer (&self->body, g_bytes_unref);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

HttpAnswer
http_rig_request (HttpRig *w, const char *method, const char *path, const char *headers, GBytes *body)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u%s", vd_desk_server_get_port (w->server), path);
  HttpAnswer answer = { 0, soup_message_new (method, uri) };
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

const char *
http_rig_header (const HttpAnswer *answer, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (answer->msg), name);
}

static void
fill_store (HttpRig *w)
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
  sample_contact_save (w->store, w->ada);
}

static void
write_config (HttpRig *w)
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

void
http_rig_start (HttpRig *w)
{
  g_autoptr (VdKeySafe) safe = paper_key_open (w->folder);
  const VdPaperLimits limits = { w->papers, 25 << 20, 20, 24, 1800, safe, NULL, NULL, w->contact_bytes, w->store_bytes };
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

void
http_rig_stop (HttpRig *w)
{
  vd_desk_stop (w->desk);
  g_clear_object (&w->server);
  g_clear_object (&w->desk);
  g_clear_object (&w->book);
  g_clear_object (&w->accounts);
}

void
http_rig_set_up (HttpRig *w, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  write_config (w);
  w->settings = vd_desk_settings_load (w->config, &error);
  g_assert_no_error (error);
  w->store = vd_store_new (vd_sqlite_store_open (":memory:", NULL));
  fill_store (w);
  http_rig_start (w);
  w->session = soup_session_new ();
  w->plain = sample_paper_make (2, "Fiche de paie");
  w->file = vd_sealed_paper_seal (w->plain, vd_paper_book_get_public_key (w->book));
  w->paper = g_strdup (vd_paper_book_ask (w->book, "c1", "k1", w->ada, "payslip", "", NOW_US / G_USEC_PER_SEC)->id);
}

void
http_rig_tear_down (HttpRig *w, gconstpointer unused)
{
  soup_session_abort (w->session);
  http_rig_stop (w);
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

char *
http_rig_kiosk_headers (HttpRig *w, const char *more)
{
  return g_strdup_printf ("Authorization: Bearer %s\nTus-Resumable: 1.0.0\n%s", w->token, more);
}

char *
http_rig_creation_headers (HttpRig *w, const char *paper, gsize length)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, w->plain);
  const VdUploadMetadata metadata = { (char *)"c1", (char *)paper, sum };
  g_autofree char *text = vd_upload_metadata_to_header (&metadata);
  g_autofree char *more = g_strdup_printf ("Upload-Metadata: %s\nUpload-Length: %" G_GSIZE_FORMAT, text, length);

  return http_rig_kiosk_headers (w, more);
}

char *
http_rig_create (HttpRig *w)
{
  g_autofree char *headers = http_rig_creation_headers (w, w->paper, g_bytes_get_size (w->file));
  g_auto (HttpAnswer) answer = http_rig_request (w, "POST", "/api/uploads", headers, NULL);

  g_assert_cmpuint (answer.status, ==, 201);
  g_assert_cmpstr (http_rig_header (&answer, "Tus-Resumable"), ==, "1.0.0");
  g_assert_nonnull (http_rig_header (&answer, "Upload-Expires"));
  return g_strdup (http_rig_header (&answer, "Location"));
}

guint
http_rig_patch (HttpRig *w, const char *location, gsize from, gsize to, gsize offset, const char *checksum)
{
  g_autofree char *more =
      g_strdup_printf ("Content-Type: " VD_UPLOAD_CONTENT_TYPE "\nUpload-Offset: %" G_GSIZE_FORMAT "\n%s%s", offset,
                       checksum ? "Upload-Checksum: " : "", checksum ? checksum : "");
  g_autofree char *headers = http_rig_kiosk_headers (w, more);
  g_autoptr (GBytes) body = g_bytes_new_from_bytes (w->file, from, to - from);
  g_auto (HttpAnswer) answer = http_rig_request (w, "PATCH", location, headers, body);

  if (answer.status == 204)
    g_assert_cmpuint (g_ascii_strtoull (http_rig_header (&answer, "Upload-Offset"), NULL, 10), ==, offset + to - from);
  return answer.status;
}

gint64
http_rig_ask_offset (HttpRig *w, const char *location)
{
  g_autofree char *headers = http_rig_kiosk_headers (w, "");
  g_auto (HttpAnswer) answer = http_rig_request (w, "HEAD", location, headers, NULL);

  if (answer.status != 200)
    return -(gint64)answer.status;
  g_assert_cmpstr (http_rig_header (&answer, "Cache-Control"), ==, "no-store");
  return (gint64)g_ascii_strtoull (http_rig_header (&answer, "Upload-Offset"), NULL, 10);
}

void
http_rig_assert_status (HttpRig *w, const char *method, const char *path, const char *headers, guint status)
{
  g_auto (HttpAnswer) answer = http_rig_request (w, method, path, headers, NULL);

  g_assert_cmpuint (answer.status, ==, status);
}

char *
http_rig_log_in (HttpRig *w, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"name\": \"%s\", \"password\": \"" PASSWORD "\"}", name);
  g_autofree char *headers = g_strdup_printf ("Origin: http://127.0.0.1:%u\nContent-Type: application/json",
                                              vd_desk_server_get_port (w->server));
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_auto (HttpAnswer) answer = http_rig_request (w, "POST", "/api/session", headers, bytes);
  g_auto (GStrv) parts = NULL;

  g_assert_cmpuint (answer.status, ==, 200);
  parts = g_strsplit (http_rig_header (&answer, "Set-Cookie"), ";", 2);
  return g_strconcat ("Cookie: ", parts[0], NULL);
}
