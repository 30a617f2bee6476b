/* SPDX-License-Identifier: EUPL-1.2 */
#include "jpeg-codec.h"
#include "page-private.h"
#include "papers-test.h"
#include "pdf-writer.h"
#include "watermark.h"

#include <gst/gst.h>
#include <stdlib.h>
#include <string.h>

#define TEXT "Copie pour Agence de Lens, le 28/11/2026, dossier d’emploi"
#define DPI 150.0

static VdPicture *
make_even (int width, int height, guint8 shade)
{
  VdPicture *picture = vd_picture_new (width, height, 3);

  memset (picture->pixels, shade, picture->stride * height);
  return picture;
}

static int
difference_at (const VdPicture *a, const VdPicture *b, int x, int y)
{
  return vd_picture_at (a, x, y)[0] - vd_picture_at (b, x, y)[0];
}

/* Of @picture turned clockwise by @degrees: what its reader sees. */
static VdPicture *
turn (const VdPicture *picture, int degrees)
{
  g_autoptr (VdFrame) frame = vd_picture_to_frame (picture, degrees);
  g_autoptr (GBytes) bytes = vd_frame_get_bytes (frame);

  return vd_picture_from_bgrx (g_bytes_get_data (bytes, NULL), vd_frame_get_stride (frame), vd_frame_get_width (frame),
                               vd_frame_get_height (frame), G_MAXINT);
}

static double
mean_difference (const VdPicture *a, const VdPicture *b)
{
  double sum = 0;

  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  for (int y = 0; y < a->height; y++)
    for (int x = 0; x < a->width; x++)
      sum += abs (difference_at (a, b, x, y));
  return sum / ((double)a->width * a->height);
}

static void
test_upright (void)
{
  for (int lying = 0; lying < 2; lying++)
    {
      const int width = lying ? 600 : 430, height = lying ? 430 : 600;
      g_autoptr (VdPicture) expected = make_even (width, height, 255);

      vd_watermark_draw (expected, TEXT, DPI, 0);
      for (int degrees = 90; degrees < 360; degrees += 90)
        {
          const gboolean is_quarter = degrees != 180;
          g_autoptr (VdPicture) page = make_even (is_quarter ? height : width, is_quarter ? width : height, 255);
          g_autoptr (VdPicture) wrong = make_even (width, height, 255);
          g_autoptr (VdPicture) seen = NULL;

          vd_watermark_draw (page, TEXT, DPI, degrees);
          seen = turn (page, degrees);
          vd_watermark_draw (wrong, TEXT, DPI, 180);
          /* Half a pixel's difference at the letters' rims, against letters that stand elsewhere. */
          g_assert_cmpfloat (mean_difference (seen, expected), <, mean_difference (wrong, expected) / 3);
        }
    }
}

/* No piece of the page as large as a card's photograph, 20 × 25 mm, is without a letter, and no letter hides much. */
static void
test_everywhere (void)
{
  static const guint8 shades[] = { 0, 95, 96, 255 };

  for (guint s = 0; s < G_N_ELEMENTS (shades); s++)
    {
      g_autoptr (VdPicture) clean = make_even (827, 1170, shades[s]), marked = make_even (827, 1170, shades[s]);
      const int w = 20 * 100 / 25.4, h = 25 * 100 / 25.4;
      int total = 0;

      vd_watermark_draw (marked, TEXT, 100, 0);
      for (int top = 0; top + h <= clean->height; top += h)
        for (int left = 0; left + w <= clean->width; left += w)
          {
            int here = 0;

            for (int y = top; y < top + h; y++)
              for (int x = left; x < left + w; x++)
                here += abs (difference_at (marked, clean, x, y)) >= 60;
            g_assert_cmpint (here, >, w * h / 100);
            total += here;
          }
      g_assert_cmpint (total, <, clean->width * clean->height / 6);
    }
}

/* Black print on white paper stays darker than the paper around it, by a third of what it was. */
static void
test_print_stays_readable (void)
{
  g_autoptr (VdPicture) white = make_even (400, 400, 255), black = make_even (400, 400, 0);
  int nearest = 255;

  vd_watermark_draw (white, TEXT, DPI, 0);
  vd_watermark_draw (black, TEXT, DPI, 0);
  for (int y = 0; y < 400; y++)
    for (int x = 0; x < 400; x++)
      nearest = MIN (nearest, difference_at (white, black, x, y));
  g_assert_cmpint (nearest, >=, 85);
}

