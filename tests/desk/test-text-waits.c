/* SPDX-License-Identifier: EUPL-1.2 */
/* How long a paper waits for its words, and what may happen meanwhile. */
#include "paper-book-private.h"
#include "stand-in.h"
#include "text-rig.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)
#define MINUTE 60

static void
wait_until_gone (const char *program)
{
  while (text_rig_is_running (program))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static void
assert_has_text (TextRig *f)
{
  g_autoptr (GBytes) whole = upload_rig_read (&f->rig, 0);
  gsize size, sent = g_bytes_get_size (f->rig.plain);
  const char *data = g_bytes_get_data (whole, &size);

  g_assert_cmpint (text_rig_get_row (f)->text_bytes, >, 0);
  g_assert_cmpint ((gint64)size, ==, (gint64)sent + text_rig_get_row (f)->text_bytes);
  g_assert_cmpmem (data, sent, g_bytes_get_data (f->rig.plain, NULL), sent);
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
  assert_has_text (f);
  added = text_rig_get_row (f)->text_bytes;
  g_clear_object (&f->texts);
  ((VdPaperRow *)text_rig_get_row (f))->text_bytes = 0;
  text_rig_start (f, TESSERACT, TIMEOUT_S);
  text_rig_wait_for_end (f);
  assert_has_text (f);
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
  assert_has_text (f);
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
  int pipe;

  text_rig_start (f, program, TIMEOUT_S);
  text_rig_accept_paper (f);
  pipe = text_rig_open_pipe (f);
  vd_paper_book_tidy (f->rig.book, NOW + 14 * MINUTE);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
  g_assert_true (text_rig_is_running (program));
  text_rig_expect_none ("its wait is over");
  vd_paper_book_tidy (f->rig.book, NOW + 16 * MINUTE);
  g_test_assert_expected_messages ();
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
  wait_until_gone (program);
  close (pipe);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  text_rig_assert_as_sent (f);
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, 0);
}

/* Nor does it wait beyond half of its time, whoever counts anew. */
static void
test_half (TextRig *f, gconstpointer unused)
{
  VdPaperRow *row;

  g_free (f->rig.paper);
  f->rig.paper =
      g_strdup (vd_paper_book_ask (f->rig.book, "c1", "k1", "a1", "letter", "", NOW)->id); /* kept for two hours */
  upload_rig_send (&f->rig);
  row = (VdPaperRow *)text_rig_get_row (f);
  row->asked_s = row->received_s = NOW - 55 * MINUTE;
  g_assert_true (vd_paper_book_judge (f->rig.book, f->rig.paper, TRUE, NULL, ""));
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, row));
  vd_paper_book_tidy (f->rig.book, NOW + 4 * MINUTE);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, row));
  text_rig_expect_none ("its wait is over");
  vd_paper_book_tidy (f->rig.book, NOW + 6 * MINUTE);
  g_test_assert_expected_messages ();
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, row));
  g_assert_nonnull (row->key);
  row->asked_s = row->received_s = NOW - 61 * MINUTE;
  vd_store_save (f->rig.store, &vd_table_papers, row);
  upload_rig_restart (&f->rig);
  g_assert_nonnull (text_rig_get_row (f)->key);
  g_assert_false (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
}

/* A script for its first run only; one more for its second, and so on. It may make no files that grow, but names. */
static char *
make_once (TextRig *f, const char *name, const char *script)
{
  g_autofree char *path = text_rig_in_tools (f, name);

  return g_strdup_printf ("ln -s nothing '%s' 2> /dev/null && %s\n", path, script);
}

/* It is left alone until then, and read at once after. */
static void
pass_pause (TextRig *f, guint pause_s)
{
  vd_paper_book_tidy (f->rig.book, NOW + pause_s - 2);
  g_assert_false (vd_paper_book_may_read_text (f->rig.book, text_rig_get_row (f)));
  vd_paper_book_tidy (f->rig.book, NOW + pause_s + 1);
  g_assert_true (vd_paper_book_may_read_text (f->rig.book, text_rig_get_row (f)));
}

