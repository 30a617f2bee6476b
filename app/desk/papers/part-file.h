/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The first bytes of a file that is still coming, sealed as they come (XChaCha20 from the byte's own place, under the
 * upload's key). What counts is what was committed: its length stands in the file's first 8 bytes, written after the
 * data is on disk, so a desk that was killed at any moment goes on exactly there. One thread at a time. */
typedef struct _VdPartFile VdPartFile;

VdPartFile *vd_part_file_create (const char *path, GBytes *key, GError **error);
/* Drops what was not committed. */
VdPartFile *vd_part_file_open (const char *path, GBytes *key, GError **error);
void vd_part_file_free (VdPartFile *self); /* closes; the file stays */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdPartFile, vd_part_file_free)

guint64 vd_part_file_get_committed (const VdPartFile *self);
guint64 vd_part_file_get_written (const VdPartFile *self);
gboolean vd_part_file_append (VdPartFile *self, gconstpointer data, gsize size, GError **error);
gboolean vd_part_file_commit (VdPartFile *self, GError **error); /* blocks for the disk */
void vd_part_file_rollback (VdPartFile *self);
/* The last committed byte is wanted once more. Blocks for the disk. */
gboolean vd_part_file_take_back_one (VdPartFile *self, GError **error);
GBytes *vd_part_file_read (VdPartFile *self, GError **error); /* what was committed; zeroed when freed */

G_END_DECLS
