/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "jpeg-codec.h"
#include "locked-memory.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <jpeglib.h>

#define OUT_CHUNK (256 * 1024)
/* Real progressive files have about 10; each one costs a walk over the whole picture, so thousands of them are an
 * attack. */
#define MAX_SCANS 64

typedef struct
{
  struct jpeg_error_mgr base;
  jmp_buf escape;
  char text[JMSG_LENGTH_MAX];
} ErrorManager;

typedef struct
{
  struct jpeg_destination_mgr base;
  VdLockedBuffer buffer;
} Destination;

static void
on_error (j_common_ptr info)
{
  ErrorManager *manager = (ErrorManager *)info->err;

  info->err->format_message (info, manager->text);
  longjmp (manager->escape, 1);
}

/* A warning is a damaged file (cut short, corrupt data): a page with a gray half must not pass as a paper. */
static void
on_message (j_common_ptr info, int level)
{
  if (level < 0)
    on_error (info);
}

static void
on_progress (j_common_ptr info)
{
  ErrorManager *manager = (ErrorManager *)info->err;

  if (((struct jpeg_decompress_struct *)info)->input_scan_number <= MAX_SCANS)
    return;
  g_strlcpy (manager->text, "too many scans", sizeof manager->text);
  longjmp (manager->escape, 1);
}

static void
on_output (j_common_ptr info)
{
}

static struct jpeg_error_mgr *
error_manager_init (ErrorManager *manager)
{
  jpeg_std_error (&manager->base);
  manager->base.error_exit = on_error;
  manager->base.emit_message = on_message;
  manager->base.output_message = on_output;
  manager->text[0] = '\0';
  return &manager->base;
}

static void
grow_destination (Destination *out)
{
  vd_locked_buffer_reserve (&out->buffer, out->buffer.length + OUT_CHUNK);
  out->base.next_output_byte = out->buffer.data + out->buffer.length;
  out->base.free_in_buffer = out->buffer.size - out->buffer.length;
}

static void
on_init_destination (j_compress_ptr info)
{
  grow_destination ((Destination *)info->dest);
}

static boolean
on_full_destination (j_compress_ptr info)
{
  Destination *out = (Destination *)info->dest;

  out->buffer.length = out->buffer.size; /* libjpeg: the whole buffer counts, whatever the pointers say */
  grow_destination (out);
  return TRUE;
}

static void
on_end_destination (j_compress_ptr info)
{
  Destination *out = (Destination *)info->dest;

  out->buffer.length = out->buffer.size - out->base.free_in_buffer;
}

GBytes *
vd_jpeg_encode (const VdPicture *picture, int quality, double dpi)
{
  struct jpeg_compress_struct info;
  ErrorManager errors;
  Destination out = { { NULL } };

  info.err = error_manager_init (&errors);
  if (setjmp (errors.escape) != 0)
    g_error ("JPEG writer: %s", errors.text); /* only a mistake of ours can lead here: no input is foreign */
  jpeg_create_compress (&info);
  out.base.init_destination = on_init_destination;
  out.base.empty_output_buffer = on_full_destination;
  out.base.term_destination = on_end_destination;
  info.dest = &out.base;
  info.image_width = picture->width;
  info.image_height = picture->height;
  info.input_components = picture->channels;
  info.in_color_space = picture->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults (&info);
  jpeg_set_quality (&info, quality, TRUE);
  info.density_unit = 1;
  info.X_density = info.Y_density = CLAMP ((int)(dpi + 0.5), 1, 2400);
  /* No optimised tables: they would keep the whole page's coefficients in memory that libjpeg does not zero. */
  jpeg_start_compress (&info, TRUE);
  while (info.next_scanline < info.image_height)
    {
      JSAMPROW row = picture->pixels + info.next_scanline * picture->stride;

      jpeg_write_scanlines (&info, &row, 1);
    }
  jpeg_finish_compress (&info);
  jpeg_destroy_compress (&info);
  return vd_locked_buffer_take (&out.buffer);
}

/* The smallest power-of-two reduction that leaves at least @longest. */
static void
choose_scale (struct jpeg_decompress_struct *info, int longest)
{
  int side = MAX (info->image_width, info->image_height);

  info->scale_num = 1;
  info->scale_denom = 1;
  while (longest > 0 && info->scale_denom < 8 && side / (int)(info->scale_denom * 2) >= longest)
    info->scale_denom *= 2;
}

static gboolean
size_is_allowed (const struct jpeg_decompress_struct *info)
{
  return info->image_width >= 16 && info->image_height >= 16 && info->image_width <= VD_PICTURE_MAX_SIDE &&
         info->image_height <= VD_PICTURE_MAX_SIDE &&
         (guint64)info->image_width * info->image_height <= VD_PICTURE_MAX_PIXELS;
}

/* Leaves by longjmp on bad data: owns nothing but what is already in *@picture. Why not, or NULL. */
static const char *
decode_into (struct jpeg_decompress_struct *info, VdPicture *volatile *picture, int longest)
{
  VdPicture *out;

  jpeg_read_header (info, TRUE);
  if (!size_is_allowed (info))
    return "more pixels than a paper can have, or next to none";
  if (info->num_components > 3) /* libjpeg has no inks' colours, and every maker writes them another way round */
    return "in a printing press's four inks (CMYK): save it in RGB";
  choose_scale (info, longest);
  info->out_color_space = info->num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  info->dct_method = JDCT_ISLOW;
  jpeg_start_decompress (info);
  *picture = out = vd_picture_new (info->output_width, info->output_height, info->output_components);
  while (info->output_scanline < info->output_height)
    {
      JSAMPROW row = out->pixels + info->output_scanline * out->stride;

      jpeg_read_scanlines (info, &row, 1);
    }
  jpeg_finish_decompress (info);
  return NULL;
}

VdPicture *
vd_jpeg_decode (const guint8 *data, gsize size, int longest, GError **error)
{
  struct jpeg_decompress_struct info;
  struct jpeg_progress_mgr progress = { .progress_monitor = on_progress };
  ErrorManager errors;
  VdPicture *volatile picture = NULL;
  const char *volatile why = NULL;

  info.err = error_manager_init (&errors);
  jpeg_create_decompress (&info);
  if (setjmp (errors.escape) == 0)
    {
      info.progress = &progress;
      jpeg_mem_src (&info, data, size);
      why = decode_into (&info, &picture, longest);
    }
  else
    why = errors.text;
  jpeg_destroy_decompress (&info);
  if (!why)
    return picture;
  vd_picture_free (picture);
  g_set_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BAD_PICTURE, "not a JPEG picture that can be used: %s", why);
  return NULL;
}
