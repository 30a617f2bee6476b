/* SPDX-License-Identifier: EUPL-1.2 */
#include "unseen-font.h"

#include <string.h>

/* The layout of all tables: ISO/IEC 14496-22 (OpenType), which has TrueType's. Numbers are big-endian. */
#define N_TABLES 7
#define HEADER_BYTES 12
#define ENTRY_BYTES 16 /* of a table in the directory */
#define ADJUSTMENT 8   /* where "head" has the number that makes up for the sum of the whole */
#define MAGIC 0x5f0f3cf5
#define WHOLE_SUM 0xb1b0afba
#define VERSION 0x00010000
/* The glyph for what a font does not have is a box by custom; and a table of no bytes at all is none to some readers.
 */
#define BOX_POINTS 4
#define BOX_BYTES 36 /* with what fills it up to a multiple of 4 */
#define ON_CURVE 0x01

typedef struct
{
  guint glyphs;
  GByteArray *tables[N_TABLES];
} Font;

static void
put16 (GByteArray *out, guint value)
{
  const guint8 bytes[] = { (guint8)(value >> 8), (guint8)value };

  g_byte_array_append (out, bytes, sizeof bytes);
}

static void
put32 (GByteArray *out, guint32 value)
{
  put16 (out, value >> 16);
  put16 (out, value);
}

static void
put_zeros (GByteArray *out, guint n)
{
  guint before = out->len;

  g_byte_array_set_size (out, before + n);
  memset (out->data + before, 0, n);
}

/* The box that every table has to tell of: that of glyph 0, which fills the whole place of a glyph. */
static void
put_box (GByteArray *out)
{
  put16 (out, 0);
  put16 (out, (guint)-VD_UNSEEN_FONT_UNDER);
  put16 (out, VD_UNSEEN_FONT_WIDTH);
  put16 (out, VD_UNSEEN_FONT_ABOVE);
}

/* One subtable for symbols (3, 0): ISO 19005-2, 6.2.11.6 wants exactly that of a symbolic TrueType font. Format 4 of
 * two segments, of which the second is the one that each must end with. */
static void
put_cmap (GByteArray *out, guint glyphs)
{
  put16 (out, 0);
  put16 (out, 1);
  put16 (out, 3);
  put16 (out, 0);
  put32 (out, 12); /* where it begins */
  put16 (out, 4);
  put16 (out, 32); /* its length */
  put16 (out, 0);
  put16 (out, 4); /* twice the segments; then what a search by halves begins with */
  put16 (out, 4);
  put16 (out, 1);
  put16 (out, 0);
  put16 (out, glyphs - 1);
  put16 (out, 0xffff);
  put16 (out, 0);
  put16 (out, 1);
  put16 (out, 0xffff);
  put16 (out, 0); /* a glyph has the number of its code */
  put16 (out, 1);
  put16 (out, 0);
  put16 (out, 0);
}

static void
put_glyf (GByteArray *out)
{
  const int across[BOX_POINTS] = { 0, 0, VD_UNSEEN_FONT_WIDTH, 0 };
  const int up[BOX_POINTS] = { -VD_UNSEEN_FONT_UNDER, VD_UNSEEN_FONT_EM, 0, -VD_UNSEEN_FONT_EM };

  put16 (out, 1); /* one line around */
  put_box (out);
  put16 (out, BOX_POINTS - 1);
  put16 (out, 0); /* no instructions */
  for (guint i = 0; i < BOX_POINTS; i++)
    g_byte_array_append (out, (const guint8[]){ ON_CURVE }, 1);
  for (guint i = 0; i < BOX_POINTS; i++)
    put16 (out, (guint)across[i]);
  for (guint i = 0; i < BOX_POINTS; i++)
    put16 (out, (guint)up[i]);
  put_zeros (out, BOX_BYTES - out->len);
}

static void
put_head (GByteArray *out)
{
  put32 (out, VERSION);
  put32 (out, VERSION); /* of the font itself */
  put32 (out, 0);       /* the adjustment */
  put32 (out, MAGIC);
  put16 (out, 0x0003); /* the baseline is at 0, and glyphs begin where they are put */
  put16 (out, VD_UNSEEN_FONT_EM);
  put_zeros (out, 16); /* made and changed: at no time, so that all are the same */
  put_box (out);
  put16 (out, 0);
  put16 (out, 8); /* pixels: of the smallest size that can be read */
  put16 (out, 2); /* from left to right, as a value that is deprecated and always this */
  put16 (out, 0); /* "loca" counts in pairs of bytes */
  put16 (out, 0);
}

