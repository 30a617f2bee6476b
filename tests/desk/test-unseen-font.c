/* SPDX-License-Identifier: EUPL-1.2 */
/* The font's tables, read back as a reader of fonts would. */
#include "unseen-font.h"

#include <string.h>

typedef struct
{
  const guint8 *data;
  gsize size;
} Bytes;

static guint
get16 (const guint8 *at)
{
  return (guint)at[0] << 8 | at[1];
}

static guint32
get32 (const guint8 *at)
{
  return (guint32)get16 (at) << 16 | get16 (at + 2);
}

static guint32
sum_up (Bytes bytes)
{
  guint32 sum = 0;

  for (gsize i = 0; i < bytes.size; i += 4)
    sum += get32 (bytes.data + i);
  return sum;
}

static Bytes
find_table (Bytes font, const char *name)
{
  guint n = get16 (font.data + 4);

  for (guint i = 0; i < n; i++)
    {
      const guint8 *entry = font.data + 12 + 16 * i;
      Bytes table = { font.data + get32 (entry + 8), get32 (entry + 12) };

      if (memcmp (entry, name, 4) == 0)
        {
          g_assert_cmpuint (get32 (entry + 8) % 4, ==, 0);
          g_assert_cmpuint (get32 (entry + 8) + table.size, <=, font.size);
          return table;
        }
    }
  g_assert_not_reached ();
}

static Bytes
get_bytes (GBytes *font)
{
  Bytes bytes;

  bytes.data = g_bytes_get_data (font, &bytes.size);
  return bytes;
}

/* Sorted, each with its sum, and the whole makes up the number that all fonts do. */
static void
assert_directory (Bytes font)
{
  guint n = get16 (font.data + 4);

  g_assert_cmpuint (get32 (font.data), ==, 0x00010000);
  g_assert_cmpuint (n, ==, 7);
  g_assert_cmpuint (get16 (font.data + 6), ==, 64);
  g_assert_cmpuint (get16 (font.data + 8), ==, 2);
  g_assert_cmpuint (get16 (font.data + 10), ==, 48);
  g_assert_cmpuint (font.size % 4, ==, 0);
  g_assert_cmpuint (sum_up (font), ==, 0xb1b0afba);
  for (guint i = 0; i < n; i++)
    {
      const guint8 *entry = font.data + 12 + 16 * i;
      Bytes table = { font.data + get32 (entry + 8), (get32 (entry + 12) + 3) / 4 * 4 };
      guint32 adjustment = memcmp (entry, "head", 4) == 0 ? get32 (table.data + 8) : 0;

      g_assert_true (i == 0 || memcmp (entry - 16, entry, 4) < 0);
      g_assert_cmpuint (sum_up (table) - adjustment, ==, get32 (entry + 4));
    }
}

static void
assert_glyphs (Bytes font, guint glyphs)
{
  Bytes glyf = find_table (font, "glyf"), head = find_table (font, "head"), hhea = find_table (font, "hhea"),
        hmtx = find_table (font, "hmtx"), loca = find_table (font, "loca"), maxp = find_table (font, "maxp");

  g_assert_cmpuint (head.size, ==, 54);
  g_assert_cmpuint (hhea.size, ==, 36);
  g_assert_cmpuint (maxp.size, ==, 32);
  g_assert_cmpuint (get32 (head.data + 12), ==, 0x5f0f3cf5);
  g_assert_cmpuint (get16 (head.data + 18), ==, VD_UNSEEN_FONT_EM);
  g_assert_cmpuint (get16 (head.data + 50), ==, 0);
  g_assert_cmpuint (get16 (maxp.data + 4), ==, glyphs);
  g_assert_cmpuint (get16 (hhea.data + 34), ==, 1);
  g_assert_cmpuint (hmtx.size, ==, 4 + 2 * (glyphs - 1));
  g_assert_cmpuint (get16 (hmtx.data), ==, VD_UNSEEN_FONT_WIDTH);
  g_assert_cmpuint (loca.size, ==, 2 * (glyphs + 1));
  g_assert_cmpuint (get16 (loca.data), ==, 0);
  for (guint i = 1; i <= glyphs; i++)
    g_assert_cmpuint (2 * get16 (loca.data + 2 * i), ==, glyf.size); /* but the first, each has nothing */
}

/* What the one subtable says of @code. */
static guint
look_up (Bytes cmap, guint code)
{
  const guint8 *sub = cmap.data + get32 (cmap.data + 8);
  guint segments = get16 (sub + 6) / 2;

  g_assert_cmpuint (get16 (cmap.data + 2), ==, 1);
  g_assert_cmpuint (get16 (sub), ==, 4);
  g_assert_cmpuint (get16 (sub + 2), ==, cmap.size - 12);
  for (guint i = 0; i < segments; i++)
    {
      guint end = get16 (sub + 14 + 2 * i), start = get16 (sub + 16 + 2 * (segments + i));

      if (code <= end)
        return code < start ? 0 : (code + get16 (sub + 16 + 2 * (2 * segments + i))) % 65536;
    }
  g_assert_not_reached ();
}

static void
test_tables (gconstpointer n)
{
  g_autoptr (GBytes) font = vd_unseen_font_make (GPOINTER_TO_UINT (n)), again = NULL;
  Bytes bytes = get_bytes (font), cmap = find_table (bytes, "cmap");

  again = vd_unseen_font_make (GPOINTER_TO_UINT (n));
  g_assert_true (g_bytes_equal (font, again));
  assert_directory (bytes);
  assert_glyphs (bytes, GPOINTER_TO_UINT (n) + 1);
  g_assert_cmpuint (look_up (cmap, 0), ==, 0);
  g_assert_cmpuint (look_up (cmap, 1), ==, 1);
  g_assert_cmpuint (look_up (cmap, GPOINTER_TO_UINT (n)), ==, GPOINTER_TO_UINT (n));
  g_assert_cmpuint (look_up (cmap, GPOINTER_TO_UINT (n) + 1), ==, 0);
  g_assert_cmpuint (look_up (cmap, 0xffff), ==, 0);
}

int
main (int argc, char **argv)
{
  static const guint counts[] = { 1, 2, 93, VD_UNSEEN_FONT_MAX_GLYPHS };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *name = g_strdup_printf ("/unseen-font/tables/%u", counts[i]);

      g_test_add_data_func (name, GUINT_TO_POINTER (counts[i]), test_tables);
    }
  return g_test_run ();
}
