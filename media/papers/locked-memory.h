/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Memory for what visitors show us: never in a core dump, not inherited by child processes, zeroed before it is given
 * back. */
void *vd_private_alloc (gsize size); /* zeroed; never NULL; (transfer full): vd_private_free */
void vd_private_free (void *memory, gsize size);

/* As above and kept out of swap as far as RLIMIT_MEMLOCK lets us: for what is kept (pages, PDFs), not for passing work.
 */
void *vd_locked_alloc (gsize size);
/* The first @used bytes of a vd_locked_alloc () or vd_private_alloc () of @size. Takes it over. */
GBytes *vd_private_take_bytes (void *memory, gsize used, gsize size); /* (transfer full) */

/* A growing buffer in locked memory; what it outgrows is zeroed. */
typedef struct
{
  guint8 *data;
  gsize length, size;
} VdLockedBuffer;

void vd_locked_buffer_append (VdLockedBuffer *self, const void *data, gsize length);
void vd_locked_buffer_reserve (VdLockedBuffer *self, gsize size); /* at least @size bytes in all */
GBytes *vd_locked_buffer_take (VdLockedBuffer *self);             /* (transfer full); leaves it empty */
void vd_locked_buffer_clear (VdLockedBuffer *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VdLockedBuffer, vd_locked_buffer_clear)

G_END_DECLS
