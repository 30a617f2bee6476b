/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "part-file.h"
#include "upload-store.h"

G_BEGIN_DECLS

/* Of upload-store.c and upload-writer.c only. */
struct _VdUploadStore
{
  VdStore *store;
  VdKeySafe *safe;
  char *folder, *clamd; /* clamd: NULL for none */
  guint expiry_s, max_pages;
  VdUploadTaker taker;
  gpointer taker_data;
  GHashTable *slots; /* id → VdUploadSlot */
};

struct _VdUploadSlot
{
  gatomicrefcount refs;   /* the table's, the writer's and the worker's */
  VdUploadStore *uploads; /* NULL once dropped */
  VdUploadRow *row;
  VdPartFile *part; /* NULL once finished or dropped, unless busy: then the worker's */
  char *path;
  VdUploadWriter *writer;
  gboolean busy, finished;
  gboolean kept; /* its row is on disk */
};

/* VD_UPLOADS_ERROR_FULL or …_FAILED, from @fault of a file. */
void vd_upload_set_disk_error (GError **error, const GError *fault);
/* Whole and taken: in the store its key goes, so that a desk that dies from here on still knows it was. (transfer
 * full); saves. */
GBytes *vd_upload_slot_take_key (VdUploadSlot *slot);
/* The store could not. Saves. */
void vd_upload_slot_give_key_back (VdUploadSlot *slot, GBytes *key);
/* It is on disk that it was taken: its part goes, its name stays until it expires. */
void vd_upload_slot_finish (VdUploadSlot *slot);
/* The writer on it, if any, ends as if its line had broken. */
gboolean vd_upload_slot_cut_writer (VdUploadSlot *slot, GError **error);

G_END_DECLS
