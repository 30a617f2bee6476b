/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "store-rows.h"

G_BEGIN_DECLS

#define VD_STORE_ERROR (vd_store_error_quark ())
GQuark vd_store_error_quark (void);
typedef enum
{
  VD_STORE_ERROR_OPEN,   /* cannot be opened, or is of a newer program */
  VD_STORE_ERROR_FAILED, /* a read or a write failed; what was stored before is right */
} VdStoreError;

/* An engine that keeps rows. Every function is called on the store's one thread and may block; each is one transaction.
 */
typedef struct _VdStoreBackend VdStoreBackend;

typedef struct
{
  const VdStoreTable *table;
  gpointer row;
} VdStoreItem;

typedef struct
{
  /* Inserts, or replaces the row with the same key. */
  gboolean (*save) (VdStoreBackend *self, const VdStoreTable *table, gconstpointer row, GError **error);
  /* All of them, or none. */
  gboolean (*save_all) (VdStoreBackend *self, const VdStoreItem *items, gsize n_items, GError **error);
  gboolean (*remove) (VdStoreBackend *self, const VdStoreTable *table, const char *key, GError **error);
  /* Rows whose text @column is @value, or all when @column is NULL; by key. (transfer full) (element-type row of
   * @table) */
  GPtrArray *(*list) (VdStoreBackend *self, const VdStoreTable *table, const char *column, const char *value,
                      GError **error);
  /* Removes rows whose number @column is above 0 and below @before. */
  gboolean (*purge) (VdStoreBackend *self, const VdStoreTable *table, const char *column, gint64 before,
                     GError **error);
  /* Leaves nothing in the files of what was removed. A reader elsewhere may hold it up: then the next one does it. */
  gboolean (*scrub) (VdStoreBackend *self, GError **error);
  gboolean (*ping) (VdStoreBackend *self, GError **error);
  void (*close) (VdStoreBackend *self);
} VdStoreEngine;

struct _VdStoreBackend
{
  const VdStoreEngine *engine;
};

/* SQLite in @path (":memory:" for tests): WAL, one writer, migrated to the newest schema. */
VdStoreBackend *vd_sqlite_store_open (const char *path, GError **error);

G_END_DECLS
