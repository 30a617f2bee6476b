/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "picture-file.h"
#include "jpeg-codec.h"
#include "locked-memory.h"

#include <gio/gio.h>
#include <png.h>
#include <string.h>

#define MIN_SIDE 16

static VdPicture *
fail (GError **error, const char *why)
{
  g_set_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BAD_PICTURE, "not a picture that can be used: %s", why);
  return NULL;
}

static VdPicture *
decode_png (const guint8 *data, gsize size, GError **error)
{
  png_image image = { .version = PNG_IMAGE_VERSION };
  VdPicture *picture;
  const png_color white = { 255, 255, 255 };

  if (!png_image_begin_read_from_memory (&image, data, size))
    {
      fail (error, image.message);
      png_image_free (&image);
      return NULL;
    }
  if (image.width < MIN_SIDE || image.height < MIN_SIDE || image.width > VD_PICTURE_MAX_SIDE ||
      image.height > VD_PICTURE_MAX_SIDE || (guint64)image.width * image.height > VD_PICTURE_MAX_PIXELS)
    {
      png_image_free (&image);
      return fail (error, "more pixels than a paper can have, or next to none");
    }
  image.format = image.format & PNG_FORMAT_FLAG_COLOR ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  picture = vd_picture_new (image.width, image.height, image.format == PNG_FORMAT_RGB ? 3 : 1);
  if (png_image_finish_read (&image, &white, picture->pixels, picture->stride, NULL))
    return picture;
  fail (error, image.message);
  png_image_free (&image);
  vd_picture_free (picture);
  return NULL;
}

typedef struct
{
  const guint8 *data;
  gsize size;
  gboolean is_little;
} Tiff;

static guint32
tiff_number (const Tiff *tiff, gsize at, int bytes)
{
  guint32 value = 0;

  if (at > tiff->size || tiff->size - at < (gsize)bytes)
    return 0;
  for (int i = 0; i < bytes; i++)
    value = value << 8 | tiff->data[at + (tiff->is_little ? bytes - 1 - i : i)];
  return value;
}

/* Tag 0x0112 of the first directory: 1 to 8; 1 if it is not told. */
static int
tiff_orientation (const guint8 *data, gsize size)
{
  Tiff tiff = { data, size, size > 0 && data[0] == 'I' };
  guint32 directory = tiff_number (&tiff, 4, 4), entries = tiff_number (&tiff, directory, 2);

  for (guint32 i = 0; i < MIN (entries, 64); i++)
    {
      gsize at = (gsize)directory + 2 + 12 * (gsize)i;

      if (tiff_number (&tiff, at, 2) == 0x0112)
        {
          guint32 value = tiff_number (&tiff, at + 8, 2);

          return value >= 1 && value <= 8 ? (int)value : 1;
        }
    }
  return 1;
}

/* How a telephone was held, as its JPEG says (Exif 2.3, 4.6.4). */
static int
jpeg_orientation (const guint8 *data, gsize size)
{
  gsize at = 2;

  while (at + 4 <= size && data[at] == 0xff && data[at + 1] != 0xda)
    {
      gsize length = (gsize)data[at + 2] << 8 | data[at + 3];

      if (length < 2 || at + 2 + length > size)
        return 1;
      if (data[at + 1] == 0xe1 && length >= 16 && memcmp (data + at + 4, "Exif\0", 6) == 0)
        return tiff_orientation (data + at + 10, length - 8);
      at += 2 + length;
    }
  return 1;
}

/* Clockwise degrees that make the picture upright. The mirrored kinds (2, 4, 5, 7) come from no camera; they are turned
 * only. */
static int
rotation_of (int orientation)
{
  static const int degrees[] = { 0, 0, 0, 180, 180, 90, 90, 270, 270 };

  return degrees[orientation];
}

static VdPicture *
decode (const guint8 *data, gsize size, int longest, int *rotation, GError **error)
{
  static const guint8 png_magic[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  VdPicture *picture;

  *rotation = 0;
  if (size > VD_PICTURE_FILE_MAX_BYTES)
    return fail (error, "the file is too large");
  if (size > sizeof png_magic && memcmp (data, png_magic, sizeof png_magic) == 0)
    return decode_png (data, size, error);
  if (size < 4 || data[0] != 0xff || data[1] != 0xd8)
    return fail (error, "neither JPEG nor PNG");
  picture = vd_jpeg_decode (data, size, longest, error);
  if (picture)
    *rotation = rotation_of (jpeg_orientation (data, size));
  return picture;
}

VdPicture *
vd_picture_file_decode (const guint8 *data, gsize size, int *rotation, GError **error)
{
  g_return_val_if_fail ((data || size == 0) && rotation, NULL);
  return decode (data, size, 0, rotation, error);
}

VdPicture *
vd_picture_file_read (const char *path, int *rotation, GError **error)
{
  return vd_picture_file_read_small (path, 0, rotation, error);
}

VdPicture *
vd_picture_file_read_small (const char *path, int longest, int *rotation, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_auto (VdLockedBuffer) buffer = { NULL };
  gssize got = 1;

  if (!stream)
    return NULL;
  while (got > 0 && buffer.length <= VD_PICTURE_FILE_MAX_BYTES)
    {
      vd_locked_buffer_reserve (&buffer, buffer.length + 64 * 1024);
      got = g_input_stream_read (G_INPUT_STREAM (stream), buffer.data + buffer.length, buffer.size - buffer.length,
                                 NULL, error);
      if (got < 0)
        return NULL;
      buffer.length += got;
    }
  return decode (buffer.data, buffer.length, longest, rotation, error);
}
