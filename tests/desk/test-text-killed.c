/* SPDX-License-Identifier: EUPL-1.2 */
/* visiodeskd killed -9 while a paper of its is read: nothing goes on without it, and the next desk does what was left.
 */
#include "desk-process.h"
#include "paper-store.h"
#include "sample-paper.h"
#include "stand-in.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW (g_get_real_time () / G_USEC_PER_SEC)

typedef struct
{
  DeskProcess desk;
  char *tools, *pipe, *paper;
  GBytes *plain;
} World;

/* A paper that was accepted. */
static void
fill_store (World *w)
{
  g_autoptr (VdStore) store = paper_store_open (w->desk.state);
  g_autoptr (VdPaperBook) book = paper_store_open_book (store, w->desk.folder, w->desk.papers);

  w->paper = g_strdup (vd_paper_book_ask (book, "c1", "k1", "a1", "letter", "", NOW)->id);
  paper_store_send (book, w->paper, w->plain);
  g_assert_true (vd_paper_book_judge (book, w->paper, TRUE, NULL, ""));
  g_assert_true (vd_store_sync (store, NULL));
}

/* A Tesseract that knows French and never comes to an end. */
static void
make_stand_in (World *w)
{
  g_autofree char *path = g_build_filename (w->tools, "tesseract", NULL);
  g_autofree char *script = g_strdup_printf ("exec cat '%s' > /dev/null", w->pipe);

  stand_in_make (path, STAND_IN_FRENCH, script);
  g_assert_cmpint (mkfifo (w->pipe, 0600), ==, 0);
}

static void
set_up (World *w, gconstpointer unused)
{
  desk_process_set_up (&w->desk, "text-layer=fra\n");
  w->tools = desk_process_in (&w->desk, "tools");
  w->pipe = g_build_filename (w->tools, "pipe", NULL);
  g_assert_cmpint (g_mkdir (w->tools, 0700), ==, 0);
  w->plain = sample_paper_make_written (1);
  make_stand_in (w);
  fill_store (w);
}

static void
tear_down (World *w, gconstpointer unused)
{
  g_bytes_unref (w->plain);
  sample_folder_delete (w->tools);
  desk_process_tear_down (&w->desk);
  g_free (w->pipe);
  g_free (w->paper);
}

static gint64
get_text_bytes (World *w)
{
  g_autoptr (VdStore) store = paper_store_open (w->desk.state);
  g_autoptr (GPtrArray) rows = vd_store_list (store, &vd_table_papers, NULL, NULL, NULL);

  g_assert_cmpuint (rows->len, ==, 1);
  return ((VdPaperRow *)rows->pdata[0])->text_bytes;
}

static GBytes *
read_paper (World *w)
{
  g_autoptr (VdStore) store = paper_store_open (w->desk.state);
  g_autoptr (VdPaperBook) book = paper_store_open_book (store, w->desk.folder, w->desk.papers);

  return paper_store_read (book, w->paper, 0, 0, "a1");
}

static void
test_killed (World *w, gconstpointer unused)
{
  g_autoptr (GBytes) before = NULL, after = NULL;
  int pipe, again;

  desk_process_start (&w->desk, w->tools);
  pipe = g_open (w->pipe, O_WRONLY | O_CLOEXEC, 0); /* until the stand-in reads */
  desk_process_end (&w->desk, SIGKILL);
  /* It has died with its desk: nobody reads any more, and the pipe cannot be opened without waiting. */
  while ((again = g_open (w->pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0)) >= 0)
    {
      close (again);
      g_usleep (1000);
    }
  close (pipe);
  before = read_paper (w);
  g_assert_true (g_bytes_equal (before, w->plain));
  g_assert_cmpint (get_text_bytes (w), ==, 0);
  desk_process_start (&w->desk, NULL);
  while (get_text_bytes (w) == 0)
    g_usleep (20000);
  desk_process_end (&w->desk, SIGTERM);
  g_assert_cmpint (get_text_bytes (w), >, 0);
  after = read_paper (w);
  g_assert_cmpint ((gint64)g_bytes_get_size (after), ==, (gint64)g_bytes_get_size (w->plain) + get_text_bytes (w));
  g_assert_cmpuint (sample_folder_count (w->desk.papers, ""), ==, 1);
}

/* A test that fails leaves no desk behind. */
static void
test_orphan (World *w, gconstpointer unused)
{
  char said[200];
  int line[2], status;
  pid_t test;

  g_assert_cmpint (pipe (line), ==, 0);
  test = fork ();
  if (test == 0)
    {
      dup2 (line[1], STDERR_FILENO);
      close (line[0]);
      close (line[1]);
      desk_process_start (&w->desk, NULL);
      _exit (0);
    }
  close (line[1]);
  g_assert_cmpint (waitpid (test, &status, 0), ==, test);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  while (read (line[0], said, sizeof said) > 0) /* until no process has its other end: the desk neither */
    ;
  close (line[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/text-layer/killed", World, NULL, set_up, test_killed, tear_down);
  g_test_add ("/text-layer/orphan", World, NULL, set_up, test_orphan, tear_down);
  return g_test_run ();
}
