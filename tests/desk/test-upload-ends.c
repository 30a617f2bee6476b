/* SPDX-License-Identifier: EUPL-1.2 */
#include "upload-rig.h"
#include "full-disk.h"

#include <glib/gstdio.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)

/* Uploads of which one end gives out: the desk dies, its disk is full, its store fails, a second writer comes. What was
 * confirmed stays, and nothing is taken twice. */

static char *
id_of (VdUploadSlot *slot)
{
  return g_strdup (vd_upload_slot_get_row (slot)->id);
}

/* Killed when all was on disk, and before anybody was told so. */
static void
test_whole_part (UploadRig *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->file);
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  g_autofree char *id = id_of (slot);
  VdUploadWriter *writer = upload_rig_begin (slot, 0, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  upload_rig_append (f, writer, 0, size);
  vd_upload_writer_end_async (writer, upload_rig_keep_result, &result);
  while (sample_folder_count (f->folder, ".fresh") == 0) /* the worker is done, the main thread does not know */
    g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
  upload_rig_restart (f);
  upload_rig_wait (&result);
  slot = upload_rig_find (f, id);
  g_assert_nonnull (slot);
  g_assert_cmpuint (upload_rig_get_offset (slot), ==, size - 1);
  g_assert_cmpint (upload_rig_patch (f, slot, size - 1, size), ==, -1);
  upload_rig_assert_received (f, 1);
}

/* Killed after it took the paper: the kiosk, which may not have heard, hears it now; for as long as any upload. */
static void
test_finished (UploadRig *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->file);
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  g_autofree char *id = id_of (slot);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (upload_rig_patch (f, slot, 0, size), ==, -1);
  upload_rig_restart (f);
  upload_rig_restart (f);
  slot = upload_rig_find (f, id);
  g_assert_nonnull (slot);
  g_assert_cmpuint (upload_rig_get_offset (slot), ==, size);
  g_assert_null (vd_upload_slot_begin (slot, size, NULL, NOW, &error));
  g_assert_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_OFFSET);
  upload_rig_assert_received (f, 1);
  rows = vd_store_list (f->store, &vd_table_uploads, NULL, NULL, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpuint (g_bytes_get_size (((VdUploadRow *)rows->pdata[0])->key), ==,
                    0); /* nothing opens its part any more */
  vd_paper_book_tidy (f->book, NOW + 1900);
  g_assert_null (upload_rig_find (f, id));
  upload_rig_restart (f);
  g_assert_null (upload_rig_find (f, id));
}

/* A part that was cut short by somebody else is no reason to keep the desk from starting. */
static void
test_damaged_part (UploadRig *f, gconstpointer unused)
{
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  g_autofree char *id = id_of (slot);
  g_autofree char *path = g_strdup_printf ("%s/%s.part", f->folder, id);

  g_assert_cmpint (upload_rig_patch (f, slot, 0, 1000), ==, -1);
  g_assert_true (g_file_set_contents (path, "short", -1, NULL));
  upload_rig_restart (f);
  g_assert_null (upload_rig_find (f, id));
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
  upload_rig_send (f);
}

static void
fill_disk (UploadRig *f)
{
  gsize size = g_bytes_get_size (f->file);
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  g_autofree char *id = id_of (slot);

  g_assert_cmpint (upload_rig_patch (f, slot, 0, 1001), ==, -1);
  full_disk_set (1500);
  g_assert_cmpint (upload_rig_patch (f, slot, 1001, size), ==, VD_UPLOADS_ERROR_FULL);
  g_assert_cmpuint (upload_rig_get_offset (slot), ==, 1001);
  upload_rig_restart (f);
  slot = upload_rig_find (f, id);
  g_assert_nonnull (slot);
  g_assert_cmpuint (upload_rig_get_offset (slot), ==, 1001);
  full_disk_set (RLIM_INFINITY);
  g_assert_cmpint (upload_rig_patch (f, slot, 1001, size), ==, -1);
  upload_rig_assert_received (f, 1);
}

