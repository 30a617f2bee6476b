/* SPDX-License-Identifier: EUPL-1.2 */
/* Papers and the words on them: by the real Tesseract, and by readers of text that hang, lie, are not there or are late. */
#include "paper-texts.h"
#include "pdf-shape.h"
#include "upload-rig.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)
#define TESSERACT "tesseract"
#define TIMEOUT_S 120
#define WIDE 900 /* pixels of a written page */
#define PIXEL (72.0 / 150) /* in points */
#define ANSWER                                                                                                          \
  "<html><span id=\"line_1_1\" title=\"bbox 10 10 400 50; baseline 0 -8; x_size 36\">"                                  \
  "<span class=\"ocrx_word\" title=\"bbox 10 10 400 50; x_wconf 95\">patience</span></span></html>"

typedef struct
{
  UploadRig rig;
  char *tools; /* where stand-ins and what they need lie */
  VdPaperTexts *texts;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->tools = sample_folder_make ();
  f->rig.has_text = TRUE;
  upload_rig_set_up (&f->rig, NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_object (&f->texts);
  upload_rig_tear_down (&f->rig, NULL);
  sample_folder_delete (f->tools);
}

static char *
in_tools (Fixture *f, const char *name)
{
  return g_build_filename (f->tools, name, NULL);
}

static char *
make_stand_in (Fixture *f, const char *script)
{
  char *path = in_tools (f, "reader");
  g_autofree char *text = g_strconcat ("#!/bin/sh\n", script, "\n", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
  return path;
}

/* Says its one word once somebody has opened the pipe and closed it again. */
static char *
make_late_stand_in (Fixture *f)
{
  g_autofree char *pipe = in_tools (f, "pipe");
  g_autofree char *script = g_strdup_printf ("cat '%s' > /dev/null\necho '%s'", pipe, ANSWER);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  return make_stand_in (f, script);
}

/* Once a late stand-in waits. */
static int
open_pipe (Fixture *f)
{
  g_autofree char *pipe = in_tools (f, "pipe");
  int fd;

  while ((fd = g_open (pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0)) < 0)
    {
      g_assert_cmpint (errno, ==, ENXIO); /* nobody reads */
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  return fd;
}

static const VdPaperRow *
get_row (Fixture *f)
{
  return vd_paper_book_get (f->rig.book, f->rig.paper);
}

static void
accept_paper (Fixture *f)
{
  upload_rig_send (&f->rig);
  g_assert_true (vd_paper_book_judge (f->rig.book, f->rig.paper, TRUE, NULL, ""));
}

static void
start (Fixture *f, const char *program, guint timeout_s)
{
  f->texts = vd_paper_texts_new (f->rig.book, program, "fra", timeout_s);
}

static void
wait_for_end (Fixture *f)
{
  while (vd_paper_book_awaits_text (f->rig.book, get_row (f)))
    g_main_context_iteration (NULL, TRUE);
}

static void
expect_none (const char *why)
{
  g_autofree char *pattern = g_strdup_printf ("paper * gets no text layer: *%s*", why);

  g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING, pattern);
}

static void
assert_as_sent (Fixture *f)
{
  g_autoptr (GBytes) file = upload_rig_read (&f->rig, 0);

  g_assert_true (g_bytes_equal (file, f->rig.plain));
  g_assert_cmpuint (sample_folder_count (f->rig.folder, ""), ==, 1);
}

static char *
run_tool (const char *tool, const char *option, const char *file, const char *last)
{
  const char *const argv[] = { tool, option, file, last, NULL };
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return out;
}

/* The place that "pdftotext -bbox" tells of the @n th @word, in points from the top left of the page as it is seen. */
static void
find_word (const char *text, const char *word, guint n, double place[4])
{
  g_autofree char *end = g_strdup_printf (">%s</word>", word);
  const char *at = text;

  for (guint i = 0; i <= n; i++)
    {
      at = strstr (i > 0 ? at + 1 : at, end);
      g_assert_nonnull (at);
    }
  while (*at != '<')
    at--;
  for (guint i = 0; i < 4; i++)
    {
      at = strchr (at, '"') + 1;
      place[i] = g_ascii_strtod (at, NULL);
      at = strchr (at, '"') + 1;
    }
}

static void
assert_places (const char *text, guint n_pages)
{
  double first[4], last[4];

  for (guint page = 0; page < n_pages; page++)
    {
      double base = SAMPLE_PAPER_BASE * (1 + page) * PIXEL;

      find_word (text, "Votre", page, first);
      find_word (text, "janvier", page, last);
      g_test_message ("page %u: %.1f %.1f %.1f %.1f, base %.1f", page + 1, first[0], first[1], first[2], first[3], base);
      g_assert_cmpfloat (fabs (first[0] - SAMPLE_PAPER_LEFT * PIXEL), <, 3);
      g_assert_cmpfloat (first[1], >, base - 25);
      g_assert_cmpfloat (first[1], <, base - 8);
      g_assert_cmpfloat (fabs (first[3] - base), <, 8);
      g_assert_cmpfloat (fabs (first[3] - last[3]), <, 1);
      g_assert_cmpfloat (last[0], >, first[2] + 50);
      g_assert_cmpfloat (last[2], <, WIDE * PIXEL);
    }
}

static void
assert_words (Fixture *f, guint n_pages)
{
  g_autoptr (GBytes) whole = upload_rig_read (&f->rig, 0), page = upload_rig_read (&f->rig, n_pages);
  g_autofree char *path = in_tools (f, "out.pdf"), *checked = NULL, *places = NULL, *text = NULL;
  gsize size, sent = g_bytes_get_size (f->rig.plain);
  const guint8 *data = g_bytes_get_data (whole, &size);
  VdPdfShape shape;

  /* What was sent is there to the byte, its digest can be shown by whoever has the file, and its pages can be seen. */
  g_assert_cmpint ((gint64)size, ==, get_row (f)->bytes + get_row (f)->text_bytes);
  g_assert_cmpmem (data, sent, g_bytes_get_data (f->rig.plain, NULL), sent);
  g_assert_nonnull (page);
  /* And no kiosk may send such a file. */
  g_assert_false (vd_pdf_shape_parse (data, size, &shape, NULL));
  g_assert_true (g_file_set_contents (path, (const char *)data, (gssize)size, NULL));
  checked = run_tool ("qpdf", "--check", path, NULL);
  g_assert_nonnull (strstr (checked, "No syntax or stream encoding errors found"));
  places = run_tool ("pdftotext", "-bbox", path, "-");
  assert_places (places, n_pages);
  text = run_tool ("pdftotext", "-raw", path, "-");
  g_assert_nonnull (strstr (text, SAMPLE_PAPER_LINE));
}

/* The receipt has the digest of what was sent, and that of the file with the words. */
static void
assert_proof (Fixture *f)
{
  g_autoptr (GBytes) whole = upload_rig_read (&f->rig, 0);
  g_autofree char *sent = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, f->rig.plain);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, whole);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) acts = NULL;
  gboolean is_told = FALSE;

  vd_paper_book_list_acts_async (f->rig.book, f->rig.paper, upload_rig_keep_result, &result);
  upload_rig_wait (&result);
  acts = vd_paper_book_list_acts_finish (result, NULL);
  for (guint i = 0; i < acts->len; i++)
    {
      const VdAuditRow *act = acts->pdata[i];

      if (g_str_equal (act->what, "paper.received"))
        g_assert_nonnull (strstr (act->detail, sent));
      if (g_str_equal (act->what, "paper.text"))
        is_told = strstr (act->detail, sum) && !strstr (act->detail, "janvier");
    }
  g_assert_true (is_told);
}

