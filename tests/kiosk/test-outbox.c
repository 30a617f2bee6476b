/* SPDX-License-Identifier: EUPL-1.2 */
#include "fake-desk.h"
#include "outbox.h"

#include <glib/gstdio.h>
#include <string.h>

#define PAPER_BYTES ((gsize)200 * 1000)

typedef struct
{
  FakeDesk *desk;
  VdOutbox *outbox;
  guint sent, refused;
  gboolean too_large; /* the last refusal was for that */
  guint papers;       /* alive in memory */
} Fixture;

typedef struct
{
  guint8 *bytes;
  guint *papers;
} Paper;

static void
on_freed (gpointer data)
{
  Paper *paper = data;

  (*paper->papers)--;
  g_free (paper->bytes);
  g_free (paper);
}

static void
put (Fixture *f, guint8 filling)
{
  Paper *paper = g_new (Paper, 1);
  g_autoptr (GBytes) pdf = NULL;

  paper->bytes = g_malloc (PAPER_BYTES);
  memset (paper->bytes, filling, PAPER_BYTES);
  paper->papers = &f->papers;
  f->papers++;
  pdf = g_bytes_new_with_free_func (paper->bytes, PAPER_BYTES, on_freed, paper);
  g_assert_true (vd_outbox_put (f->outbox, "c1", "p1", pdf));
}

static void
on_sent (VdOutbox *outbox, Fixture *f)
{
  f->sent++;
}

static void
on_refused (VdOutbox *outbox, const char *why, gboolean too_large, Fixture *f)
{
  f->refused++;
  f->too_large = too_large;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autofree char *url = NULL;

  f->desk = fake_desk_new ();
  url = fake_desk_get_url (f->desk);
  f->outbox = vd_outbox_new (url, FAKE_TOKEN, NULL, "");
  vd_outbox_set_key (f->outbox, fake_desk_get_paper_key (f->desk));
  g_signal_connect (f->outbox, "sent", G_CALLBACK (on_sent), f);
  g_signal_connect (f->outbox, "refused", G_CALLBACK (on_refused), f);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *)data == NULL;
}

static gboolean
has_no_paper (gpointer data)
{
  return ((Fixture *)data)->papers == 0;
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gpointer outbox = f->outbox;

  vd_outbox_clear (f->outbox);
  g_object_add_weak_pointer (G_OBJECT (f->outbox), &outbox);
  g_object_unref (f->outbox);
  wait_until (is_gone, &outbox, "the outbox to be finalised");
  wait_until (has_no_paper, f, "the last paper to be freed");
  fake_desk_free (f->desk);
}

static gboolean
is_sent (gpointer data)
{
  return ((Fixture *)data)->sent > 0;
}

static gboolean
is_refused (gpointer data)
{
  return ((Fixture *)data)->refused > 0;
}

static gboolean
is_empty (gpointer data)
{
  return vd_outbox_is_empty (((Fixture *)data)->outbox);
}

static guint
get_stall (Fixture *f)
{
  guint stall;

  g_object_get (f->outbox, "stall", &stall, NULL);
  return stall;
}

static gboolean
is_cut (gpointer data)
{
  return get_stall (data) == VD_UPLOAD_STALL_CUT;
}

static gboolean
is_full (gpointer data)
{
  return get_stall (data) == VD_UPLOAD_STALL_FULL;
}

static void
test_holds_until_cleared (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) there = NULL;

  g_assert_true (is_empty (f));
  put (f, 7);
  g_assert_cmpuint (f->papers, ==, 0); /* sealed at once: nothing here could be read */
  g_assert_false (is_empty (f));
  wait_until (is_sent, f, "the paper to be sent");
  there = fake_desk_open_upload (f->desk);
  g_assert_cmpuint (g_bytes_get_size (there), ==, PAPER_BYTES);
  g_assert_false (is_empty (f));
  vd_outbox_clear (f->outbox);
  wait_until (is_empty, f, "the outbox to be empty");
  g_assert_cmpuint (fake_desk_get_deletes (f->desk), ==, 0); /* what is sent is sent */
}

static void
test_cleared_under_way (Fixture *f, gconstpointer unused)
{
  put (f, 7);
  linger (5);
  vd_outbox_clear (f->outbox);
  wait_until (is_empty, f, "the outbox to be empty");
  g_assert_cmpuint (f->sent, ==, 0);
}

static void
test_replaced (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) there = NULL;

  put (f, 7);
  put (f, 8);
  wait_until (is_sent, f, "the paper to be sent");
  there = fake_desk_open_upload (f->desk);
  g_assert_cmpuint (((const guint8 *)g_bytes_get_data (there, NULL))[PAPER_BYTES - 1], ==, 8);
  g_assert_cmpuint (f->sent, ==, 1);
}

static void
test_stalls (Fixture *f, gconstpointer unused)
{
  fake_desk_set_upload_status (f->desk, 503);
  put (f, 7);
  wait_until (is_cut, f, "a failed trial");
  fake_desk_set_upload_status (f->desk, 507);
  wait_until (is_full, f, "a desk without room");
  g_assert_cmpuint (f->refused, ==, 0);
  fake_desk_set_upload_status (f->desk, 0);
  wait_until (is_sent, f, "the paper to be sent");
  g_assert_cmpuint (get_stall (f), ==, VD_UPLOAD_STALL_NONE);
}

