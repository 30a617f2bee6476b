/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-files.h"
#include "sample-paper.h"
#include "store-backend.h"

G_BEGIN_DECLS

/* A paper book with one paper asked of kiosk k1 in contact c1, and what is uploaded for it. */
typedef struct
{
  char *folder, *keys;
  VdPaperRules *rules;
  const char *clamd;
  guint64 contact_bytes, store_bytes; /* limits; 0: none */
  gboolean has_text; /* papers get a text layer */
  VdStoreBackend *backend; /* the store's */
  VdStore *store;
  VdPaperBook *book;
  GBytes *plain, *file; /* the paper, and as it is sent: sealed to the desk */
  char *paper;
} UploadRig;

void upload_rig_set_up (UploadRig *f, gconstpointer unused);
void upload_rig_tear_down (UploadRig *f, gconstpointer unused);
/* As after kill -9: nothing is tidied up, the store and the folder are all there is. */
void upload_rig_restart (UploadRig *f);

GBytes *upload_rig_seal (UploadRig *f, GBytes *paper);
VdUploadSlot *upload_rig_create (UploadRig *f, GBytes *file, GBytes *plain);
VdUploadSlot *upload_rig_find (UploadRig *f, const char *id);
VdUploadWriter *upload_rig_begin (VdUploadSlot *slot, guint64 offset, const VdUploadChecksum *checksum);
void upload_rig_append (UploadRig *f, VdUploadWriter *writer, gsize from, gsize to);
/* The code of the error, -1 if there is none. */
int upload_rig_end (VdUploadWriter *writer, guint64 *offset);
/* Bytes @from to @to of the file, as one request: the code of the error, -1 if there is none. */
int upload_rig_patch (UploadRig *f, VdUploadSlot *slot, gsize from, gsize to);
guint64 upload_rig_get_offset (VdUploadSlot *slot);
/* Another paper than the usual one, for all that follows. Takes @plain. */
void upload_rig_set_plain (UploadRig *f, GBytes *plain);
/* All of it, which must go well. */
void upload_rig_send (UploadRig *f);

GBytes *upload_rig_read (UploadRig *f, guint page);
void upload_rig_assert_received (UploadRig *f, gint64 attempt);

void upload_rig_keep_result (GObject *source, GAsyncResult *result, gpointer data);
void upload_rig_wait (GAsyncResult *const *result);

G_END_DECLS
