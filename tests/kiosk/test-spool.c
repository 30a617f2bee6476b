/* SPDX-License-Identifier: EUPL-1.2 */
#include "spool.h"

#include <glib/gstdio.h>
#include <string.h>
#include <errno.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)
#define HEAD 4096

typedef struct
{
  char *folder;
  VdSpool *spool;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = g_dir_make_tmp ("vd-spool-XXXXXX", &error);

  g_assert_no_error (error);
  f->folder = g_build_filename (parent, "spool", NULL);
  f->spool = vd_spool_new (f->folder, &error);
  g_assert_no_error (error);
}

static guint
count_files (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autofree char *parent = g_path_get_dirname (f->folder);

  vd_spool_free (f->spool);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
  g_free (f->folder);
}

static void
write_one (Fixture *f, const char *paper, const char *address)
{
  g_autoptr (GBytes) sealed = g_bytes_new_static ("\0sealed\n\n", 9);
  g_autoptr (GError) error = NULL;

  g_assert_true (
      vd_spool_write (f->spool, &(VdSpooled){ (char *)paper, (char *)"paper cDE=", (char *)address, sealed }, &error));
  g_assert_no_error (error);
}

static void
assert_loaded (Fixture *f, const char *address)
{
  g_autoptr (GPtrArray) list = vd_spool_load (f->spool, NOW);
  const VdSpooled *one = list->pdata[0];

  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (one->paper, ==, "p-1_x");
  g_assert_cmpstr (one->metadata, ==, "paper cDE=");
  g_assert_cmpstr (one->address, ==, address);
  g_assert_cmpmem (g_bytes_get_data (one->sealed, NULL), g_bytes_get_size (one->sealed), "\0sealed\n\n", 9);
}

static void
test_round (Fixture *f, gconstpointer unused)
{
  GStatBuf facts;

  g_assert_cmpint (g_stat (f->folder, &facts), ==, 0);
  g_assert_cmpint (facts.st_mode & 0777, ==, 0700);
  write_one (f, "p-1_x", NULL);
  assert_loaded (f, NULL);
  vd_spool_locate (f->spool, "p-1_x", "https://desk.example/api/uploads/1");
  assert_loaded (f, "https://desk.example/api/uploads/1");
  vd_spool_locate (f->spool, "p-1_x", "https://d/2"); /* a shorter one, over it */
  assert_loaded (f, "https://d/2");
  vd_spool_erase (f->spool, "p-1_x");
  g_assert_cmpuint (count_files (f), ==, 0);
  vd_spool_erase (f->spool, "p-1_x");
  vd_spool_locate (f->spool, "p-1_x", "https://d/3");
  g_assert_cmpuint (count_files (f), ==, 0);
}

static void
test_refuses (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) sealed = g_bytes_new_static ("s", 1);
  g_autofree char *endless = g_strnfill (HEAD, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_false (vd_spool_write (f->spool, &(VdSpooled){ (char *)"p1", endless, NULL, sealed }, NULL));
  g_assert_false (vd_spool_write (f->spool, &(VdSpooled){ (char *)"p1", (char *)"a\nb", NULL, sealed }, &error));
  g_assert_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (EMSGSIZE));
  g_assert_cmpuint (count_files (f), ==, 0);
}

static void
put_file (Fixture *f, const char *name, const char *text, gsize size)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, (gssize)size, NULL));
}

/* What is not ours, or broken, is erased and never sent. */
static void
test_bad_files (Fixture *f, gconstpointer unused)
{
  static const char *const heads[] = {
    "",
    "visiodesk-spool-2\nm\n\n",
    "visiodesk-spool-1\n\n\n",
    "visiodesk-spool-1\nm\na\nmore\n",
  };
  g_autofree char *bytes = g_malloc (HEAD + 8);
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree char *name = g_strdup_printf ("p%u.spool", i);

      memset (bytes, '\n', HEAD + 8);
      memcpy (bytes, heads[i], strlen (heads[i]));
      put_file (f, name, bytes, HEAD + 8);
    }
  put_file (f, "short.spool", "visiodesk-spool-1\nm\n\n", 21);
  put_file (f, "empty.spool", "", 0);
  memset (bytes, 'x', HEAD + 8);
  put_file (f, "lines.spool", bytes, HEAD + 8);
  memset (bytes, 0, HEAD + 8);
  put_file (f, "zeros.spool", bytes, HEAD + 8);
  put_file (f, "other.txt", "x", 1);
  put_file (f, "..spool", "x", 1);
  list = vd_spool_load (f->spool, NOW);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_cmpuint (count_files (f), ==, 0);
}

/* The desk has given up such an upload: the file has no use any more. */
static void
test_old (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = NULL;

  write_one (f, "p1", NULL);
  list = vd_spool_load (f->spool, NOW + 1802);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_cmpuint (count_files (f), ==, 0);
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vd_spool_new ("/proc/self/status/spool", &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, G_FILE_ERROR);
}

#define ADD(name, func) g_test_add ("/spool/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round", test_round);
  ADD ("refuses", test_refuses);
  ADD ("bad-files", test_bad_files);
  ADD ("old", test_old);
  g_test_add_func ("/spool/no-folder", test_no_folder);
  return g_test_run ();
}
