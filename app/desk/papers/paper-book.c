/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "paper-book-private.h"
#include "paper-files.h"
#include "paper-proof.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sodium.h>

#define MAX_ASKED 20
#define MAX_READERS 2

G_DEFINE_FINAL_TYPE (VdPaperBook, vd_paper_book, G_TYPE_OBJECT)

typedef enum
{
  STATE_ASKED,
  STATE_RECEIVED,
  STATE_ACCEPTED,
  STATE_REFUSED,
  STATE_WITHDRAWN,
  N_STATES
} State;

static const struct
{
  const char *name;
  guint next; /* bits of states */
} states[N_STATES] = {
  [STATE_ASKED] = { "asked", 1 << STATE_RECEIVED | 1 << STATE_WITHDRAWN },
  [STATE_RECEIVED] = { "received", 1 << STATE_ACCEPTED | 1 << STATE_REFUSED },
  [STATE_ACCEPTED] = { "accepted", 0 },
  [STATE_REFUSED] = { "refused", 1 << STATE_RECEIVED | 1 << STATE_WITHDRAWN },
  [STATE_WITHDRAWN] = { "withdrawn", 0 },
};

static gboolean
may_become (const VdPaperRow *row, State state)
{
  for (guint i = 0; i < N_STATES; i++)
    if (g_strcmp0 (row->state, states[i].name) == 0)
      return (states[i].next & 1 << state) != 0;
  return FALSE;
}

gboolean
vd_paper_book_is_shown_only (VdPaperBook *self, const VdPaperRow *row)
{
  const VdPaperRule *rule = vd_paper_rules_find (self->limits.rules, row->kind);

  return rule && rule->show_only;
}

static void
set_text (char **slot, const char *text)
{
  char *old = *slot;

  *slot = g_strdup (text);
  g_free (old);
}

/* The one place where a paper's state changes. */
static gboolean
set_state (VdPaperBook *self, VdPaperRow *row, State state, const char *reason)
{
  gboolean is_seen = state == STATE_ACCEPTED && g_str_equal (row->state, states[STATE_ASKED].name) &&
                     vd_paper_book_is_shown_only (self, row);

  if (!is_seen && !may_become (row, state))
    return FALSE;
  set_text (&row->state, states[state].name);
  set_text (&row->reason, reason);
  return TRUE;
}

gboolean
vd_paper_book_refuse_row (VdPaperBook *self, VdPaperRow *row, const char *reason)
{
  return set_state (self, row, STATE_REFUSED, reason);
}

void
vd_paper_book_scrub_if_due (VdPaperBook *self)
{
  if (self->scrub_due)
    vd_store_scrub (self->store);
  self->scrub_due = FALSE;
}

void
vd_paper_book_save (VdPaperBook *self, const VdPaperRow *row)
{
  vd_store_save (self->store, &vd_table_papers, row);
  vd_paper_book_scrub_if_due (self);
}

void
vd_paper_book_tell (VdPaperBook *self, const VdPaperRow *row)
{
  if (!vd_paper_book_is_open (self, row->id))
    vd_paper_views_drop (self->views, row->id);
  g_signal_emit_by_name (self, "changed", row);
}

char *
vd_paper_book_path_of (VdPaperBook *self, const VdPaperRow *row)
{
  return vd_paper_files_get_path (self->folder, row->id, row->attempt);
}

/* Without its key the file says nothing, even where the disk keeps its blocks. */
void
vd_paper_book_delete_file (VdPaperBook *self, VdPaperRow *row, const char *why)
{
  g_autofree char *path = vd_paper_book_path_of (self, row);

  if (!row->key)
    return;
  g_clear_pointer (&row->key, g_bytes_unref);
  if (g_unlink (path) != 0 && errno != ENOENT)
    g_warning ("the file of paper %s stays: %s", row->id, g_strerror (errno));
  self->scrub_due = TRUE;
  vd_paper_proof_deleted (self->store, row, why);
}

const VdPaperRow *
vd_paper_book_get (VdPaperBook *self, const char *paper)
{
  g_return_val_if_fail (VD_IS_PAPER_BOOK (self), NULL);
  return paper ? g_hash_table_lookup (self->by_id, paper) : NULL;
}

GPtrArray *
vd_paper_book_list (VdPaperBook *self, const char *contact)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      VdPaperRow *row = g_ptr_array_index (self->rows, i);

      if (!contact || g_strcmp0 (row->contact, contact) == 0)
        g_ptr_array_add (list, row);
    }
  return list;
}

