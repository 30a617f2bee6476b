/* SPDX-License-Identifier: EUPL-1.2 */
/* What stays of a paper, and what does not: the receipt, each look, and no key or content once it was deleted. */
#include "paper-key.h"
#include "paper-store.h"
#include "sample-paper.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)

typedef struct
{
  char *folder, *papers, *keys, *database, *paper;
  VdStore *store;
  VdPaperBook *book;
  GBytes *file;
} Fixture;

static void
open_book (Fixture *f)
{
  g_autoptr (VdKeySafe) safe = paper_key_open (f->keys);
  const VdPaperLimits limits = { f->papers, 25 << 20, 20, 1, 1800, safe };
  g_autoptr (GError) error = NULL;

  f->store = vd_store_new (vd_sqlite_store_open (f->database, &error));
  g_assert_no_error (error);
  f->book = vd_paper_book_new (f->store, &limits, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->folder = sample_folder_make ();
  f->papers = sample_folder_make ();
  f->keys = sample_folder_make ();
  f->database = g_build_filename (f->folder, "desk.db", NULL);
  open_book (f);
  f->file = sample_paper_make (2, "Fiche de paie");
  f->paper = g_strdup (vd_paper_book_ask (f->book, "c1", "k1", "a1", "payslip", "", NOW)->id);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_object (&f->book);
  g_clear_object (&f->store);
  g_bytes_unref (f->file);
  sample_folder_delete (f->folder);
  sample_folder_delete (f->papers);
  sample_folder_delete (f->keys);
  g_free (f->database);
  g_free (f->paper);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult *const *result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* "who what detail" for each act, a line each. */
static char *
list_acts (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) acts = NULL;
  GString *text = g_string_new (NULL);

  vd_paper_book_list_acts_async (f->book, f->paper, keep_result, &result);
  acts = vd_paper_book_list_acts_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < acts->len; i++)
    {
      const VdAuditRow *act = acts->pdata[i];

      g_assert_cmpint (act->at_us, >, 0);
      g_string_append_printf (text, "%s %s %s\n", act->who, act->what + strlen ("paper."), act->detail);
    }
  return g_string_free (text, FALSE);
}

static void
test_receipt (Fixture *f, gconstpointer unused)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, f->file);
  g_autofree char *expected = NULL, *acts = NULL, *later = NULL;
  g_autoptr (GBytes) page = NULL, none = NULL, document = NULL;

  none = paper_store_read (f->book, f->paper, 1, 100, "a1"); /* nothing there yet: no look */
  g_assert_null (none);
  paper_store_send (f->book, f->paper, f->file);
  page = paper_store_read (f->book, f->paper, 2, 100, "a1");
  g_assert_nonnull (page);
  g_assert_true (vd_paper_book_judge (f->book, f->paper, FALSE, "blurred", ""));
  paper_store_send (f->book, f->paper, f->file);
  document = paper_store_read (f->book, f->paper, 0, 100, "a2");
  g_assert_nonnull (document);
  g_assert_true (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, ""));
  vd_paper_book_tidy (f->book, NOW + 3601);
  g_assert_null (vd_paper_book_get (f->book, f->paper));
  acts = list_acts (f);
  expected = g_strdup_printf ("a1 asked {\"kind\":\"payslip\"}\n"
                              "k1 received {\"attempt\":1,\"sha256\":\"%s\",\"bytes\":%zu,\"pages\":2}\n"
                              "a1 read {\"attempt\":1,\"page\":2}\n"
                              "a1 refused {\"attempt\":1,\"reason\":\"blurred\"}\n"
                              "desk deleted {\"attempt\":1,\"reason\":\"replaced\"}\n"
                              "k1 received {\"attempt\":2,\"sha256\":\"%s\",\"bytes\":%zu,\"pages\":2}\n"
                              "a2 read {\"attempt\":2,\"page\":0}\n"
                              "a1 accepted {\"attempt\":2}\n"
                              "desk deleted {\"attempt\":2,\"reason\":\"time-over\"}\n",
                              sum, g_bytes_get_size (f->file), sum, g_bytes_get_size (f->file));
  g_assert_cmpstr (acts, ==, expected);
  g_clear_object (&f->book);
  g_clear_object (&f->store);
  open_book (f);
  later = list_acts (f);
  g_assert_cmpstr (later, ==, expected);
}

/* Whether the bytes are in any file of the folder. */
static gboolean
is_in_folder (const char *folder, gconstpointer bytes, gsize size)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      if (memmem (text, length, bytes, size))
        return TRUE;
    }
  return FALSE;
}

static void
test_key_is_destroyed (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) key = NULL;
  gsize size;
  gconstpointer bytes;

  paper_store_send (f->book, f->paper, f->file);
  key = g_bytes_ref (vd_paper_book_get (f->book, f->paper)->key);
  bytes = g_bytes_get_data (key, &size);
  g_assert_true (vd_store_sync (f->store, NULL));
  g_assert_true (is_in_folder (f->folder, bytes, size)); /* else the search below proves nothing */
  vd_paper_book_tidy (f->book, NOW + 3601);
  g_assert_true (vd_store_sync (f->store, NULL));
  g_assert_false (is_in_folder (f->folder, bytes, size));
  g_assert_cmpuint (sample_folder_count (f->papers, ""), ==, 0);
}

/* Neither while it is kept nor afterwards: 32 bytes out of the middle of the paper, and its title. */
static void
test_no_contents (Fixture *f, gconstpointer unused)
{
  const guint8 *marker = (const guint8 *)g_bytes_get_data (f->file, NULL) + g_bytes_get_size (f->file) / 2;
  static const char title[] = "Fiche de paie";

  paper_store_send (f->book, f->paper, f->file);
  g_assert_true (vd_store_sync (f->store, NULL));
  g_assert_false (is_in_folder (f->papers, marker, 32));
  g_assert_false (is_in_folder (f->folder, marker, 32));
  g_assert_false (is_in_folder (f->papers, title, strlen (title)));
  g_assert_false (is_in_folder (f->folder, title, strlen (title)));
  vd_paper_book_tidy (f->book, NOW + 3601);
  g_assert_true (vd_store_sync (f->store, NULL));
  g_assert_false (is_in_folder (f->folder, marker, 32));
}

/* A store whose key file was lost or changed: nothing opens, and the desk still starts. */
static void
test_other_key_file (Fixture *f, gconstpointer unused)
{
  g_autofree char *key = g_build_filename (f->keys, "paper-key", NULL);
  g_autoptr (GBytes) page = NULL;

  paper_store_send (f->book, f->paper, f->file);
  g_clear_object (&f->book);
  g_clear_object (&f->store);
  g_assert_cmpint (g_remove (key), ==, 0);
  open_book (f);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "received");
  page = paper_store_read (f->book, f->paper, 1, 100, "a1");
  g_assert_null (page);
}

#define ADD(name, func) g_test_add ("/paper-proof/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("receipt", test_receipt);
  ADD ("key-is-destroyed", test_key_is_destroyed);
  ADD ("no-contents", test_no_contents);
  ADD ("other-key-file", test_other_key_file);
  return g_test_run ();
}