/* Each letter of French, Spanish and their neighbours has a shape of its own: neither its plain letter's nor an empty
 * box. */
static void
test_letters (void)
{
  static const char *const letters = "àâäáãçéèêëíîïñóôöõúùûüÿœæßøåÀÂÄÁÇÉÈÊËÍÎÏÑÓÔÖÙÛÜŸŒÆ’«»€–";
  g_autoptr (GHashTable) drawn = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *p = letters; *p; p = g_utf8_next_char (p))
    {
      g_autofree char *letter = g_utf8_substring (p, 0, 1);
      g_autofree char *text = g_strdup_printf ("ee%see", letter);
      g_autoptr (VdPicture) picture = make_even (160, 160, 255);

      vd_watermark_draw (picture, text, DPI, 0);
      g_assert_true (g_hash_table_add (drawn, g_compute_checksum_for_data (G_CHECKSUM_SHA256, picture->pixels,
                                                                           picture->stride * picture->height)));
    }
}

static void
test_odd_texts (void)
{
  static const char *const nothing[] = { "", "  ", "\n\t" };
  g_autoptr (VdPicture) clean = make_even (300, 200, 255);
  g_autoptr (VdPicture) one = make_even (300, 200, 255), other = make_even (300, 200, 255);
  g_autoptr (VdPicture) gray = vd_picture_new (300, 200, 1), tiny = make_even (16, 16, 255);

  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    {
      g_autoptr (VdPicture) picture = make_even (300, 200, 255);

      vd_watermark_draw (picture, nothing[i], DPI, 0);
      g_assert_cmpfloat (mean_difference (picture, clean), ==, 0);
    }
  vd_watermark_draw (one, "Le\n <b>28</b>", DPI, 0); /* one line, and no markup */
  vd_watermark_draw (other, "Le <b>28</b>", DPI, 0);
  g_assert_cmpfloat (mean_difference (one, other), ==, 0);
  vd_watermark_draw (gray, "\xff\xfe broken", DPI, 270);
  vd_watermark_draw (tiny, TEXT, 1, 0);
  vd_watermark_draw (tiny, TEXT, 1e6, 90);
}

static VdPage *
make_page (const char *watermark)
{
  g_autoptr (VdPicture) picture = make_even (620, 877, 250);
  VdPage *page;

  for (int y = 100; y < 300; y++) /* something in colour that must survive */
    for (int x = 100; x < 300; x++)
      memcpy (picture->pixels + y * picture->stride + x * 3, "\x30\x60\xc0", 3);
  page = vd_page_new_from_picture (picture, 75, VD_ADVICE_NONE);
  vd_page_set_watermark (page, watermark);
  return page;
}

static GBytes *
write_pdf (VdPage *page)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();
  g_autoptr (GDateTime) then = g_date_time_new_utc (2026, 11, 28, 12, 0, 0);
  g_autoptr (GAsyncResult) result = NULL;
  GBytes *pdf;

  g_ptr_array_add (pages, page);
  vd_pdf_write_async (pages, "t", then, NULL, papers_test_keep_result, &result);
  papers_test_until (result, 60);
  pdf = vd_pdf_write_finish (result, NULL);
  g_assert_nonnull (pdf);
  return pdf;
}

static gboolean
holds (GBytes *pdf, GBytes *jpeg)
{
  gsize pdf_size, jpeg_size;
  const void *pdf_data = g_bytes_get_data (pdf, &pdf_size), *jpeg_data = g_bytes_get_data (jpeg, &jpeg_size);

  return memmem (pdf_data, pdf_size, jpeg_data, jpeg_size) != NULL;
}

static VdPicture *
picture_in (GBytes *pdf)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (pdf, &size);
  const guint8 *jpeg = memmem (data, size, "\xff\xd8\xff", 3);

  g_assert_nonnull (jpeg);
  return vd_jpeg_decode (jpeg, size - (jpeg - data), 0, NULL);
}

