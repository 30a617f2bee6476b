/* SPDX-License-Identifier: EUPL-1.2 */
/* SANE's own test device stands in for the scanner; shell scripts stand in for drivers gone wrong. */
#include "page-private.h"
#include "papers-test.h"
#include "scanner-private.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <signal.h>
#include <string.h>

typedef struct
{
  char *dir, *helper;
} Fixture;

static void
write_file (const char *dir, const char *name, const char *text, int mode)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

/* @extra: lines for the test device. */
static void
configure (Fixture *fixture, const char *backends, const char *extra)
{
  g_autofree char *text = g_strdup_printf (
      "number_of_devices 1\nmode Gray\ndepth 8\nresolution_min 75\nresolution_max 75\nresolution_quant 1\nresolution "
      "75\n"
      "test-picture \"Grid\"\ngeometry_min 0\ngeometry_max 100\ngeometry_quant 1\nbr_x 80\nbr_y 100\n%s\n",
      extra);

  write_file (fixture->dir, "dll.conf", backends, 0644);
  write_file (fixture->dir, "test.conf", text, 0644);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("vd-scan-XXXXXX", NULL);
  fixture->helper = g_build_filename (g_getenv ("VD_BUILD_ROOT"), "media", "papers", "visiodesk-scan", NULL);
  g_assert_true (g_file_test (fixture->helper, G_FILE_TEST_IS_EXECUTABLE));
  configure (fixture, "test\n", "");
  g_setenv ("SANE_CONFIG_DIR", fixture->dir, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "dll.conf", "test.conf", "script", "pid" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->dir, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->helper);
}

static GPtrArray *
scan (VdScanner *scanner, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vd_scanner_scan_async (scanner, cancellable, papers_test_keep_result, &result);
  papers_test_until (result, 90);
  return vd_scanner_scan_finish (scanner, result, error);
}

static void
count (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(int *)data)++;
}

static void
test_probe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdScanner) scanner = vd_scanner_new ("auto", fixture->helper);
  int notified = 0;

  g_signal_connect (scanner, "notify::available", G_CALLBACK (count), &notified);
  g_assert_false (vd_scanner_is_available (scanner));
  vd_scanner_probe (scanner);
  papers_test_until (vd_scanner_is_available (scanner), 20);
  g_assert_cmpint (notified, ==, 1);
}

/* The test device's feeder holds ten sheets of a black and white grid of 10 mm squares. */
static void
test_feeder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdScanner) scanner = vd_scanner_new ("test:0", fixture->helper);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pages = scan (scanner, NULL, &error);
  const VdPageFacts *facts;
  g_autoptr (VdFrame) preview = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *pixels;
  int at[2][2] = { { 15, 15 }, { 45, 15 } }, level[2];

  g_assert_no_error (error);
  g_assert_cmpuint (pages->len, ==, 10);
  facts = vd_page_get_facts (g_ptr_array_index (pages, 9));
  g_assert_cmpfloat (facts->dpi, ==, 75);
  g_assert_cmpint (facts->width, ==, 295); /* 100 mm at 75 dpi */
  g_assert_cmpint (facts->channels, ==, 3);
  preview = vd_page_get_preview (g_ptr_array_index (pages, 0), 4000);
  bytes = vd_frame_get_bytes (preview);
  pixels = g_bytes_get_data (bytes, NULL);
  for (int i = 0; i < 2; i++)
    level[i] = pixels[at[i][1] * vd_frame_get_stride (preview) + at[i][0] * 4];
  g_assert_cmpint (ABS (level[0] - level[1]), >, 200);
}

static void
test_deep_colour (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdScanner) scanner = vd_scanner_new ("test:0", fixture->helper);
  g_autoptr (GPtrArray) pages = NULL;
  g_autoptr (GError) error = NULL;

  configure (fixture, "test\n",
             "mode Color\ntest-picture \"Color pattern\"\nread-limit true\nread-limit-size 777\nfuzzy-parameters true");
  pages = scan (scanner, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (vd_page_get_facts (g_ptr_array_index (pages, 0))->channels, ==, 3);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *status;
    int code;
  } failures[] = {
    { "SANE_STATUS_JAMMED", VD_PAPERS_ERROR_JAM },       { "SANE_STATUS_COVER_OPEN", VD_PAPERS_ERROR_JAM },
    { "SANE_STATUS_DEVICE_BUSY", VD_PAPERS_ERROR_BUSY }, { "SANE_STATUS_NO_DOCS", VD_PAPERS_ERROR_EMPTY },
    { "SANE_STATUS_IO_ERROR", VD_PAPERS_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *extra = g_strdup_printf ("read-status-code \"%s\"", failures[i].status);
      g_autoptr (VdScanner) scanner = vd_scanner_new ("test:0", fixture->helper);
      g_autoptr (GError) error = NULL;

      configure (fixture, "test\n", extra);
      g_assert_null (scan (scanner, NULL, &error));
      g_test_message ("%s: %s", failures[i].status, error->message);
      g_assert_error (error, VD_PAPERS_ERROR, failures[i].code);
    }
}

