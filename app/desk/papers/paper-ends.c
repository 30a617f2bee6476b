/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "clamd.h"
#include "paper-book-private.h"
#include "paper-proof.h"
#include "sealed-file.h"

/* The end of papers: of their contact, of their time, at the back office, and of the wait for a virus scanner that did
 * not answer. */
#define CHECK_EVERY_S 30

typedef struct
{
  VdPaperBook *book;
  VdKeySafe *safe;
  char *paper, *path, *clamd, *why;
  gint64 attempt;
  GBytes *wrapped_key;
} Check;

static void
check_free (gpointer data)
{
  Check *self = data;

  g_object_unref (self->book);
  vd_key_safe_unref (self->safe);
  g_free (self->paper);
  g_free (self->path);
  g_free (self->clamd);
  g_free (self->why);
  g_bytes_unref (self->wrapped_key);
  g_free (self);
}

static void
check_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Check *check = data;
  GError *error = NULL;
  g_autoptr (GBytes) key = vd_key_safe_unwrap (check->safe, check->wrapped_key, check->paper, &error);
  g_autoptr (GBytes) file = key ? vd_sealed_file_read (check->path, key, &error) : NULL;
  gsize size;
  const guint8 *bytes = file ? g_bytes_get_data (file, &size) : NULL;

  if (file)
    g_task_return_int (task, vd_clamd_scan (check->clamd, bytes, size, VD_CLAMD_TIMEOUT_S, &check->why));
  else
    g_task_return_error (task, error);
}

static void
conclude (VdPaperBook *self, VdPaperRow *row, VdClamdVerdict verdict, const char *why)
{
  if (verdict == VD_CLAMD_NO_VERDICT)
    {
      g_warning ("no paper is shown until the virus scanner answers: %s", why);
      return;
    }
  g_clear_pointer (&row->checked, g_free);
  if (verdict == VD_CLAMD_CLEAN)
    row->checked = g_strdup (VD_PAPER_CLEAN);
  else
    {
      g_warning ("paper %s is destroyed: %s", row->id, why);
      vd_paper_book_delete_file (self, row, "infected");
      vd_paper_book_refuse_row (self, row, "other");
    }
  vd_paper_book_save (self, row);
  vd_paper_book_tell (self, row);
}

static void
after_check (GObject *source, GAsyncResult *result, gpointer data)
{
  Check *check = g_task_get_task_data (G_TASK (result));
  VdPaperBook *self = check->book;
  VdPaperRow *row = g_hash_table_lookup (self->by_id, check->paper);
  g_autoptr (GError) error = NULL;
  gssize verdict = g_task_propagate_int (G_TASK (result), &error);

  self->is_checking = FALSE;
  if (error)
    g_warning ("paper %s cannot be checked: %s", check->paper, error->message);
  else if (row && row->key && row->attempt == check->attempt)
    conclude (self, row, (VdClamdVerdict)verdict, check->why);
}

static void
check (VdPaperBook *self, const VdPaperRow *row)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, after_check, NULL);
  Check *one = g_new0 (Check, 1);

  one->book = g_object_ref (self);
  one->safe = vd_key_safe_ref (self->safe);
  one->paper = g_strdup (row->id);
  one->path = vd_paper_book_path_of (self, row);
  one->clamd = g_strdup (self->clamd);
  one->attempt = row->attempt;
  one->wrapped_key = g_bytes_ref (row->key);
  self->is_checking = TRUE;
  g_task_set_source_tag (task, check);
  g_task_set_task_data (task, one, check_free);
  g_task_run_in_thread (task, check_in_thread);
}

/* One at a time: a scanner that does not answer does not answer the next one either. */
static void
check_pending (VdPaperBook *self, gint64 now_s)
{
  if (!self->clamd || self->is_checking || now_s < self->check_due_s)
    return;
  self->check_due_s = now_s + CHECK_EVERY_S;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const VdPaperRow *row = self->rows->pdata[i];

      if (row->key && g_strcmp0 (row->checked, VD_PAPER_PENDING) == 0)
        {
          check (self, row);
          return;
        }
    }
}

void
vd_paper_book_end_contact (VdPaperBook *self, const char *contact, gboolean cut_off)
{
  g_autoptr (GPtrArray) papers = vd_paper_book_list (self, contact);

  if (!cut_off)
    vd_upload_store_drop_of_contact (self->uploads, contact);
  for (guint i = 0; i < papers->len; i++)
    {
      VdPaperRow *row = papers->pdata[i];

      if (vd_upload_store_has_of_paper (self->uploads, row->id))
        g_hash_table_add (self->cut_off, g_strdup (row->id));
      else
        vd_paper_book_withdraw_row (self, row, "cancelled");
    }
}

/* Nobody finished them in time. */
static void
withdraw_cut_off (VdPaperBook *self)
{
  GHashTableIter iter;
  const char *id;

  g_hash_table_iter_init (&iter, self->cut_off);
  while (g_hash_table_iter_next (&iter, (gpointer *)&id, NULL))
    {
      VdPaperRow *row = g_hash_table_lookup (self->by_id, id);

      if (vd_upload_store_has_of_paper (self->uploads, id))
        continue;
      if (row && vd_paper_book_withdraw_row (self, row, "cancelled"))
        vd_paper_book_tell (self, row);
      g_hash_table_iter_remove (&iter);
    }
}

static void
forget (VdPaperBook *self, guint index)
{
  VdPaperRow *row = g_ptr_array_index (self->rows, index);

  vd_upload_store_drop_of_paper (self->uploads, row->id);
  vd_paper_book_delete_file (self, row, "time-over");
  vd_paper_book_end_wait (self, row->id);
  vd_store_remove (self->store, &vd_table_papers, row->id);
  vd_paper_book_scrub_if_due (self);
  g_hash_table_remove (self->by_id, row->id);
  g_ptr_array_remove_index (self->rows, index);
}

gint64
vd_paper_limits_get_kept_s (const VdPaperLimits *limits, const VdPaperRow *row)
{
  const VdPaperRule *rule = vd_paper_rules_find (limits->rules, row->kind);

  return 3600 * (gint64)(rule ? rule->keep_hours : limits->keep_hours);
}

gboolean
vd_paper_limits_keep (const VdPaperLimits *limits, const VdPaperRow *row, gint64 now_s)
{
  return MAX (row->asked_s, row->received_s) + vd_paper_limits_get_kept_s (limits, row) >= now_s;
}

void
vd_paper_book_tidy (VdPaperBook *self, gint64 now_s)
{
  vd_upload_store_tidy (self->uploads, now_s);
  withdraw_cut_off (self);
  check_pending (self, now_s);
  for (guint i = self->rows->len; i > 0; i--)
    {
      const VdPaperRow *row = g_ptr_array_index (self->rows, i - 1);

      if (!vd_paper_limits_keep (&self->limits, row, now_s))
        forget (self, i - 1);
    }
  vd_paper_book_tidy_waits (self, g_get_monotonic_time ());
}

void
vd_paper_book_set_handed (VdPaperBook *self, const char *paper, const char *way)
{
  VdPaperRow *row = (VdPaperRow *)vd_paper_book_get (self, paper);

  if (!row || row->handed_s)
    return;
  row->handed_s = g_get_real_time () / G_USEC_PER_SEC;
  vd_paper_book_end_wait (self, row->id);
  vd_paper_book_save (self, row);
  vd_paper_proof_handed (self->store, row, way);
  vd_paper_book_tell (self, row);
}
