/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "upload-store.h"

G_BEGIN_DECLS

/* What a whole upload is held to before anybody takes it: the seal opens, the digest holds, it is a PDF of our own
 * writer, the virus scanner lets it pass. All that a worker needs for it, and what it finds. */
typedef struct
{
  VdKeySafe *safe;
  char *sha256, *path, *clamd; /* @path: where the paper goes, sealed; @clamd: NULL for none */
  guint max_pages;

  GBytes *key;
  gsize bytes;
  guint pages;
  VdUploadCheck check;
} VdUploadTrial;

/* Blocks for the disk and the scanner. VD_UPLOADS_ERROR. */
gboolean vd_upload_trial_run (VdUploadTrial *self, GBytes *sealed, GError **error);
void vd_upload_trial_clear (VdUploadTrial *self);

G_END_DECLS
