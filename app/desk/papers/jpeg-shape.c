/* SPDX-License-Identifier: EUPL-1.2 */
#include "jpeg-shape.h"

#include <string.h>

/* ITU-T T.81 (JPEG), annex B, and JFIF 1.02. */
enum
{
  MARKER_SOF0 = 0xc0,
  MARKER_DHT = 0xc4,
  MARKER_RST0 = 0xd0,
  MARKER_RST7 = 0xd7,
  MARKER_EOI = 0xd9,
  MARKER_SOS = 0xda,
  MARKER_DQT = 0xdb,
  MARKER_DRI = 0xdd,
};

typedef struct
{
  const guint8 *data;
  gsize size, at;
  guint width, height, components;
  gboolean has_frame, has_restarts;
} Jpeg;

static guint
get_u16 (const guint8 *p)
{
  return (guint)p[0] << 8 | p[1];
}

/* Quantisation tables of 8 bits: an id and 64 values each (B.2.4.1). */
static gboolean
check_dqt (Jpeg *self, const guint8 *p, gsize size)
{
  if (size == 0 || size % 65 != 0)
    return FALSE;
  for (gsize i = 0; i < size; i += 65)
    if (p[i] > 3)
      return FALSE;
  return TRUE;
}

/* Huffman tables: class and id, 16 counts, as many symbols (B.2.4.2); a baseline frame knows ids 0 and 1. */
static gboolean
check_dht (Jpeg *self, const guint8 *p, gsize size)
{
  if (size == 0)
    return FALSE;
  while (size > 0)
    {
      gsize symbols = 0;

      if (size < 17 || (p[0] & 0xee) != 0)
        return FALSE;
      for (guint i = 1; i <= 16; i++)
        symbols += p[i];
      if (symbols > 256 || size < 17 + symbols)
        return FALSE;
      p += 17 + symbols;
      size -= 17 + symbols;
    }
  return TRUE;
}

static gboolean
check_sof0 (Jpeg *self, const guint8 *p, gsize size)
{
  if (self->has_frame || size != 6 + 3 * self->components || p[0] != 8 || get_u16 (p + 1) != self->height ||
      get_u16 (p + 3) != self->width || p[5] != self->components)
    return FALSE;
  for (guint i = 0; i < self->components; i++)
    {
      guint across = p[7 + 3 * i] >> 4, down = p[7 + 3 * i] & 15;

      if (across < 1 || across > 4 || down < 1 || down > 4 || p[8 + 3 * i] > 3)
        return FALSE;
    }
  self->has_frame = TRUE;
  return TRUE;
}

static gboolean
check_dri (Jpeg *self, const guint8 *p, gsize size)
{
  if (self->has_restarts || size != 2)
    return FALSE;
  self->has_restarts = TRUE;
  return TRUE;
}

/* One scan of all components, spectral selection 0 to 63, no approximation: the only one of a baseline frame (B.2.3).
 */
static gboolean
check_sos (Jpeg *self, const guint8 *p, gsize size)
{
  gsize n = self->components;

  if (!self->has_frame || size != 4 + 2 * n || p[0] != n)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if ((p[2 + 2 * i] & 0xee) != 0)
      return FALSE;
  return p[1 + 2 * n] == 0 && p[2 + 2 * n] == 63 && p[3 + 2 * n] == 0;
}

static gboolean
check_segment (Jpeg *self, guint marker, const guint8 *p, gsize size)
{
  static const struct
  {
    guint marker;
    gboolean (*check) (Jpeg *self, const guint8 *p, gsize size);
  } segments[] = {
    { MARKER_DQT, check_dqt }, { MARKER_SOF0, check_sof0 }, { MARKER_DHT, check_dht },
    { MARKER_DRI, check_dri }, { MARKER_SOS, check_sos },
  };

  for (guint i = 0; i < G_N_ELEMENTS (segments); i++)
    if (segments[i].marker == marker)
      return segments[i].check (self, p, size);
  return FALSE;
}

/* Steps over one segment; gives its marker, 0 if it is none of ours. */
static guint
take_segment (Jpeg *self)
{
  const guint8 *p = self->data + self->at;
  gsize left = self->size - self->at, length;

  if (left < 4 || p[0] != 0xff)
    return 0;
  length = get_u16 (p + 2);
  if (length < 2 || left - 2 < length || !check_segment (self, p[1], p + 4, length - 2))
    return 0;
  self->at += 2 + length;
  return p[1];
}

/* After SOS: coded bytes, with 0xff stuffed by 0x00 or the start of RSTn; the first other marker is EOI, at the very
 * end. */
static gboolean
check_coded_data (const Jpeg *self)
{
  const guint8 *p = self->data + self->at, *end = self->data + self->size;

  while ((p = memchr (p, 0xff, (gsize)(end - p))) && end - p >= 2)
    {
      gboolean restart = p[1] >= MARKER_RST0 && p[1] <= MARKER_RST7;

      if (p[1] == MARKER_EOI)
        return p + 2 == end;
      if (p[1] != 0 && !(restart && self->has_restarts))
        return FALSE;
      p += 2;
    }
  return FALSE;
}

gboolean
vd_jpeg_shape_check (const guint8 *data, gsize size, guint width, guint height, gboolean gray)
{
  static const guint8 head[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0 };
  Jpeg self = { data, size, 20, width, height, gray ? 1 : 3 };
  guint marker;

  /* The last two bytes of JFIF's APP0 are its thumbnail's size: none. */
  if (size < 24 || memcmp (data, head, sizeof head) != 0 || data[18] != 0 || data[19] != 0)
    return FALSE;
  do
    marker = take_segment (&self);
  while (marker != 0 && marker != MARKER_SOS);
  return marker == MARKER_SOS && check_coded_data (&self);
}
