/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-settings.h"
#include "key-rotation.h"
#include "paper-key.h"
#include "paper-store.h"
#include "sample-paper.h"
#include "sealed-file.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#define PAPERS 300
#define UPLOADS 20
#define TRIALS 8

/* A desk's state-dir full of papers, a settings file, and two key files of which one may not be there yet. */
typedef struct
{
  char *folder, *state, *config, *old_file, *new_file;
} Fixture;

/* Each paper's key is known by its id. */
static GBytes *
key_of (const char *id)
{
  guint8 *digest = g_malloc (VD_SEALED_KEY_BYTES);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = VD_SEALED_KEY_BYTES;

  g_checksum_update (sum, (const guchar *)id, -1);
  g_checksum_get_digest (sum, digest, &length);
  return vd_secret_bytes_new_take (digest, length);
}

static void
add_rows (GArray *items, VdKeySafe *safe, guint index)
{
  g_autofree char *id = g_strdup_printf ("p%05u", index);
  g_autoptr (GBytes) key = key_of (id);
  const VdPaperRow paper = { .id = id,
                             .contact = (char *)"c1",
                             .kiosk = (char *)"k1",
                             .advisor = (char *)"a1",
                             .kind = (char *)"letter",
                             .note = (char *)"",
                             .state = (char *)"received",
                             .asked_s = g_get_real_time () / G_USEC_PER_SEC, /* kept when a desk starts */
                             .key = index > 0 ? vd_key_safe_wrap (safe, key, id) : NULL };
  const VdUploadRow upload = { .id = id,
                               .paper = id,
                               .contact = (char *)"c1",
                               .kiosk = (char *)"k1",
                               .length = 1,
                               .sha256 = (char *)"",
                               .key = index > 0 ? g_bytes_ref (paper.key) : g_bytes_new (NULL, 0) };
  VdStoreItem item = { &vd_table_papers, vd_store_row_copy (&vd_table_papers, &paper) };

  g_array_append_val (items, item);
  if (index < UPLOADS)
    {
      item = (VdStoreItem){ &vd_table_uploads, vd_store_row_copy (&vd_table_uploads, &upload) };
      g_array_append_val (items, item);
    }
  g_clear_pointer ((GBytes **)&paper.key, g_bytes_unref);
  g_bytes_unref (upload.key);
}

static void
write_settings (Fixture *f, const char *key_file)
{
  g_autofree char *text = g_strdup_printf ("[desk]\nstate-dir=%s\nport=0\nconsole-dir=%s\n[papers]\nkey-file=%s\n",
                                           f->state, f->folder, key_file);
  g_autofree char *index = g_build_filename (f->folder, "index.html", NULL);

  g_assert_true (g_file_set_contents (index, "<!doctype html>", -1, NULL));
  g_assert_true (g_file_set_contents (f->config, text, -1, NULL));
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (VdStoreItem));
  g_autoptr (VdKeySafe) safe = NULL;
  g_autoptr (VdStore) store = NULL;

  f->folder = sample_folder_make ();
  f->state = g_build_filename (f->folder, "state", NULL);
  f->config = g_build_filename (f->folder, "desk.conf", NULL);
  f->new_file = g_build_filename (f->folder, "new-key", NULL);
  f->old_file = g_build_filename (f->folder, "paper-key", NULL);
  write_settings (f, f->old_file);
  g_assert_cmpint (g_mkdir (f->state, 0700), ==, 0);
  safe = paper_key_open (f->folder);
  store = paper_store_open (f->state);
  for (guint i = 0; i < PAPERS; i++)
    add_rows (items, safe, i);
  vd_store_save_all (store, (const VdStoreItem *)items->data, items->len);
  g_assert_true (vd_store_sync (store, NULL));
  for (guint i = 0; i < items->len; i++)
    vd_store_row_free (g_array_index (items, VdStoreItem, i).table, g_array_index (items, VdStoreItem, i).row);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  char *papers = g_build_filename (f->state, "papers", NULL);

  if (g_file_test (papers, G_FILE_TEST_EXISTS)) /* a desk ran */
    sample_folder_delete (papers);
  else
    g_free (papers);
  sample_folder_delete (f->state);
  sample_folder_delete (f->folder);
  g_free (f->config);
  g_free (f->old_file);
  g_free (f->new_file);
}

