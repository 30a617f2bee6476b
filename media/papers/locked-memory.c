/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "locked-memory.h"

#include <string.h>
#include <sys/mman.h>

typedef struct
{
  void *memory;
  gsize size;
} Owned;

void *
vd_private_alloc (gsize size)
{
  /* All at once: it is going to be written from end to end, and a page fault for each page costs more than what is
   * then done with it. */
  void *memory = mmap (NULL, MAX (size, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

  if (memory == MAP_FAILED)
    g_error ("out of memory: %" G_GSIZE_FORMAT " bytes", size);
  (void)madvise (memory, MAX (size, 1), MADV_DONTDUMP);
  (void)madvise (memory, MAX (size, 1), MADV_DONTFORK);
  return memory;
}

void *
vd_locked_alloc (gsize size)
{
  static gsize told = 0;
  void *memory = vd_private_alloc (size);

  /* The usual limit is 8 MB, less than one long paper: locking is a gain where it is granted, never a reason to refuse
   * a visitor. */
  if (mlock (memory, MAX (size, 1)) != 0 && g_once_init_enter (&told))
    {
      g_message ("papers may reach swap: RLIMIT_MEMLOCK is too low (set LimitMEMLOCK=256M for the kiosk)");
      g_once_init_leave (&told, 1);
    }
  return memory;
}

void
vd_private_free (void *memory, gsize size)
{
  if (!memory)
    return;
  explicit_bzero (memory, size);
  munmap (memory, MAX (size, 1)); /* unlocks too */
}

static void
owned_free (void *data)
{
  Owned *owned = data;

  vd_private_free (owned->memory, owned->size);
  g_free (owned);
}

GBytes *
vd_private_take_bytes (void *memory, gsize used, gsize size)
{
  Owned *owned = g_new (Owned, 1);

  owned->memory = memory;
  owned->size = size;
  return g_bytes_new_with_free_func (memory, used, owned_free, owned);
}

void
vd_locked_buffer_reserve (VdLockedBuffer *self, gsize size)
{
  guint8 *larger;

  if (size <= self->size)
    return;
  size = MAX (size, 64 * 1024);
  size = MAX (size, self->size * 2);
  larger = vd_locked_alloc (size);
  if (self->length > 0)
    memcpy (larger, self->data, self->length);
  vd_private_free (self->data, self->size);
  self->data = larger;
  self->size = size;
}

void
vd_locked_buffer_append (VdLockedBuffer *self, const void *data, gsize length)
{
  vd_locked_buffer_reserve (self, self->length + length);
  memcpy (self->data + self->length, data, length);
  self->length += length;
}

GBytes *
vd_locked_buffer_take (VdLockedBuffer *self)
{
  GBytes *bytes = vd_private_take_bytes (self->data, self->length, self->size);

  memset (self, 0, sizeof *self);
  return bytes;
}

void
vd_locked_buffer_clear (VdLockedBuffer *self)
{
  vd_private_free (self->data, self->size);
  memset (self, 0, sizeof *self);
}
