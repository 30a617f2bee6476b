/* SPDX-License-Identifier: EUPL-1.2 */
#include "sealed-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define PIECE (64 * 1024)
#define SEAL crypto_secretstream_xchacha20poly1305_ABYTES
#define HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES
/* Over the largest paper with its seals: a longer file is not ours. */
#define MAX_FILE (32 * 1024 * 1024)

G_STATIC_ASSERT (VD_SEALED_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES);

typedef struct
{
  gpointer data;
  gsize size;
} Secret;

static void
secret_free (gpointer data)
{
  Secret *self = data;

  sodium_memzero (self->data, self->size);
  g_free (self->data);
  g_free (self);
}

GBytes *
vd_secret_bytes_new_take (gpointer data, gsize size)
{
  Secret *secret = g_new (Secret, 1);

  secret->data = data;
  secret->size = size;
  return g_bytes_new_with_free_func (data, size, secret_free, secret);
}

GBytes *
vd_sealed_key_new (void)
{
  guint8 *key = g_malloc (VD_SEALED_KEY_BYTES);

  randombytes_buf (key, VD_SEALED_KEY_BYTES);
  return vd_secret_bytes_new_take (key, VD_SEALED_KEY_BYTES);
}

gboolean
vd_file_error (GError **error, const char *what)
{
  int code = errno;
  /* A quota of a user or of a process is a full disk too. */
  gboolean full = code == EDQUOT || code == EFBIG;

  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (full ? ENOSPC : code), "cannot %s: %s", what,
               g_strerror (code));
  return FALSE;
}

gboolean
vd_write_fully (int fd, gconstpointer data, gsize size, guint64 offset, GError **error)
{
  const guint8 *p = data;

  while (size > 0)
    {
      gssize n = pwrite (fd, p, size, (off_t)offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return vd_file_error (error, "write");
      p += n;
      size -= (gsize)n;
      offset += (gsize)n;
    }
  return TRUE;
}

static gboolean
check_key (GBytes *key, GError **error)
{
  if (key && g_bytes_get_size (key) == VD_SEALED_KEY_BYTES)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the file has no key");
  return FALSE;
}

static gboolean
write_pieces (int fd, GBytes *key, const guint8 *data, gsize size, GError **error)
{
  crypto_secretstream_xchacha20poly1305_state state;
  guint8 header[HEADER];
  g_autofree guint8 *sealed = g_malloc (PIECE + SEAL);
  guint64 at = HEADER;
  gboolean last;

  crypto_secretstream_xchacha20poly1305_init_push (&state, header, g_bytes_get_data (key, NULL));
  if (!vd_write_fully (fd, header, HEADER, 0, error))
    return FALSE;
  do
    {
      gsize piece = MIN (size, PIECE);
      unsigned long long length;

      last = piece == size;
      crypto_secretstream_xchacha20poly1305_push (&state, sealed, &length, data, piece, NULL, 0,
                                                  last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
      if (!vd_write_fully (fd, sealed, length, at, error))
        return FALSE;
      at += length;
      data += piece;
      size -= piece;
    }
  while (!last);
  sodium_memzero (&state, sizeof state);
  return fsync (fd) == 0 || vd_file_error (error, "write");
}

gboolean
vd_sync_folder_of (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    vd_file_error (error, "sync the folder");
  if (fd >= 0)
    close (fd);
  return ok;
}

gboolean
vd_sealed_file_write (const char *path, GBytes *key, gconstpointer data, gsize size, GError **error)
{
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);
  gboolean ok;
  int fd;

  if (!check_key (key, error))
    return FALSE;
  fd = g_open (fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return vd_file_error (error, "make a file");
  ok = write_pieces (fd, key, data, size, error);
  close (fd);
  if (ok && g_rename (fresh, path) != 0)
    ok = vd_file_error (error, "name a file");
  if (!ok)
    g_unlink (fresh);
  return ok && vd_sync_folder_of (path, error);
}

static gboolean
open_pieces (GBytes *key, const guint8 *sealed, gsize size, guint8 *data, gsize *length)
{
  crypto_secretstream_xchacha20poly1305_state state;
  guint8 tag = 0;

  *length = 0;
  if (size < HEADER ||
      crypto_secretstream_xchacha20poly1305_init_pull (&state, sealed, g_bytes_get_data (key, NULL)) != 0)
    return FALSE;
  sealed += HEADER;
  size -= HEADER;
  while (size > 0 && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    {
      gsize piece = MIN (size, PIECE + SEAL);
      unsigned long long opened;

      if (crypto_secretstream_xchacha20poly1305_pull (&state, data + *length, &opened, &tag, sealed, piece, NULL, 0) !=
          0)
        return FALSE;
      *length += opened;
      sealed += piece;
      size -= piece;
    }
  sodium_memzero (&state, sizeof state);
  return size == 0 && tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
}

GBytes *
vd_sealed_file_read (const char *path, GBytes *key, GError **error)
{
  g_autofree char *sealed = NULL;
  guint8 *data;
  gsize size, length;

  if (!check_key (key, error) || !g_file_get_contents (path, &sealed, &size, error))
    return NULL;
  data = g_malloc (size + 1);
  if (size > MAX_FILE || !open_pieces (key, (const guint8 *)sealed, size, data, &length))
    {
      sodium_memzero (data, size);
      g_free (data);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the sealed file was changed");
      return NULL;
    }
  return vd_secret_bytes_new_take (data, length);
}