static gboolean
opens (VdKeySafe *safe, GBytes *wrapped, const char *id)
{
  g_autoptr (GBytes) key = vd_key_safe_unwrap (safe, wrapped, id, NULL), right = key_of (id);

  return key && g_bytes_equal (key, right);
}

/* How many of all keys each of the two opens; @new: (nullable). */
static void
count_opened (Fixture *f, VdKeySafe *old, VdKeySafe *new, guint *n_old, guint *n_new)
{
  g_autoptr (VdStore) store = paper_store_open (f->state);
  g_autoptr (GPtrArray) papers = vd_store_list (store, &vd_table_papers, NULL, NULL, NULL);
  g_autoptr (GPtrArray) uploads = vd_store_list (store, &vd_table_uploads, NULL, NULL, NULL);

  g_assert_cmpuint (papers->len, ==, PAPERS);
  g_assert_cmpuint (uploads->len, ==, UPLOADS);
  g_assert_null (((VdPaperRow *)papers->pdata[0])->key);
  *n_old = *n_new = 0;
  for (guint i = 1; i < PAPERS + UPLOADS; i++)
    {
      const VdPaperRow *paper = i < PAPERS ? papers->pdata[i] : NULL;
      const VdUploadRow *upload = i < PAPERS ? NULL : uploads->pdata[i - PAPERS];
      GBytes *wrapped = paper ? paper->key : upload->key;
      const char *id = paper ? paper->id : upload->id;

      if (i == PAPERS) /* the first of each kind has none */
        continue;
      *n_old += opens (old, wrapped, id);
      *n_new += new &&opens (new, wrapped, id);
    }
}

#define ALL (PAPERS - 1 + UPLOADS - 1)

