/* SPDX-License-Identifier: EUPL-1.2 */
/* A paper whose reading fails: what may pass is tried again, and what does not pass ends. */
#include "full-disk.h"
#include "paper-book-private.h"
#include "stand-in.h"
#include "text-rig.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)
#define MINUTE 60

/* A script for its first run only; one more for its second, and so on. It may make no files that grow, but names. */
static char *
make_once (TextRig *f, const char *name, const char *script)
{
  g_autofree char *path = text_rig_in_tools (f, name);

  return g_strdup_printf ("ln -s nothing '%s' 2> /dev/null && %s\n", path, script);
}

/* It is left alone until then, and read at once after. @before_us: ahead of the reading that failed; returns the same
 * for the next one. */
static gint64
pass_pause (TextRig *f, gint64 before_us, guint pause_s)
{
  gint64 after_us = g_get_monotonic_time ();

  vd_paper_book_tidy_waits (f->rig.book, before_us + pause_s * G_USEC_PER_SEC - 1);
  g_assert_false (vd_paper_book_may_read_text (f->rig.book, text_rig_get_row (f)));
  vd_paper_book_tidy_waits (f->rig.book, after_us + pause_s * G_USEC_PER_SEC);
  g_assert_true (vd_paper_book_may_read_text (f->rig.book, text_rig_get_row (f)));
  return after_us;
}

static void
fail_once (TextRig *f, const char *why)
{
  text_rig_expect_pause (30, why);
  text_rig_accept_paper (f);
  text_rig_wait_for_pause (f);
  g_test_assert_expected_messages ();
}

/* Killed once, for want of memory; then it has no memory, and gives up. */
static void
test_passes (TextRig *f, gconstpointer unused)
{
  g_autofree char *first = make_once (f, "first", "kill -9 $$"), *second = make_once (f, "second", "exit 1");
  g_autofree char *script = g_strconcat (first, second, "echo '" TEXT_RIG_ANSWER "'", NULL);
  g_autofree char *program = text_rig_make_stand_in (f, script);
  gint64 before_us = g_get_monotonic_time ();

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  fail_once (f, "signal");
  text_rig_assert_as_sent (f);
  g_assert_true (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)));
  text_rig_expect_pause (120, "gave up");
  before_us = pass_pause (f, before_us, 30);
  text_rig_wait_for_pause (f);
  g_test_assert_expected_messages ();
  pass_pause (f, before_us, 120);
  text_rig_wait_for_end (f);
  text_rig_assert_has_text (f);
}

/* There is no memory for telling its languages either: nothing is missing, and nobody needs a new desk. */
static void
test_no_memory (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_in_tools (f, "reader"), *none = make_once (f, "first", "exit 1");
  g_autofree char *also_none = make_once (f, "second", "exit 1");
  g_autofree char *languages = g_strconcat (also_none, STAND_IN_FRENCH, NULL);
  g_autofree char *script = g_strconcat (none, "echo '" TEXT_RIG_ANSWER "'", NULL);
  gint64 before_us = g_get_monotonic_time ();

  stand_in_make (program, languages, script);
  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  fail_once (f, "gave up");
  pass_pause (f, before_us, 30);
  text_rig_wait_for_end (f);
  text_rig_assert_has_text (f);
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
  fail_once (f, "signal");
  first = g_steal_pointer (&f->rig.paper);
  f->rig.paper = g_strdup (vd_paper_book_ask (f->rig.book, "c1", "k1", "a1", "payslip", "", NOW)->id);
  text_rig_accept_paper (f);
  text_rig_wait_for_end (f);
  text_rig_assert_has_text (f);
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
  gint64 before_us = g_get_monotonic_time ();

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
      before_us = pass_pause (f, before_us, pauses_s[i]);
    }
  text_rig_wait_for_end (f);
  g_test_assert_expected_messages ();
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, -1);
  text_rig_assert_as_sent (f);
}

