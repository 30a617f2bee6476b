/* SPDX-License-Identifier: EUPL-1.2 */
#include "jpeg-codec.h"
#include "page-private.h"
#include "paper-scene.h"
#include "papers-test.h"
#include "pdf-writer.h"
#include "picture-file.h"
#include "srgb-profile.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

/* A page of 200 dpi with something on it. */
static VdPage *
make_page (guint seed, int channels, double dpi)
{
  const PaperWishes wishes = { .seed = seed, .width = 640, .height = 480, .fill = 0.9, .light = 1 };
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, NULL);
  g_autoptr (VdPicture) gray = vd_picture_to_gray (scene);

  return vd_page_new_from_picture (channels == 1 ? gray : scene, dpi, VD_ADVICE_NONE);
}

static GBytes *
write_pages (GPtrArray *pages, const char *title, GError **error)
{
  g_autoptr (GDateTime) created = g_date_time_new_utc (2026, 11, 24, 8, 30, 15);
  g_autoptr (GAsyncResult) result = NULL;

  vd_pdf_write_async (pages, title, created, NULL, papers_test_keep_result, &result);
  papers_test_until (result, 20);
  return vd_pdf_write_finish (result, error);
}

static GPtrArray *
make_three_pages (void)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (pages, make_page (1, 3, 200));
  g_ptr_array_add (pages, make_page (2, 1, 163.7));
  g_ptr_array_add (pages, make_page (3, 3, 300));
  vd_page_turn (g_ptr_array_index (pages, 1), 90);
  vd_page_turn (g_ptr_array_index (pages, 2), -180);
  return pages;
}

static char *
run (const char *command)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *errors = NULL;
  char *out = NULL;
  int status = 0;

  g_spawn_command_line_sync (command, &out, &errors, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s %s", command, out, errors);
  return out;
}

typedef struct
{
  char *dir, *path;
  GBytes *pdf;
  GPtrArray *pages;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->pages = make_three_pages ();
  fixture->pdf = write_pages (fixture->pages, "Attestation <d'employeur> & été", &error);
  g_assert_no_error (error);
  fixture->dir = g_dir_make_tmp ("vd-papers-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "paper.pdf", NULL);
  g_file_set_contents (fixture->path, g_bytes_get_data (fixture->pdf, NULL), g_bytes_get_size (fixture->pdf), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
  g_bytes_unref (fixture->pdf);
  g_ptr_array_unref (fixture->pages);
}

static void
test_qpdf (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("qpdf --check %s", fixture->path);
  g_autofree char *out = run (command);

  g_assert_nonnull (strstr (out, "No syntax or stream encoding errors found"));
}

/* The length of page @n in points as pdfinfo sees it, and its turn. */
static void
assert_page (const char *info, int n, double width, double height, int turn)
{
  g_autofree char *size_key = g_strdup_printf ("Page %4d size:", n), *turn_key = g_strdup_printf ("Page %4d rot:", n);
  const char *size = strstr (info, size_key), *rotation = strstr (info, turn_key);
  char *end;

  g_assert_nonnull (size);
  g_assert_nonnull (rotation);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (size + strlen (size_key), &end), width, 0.05);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (strchr (end, 'x') + 1, NULL), height, 0.05);
  g_assert_cmpint (atoi (rotation + strlen (turn_key)), ==, turn);
}

static void
test_pdfinfo (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("pdfinfo -enc UTF-8 -f 1 -l 3 %s", fixture->path);
  g_autofree char *xmp_command = g_strdup_printf ("pdfinfo -meta %s", fixture->path);
  g_autofree char *info = run (command), *xmp = run (xmp_command);

  g_assert_nonnull (strstr (info, "Attestation <d'employeur> & été"));
  g_assert_nonnull (strstr (info, "Pages:           3"));
  g_assert_nonnull (strstr (info, "JavaScript:      no"));
  assert_page (info, 1, 640 * 72.0 / 200, 480 * 72.0 / 200, 0);
  assert_page (info, 2, 640 * 72 / 163.7, 480 * 72 / 163.7, 90);
  assert_page (info, 3, 640 * 72.0 / 300, 480 * 72.0 / 300, 180);
  g_assert_nonnull (strstr (xmp, "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"));
  g_assert_nonnull (strstr (xmp, "Attestation &lt;d'employeur&gt; &amp; été"));
  g_assert_nonnull (strstr (xmp, "<xmp:CreateDate>2026-11-24T08:30:15Z</xmp:CreateDate>"));
}

