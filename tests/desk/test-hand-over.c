/* SPDX-License-Identifier: EUPL-1.2 */
#include "hand-over.h"
#include "paper-book-private.h"
#include "paper-key.h"
#include "paper-store.h"
#include "paper-texts.h"
#include "sample-paper.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)
#define MINUTE_US (60 * G_USEC_PER_SEC)
#define SECRET "0123456789abcdefghij"

typedef struct
{
  char *folder, *papers, *keys, *out, *paper;
  VdDeskSettings settings;
  VdStore *store;
  VdAccounts *accounts;
  VdPaperBook *book;
  VdHandOver *hand_over;
  GBytes *file;

  SoupServer *server;
  guint status, calls; /* what the hook answers; how often it was called */
  char *signature, *metadata, *key;
  GBytes *body;
} Fixture;

/* @has_text: TRUE for papers that get a text layer; what else the tests are told is of a hook. */
static void
set_up (Fixture *f, gconstpointer has_text)
{
  g_autoptr (VdKeySafe) safe = NULL;
  g_autoptr (GError) error = NULL;
  VdPaperLimits limits = { NULL, 25 << 20, 20, 24, 1800, .has_text = GPOINTER_TO_INT (has_text) == TRUE };

  f->folder = sample_folder_make ();
  f->papers = sample_folder_make ();
  f->keys = sample_folder_make ();
  f->out = sample_folder_make ();
  f->settings.hand_over_folder = g_strdup ("");
  f->settings.hook_url = g_strdup ("");
  safe = paper_key_open (f->keys);
  f->store = vd_store_new (vd_sqlite_store_open (":memory:", NULL));
  f->accounts = vd_accounts_new (f->store, &error);
  limits.folder = f->papers;
  limits.safe = safe;
  f->book = vd_paper_book_new (f->store, &limits, &error);
  g_assert_no_error (error);
  f->file = limits.has_text ? sample_paper_make_written (1) : sample_paper_make (1, "Fiche de paie");
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_object (&f->hand_over);
  g_clear_object (&f->book);
  g_clear_object (&f->accounts);
  g_clear_object (&f->store);
  g_clear_object (&f->server);
  g_clear_pointer (&f->body, g_bytes_unref);
  g_bytes_unref (f->file);
  sample_folder_delete (f->folder);
  sample_folder_delete (f->papers);
  sample_folder_delete (f->keys);
  sample_folder_delete (f->out);
  g_free (f->paper);
  g_free (f->settings.hand_over_folder);
  g_free (f->settings.hook_url);
  g_free (f->signature);
  g_free (f->metadata);
  g_free (f->key);
}

static void
hand_over_to (Fixture *f, const char *folder)
{
  g_free (f->settings.hand_over_folder);
  f->settings.hand_over_folder = g_strdup (folder);
  f->hand_over = vd_hand_over_new (&f->settings, f->accounts, f->book);
}

/* What lies in the folder with that ending. */
static char *
read_handed (Fixture *f, const char *ending, gsize *size)
{
  g_autofree char *path = g_strdup_printf ("%s/%s-1%s", f->out, f->paper, ending);
  char *data = NULL;

  g_assert_true (g_file_get_contents (path, &data, size, NULL));
  return data;
}

static void
receive_paper (Fixture *f)
{
  g_free (f->paper);
  f->paper = g_strdup (vd_paper_book_ask (f->book, "c1", "k1", "a1", "payslip", "un secret", NOW)->id);
  paper_store_send (f->book, f->paper, f->file);
}

static void
receive_and_accept_paper (Fixture *f)
{
  receive_paper (f);
  g_assert_true (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, ""));
}

static gboolean
is_handed (Fixture *f)
{
  return vd_paper_book_get (f->book, f->paper)->handed_s > 0;
}

static void
wait_until_handed (Fixture *f)
{
  while (!is_handed (f))
    g_main_context_iteration (NULL, TRUE);
}

/* @pdf: what was handed over. */
static void
assert_metadata (Fixture *f, const char *text, const char *pdf, gsize size)
{
  g_autofree char *handed = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)pdf, size);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, f->file);
  JsonObject *body = json_node_get_object (node);

  g_assert_cmpstr (json_object_get_string_member (body, "paper"), ==, f->paper);
  g_assert_cmpstr (json_object_get_string_member (body, "kind"), ==, "payslip");
  g_assert_cmpstr (json_object_get_string_member (body, "sent_sha256"), ==, sum);
  g_assert_cmpint (json_object_get_int_member (body, "sent_bytes"), ==, (gint64)g_bytes_get_size (f->file));
  g_assert_cmpstr (json_object_get_string_member (body, "sha256"), ==, handed);
  g_assert_cmpint (json_object_get_int_member (body, "bytes"), ==, (gint64)size);
  g_assert_cmpint (json_object_get_int_member (body, "pages"), ==, 1);
  g_assert_null (strstr (text, "secret"));
}

