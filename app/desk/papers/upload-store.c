/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "upload-private.h"
#include "sealed-file.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define PART_SUFFIX ".part"
#define ID_BYTES 16

G_DEFINE_QUARK (vd - uploads - error - quark, vd_uploads_error)

void
vd_upload_set_disk_error (GError **error, const GError *fault)
{
  VdUploadsError code =
      g_error_matches (fault, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? VD_UPLOADS_ERROR_FULL : VD_UPLOADS_ERROR_FAILED;

  g_set_error_literal (error, VD_UPLOADS_ERROR, (int)code, fault->message);
}

VdUploadSlot *
vd_upload_slot_ref (VdUploadSlot *slot)
{
  g_atomic_ref_count_inc (&slot->refs);
  return slot;
}

void
vd_upload_slot_unref (VdUploadSlot *slot)
{
  if (!g_atomic_ref_count_dec (&slot->refs))
    return;
  g_clear_pointer (&slot->part, vd_part_file_free);
  vd_store_row_free (&vd_table_uploads, slot->row);
  g_free (slot->path);
  g_free (slot);
}

static VdUploadSlot *
slot_new (VdUploadStore *self, const VdUploadRow *row)
{
  VdUploadSlot *slot = g_new0 (VdUploadSlot, 1);

  g_atomic_ref_count_init (&slot->refs);
  slot->uploads = self;
  slot->row = vd_store_row_copy (&vd_table_uploads, row);
  slot->path = g_strconcat (self->folder, G_DIR_SEPARATOR_S, row->id, PART_SUFFIX, NULL);
  return slot;
}

static void
delete_part (VdUploadSlot *slot)
{
  g_unlink (slot->path);
  if (!slot->busy)
    g_clear_pointer (&slot->part, vd_part_file_free);
}

static void
forget (VdUploadSlot *slot)
{
  delete_part (slot);
  vd_store_remove (slot->uploads->store, &vd_table_uploads, slot->row->id);
}

GBytes *
vd_upload_slot_take_key (VdUploadSlot *slot)
{
  GBytes *key = slot->row->key;

  slot->row->key = g_bytes_new (NULL, 0);
  vd_store_save (slot->uploads->store, &vd_table_uploads, slot->row);
  return key;
}

void
vd_upload_slot_give_key_back (VdUploadSlot *slot, GBytes *key)
{
  g_bytes_unref (slot->row->key);
  slot->row->key = g_bytes_ref (key);
  vd_store_save (slot->uploads->store, &vd_table_uploads, slot->row);
}

void
vd_upload_slot_finish (VdUploadSlot *slot)
{
  slot->finished = TRUE;
  if (slot->uploads)
    delete_part (slot);
}

/* A part that was whole when the desk died was never confirmed, nor perhaps checked: its last byte is asked for again,
 * and with it comes the check. */
static gboolean
open_part (VdUploadSlot *slot, GError **error)
{
  const VdUploadRow *row = slot->row;
  g_autoptr (GBytes) key = vd_key_safe_unwrap (slot->uploads->safe, row->key, row->id, error);

  slot->part = key ? vd_part_file_open (slot->path, key, error) : NULL;
  return slot->part && (vd_part_file_get_committed (slot->part) < (guint64)row->length ||
                        vd_part_file_take_back_one (slot->part, error));
}

static void
take_up (VdUploadStore *self, const VdUploadRow *row)
{
  g_autoptr (VdUploadSlot) slot = slot_new (self, row);
  g_autoptr (GError) error = NULL;
  char *id = slot->row->id;

  slot->kept = TRUE;
  if (g_bytes_get_size (row->key) == 0)
    vd_upload_slot_finish (slot);
  else if (!open_part (slot, &error))
    {
      g_message ("upload %s cannot go on: %s", row->id, error->message);
      forget (slot);
      return;
    }
  g_hash_table_insert (self->slots, id, g_steal_pointer (&slot));
}

static gboolean
delete_strangers (VdUploadStore *self, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, error);
  const char *name;

  if (!dir)
    return FALSE;
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);
      g_autofree char *id = g_strndup (name, strcspn (name, "."));

      if (g_str_has_suffix (name, PART_SUFFIX) && !g_hash_table_contains (self->slots, id))
        g_unlink (path);
    }
  return TRUE;
}