/* Killed once, for want of memory; then it has no memory, and gives up. */
static void
test_passes (TextRig *f, gconstpointer unused)
{
  g_autofree char *first = make_once (f, "first", "kill -9 $$"), *second = make_once (f, "second", "exit 1");
  g_autofree char *script = g_strconcat (first, second, "echo '" TEXT_RIG_ANSWER "'", NULL);
  g_autofree char *program = text_rig_make_stand_in (f, script);

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_expect_pause (30, "signal");
  text_rig_accept_paper (f);
  text_rig_wait_for_pause (f);
  g_test_assert_expected_messages ();
  text_rig_assert_as_sent (f);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
  text_rig_expect_pause (120, "gave up");
  pass_pause (f, 30);
  text_rig_wait_for_pause (f);
  g_test_assert_expected_messages ();
  pass_pause (f, 120);
  text_rig_wait_for_end (f);
  assert_has_text (f);
}

/* There is no memory for telling its languages either: nothing is missing, and nobody needs a new desk. */
static void
test_no_memory (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_in_tools (f, "reader"), *none = make_once (f, "first", "exit 1");
  g_autofree char *also_none = make_once (f, "second", "exit 1");
  g_autofree char *languages = g_strconcat (also_none, STAND_IN_FRENCH, NULL);
  g_autofree char *script = g_strconcat (none, "echo '" TEXT_RIG_ANSWER "'", NULL);

  stand_in_make (program, languages, script);
  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_expect_pause (30, "gave up");
  text_rig_accept_paper (f);
  text_rig_wait_for_pause (f);
  g_test_assert_expected_messages ();
  pass_pause (f, 30);
  text_rig_wait_for_end (f);
  assert_has_text (f);
}

/* Others are read meanwhile. */
static void
test_others (TextRig *f, gconstpointer unused)
{
  g_autofree char *once = make_once (f, "first", "kill -9 $$"), *first = NULL;
  g_autofree char *script = g_strconcat (once, "echo '" TEXT_RIG_ANSWER "'", NULL);
  g_autofree char *program = text_rig_make_stand_in (f, script);

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_expect_pause (30, "signal");
  text_rig_accept_paper (f);
  text_rig_wait_for_pause (f);
  g_test_assert_expected_messages ();
  first = g_steal_pointer (&f->rig.paper);
  f->rig.paper = g_strdup (vd_paper_book_ask (f->rig.book, "c1", "k1", "a1", "payslip", "", NOW)->id);
  text_rig_accept_paper (f);
  text_rig_wait_for_end (f);
  assert_has_text (f);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, vd_paper_book_get (f->rig.book, first)));
}

typedef struct
{
  const char *languages, *script, *why;
} Fault;

/* What does not pass is not tried for ever: a reader that dies of this page, one whose file would grow, and one that is
 * installed badly, of which the log says what to see to. */
static void
test_stays (TextRig *f, gconstpointer data)
{
  static const guint pauses_s[] = { 30, 120, 480 };
  const Fault *fault = data;
  g_autofree char *program = text_rig_in_tools (f, "reader");

  stand_in_make (program, fault->languages, fault->script);
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_expect_pause (pauses_s[0], fault->why);
  text_rig_accept_paper (f);
  for (guint i = 0; i < G_N_ELEMENTS (pauses_s); i++)
    {
      text_rig_wait_for_pause (f);
      g_test_assert_expected_messages ();
      g_assert_true (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
      if (i + 1 < G_N_ELEMENTS (pauses_s))
        text_rig_expect_pause (pauses_s[i + 1], fault->why);
      else
        text_rig_expect_none (fault->why);
      pass_pause (f, pauses_s[i]);
    }
  text_rig_wait_for_end (f);
  g_test_assert_expected_messages ();
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, -1);
  text_rig_assert_as_sent (f);
}

/* The disk is full for a moment: what is in the way of the new file stands for it. */
static void
test_full (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_make_stand_in (f, "echo '" TEXT_RIG_ANSWER "'"), *path = NULL, *way = NULL;

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_accept_paper (f);
  path = vd_paper_book_path_of (f->rig.book, text_rig_get_row (f));
  way = g_strconcat (path, ".text.new", NULL);
  g_assert_cmpint (g_mkdir (way, 0700), ==, 0);
  text_rig_expect_pause (30, "cannot make a file");
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_wait_for_pause (f);
  g_test_assert_expected_messages ();
  g_assert_cmpint (g_rmdir (way), ==, 0);
  text_rig_assert_as_sent (f);
  pass_pause (f, 30);
  text_rig_wait_for_end (f);
  assert_has_text (f);
}

