/* SPDX-License-Identifier: EUPL-1.2 */
#include "upload-rig.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)

static void
test_in_pieces (UploadRig *f, gconstpointer unused)
{
  gsize size = g_bytes_get_size (f->file);
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  guint64 offset = 0;

  for (gsize to = 777; offset < size; to = MIN (to + 777, size))
    {
      VdUploadWriter *writer = upload_rig_begin (slot, offset, NULL);

      upload_rig_append (f, writer, offset, to);
      g_assert_cmpint (upload_rig_end (writer, &offset), ==, -1);
      g_assert_cmpuint (offset, ==, to);
    }
  upload_rig_assert_received (f, 1);
  /* A lost last answer can be asked for. */
  g_assert_true (vd_upload_slot_settle (slot, &offset, NULL));
  g_assert_cmpuint (offset, ==, size);
}

static void
test_goes_on_after_restarts (UploadRig *f, gconstpointer unused)
{
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  g_autofree char *id = g_strdup (vd_upload_slot_get_row (slot)->id);
  VdUploadWriter *writer = upload_rig_begin (slot, 0, NULL);
  guint64 offset;

  upload_rig_append (f, writer, 0, 1001);
  g_assert_cmpint (upload_rig_end (writer, &offset), ==, -1);
  upload_rig_restart (f);
  slot = vd_upload_store_find (vd_paper_book_get_uploads (f->book), id);
  g_assert_nonnull (slot);
  g_assert_true (vd_upload_slot_settle (slot, &offset, NULL));
  g_assert_cmpuint (offset, ==, 1001);
  writer = upload_rig_begin (slot, offset, NULL);
  upload_rig_append (f, writer, 1001, g_bytes_get_size (f->file));
  g_assert_cmpint (upload_rig_end (writer, &offset), ==, -1);
  upload_rig_assert_received (f, 1);
  upload_rig_restart (f);
  upload_rig_assert_received (f, 1);
}

static void
test_broken_lines (UploadRig *f, gconstpointer unused)
{
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  VdUploadWriter *stale = upload_rig_begin (slot, 0, NULL), *writer;
  VdUploadChecksum checksum = { G_CHECKSUM_SHA256, { 1 }, 32 };
  g_autoptr (GError) error = NULL;
  guint64 offset;

  upload_rig_append (f, stale, 0, 500);
  g_assert_true (vd_upload_slot_settle (slot, &offset, NULL)); /* without a checksum all that came is kept */
  g_assert_cmpuint (offset, ==, 500);
  upload_rig_append (f, stale, 500, 600); /* the dead line says something after all */
  g_assert_cmpint (upload_rig_end (stale, &offset), ==, VD_UPLOADS_ERROR_OFFSET);
  g_assert_null (vd_upload_slot_begin (slot, 600, NULL, NOW, &error));
  g_assert_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_OFFSET);
  writer = upload_rig_begin (slot, 500, &checksum);
  upload_rig_append (f, writer, 500, 900);
  vd_upload_writer_free (writer); /* with one, nothing is */
  g_assert_true (vd_upload_slot_settle (slot, &offset, NULL));
  g_assert_cmpuint (offset, ==, 500);
}

static void
test_checksums (UploadRig *f, gconstpointer unused)
{
  static const GChecksumType types[] = { G_CHECKSUM_SHA1, G_CHECKSUM_SHA256 };
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
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
      writer = upload_rig_begin (slot, offset, &checksum);
      upload_rig_append (f, writer, offset, offset + 299);
      vd_upload_writer_append (writer, "\xaa", data[offset + 299] == 0xaa ? 0 : 1);
      g_assert_cmpint (upload_rig_end (writer, &offset), ==, VD_UPLOADS_ERROR_CHECKSUM);
      g_assert_true (vd_upload_slot_settle (slot, &offset, NULL));
      g_assert_cmpuint (offset, ==, before);
      writer = upload_rig_begin (slot, offset, &checksum);
      upload_rig_append (f, writer, offset, offset + 300);
      g_assert_cmpint (upload_rig_end (writer, &offset), ==, -1);
    }
  g_assert_cmpuint (offset, ==, 600);
}

static int
send_all (VdUploadSlot *slot, GBytes *file)
{
  VdUploadWriter *writer = upload_rig_begin (slot, 0, NULL);
  gsize size;
  gconstpointer data = g_bytes_get_data (file, &size);
  guint64 offset;

  vd_upload_writer_append (writer, data, size);
  return upload_rig_end (writer, &offset);
}

