/* SPDX-License-Identifier: EUPL-1.2 */
/* What an operator asks of the papers' store, by the program itself: --check and forget-lost-papers. */
#include "paper-key.h"
#include "paper-store.h"
#include "sample-paper.h"
#include "sealed-file.h"
#include "store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OURS 3
#define LOST 2

typedef struct
{
  char *folder, *state, *papers, *base, *config, *key_file;
  char *said; /* by the last run */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autofree char *text = NULL;
  g_autofree char *index = NULL;
  g_autoptr (VdKeySafe) safe = NULL;

  f->folder = sample_folder_make ();
  f->state = g_build_filename (f->folder, "state", NULL);
  f->papers = g_build_filename (f->state, "papers", NULL);
  f->base = g_build_filename (f->state, "desk.db", NULL);
  f->config = g_build_filename (f->folder, "desk.conf", NULL);
  f->key_file = g_build_filename (f->folder, "paper-key", NULL);
  index = g_build_filename (f->folder, "index.html", NULL);
  text = g_strdup_printf ("[desk]\nstate-dir=%s\nport=0\nconsole-dir=%s\n[papers]\nkey-file=%s\n", f->state, f->folder,
                          f->key_file);
  g_assert_true (g_file_set_contents (index, "<!doctype html>", -1, NULL));
  g_assert_true (g_file_set_contents (f->config, text, -1, NULL));
  safe = paper_key_open (f->folder);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  if (g_file_test (f->papers, G_FILE_TEST_IS_DIR))
    sample_folder_delete (g_strdup (f->papers));
  if (g_file_test (f->state, G_FILE_TEST_IS_DIR))
    sample_folder_delete (g_strdup (f->state));
  sample_folder_delete (f->folder);
  g_free (f->state);
  g_free (f->papers);
  g_free (f->base);
  g_free (f->config);
  g_free (f->key_file);
  g_free (f->said);
}

