/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-store.h"

#include "paper-key.h"
#include "sealed-paper.h"

VdStore *
paper_store_open (const char *state_dir)
{
  g_autofree char *base = g_build_filename (state_dir, "desk.db", NULL);
  g_autoptr (GError) error = NULL;
  VdStoreBackend *backend = vd_sqlite_store_open (base, &error);

  g_assert_no_error (error);
  return vd_store_new (backend);
}

VdPaperBook *
paper_store_open_book (VdStore *store, const char *keys, const char *folder)
{
  g_autoptr (VdKeySafe) safe = paper_key_open (keys);
  const VdPaperLimits limits = { folder, 25 << 20, 20, 24, 1800, safe };
  g_autoptr (GError) error = NULL;
  VdPaperBook *book = vd_paper_book_new (store, &limits, &error);

  g_assert_no_error (error);
  return book;
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

void
paper_store_send (VdPaperBook *book, const char *paper, GBytes *plain)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, plain);
  g_autoptr (GBytes) sealed = vd_sealed_paper_seal (plain, vd_paper_book_get_public_key (book));
  const VdUploadMetadata metadata = { (char *)"c1", (char *)paper, sum };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (sealed, &size);
  VdUploadSlot *slot = vd_upload_store_create (vd_paper_book_get_uploads (book), &metadata, "k1", size, now_s, &error);
  VdUploadWriter *writer = vd_upload_slot_begin (slot, 0, NULL, now_s, &error);
  guint64 offset;

  g_assert_no_error (error);
  vd_upload_writer_append (writer, data, size);
  vd_upload_writer_end_async (writer, keep_result, &result);
  g_assert_true (vd_upload_writer_end_finish (wait_for (&result), &offset, &error));
}

GBytes *
paper_store_read (VdPaperBook *book, const char *paper, guint page, guint width, const char *who)
{
  g_autoptr (GAsyncResult) result = NULL;

  vd_paper_book_read_async (book, paper, page, width, who, keep_result, &result);
  return vd_paper_book_read_finish (wait_for (&result), NULL);
}
