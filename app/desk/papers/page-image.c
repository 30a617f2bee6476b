/* SPDX-License-Identifier: EUPL-1.2 */
#include "page-image.h"
#include "sealed-file.h"

#include <stdio.h>
#include <jpeglib.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define QUALITY 80 /* of a preview */

typedef struct
{
  struct jpeg_error_mgr base;
  jmp_buf back;
} Trouble;

typedef struct
{
  guint8 *pixels;
  guint width, height, channels;
} Image;

static void
leave (j_common_ptr codec)
{
  longjmp (((Trouble *)codec->err)->back, 1);
}

static void
say_nothing (j_common_ptr codec)
{
}

static struct jpeg_error_mgr *
trouble_init (Trouble *self)
{
  jpeg_std_error (&self->base);
  self->base.error_exit = leave;
  self->base.output_message = say_nothing;
  return &self->base;
}

static gsize
image_size (const Image *self)
{
  return (gsize)self->width * self->height * self->channels;
}

static void
image_clear (Image *self)
{
  if (self->pixels)
    sodium_memzero (self->pixels, image_size (self));
  g_clear_pointer (&self->pixels, g_free);
}

static guint
choose_eighths (const VdPdfPage *page, guint width)
{
  guint upright = page->rotate % 180 == 0 ? page->width : page->height;

  for (guint n = 1; n < 8; n++)
    if (upright * n / 8 >= width)
      return n;
  return 8;
}

/* libjpeg leaves by longjmp: what outlives it is in *image, behind a pointer. */
static gboolean
decode (const guint8 *jpeg, gsize size, guint eighths, gboolean gray, Image *image)
{
  struct jpeg_decompress_struct codec;
  Trouble trouble;

  codec.err = trouble_init (&trouble);
  if (setjmp (trouble.back))
    {
      jpeg_destroy_decompress (&codec);
      return FALSE;
    }
  jpeg_create_decompress (&codec);
  jpeg_mem_src (&codec, jpeg, size);
  jpeg_read_header (&codec, TRUE);
  codec.scale_num = eighths;
  codec.scale_denom = 8;
  codec.out_color_space = gray || codec.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress (&codec);
  image->width = codec.output_width;
  image->height = codec.output_height;
  image->channels = (guint)codec.output_components;
  image->pixels = g_malloc (image_size (image));
  while (codec.output_scanline < codec.output_height)
    {
      JSAMPROW row = image->pixels + (gsize)codec.output_scanline * image->width * image->channels;

      jpeg_read_scanlines (&codec, &row, 1);
    }
  jpeg_finish_decompress (&codec);
  jpeg_destroy_decompress (&codec);
  return TRUE;
}

/* Where the pixel at x, y of the upright picture lies in the stored one. */
static gsize
source_of (const Image *from, guint rotate, guint x, guint y)
{
  guint sx = x, sy = y;

  if (rotate == 90)
    {
      sx = y;
      sy = from->height - 1 - x;
    }
  else if (rotate == 180)
    {
      sx = from->width - 1 - x;
      sy = from->height - 1 - y;
    }
  else if (rotate == 270)
    {
      sx = from->width - 1 - y;
      sy = x;
    }
  return ((gsize)sy * from->width + sx) * from->channels;
}

static void
turn_upright (Image *image, guint rotate)
{
  Image out = { NULL, image->width, image->height, image->channels };
  guint8 *to;

  if (rotate == 0)
    return;
  if (rotate != 180)
    {
      out.width = image->height;
      out.height = image->width;
    }
  to = out.pixels = g_malloc (image_size (&out));
  for (guint y = 0; y < out.height; y++)
    for (guint x = 0; x < out.width; x++, to += out.channels)
      memcpy (to, image->pixels + source_of (image, rotate, x, y), out.channels);
  image_clear (image);
  *image = out;
}

typedef struct
{
  unsigned char *data;
  unsigned long size;
} Out;

static gboolean
encode (const Image *image, Out *out)
{
  struct jpeg_compress_struct codec;
  Trouble trouble;

  codec.err = trouble_init (&trouble);
  if (setjmp (trouble.back))
    {
      jpeg_destroy_compress (&codec);
      return FALSE;
    }
  jpeg_create_compress (&codec);
  jpeg_mem_dest (&codec, &out->data, &out->size);
  codec.image_width = image->width;
  codec.image_height = image->height;
  codec.input_components = (int)image->channels;
  codec.in_color_space = image->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults (&codec);
  jpeg_set_quality (&codec, QUALITY, TRUE);
  jpeg_start_compress (&codec, TRUE);
  while (codec.next_scanline < codec.image_height)
    {
      JSAMPROW row = image->pixels + (gsize)codec.next_scanline * image->width * image->channels;

      jpeg_write_scanlines (&codec, &row, 1);
    }
  jpeg_finish_compress (&codec);
  jpeg_destroy_compress (&codec);
  return TRUE;
}

GBytes *
vd_page_image_make (const guint8 *file, const VdPdfPage *page, guint width, GError **error)
{
  Image image = { NULL };
  Out out = { NULL };
  GBytes *bytes = NULL;

  if (decode (file + page->jpeg_offset, page->jpeg_length, choose_eighths (page, width), FALSE, &image))
    {
      turn_upright (&image, page->rotate);
      if (encode (&image, &out))
        bytes = vd_secret_bytes_new_take (g_memdup2 (out.data, out.size), out.size);
    }
  if (!bytes)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the page cannot be decoded");
  if (out.data)
    sodium_memzero (out.data, out.size);
  free (out.data);
  image_clear (&image);
  return bytes;
}

GBytes *
vd_page_image_make_pgm (const guint8 *file, const VdPdfPage *page, guint *width, guint *height, GError **error)
{
  Image image = { NULL };
  g_autofree char *head = NULL;
  guint8 *pgm = NULL;
  gsize size = 0;

  if (decode (file + page->jpeg_offset, page->jpeg_length, 8, TRUE, &image))
    {
      turn_upright (&image, page->rotate);
      head = g_strdup_printf ("P5 %u %u 255\n", image.width, image.height);
      size = strlen (head) + image_size (&image);
      pgm = g_malloc (size);
      memcpy (pgm, head, strlen (head));
      memcpy (pgm + strlen (head), image.pixels, image_size (&image));
      *width = image.width;
      *height = image.height;
    }
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the page cannot be decoded");
  image_clear (&image);
  return pgm ? vd_secret_bytes_new_take (pgm, size) : NULL;
}
