/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "upload-check.h"
#include "upload-private.h"

#include <glib/gstdio.h>
#include <string.h>

struct _VdUploadWriter
{
  VdUploadSlot *slot;
  VdUploadChecksum expected;
  GChecksum *sum; /* NULL: the request has none */
  GError *fault;  /* the first */
  gboolean cut;   /* the slot is no longer ours */
};

/* What the worker needs and finds; it alone touches the part while the slot is busy. */
typedef struct
{
  VdUploadSlot *slot;
  guint64 offset, length;
  VdUploadTrial trial; /* only of a whole one */
  gboolean whole;
  gboolean goes_on; /* it failed, and yet what was confirmed before is good */
} Work;

static void
work_free (gpointer data)
{
  Work *self = data;

  vd_upload_slot_unref (self->slot);
  vd_upload_trial_clear (&self->trial);
  g_free (self);
}

static gboolean
is_of_disk (const GError *error)
{
  return g_error_matches (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FULL) ||
         g_error_matches (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FAILED);
}

VdUploadWriter *
vd_upload_slot_begin (VdUploadSlot *slot, guint64 offset, const VdUploadChecksum *checksum, gint64 now_s,
                      GError **error)
{
  VdUploadWriter *self;
  guint64 expected;

  if (!vd_upload_slot_settle (slot, &expected, error))
    return NULL;
  if (offset != expected || slot->finished)
    {
      g_set_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_OFFSET, "the next byte is %" G_GUINT64_FORMAT, expected);
      return NULL;
    }
  self = g_new0 (VdUploadWriter, 1);
  self->slot = vd_upload_slot_ref (slot);
  if (checksum)
    {
      self->expected = *checksum;
      self->sum = g_checksum_new (checksum->type);
    }
  slot->writer = self;
  slot->row->expires_s = now_s + slot->uploads->expiry_s;
  vd_store_save (slot->uploads->store, &vd_table_uploads, slot->row);
  return self;
}

void
vd_upload_writer_append (VdUploadWriter *self, gconstpointer data, gsize size)
{
  VdUploadSlot *slot = self->slot;
  g_autoptr (GError) error = NULL;

  if (self->cut || self->fault)
    return;
  if (size > (guint64)slot->row->length - vd_part_file_get_written (slot->part))
    {
      g_set_error (&self->fault, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_TOO_LARGE, "more bytes than were announced");
      return;
    }
  if (self->sum)
    g_checksum_update (self->sum, data, (gssize)size);
  if (!vd_part_file_append (slot->part, data, size, &error))
    vd_upload_set_disk_error (&self->fault, error);
}

gboolean
vd_upload_slot_cut_writer (VdUploadSlot *slot, GError **error)
{
  VdUploadWriter *writer = g_steal_pointer (&slot->writer);
  g_autoptr (GError) fault = NULL;

  if (!writer)
    return TRUE;
  writer->cut = TRUE;
  if (writer->sum || writer->fault || vd_part_file_get_written (slot->part) >= (guint64)slot->row->length)
    vd_part_file_rollback (slot->part);
  else if (!vd_part_file_commit (slot->part, &fault))
    {
      vd_part_file_rollback (slot->part);
      vd_upload_set_disk_error (error, fault);
    }
  return fault == NULL;
}

void
vd_upload_writer_free (VdUploadWriter *self)
{
  if (!self->cut)
    vd_upload_slot_cut_writer (self->slot, NULL);
  vd_upload_slot_unref (self->slot);
  g_clear_pointer (&self->sum, g_checksum_free);
  g_clear_error (&self->fault);
  g_free (self);
}

static gboolean
sum_matches (VdUploadWriter *self)
{
  guint8 digest[32];
  gsize length = sizeof digest;

  if (!self->sum)
    return TRUE;
  g_checksum_get_digest (self->sum, digest, &length);
  return length == self->expected.length && memcmp (digest, self->expected.digest, length) == 0;
}