/* What is sent is what was shown, and the clean page is not in it. */
static void
test_pdf (void)
{
  for (int degrees = 0; degrees < 360; degrees += 90)
    {
      g_autoptr (VdPage) page = make_page (TEXT), clean = make_page (NULL);
      g_autoptr (GBytes) pdf = NULL, clean_pdf = NULL;
      g_autoptr (VdPicture) sent = NULL, plain = NULL, expected = NULL;
      int changed = 0;

      vd_page_turn (page, degrees);
      pdf = write_pdf (page);
      clean_pdf = write_pdf (clean);
      g_assert_false (holds (pdf, vd_page_get_jpeg (page)));
      g_assert_true (holds (clean_pdf, vd_page_get_jpeg (clean)));
      sent = picture_in (pdf);
      plain = picture_in (clean_pdf);
      expected = picture_in (clean_pdf);
      vd_watermark_draw (expected, TEXT, 75, degrees);
      for (int y = 0; y < plain->height; y++)
        for (int x = 0; x < plain->width; x++)
          changed += abs (difference_at (sent, plain, x, y)) > 40;
      g_assert_cmpint (changed, >, plain->width * plain->height / 50);
      g_assert_cmpfloat (mean_difference (sent, expected), <, 2); /* what a second JPEG costs */
    }
}

/* Turned all round, looked at and sent twice: the letters are there once. */
static void
test_never_twice (void)
{
  g_autoptr (VdPage) page = make_page (TEXT);
  g_autoptr (GBytes) first = write_pdf (page), again = NULL;

  for (int i = 0; i < 4; i++)
    {
      g_autoptr (VdFrame) preview = vd_page_get_preview (page, 300);

      vd_page_turn (page, 90);
    }
  again = write_pdf (page);
  g_assert_true (g_bytes_equal (first, again));
  vd_page_set_watermark (page, NULL);
  g_clear_pointer (&again, g_bytes_unref);
  again = write_pdf (page);
  g_assert_true (holds (again, vd_page_get_jpeg (page)));
}

/* The visitor sees it before anything is sent. */
static void
test_preview (void)
{
  for (int degrees = 0; degrees < 360; degrees += 90)
    {
      g_autoptr (VdPage) page = make_page (TEXT), clean = make_page (NULL);
      g_autoptr (VdFrame) marked = NULL, plain = NULL;
      g_autoptr (GBytes) marked_bytes = NULL, plain_bytes = NULL;
      const guint8 *a, *b;
      gsize size, changed = 0;

      vd_page_turn (page, degrees);
      vd_page_turn (clean, degrees);
      marked = vd_page_get_preview (page, 600);
      plain = vd_page_get_preview (clean, 600);
      marked_bytes = vd_frame_get_bytes (marked);
      plain_bytes = vd_frame_get_bytes (plain);
      a = g_bytes_get_data (marked_bytes, &size);
      b = g_bytes_get_data (plain_bytes, NULL);
      g_assert_cmpuint (size, ==, g_bytes_get_size (plain_bytes));
      for (gsize i = 0; i < size; i += 4)
        changed += abs (a[i] - b[i]) > 30;
      g_assert_cmpuint (changed, >, size / 4 / 50);
    }
}

/* A writing that is cancelled gives no PDF, least of all one without its watermark. */
static void
test_cancelled (void)
{
  g_autoptr (VdPage) page = make_page (TEXT);
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (pages, page);
  g_cancellable_cancel (cancellable);
  vd_pdf_write_async (pages, "t", now, cancellable, papers_test_keep_result, &result);
  papers_test_until (result, 60);
  g_assert_null (vd_pdf_write_finish (result, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/watermark/upright", test_upright);
  g_test_add_func ("/watermark/everywhere", test_everywhere);
  g_test_add_func ("/watermark/print-stays-readable", test_print_stays_readable);
  g_test_add_func ("/watermark/letters", test_letters);
  g_test_add_func ("/watermark/odd-texts", test_odd_texts);
  g_test_add_func ("/watermark/pdf", test_pdf);
  g_test_add_func ("/watermark/never-twice", test_never_twice);
  g_test_add_func ("/watermark/cancelled", test_cancelled);
  g_test_add_func ("/watermark/preview", test_preview);
  return g_test_run ();
}