/* In a process of its own: what is full there is full for all it does. */
static void
test_full (UploadRig *f, gconstpointer unused)
{
  if (g_test_subprocess ())
    {
      fill_disk (f);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* All came, and the disk takes no paper: with the last byte it is tried again. */
static void
test_no_room_for_paper (UploadRig *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->file);
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  g_autofree char *id = id_of (slot);
  g_autofree char *path = g_strdup_printf ("%s/%s.fresh", f->folder, id);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_cmpint (upload_rig_patch (f, slot, 0, size), ==, VD_UPLOADS_ERROR_FAILED);
  g_assert_cmpuint (upload_rig_get_offset (slot), ==, size - 1);
  g_assert_cmpint (upload_rig_patch (f, slot, size - 1, size), ==, VD_UPLOADS_ERROR_FAILED);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (upload_rig_patch (f, slot, size - 1, size), ==, -1);
  upload_rig_assert_received (f, 1);
}

static gboolean
fail_to_save (VdStoreBackend *backend, const VdStoreTable *table, gconstpointer row, GError **error)
{
  g_set_error_literal (error, VD_STORE_ERROR, VD_STORE_ERROR_FAILED, "the disk is full");
  return FALSE;
}

/* While the store's thread has nothing to do. */
static const VdStoreEngine *
swap_engine (UploadRig *f, const VdStoreEngine *engine)
{
  const VdStoreEngine *before = f->backend->engine;

  vd_store_sync (f->store, NULL);
  f->backend->engine = engine;
  return before;
}

/* The paper is here and its row is not: the kiosk is not told so, and what it sends again is not a second paper. */
static void
test_store_fails (UploadRig *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->file);
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  g_autofree char *id = id_of (slot);
  VdStoreEngine failing = *f->backend->engine;
  const VdStoreEngine *good;
  GLogLevelFlags fatal;

  failing.save = fail_to_save;
  g_assert_cmpint (upload_rig_patch (f, slot, 0, 1000), ==, -1);
  fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK); /* the store warns */
  good = swap_engine (f, &failing);
  g_assert_cmpint (upload_rig_patch (f, slot, 1000, size), ==, VD_UPLOADS_ERROR_FAILED);
  g_assert_cmpuint (upload_rig_get_offset (slot), ==, size - 1);
  swap_engine (f, good);
  g_log_set_always_fatal (fatal);
  g_assert_cmpint (upload_rig_patch (f, slot, size - 1, size), ==, -1);
  upload_rig_assert_received (f, 1);
  upload_rig_restart (f);
  g_assert_nonnull (upload_rig_find (f, id));
  upload_rig_assert_received (f, 1);
}

/* Nobody is told of an upload that the next desk would not know. */
static void
test_creation_not_kept (UploadRig *f, gconstpointer unused)
{
  VdStoreEngine failing = *f->backend->engine;
  const VdStoreEngine *good;
  GLogLevelFlags fatal;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  failing.save = fail_to_save;
  fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK); /* the store warns */
  good = swap_engine (f, &failing);
  vd_upload_slot_keep_async (upload_rig_create (f, f->file, f->plain), upload_rig_keep_result, &result);
  upload_rig_wait (&result);
  g_assert_false (vd_upload_slot_keep_finish (result, &error));
  g_assert_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FAILED);
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
  swap_engine (f, good);
  g_log_set_always_fatal (fatal);
  upload_rig_send (f);
}

/* The newer one takes over, unless what the older one brought is being written or checked. */
static void
test_two_writers (UploadRig *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->file);
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  VdUploadWriter *first = upload_rig_begin (slot, 0, NULL), *second = upload_rig_begin (slot, 0, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 offset;

  upload_rig_append (f, first, 0, 1000);
  upload_rig_append (f, second, 0, size);
  g_assert_cmpint (upload_rig_end (first, &offset), ==, VD_UPLOADS_ERROR_OFFSET);
  vd_upload_writer_end_async (second, upload_rig_keep_result, &result);
  g_assert_null (vd_upload_slot_begin (slot, 0, NULL, NOW, &error));
  g_assert_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_BUSY);
  g_assert_false (vd_upload_slot_settle (slot, &offset, NULL));
  upload_rig_wait (&result);
  g_assert_true (vd_upload_writer_end_finish (result, &offset, NULL));
  g_assert_cmpuint (offset, ==, size);
  upload_rig_assert_received (f, 1);
}

#define ADD(name, func)                                                                                                \
  g_test_add ("/upload-ends/" name, UploadRig, NULL, upload_rig_set_up, func, upload_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("whole-part", test_whole_part);
  ADD ("finished", test_finished);
  ADD ("damaged-part", test_damaged_part);
  ADD ("full", test_full);
  ADD ("no-room-for-paper", test_no_room_for_paper);
  ADD ("store-fails", test_store_fails);
  ADD ("creation-not-kept", test_creation_not_kept);
  ADD ("two-writers", test_two_writers);
  return g_test_run ();
}