/* The words are there and not seen, and nobody looks for a font to draw them with. */
static void
assert_unseen (Fixture *f)
{
  g_autofree char *sent = in_tools (f, "sent.pdf"), *out = in_tools (f, "out.pdf");
  g_autofree char *script = g_strdup_printf ("pdftoppm -r 50 '%s' 2>&1 | sha256sum", sent);
  g_autofree char *other = g_strdup_printf ("pdftoppm -r 50 '%s' 2>&1 | sha256sum", out);
  g_autofree char *before = NULL, *after = NULL;

  g_assert_true (g_file_set_contents (sent, g_bytes_get_data (f->rig.plain, NULL),
                                      (gssize)g_bytes_get_size (f->rig.plain), NULL));
  before = run_tool ("sh", "-c", script, NULL);
  after = run_tool ("sh", "-c", other, NULL);
  g_assert_cmpstr (before, ==, after);
}

/* All four turns of a page. */
static void
test_words (Fixture *f, gconstpointer unused)
{
  upload_rig_set_plain (&f->rig, sample_paper_make_written (4));
  start (f, TESSERACT, TIMEOUT_S);
  accept_paper (f);
  wait_for_end (f);
  g_assert_cmpint (get_row (f)->text_bytes, >, 0);
  g_assert_cmpuint (sample_folder_count (f->rig.folder, ""), ==, 1);
  assert_words (f, 4);
  assert_unseen (f);
  assert_proof (f);
}

/* Nothing to be read is no fault; and nothing is read before somebody has accepted it. */
static void
test_no_words (Fixture *f, gconstpointer unused)
{
  start (f, TESSERACT, TIMEOUT_S);
  upload_rig_send (&f->rig);
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, get_row (f)));
  g_assert_cmpint (get_row (f)->text_bytes, ==, 0);
  g_assert_true (vd_paper_book_judge (f->rig.book, f->rig.paper, TRUE, NULL, ""));
  wait_for_end (f);
  g_assert_cmpint (get_row (f)->text_bytes, ==, -1);
  assert_as_sent (f);
}

