/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-files.h"
#include "paper-key.h"
#include "sample-paper.h"

#include <string.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)

typedef struct
{
  char *folder, *keys;
  VdStore *store;
  VdPaperBook *book;
  GBytes *file;
  char *paper;
} Fixture;

static void
open_book (Fixture *f)
{
  g_autoptr (VdKeySafe) safe = paper_key_open (f->keys);
  const VdPaperLimits limits = { f->folder, 25 << 20, 20, 24, 1800, safe };
  g_autoptr (GError) error = NULL;

  f->book = vd_paper_book_new (f->store, &limits, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->folder = sample_folder_make ();
  f->keys = sample_folder_make ();
  f->store = vd_store_new (vd_sqlite_store_open (":memory:", NULL));
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
  g_free (f->paper);
  sample_folder_delete (f->folder);
  sample_folder_delete (f->keys);
}

/* As after kill -9: nothing is tidied up, the store and the folder are all there is. */
static void
restart (Fixture *f)
{
  g_clear_object (&f->book);
  open_book (f);
}

static VdUploadSlot *
create_for (Fixture *f, GBytes *file)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file);
  const VdUploadMetadata metadata = { (char *)"c1", f->paper, sum };
  g_autoptr (GError) error = NULL;
  VdUploadSlot *slot = vd_upload_store_create (vd_paper_book_get_uploads (f->book), &metadata, "k1",
                                               g_bytes_get_size (file), NOW, &error);

  g_assert_no_error (error);
  return slot;
}

static VdUploadWriter *
begin (VdUploadSlot *slot, guint64 offset, const VdUploadChecksum *checksum)
{
  g_autoptr (GError) error = NULL;
  VdUploadWriter *writer = vd_upload_slot_begin (slot, offset, checksum, NOW, &error);

  g_assert_no_error (error);
  return writer;
}

static void
append (Fixture *f, VdUploadWriter *writer, gsize from, gsize to)
{
  const guint8 *data = g_bytes_get_data (f->file, NULL);

  for (gsize at = from; at < to; at += MIN (to - at, 1000)) /* never a multiple of the cipher's block */
    vd_upload_writer_append (writer, data + at, MIN (to - at, 1000));
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
wait_for (GAsyncResult *const *result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
}

/* The code of the error, -1 if there is none. */
static int
end (VdUploadWriter *writer, guint64 *offset)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  vd_upload_writer_end_async (writer, keep_result, &result);
  wait_for (&result);
  return vd_upload_writer_end_finish (result, offset, &error) ? -1 : error->code;
}

static GBytes *
read_paper (Fixture *f, guint page)
{
  g_autoptr (GAsyncResult) result = NULL;

  vd_paper_book_read_async (f->book, f->paper, page, 100, "a1", keep_result, &result);
  wait_for (&result);
  return vd_paper_book_read_finish (result, NULL);
}

static void
assert_received (Fixture *f, gint64 attempt)
{
  const VdPaperRow *row = vd_paper_book_get (f->book, f->paper);
  g_autoptr (GBytes) file = read_paper (f, 0);
  g_autoptr (GBytes) page = read_paper (f, 2);
  g_autoptr (GBytes) beyond = read_paper (f, 3);

  g_assert_cmpstr (row->state, ==, "received");
  g_assert_cmpint (row->attempt, ==, attempt);
  g_assert_cmpint (row->pages, ==, 2);
  g_assert_cmpint (row->bytes, ==, (gint64)g_bytes_get_size (f->file));
  g_assert_nonnull (file);
  g_assert_true (g_bytes_equal (file, f->file));
  g_assert_nonnull (page);
  g_assert_null (beyond);
  g_assert_cmpuint (sample_folder_count (f->folder, ".sealed"), ==, 1);
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 1);
}

static void
upload_all (Fixture *f)
{
  VdUploadWriter *writer = begin (create_for (f, f->file), 0, NULL);
  guint64 offset;

  append (f, writer, 0, g_bytes_get_size (f->file));
  g_assert_cmpint (end (writer, &offset), ==, -1);
  g_assert_cmpuint (offset, ==, g_bytes_get_size (f->file));
}

static void
test_in_pieces (Fixture *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->file);
  VdUploadSlot *slot = create_for (f, f->file);
  guint64 offset = 0;

  for (gsize to = 777; offset < size; to = MIN (to + 777, size))
    {
      VdUploadWriter *writer = begin (slot, offset, NULL);

      append (f, writer, offset, to);
      g_assert_cmpint (end (writer, &offset), ==, -1);
      g_assert_cmpuint (offset, ==, to);
    }
  assert_received (f, 1);
  /* A lost last answer can be asked for. */
  g_assert_true (vd_upload_slot_settle (slot, &offset, NULL));
  g_assert_cmpuint (offset, ==, size);
}

