/* SPDX-License-Identifier: EUPL-1.2 */
#include "cut-line.h"
#include "desk-process.h"
#include "desk-settings.h"
#include "accounts.h"
#include "paper-store.h"
#include "sample-contact.h"
#include "sample-paper.h"
#include "sealed-paper.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* A paper on its way between two processes, a kiosk's sending side and visiodeskd, of which one is killed -9 at some
 * bytes (--seed names them), or with --every as the first argument at every 64 KiB, and when all is confirmed. */
#define STEP ((guint64)64 * 1024)
#define SOME 3
#define PART_HEADER 8 /* of a part file */
#define NOW_US g_get_real_time ()

typedef enum
{
  VICTIM_DESK,
  VICTIM_SENDER,
  EVERY = 1 << 8, /* with one of them: at every STEP */
} Victim;

typedef struct
{
  DeskProcess desk;
  char *spool, *document, *token, *key, *url, *paper;
  GBytes *plain;
  CutLine *line;
  Victim victim;
  GPid sender;
  GArray *cuts; /* of guint64 */
  guint kills;
} World;

/* A contact in its talk, in which a paper was asked for. */
static void
fill_store (World *w)
{
  g_autoptr (VdStore) store = paper_store_open (w->desk.state);
  g_autoptr (VdPaperBook) book = paper_store_open_book (store, w->desk.folder, w->desk.papers);
  g_autoptr (GError) error = NULL;

  w->token = vd_accounts_enroll_kiosk (store, "k1", "lyon", &error);
  g_assert_no_error (error);
  sample_contact_save (store, "a1");
  w->paper = g_strdup (vd_paper_book_ask (book, "c1", "k1", "a1", "other", "", NOW_US / G_USEC_PER_SEC)->id);
  w->key = vd_sealed_paper_key_to_text (vd_paper_book_get_public_key (book));
  /* Not only by letting it go: a task that waits for this process's main loop may hold it a while longer. */
  g_assert_true (vd_store_sync (store, &error));
}

static void
start_desk (World *w)
{
  cut_line_set_desk (w->line, desk_process_start (&w->desk, NULL));
}

static void
start_sender (World *w)
{
  const char *const argv[] = {
    g_getenv ("VD_PAPER_SENDER"), w->spool, w->url, w->token, w->key, "c1", w->paper, w->document, NULL
  };
  g_autoptr (GError) error = NULL;

  g_spawn_async (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &w->sender, &error);
  g_assert_no_error (error);
}

static void
kill_sender (World *w)
{
  int status;

  g_assert_cmpint (kill (w->sender, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (w->sender, &status, 0), ==, w->sender);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL); /* it had not ended by itself */
}

/* -1: there is none. */
static gint64
get_part_size (World *w)
{
  g_autoptr (GDir) dir = g_dir_open (w->desk.papers, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (w->desk.papers, name, NULL);
      GStatBuf facts;

      if (g_str_has_suffix (name, ".part") && g_stat (path, &facts) == 0)
        return facts.st_size;
    }
  return -1;
}

/* Until the desk has them on its disk, so that it is killed with them half done; of a whole paper the part may be gone
 * already. */
static void
wait_for_bytes (World *w, guint64 position)
{
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  gint64 size;

  while ((size = get_part_size (w)) >= 0 && size < (gint64)(PART_HEADER + position))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
      g_usleep (500);
    }
}

static gboolean
on_cut (guint64 position, gpointer data)
{
  World *w = data;

  if (position != CUT_LINE_CONFIRMED)
    wait_for_bytes (w, position);
  w->kills++;
  if (w->victim == VICTIM_DESK)
    {
      desk_process_end (&w->desk, SIGKILL);
      start_desk (w);
    }
  else
    {
      kill_sender (w);
      start_sender (w);
    }
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  guint64 first = *(const guint64 *)a, second = *(const guint64 *)b;

  return (first > second) - (first < second);
}

static GArray *
make_cuts (guint64 length, gboolean every)
{
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint64 at = STEP; every && at < length; at += STEP)
    g_array_append_val (cuts, at);
  for (guint i = 0; !every && i < SOME; i++)
    {
      guint64 at = (guint64)g_test_rand_int_range (1, (gint32)length);

      g_array_append_val (cuts, at);
    }
  g_array_sort (cuts, compare);
  return cuts;
}

