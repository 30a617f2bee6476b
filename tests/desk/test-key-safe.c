/* SPDX-License-Identifier: EUPL-1.2 */
#include "key-safe.h"
#include "sealed-file.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

typedef struct
{
  char *folder, *file;
  VdKeySafe *safe;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("vd-key-XXXXXX", &error);
  g_assert_no_error (error);
  f->file = g_build_filename (f->folder, "key", NULL);
  g_assert_true (vd_key_safe_make_file (f->file, &error));
  f->safe = vd_key_safe_open (f->file, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  vd_key_safe_unref (f->safe);
  g_remove (f->file);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->file);
}

static VdKeySafe *
make_another (Fixture *f)
{
  VdKeySafe *safe;

  g_remove (f->file);
  g_assert_true (vd_key_safe_make_file (f->file, NULL));
  safe = vd_key_safe_open (f->file, NULL);
  g_assert_nonnull (safe);
  return safe;
}

static void
test_round (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) key = vd_sealed_key_new ();
  g_autoptr (GBytes) wrapped = vd_key_safe_wrap (f->safe, key, "p1");
  g_autoptr (GBytes) again = vd_key_safe_wrap (f->safe, key, "p1");
  g_autoptr (VdKeySafe) later = vd_key_safe_open (f->file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) opened = vd_key_safe_unwrap (later, wrapped, "p1", &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, key));
  g_assert_false (g_bytes_equal (wrapped, again));
  g_assert_null (
      memmem (g_bytes_get_data (wrapped, NULL), g_bytes_get_size (wrapped), g_bytes_get_data (key, NULL), 8));
}

static void
assert_closed (VdKeySafe *safe, GBytes *wrapped, const char *owner, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vd_key_safe_unwrap (safe, wrapped, owner, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refuses (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) key = vd_sealed_key_new ();
  g_autoptr (GBytes) wrapped = vd_key_safe_wrap (f->safe, key, "p1");
  g_autoptr (GBytes) shorter = g_bytes_new_from_bytes (wrapped, 0, g_bytes_get_size (wrapped) - 1);
  g_autoptr (VdKeySafe) other = make_another (f);
  gsize size = g_bytes_get_size (wrapped);

  assert_closed (f->safe, wrapped, "p2", "belongs to another");
  assert_closed (f->safe, shorter, "p1", "no wrapped key");
  assert_closed (f->safe, NULL, "p1", "no wrapped key");
  assert_closed (f->safe, key, "p1", "no wrapped key"); /* as keys lay in stores before */
  assert_closed (other, wrapped, "p1", "another key file");
  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *changed = g_memdup2 (g_bytes_get_data (wrapped, NULL), size);
      g_autoptr (GBytes) bytes = NULL;

      changed[i] ^= 1;
      bytes = g_bytes_new (changed, size);
      assert_closed (f->safe, bytes, "p1", "key");
    }
}

static void
test_box (Fixture *f, gconstpointer unused)
{
  static const char words[] = "thirty-two bytes of a file's key";
  guint8 box[sizeof words + crypto_box_SEALBYTES];
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (VdKeySafe) other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (crypto_box_seal (box, (const guint8 *)words, sizeof words, vd_key_safe_get_public (f->safe)), ==, 0);
  opened = vd_key_safe_open_box (f->safe, box, sizeof box, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), words, sizeof words);
  g_assert_null (vd_key_safe_open_box (f->safe, box, sizeof box - 1, NULL));
  g_assert_null (vd_key_safe_open_box (f->safe, box, crypto_box_SEALBYTES, NULL));
  other = make_another (f);
  g_assert_null (vd_key_safe_open_box (other, box, sizeof box, NULL));
}

static void
assert_unopened (Fixture *f, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vd_key_safe_open (f->file, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, f->file));
  g_assert_nonnull (strstr (error->message, words));
}

static void
assert_content_refused (Fixture *f, const char *text)
{
  g_assert_true (g_file_set_contents_full (f->file, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  assert_unopened (f, "make-paper-key");
}

static void
test_files (Fixture *f, gconstpointer unused)
{
  g_autofree char *line = NULL, *shorter = NULL, *longer = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (vd_key_safe_make_file (f->file, &error)); /* never written over */
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_true (g_file_get_contents (f->file, &line, NULL, NULL));
  g_assert_cmpint (g_chmod (f->file, 0640), ==, 0);
  assert_unopened (f, "open to others");
  g_remove (f->file);
  shorter = g_strndup (line, strlen (line) - 5);
  longer = g_strdup_printf ("%.*sAAAA\n", (int)strlen (line) - 1, line);
  assert_content_refused (f, shorter);
  assert_content_refused (f, longer);
  assert_content_refused (f, "");
  assert_content_refused (f, "visiodesk-paper-key-1 ");
  assert_content_refused (f, "visiodesk-paper-key-2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  g_remove (f->file);
  assert_unopened (f, "cannot be opened");
  g_assert_cmpint (g_mkdir (f->file, 0700), ==, 0);
  assert_unopened (f, "regular file");
}

#define ADD(name, func) g_test_add ("/key-safe/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round", test_round);
  ADD ("refuses", test_refuses);
  ADD ("box", test_box);
  ADD ("files", test_files);
  return g_test_run ();
}
