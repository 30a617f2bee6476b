/* SPDX-License-Identifier: EUPL-1.2 */
#include "key-rotation.h"

typedef struct
{
  VdKeySafe *from, *to;
  GPtrArray *papers, *uploads;
  GArray *items; /* of VdStoreItem, whose rows are those of the two above */
  VdKeyRotation *done;
} Rotation;

static void
rotation_clear (Rotation *self)
{
  g_clear_pointer (&self->papers, g_ptr_array_unref);
  g_clear_pointer (&self->uploads, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rotation, rotation_clear)

/* @key: of @row, whose id is @owner. */
static void
wrap_anew (Rotation *self, const VdStoreTable *table, gpointer row, GBytes **key, const char *owner)
{
  VdStoreItem item = { table, row };
  g_autoptr (GBytes) plain = NULL;

  if (!*key || g_bytes_get_size (*key) == 0)
    return; /* destroyed with what it opened */
  if (vd_key_safe_has_wrapped (self->to, *key))
    {
      self->done->there++;
      return;
    }
  plain = vd_key_safe_unwrap (self->from, *key, owner, NULL);
  if (!plain)
    {
      self->done->unopened++;
      return;
    }
  g_bytes_unref (*key);
  *key = vd_key_safe_wrap (self->to, plain, owner);
  g_array_append_val (self->items, item);
  self->done->wrapped++;
}

gboolean
vd_key_rotate (VdStore *store, VdKeySafe *from, VdKeySafe *to, VdKeyRotation *done, GError **error)
{
  g_auto (Rotation) self = { .from = from, .to = to, .done = done };

  *done = (VdKeyRotation){ 0 };
  self.items = g_array_new (FALSE, FALSE, sizeof (VdStoreItem));
  self.papers = vd_store_list (store, &vd_table_papers, NULL, NULL, error);
  self.uploads = self.papers ? vd_store_list (store, &vd_table_uploads, NULL, NULL, error) : NULL;
  if (!self.uploads)
    return FALSE;
  for (guint i = 0; i < self.papers->len; i++)
    {
      VdPaperRow *row = self.papers->pdata[i];

      wrap_anew (&self, &vd_table_papers, row, &row->key, row->id);
    }
  for (guint i = 0; i < self.uploads->len; i++)
    {
      VdUploadRow *row = self.uploads->pdata[i];

      wrap_anew (&self, &vd_table_uploads, row, &row->key, row->id);
    }
  vd_store_save_all (store, (const VdStoreItem *)self.items->data, self.items->len);
  vd_store_scrub (store);
  return vd_store_sync (store, error);
}
