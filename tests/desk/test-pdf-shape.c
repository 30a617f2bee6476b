/* SPDX-License-Identifier: EUPL-1.2 */
#include "jpeg-codec.h"
#include "page-image.h"
#include "pdf-shape.h"
#include "picture.h"
#include "sample-paper.h"

#include <string.h>

static void
test_accepts (void)
{
  static const char *const titles[] = { "Fiche de paie", "Ä & <b> €", "-", "給与明細" };
  VdPdfShape shape;

  for (guint n = 1; n <= VD_PDF_SHAPE_MAX_PAGES; n += 6)
    for (guint t = 0; t < G_N_ELEMENTS (titles); t++)
      {
        g_autoptr (GBytes) file = sample_paper_make (n, titles[t]);
        g_autoptr (GError) error = NULL;
        gsize size;
        const guint8 *data = g_bytes_get_data (file, &size);

        g_assert_true (vd_pdf_shape_parse (data, size, &shape, &error));
        g_assert_no_error (error);
        g_assert_cmpuint (shape.n_pages, ==, n);
        for (guint i = 0; i < n; i++)
          {
            g_assert_cmpuint (shape.pages[i].rotate, ==, 90 * i % 360);
            g_assert_cmpuint (shape.pages[i].width, ==, 64);
            g_assert_cmpint (shape.pages[i].gray, ==, i % 2 == 1);
            g_assert_cmpmem (data + shape.pages[i].jpeg_offset, 2, "\xff\xd8", 2);
          }
      }
}

/* The document id is a digest of all before it, so no byte can be changed, dropped or added anywhere. */
static void
test_refuses_any_change (void)
{
  g_autoptr (GBytes) file = sample_paper_make (2, "Brief");
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  g_autofree guint8 *copy = g_malloc (size + 1);
  VdPdfShape shape;

  for (gsize i = 0; i < size; i++)
    {
      memcpy (copy, data, size);
      copy[i] ^= 1 + i % 255;
      g_assert_false (vd_pdf_shape_parse (copy, size, &shape, NULL));
      memcpy (copy, data, i);
      g_assert_false (vd_pdf_shape_parse (copy, i, &shape, NULL));
      memmove (copy + i + 1, data + i, size - i);
      copy[i] = '\n';
      g_assert_false (vd_pdf_shape_parse (copy, size + 1, &shape, NULL));
    }
}

/* Puts @text in the place of the first @old and makes the id right again: only the shape itself is left to refuse it.
 */
static gboolean
parse_forged (GBytes *file, const char *old, const char *text)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);
  guint8 *at = memmem (copy, size, old, strlen (old)), *xref, *id;
  g_autofree char *sum = NULL;
  VdPdfShape shape;

  g_assert_nonnull (at);
  g_assert_cmpuint (strlen (old), ==, strlen (text));
  memcpy (at, text, strlen (text));
  xref = memmem (copy, size, "\nxref\n", 6);
  g_assert_nonnull (xref);
  xref++;
  id = memmem (xref, size - (gsize)(xref - copy), "/ID[<", 5);
  g_assert_nonnull (id);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, copy, (gsize)(xref - copy));
  for (guint i = 0; i < 32; i++)
    id[5 + i] = id[39 + i] = (guint8)g_ascii_toupper (sum[i]);
  return vd_pdf_shape_parse (copy, size, &shape, NULL);
}