static void
test_goes_on_after_restarts (Fixture *f, gconstpointer unused)
{
  VdUploadSlot *slot = create_for (f, f->file);
  g_autofree char *id = g_strdup (vd_upload_slot_get_row (slot)->id);
  VdUploadWriter *writer = begin (slot, 0, NULL);
  guint64 offset;

  append (f, writer, 0, 1001);
  g_assert_cmpint (end (writer, &offset), ==, -1);
  restart (f);
  slot = vd_upload_store_find (vd_paper_book_get_uploads (f->book), id);
  g_assert_nonnull (slot);
  g_assert_true (vd_upload_slot_settle (slot, &offset, NULL));
  g_assert_cmpuint (offset, ==, 1001);
  writer = begin (slot, offset, NULL);
  append (f, writer, 1001, g_bytes_get_size (f->file));
  g_assert_cmpint (end (writer, &offset), ==, -1);
  assert_received (f, 1);
  restart (f);
  assert_received (f, 1);
}

static void
test_broken_lines (Fixture *f, gconstpointer unused)
{
  VdUploadSlot *slot = create_for (f, f->file);
  VdUploadWriter *stale = begin (slot, 0, NULL), *writer;
  VdUploadChecksum checksum = { G_CHECKSUM_SHA256, { 1 }, 32 };
  g_autoptr (GError) error = NULL;
  guint64 offset;

  append (f, stale, 0, 500);
  g_assert_true (vd_upload_slot_settle (slot, &offset, NULL)); /* without a checksum all that came is kept */
  g_assert_cmpuint (offset, ==, 500);
  append (f, stale, 500, 600); /* the dead line says something after all */
  g_assert_cmpint (end (stale, &offset), ==, VD_UPLOADS_ERROR_OFFSET);
  g_assert_null (vd_upload_slot_begin (slot, 600, NULL, NOW, &error));
  g_assert_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_OFFSET);
  writer = begin (slot, 500, &checksum);
  append (f, writer, 500, 900);
  vd_upload_writer_free (writer); /* with one, nothing is */
  g_assert_true (vd_upload_slot_settle (slot, &offset, NULL));
  g_assert_cmpuint (offset, ==, 500);
}

static void
test_checksums (Fixture *f, gconstpointer unused)
{
  static const GChecksumType types[] = { G_CHECKSUM_SHA1, G_CHECKSUM_SHA256 };
  VdUploadSlot *slot = create_for (f, f->file);
  const guint8 *data = g_bytes_get_data (f->file, NULL);
  guint64 offset = 0;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GChecksum) sum = g_checksum_new (types[i]);
      VdUploadChecksum checksum = { types[i], { 0 }, 32 };
      guint64 before = offset;
      VdUploadWriter *writer;

      g_checksum_update (sum, data + offset, 300);
      g_checksum_get_digest (sum, checksum.digest, &checksum.length);
      writer = begin (slot, offset, &checksum);
      append (f, writer, offset, offset + 299);
      vd_upload_writer_append (writer, "\xaa", data[offset + 299] == 0xaa ? 0 : 1);
      g_assert_cmpint (end (writer, &offset), ==, VD_UPLOADS_ERROR_CHECKSUM);
      g_assert_true (vd_upload_slot_settle (slot, &offset, NULL));
      g_assert_cmpuint (offset, ==, before);
      writer = begin (slot, offset, &checksum);
      append (f, writer, offset, offset + 300);
      g_assert_cmpint (end (writer, &offset), ==, -1);
    }
  g_assert_cmpuint (offset, ==, 600);
}

static void
test_refuses (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) other = g_bytes_new_static ("%PDF-1.7 of somebody else", 25);
  VdUploadSlot *slot = create_for (f, other);
  VdUploadWriter *writer = begin (slot, 0, NULL);
  guint64 offset;

  vd_upload_writer_append (writer, "01234567890123456789012345", 26);
  g_assert_cmpint (end (writer, &offset), ==, VD_UPLOADS_ERROR_TOO_LARGE);
  writer = begin (slot, 0, NULL);
  vd_upload_writer_append (writer, "%PDF-1.7 of somebody elsE", 25);
  g_assert_cmpint (end (writer, &offset), ==, VD_UPLOADS_ERROR_DIGEST);
  slot = create_for (f, other);
  writer = begin (slot, 0, NULL);
  vd_upload_writer_append (writer, g_bytes_get_data (other, NULL), 25);
  g_assert_cmpint (end (writer, &offset), ==, VD_UPLOADS_ERROR_NOT_OUR_PDF);
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "asked");
  upload_all (f); /* and it may be sent anew */
  assert_received (f, 1);
}

