/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The key above the papers' keys. Each paper lies under a key of its own, and what the store holds is that key wrapped
 * under this one, which is read once from a file outside the store: a stolen database, or a backup of it, opens
 * nothing. Wrapped keys are bound to their owner (a paper's or an upload's id), so they cannot be swapped between rows.
 * Immutable after opening: any thread. */
typedef struct _VdKeySafe VdKeySafe;

#define VD_KEY_SAFE_PUBLIC_BYTES 32

/* Errors: G_FILE_ERROR, or G_IO_ERROR_INVALID_DATA; the message names the file and what to do. */
VdKeySafe *vd_key_safe_open (const char *file, GError **error);
VdKeySafe *vd_key_safe_ref (VdKeySafe *self);
void vd_key_safe_unref (VdKeySafe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdKeySafe, vd_key_safe_unref)
/* A new key in a new file (0600); an existing file is never written over. G_FILE_ERROR. */
gboolean vd_key_safe_make_file (const char *file, GError **error);

/* @key: VD_SEALED_KEY_BYTES long. */
GBytes *vd_key_safe_wrap (VdKeySafe *self, GBytes *key, const char *owner);
/* Zeroed when freed. G_IO_ERROR_INVALID_DATA: changed, another owner's, or wrapped under another file's key. */
GBytes *vd_key_safe_unwrap (VdKeySafe *self, GBytes *wrapped, const char *owner, GError **error);

/* Whether @wrapped is of this safe's file, changed or not. */
gboolean vd_key_safe_has_wrapped (VdKeySafe *self, GBytes *wrapped);

/* What kiosks seal to; only this safe opens it. */
const guint8 *vd_key_safe_get_public (VdKeySafe *self);
/* Opens what was sealed by crypto_box_seal () to the public key. Zeroed when freed. G_IO_ERROR_INVALID_DATA. */
GBytes *vd_key_safe_open_box (VdKeySafe *self, const guint8 *box, gsize size, GError **error);

G_END_DECLS