static void
test_refuses (UploadRig *f, gconstpointer unused)
{
  g_autoptr (GBytes) other = g_bytes_new_static ("%PDF-1.7 of somebody else", 25);
  g_autoptr (GBytes) sealed = upload_rig_seal (f, other);
  VdUploadSlot *slot = upload_rig_create (f, other, other);
  VdUploadWriter *writer = upload_rig_begin (slot, 0, NULL);
  guint64 offset;

  vd_upload_writer_append (writer, "01234567890123456789012345", 26);
  g_assert_cmpint (upload_rig_end (writer, &offset), ==, VD_UPLOADS_ERROR_TOO_LARGE);
  g_assert_cmpint (send_all (upload_rig_create (f, other, other), other), ==, VD_UPLOADS_ERROR_SEAL);
  g_assert_cmpint (send_all (upload_rig_create (f, f->plain, f->plain), f->plain), ==, VD_UPLOADS_ERROR_SEAL);
  g_assert_cmpint (send_all (upload_rig_create (f, sealed, f->plain), sealed), ==, VD_UPLOADS_ERROR_DIGEST);
  g_assert_cmpint (send_all (upload_rig_create (f, sealed, other), sealed), ==, VD_UPLOADS_ERROR_NOT_OUR_PDF);
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "asked");
  upload_rig_send (f); /* and it may be sent anew */
  upload_rig_assert_received (f, 1);
}

static void
test_dropped_while_checked (UploadRig *f, gconstpointer unused)
{
  VdUploadWriter *writer = upload_rig_begin (upload_rig_create (f, f->file, f->plain), 0, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 offset;

  upload_rig_append (f, writer, 0, g_bytes_get_size (f->file));
  vd_upload_writer_end_async (writer, upload_rig_keep_result, &result);
  vd_paper_book_end_contact (f->book, "c1", FALSE);
  upload_rig_wait (&result);
  g_assert_false (vd_upload_writer_end_finish (result, &offset, &error));
  g_assert_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_GONE);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "withdrawn");
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
}

/* The kiosk crashed in the middle: it may still finish, as long as the upload lives; what was not begun is over. */
static void
test_cut_off (UploadRig *f, gconstpointer unused)
{
  g_autofree char *second = g_strdup (vd_paper_book_ask (f->book, "c1", "k1", "a1", "letter", "", NOW)->id);
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
  VdUploadWriter *writer = upload_rig_begin (slot, 0, NULL);
  guint64 offset;

  upload_rig_append (f, writer, 0, 1000);
  g_assert_cmpint (upload_rig_end (writer, &offset), ==, -1);
  vd_paper_book_end_contact (f->book, "c1", TRUE);
  g_assert_cmpstr (vd_paper_book_get (f->book, second)->state, ==, "withdrawn");
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "asked");
  writer = upload_rig_begin (slot, 1000, NULL);
  upload_rig_append (f, writer, 1000, g_bytes_get_size (f->file));
  g_assert_cmpint (upload_rig_end (writer, &offset), ==, -1);
  upload_rig_assert_received (f, 1);
}

static void
test_cut_off_for_good (UploadRig *f, gconstpointer unused)
{
  upload_rig_create (f, f->file, f->plain);
  vd_paper_book_end_contact (f->book, "c1", TRUE);
  vd_paper_book_tidy (f->book, NOW + 1700);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "asked");
  vd_paper_book_tidy (f->book, NOW + 1900);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "withdrawn");
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
}

static void
test_expires (UploadRig *f, gconstpointer unused)
{
  VdUploadSlot *slot = upload_rig_create (f, f->file, f->plain);
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
test_life_of_a_paper (UploadRig *f, gconstpointer unused)
{
  guint changes = 0;

  g_signal_connect (f->book, "changed", G_CALLBACK (count_change), &changes);
  g_assert_false (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, "")); /* nothing to judge yet */
  upload_rig_send (f);
  g_assert_false (vd_paper_book_withdraw (f->book, f->paper, "cancelled"));
  g_assert_false (vd_paper_book_judge (f->book, f->paper, FALSE, NULL, "")); /* a refusal has a reason */
  g_assert_true (vd_paper_book_judge (f->book, f->paper, FALSE, "blurred", "Encore une fois"));
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->reason, ==, "blurred");
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->note, ==, "Encore une fois");
  upload_rig_send (f);
  upload_rig_assert_received (f, 2);
  g_assert_null (vd_paper_book_get (f->book, f->paper)->reason);
  g_assert_true (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, ""));
  g_assert_false (vd_paper_book_awaits (f->book, f->paper));
  g_assert_false (vd_paper_book_judge (f->book, f->paper, FALSE, "dark", ""));
  g_assert_cmpuint (changes, ==, 4);
  vd_paper_book_tidy (f->book, NOW + 25 * 3600);
  g_assert_null (vd_paper_book_get (f->book, f->paper));
  g_assert_cmpuint (sample_folder_count (f->folder, ""), ==, 0);
  upload_rig_restart (f);
  g_assert_null (vd_paper_book_get (f->book, f->paper));
}