static void
test_off (Fixture *f, gconstpointer unused)
{
  f->rig.has_text = FALSE;
  upload_rig_restart (&f->rig);
  accept_paper (f);
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, get_row (f)));
  assert_as_sent (f);
}

/* Whether a process runs that has @word among the words of its command. */
static gboolean
is_running (const char *word)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL), *text = NULL;
      gsize size;

      if (g_ascii_isdigit (*name) && g_file_get_contents (path, &text, &size, NULL) && memmem (text, size, word, strlen (word)))
        return TRUE;
    }
  return FALSE;
}

/* With what it has started itself. */
static void
test_hangs (Fixture *f, gconstpointer unused)
{
  g_autofree char *seconds = g_strdup_printf ("1%09d", getpid ());
  g_autofree char *script = g_strdup_printf ("sleep %s &\nsleep %s", seconds, seconds);
  g_autofree char *program = make_stand_in (f, script);

  start (f, program, 1);
  expect_none ("page 1: *took too long");
  accept_paper (f);
  wait_for_end (f);
  g_test_assert_expected_messages ();
  g_assert_cmpint (get_row (f)->text_bytes, ==, -1);
  assert_as_sent (f);
  while (is_running (seconds))
    g_usleep (1000);
}

static void
test_fails (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *script, *why;
  } cases[] = { { "exit 3", "gave up" },
                { "kill -9 $$", "signal" },
                { "echo a secret, and no hOCR", "no hOCR" },
                { "exec yes secret", "says too much" },
                { "echo > \"$0.file\"", "signal" } /* it may write no file */ };

  accept_paper (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *program = make_stand_in (f, cases[i].script);

      g_test_message ("%s", cases[i].script);
      expect_none (cases[i].why);
      start (f, program, TIMEOUT_S);
      wait_for_end (f);
      g_test_assert_expected_messages ();
      assert_as_sent (f);
      g_clear_object (&f->texts);
      ((VdPaperRow *)get_row (f))->text_bytes = 0;
    }
  expect_none ("reader-that-is-not-there");
  start (f, "reader-that-is-not-there", TIMEOUT_S);
  wait_for_end (f);
  g_test_assert_expected_messages ();
  assert_as_sent (f);
}

/* Its time is over while it is read: it stays destroyed. */
static void
test_deleted (Fixture *f, gconstpointer unused)
{
  g_autofree char *program = make_late_stand_in (f), *first = NULL;

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  start (f, program, TIMEOUT_S);
  accept_paper (f);
  {
    int pipe = open_pipe (f);

    vd_paper_book_tidy (f->rig.book, NOW + 25 * 3600);
    g_assert_null (get_row (f));
    g_assert_cmpuint (sample_folder_count (f->rig.folder, ""), ==, 0);
    close (pipe);
  }
  first = g_steal_pointer (&f->rig.paper);
  f->rig.paper = g_strdup (vd_paper_book_ask (f->rig.book, "c1", "k1", "a1", "payslip", "", NOW)->id);
  accept_paper (f);
  close (open_pipe (f)); /* one after the other: the first has come to its end */
  wait_for_end (f);
  g_assert_null (vd_paper_book_get (f->rig.book, first));
  g_assert_cmpint (get_row (f)->text_bytes, >, 0);
  g_assert_cmpuint (sample_folder_count (f->rig.folder, ""), ==, 1);
}

/* The desk is stopped in the middle: the next one does it, also where the words are behind the file already. */
static void
test_again (Fixture *f, gconstpointer unused)
{
  g_autofree char *program = make_late_stand_in (f);
  gint64 added;
  int pipe;

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  start (f, program, TIMEOUT_S);
  accept_paper (f);
  pipe = open_pipe (f);
  g_clear_object (&f->texts);
  while (is_running (program)) /* it is ended before it has said a word */
    g_usleep (1000);
  close (pipe);
  assert_as_sent (f);
  start (f, TESSERACT, TIMEOUT_S);
  wait_for_end (f);
  assert_words (f, 1);
  added = get_row (f)->text_bytes;
  g_clear_object (&f->texts);
  ((VdPaperRow *)get_row (f))->text_bytes = 0;
  start (f, TESSERACT, TIMEOUT_S);
  wait_for_end (f);
  assert_words (f, 1);
  g_assert_cmpint (get_row (f)->text_bytes, ==, added);
}

/* What the back office has is not changed any more. */
static void
test_handed (Fixture *f, gconstpointer unused)
{
  accept_paper (f);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, get_row (f)));
  vd_paper_book_set_handed (f->rig.book, f->rig.paper, "hook");
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, get_row (f)));
}

#define ADD(name, func) g_test_add ("/text-layer/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("words", test_words);
  ADD ("no-words", test_no_words);
  ADD ("off", test_off);
  ADD ("hangs", test_hangs);
  ADD ("fails", test_fails);
  ADD ("deleted", test_deleted);
  ADD ("again", test_again);
  ADD ("handed", test_handed);
  return g_test_run ();
}
