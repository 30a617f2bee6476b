/* SPDX-License-Identifier: EUPL-1.2 */
/* How long a paper waits for its words, and what may happen meanwhile. */
#include "paper-book-private.h"
#include "text-rig.h"

#include <unistd.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)
#define MINUTE 60
#define MINUTE_US (MINUTE * G_USEC_PER_SEC)

static void
wait_until_gone (const char *program)
{
  while (text_rig_is_running (program))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

/* Its time is over while it is read: it stays destroyed. */
static void
test_deleted (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_make_late_stand_in (f), *first = NULL;

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_accept_paper (f);
  {
    int pipe = text_rig_open_pipe (f);

    vd_paper_book_tidy (f->rig.book, NOW + 25 * 3600);
    wait_until_gone (program); /* what is destroyed is not read on */
    g_assert_null (text_rig_get_row (f));
    g_assert_cmpuint (sample_folder_count (f->rig.folder, ""), ==, 0);
    close (pipe);
  }
  first = g_steal_pointer (&f->rig.paper);
  f->rig.paper = g_strdup (vd_paper_book_ask (f->rig.book, "c1", "k1", "a1", "payslip", "", NOW)->id);
  text_rig_accept_paper (f);
  close (text_rig_open_pipe (f)); /* one after the other: the first has come to its end */
  text_rig_wait_for_end (f);
  g_assert_null (vd_paper_book_get (f->rig.book, first));
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, >, 0);
  g_assert_cmpuint (sample_folder_count (f->rig.folder, ""), ==, 1);
}

/* The desk is stopped in the middle: the next one does it, also where the words are behind the file already. */
static void
test_again (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_make_late_stand_in (f);
  gint64 added;
  int pipe;

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_accept_paper (f);
  pipe = text_rig_open_pipe (f);
  g_clear_object (&f->texts);
  wait_until_gone (program); /* it is ended before it has said a word */
  close (pipe);
  text_rig_assert_as_sent (f);
  text_rig_start (f, TESSERACT, TIMEOUT_S);
  text_rig_wait_for_end (f);
  text_rig_assert_has_text (f);
  added = text_rig_get_row (f)->text_bytes;
  g_clear_object (&f->texts);
  ((VdPaperRow *)text_rig_get_row (f))->text_bytes = 0;
  text_rig_start (f, TESSERACT, TIMEOUT_S);
  text_rig_wait_for_end (f);
  text_rig_assert_has_text (f);
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, added);
}

/* A desk was killed when the words were behind the file and its row did not know: who reads it gets what the row knows,
 * whether the next desk reads no text at all, or cannot. */
static void
test_unknown (TextRig *f, gconstpointer unused)
{
  VdPaperRow *row;

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, TESSERACT, TIMEOUT_S);
  text_rig_accept_paper (f);
  text_rig_wait_for_end (f);
  text_rig_assert_has_text (f);
  g_clear_object (&f->texts);
  row = (VdPaperRow *)text_rig_get_row (f);
  row->text_bytes = 0;
  vd_store_save (f->rig.store, &vd_table_papers, row);
  f->rig.has_text = FALSE;
  upload_rig_restart (&f->rig);
  text_rig_assert_as_sent (f);
  f->rig.has_text = TRUE;
  upload_rig_restart (&f->rig);
  text_rig_expect_missing ("reader-that-is-not-there");
  text_rig_start (f, "reader-that-is-not-there", TIMEOUT_S);
  text_rig_wait_for_end (f);
  g_test_assert_expected_messages ();
  text_rig_assert_as_sent (f);
}

/* What the back office has is not changed any more. */
static void
test_handed (TextRig *f, gconstpointer unused)
{
  text_rig_accept_paper (f);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
  vd_paper_book_set_handed (f->rig.book, f->rig.paper, "hook");
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
}

/* A reader that hangs keeps no paper here: after a while it goes as it came, and is not read any more. */
static void
test_over (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_make_late_stand_in (f);
  gint64 before_us = g_get_monotonic_time ();
  int pipe;

  text_rig_start (f, program, TIMEOUT_S);
  text_rig_accept_paper (f);
  pipe = text_rig_open_pipe (f);
  vd_paper_book_tidy_waits (f->rig.book, before_us + 15 * MINUTE_US - 1);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
  g_assert_true (text_rig_is_running (program));
  text_rig_expect_none ("its wait is over");
  vd_paper_book_tidy_waits (f->rig.book, g_get_monotonic_time () + 15 * MINUTE_US);
  g_test_assert_expected_messages ();
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
  wait_until_gone (program);
  close (pipe);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  text_rig_assert_as_sent (f);
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, 0);
}

/* The wall clock is set, forth and back: that takes no paper its words, and keeps none here. */
static void
test_clock (TextRig *f, gconstpointer unused)
{
  const VdPaperRow *row;

  text_rig_accept_paper (f);
  row = text_rig_get_row (f);
  vd_paper_book_tidy (f->rig.book, NOW + 180 * MINUTE);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, row));
  vd_paper_book_tidy (f->rig.book, NOW - 180 * MINUTE);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, row));
  text_rig_expect_none ("its wait is over");
  vd_paper_book_tidy_waits (f->rig.book, g_get_monotonic_time () + 15 * MINUTE_US);
  g_test_assert_expected_messages ();
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, row));
}

/* Nor does it wait beyond half of its time, whoever counts anew. */
static void
test_half (TextRig *f, gconstpointer unused)
{
  gint64 before_us = g_get_monotonic_time ();
  VdPaperRow *row = text_rig_send_letter (f, 55 * MINUTE);

  g_assert_true (vd_paper_book_judge (f->rig.book, f->rig.paper, TRUE, NULL, ""));
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, row));
  vd_paper_book_tidy_waits (f->rig.book, before_us + 4 * MINUTE_US);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, row));
  text_rig_expect_none ("its wait is over");
  vd_paper_book_tidy_waits (f->rig.book, g_get_monotonic_time () + 6 * MINUTE_US);
  g_test_assert_expected_messages ();
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, row));
  g_assert_nonnull (row->key);
  row->asked_s = row->received_s = NOW - 61 * MINUTE;
  vd_store_save (f->rig.store, &vd_table_papers, row);
  upload_rig_restart (&f->rig);
  g_assert_nonnull (text_rig_get_row (f)->key);
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
}

#define ADD(name, func) g_test_add ("/text-waits/" name, TextRig, NULL, text_rig_set_up, func, text_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("deleted", test_deleted);
  ADD ("again", test_again);
  ADD ("unknown", test_unknown);
  ADD ("handed", test_handed);
  ADD ("over", test_over);
  ADD ("clock", test_clock);
  ADD ("half", test_half);
  return g_test_run ();
}
