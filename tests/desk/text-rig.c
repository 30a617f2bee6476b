/* SPDX-License-Identifier: EUPL-1.2 */
#include "text-rig.h"
#include "paper-book-private.h"
#include "stand-in.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

void
text_rig_set_up (TextRig *f, gconstpointer unused)
{
  f->tools = sample_folder_make ();
  f->rig.has_text = TRUE;
  upload_rig_set_up (&f->rig, NULL);
}

void
text_rig_tear_down (TextRig *f, gconstpointer unused)
{
  g_clear_object (&f->texts);
  upload_rig_tear_down (&f->rig, NULL);
  sample_folder_delete (f->tools);
}

char *
text_rig_in_tools (TextRig *f, const char *name)
{
  return g_build_filename (f->tools, name, NULL);
}

char *
text_rig_make_stand_in (TextRig *f, const char *script)
{
  char *path = text_rig_in_tools (f, "reader");

  stand_in_make (path, STAND_IN_FRENCH, script);
  return path;
}

char *
text_rig_make_late_stand_in (TextRig *f)
{
  g_autofree char *pipe = text_rig_in_tools (f, "pipe");
  g_autofree char *script = g_strdup_printf ("cat '%s' > /dev/null\necho '%s'", pipe, TEXT_RIG_ANSWER);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  return text_rig_make_stand_in (f, script);
}

int
text_rig_open_pipe (TextRig *f)
{
  g_autofree char *pipe = text_rig_in_tools (f, "pipe");
  int fd;

  while ((fd = g_open (pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0)) < 0)
    {
      g_assert_cmpint (errno, ==, ENXIO); /* nobody reads */
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  return fd;
}

const VdPaperRow *
text_rig_get_row (TextRig *f)
{
  return vd_paper_book_get (f->rig.book, f->rig.paper);
}

void
text_rig_accept_paper (TextRig *f)
{
  upload_rig_send (&f->rig);
  g_assert_true (vd_paper_book_judge (f->rig.book, f->rig.paper, TRUE, NULL, ""));
}

VdPaperRow *
text_rig_send_letter (TextRig *f, gint64 age_s)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  VdPaperRow *row;

  g_free (f->rig.paper);
  f->rig.paper = g_strdup (vd_paper_book_ask (f->rig.book, "c1", "k1", "a1", "letter", "", now_s)->id);
  upload_rig_send (&f->rig);
  row = (VdPaperRow *)text_rig_get_row (f);
  row->asked_s = row->received_s = now_s - age_s;
  return row;
}

void
text_rig_start (TextRig *f, const char *program, guint timeout_s)
{
  f->texts = vd_paper_texts_new (f->rig.book, program, "fra", timeout_s, TEXT_RIG_SETTING);
}

void
text_rig_wait_for_end (TextRig *f)
{
  while (vd_paper_book_awaits_text (f->rig.book, text_rig_get_row (f)))
    g_main_context_iteration (NULL, TRUE);
}

void
text_rig_wait_for_pause (TextRig *f)
{
  while (vd_paper_book_may_read_text (f->rig.book, text_rig_get_row (f)))
    g_main_context_iteration (NULL, TRUE);
}

void
text_rig_expect_pause (guint pause_s, const char *why)
{
  g_autofree char *pattern = g_strdup_printf ("the text of paper * is read again in %u s: *%s*", pause_s, why);

  g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING, pattern);
}

void
text_rig_expect_missing (const char *why)
{
  g_autofree char *pattern =
      g_strdup_printf ("%s: papers get no text layer: *%s*", "/etc/desk.conf: ?papers? text-layer", why);

  g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING, pattern);
}

void
text_rig_expect_none (const char *why)
{
  g_autofree char *pattern = g_strdup_printf ("paper * gets no text layer: *%s*", why);

  g_test_expect_message ("vd-desk", G_LOG_LEVEL_WARNING, pattern);
}

void
text_rig_assert_as_sent (TextRig *f)
{
  g_autoptr (GBytes) file = upload_rig_read (&f->rig, 0);

  g_assert_true (g_bytes_equal (file, f->rig.plain));
  g_assert_cmpuint (sample_folder_count (f->rig.folder, ""), ==, 1);
}

void
text_rig_assert_has_text (TextRig *f)
{
  g_autoptr (GBytes) whole = upload_rig_read (&f->rig, 0);
  gsize size, sent = g_bytes_get_size (f->rig.plain);
  const char *data = g_bytes_get_data (whole, &size);

  g_assert_cmpint (text_rig_get_row (f)->text_bytes, >, 0);
  g_assert_cmpint ((gint64)size, ==, (gint64)sent + text_rig_get_row (f)->text_bytes);
  g_assert_cmpmem (data, sent, g_bytes_get_data (f->rig.plain, NULL), sent);
}

gboolean
text_rig_is_running (const char *word)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL), *text = NULL;
      gsize size;

      if (g_ascii_isdigit (*name) && g_file_get_contents (path, &text, &size, NULL) &&
          memmem (text, size, word, strlen (word)))
        return TRUE;
    }
  return FALSE;
}