/* Sorts as asked, also after a restart: the store lists by key. */
static char *
make_id (void)
{
  return g_strdup_printf ("p%014" G_GINT64_MODIFIER "x%08x", (guint64)g_get_real_time (), randombytes_random ());
}

static void
keep_row (VdPaperBook *self, VdPaperRow *row)
{
  g_ptr_array_add (self->rows, row);
  g_hash_table_insert (self->by_id, row->id, row);
}

const VdPaperRow *
vd_paper_book_ask (VdPaperBook *self, const char *contact, const char *kiosk, const char *advisor, const char *kind,
                   const char *note, gint64 now_s)
{
  g_autoptr (GPtrArray) asked = vd_paper_book_list (self, contact);
  VdPaperRow *row;

  if (asked->len >= MAX_ASKED)
    return NULL;
  row = g_new0 (VdPaperRow, 1);
  row->id = make_id ();
  row->contact = g_strdup (contact);
  row->kiosk = g_strdup (kiosk);
  row->advisor = g_strdup (advisor);
  row->kind = g_strdup (kind);
  row->note = g_strdup (note ? note : "");
  row->state = g_strdup (states[STATE_ASKED].name);
  row->asked_s = now_s;
  keep_row (self, row);
  vd_paper_book_save (self, row);
  vd_paper_proof_asked (self->store, row);
  vd_paper_book_tell (self, row);
  return row;
}

gboolean
vd_paper_book_judge (VdPaperBook *self, const char *paper, gboolean accepted, const char *reason, const char *note)
{
  VdPaperRow *row = (VdPaperRow *)vd_paper_book_get (self, paper);

  if (!row || (!accepted && !reason) || g_strcmp0 (row->checked, VD_PAPER_PENDING) == 0)
    return FALSE;
  if (!set_state (self, row, accepted ? STATE_ACCEPTED : STATE_REFUSED, accepted ? NULL : reason))
    return FALSE;
  if (!accepted)
    set_text (&row->note, note ? note : "");
  vd_paper_book_begin_wait (self, row);
  vd_paper_book_save (self, row);
  vd_paper_proof_judged (self->store, row, accepted);
  vd_paper_book_tell (self, row);
  return TRUE;
}

gboolean
vd_paper_book_withdraw_row (VdPaperBook *self, VdPaperRow *row, const char *why)
{
  if (!set_state (self, row, STATE_WITHDRAWN, why))
    return FALSE;
  vd_upload_store_drop_of_paper (self->uploads, row->id);
  vd_paper_book_delete_file (self, row, "withdrawn");
  vd_paper_book_save (self, row);
  vd_paper_proof_withdrawn (self->store, row);
  return TRUE;
}

gboolean
vd_paper_book_withdraw (VdPaperBook *self, const char *paper, const char *why)
{
  VdPaperRow *row = (VdPaperRow *)vd_paper_book_get (self, paper);

  if (!row || !vd_paper_book_withdraw_row (self, row, why))
    return FALSE;
  vd_paper_book_tell (self, row);
  return TRUE;
}

static void
fill_received (VdPaperBook *self, VdPaperRow *row, const VdUploadedPaper *uploaded, gint64 now_s)
{
  row->attempt++;
  row->pages = uploaded->pages;
  row->bytes = (gint64)uploaded->bytes;
  set_text (&row->sha256, uploaded->upload->sha256);
  row->key = vd_key_safe_wrap (self->safe, uploaded->key, row->id);
  row->received_s = now_s;
  row->handed_s = 0;
  row->text_bytes = 0;
  set_text (&row->checked, uploaded->check == VD_UPLOAD_UNCHECKED ? NULL
                           : uploaded->check == VD_UPLOAD_CLEAN   ? VD_PAPER_CLEAN
                                                                  : VD_PAPER_PENDING);
}

/* The desk died, or its store failed, after it took this very paper and before it could say so. */
static gboolean
take_again (VdPaperBook *self, const VdPaperRow *row, const VdUploadedPaper *uploaded)
{
  if (!row->key || g_strcmp0 (row->sha256, uploaded->upload->sha256) != 0)
    return FALSE;
  vd_paper_book_save (self, row);
  return g_unlink (uploaded->path) == 0;
}

