/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-files.h"
#include "paper-key.h"
#include "sealed-paper.h"
#include "sample-paper.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)

typedef struct
{
  char *folder, *keys;
  VdPaperRules *rules;
  const char *clamd;
  VdStore *store;
  VdPaperBook *book;
  GBytes *plain, *file; /* the paper, and as it is sent: sealed to the desk */
  char *paper;
} Fixture;

static VdPaperRules *
make_rules (void)
{
  char *kinds[] = { (char *)"payslip", (char *)"identity", (char *)"letter", NULL }, *none[] = { NULL };
  char *shown[] = { (char *)"identity", NULL }, *hours[] = { (char *)"letter:2", NULL };
  const VdPaperRuleTexts texts = { kinds, none, shown, hours, none, 24, "" };

  return vd_paper_rules_new (&texts, NULL);
}

static void
open_book (Fixture *f)
{
  g_autoptr (VdKeySafe) safe = paper_key_open (f->keys);
  const VdPaperLimits limits = { f->folder, 25 << 20, 20, 24, 1800, safe, f->clamd, f->rules };
  g_autoptr (GError) error = NULL;

  f->book = vd_paper_book_new (f->store, &limits, &error);
  g_assert_no_error (error);
}

static GBytes *
seal (Fixture *f, GBytes *paper)
{
  return vd_sealed_paper_seal (paper, vd_paper_book_get_public_key (f->book));
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->folder = sample_folder_make ();
  f->keys = sample_folder_make ();
  f->rules = make_rules ();
  f->store = vd_store_new (vd_sqlite_store_open (":memory:", NULL));
  open_book (f);
  f->plain = sample_paper_make (2, "Fiche de paie");
  f->file = seal (f, f->plain);
  f->paper = g_strdup (vd_paper_book_ask (f->book, "c1", "k1", "a1", "payslip", "", NOW)->id);
}

static void
tear_down (Fixture *f, gconstpointer unused)
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

/* As after kill -9: nothing is tidied up, the store and the folder are all there is. */
static void
restart (Fixture *f)
{
  g_clear_object (&f->book);
  open_book (f);
}

static VdUploadSlot *
create_for (Fixture *f, GBytes *file, GBytes *plain)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, plain);
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
  g_assert_cmpint (row->bytes, ==, (gint64)g_bytes_get_size (f->plain));
  g_assert_nonnull (file);
  g_assert_true (g_bytes_equal (file, f->plain));
  g_assert_nonnull (page);
  g_assert_null (beyond);
  g_assert_cmpuint (sample_folder_count (f->folder, ".sealed"), ==, 1);
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 1);
}

static void
upload_all (Fixture *f)
{
  VdUploadWriter *writer = begin (create_for (f, f->file, f->plain), 0, NULL);
  guint64 offset;

  append (f, writer, 0, g_bytes_get_size (f->file));
  g_assert_cmpint (end (writer, &offset), ==, -1);
  g_assert_cmpuint (offset, ==, g_bytes_get_size (f->file));
}

static void
test_in_pieces (Fixture *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->file);
  VdUploadSlot *slot = create_for (f, f->file, f->plain);
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
  VdUploadSlot *slot = create_for (f, f->file, f->plain);
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
  VdUploadSlot *slot = create_for (f, f->file, f->plain);
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
  VdUploadSlot *slot = create_for (f, f->file, f->plain);
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

static int
send_all (VdUploadSlot *slot, GBytes *file)
{
  VdUploadWriter *writer = begin (slot, 0, NULL);
  gsize size;
  gconstpointer data = g_bytes_get_data (file, &size);
  guint64 offset;

  vd_upload_writer_append (writer, data, size);
  return end (writer, &offset);
}