static void
test_none_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdScanner) scanner = vd_scanner_new ("auto", fixture->helper);
  g_autoptr (VdScanner) named = vd_scanner_new ("genesys:libusb:009:009", fixture->helper);
  g_autoptr (VdScanner) off = vd_scanner_new ("none", fixture->helper);
  g_autoptr (VdScanner) lost = vd_scanner_new ("auto", "/nonexistent/visiodesk-scan");
  VdScanner *scanners[] = { scanner, named, off, lost };

  configure (fixture, "# nothing\n", "");
  for (guint i = 0; i < G_N_ELEMENTS (scanners); i++)
    {
      g_autoptr (GError) error = NULL;

      vd_scanner_probe (scanners[i]);
      g_assert_null (scan (scanners[i], NULL, &error));
      g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE);
      g_assert_false (vd_scanner_is_available (scanners[i]));
    }
}

static char *
write_script (Fixture *fixture, const char *text)
{
  g_autofree char *script = g_strconcat ("#!/bin/sh\n", text, "\n", NULL);

  write_file (fixture->dir, "script", script, 0755);
  return g_build_filename (fixture->dir, "script", NULL);
}

static gboolean
script_is_gone (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "pid", NULL), *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && kill (atoi (text), 0) != 0;
}

/* A driver that hangs is killed, and the scanner may be asked again. */
static void
test_hangs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text =
      g_strdup_printf ("echo $$ > %s/pid\nprintf 'D\\0\\0\\0\\006test:0'\nexec sleep 1000", fixture->dir);
  g_autofree char *script = write_script (fixture, text);
  g_autoptr (VdScanner) scanner = vd_scanner_new ("auto", script);
  g_autoptr (GError) error = NULL;

  vd_scanner_set_patience (scanner, 1, 1);
  g_assert_null (scan (scanner, NULL, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "did not answer"));
  papers_test_until (script_is_gone (fixture), 10);
  g_clear_error (&error);
  g_assert_null (scan (scanner, NULL, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED);
}

/* One that hangs after its last word has said it: what it said counts. */
static void
test_does_not_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text =
      g_strdup_printf ("echo $$ > %s/pid\nprintf 'F\\0\\0\\0\\001\\003'\nexec sleep 1000", fixture->dir);
  g_autofree char *script = write_script (fixture, text);
  g_autoptr (VdScanner) scanner = vd_scanner_new ("auto", script);
  g_autoptr (GError) error = NULL;

  vd_scanner_set_patience (scanner, 1, 1);
  g_assert_null (scan (scanner, NULL, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_EMPTY);
  papers_test_until (script_is_gone (fixture), 10);
}

static gboolean
on_cancel (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf ("echo $$ > %s/pid\nexec sleep 1000", fixture->dir);
  g_autofree char *script = write_script (fixture, text);
  g_autoptr (VdScanner) scanner = vd_scanner_new ("auto", script);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_timeout_add (200, on_cancel, cancellable);
  g_assert_null (scan (scanner, cancellable, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_CANCELLED);
  papers_test_until (script_is_gone (fixture), 10);
}

static void
test_bad_helpers (Fixture *fixture, gconstpointer data)
{
  static const char *const scripts[] = {
    "echo hello, I am a driver",
    "exit 3",
    "printf 'P\\0\\0\\0\\020\\0\\0\\0\\100\\0\\0\\0\\100\\0\\0\\0\\001\\0\\0\\0\\113'; kill -9 $$", /* a page begun,
                                                                                                       then a crash */
    "printf 'R\\377\\377\\377\\377'",
    "printf 'F\\0\\0\\0\\001\\0'",   /* done, without a page */
    "printf 'F\\0\\0\\0\\001\\011'", /* no such outcome */
    "cat /dev/zero",
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autofree char *script = write_script (fixture, scripts[i]);
      g_autoptr (VdScanner) scanner = vd_scanner_new ("auto", script);
      g_autoptr (GError) error = NULL;

      g_assert_null (scan (scanner, NULL, &error));
      g_test_message ("%s: %s", scripts[i], error->message);
      g_assert_cmpint (error->domain, ==, VD_PAPERS_ERROR);
    }
}

static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdScanner) scanner = vd_scanner_new ("test:0", fixture->helper);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  g_autoptr (GError) error = NULL;

  vd_scanner_scan_async (scanner, NULL, papers_test_keep_result, &first);
  g_assert_null (scan (scanner, NULL, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BUSY);
  papers_test_until (first, 90);
  g_clear_error (&error);
  pages = vd_scanner_scan_finish (scanner, first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pages->len, ==, 10);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } cases[] = {
    { "/scanner/probe", test_probe },
    { "/scanner/feeder", test_feeder },
    { "/scanner/deep-colour", test_deep_colour },
    { "/scanner/failures", test_failures },
    { "/scanner/none-there", test_none_there },
    { "/scanner/hangs", test_hangs },
    { "/scanner/does-not-close", test_does_not_close },
    { "/scanner/cancelled", test_cancelled },
    { "/scanner/bad-helpers", test_bad_helpers },
    { "/scanner/one-at-a-time", test_one_at_a_time },
  };

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Fixture, NULL, set_up, cases[i].test, tear_down);
  return g_test_run ();
}