static void
test_dropped_while_checked (Fixture *f, gconstpointer unused)
{
  VdUploadWriter *writer = begin (create_for (f, f->file), 0, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 offset;

  append (f, writer, 0, g_bytes_get_size (f->file));
  vd_upload_writer_end_async (writer, keep_result, &result);
  vd_paper_book_end_contact (f->book, "c1");
  wait_for (&result);
  g_assert_false (vd_upload_writer_end_finish (result, &offset, &error));
  g_assert_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_GONE);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "withdrawn");
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
}

static void
test_expires (Fixture *f, gconstpointer unused)
{
  VdUploadSlot *slot = create_for (f, f->file);
  g_autofree char *id = g_strdup (vd_upload_slot_get_row (slot)->id);

  vd_paper_book_tidy (f->book, NOW + 1700);
  g_assert_nonnull (vd_upload_store_find (vd_paper_book_get_uploads (f->book), id));
  vd_paper_book_tidy (f->book, NOW + 1900);
  g_assert_null (vd_upload_store_find (vd_paper_book_get_uploads (f->book), id));
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
}

static void
count_change (VdPaperBook *book, const VdPaperRow *row, guint *count)
{
  (*count)++;
}

static void
test_life_of_a_paper (Fixture *f, gconstpointer unused)
{
  guint changes = 0;

  g_signal_connect (f->book, "changed", G_CALLBACK (count_change), &changes);
  g_assert_false (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, "")); /* nothing to judge yet */
  upload_all (f);
  g_assert_false (vd_paper_book_withdraw (f->book, f->paper, "cancelled"));
  g_assert_false (vd_paper_book_judge (f->book, f->paper, FALSE, NULL, "")); /* a refusal has a reason */
  g_assert_true (vd_paper_book_judge (f->book, f->paper, FALSE, "blurred", "Encore une fois"));
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->reason, ==, "blurred");
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->note, ==, "Encore une fois");
  upload_all (f);
  assert_received (f, 2);
  g_assert_null (vd_paper_book_get (f->book, f->paper)->reason);
  g_assert_true (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, ""));
  g_assert_false (vd_paper_book_awaits (f->book, f->paper));
  g_assert_false (vd_paper_book_judge (f->book, f->paper, FALSE, "dark", ""));
  g_assert_cmpuint (changes, ==, 4);
  vd_paper_book_tidy (f->book, NOW + 25 * 3600);
  g_assert_null (vd_paper_book_get (f->book, f->paper));
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
  restart (f);
  g_assert_null (vd_paper_book_get (f->book, f->paper));
}

static void
test_asking (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) before = NULL, after = NULL;

  for (guint i = 0; i < 19; i++)
    g_assert_nonnull (vd_paper_book_ask (f->book, "c1", "k1", "a1", "other", "x", NOW));
  g_assert_null (vd_paper_book_ask (f->book, "c1", "k1", "a1", "other", "x", NOW));
  g_assert_nonnull (vd_paper_book_ask (f->book, "c2", "k2", "a1", "other", "x", NOW));
  before = vd_paper_book_list (f->book, "c1");
  g_assert_cmpuint (before->len, ==, 20);
  g_assert_cmpstr (((VdPaperRow *)before->pdata[0])->id, ==, f->paper);
  g_assert_true (vd_paper_book_withdraw (f->book, f->paper, "not-here"));
  restart (f);
  after = vd_paper_book_list (f->book, "c1");
  g_assert_cmpuint (after->len, ==, 20);
  g_assert_cmpstr (((VdPaperRow *)after->pdata[0])->id, ==, f->paper);
  g_assert_cmpstr (((VdPaperRow *)after->pdata[0])->reason, ==, "not-here");
}

/* What lies on the disk says nothing without its key, and a changed byte is noticed. */
static void
test_sealed (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = NULL, *raw = NULL;
  g_autoptr (GBytes) read = NULL;
  gsize size;

  upload_all (f);
  path = g_strdup_printf ("%s/%s-1.sealed", f->folder, f->paper);
  g_assert_true (g_file_get_contents (path, &raw, &size, NULL));
  g_assert_null (memmem (raw, size, "PDF", 3));
  g_assert_null (memmem (raw, size, "JFIF", 4));
  raw[size / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, raw, (gssize)size, NULL));
  read = read_paper (f, 0);
  g_assert_null (read);
}

#define ADD(name, func) g_test_add ("/uploads/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("in-pieces", test_in_pieces);
  ADD ("goes-on-after-restarts", test_goes_on_after_restarts);
  ADD ("broken-lines", test_broken_lines);
  ADD ("checksums", test_checksums);
  ADD ("refuses", test_refuses);
  ADD ("dropped-while-checked", test_dropped_while_checked);
  ADD ("expires", test_expires);
  ADD ("life-of-a-paper", test_life_of_a_paper);
  ADD ("asking", test_asking);
  ADD ("sealed", test_sealed);
  return g_test_run ();
}