static void
test_asking (UploadRig *f, gconstpointer unused)
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
  upload_rig_restart (f);
  after = vd_paper_book_list (f->book, "c1");
  g_assert_cmpuint (after->len, ==, 20);
  g_assert_cmpstr (((VdPaperRow *)after->pdata[0])->id, ==, f->paper);
  g_assert_cmpstr (((VdPaperRow *)after->pdata[0])->reason, ==, "not-here");
}

/* What lies on the disk says nothing without its key, and a changed byte is noticed. */
static void
test_sealed (UploadRig *f, gconstpointer unused)
{
  g_autofree char *path = NULL, *raw = NULL;
  g_autoptr (GBytes) read = NULL;
  gsize size;

  upload_rig_send (f);
  path = g_strdup_printf ("%s/%s-1.sealed", f->folder, f->paper);
  g_assert_true (g_file_get_contents (path, &raw, &size, NULL));
  g_assert_null (memmem (raw, size, "PDF", 3));
  g_assert_null (memmem (raw, size, "JFIF", 4));
  raw[size / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, raw, (gssize)size, NULL));
  read = upload_rig_read (f, 0);
  g_assert_null (read);
}

/* What is only shown is accepted without ever having been sent, and takes no upload. */
static void
test_shown_only (UploadRig *f, gconstpointer unused)
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
test_kept_by_kind (UploadRig *f, gconstpointer unused)
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
start_scanner (UploadRig *f, const char **answer)
{
  GSocketService *service = g_threaded_socket_service_new (2);
  g_autofree char *path = g_build_filename (f->keys, "clamd.ctl", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, NULL));
  g_signal_connect (service, "run", G_CALLBACK (on_scan), answer);
  f->clamd = g_strdup (path);
  upload_rig_restart (f);
  return service;
}

static void
stop_scanner (UploadRig *f, GSocketService *service)
{
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_object_unref (service);
  g_unlink (f->clamd);
  g_clear_pointer ((char **)&f->clamd, g_free);
}

static void
test_scanned (UploadRig *f, gconstpointer unused)
{
  const char *answer = "stream: Eicar FOUND";
  GSocketService *service = start_scanner (f, &answer);
  g_autoptr (GBytes) page = NULL;

  g_assert_cmpint (send_all (upload_rig_create (f, f->file, f->plain), f->file), ==, VD_UPLOADS_ERROR_INFECTED);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->state, ==, "asked");
  answer = "stream: OK";
  upload_rig_send (f);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->checked, ==, VD_PAPER_CLEAN);
  page = upload_rig_read (f, 1);
  g_assert_nonnull (page);
  stop_scanner (f, service);
}

static gboolean
is_judged (UploadRig *f)
{
  return g_strcmp0 (vd_paper_book_get (f->book, f->paper)->checked, VD_PAPER_PENDING) != 0;
}

/* No verdict, nothing shown, also after a restart; it is asked again until it says something. */
static void
test_no_verdict (UploadRig *f, gconstpointer what)
{
  const char *answer = NULL;
  GSocketService *service = start_scanner (f, &answer);
  g_autoptr (GBytes) before = NULL, after = NULL;

  g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING, "no paper is shown*");
  upload_rig_send (f);
  g_test_assert_expected_messages ();
  before = upload_rig_read (f, 1);
  g_assert_null (before);
  g_assert_false (vd_paper_book_judge (f->book, f->paper, TRUE, NULL, "")); /* nobody can have seen it */
  upload_rig_restart (f);
  g_assert_cmpstr (vd_paper_book_get (f->book, f->paper)->checked, ==, VD_PAPER_PENDING);
  answer = what;
  if (g_str_has_suffix (what, "FOUND"))
    g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING, "*is destroyed*");
  vd_paper_book_tidy (f->book, NOW + 60);
  while (!is_judged (f))
    g_main_context_iteration (NULL, TRUE);
  after = upload_rig_read (f, 1);
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

#define ADD(name, func) g_test_add ("/uploads/" name, UploadRig, NULL, upload_rig_set_up, func, upload_rig_tear_down)

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
  g_test_add ("/uploads/no-verdict/clean", UploadRig, "stream: OK", upload_rig_set_up, test_no_verdict,
              upload_rig_tear_down);
  g_test_add ("/uploads/no-verdict/found", UploadRig, "stream: Eicar FOUND", upload_rig_set_up, test_no_verdict,
              upload_rig_tear_down);
  ADD ("sealed", test_sealed);
  return g_test_run ();
}