static void
test_refused (Fixture *f, gconstpointer unused)
{
  fake_desk_set_upload_status (f->desk, 422);
  put (f, 7);
  wait_until (is_refused, f, "the refusal");
  g_assert_false (f->too_large);
  g_assert_false (is_empty (f)); /* whether to try again is the owner's choice */
  g_assert_cmpuint (f->sent, ==, 0);
}

static void
test_too_large (Fixture *f, gconstpointer unused)
{
  fake_desk_set_upload_status (f->desk, 413);
  put (f, 7);
  wait_until (is_refused, f, "the refusal");
  g_assert_true (f->too_large);
}

static void
test_no_key (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF", 4);

  vd_outbox_set_key (f->outbox, NULL);
  g_assert_false (vd_outbox_put (f->outbox, "c1", "p1", pdf));
  g_assert_true (is_empty (f));
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

static VdOutbox *
outbox_with_spool (Fixture *f, const char *folder)
{
  g_autofree char *url = fake_desk_get_url (f->desk);
  VdOutbox *outbox = vd_outbox_new (url, FAKE_TOKEN, NULL, folder);

  vd_outbox_set_key (outbox, fake_desk_get_paper_key (f->desk));
  return outbox;
}

static gboolean
is_folder_empty (gpointer folder)
{
  return count_files (folder) == 0;
}

static gboolean
has_most (gpointer data)
{
  g_autoptr (GBytes) there = fake_desk_get_upload (((Fixture *)data)->desk);

  return there && g_bytes_get_size (there) > 128 * 1024 / 2;
}

/* What a crash in the middle leaves: half of it at the desk, all of it, sealed, on the kiosk's disk. */
static void
crash_while_sending (Fixture *f, const char *folder)
{
  g_autofree char *saved = g_build_filename (folder, "p1.spool", NULL);
  g_autofree char *aside = g_strconcat (folder, ".aside", NULL);

  g_set_object (&f->outbox, NULL);
  f->outbox = outbox_with_spool (f, folder);
  put (f, 7);
  wait_until (has_most, f, "a part to be sent");
  g_assert_cmpint (g_rename (saved, aside), ==, 0);
  /* The program dies: nothing is told to the desk. Taken apart here without its DELETE, as the desk answers none. */
  fake_desk_stop_listening (f->desk);
  vd_outbox_clear (f->outbox);
  g_assert_cmpint (g_rename (aside, saved), ==, 0);
  fake_desk_listen (f->desk);
}

static void
test_taken_up (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = g_dir_make_tmp ("vd-spool-XXXXXX", NULL);
  g_autofree char *saved = g_build_filename (folder, "p1.spool", NULL);
  g_autofree char *content = NULL;
  g_autoptr (VdOutbox) next = NULL;
  g_autoptr (GBytes) there = NULL;
  gsize size;
  guint8 run[32];

  crash_while_sending (f, folder);
  g_assert_true (g_file_get_contents (saved, &content, &size, NULL));
  memset (run, 7, sizeof run);
  g_assert_null (memmem (content, size, run, sizeof run)); /* the paper is all sevens */
  next = outbox_with_spool (f, folder);
  vd_outbox_take_up (next);
  g_assert_true (vd_outbox_is_empty (next)); /* nothing of this visit */
  wait_until (is_folder_empty, folder, "the spool to be erased");
  there = fake_desk_open_upload (f->desk);
  g_assert_cmpuint (g_bytes_get_size (there), ==, PAPER_BYTES);
  g_assert_cmpuint (((const guint8 *)g_bytes_get_data (there, NULL))[PAPER_BYTES - 1], ==, 7);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_taken_up_in_vain (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = g_dir_make_tmp ("vd-spool-XXXXXX", NULL);
  g_autoptr (VdOutbox) next = NULL;

  crash_while_sending (f, folder);
  fake_desk_set_upload_status (f->desk, 422);
  next = outbox_with_spool (f, folder);
  vd_outbox_take_up (next);
  wait_until (is_folder_empty, folder, "the spool to be erased");
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* By the straight road too: sent, or given up, and nothing stays. */
static void
test_spool_is_erased (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = g_dir_make_tmp ("vd-spool-XXXXXX", NULL);

  g_set_object (&f->outbox, NULL);
  f->outbox = outbox_with_spool (f, folder);
  g_signal_connect (f->outbox, "sent", G_CALLBACK (on_sent), f);
  put (f, 7);
  g_assert_cmpuint (count_files (folder), ==, 1);
  vd_outbox_clear (f->outbox);
  g_assert_cmpuint (count_files (folder), ==, 0);
  put (f, 8);
  wait_until (is_sent, f, "the paper to be sent");
  g_assert_cmpuint (count_files (folder), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

#define ADD(name, test) g_test_add ("/outbox/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("holds-until-cleared", test_holds_until_cleared);
  ADD ("cleared-under-way", test_cleared_under_way);
  ADD ("replaced", test_replaced);
  ADD ("stalls", test_stalls);
  ADD ("refused", test_refused);
  ADD ("too-large", test_too_large);
  ADD ("no-key", test_no_key);
  ADD ("taken-up", test_taken_up);
  ADD ("taken-up-in-vain", test_taken_up_in_vain);
  ADD ("spool-is-erased", test_spool_is_erased);
  return g_test_run ();
}