/* The disk is full for a moment, when all has been read. */
static void
test_full (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_make_late_stand_in (f);
  int pipe;
  gint64 before_us = g_get_monotonic_time ();

  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_accept_paper (f);
  pipe = text_rig_open_pipe (f);
  text_rig_expect_pause (30, "cannot write");
  full_disk_set (1500);
  close (pipe);
  text_rig_wait_for_pause (f);
  full_disk_set (RLIM_INFINITY);
  g_test_assert_expected_messages ();
  text_rig_assert_as_sent (f);
  pass_pause (f, before_us, 30);
  close (text_rig_open_pipe (f));
  text_rig_wait_for_end (f);
  text_rig_assert_has_text (f);
}

/* What no pause mends is told at once. */
static void
test_lost (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_make_stand_in (f, "echo '" TEXT_RIG_ANSWER "'"), *path = NULL;

  text_rig_accept_paper (f);
  path = vd_paper_book_path_of (f->rig.book, text_rig_get_row (f));
  g_assert_cmpint (g_unlink (path), ==, 0);
  text_rig_expect_none ("No such file");
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_wait_for_end (f);
  g_test_assert_expected_messages ();
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, ==, -1);
}

static void
assert_pause (TextRig *f, GQuark domain, int code, guint pause_s)
{
  g_autoptr (GError) fault = g_error_new_literal (domain, code, "fault");

  text_rig_accept_paper (f);
  g_test_message ("%s %d", g_quark_to_string (domain), code);
  g_assert_cmpuint (vd_paper_book_put_off_text (f->rig.book, f->rig.paper, fault, g_get_monotonic_time ()), ==,
                    pause_s);
  g_free (f->rig.paper);
  f->rig.paper = g_strdup (vd_paper_book_ask (f->rig.book, "c1", "k1", "a1", "payslip", "", NOW)->id);
}

static void
test_kinds (TextRig *f, gconstpointer unused)
{
  static const int passing[] = { G_FILE_ERROR_NOSPC, G_FILE_ERROR_NOMEM, G_FILE_ERROR_MFILE,
                                 G_FILE_ERROR_NFILE, G_FILE_ERROR_IO,    G_FILE_ERROR_AGAIN },
                   lasting[] = { G_FILE_ERROR_NOENT, G_FILE_ERROR_ACCES, G_FILE_ERROR_ISDIR };

  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    assert_pause (f, G_FILE_ERROR, passing[i], 30);
  for (guint i = 0; i < G_N_ELEMENTS (lasting); i++)
    assert_pause (f, G_FILE_ERROR, lasting[i], 0);
  assert_pause (f, G_SPAWN_ERROR, G_SPAWN_ERROR_FORK, 30);
  assert_pause (f, G_IO_ERROR, G_IO_ERROR_FAILED, 30);
  assert_pause (f, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, 0);
}

/* No pause goes beyond the wait: it goes as it came at once. */
static void
test_no_time (TextRig *f, gconstpointer unused)
{
  g_autofree char *program = text_rig_make_stand_in (f, "kill -9 $$");
  const VdPaperRow *row = text_rig_send_letter (f, 60 * MINUTE - 20);

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
  text_rig_assert_has_text (f);
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
  g_test_add ("/text-faults/" name, TextRig, data, text_rig_set_up, func, text_rig_tear_down)
#define ADD(name, func) ADD_WITH (name, NULL, func)

int
main (int argc, char **argv)
{
  static const Fault killed = { STAND_IN_FRENCH, "kill -9 $$", "signal" },
                     grows = { STAND_IN_FRENCH, "echo > \"$0.file\"", "signal" },
                     broken = { "exit 1", "exit 1", "--list-langs* does not work *Debian: tesseract-ocr*gave up" };

  g_test_init (&argc, &argv, NULL);
  ADD ("passes", test_passes);
  ADD ("no-memory", test_no_memory);
  ADD ("others", test_others);
  ADD_WITH ("stays/killed", &killed, test_stays);
  ADD_WITH ("stays/file", &grows, test_stays);
  ADD_WITH ("stays/broken", &broken, test_stays);
  ADD ("full", test_full);
  ADD ("lost", test_lost);
  ADD ("kinds", test_kinds);
  ADD ("no-time", test_no_time);
  ADD ("check", test_check);
  ADD ("missing/program", test_missing);
  ADD_WITH ("missing/language", "deu", test_missing);
  return g_test_run ();
}
