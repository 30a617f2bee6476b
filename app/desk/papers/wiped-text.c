/* SPDX-License-Identifier: EUPL-1.2 */
#include "wiped-text.h"
#include "sealed-file.h"

#include <sodium.h>
#include <string.h>
#include <zlib.h>

#define FIRST_ROOM 256

static void
make_room (VdWipedText *self, gsize size)
{
  gsize room = MAX (self->room, FIRST_ROOM);
  char *data;

  while (room - self->length < size)
    room *= 2;
  if (room == self->room)
    return;
  data = g_malloc (room);
  if (self->data)
    {
      memcpy (data, self->data, self->length);
      sodium_memzero (self->data, self->room);
      g_free (self->data);
    }
  self->data = data;
  self->room = room;
}

void
vd_wiped_text_append (VdWipedText *self, gconstpointer data, gsize size)
{
  if (size == 0)
    return;
  make_room (self, size);
  memcpy (self->data + self->length, data, size);
  self->length += size;
}

/* Right to its place: what writes into a string of its own first leaves that behind. */
void
vd_wiped_text_printf (VdWipedText *self, const char *format, ...)
{
  va_list args, again;
  gsize room;

  va_start (args, format);
  va_copy (again, args);
  room = g_printf_string_upper_bound (format, again);
  va_end (again);
  make_room (self, room);
  self->length += (gsize)g_vsnprintf (self->data + self->length, room, format, args);
  va_end (args);
}

void
vd_wiped_text_clear (VdWipedText *self)
{
  if (self->data)
    sodium_memzero (self->data, self->room);
  g_free (self->data);
  *self = (VdWipedText){ NULL };
}

/* zlib keeps a window of what it packs, and tells nobody how large a block is when it lets it go. */
typedef struct
{
  gsize size;
  guint64 alignment;
} Block;

static voidpf
take_block (voidpf unused, uInt items, uInt size)
{
  Block *block = g_try_malloc0 (sizeof (Block) + (gsize)items * size);

  if (!block)
    return NULL;
  block->size = (gsize)items * size;
  return block + 1;
}

static void
wipe_block (voidpf unused, voidpf address)
{
  Block *block = (Block *)address - 1;

  sodium_memzero (address, block->size);
  g_free (block);
}

GBytes *
vd_wiped_text_deflate (gconstpointer plain, gsize size)
{
  z_stream stream = { .next_in = (Bytef *)plain, .avail_in = (uInt)size, .zalloc = take_block, .zfree = wipe_block };
  gsize room, written;
  guint8 *data;
  int result;

  g_return_val_if_fail (size <= G_MAXUINT / 2, NULL);
  if (deflateInit (&stream, Z_DEFAULT_COMPRESSION) != Z_OK)
    g_error ("no memory for zlib"); /* as for all else here */
  room = deflateBound (&stream, (uLong)size);
  data = g_malloc (room);
  stream.next_out = data;
  stream.avail_out = (uInt)room;
  result = deflate (&stream, Z_FINISH);
  g_assert (result == Z_STREAM_END);
  written = room - stream.avail_out;
  deflateEnd (&stream);
  return vd_secret_bytes_new_take (data, written);
}