static void
test_refuses (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) other = g_bytes_new_static ("%PDF-1.7 of somebody else", 25);
  g_autoptr (GBytes) sealed = seal (f, other);
  VdUploadSlot *slot = create_for (f, other, other);
  VdUploadWriter *writer = begin (slot, 0, NULL);
  guint64 offset;

  vd_upload_writer_append (writer, "01234567890123456789012345", 26);
  g_assert_cmpint (end (writer, &offset), ==, VD_UPLOADS_ERROR_TOO_LARGE);
  g_assert_cmpint (send_all (create_for (f, other, other), other), ==, VD_UPLOADS_ERROR_SEAL);
  g_assert_cmpint (send_all (create_for (f, f->plain, f->plain), f->plain), ==, VD_UPLOADS_ERROR_SEAL);
  g_assert_cmpint (send_all (create_for (f, sealed, f->plain), sealed), ==, VD_UPLOADS_ERROR_DIGEST);
  g_assert_cmpint (send_all (create_for (f, sealed, other), sealed), ==, VD_UPLOADS_ERROR_NOT_OUR_PDF);
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "asked");
  upload_all (f); /* and it may be sent anew */
  assert_received (f, 1);
}

static void
test_dropped_while_checked (Fixture *f, gconstpointer unused)
{
  VdUploadWriter *writer = begin (create_for (f, f->file, f->plain), 0, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 offset;

  append (f, writer, 0, g_bytes_get_size (f->file));
  vd_upload_writer_end_async (writer, keep_result, &result);
  vd_paper_book_end_contact (f->book, "c1", FALSE);
  wait_for (&result);
  g_assert_false (vd_upload_writer_end_finish (result, &offset, &error));
  g_assert_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_GONE);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "withdrawn");
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
}

/* The kiosk crashed in the middle: it may still finish, as long as the upload lives; what was not begun is over. */
static void
test_cut_off (Fixture *f, gconstpointer unused)
{
  g_autofree char *second = g_strdup (vd_paper_book_ask (f->book, "c1", "k1", "a1", "letter", "", NOW)->id);
  VdUploadSlot *slot = create_for (f, f->file, f->plain);
  VdUploadWriter *writer = begin (slot, 0, NULL);
  guint64 offset;

  append (f, writer, 0, 1000);
  g_assert_cmpint (end (writer, &offset), ==, -1);
  vd_paper_book_end_contact (f->book, "c1", TRUE);
  g_assert_cmpstr (vd_paper_book_get (f->book, second)->state, ==, "withdrawn");
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "asked");
  writer = begin (slot, 1000, NULL);
  append (f, writer, 1000, g_bytes_get_size (f->file));
  g_assert_cmpint (end (writer, &offset), ==, -1);
  assert_received (f, 1);
}

static void
test_cut_off_for_good (Fixture *f, gconstpointer unused)
{
  create_for (f, f->file, f->plain);
  vd_paper_book_end_contact (f->book, "c1", TRUE);
  vd_paper_book_tidy (f->book, NOW + 1700);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "asked");
  vd_paper_book_tidy (f->book, NOW + 1900);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "withdrawn");
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
}

static void
test_expires (Fixture *f, gconstpointer unused)
{
  VdUploadSlot *slot = create_for (f, f->file, f->plain);
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

/* What is only shown is accepted without ever having been sent, and takes no upload. */
static void
test_shown_only (Fixture *f, gconstpointer unused)
{
  g_autofree char *seen = g_strdup (vd_paper_book_ask (f->book, "c1", "k1", "a1", "identity", "", NOW)->id);

  g_assert_false (vd_paper_book_awaits (f->book, seen));
  g_assert_true (vd_paper_book_awaits (f->book, f->paper));
  g_assert_false (vd_paper_book_judge (f->book, seen, FALSE, "dark", "")); /* there is nothing to send again */
  g_assert_true (vd_paper_book_judge (f->book, seen, TRUE, NULL, ""));
  g_assert_cmpstr (vd_paper_book_get (f->book, seen)->state, ==, "accepted");
  g_assert_null (vd_paper_book_get (f->book, seen)->key);
  g_assert_cmpint (vd_paper_book_get (f->book, seen)->attempt, ==, 0);
  g_assert_false (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, "")); /* the others must come first */
}

static void
test_kept_by_kind (Fixture *f, gconstpointer unused)
{
  g_autofree char *letter = g_strdup (vd_paper_book_ask (f->book, "c1", "k1", "a1", "letter", "", NOW)->id);

  vd_paper_book_tidy (f->book, NOW + 7100);
  g_assert_nonnull (vd_paper_book_get (f->book, letter));
  vd_paper_book_tidy (f->book, NOW + 7300);
  g_assert_null (vd_paper_book_get (f->book, letter));
  g_assert_nonnull (vd_paper_book_get (f->book, f->paper));
}

