/* SPDX-License-Identifier: EUPL-1.2 */
/* Papers and the words on them: by the real Tesseract, and by readers of text that hang, lie, are not there or are
 * late. */
#include "paper-book-private.h"
#include "pdf-shape.h"
#include "pdf-tools.h"
#include "text-rig.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define WIDE 900           /* pixels of a written page */
#define PIXEL (72.0 / 150) /* in points */

static void
assert_places (const char *text, guint n_pages)
{
  double first[4], last[4];

  for (guint page = 0; page < n_pages; page++)
    {
      double base = SAMPLE_PAPER_BASE * (1 + page) * PIXEL;

      pdf_tools_find_word (text, "Votre", page, first);
      pdf_tools_find_word (text, "janvier", page, last);
      g_test_message ("page %u: %.1f %.1f %.1f %.1f, base %.1f", page + 1, first[0], first[1], first[2], first[3],
                      base);
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
assert_words (TextRig *f, guint n_pages)
{
  g_autoptr (GBytes) whole = upload_rig_read (&f->rig, 0), page = upload_rig_read (&f->rig, n_pages);
  g_autofree char *path = text_rig_in_tools (f, "out.pdf"), *checked = NULL, *places = NULL, *text = NULL;
  gsize size, sent = g_bytes_get_size (f->rig.plain);
  const guint8 *data = g_bytes_get_data (whole, &size);
  VdPdfShape shape;

  /* What was sent is there to the byte, its digest can be shown by whoever has the file, and its pages can be seen. */
  g_assert_cmpint ((gint64)size, ==, text_rig_get_row (f)->bytes + text_rig_get_row (f)->text_bytes);
  g_assert_cmpmem (data, sent, g_bytes_get_data (f->rig.plain, NULL), sent);
  g_assert_nonnull (page);
  /* And no kiosk may send such a file. */
  g_assert_false (vd_pdf_shape_parse (data, size, &shape, NULL));
  g_assert_true (g_file_set_contents (path, (const char *)data, (gssize)size, NULL));
  checked = pdf_tools_run ("qpdf", "--check", path, NULL);
  g_assert_nonnull (strstr (checked, "No syntax or stream encoding errors found"));
  places = pdf_tools_run ("pdftotext", "-bbox", path, "-");
  assert_places (places, n_pages);
  text = pdf_tools_run ("pdftotext", "-raw", path, "-");
  g_assert_nonnull (strstr (text, SAMPLE_PAPER_LINE));
}

/* The receipt has the digest of what was sent, and that of the file with the words. */
static void
assert_proof (TextRig *f)
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
assert_unseen (TextRig *f)
{
  g_autofree char *sent = text_rig_in_tools (f, "sent.pdf"), *out = text_rig_in_tools (f, "out.pdf");
  g_autofree char *script = g_strdup_printf ("pdftoppm -r 50 '%s' 2>&1 | sha256sum", sent);
  g_autofree char *other = g_strdup_printf ("pdftoppm -r 50 '%s' 2>&1 | sha256sum", out);
  g_autofree char *before = NULL, *after = NULL;

  g_assert_true (
      g_file_set_contents (sent, g_bytes_get_data (f->rig.plain, NULL), (gssize)g_bytes_get_size (f->rig.plain), NULL));
  before = pdf_tools_run ("sh", "-c", script, NULL);
  after = pdf_tools_run ("sh", "-c", other, NULL);
  g_assert_cmpstr (before, ==, after);
}

/* All four turns of a page. */
static void
test_words (TextRig *f, gconstpointer unused)
{
  upload_rig_set_plain (&f->rig, sample_paper_make_written (4));
  text_rig_start (f, TESSERACT, TIMEOUT_S);
  text_rig_accept_paper (f);
  text_rig_wait_for_end (f);
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, >, 0);
  g_assert_cmpuint (sample_folder_count (f->rig.folder, ""), ==, 1);
  assert_words (f, 4);
  assert_unseen (f);
  assert_proof (f);
}

/* Nothing to be read is no fault; and nothing is read before somebody has accepted it. */
static void
test_no_words (TextRig *f, gconstpointer unused)
{
  text_rig_start (f, TESSERACT, TIMEOUT_S);
  upload_rig_send (&f->rig);
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, 0);
  g_assert_true (vd_paper_book_judge (f->rig.book, f->rig.paper, TRUE, NULL, ""));
  text_rig_wait_for_end (f);
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, -1);
  text_rig_assert_as_sent (f);
}

static void
test_off (TextRig *f, gconstpointer unused)
{
  f->rig.has_text = FALSE;
  upload_rig_restart (&f->rig);
  text_rig_accept_paper (f);
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
  text_rig_assert_as_sent (f);
}

/* It is ended with what it has started itself; and again, if it hangs once more: it is not tried for ever. */
static void
test_hangs (TextRig *f, gconstpointer unused)
{
  g_autofree char *seconds = g_strdup_printf ("1%09d", getpid ());
  g_autofree char *script = g_strdup_printf ("sleep %s &\nsleep %s", seconds, seconds);
  g_autofree char *program = text_rig_make_stand_in (f, script);

  text_rig_start (f, program, 1);
  text_rig_expect_pause (30, "page 1: *took too long");
  text_rig_accept_paper (f);
  text_rig_wait_for_pause (f);
  g_test_assert_expected_messages ();
  while (text_rig_is_running (seconds))
    g_usleep (1000);
  text_rig_expect_none ("page 1: *took too long");
  vd_paper_book_tidy_waits (f->rig.book, g_get_monotonic_time () + 31 * G_USEC_PER_SEC);
  text_rig_wait_for_end (f);
  g_test_assert_expected_messages ();
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, -1);
  text_rig_assert_as_sent (f);
  while (text_rig_is_running (seconds))
    g_usleep (1000);
}

/* Also where it has said all and ended well. */
static void
test_leaves (TextRig *f, gconstpointer unused)
{
  g_autofree char *seconds = g_strdup_printf ("2%09d", getpid ());
  g_autofree char *script = g_strdup_printf ("sleep %s > /dev/null &\necho '%s'", seconds, TEXT_RIG_ANSWER);
  g_autofree char *program = text_rig_make_stand_in (f, script);

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_accept_paper (f);
  text_rig_wait_for_end (f);
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, >, 0);
  while (text_rig_is_running (seconds))
    g_usleep (1000);
}

static void
test_fails (TextRig *f, gconstpointer unused)
{
  static const struct
  {
    const char *script, *why;
  } cases[] = { { "echo a secret, and no hOCR", "no hOCR" }, { "exec yes secret", "says too much" } };

  text_rig_accept_paper (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *program = text_rig_make_stand_in (f, cases[i].script);

      g_test_message ("%s", cases[i].script);
      text_rig_expect_none (cases[i].why);
      text_rig_start (f, program, TIMEOUT_S);
      text_rig_wait_for_end (f);
      g_test_assert_expected_messages ();
      g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, -1);
      text_rig_assert_as_sent (f);
      g_clear_object (&f->texts);
      ((VdPaperRow *)text_rig_get_row (f))->text_bytes = 0;
    }
}

#define ADD(name, func) g_test_add ("/text-layer/" name, TextRig, NULL, text_rig_set_up, func, text_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("words", test_words);
  ADD ("no-words", test_no_words);
  ADD ("off", test_off);
  ADD ("hangs", test_hangs);
  ADD ("leaves", test_leaves);
  ADD ("fails", test_fails);
  return g_test_run ();
}