/* No pause goes beyond the wait: it goes as it came at once. */
static void
test_no_time (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_make_stand_in (f, "kill -9 $$");
  VdPaperRow *row;

  g_free (f->rig.paper);
  f->rig.paper =
      g_strdup (vd_paper_book_ask (f->rig.book, "c1", "k1", "a1", "letter", "", NOW)->id); /* kept for two hours */
  upload_rig_send (&f->rig);
  row = (VdPaperRow *)text_rig_get_row (f);
  row->asked_s = row->received_s = NOW - 60 * MINUTE + 20;
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_expect_none ("signal");
  g_assert_true (vd_paper_book_judge (f->rig.book, f->rig.paper, TRUE, NULL, ""));
  text_rig_wait_for_end (f);
  g_test_assert_expected_messages ();
  g_assert_cmpint (row->text_bytes, ==, -1);
}

/* Nobody waits for what has to be installed: that is said once, and the next desk reads what is still here. */
static void
test_missing (TextRig *f, gconstpointer language)
{
  g_autofree char *program = text_rig_make_stand_in (f, "exit 1"), *first = NULL;

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  f->texts = vd_paper_texts_new (f->rig.book, language ? program : "reader-that-is-not-there",
                                 language ? language : "fra", TIMEOUT_S, TEXT_RIG_SETTING);
  text_rig_expect_missing (language ? "“deu” (Debian: tesseract-ocr-deu)" : "(Debian: tesseract-ocr)");
  text_rig_accept_paper (f);
  text_rig_wait_for_end (f);
  g_test_assert_expected_messages ();
  first = g_steal_pointer (&f->rig.paper);
  f->rig.paper = g_strdup (vd_paper_book_ask (f->rig.book, "c1", "k1", "a1", "payslip", "", NOW)->id);
  text_rig_accept_paper (f);
  text_rig_wait_for_end (f);
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, 0);
  g_clear_object (&f->texts);
  upload_rig_restart (&f->rig);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, vd_paper_book_get (f->rig.book, first)));
  text_rig_start (f, TESSERACT, TIMEOUT_S);
  text_rig_wait_for_end (f);
  assert_has_text (f);
}

/* What cannot be told is not told as missing, nor instead of it. */
static void
test_check (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_in_tools (f, "reader");

  stand_in_make (program, "kill -9 $$", "");
  text_rig_start (f, program, TIMEOUT_S);
  g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING,
                         "/etc/desk.conf: ?papers? text-layer: it cannot be told now *: *signal*");
  vd_paper_texts_check (f->texts);
  g_test_assert_expected_messages ();
  g_assert_cmpint (g_unlink (program), ==, 0);
  text_rig_expect_missing ("(Debian: tesseract-ocr)");
  vd_paper_texts_check (f->texts);
  g_test_assert_expected_messages ();
  vd_paper_texts_check (f->texts); /* once */
}

#define ADD_WITH(name, data, func)                                                                                     \
  g_test_add ("/text-waits/" name, TextRig, data, text_rig_set_up, func, text_rig_tear_down)
#define ADD(name, func) ADD_WITH (name, NULL, func)

int
main (int argc, char **argv)
{
  static const Fault killed = { STAND_IN_FRENCH, "kill -9 $$", "signal" },
                     grows = { STAND_IN_FRENCH, "echo > \"$0.file\"", "signal" },
                     broken = { "exit 1", "exit 1", "--list-langs* does not work *Debian: tesseract-ocr*gave up" };

  g_test_init (&argc, &argv, NULL);
  ADD ("deleted", test_deleted);
  ADD ("again", test_again);
  ADD ("unknown", test_unknown);
  ADD ("handed", test_handed);
  ADD ("over", test_over);
  ADD ("half", test_half);
  ADD ("passes", test_passes);
  ADD ("no-memory", test_no_memory);
  ADD ("others", test_others);
  ADD_WITH ("stays/killed", &killed, test_stays);
  ADD_WITH ("stays/file", &grows, test_stays);
  ADD_WITH ("stays/broken", &broken, test_stays);
  ADD ("full", test_full);
  ADD ("no-time", test_no_time);
  ADD ("check", test_check);
  ADD ("missing/program", test_missing);
  ADD_WITH ("missing/language", "deu", test_missing);
  return g_test_run ();
}
