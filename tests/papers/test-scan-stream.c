/* SPDX-License-Identifier: EUPL-1.2 */
#include "scan-stream.h"

#include <string.h>

static void
put (GByteArray *out, char type, const void *data, guint32 size)
{
  guint32 big = GUINT32_TO_BE (size);

  g_byte_array_append (out, (const guint8 *)&type, 1);
  g_byte_array_append (out, (const guint8 *)&big, 4);
  g_byte_array_append (out, data, size);
}

static void
put_page_head (GByteArray *out, guint32 width, guint32 height, guint32 channels, guint32 dpi)
{
  const guint32 head[4] = { GUINT32_TO_BE (width), GUINT32_TO_BE (height), GUINT32_TO_BE (channels),
                            GUINT32_TO_BE (dpi) };

  put (out, 'P', head, sizeof head);
}

static void
put_rows (GByteArray *out, guint bytes)
{
  g_autofree guint8 *rows = g_malloc (bytes);

  for (guint i = 0; i < bytes; i++)
    rows[i] = i & 0xff;
  put (out, 'R', rows, bytes);
}

static GByteArray *
good_stream (void)
{
  GByteArray *out = g_byte_array_new ();

  put (out, 'D', "test:0", 6);
  for (int i = 0; i < 2; i++)
    {
      put_page_head (out, 20, i == 0 ? 0 : 32, 3, 300);
      put_rows (out, 20 * 3 * 16);
      put_rows (out, 20 * 3 * 16);
      put (out, 'E', "", 0);
    }
  put (out, 'F', "\0", 1);
  return out;
}

/* However a pipe cuts it. */
static void
test_whole (void)
{
  g_autoptr (GByteArray) bytes = good_stream ();
  static const gsize bites[] = { 1, 3, 17, 1000, 1 << 20 };

  for (guint b = 0; b < G_N_ELEMENTS (bites); b++)
    {
      g_autoptr (VdScanStream) stream = vd_scan_stream_new ();
      g_autoptr (GError) error = NULL;
      int pages = 0;
      double dpi;
      VdPicture *picture;

      for (gsize at = 0; at < bytes->len; at += bites[b])
        {
          g_assert_false (vd_scan_stream_is_finished (stream));
          g_assert_true (vd_scan_stream_feed (stream, bytes->data + at, MIN (bites[b], bytes->len - at), &error));
        }
      g_assert_no_error (error);
      g_assert_true (vd_scan_stream_is_finished (stream));
      g_assert_cmpint (vd_scan_stream_get_outcome (stream), ==, VD_SCAN_DONE);
      g_assert_cmpstr (g_ptr_array_index (vd_scan_stream_get_devices (stream), 0), ==, "test:0");
      for (; (picture = vd_scan_stream_take_page (stream, &dpi)); pages++)
        {
          g_assert_cmpint (picture->width, ==, 20);
          g_assert_cmpint (picture->height, ==, 32);
          g_assert_cmpfloat (dpi, ==, 300);
          g_assert_cmpint (picture->pixels[20 * 3 * 16 + 5], ==, 5);
          vd_picture_free (picture);
        }
      g_assert_cmpint (pages, ==, 2);
    }
}

static void
assert_refused (GByteArray *bytes)
{
  g_autoptr (VdScanStream) stream = vd_scan_stream_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (vd_scan_stream_feed (stream, bytes->data, bytes->len, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED);
  g_assert_false (vd_scan_stream_is_finished (stream));
  g_clear_error (&error);
  g_assert_false (vd_scan_stream_feed (stream, (const guint8 *)"F\0\0\0\1\0", 6, &error));
  g_byte_array_unref (bytes);
}

static GByteArray *
begin_page (guint32 width, guint32 height, guint32 channels, guint32 dpi)
{
  GByteArray *out = g_byte_array_new ();

  put_page_head (out, width, height, channels, dpi);
  return out;
}

static void
test_refused (void)
{
  GByteArray *bytes;
  static const guint32 heads[][4] = { { 15, 0, 3, 300 },        { 20000, 0, 3, 300 }, { 100, 20000, 1, 300 },
                                      { 16000, 16000, 1, 300 }, { 100, 100, 2, 300 }, { 100, 100, 1, 5 },
                                      { 100, 100, 1, 99999 } };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    assert_refused (begin_page (heads[i][0], heads[i][1], heads[i][2], heads[i][3]));

  bytes = g_byte_array_new (); /* rows of no page */
  put_rows (bytes, 60);
  assert_refused (bytes);
  bytes = begin_page (20, 0, 3, 300); /* half a row */
  put_rows (bytes, 70);
  assert_refused (bytes);
  bytes = begin_page (20, 16, 3, 300); /* more rows than told */
  put_rows (bytes, 20 * 3 * 17);
  assert_refused (bytes);
  bytes = begin_page (20, 32, 3, 300); /* fewer */
  put_rows (bytes, 20 * 3 * 16);
  put (bytes, 'E', "", 0);
  assert_refused (bytes);
  bytes = begin_page (20, 32, 3, 300); /* a page within a page */
  put_page_head (bytes, 20, 32, 3, 300);
  assert_refused (bytes);
  bytes = begin_page (20, 0, 3, 300); /* "done" within a page */
  put (bytes, 'F', "\0", 1);
  assert_refused (bytes);
  bytes = good_stream (); /* more after the end */
  put (bytes, 'D', "x", 1);
  assert_refused (bytes);
  bytes = g_byte_array_new (); /* a name that is no text */
  put (bytes, 'D', "a\xff", 2);
  assert_refused (bytes);
}

/* A page that fails half-way is dropped, the pages before it stay. */
static void
test_fails_half_way (void)
{
  g_autoptr (VdScanStream) stream = vd_scan_stream_new ();
  g_autoptr (GByteArray) bytes = good_stream ();
  g_autoptr (GError) error = NULL;
  double dpi;
  int pages = 0;
  VdPicture *picture;

  g_byte_array_set_size (bytes, bytes->len - 6); /* without its end */
  put_page_head (bytes, 20, 0, 3, 300);
  put_rows (bytes, 60);
  put (bytes, 'F', "\4jam", 4);
  g_assert_true (vd_scan_stream_feed (stream, bytes->data, bytes->len, &error));
  g_assert_true (vd_scan_stream_is_finished (stream));
  g_assert_cmpint (vd_scan_stream_get_outcome (stream), ==, VD_SCAN_JAM);
  g_assert_cmpstr (vd_scan_stream_get_text (stream), ==, "jam");
  for (; (picture = vd_scan_stream_take_page (stream, &dpi)); pages++)
    vd_picture_free (picture);
  g_assert_cmpint (pages, ==, 2);
}

static void
test_too_many_pages (void)
{
  GByteArray *bytes = g_byte_array_new ();

  for (int i = 0; i < VD_SCAN_MAX_PAGES + 1; i++)
    {
      put_page_head (bytes, 16, 0, 1, 300);
      put_rows (bytes, 256);
      put (bytes, 'E', "", 0);
    }
  assert_refused (bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan-stream/whole", test_whole);
  g_test_add_func ("/scan-stream/refused", test_refused);
  g_test_add_func ("/scan-stream/fails-half-way", test_fails_half_way);
  g_test_add_func ("/scan-stream/too-many-pages", test_too_many_pages);
  return g_test_run ();
}