static void
set_up (World *w, gconstpointer how)
{
  w->victim = (Victim)(GPOINTER_TO_UINT (how) & ~EVERY);
  desk_process_set_up (&w->desk, "");
  w->spool = desk_process_in (&w->desk, "spool");
  w->document = desk_process_in (&w->desk, "document.pdf");
  g_assert_cmpint (g_mkdir (w->spool, 0700), ==, 0);
  w->plain = sample_paper_make_large (1);
  g_assert_true (
      g_file_set_contents (w->document, g_bytes_get_data (w->plain, NULL), (gssize)g_bytes_get_size (w->plain), NULL));
  w->cuts = make_cuts (vd_sealed_paper_get_length (g_bytes_get_size (w->plain)), GPOINTER_TO_UINT (how) & EVERY);
  w->line = cut_line_new ((const guint64 *)w->cuts->data, w->cuts->len, on_cut, w);
  w->url = g_strdup_printf ("http://127.0.0.1:%u", cut_line_get_port (w->line));
  fill_store (w); /* last: a contact has its time, also while no desk runs */
}

static void
tear_down (World *w, gconstpointer how)
{
  cut_line_free (w->line);
  g_array_unref (w->cuts);
  g_bytes_unref (w->plain);
  sample_folder_delete (w->spool);
  desk_process_tear_down (&w->desk);
  g_free (w->document);
  g_free (w->token);
  g_free (w->key);
  g_free (w->url);
  g_free (w->paper);
}

static void
send_all (World *w)
{
  int status = 0;

  start_sender (w); /* first: once the desk runs, the contact whose kiosk does not come back has a minute */
  start_desk (w);
  while (waitpid (w->sender, &status, WNOHANG) == 0)
    cut_line_carry (w->line);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
}

static void
assert_stored (World *w)
{
  g_autoptr (VdStore) store = paper_store_open (w->desk.state);
  g_autoptr (VdPaperBook) book = paper_store_open_book (store, w->desk.folder, w->desk.papers);
  const VdPaperRow *row = vd_paper_book_get (book, w->paper);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, w->plain);
  g_autoptr (GBytes) read = NULL;

  g_assert_cmpstr (row->state, ==, "received");
  g_assert_cmpstr (row->sha256, ==, sum);
  g_assert_cmpint (row->attempt, ==, 1); /* taken once, however often its end was sent */
  read = paper_store_read (book, w->paper, 0, 0, "a1");
  g_assert_nonnull (read);
  g_assert_true (g_bytes_equal (read, w->plain));
}

static void
test_killed (World *w, gconstpointer how)
{
  guint64 length = vd_sealed_paper_get_length (g_bytes_get_size (w->plain));

  send_all (w);
  g_test_message ("%u kills, %" G_GUINT64_FORMAT " bytes", w->kills, length);
  g_assert_cmpuint (cut_line_get_confirmed (w->line), ==, length);
  g_assert_cmpuint (cut_line_get_creations (w->line), ==, 1); /* never from the start */
  g_assert_cmpuint (w->kills, ==, w->cuts->len + 1);
  g_assert_cmpuint (sample_folder_count (w->spool, ""), ==, 0);
  desk_process_end (&w->desk, SIGKILL);
  g_assert_cmpuint (sample_folder_count (w->desk.papers, ".sealed"), ==, 1);
  g_assert_cmpuint (sample_folder_count (w->desk.papers, ""), ==, 1);
  assert_stored (w);
}

#define ADD(name, how) g_test_add ("/cut-ends/" name, World, GUINT_TO_POINTER (how), set_up, test_killed, tear_down)

int
main (int argc, char **argv)
{
  guint every = argc > 1 && g_str_equal (argv[1], "--every") ? EVERY : 0;

  g_test_init (&argc, &argv, NULL);
  ADD ("desk", VICTIM_DESK | every);
  ADD ("sender", VICTIM_SENDER | every);
  return g_test_run ();
}