VdUploadStore *
vd_upload_store_new (VdStore *store, VdKeySafe *safe, const char *folder, guint expiry_s, guint max_pages,
                     VdUploadTaker taker, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) rows = vd_store_list (store, &vd_table_uploads, NULL, NULL, error);
  g_autoptr (VdUploadStore) self = NULL;

  if (!rows)
    return NULL;
  self = g_new0 (VdUploadStore, 1);
  self->store = g_object_ref (store);
  self->safe = vd_key_safe_ref (safe);
  self->folder = g_strdup (folder);
  self->expiry_s = expiry_s;
  self->max_pages = max_pages;
  self->taker = taker;
  self->taker_data = data;
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)vd_upload_slot_unref);
  for (guint i = 0; i < rows->len; i++)
    take_up (self, g_ptr_array_index (rows, i));
  if (!delete_strangers (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
vd_upload_store_set_clamd (VdUploadStore *self, const char *socket)
{
  g_free (self->clamd);
  self->clamd = g_strdup (socket);
}

/* Parts stay on disk: the next desk takes them up. */
void
vd_upload_store_free (VdUploadStore *self)
{
  GHashTableIter iter;
  gpointer slot;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    {
      vd_upload_slot_cut_writer (slot, NULL);
      ((VdUploadSlot *)slot)->uploads = NULL;
    }
  g_hash_table_unref (self->slots);
  g_object_unref (self->store);
  vd_key_safe_unref (self->safe);
  g_free (self->folder);
  g_free (self->clamd);
  g_free (self);
}

static char *
make_id (void)
{
  guint8 bytes[ID_BYTES];
  char text[2 * ID_BYTES + 1];

  randombytes_buf (bytes, sizeof bytes);
  return g_strdup (sodium_bin2hex (text, sizeof text, bytes, sizeof bytes));
}

VdUploadSlot *
vd_upload_store_create (VdUploadStore *self, const VdUploadMetadata *metadata, const char *kiosk, guint64 length,
                        gint64 now_s, GError **error)
{
  g_autofree char *id = make_id ();
  g_autoptr (GBytes) key = vd_sealed_key_new ();
  g_autoptr (GBytes) wrapped = vd_key_safe_wrap (self->safe, key, id);
  const VdUploadRow row = { .id = id,
                            .paper = metadata->paper,
                            .contact = metadata->contact,
                            .kiosk = (char *)kiosk,
                            .length = (gint64)length,
                            .sha256 = metadata->sha256,
                            .key = wrapped,
                            .expires_s = now_s + self->expiry_s };
  g_autoptr (VdUploadSlot) slot = slot_new (self, &row);
  g_autoptr (GError) fault = NULL;

  vd_upload_store_drop_of_paper (self, metadata->paper);
  slot->part = vd_part_file_create (slot->path, key, &fault);
  if (!slot->part)
    {
      g_unlink (slot->path);
      vd_upload_set_disk_error (error, fault);
      return NULL;
    }
  vd_store_save (self->store, &vd_table_uploads, &row);
  g_hash_table_insert (self->slots, slot->row->id, slot);
  return g_steal_pointer (&slot);
}

VdUploadSlot *
vd_upload_store_find (VdUploadStore *self, const char *id)
{
  return g_hash_table_lookup (self->slots, id);
}

void
vd_upload_store_drop (VdUploadStore *self, VdUploadSlot *slot)
{
  g_autoptr (VdUploadSlot) keep = vd_upload_slot_ref (slot);

  vd_upload_slot_cut_writer (slot, NULL);
  forget (slot);
  slot->uploads = NULL;
  g_hash_table_remove (self->slots, slot->row->id);
}

typedef struct
{
  const char *paper, *contact;
  gint64 expired_before;
} Match;

static gboolean
matches (const VdUploadSlot *slot, const Match *match)
{
  if (match->expired_before)
    return slot->row->expires_s < match->expired_before && !slot->busy;
  return match->paper ? g_str_equal (slot->row->paper, match->paper) : g_str_equal (slot->row->contact, match->contact);
}

static void
drop_matching (VdUploadStore *self, const Match *match)
{
  g_autoptr (GList) slots = g_hash_table_get_values (self->slots);

  for (GList *l = slots; l; l = l->next)
    if (matches (l->data, match))
      vd_upload_store_drop (self, l->data);
}

void
vd_upload_store_drop_of_paper (VdUploadStore *self, const char *paper)
{
  drop_matching (self, &(Match){ .paper = paper });
}

void
vd_upload_store_drop_of_contact (VdUploadStore *self, const char *contact)
{
  drop_matching (self, &(Match){ .contact = contact });
}

gboolean
vd_upload_store_has_of_paper (VdUploadStore *self, const char *paper)
{
  GHashTableIter iter;
  VdUploadSlot *slot;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&slot))
    if (!slot->finished && g_str_equal (slot->row->paper, paper))
      return TRUE;
  return FALSE;
}

guint64
vd_upload_store_sum_announced (VdUploadStore *self, const char *contact, const char *except)
{
  guint64 sum = 0;
  GHashTableIter iter;
  VdUploadSlot *slot;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&slot))
    if (!slot->finished && !g_str_equal (slot->row->paper, except) &&
        (!contact || g_str_equal (slot->row->contact, contact)))
      sum += (guint64)slot->row->length;
  return sum;
}

void
vd_upload_store_tidy (VdUploadStore *self, gint64 now_s)
{
  drop_matching (self, &(Match){ .expired_before = now_s });
}

static void
after_sync (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  VdUploadSlot *slot = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  slot->kept = vd_store_sync_finish (VD_STORE (source), result, &error);
  if (!slot->kept && slot->uploads)
    vd_upload_store_drop (slot->uploads, slot);
  if (slot->kept && slot->uploads)
    g_task_return_boolean (task, TRUE);
  else if (slot->kept)
    g_task_return_new_error (task, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_GONE, "dropped meanwhile");
  else
    g_task_return_new_error (task, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FAILED, "%s", error->message);
}

void
vd_upload_slot_keep_async (VdUploadSlot *slot, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_task_set_source_tag (task, vd_upload_slot_keep_async);
  g_task_set_task_data (task, vd_upload_slot_ref (slot), (GDestroyNotify)vd_upload_slot_unref);
  if (!slot->uploads)
    g_task_return_new_error (task, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_GONE, "dropped meanwhile");
  else if (slot->kept)
    g_task_return_boolean (task, TRUE);
  else
    vd_store_sync_async (slot->uploads->store, after_sync, g_steal_pointer (&task));
}

gboolean
vd_upload_slot_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

const VdUploadRow *
vd_upload_slot_get_row (const VdUploadSlot *slot)
{
  return slot->row;
}

gboolean
vd_upload_slot_settle (VdUploadSlot *slot, guint64 *offset, GError **error)
{
  if (slot->busy)
    {
      g_set_error_literal (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_BUSY, "being written to disk or checked");
      return FALSE;
    }
  if (!vd_upload_slot_cut_writer (slot, error))
    return FALSE;
  *offset = slot->finished ? (guint64)slot->row->length : vd_part_file_get_committed (slot->part);
  return TRUE;
}