/* The exit status of visiodeskd with these words. @second: (nullable). */
static int
run (Fixture *f, const char *first, const char *second)
{
  const char *const argv[] = { g_getenv ("VD_DESK"), "--config", f->config, first, second, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_clear_pointer (&f->said, g_free);
  g_spawn_sync (NULL, (char **)argv, NULL, 0, NULL, NULL, NULL, &f->said, &status, &error);
  g_assert_no_error (error);
  g_strdelimit (f->said, "\n", ' '); /* TAP knows no second line */
  g_test_message ("%s: %s", first, f->said);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static char *
path_of (Fixture *f, const char *id)
{
  return g_strdup_printf ("%s/%s-1.sealed", f->papers, id);
}

/* A paper that is kept under @safe, with a file of its own. */
static void
keep_paper (Fixture *f, VdStore *store, VdKeySafe *safe, const char *id)
{
  g_autoptr (GBytes) key = vd_sealed_key_new (), wrapped = vd_key_safe_wrap (safe, key, id);
  g_autofree char *path = path_of (f, id);
  const VdPaperRow row = { .id = (char *)id,
                           .contact = (char *)"c1",
                           .kiosk = (char *)"k1",
                           .advisor = (char *)"a1",
                           .kind = (char *)"letter",
                           .note = (char *)"",
                           .state = (char *)"received",
                           .attempt = 1,
                           .asked_s = g_get_real_time () / G_USEC_PER_SEC,
                           .key = wrapped };

  g_assert_true (vd_sealed_file_write (path, key, "what it says", 12, NULL));
  vd_store_save (store, &vd_table_papers, &row);
}

/* OURS under the key file of the settings, LOST under one that is gone. */
static void
fill (Fixture *f)
{
  g_autofree char *other = g_build_filename (f->folder, "other-key", NULL);
  g_autoptr (VdKeySafe) ours = paper_key_open (f->folder), lost = NULL;
  g_autoptr (VdStore) store = NULL;

  g_assert_cmpint (g_mkdir_with_parents (f->papers, 0700), ==, 0);
  g_assert_true (vd_key_safe_make_file (other, NULL));
  lost = vd_key_safe_open (other, NULL);
  g_assert_cmpint (g_unlink (other), ==, 0);
  store = paper_store_open (f->state);
  for (guint i = 0; i < OURS + LOST; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%u", i);

      keep_paper (f, store, i < OURS ? ours : lost, id);
    }
  g_assert_true (vd_store_sync (store, NULL));
}

static guint
count_files (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->papers, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

/* Before the first start nothing is there, and nothing is made by asking. */
static void
test_check_new (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (run (f, "--check", NULL), ==, 0);
  g_assert_false (g_file_test (f->state, G_FILE_TEST_EXISTS));
}

static void
test_check_folder (Fixture *f, gconstpointer unused)
{
  g_assert_true (g_file_set_contents (f->state, "a file where a folder should be", -1, NULL));
  g_assert_cmpint (run (f, "--check", NULL), ==, 1);
  g_assert_nonnull (strstr (f->said, "state-dir"));
  g_assert_cmpint (g_unlink (f->state), ==, 0);
  g_assert_cmpint (g_mkdir (f->state, 0700), ==, 0);
  g_assert_true (g_file_set_contents (f->papers, "and here", -1, NULL));
  g_assert_cmpint (run (f, "--check", NULL), ==, 1);
  g_assert_nonnull (strstr (f->said, f->papers));
  g_assert_cmpint (g_unlink (f->papers), ==, 0);
  g_assert_cmpint (run (f, "--check", NULL), ==, 0);
}

/* What mode bits say; root may write all the same, and is told so. */
static void
test_check_read_only (Fixture *f, gconstpointer unused)
{
  gboolean is_root = getuid () == 0;

  g_assert_cmpint (g_mkdir (f->state, 0500), ==, 0);
  g_assert_cmpint (run (f, "--check", NULL), ==, is_root ? 0 : 1);
  if (!is_root)
    g_assert_nonnull (strstr (f->said, "cannot be written to"));
}

static void
test_check_key (Fixture *f, gconstpointer unused)
{
  g_autofree char *gone = path_of (f, "p1");

  fill (f);
  g_assert_cmpint (run (f, "--check", NULL), ==, 0);
  g_assert_nonnull (strstr (f->said, "opens only 3 of the 5 papers"));
  g_assert_null (strstr (f->said, "missing"));
  g_assert_cmpint (g_unlink (gone), ==, 0);
  g_assert_cmpint (run (f, "--check", NULL), ==, 0);
  g_assert_nonnull (strstr (f->said, "the files of 1 of the 5 papers that are kept are missing"));
  g_assert_cmpint (g_unlink (f->key_file), ==, 0);
  g_assert_true (vd_key_safe_make_file (f->key_file, NULL));
  g_assert_cmpint (run (f, "--check", NULL), ==, 1);
  g_assert_nonnull (strstr (f->said, "opens none of the 5 papers"));
}

static void
ask_for_text (Fixture *f, const char *languages)
{
  g_autofree char *text = NULL, *more = NULL;

  g_assert_true (g_file_get_contents (f->config, &text, NULL, NULL));
  if (strstr (text, "text-layer="))
    *strstr (text, "text-layer=") = '\0';
  more = g_strdup_printf ("%stext-layer=%s\n", text, languages);
  g_assert_true (g_file_set_contents (f->config, more, -1, NULL));
}

static void
test_check_text (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_strdup (g_getenv ("PATH"));

  ask_for_text (f, "fra+eng");
  g_assert_cmpint (run (f, "--check", NULL), ==, 0);
  ask_for_text (f, "fra+qqq");
  g_assert_cmpint (run (f, "--check", NULL), ==, 1);
  g_assert_nonnull (strstr (f->said, "text-layer"));
  g_assert_nonnull (strstr (f->said, "tesseract-ocr-qqq"));
  ask_for_text (f, "fra+qqq_sim");
  g_assert_cmpint (run (f, "--check", NULL), ==, 1);
  g_assert_nonnull (strstr (f->said, "tesseract-ocr-qqq-sim"));
  ask_for_text (f, "fra");
  g_setenv ("PATH", f->folder, TRUE);
  g_assert_cmpint (run (f, "--check", NULL), ==, 1);
  g_setenv ("PATH", path, TRUE);
  g_assert_nonnull (strstr (f->said, "“tesseract” cannot be run (Debian: tesseract-ocr)"));
}

static void
test_forget (Fixture *f, gconstpointer unused)
{
  g_autoptr (VdStore) store = NULL;
  g_autoptr (GPtrArray) papers = NULL, acts = NULL;

  fill (f);
  g_assert_cmpint (run (f, "forget-lost-papers", NULL), ==, 0);
  g_assert_nonnull (strstr (f->said, "cannot open 2 of"));
  g_assert_cmpint (run (f, "forget-lost-papers", "3"), ==, 1); /* not what it would have been told */
  g_assert_cmpint (run (f, "forget-lost-papers", "all"), ==, 2);
  g_assert_cmpuint (count_files (f), ==, OURS + LOST);
  g_assert_cmpint (run (f, "forget-lost-papers", "2"), ==, 0);
  g_assert_cmpuint (count_files (f), ==, OURS);
  store = paper_store_open (f->state);
  papers = vd_store_list (store, &vd_table_papers, NULL, NULL, NULL);
  g_assert_cmpuint (papers->len, ==, OURS);
  for (guint i = 0; i < OURS; i++)
    g_assert_cmpint (((VdPaperRow *)papers->pdata[i])->id[1], ==, '0' + (int)i);
  acts = vd_store_list (store, &vd_table_audit, "object", "p4", NULL);
  g_assert_cmpuint (acts->len, ==, 1);
  g_assert_nonnull (strstr (((VdAuditRow *)acts->pdata[0])->detail, "key-lost"));
  g_assert_cmpint (run (f, "forget-lost-papers", "0"), ==, 0);
}

#define ADD(name, func) g_test_add ("/paper-commands/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("G_DEBUG"); /* a warning is what the program is to give here, not its end */
  ADD ("check-new", test_check_new);
  ADD ("check-folder", test_check_folder);
  ADD ("check-read-only", test_check_read_only);
  ADD ("check-key", test_check_key);
  ADD ("check-text", test_check_text);
  ADD ("forget", test_forget);
  return g_test_run ();
}
