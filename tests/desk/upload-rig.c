/* SPDX-License-Identifier: EUPL-1.2 */
#include "upload-rig.h"
#include "paper-key.h"
#include "sealed-paper.h"

#include <string.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)

static VdPaperRules *
make_rules (void)
{
  char *kinds[] = { (char *)"payslip", (char *)"identity", (char *)"letter", NULL }, *none[] = { NULL };
  char *shown[] = { (char *)"identity", NULL }, *hours[] = { (char *)"letter:2", NULL };
  const VdPaperRuleTexts texts = { kinds, none, shown, hours, none, 24, "" };

  return vd_paper_rules_new (&texts, NULL);
}

static void
open_book (UploadRig *f)
{
  g_autoptr (VdKeySafe) safe = paper_key_open (f->keys);
  const VdPaperLimits limits = { f->folder, 25 << 20, 20, 24, 1800, safe, f->clamd, f->rules, f->contact_bytes, f->store_bytes,
                                 f->has_text };
  g_autoptr (GError) error = NULL;

  f->book = vd_paper_book_new (f->store, &limits, &error);
  g_assert_no_error (error);
}

GBytes *
upload_rig_seal (UploadRig *f, GBytes *paper)
{
  return vd_sealed_paper_seal (paper, vd_paper_book_get_public_key (f->book));
}

void
upload_rig_set_plain (UploadRig *f, GBytes *plain)
{
  g_clear_pointer (&f->plain, g_bytes_unref);
  g_clear_pointer (&f->file, g_bytes_unref);
  f->plain = plain;
  f->file = upload_rig_seal (f, plain);
}

void
upload_rig_set_up (UploadRig *f, gconstpointer unused)
{
  f->folder = sample_folder_make ();
  f->keys = sample_folder_make ();
  f->rules = make_rules ();
  f->backend = vd_sqlite_store_open (":memory:", NULL);
  f->store = vd_store_new (f->backend);
  open_book (f);
  f->plain = sample_paper_make (2, "Fiche de paie");
  f->file = upload_rig_seal (f, f->plain);
  f->paper = g_strdup (vd_paper_book_ask (f->book, "c1", "k1", "a1", "payslip", "", NOW)->id);
}

void
upload_rig_tear_down (UploadRig *f, gconstpointer unused)
{
  g_clear_object (&f->book);
  g_clear_object (&f->store);
  vd_paper_rules_free (f->rules);
  g_bytes_unref (f->plain);
  g_bytes_unref (f->file);
  g_free (f->paper);
  sample_folder_delete (f->folder);
  sample_folder_delete (f->keys);
}

void
upload_rig_restart (UploadRig *f)
{
  g_clear_object (&f->book);
  open_book (f);
}

VdUploadSlot *
upload_rig_create (UploadRig *f, GBytes *file, GBytes *plain)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, plain);
  const VdUploadMetadata metadata = { (char *)"c1", f->paper, sum };
  g_autoptr (GError) error = NULL;
  VdUploadSlot *slot = vd_upload_store_create (vd_paper_book_get_uploads (f->book), &metadata, "k1",
                                               g_bytes_get_size (file), NOW, &error);

  g_assert_no_error (error);
  return slot;
}

VdUploadWriter *
upload_rig_begin (VdUploadSlot *slot, guint64 offset, const VdUploadChecksum *checksum)
{
  g_autoptr (GError) error = NULL;
  VdUploadWriter *writer = vd_upload_slot_begin (slot, offset, checksum, NOW, &error);

  g_assert_no_error (error);
  return writer;
}

void
upload_rig_append (UploadRig *f, VdUploadWriter *writer, gsize from, gsize to)
{
  const guint8 *data = g_bytes_get_data (f->file, NULL);

  for (gsize at = from; at < to; at += MIN (to - at, 1000)) /* never a multiple of the cipher's block */
    vd_upload_writer_append (writer, data + at, MIN (to - at, 1000));
}

void
upload_rig_keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

void
upload_rig_wait (GAsyncResult *const *result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
}

int
upload_rig_end (VdUploadWriter *writer, guint64 *offset)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  vd_upload_writer_end_async (writer, upload_rig_keep_result, &result);
  upload_rig_wait (&result);
  return vd_upload_writer_end_finish (result, offset, &error) ? -1 : error->code;
}

GBytes *
upload_rig_read (UploadRig *f, guint page)
{
  g_autoptr (GAsyncResult) result = NULL;

  vd_paper_book_read_async (f->book, f->paper, page, 100, "a1", upload_rig_keep_result, &result);
  upload_rig_wait (&result);
  return vd_paper_book_read_finish (result, NULL);
}

void
upload_rig_assert_received (UploadRig *f, gint64 attempt)
{
  const VdPaperRow *row = vd_paper_book_get (f->book, f->paper);
  g_autoptr (GBytes) file = upload_rig_read (f, 0);
  g_autoptr (GBytes) page = upload_rig_read (f, 2);
  g_autoptr (GBytes) beyond = upload_rig_read (f, 3);

  g_assert_cmpstr (row->state, ==, "received");
  g_assert_cmpint (row->attempt, ==, attempt);
  g_assert_cmpint (row->pages, ==, 2);
  g_assert_cmpint (row->bytes, ==, (gint64)g_bytes_get_size (f->plain));
  g_assert_nonnull (file);
  g_assert_true (g_bytes_equal (file, f->plain));
  g_assert_nonnull (page);
  g_assert_null (beyond);
  g_assert_cmpuint (sample_folder_count (f->folder, ".sealed"), ==, 1);
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 1);
}

void
upload_rig_send (UploadRig *f)
{
  VdUploadWriter *writer = upload_rig_begin (upload_rig_create (f, f->file, f->plain), 0, NULL);
  guint64 offset;

  upload_rig_append (f, writer, 0, g_bytes_get_size (f->file));
  g_assert_cmpint (upload_rig_end (writer, &offset), ==, -1);
  g_assert_cmpuint (offset, ==, g_bytes_get_size (f->file));
}

VdUploadSlot *
upload_rig_find (UploadRig *f, const char *id)
{
  return vd_upload_store_find (vd_paper_book_get_uploads (f->book), id);
}

int
upload_rig_patch (UploadRig *f, VdUploadSlot *slot, gsize from, gsize to)
{
  VdUploadWriter *writer = upload_rig_begin (slot, from, NULL);
  guint64 offset;

  upload_rig_append (f, writer, from, to);
  return upload_rig_end (writer, &offset);
}

guint64
upload_rig_get_offset (VdUploadSlot *slot)
{
  guint64 offset;

  g_assert_true (vd_upload_slot_settle (slot, &offset, NULL));
  return offset;
}
