/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "clamd.h"
#include "sealed-file.h"
#include "sealed-paper.h"
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
  guint max_pages;
  VdKeySafe *safe;
  char *sha256, *path, *clamd;
  GBytes *key;
  gsize bytes;
  guint pages;
  VdUploadCheck check;
  gboolean whole;
} Work;

static void
work_free (gpointer data)
{
  Work *self = data;

  vd_upload_slot_unref (self->slot);
  vd_key_safe_unref (self->safe);
  g_free (self->sha256);
  g_free (self->path);
  g_free (self->clamd);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_free (self);
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
    g_set_error (&self->fault, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FAILED, "%s", error->message);
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
      g_set_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FAILED, "%s", fault->message);
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

static GBytes *
unbox (const guint8 *box, gsize size, gpointer safe, GError **error)
{
  return vd_key_safe_open_box (safe, box, size, error);
}

/* The paper as the kiosk sealed it. */
static GBytes *
open_seal (Work *work, GBytes *sealed, GError **error)
{
  g_autoptr (GError) fault = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (sealed, &size);
  GBytes *file = vd_sealed_paper_open (data, size, unbox, work->safe, &fault);

  if (!file)
    g_set_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_SEAL, "%s", fault->message);
  return file;
}

static gboolean
ask_scanner (Work *work, const guint8 *data, gsize size, GError **error)
{
  g_autofree char *why = NULL;
  VdClamdVerdict verdict =
      work->clamd ? vd_clamd_scan (work->clamd, data, size, VD_CLAMD_TIMEOUT_S, &why) : VD_CLAMD_CLEAN;

  work->check = !work->clamd                  ? VD_UPLOAD_UNCHECKED
                : verdict == VD_CLAMD_CLEAN ? VD_UPLOAD_CLEAN
                                            : VD_UPLOAD_NO_VERDICT;
  if (verdict == VD_CLAMD_NO_VERDICT)
    g_warning ("no paper is shown until the virus scanner answers: %s", why);
  if (verdict != VD_CLAMD_FOUND)
    return TRUE;
  g_set_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_INFECTED, "%s", why);
  return FALSE;
}

static gboolean
check_and_seal (Work *work, GBytes *file, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);
  g_autoptr (GError) fault = NULL;
  VdPdfShape shape;

  if (!g_str_equal (sum, work->sha256))
    {
      g_set_error_literal (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_DIGEST, "the file is not the one announced");
      return FALSE;
    }
  if (!vd_pdf_shape_parse (data, size, &shape, &fault) || shape.n_pages > work->max_pages)
    {
      g_set_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_NOT_OUR_PDF, "%s", fault ? fault->message : "many pages");
      return FALSE;
    }
  work->pages = shape.n_pages;
  work->bytes = size;
  if (!ask_scanner (work, data, size, error))
    return FALSE;
  work->key = vd_sealed_key_new ();
  if (vd_sealed_file_write (work->path, work->key, data, size, &fault))
    return TRUE;
  g_set_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FAILED, "%s", fault->message);
  return FALSE;
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_autoptr (GError) fault = NULL;
  g_autoptr (GBytes) sealed = NULL, file = NULL;
  GError *error = NULL;

  if (!vd_part_file_commit (work->slot->part, &fault) ||
      (work->whole && !(sealed = vd_part_file_read (work->slot->part, &fault))))
    g_set_error (&error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FAILED, "%s", fault->message);
  else if (!work->whole || ((file = open_seal (work, sealed, &error)) && check_and_seal (work, file, &error)))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_task_return_error (task, error);
}

static gboolean
hand_over (Work *work, GError **error)
{
  VdUploadStore *uploads = work->slot->uploads;
  const VdUploadedPaper uploaded = { work->slot->row, work->path, work->key, work->bytes, work->pages,
                                     work->check };

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
    g_unlink (work->path);
  if (slot->uploads && work->whole)
    vd_upload_store_drop (slot->uploads, slot);
  else if (slot->uploads)
    vd_part_file_rollback (slot->part);
  return FALSE;
}

typedef struct
{
  GTask *task;
  VdUploadSlot *slot;
} Closing;

static void
after_sync (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Closing *closing = data;
  g_autoptr (GTask) task = closing->task;
  g_autoptr (VdUploadSlot) slot = closing->slot;
  g_autoptr (GError) error = NULL;
  gboolean ok = vd_store_sync_finish (VD_STORE (source), result, &error);

  let_go (slot);
  if (slot->uploads && ok)
    vd_upload_slot_finish (slot);
  else if (slot->uploads)
    vd_upload_store_drop (slot->uploads, slot);
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
  vd_store_sync_async (slot->uploads->store, after_sync, closing);
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
  else
    g_task_return_boolean (task, TRUE);
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
  work->max_pages = slot->uploads->max_pages;
  work->clamd = g_strdup (slot->uploads->clamd);
  work->safe = vd_key_safe_ref (slot->uploads->safe);
  work->sha256 = g_strdup (slot->row->sha256);
  work->path = g_strconcat (slot->uploads->folder, G_DIR_SEPARATOR_S, slot->row->id, ".fresh", NULL);
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
