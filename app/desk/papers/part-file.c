/* SPDX-License-Identifier: EUPL-1.2 */
#include "part-file.h"
#include "sealed-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define HEADER 8
#define BLOCK 64 /* of ChaCha20: the stream can begin at any multiple */
#define PIECE (64 * 1024)

struct _VdPartFile
{
  int fd;
  GBytes *key;
  guint64 committed, written;
  guint8 room[BLOCK + PIECE];
};

/* The key is used for this one file only, so the nonce may be constant. */
static const guint8 nonce[crypto_stream_xchacha20_NONCEBYTES] = { 0 };

static VdPartFile *
part_file_new (const char *path, int flags, GBytes *key, GError **error)
{
  VdPartFile *self;
  int fd = g_open (path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600);

  if (fd < 0)
    {
      vd_file_error (error, "open a part file");
      return NULL;
    }
  self = g_new0 (VdPartFile, 1);
  self->fd = fd;
  self->key = g_bytes_ref (key);
  return self;
}

VdPartFile *
vd_part_file_create (const char *path, GBytes *key, GError **error)
{
  g_autoptr (VdPartFile) self = part_file_new (path, O_CREAT | O_EXCL, key, error);

  if (!self || !vd_part_file_commit (self, error) || !vd_sync_folder_of (path, error))
    return NULL;
  return g_steal_pointer (&self);
}

VdPartFile *
vd_part_file_open (const char *path, GBytes *key, GError **error)
{
  g_autoptr (VdPartFile) self = part_file_new (path, 0, key, error);
  guint64 header;
  off_t size;

  if (!self)
    return NULL;
  size = lseek (self->fd, 0, SEEK_END);
  if (size < HEADER || pread (self->fd, &header, HEADER, 0) != HEADER ||
      GUINT64_FROM_LE (header) > (guint64)size - HEADER)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a part file is shorter than it says");
      return NULL;
    }
  self->committed = GUINT64_FROM_LE (header);
  vd_part_file_rollback (self);
  return g_steal_pointer (&self);
}

void
vd_part_file_free (VdPartFile *self)
{
  close (self->fd);
  g_bytes_unref (self->key);
  g_free (self);
}

guint64
vd_part_file_get_committed (const VdPartFile *self)
{
  return self->committed;
}

guint64
vd_part_file_get_written (const VdPartFile *self)
{
  return self->written;
}

/* @length bytes of @room from @lead on: seals, or opens what was sealed, as the bytes that stand at @offset. */
static guint8 *
turn (VdPartFile *self, guint64 offset, gsize length)
{
  gsize lead = offset % BLOCK;

  crypto_stream_xchacha20_xor_ic (self->room, self->room, lead + length, nonce, offset / BLOCK,
                                  g_bytes_get_data (self->key, NULL));
  return self->room + lead;
}

gboolean
vd_part_file_append (VdPartFile *self, gconstpointer data, gsize size, GError **error)
{
  const guint8 *p = data;

  while (size > 0)
    {
      gsize piece = MIN (size, PIECE);

      memcpy (self->room + self->written % BLOCK, p, piece);
      if (!vd_write_fully (self->fd, turn (self, self->written, piece), piece, HEADER + self->written, error))
        return FALSE;
      self->written += piece;
      p += piece;
      size -= piece;
    }
  return TRUE;
}

static gboolean
write_length (VdPartFile *self, guint64 length, GError **error)
{
  guint64 header = GUINT64_TO_LE (length);

  if (!vd_write_fully (self->fd, &header, HEADER, 0, error))
    return FALSE;
  return fdatasync (self->fd) == 0 || vd_file_error (error, "sync a part file");
}

gboolean
vd_part_file_commit (VdPartFile *self, GError **error)
{
  if (fdatasync (self->fd) != 0)
    return vd_file_error (error, "sync a part file");
  if (!write_length (self, self->written, error))
    {
      /* It may stand there all the same, over bytes that are about to be cut off. */
      write_length (self, self->committed, NULL);
      return FALSE;
    }
  self->committed = self->written;
  return TRUE;
}

/* Bytes past the committed length do no harm if they cannot be cut off: the next append writes over them. */
void
vd_part_file_rollback (VdPartFile *self)
{
  if (ftruncate (self->fd, (off_t)(HEADER + self->committed)) != 0)
    g_debug ("a part file could not be cut: %s", g_strerror (errno));
  self->written = self->committed;
}

gboolean
vd_part_file_take_back_one (VdPartFile *self, GError **error)
{
  g_return_val_if_fail (self->committed > 0, FALSE);
  self->written = self->committed - 1;
  if (!vd_part_file_commit (self, error))
    return FALSE;
  vd_part_file_rollback (self);
  return TRUE;
}

GBytes *
vd_part_file_read (VdPartFile *self, GError **error)
{
  guint8 *data = g_malloc (self->committed + 1);

  for (guint64 at = 0; at < self->committed;)
    {
      gsize piece = MIN (self->committed - at, PIECE);

      /* PIECE is a multiple of BLOCK, so there is no lead here. */
      if (pread (self->fd, self->room, piece, (off_t)(HEADER + at)) != (gssize)piece)
        {
          g_free (data);
          vd_file_error (error, "read a part file");
          return NULL;
        }
      memcpy (data + at, turn (self, at, piece), piece);
      at += piece;
    }
  sodium_memzero (self->room, sizeof self->room);
  return vd_secret_bytes_new_take (data, self->committed);
}
