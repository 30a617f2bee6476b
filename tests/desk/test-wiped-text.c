/* SPDX-License-Identifier: EUPL-1.2 */
#include "wiped-text.h"

#include <string.h>

static void
test_grows (void)
{
  g_auto (VdWipedText) text = { NULL };
  g_autoptr (GString) expected = g_string_new (NULL);

  vd_wiped_text_append (&text, NULL, 0);
  g_assert_cmpuint (text.length, ==, 0);
  for (guint i = 0; i < 2000; i++)
    {
      vd_wiped_text_printf (&text, "%u ", i);
      vd_wiped_text_append (&text, "a\0b", 3);
      g_string_append_printf (expected, "%u ", i);
      g_string_append_len (expected, "a\0b", 3);
    }
  g_assert_cmpmem (text.data, text.length, expected->str, expected->len);
  vd_wiped_text_clear (&text);
  g_assert_null (text.data);
  vd_wiped_text_printf (&text, "%s", "again");
  g_assert_cmpmem (text.data, text.length, "again", 5);
}

/* GLib unpacks it, whatever can be packed and what cannot. */
static void
test_deflate (gconstpointer size)
{
  gsize length = GPOINTER_TO_SIZE (size), read, written;
  g_autofree guint8 *plain = g_malloc (length + 1), *out = g_malloc (length + 1);
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GError) error = NULL;
  GConverterResult result;

  for (gsize i = 0; i < length; i++)
    plain[i] = i % 2 ? 'x' : (guint8)g_test_rand_int ();
  packed = vd_wiped_text_deflate (plain, length);
  result = g_converter_convert (converter, g_bytes_get_data (packed, NULL), g_bytes_get_size (packed), out, length + 1,
                                G_CONVERTER_INPUT_AT_END, &read, &written, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result, ==, G_CONVERTER_FINISHED);
  g_assert_cmpmem (out, written, plain, length);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wiped-text/grows", test_grows);
  g_test_add_data_func ("/wiped-text/deflate/0", GSIZE_TO_POINTER (0), test_deflate);
  g_test_add_data_func ("/wiped-text/deflate/1", GSIZE_TO_POINTER (1), test_deflate);
  g_test_add_data_func ("/wiped-text/deflate/many", GSIZE_TO_POINTER (300000), test_deflate);
  return g_test_run ();
}
