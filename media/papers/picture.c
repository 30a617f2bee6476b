/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "picture.h"
#include "locked-memory.h"

#include <string.h>

/* Samples taken of each axis of the area that becomes one pixel: 4 × 4 are as good as all of them for finding and
 * showing. */
#define MAX_TAPS 4

/* Where pixels come from: RGB or BGRx in rows. */
typedef struct
{
  const guint8 *pixels;
  gsize stride;
  int width, height;
  int step;             /* bytes a pixel */
  int red, green, blue; /* byte offsets within a pixel */
} Source;

VdPicture *
vd_picture_new (int width, int height, int channels)
{
  VdPicture *self;

  g_return_val_if_fail (width > 0 && height > 0 && (channels == 1 || channels == 3), NULL);
  g_return_val_if_fail (width <= VD_PICTURE_MAX_SIDE && height <= VD_PICTURE_MAX_SIDE, NULL);
  self = g_new0 (VdPicture, 1);
  self->width = width;
  self->height = height;
  self->channels = channels;
  self->stride = (gsize)width * channels;
  self->pixels = vd_private_alloc (self->stride * height);
  return self;
}

void
vd_picture_free (VdPicture *self)
{
  if (!self)
    return;
  vd_private_free (self->pixels, self->stride * self->height);
  g_free (self);
}

/* For each target index, the source indices to average: @taps of them, evenly spread over its area. */
static int *
spread_taps (int from, int to, int taps)
{
  int *index = g_new (int, (gsize)to *taps);

  for (int i = 0; i < to; i++)
    for (int t = 0; t < taps; t++)
      index[i * taps + t] = MIN (from - 1, (int)((i + (t + 0.5) / taps) * from / to));
  return index;
}

/* One pixel: the mean of @taps × @taps of the source's. Inlined for each number of them, which is known to the compiler
 * then. */
static inline void
mean_of (const Source *source, const int *rows, const int *columns, int taps, int channels, guint8 *out)
{
  const guint count = taps * taps;
  const int order[3] = { source->red, source->green, source->blue };
  guint sum[3] = { 0, 0, 0 };

  for (int j = 0; j < taps; j++)
    for (int i = 0; i < taps; i++)
      {
        const guint8 *p = source->pixels + rows[j] * source->stride + columns[i];

        for (int c = 0; c < channels; c++)
          sum[c] += p[order[c]];
      }
  for (int c = 0; c < channels; c++)
    out[c] = (sum[c] + count / 2) / count;
}

static inline void
shrink_row (const Source *source, const int *rows, const int *columns, int taps, VdPicture *out, int y)
{
  guint8 *row = out->pixels + y * out->stride;

  if (out->channels == 3)
    for (int x = 0; x < out->width; x++)
      mean_of (source, rows, columns + x * taps, taps, 3, row + (gsize)x * 3);
  else
    for (int x = 0; x < out->width; x++)
      mean_of (source, rows, columns + x * taps, taps, 1, row + x);
}

static VdPicture *
shrink_source (const Source *source, int channels, int longest)
{
  double scale = MIN (1.0, (double)longest / MAX (source->width, source->height));
  int width = MAX (1, (int)(source->width * scale + 0.5)), height = MAX (1, (int)(source->height * scale + 0.5));
  VdPicture *out = vd_picture_new (width, height, channels);
  int taps = CLAMP ((int)(1 / scale + 0.5), 1, MAX_TAPS);
  g_autofree int *columns = spread_taps (source->width, width, taps);
  g_autofree int *rows = spread_taps (source->height, height, taps);

  for (int i = 0; i < width * taps; i++)
    columns[i] *= source->step;
  for (int y = 0; y < height; y++)
    if (taps == 1)
      shrink_row (source, rows + y, columns, 1, out, y);
    else if (taps == 2)
      shrink_row (source, rows + y * 2, columns, 2, out, y);
    else if (taps == 3)
      shrink_row (source, rows + y * 3, columns, 3, out, y);
    else
      shrink_row (source, rows + y * MAX_TAPS, columns, MAX_TAPS, out, y);
  return out;
}

VdPicture *
vd_picture_shrink (const VdPicture *self, int longest)
{
  Source source = { self->pixels, self->stride, self->width, self->height, self->channels, 0, 1, 2 };

  g_return_val_if_fail (longest > 0, NULL);
  return shrink_source (&source, self->channels, longest);
}

VdPicture *
vd_picture_from_bgrx (const guint8 *pixels, gsize stride, int width, int height, int longest)
{
  Source source = { pixels, stride, width, height, 4, 2, 1, 0 };

  g_return_val_if_fail (longest > 0, NULL);
  return shrink_source (&source, 3, longest);
}

VdPicture *
vd_picture_to_gray (const VdPicture *self)
{
  VdPicture *out = vd_picture_new (self->width, self->height, 1);
  gsize count = (gsize)self->width * self->height;
  const guint8 *p = self->pixels;

  if (self->channels == 1)
    memcpy (out->pixels, p, count);
  else
    for (gsize i = 0; i < count; i++, p += 3) /* BT.601 luma in 8-bit fixed point */
      out->pixels[i] = (77 * p[0] + 150 * p[1] + 29 * p[2] + 128) >> 8;
  return out;
}

typedef struct
{
  void *memory;
  gsize size;
} Pixels;

static void
pixels_free (void *data)
{
  Pixels *pixels = data;

  vd_private_free (pixels->memory, pixels->size);
  g_free (pixels);
}

/* The pixel of the upright picture @self that lands at (x, y) once turned. */
static const guint8 *
turned_at (const VdPicture *self, int degrees, int x, int y)
{
  switch (degrees)
    {
    case 90:
      return vd_picture_at (self, y, self->height - 1 - x);
    case 180:
      return vd_picture_at (self, self->width - 1 - x, self->height - 1 - y);
    case 270:
      return vd_picture_at (self, self->width - 1 - y, x);
    default:
      return vd_picture_at (self, x, y);
    }
}

VdPicture *
vd_picture_turn (const VdPicture *self, int degrees)
{
  gboolean lying = degrees == 90 || degrees == 270;
  VdPicture *out = vd_picture_new (lying ? self->height : self->width, lying ? self->width : self->height, self->channels);

  for (int y = 0; y < out->height; y++)
    for (int x = 0; x < out->width; x++)
      memcpy (out->pixels + y * out->stride + (gsize)x * out->channels, turned_at (self, degrees, x, y), out->channels);
  return out;
}

VdFrame *
vd_picture_to_frame (const VdPicture *self, int degrees)
{
  gboolean lying = degrees == 90 || degrees == 270;
  int width = lying ? self->height : self->width, height = lying ? self->width : self->height;
  Pixels *pixels = g_new (Pixels, 1);
  g_autoptr (GstCaps) caps =
      gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "BGRA", "width", G_TYPE_INT, width, "height",
                           G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
  g_autoptr (GstBuffer) buffer = NULL;
  g_autoptr (GstSample) sample = NULL;
  guint8 *out;

  pixels->size = (gsize)width * height * 4;
  out = pixels->memory = vd_private_alloc (pixels->size);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++, out += 4)
      {
        const guint8 *p = turned_at (self, degrees, x, y);
        int last = self->channels - 1;

        out[0] = p[last];
        out[1] = p[last / 2];
        out[2] = p[0];
        out[3] = 255;
      }
  buffer = gst_buffer_new_wrapped_full (0, pixels->memory, pixels->size, 0, pixels->size, pixels, pixels_free);
  sample = gst_sample_new (buffer, caps, NULL, NULL);
  return vd_frame_new_from_sample (sample);
}