static void
test_folder (Fixture *f, gconstpointer unused)
{
  g_autofree char *text = NULL, *bytes = NULL;
  gsize size;

  hand_over_to (f, f->out);
  receive_paper (f);
  g_assert_cmpuint (sample_folder_count (f->out, ""), ==, 0); /* received is not accepted */
  g_assert_true (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, ""));
  wait_until_handed (f);
  bytes = read_handed (f, ".pdf", &size);
  text = read_handed (f, ".json", NULL);
  g_assert_cmpmem (bytes, size, g_bytes_get_data (f->file, NULL), g_bytes_get_size (f->file));
  assert_metadata (f, text, bytes, size);
  g_assert_cmpuint (sample_folder_count (f->out, ""), ==, 2); /* nothing half */
}

/* It waits for the words, so that the back office gets one file and the last one. */
static void
test_after_text (Fixture *f, gconstpointer unused)
{
  g_autoptr (VdPaperTexts) texts = NULL;
  g_autofree char *text = NULL, *bytes = NULL;
  gsize size;

  hand_over_to (f, f->out);
  receive_and_accept_paper (f);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (sample_folder_count (f->out, ""), ==, 0);
  texts = vd_paper_texts_new (f->book, "tesseract", "fra", 120, "text-layer");
  wait_until_handed (f);
  bytes = read_handed (f, ".pdf", &size);
  text = read_handed (f, ".json", NULL);
  g_assert_cmpuint (size, >, g_bytes_get_size (f->file));
  g_assert_cmpmem (bytes, g_bytes_get_size (f->file), g_bytes_get_data (f->file, NULL), g_bytes_get_size (f->file));
  assert_metadata (f, text, bytes, size);
  g_assert_cmpint (vd_paper_book_get (f->book, f->paper)->text_bytes, >, 0);
}

/* It waits no longer than for a while: what has no words by then goes as it came, and gets none behind its back. */
static void
test_without_text (Fixture *f, gconstpointer unused)
{
  g_autoptr (VdPaperTexts) texts = NULL;
  g_autofree char *bytes = NULL;
  gint64 before_us = g_get_monotonic_time ();
  gsize size;

  hand_over_to (f, f->out);
  receive_and_accept_paper (f);
  vd_paper_book_tidy_waits (f->book, before_us + 15 * MINUTE_US - 1);
  g_assert_true (vd_paper_book_awaits_text (f->book, vd_paper_book_get (f->book, f->paper)));
  g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING, "paper * gets no text layer: its wait is over");
  vd_paper_book_tidy_waits (f->book, g_get_monotonic_time () + 15 * MINUTE_US);
  g_test_assert_expected_messages ();
  texts = vd_paper_texts_new (f->book, "tesseract", "fra", 120, "text-layer");
  wait_until_handed (f);
  bytes = read_handed (f, ".pdf", &size);
  g_assert_cmpmem (bytes, size, g_bytes_get_data (f->file, NULL), g_bytes_get_size (f->file));
  g_assert_cmpint (vd_paper_book_get (f->book, f->paper)->text_bytes, ==, 0);
}

/* What was accepted while no hand-over ran is handed over by the next one, once. */
static void
test_after_restart (Fixture *f, gconstpointer unused)
{
  receive_and_accept_paper (f);
  hand_over_to (f, f->out);
  wait_until_handed (f);
  g_assert_cmpuint (sample_folder_count (f->out, ".pdf"), ==, 1);
  g_clear_object (&f->hand_over);
  sample_folder_delete (g_steal_pointer (&f->out));
  f->out = sample_folder_make ();
  hand_over_to (f, f->out);
  receive_and_accept_paper (f); /* one after the other: the first would have come before it */
  wait_until_handed (f);
  g_free (read_handed (f, ".pdf", NULL));
  g_assert_cmpuint (sample_folder_count (f->out, ""), ==, 2);
}

#define FAILURE "is not handed over, again in 30 s"

static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer unused)
{
  return !strstr (message, FAILURE);
}

static void
on_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer failures)
{
  if (strstr (message, FAILURE))
    ++*(guint *)failures;
  else
    g_log_default_handler (domain, level, message, NULL);
}

/* Accepts the paper, and waits until the log has said that it was not handed over. */
static void
accept_and_fail (Fixture *f)
{
  guint failures = 0,
        handler = g_log_set_handler ("vd-desk", G_LOG_LEVEL_WARNING | G_LOG_FLAG_FATAL, on_warning, &failures);
  gint64 end_us = g_get_monotonic_time () + MINUTE_US;

  g_test_log_set_fatal_handler (is_fatal, NULL);
  receive_and_accept_paper (f);
  while (failures == 0 && g_get_monotonic_time () < end_us)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_log_remove_handler ("vd-desk", handler);
  g_assert_cmpuint (failures, ==, 1);
  g_assert_false (is_handed (f));
}