static GPid
start (Fixture *f)
{
  const char *const argv[] = { g_getenv ("VD_DESK"), "--config", f->config, "rotate-paper-key", f->new_file, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_spawn_async (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

/* The wait status. */
static int
run (Fixture *f)
{
  GPid pid = start (f);
  int status;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return status;
}

/* All is under the one key or all under the other; TRUE: under the new one. */
static gboolean
check (Fixture *f)
{
  g_autoptr (VdKeySafe) old = paper_key_open (f->folder), new = NULL;
  guint n_old, n_new;

  if (g_file_test (f->new_file, G_FILE_TEST_EXISTS))
    {
      new = vd_key_safe_open (f->new_file, NULL);
      g_assert_nonnull (new); /* never half a file */
    }
  count_opened (f, old, new, &n_old, &n_new);
  g_assert_cmpuint (n_old + n_new, ==, ALL);
  g_assert_true (n_old == 0 || n_new == 0);
  return n_new == ALL;
}

static void
test_rotates (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (run (f), ==, 0);
  g_assert_true (check (f));
  g_assert_cmpint (run (f), ==, 0); /* once more changes nothing */
  g_assert_true (check (f));
}

/* The first line a desk of these settings says, where a good one says it (stdout) or a bad one (stderr); TRUE: it
 * serves, and was ended then. */
static gboolean
serves (Fixture *f, char said[400])
{
  const char *const argv[] = { g_getenv ("VD_DESK"), "--config", f->config, NULL };
  g_autoptr (GError) error = NULL;
  int out, err, status;
  gboolean listens;
  GPid pid;
  FILE *file;

  g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, &err,
                            &error);
  g_assert_no_error (error);
  file = fdopen (out, "r");
  listens = fgets (said, 400, file) && g_str_has_prefix (said, "listening on ");
  fclose (file);
  file = fdopen (err, "r");
  if (listens)
    kill (pid, SIGTERM);
  else
    g_assert_nonnull (fgets (said, 400, file));
  while (fgetc (file) != EOF)
    ;
  fclose (file);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, listens ? 0 : 1);
  return listens;
}

/* Rotated, and the settings forgotten: no desk starts that could show no paper. */
static void
test_settings_forgotten (Fixture *f, gconstpointer unused)
{
  g_autofree char *start_of_it = g_strdup_printf ("visiodeskd: %s: [papers] key-file: “%s” opens none of the %u papers",
                                                  f->config, f->old_file, PAPERS - 1);
  char said[400];

  g_assert_cmpint (run (f), ==, 0);
  g_assert_false (serves (f, said));
  g_test_message ("%s", said);
  g_assert_true (g_str_has_prefix (said, start_of_it));
  g_assert_true (check (f)); /* and nothing went by the attempt */
  write_settings (f, f->new_file);
  g_assert_true (serves (f, said)); /* and warns of none, which would end it here */
}

/* Killed at a moment, TRIALS times, each later than the one before; and then let be. */
static void
test_killed (Fixture *f, gconstpointer unused)
{
  gint64 begun_us = g_get_monotonic_time (), whole_us;
  g_autofree char *spare = g_build_filename (f->folder, "spare-key", NULL);
  GPid pid = 0;
  int status;

  /* How long a whole run takes here and now: to a key of its own, and back. */
  g_assert_cmpint (run (f), ==, 0);
  whole_us = g_get_monotonic_time () - begun_us;
  for (guint i = 0; i < TRIALS; i++)
    {
      if (check (f)) /* the other way round */
        {
          g_assert_cmpint (g_rename (f->new_file, spare), ==, 0);
          g_assert_cmpint (g_rename (spare, f->old_file), ==, 0);
        }
      pid = start (f);
      g_usleep ((gulong)(whole_us * (i + 1) / TRIALS));
      kill (pid, SIGKILL);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      g_test_message ("after %u of %u: %s", i + 1, (guint)TRIALS, check (f) ? "all" : "none");
    }
  g_assert_cmpint (run (f), ==, 0);
  g_assert_true (check (f));
}

/* A key that neither opens is no reason to leave the others. */
static void
test_foreign_key (Fixture *f, gconstpointer unused)
{
  g_autofree char *elsewhere = g_build_filename (f->folder, "foreign-key", NULL);
  g_autoptr (VdKeySafe) from = paper_key_open (f->folder), foreign = NULL, to = NULL;
  g_autoptr (GBytes) key = key_of ("p99999"), wrapped = NULL;
  g_autoptr (VdStore) store = paper_store_open (f->state);
  VdPaperRow paper = { .id = (char *)"p99999",
                       .contact = (char *)"c1",
                       .kiosk = (char *)"k1",
                       .advisor = (char *)"a1",
                       .kind = (char *)"letter",
                       .note = (char *)"",
                       .state = (char *)"received" };
  VdKeyRotation done;

  g_assert_true (vd_key_safe_make_file (elsewhere, NULL) && vd_key_safe_make_file (f->new_file, NULL));
  foreign = vd_key_safe_open (elsewhere, NULL);
  to = vd_key_safe_open (f->new_file, NULL);
  paper.key = wrapped = vd_key_safe_wrap (foreign, key, paper.id);
  vd_store_save (store, &vd_table_papers, &paper);
  g_assert_true (vd_key_rotate (store, from, to, &done, NULL));
  g_assert_cmpuint (done.wrapped, ==, ALL);
  g_assert_cmpuint (done.there, ==, 0);
  g_assert_cmpuint (done.unopened, ==, 1);
  g_assert_true (vd_key_rotate (store, from, to, &done, NULL));
  g_assert_cmpuint (done.wrapped, ==, 0);
  g_assert_cmpuint (done.there, ==, ALL);
}

#define ADD(name, func) g_test_add ("/key-rotation/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rotates", test_rotates);
  ADD ("killed", test_killed);
  ADD ("foreign-key", test_foreign_key);
  ADD ("settings-forgotten", test_settings_forgotten);
  return g_test_run ();
}