/* What another program draws of page 1 is what the JPEG holds. */
static void
test_pixels (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("pdftoppm -r 200 -f 1 -l 1 -png %s %s/page", fixture->path, fixture->dir);
  g_autofree char *out = run (command), *png = g_build_filename (fixture->dir, "page-1.png", NULL);
  GBytes *jpeg = vd_page_get_jpeg (g_ptr_array_index (fixture->pages, 0));
  g_autoptr (GError) error = NULL;
  g_autoptr (VdPicture) source = vd_jpeg_decode (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), 0, &error);
  int rotation = 0;
  g_autoptr (VdPicture) drawn = vd_picture_file_read (png, &rotation, &error);
  g_autoptr (VdPicture) gray_source = NULL;
  g_autoptr (VdPicture) gray_drawn = NULL;
  guint64 sum = 0;

  g_assert_no_error (error);
  g_assert_cmpint (drawn->width, ==, source->width);
  g_assert_cmpint (drawn->height, ==, source->height);
  g_assert_cmpint (drawn->channels, ==, 3);
  /* In brightness, and with poppler's habit of stretching an image over the pixel it touches: a misplaced page differs
   * by 20 and more. */
  gray_source = vd_picture_to_gray (source);
  gray_drawn = vd_picture_to_gray (drawn);
  for (gsize i = 0; i < gray_source->stride * gray_source->height; i++)
    sum += abs (gray_drawn->pixels[i] - gray_source->pixels[i]);
  g_test_message ("mean difference %.3f levels", (double)sum / (gray_source->stride * gray_source->height));
  g_assert_cmpfloat ((double)sum / (gray_source->stride * gray_source->height), <, 3.0);
}

/* The JPEGs are in the file as they were made. */
static void
test_passed_through (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("pdfimages -all %s %s/image", fixture->path, fixture->dir);
  g_autofree char *out = run (command);

  for (guint n = 0; n < fixture->pages->len; n++)
    {
      g_autofree char *path = g_strdup_printf ("%s/image-%03u.jpg", fixture->dir, n);
      g_autofree char *jpeg = NULL;
      g_autoptr (GError) error = NULL;
      gsize size, expected_size;
      gconstpointer expected =
          g_bytes_get_data (vd_page_get_jpeg (g_ptr_array_index (fixture->pages, n)), &expected_size);

      g_file_get_contents (path, &jpeg, &size, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (jpeg, size, expected, expected_size);
    }
}

static void
test_same_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) again = write_pages (fixture->pages, "Attestation <d'employeur> & été", &error);
  g_autoptr (GBytes) other = NULL;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (fixture->pdf, again));
  vd_page_turn (g_ptr_array_index (fixture->pages, 0), 90);
  other = write_pages (fixture->pages, "Attestation <d'employeur> & été", &error);
  g_assert_false (g_bytes_equal (fixture->pdf, other));
}