/* A VdUploadTaker. */
static gboolean
take_uploaded (const VdUploadedPaper *uploaded, gpointer data)
{
  VdPaperBook *self = data;
  VdPaperRow *row = (VdPaperRow *)vd_paper_book_get (self, uploaded->upload->paper);
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *path = NULL;

  if (!row || !may_become (row, STATE_RECEIVED))
    return row && take_again (self, row, uploaded);
  path = vd_paper_files_get_path (self->folder, row->id, row->attempt + 1);
  if (!vd_paper_files_keep (uploaded->path, path, row->id))
    return FALSE;
  vd_paper_book_delete_file (self, row, "replaced");
  fill_received (self, row, uploaded, now_s);
  set_state (self, row, STATE_RECEIVED, NULL);
  vd_paper_book_save (self, row);
  vd_paper_proof_received (self->store, row);
  vd_paper_book_tell (self, row);
  return TRUE;
}

/* What a killed desk left behind: sealed files that no row knows, and halves of them. */
static gboolean
delete_strangers (VdPaperBook *self, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, error);
  const char *name;

  if (!dir)
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    g_hash_table_add (known, vd_paper_book_path_of (self, g_ptr_array_index (self->rows, i)));
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", self->folder, name);

      if (!g_str_has_suffix (name, ".part") && !g_hash_table_contains (known, path))
        g_unlink (path);
    }
  return TRUE;
}

static gboolean
load (VdPaperBook *self, GError **error)
{
  g_autoptr (GPtrArray) rows = vd_store_list (self->store, &vd_table_papers, NULL, NULL, error);

  if (!rows)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      VdPaperRow *row = vd_store_row_copy (&vd_table_papers, g_ptr_array_index (rows, i));

      keep_row (self, row);
      vd_paper_book_begin_wait (self, row);
    }
  self->uploads = vd_upload_store_new (self->store, self->safe, self->folder, self->limits.upload_expiry_s,
                                       self->limits.max_pages, take_uploaded, self, error);
  if (self->uploads && self->clamd)
    vd_upload_store_set_clamd (self->uploads, self->clamd);
  return self->uploads && delete_strangers (self, error);
}

VdPaperBook *
vd_paper_book_new (VdStore *store, const VdPaperLimits *limits, GError **error)
{
  g_autoptr (VdPaperBook) self = NULL;

  g_return_val_if_fail (VD_IS_STORE (store) && limits && limits->safe, NULL);
  self = g_object_new (VD_TYPE_PAPER_BOOK, NULL);
  self->store = g_object_ref (store);
  self->limits = *limits;
  self->folder = g_strdup (limits->folder);
  self->limits.folder = self->folder;
  self->safe = vd_key_safe_ref (limits->safe);
  self->clamd = g_strdup (limits->clamd);
  self->limits.clamd = self->clamd;
  if (g_mkdir_with_parents (self->folder, 0700) != 0 || g_chmod (self->folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code), "the folder of the papers: %s",
                   g_strerror (code));
      return NULL;
    }
  if (!load (self, error))
    return NULL;
  vd_paper_book_tidy (self, g_get_real_time () / G_USEC_PER_SEC);
  return g_steal_pointer (&self);
}

static void
free_paper_row (gpointer row)
{
  vd_store_row_free (&vd_table_papers, row);
}

static void
vd_paper_book_init (VdPaperBook *self)
{
  self->rows = g_ptr_array_new_with_free_func (free_paper_row);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->waits = vd_paper_waits_new ();
  self->cut_off = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->views = vd_paper_views_new ();
  self->readers = g_thread_pool_new (vd_paper_files_read_in_thread, NULL, MAX_READERS, FALSE, NULL);
}

static void
vd_paper_book_finalize (GObject *object)
{
  VdPaperBook *self = VD_PAPER_BOOK (object);

  g_thread_pool_free (self->readers, FALSE, TRUE);
  g_clear_pointer (&self->uploads, vd_upload_store_free);
  vd_paper_views_free (self->views);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->waits);
  g_hash_table_unref (self->cut_off);
  g_ptr_array_unref (self->rows);
  g_clear_object (&self->store);
  g_clear_pointer (&self->safe, vd_key_safe_unref);
  g_free (self->folder);
  g_free (self->clamd);
  G_OBJECT_CLASS (vd_paper_book_parent_class)->finalize (object);
}

static void
vd_paper_book_class_init (VdPaperBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vd_paper_book_finalize;
  g_signal_new ("changed", VD_TYPE_PAPER_BOOK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_signal_new ("text-due", VD_TYPE_PAPER_BOOK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}