/* A virus scanner that says what it is told to, once it was shown a whole paper; NULL: it hangs up. */
static gboolean
on_scan (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  const char *const *answer = data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  guint8 room[64 * 1024];
  guint32 length = 1;
  gsize n;

  g_assert_true (g_input_stream_read_all (in, room, 10, &n, NULL, NULL));
  while (length != 0 && g_input_stream_read_all (in, &length, sizeof length, &n, NULL, NULL) && n == sizeof length)
    g_input_stream_read_all (in, room, GUINT32_FROM_BE (length), &n, NULL, NULL);
  if (*answer)
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), *answer, strlen (*answer) + 1,
                               NULL, NULL, NULL);
  return TRUE;
}

static GSocketService *
start_scanner (Fixture *f, const char **answer)
{
  GSocketService *service = g_threaded_socket_service_new (2);
  g_autofree char *path = g_build_filename (f->keys, "clamd.ctl", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, NULL));
  g_signal_connect (service, "run", G_CALLBACK (on_scan), answer);
  f->clamd = g_strdup (path);
  restart (f);
  return service;
}

static void
stop_scanner (Fixture *f, GSocketService *service)
{
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_object_unref (service);
  g_unlink (f->clamd);
  g_clear_pointer ((char **)&f->clamd, g_free);
}

static void
test_scanned (Fixture *f, gconstpointer unused)
{
  const char *answer = "stream: Eicar FOUND";
  GSocketService *service = start_scanner (f, &answer);
  g_autoptr (GBytes) page = NULL;

  g_assert_cmpint (send_all (create_for (f, f->file, f->plain), f->file), ==, VD_UPLOADS_ERROR_INFECTED);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "asked");
  answer = "stream: OK";
  upload_all (f);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->checked, ==, VD_PAPER_CLEAN);
  page = read_paper (f, 1);
  g_assert_nonnull (page);
  stop_scanner (f, service);
}

static gboolean
is_judged (Fixture *f)
{
  return g_strcmp0 (vd_paper_book_get (f->book, f->paper)->checked, VD_PAPER_PENDING) != 0;
}

/* No verdict, nothing shown, also after a restart; it is asked again until it says something. */
static void
test_no_verdict (Fixture *f, gconstpointer what)
{
  const char *answer = NULL;
  GSocketService *service = start_scanner (f, &answer);
  g_autoptr (GBytes) before = NULL, after = NULL;

  g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING, "no paper is shown*");
  upload_all (f);
  g_test_assert_expected_messages ();
  before = read_paper (f, 1);
  g_assert_null (before);
  g_assert_false (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, "")); /* nobody can have seen it */
  restart (f);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->checked, ==, VD_PAPER_PENDING);
  answer = what;
  if (g_str_has_suffix (what, "FOUND"))
    g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING, "*is destroyed*");
  vd_paper_book_tidy (f->book, NOW + 60);
  while (!is_judged (f))
    g_main_context_iteration (NULL, TRUE);
  after = read_paper (f, 1);
  if (g_str_has_suffix (what, "OK"))
    g_assert_nonnull (after);
  else
    {
      g_assert_null (after);
      g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "refused");
      g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
      g_test_assert_expected_messages ();
    }
  stop_scanner (f, service);
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
  ADD ("cut-off", test_cut_off);
  ADD ("cut-off-for-good", test_cut_off_for_good);
  ADD ("expires", test_expires);
  ADD ("life-of-a-paper", test_life_of_a_paper);
  ADD ("asking", test_asking);
  ADD ("shown-only", test_shown_only);
  ADD ("kept-by-kind", test_kept_by_kind);
  ADD ("scanned", test_scanned);
  g_test_add ("/uploads/no-verdict/clean", Fixture, "stream: OK", set_up, test_no_verdict, tear_down);
  g_test_add ("/uploads/no-verdict/found", Fixture, "stream: Eicar FOUND", set_up, test_no_verdict, tear_down);
  ADD ("sealed", test_sealed);
  return g_test_run ();
}
