/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What survives a crash of the kiosk while it sends a paper: the paper as it was sealed to the desk, which nobody here
 * can open any more, and where its upload stands. A file a paper, in a folder of our own. Main thread; files are small
 * enough to be written at once, and are brought to the disk beside it. */
typedef struct _VdSpool VdSpool;

typedef struct
{
  char *paper;
  char *metadata; /* of the upload, as a header's value */
  char *address;  /* of the upload, or NULL: it was not created yet */
  GBytes *sealed;
} VdSpooled;

/* Made if missing, 0700. Errors: G_FILE_ERROR. */
VdSpool *vd_spool_new (const char *folder, GError **error);
void vd_spool_free (VdSpool *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdSpool, vd_spool_free)

gboolean vd_spool_write (VdSpool *self, const VdSpooled *spooled, GError **error);
/* Where the upload of @paper was created. */
void vd_spool_locate (VdSpool *self, const char *paper, const char *address);
void vd_spool_erase (VdSpool *self, const char *paper);
/* What an earlier run left, (transfer full) (element-type VdSpooled). What is damaged, foreign, or older than the desk
 * keeps an upload (30 min before @now_s) is erased instead. */
GPtrArray *vd_spool_load (VdSpool *self, gint64 now_s);

G_END_DECLS