static void
test_refuses_forgeries (void)
{
  g_autoptr (GBytes) file = sample_paper_make (1, "Brief");
  static const char *const forged[][2] = {
    { "/Count 1", "/Count 0" },
    { "/Rotate 0", "/Rotate 7" },
    { "/Width 64", "/Width 65" },
    { "/Height 48", "/Height 49" },
    { "MediaBox[0 0 64.00", "MediaBox[0 0 64.01" },
    { "q 64.00", "q 65.00" },
    { "q 64.00", "q 064.0" },
    { "CreationDate(D:2026", "CreationDate(D:2025" },
    { "CreationDate(D:20261124", "CreationDate(D:20261324" },
    { "<FEFF0042", "<FEFF0043" },
    { "<FEFF0042", "<FEFFD800" },
    { "<FEFF0042", "<FEFF000A" },
    { "<pdfaid:part>2", "<pdfaid:part>3" },
    { "<pdf:Producer>V", "<pdf:Producer>v" },
    { "/Producer(Visio", "/Producer(Video" },
    { "/DeviceRGB", "/DeviceBGR" },
    { "JFIF", "JFXX" },
  };

  g_assert_true (parse_forged (file, "Brief", "Brief"));
  for (guint i = 0; i < G_N_ELEMENTS (forged); i++)
    {
      g_test_message ("%s", forged[i][1]);
      g_assert_false (parse_forged (file, forged[i][0], forged[i][1]));
    }
}

static void
assert_dark (const VdPicture *picture, int x, int y, gboolean dark)
{
  guint8 value = *vd_picture_at (picture, x, y);

  g_assert_true (dark ? value < 60 : value > 190);
}

/* The stored picture is dark on its left; turned clockwise that is the top, the right, the bottom. */
static void
test_page_images_stand_upright (void)
{
  g_autoptr (GBytes) file = sample_paper_make (4, "Brief");
  static const guint dark[4][2] = { { 4, 24 }, { 24, 4 }, { 60, 24 }, { 24, 60 } };
  const guint8 *data = g_bytes_get_data (file, NULL);
  VdPdfShape shape;

  g_assert_true (vd_pdf_shape_parse (data, g_bytes_get_size (file), &shape, NULL));
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) jpeg = vd_page_image_make (data, &shape.pages[i], 4096, &error);
      g_autoptr (VdPicture) picture = NULL;

      g_assert_no_error (error);
      picture = vd_jpeg_decode (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), 0, &error);
      g_assert_no_error (error);
      g_assert_cmpint (picture->width, ==, i % 2 == 0 ? 64 : 48);
      g_assert_cmpint (picture->height, ==, i % 2 == 0 ? 48 : 64);
      assert_dark (picture, (int)dark[i][0], (int)dark[i][1], TRUE);
      assert_dark (picture, picture->width - 1 - (int)dark[i][0], picture->height - 1 - (int)dark[i][1], FALSE);
    }
}

static void
test_page_images_shrink (void)
{
  g_autoptr (GBytes) file = sample_paper_make (1, "Brief");
  const guint8 *data = g_bytes_get_data (file, NULL);
  g_autoptr (GBytes) jpeg = NULL;
  g_autoptr (VdPicture) picture = NULL;
  VdPdfShape shape;

  g_assert_true (vd_pdf_shape_parse (data, g_bytes_get_size (file), &shape, NULL));
  jpeg = vd_page_image_make (data, &shape.pages[0], 17, NULL);
  picture = vd_jpeg_decode (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), 0, NULL);
  g_assert_cmpint (picture->width, ==, 24);
}

int
main (int argc, char **argv)
{
  const char *seeds = g_getenv ("VD_WRITE_SEEDS");

  g_test_init (&argc, &argv, NULL);
  if (seeds)
    for (guint n = 1; n <= 3; n += 2)
      {
        g_autoptr (GBytes) file = sample_paper_make (n, "Brief & Siegel");
        g_autofree char *path = g_strdup_printf ("%s/%u-pages.pdf", seeds, n);

        g_assert_true (
            g_file_set_contents (path, g_bytes_get_data (file, NULL), (gssize)g_bytes_get_size (file), NULL));
      }
  g_test_add_func ("/pdf-shape/accepts", test_accepts);
  g_test_add_func ("/pdf-shape/refuses-any-change", test_refuses_any_change);
  g_test_add_func ("/pdf-shape/refuses-forgeries", test_refuses_forgeries);
  g_test_add_func ("/pdf-shape/page-images-stand-upright", test_page_images_stand_upright);
  g_test_add_func ("/pdf-shape/page-images-shrink", test_page_images_shrink);
  return g_test_run ();
}
