/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "store-backend.h"

G_BEGIN_DECLS

/* The desk's memory: rows kept by an engine on a thread of its own, in the order they were given. Writes are handed
 * over and forgotten; a write that fails is logged and counted, and /healthz turns red. All functions on the main
 * thread. */
#define VD_TYPE_STORE (vd_store_get_type ())
G_DECLARE_FINAL_TYPE (VdStore, vd_store, VD, STORE, GObject)

VdStore *vd_store_new (VdStoreBackend *backend); /* (transfer full) */

void vd_store_save (VdStore *self, const VdStoreTable *table, gconstpointer row);
/* Rows that belong together, of one table or several: after a crash all of them are there, or none. @items: of
 * VdStoreItem; copied. */
void vd_store_save_all (VdStore *self, const VdStoreItem *items, gsize n_items);
void vd_store_remove (VdStore *self, const VdStoreTable *table, const char *key);
void vd_store_purge (VdStore *self, const VdStoreTable *table, const char *column, gint64 before);
/* What was removed or replaced before must not be found in the engine's files any more: a journal is emptied. */
void vd_store_scrub (VdStore *self);
/* One act, for those who will ask later: ids only, no names, no contents. @detail: (nullable) */
void vd_store_audit (VdStore *self, gint64 now_us, const char *who, const char *what, const char *object,
                     const char *detail);

void vd_store_list_async (VdStore *self, const VdStoreTable *table, const char *column, const char *value,
                          GAsyncReadyCallback callback, gpointer data);
GPtrArray *vd_store_list_finish (VdStore *self, GAsyncResult *result, GError **error); /* (transfer full) */
/* Resolves once everything handed over before is on disk; FALSE if the engine does not answer or a write failed since
 * the last time. */
void vd_store_sync_async (VdStore *self, GAsyncReadyCallback callback, gpointer data);
gboolean vd_store_sync_finish (VdStore *self, GAsyncResult *result, GError **error);

/* The same, waiting: for the start, the end and the commands, never while serving. */
GPtrArray *
vd_store_list (VdStore *self, const VdStoreTable *table, const char *column, const char *value, GError **error);
gboolean vd_store_sync (VdStore *self, GError **error);

G_END_DECLS