static void
test_no_folder (Fixture *f, gconstpointer unused)
{
  hand_over_to (f, "/nonexistent/watched");
  accept_and_fail (f);
}

/* A paper's time is over somewhere on its way out: that is no failure, and the next one waits for nothing. */
static void
test_gone (Fixture *f, gconstpointer unused)
{
  hand_over_to (f, f->out);
  for (guint turns = 0; turns < 10; turns++)
    {
      g_test_message ("after %u turns", turns);
      receive_and_accept_paper (f);
      for (guint i = 0; i < turns && !is_handed (f); i++)
        g_main_context_iteration (NULL, TRUE);
      vd_paper_book_tidy (f->book, NOW + 25 * 3600);
      g_assert_null (vd_paper_book_get (f->book, f->paper));
      receive_and_accept_paper (f);
      wait_until_handed (f);
    }
}

static void
on_hook (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  Fixture *f = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);

  f->calls++;
  g_free (f->signature);
  g_free (f->metadata);
  g_free (f->key);
  g_clear_pointer (&f->body, g_bytes_unref);
  f->signature = g_strdup (soup_message_headers_get_one (headers, "X-Visiodesk-Signature"));
  f->metadata = g_strdup (soup_message_headers_get_one (headers, "X-Visiodesk-Metadata"));
  f->key = g_strdup (soup_message_headers_get_one (headers, "Idempotency-Key"));
  f->body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  soup_server_message_set_status (msg, f->status, NULL);
}

static void
start_hook (Fixture *f, guint status)
{
  GSList *uris;

  f->status = status;
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, "/hook", on_hook, f, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (f->server);
  g_free (f->settings.hook_url);
  f->settings.hook_url = g_strdup_printf ("http://127.0.0.1:%d/hook", g_uri_get_port (uris->data));
  f->settings.hook_secret = (char *)SECRET;
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
}

static void
test_hook (Fixture *f, gconstpointer unused)
{
  g_autofree char *expected = NULL, *name = NULL;
  g_autofree guchar *text = NULL;
  g_autofree char *metadata = NULL;
  gsize size, body_size;
  const guint8 *body;

  start_hook (f, 204);
  f->hand_over = vd_hand_over_new (&f->settings, f->accounts, f->book);
  receive_and_accept_paper (f);
  wait_until_handed (f);
  g_assert_cmpuint (f->calls, ==, 1);
  g_assert_true (g_bytes_equal (f->body, f->file));
  name = g_strconcat (f->paper, "-1", NULL);
  g_assert_cmpstr (f->key, ==, name);
  body = g_bytes_get_data (f->body, &body_size);
  expected = vd_hand_over_sign (SECRET, g_ascii_strtoll (f->signature + 2, NULL, 10), f->metadata, body, body_size);
  g_assert_cmpstr (f->signature, ==, expected);
  text = g_base64_decode (f->metadata, &size);
  metadata = g_strndup ((char *)text, size);
  assert_metadata (f, metadata, (const char *)body, body_size);
}

/* An answer that was lost: the back office has it already. */
static void
test_hook_has_it (Fixture *f, gconstpointer unused)
{
  start_hook (f, 409);
  f->hand_over = vd_hand_over_new (&f->settings, f->accounts, f->book);
  receive_and_accept_paper (f);
  wait_until_handed (f);
}

static void
test_hook_refuses (Fixture *f, gconstpointer status)
{
  start_hook (f, GPOINTER_TO_UINT (status));
  f->hand_over = vd_hand_over_new (&f->settings, f->accounts, f->book);
  accept_and_fail (f);
  g_assert_cmpuint (f->calls, ==, 1);
}

/* By GLib in one piece, as a receiver would. */
static void
test_signature (void)
{
  g_autofree char *header = vd_hand_over_sign ("key", 1, "bWV0YQ==", (const guint8 *)"body", 4);
  g_autofree char *expected =
      g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *)"key", 3, "1.bWV0YQ==.body", -1);
  g_autofree char *whole = g_strconcat ("t=1,v1=", expected, NULL);

  g_assert_cmpstr (header, ==, whole);
}

#define ADD(name, data, func) g_test_add ("/hand-over/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("folder", NULL, test_folder);
  ADD ("after-text", GINT_TO_POINTER (TRUE), test_after_text);
  ADD ("without-text", GINT_TO_POINTER (TRUE), test_without_text);
  ADD ("after-restart", NULL, test_after_restart);
  ADD ("no-folder", NULL, test_no_folder);
  ADD ("gone", NULL, test_gone);
  ADD ("hook", NULL, test_hook);
  ADD ("hook-has-it", NULL, test_hook_has_it);
  ADD ("hook-refuses/503", GUINT_TO_POINTER (503), test_hook_refuses);
  ADD ("hook-refuses/302", GUINT_TO_POINTER (302), test_hook_refuses);
  g_test_add_func ("/hand-over/signature", test_signature);
  return g_test_run ();
}