static void
put_hhea (GByteArray *out)
{
  put32 (out, VERSION);
  put16 (out, VD_UNSEEN_FONT_ABOVE);
  put16 (out, (guint)-VD_UNSEEN_FONT_UNDER);
  put16 (out, 0);
  put16 (out, VD_UNSEEN_FONT_WIDTH);
  put16 (out, 0); /* beside a glyph's box */
  put16 (out, 0);
  put16 (out, VD_UNSEEN_FONT_WIDTH);
  put16 (out, 1); /* the caret stands upright */
  put_zeros (out, 14);
  put16 (out, 1); /* one width is that of all */
}

static void
put_hmtx (GByteArray *out, guint glyphs)
{
  put16 (out, VD_UNSEEN_FONT_WIDTH);
  put_zeros (out, 2 * glyphs);
}

/* Where each glyph begins, and the last one ends: all but the box have no bytes. */
static void
put_loca (GByteArray *out, guint glyphs)
{
  put16 (out, 0);
  for (guint i = 0; i < glyphs; i++)
    put16 (out, BOX_BYTES / 2);
}

static void
put_maxp (GByteArray *out, guint glyphs)
{
  put32 (out, VERSION);
  put16 (out, glyphs);
  put16 (out, BOX_POINTS);
  put16 (out, 1);
  put_zeros (out, 4);
  put16 (out, 1); /* zones: without instructions one is enough */
  put_zeros (out, 16);
}

static guint32
sum_up (const GByteArray *bytes)
{
  guint32 sum = 0;

  for (guint i = 0; i < bytes->len; i++)
    sum += (guint32)bytes->data[i] << 8 * (3 - i % 4);
  return sum;
}

/* Tables in the order of their names, as a search by halves wants them. */
static GByteArray *
put_together (const Font *self)
{
  static const char *const names[N_TABLES] = { "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp" };
  GByteArray *out = g_byte_array_new ();
  guint offset = HEADER_BYTES + N_TABLES * ENTRY_BYTES;

  put32 (out, VERSION);
  put16 (out, N_TABLES);
  put16 (out, 4 * ENTRY_BYTES); /* the largest power of 2 in their number, its logarithm, and the rest */
  put16 (out, 2);
  put16 (out, (N_TABLES - 4) * ENTRY_BYTES);
  for (guint i = 0; i < N_TABLES; i++)
    {
      g_byte_array_append (out, (const guint8 *)names[i], 4);
      put32 (out, sum_up (self->tables[i]));
      put32 (out, offset);
      put32 (out, self->tables[i]->len);
      offset += (self->tables[i]->len + 3) / 4 * 4;
    }
  for (guint i = 0; i < N_TABLES; i++)
    {
      g_byte_array_append (out, self->tables[i]->data, self->tables[i]->len);
      put_zeros (out, (4 - out->len % 4) % 4);
    }
  return out;
}

static void
adjust (GByteArray *font, guint head)
{
  g_autoptr (GByteArray) sum = g_byte_array_new ();

  put32 (sum, WHOLE_SUM - sum_up (font));
  memcpy (font->data + head + ADJUSTMENT, sum->data, sum->len);
}

GBytes *
vd_unseen_font_make (guint n_glyphs)
{
  Font font = { n_glyphs + 1 };
  GByteArray *out;
  guint head = HEADER_BYTES + N_TABLES * ENTRY_BYTES;

  g_return_val_if_fail (n_glyphs >= 1 && n_glyphs <= VD_UNSEEN_FONT_MAX_GLYPHS, NULL);
  for (guint i = 0; i < N_TABLES; i++)
    font.tables[i] = g_byte_array_new ();
  put_cmap (font.tables[0], font.glyphs);
  put_glyf (font.tables[1]);
  put_head (font.tables[2]);
  put_hhea (font.tables[3]);
  put_hmtx (font.tables[4], font.glyphs);
  put_loca (font.tables[5], font.glyphs);
  put_maxp (font.tables[6], font.glyphs);
  out = put_together (&font);
  head += font.tables[0]->len + font.tables[1]->len; /* of which each is a multiple of 4 long */
  adjust (out, head);
  for (guint i = 0; i < N_TABLES; i++)
    g_byte_array_unref (font.tables[i]);
  return g_byte_array_free_to_bytes (out);
}