/* That the disk took no paper is no fault of its bytes: they stay, and the last one brings the next trial. */
static gboolean
ask_last_byte_again (Work *work)
{
  VdPartFile *part = work->slot->part;

  return vd_part_file_get_committed (part) < work->length || vd_part_file_take_back_one (part, NULL);
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) sealed = NULL;
  GError *error = NULL;

  if (!vd_part_file_commit (work->slot->part, &fault) ||
      (work->whole && !(sealed = vd_part_file_read (work->slot->part, &fault))))
    vd_upload_set_disk_error (&error, fault);
  else if (!work->whole || vd_upload_trial_run (&work->trial, sealed, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  work->goes_on = is_of_disk (error) && ask_last_byte_again (work);
  g_task_return_error (task, error);
}

static gboolean
hand_over (Work *work, GError **error)
{
  VdUploadStore *uploads = work->slot->uploads;
  const VdUploadTrial *trial = &work->trial;
  const VdUploadedPaper uploaded = {
    work->slot->row, trial->path, trial->key, trial->bytes, trial->pages, trial->check
  };

  if (uploads->taker (&uploaded, uploads->taker_data))
    return TRUE;
  g_set_error_literal (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_NOT_AWAITED, "nobody waits for that paper");
  return FALSE;
}

/* The worker is done with the slot, which may have been dropped meanwhile, and the whole store with it. */
static void
let_go (VdUploadSlot *slot)
{
  slot->busy = FALSE;
  if (!slot->uploads)
    g_clear_pointer (&slot->part, vd_part_file_free);
}

/* On the main thread again. */
static gboolean
conclude (Work *work, GTask *inner, GError **error)
{
  VdUploadSlot *slot = work->slot;
  gboolean ok = g_task_propagate_boolean (inner, error);

  let_go (slot);
  if (ok && !slot->uploads)
    {
      g_set_error_literal (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_GONE, "dropped meanwhile");
      ok = FALSE;
    }
  if (ok && work->whole)
    ok = hand_over (work, error);
  if (ok)
    return TRUE;
  if (work->whole)
    g_unlink (work->trial.path);
  if (slot->uploads && work->whole && !work->goes_on)
    vd_upload_store_drop (slot->uploads, slot);
  else if (slot->uploads)
    vd_part_file_rollback (slot->part);
  return FALSE;
}

typedef struct
{
  GTask *task;
  VdUploadSlot *slot;
  GBytes *key; /* of the part */
} Closing;

/* The paper is taken, but for the store: the kiosk is not told so, and with the last byte it asks again. */
static void
reopen (VdUploadSlot *slot, GBytes *key)
{
  vd_upload_slot_give_key_back (slot, key);
  if (!vd_part_file_take_back_one (slot->part, NULL))
    vd_upload_store_drop (slot->uploads, slot);
}

static void
after_sync (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Closing *closing = data;
  g_autoptr (GTask) task = closing->task;
  g_autoptr (VdUploadSlot) slot = closing->slot;
  g_autoptr (GBytes) key = closing->key;
  g_autoptr (GError) error = NULL;
  gboolean ok = vd_store_sync_finish (VD_STORE (source), result, &error);

  let_go (slot);
  if (slot->uploads && ok)
    vd_upload_slot_finish (slot);
  else if (slot->uploads)
    reopen (slot, key);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FAILED, "%s", error->message);
}

/* Told that its paper is here, the kiosk erases its own copy: first the row must be on disk, as the file is. */
static void
close_upload (VdUploadSlot *slot, GTask *task)
{
  Closing *closing = g_new (Closing, 1);

  closing->task = task;
  closing->slot = vd_upload_slot_ref (slot);
  slot->busy = TRUE;
  closing->key = vd_upload_slot_take_key (slot);
  vd_store_sync_async (slot->uploads->store, after_sync, closing);
}

static void
after_keep (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (vd_upload_slot_keep_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
after_work (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (G_TASK (result));
  guint64 *offset = g_task_get_task_data (task);
  GError *error = NULL;

  *offset = work->offset;
  if (!conclude (work, G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (work->whole && work->slot->uploads)
    close_upload (work->slot, g_steal_pointer (&task));
  else if (work->whole)
    g_task_return_boolean (task, TRUE);
  else
    vd_upload_slot_keep_async (work->slot, after_keep, g_steal_pointer (&task));
}

static void
start_work (VdUploadSlot *slot, GTask *task)
{
  g_autoptr (GTask) inner = g_task_new (NULL, NULL, after_work, task);
  Work *work = g_new0 (Work, 1);

  work->slot = vd_upload_slot_ref (slot);
  work->offset = vd_part_file_get_written (slot->part);
  work->length = (guint64)slot->row->length;
  work->whole = work->offset == work->length;
  work->trial = (VdUploadTrial){
    .safe = vd_key_safe_ref (slot->uploads->safe),
    .sha256 = g_strdup (slot->row->sha256),
    .path = g_strconcat (slot->uploads->folder, G_DIR_SEPARATOR_S, slot->row->id, ".fresh", NULL),
    .clamd = g_strdup (slot->uploads->clamd),
    .max_pages = slot->uploads->max_pages,
  };
  slot->busy = TRUE;
  g_task_set_task_data (inner, work, work_free);
  g_task_run_in_thread (inner, work_in_thread);
}

void
vd_upload_writer_end_async (VdUploadWriter *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  g_autoptr (VdUploadSlot) slot = vd_upload_slot_ref (self->slot);
  g_autoptr (VdUploadWriter) writer = self;

  g_task_set_source_tag (task, vd_upload_writer_end_async);
  g_task_set_task_data (task, g_new0 (guint64, 1), g_free);
  if (!slot->uploads)
    g_task_return_new_error (task, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_GONE, "dropped meanwhile");
  else if (self->cut)
    g_task_return_new_error (task, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_OFFSET, "a newer request took over");
  else if (self->fault || !sum_matches (self))
    {
      if (self->fault)
        g_task_return_error (task, g_steal_pointer (&self->fault));
      else
        g_task_return_new_error (task, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_CHECKSUM, "the piece arrived damaged");
      vd_part_file_rollback (slot->part);
    }
  else
    {
      slot->writer = NULL;
      self->cut = TRUE;
      start_work (slot, g_steal_pointer (&task));
    }
}

gboolean
vd_upload_writer_end_finish (GAsyncResult *result, guint64 *offset, GError **error)
{
  *offset = *(guint64 *)g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error);
}