/* docs/paper-pdf.md holds to the byte where it matters to its reader. */
static void
test_shape (Fixture *fixture, gconstpointer data)
{
  gsize size;
  const char *pdf = g_bytes_get_data (fixture->pdf, &size);
  static const char begin[] =
      "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/Metadata 3 0 "
      "R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
      "/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile 4 0 R>>]>>\nendobj\n"
      "2 0 obj\n<</Type/Pages/Count 3/Kids[6 0 R 9 0 R 12 0 R]>>\nendobj\n3 0 "
      "obj\n<</Type/Metadata/Subtype/XML/Length ";
  static const char table[] = "\nxref\n0 15\n0000000000 65535 f \n";
  const char *xref = memmem (pdf, size, table, sizeof table - 1),
             *trailer = xref ? memmem (xref, pdf + size - xref, "trailer\n", 8) : NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *id = NULL, *end = NULL;

  g_assert_cmpmem (pdf, sizeof begin - 1, begin, sizeof begin - 1);
  g_assert_nonnull (xref);
  g_assert_nonnull (trailer);
  g_checksum_update (sum, (const guchar *)pdf, xref + 1 - pdf);
  id = g_ascii_strup (g_checksum_get_string (sum), 32);
  end = g_strdup_printf ("trailer\n<</Size 15/Root 1 0 R/Info 5 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n", id, id,
                         (int)(xref + 1 - pdf));
  g_assert_cmpmem (trailer, (gsize)(pdf + size - trailer), end, strlen (end));
  for (int i = 1; i < 15; i++)
    {
      const char *entry = xref + strlen ("\nxref\n0 15\n") + 20 * i;
      g_autofree char *object = g_strdup_printf ("\n%d 0 obj\n", i);
      gsize offset = g_ascii_strtoull (entry, NULL, 10);

      g_assert_cmpmem (entry + 10, 10, " 00000 n \n", 10);
      g_assert_cmpmem (pdf + offset - 1, strlen (object), object, strlen (object));
    }
}

static void
test_jpeg_shape (Fixture *fixture, gconstpointer data)
{
  for (guint n = 0; n < fixture->pages->len; n++)
    {
      gsize size, at = 2;
      const guint8 *jpeg = g_bytes_get_data (vd_page_get_jpeg (g_ptr_array_index (fixture->pages, n)), &size);

      g_assert_cmphex (jpeg[0] << 8 | jpeg[1], ==, 0xffd8);
      g_assert_cmphex ((guint32)jpeg[2] << 24 | jpeg[3] << 16 | jpeg[4] << 8 | jpeg[5], ==, 0xffe00010u);
      for (; jpeg[at + 1] != 0xda; at += 2 + (jpeg[at + 2] << 8 | jpeg[at + 3]))
        g_assert_true (jpeg[at] == 0xff &&
                       (at == 2 || jpeg[at + 1] == 0xdb || jpeg[at + 1] == 0xc0 || jpeg[at + 1] == 0xc4));
      g_assert_cmphex (jpeg[size - 2] << 8 | jpeg[size - 1], ==, 0xffd9);
    }
}

static void
test_profile (void)
{
  g_autoptr (GBytes) profile = vd_srgb_profile_new ();
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, profile);

  g_assert_cmpuint (g_bytes_get_size (profile), ==, 584);
  g_assert_cmpstr (sum, ==, "10e5c70b6075c7bac731dcfc7627bc41e0304b95a4f3268ab249e425fe077988");
}

static void
test_limits (void)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (VdPage) page = make_page (1, 1, 200);

  g_assert_null (write_pages (pages, "t", &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED);
  g_clear_error (&error);
  for (int i = 0; i < 20; i++)
    g_ptr_array_add (pages, g_object_ref (page));
  pdf = write_pages (pages, "\n\t\x7f", &error); /* nothing of this title may be written */
  g_assert_no_error (error);
  g_assert_nonnull (memmem (g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), "/Title<FEFF002D>", 16));
  g_ptr_array_add (pages, g_object_ref (page));
  g_assert_null (write_pages (pages, "t", &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } cases[] = { { "/pdf-writer/qpdf", test_qpdf },
                { "/pdf-writer/pdfinfo", test_pdfinfo },
                { "/pdf-writer/pixels", test_pixels },
                { "/pdf-writer/passed-through", test_passed_through },
                { "/pdf-writer/same-bytes", test_same_bytes },
                { "/pdf-writer/shape", test_shape },
                { "/pdf-writer/jpeg-shape", test_jpeg_shape } };

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].name, Fixture, NULL, set_up, cases[i].test, tear_down);
  g_test_add_func ("/pdf-writer/profile", test_profile);
  g_test_add_func ("/pdf-writer/limits", test_limits);
  return g_test_run ();
}
