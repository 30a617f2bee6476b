/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define VD_SEALED_KEY_BYTES 32

/* A file under a key of its own (XChaCha20-Poly1305 secretstream, messages of 64 KiB): whoever forgets the key has
 * deleted it, whatever the disk still holds. All block; for workers. Errors: G_FILE_ERROR, or G_IO_ERROR_INVALID_DATA
 * when a byte was changed. */
GBytes *vd_sealed_key_new (void); /* zeroed when freed */

/* Whole or not at all, on disk when it returns; replaces a file of that name. */
gboolean vd_sealed_file_write (const char *path, GBytes *key, gconstpointer data, gsize size, GError **error);
GBytes *vd_sealed_file_read (const char *path, GBytes *key, GError **error); /* zeroed when freed */

/* Bytes that are zeroed when freed; takes @data, of g_malloc (). */
GBytes *vd_secret_bytes_new_take (gpointer data, gsize size);

/* @error from errno, G_FILE_ERROR_NOSPC also where a quota stopped it. FALSE. */
gboolean vd_file_error (GError **error, const char *what);
/* The name of @path itself is on disk when it returns. G_FILE_ERROR. */
gboolean vd_sync_folder_of (const char *path, GError **error);
/* Writes all, or fails with G_FILE_ERROR. */
gboolean vd_write_fully (int fd, gconstpointer data, gsize size, guint64 offset, GError **error);

G_END_DECLS
