/* SPDX-License-Identifier: EUPL-1.2 */
#include "sample-paper.h"
#include "page-private.h"
#include "pdf-writer.h"

#include <glib/gstdio.h>
#include <pango/pangocairo.h>
#include <string.h>

#define WRITTEN_WIDE 900 /* as it is looked at */
#define WRITTEN_HIGH 600

static VdPage *
make_page (guint index)
{
  g_autoptr (VdPicture) picture = vd_picture_new (64, 48, index % 2 == 0 ? 3 : 1);
  VdPage *page;

  for (int y = 0; y < 48; y++)
    for (int x = 0; x < 64; x++)
      memset (picture->pixels + y * picture->stride + x * picture->channels, x < 32 ? 20 : 230,
              (gsize)picture->channels);
  page = vd_page_new_from_picture (picture, 72, VD_ADVICE_NONE);
  vd_page_turn (page, (int)(90 * index));
  return page;
}

/* Noise, so that the JPEG stays large. */
static VdPage *
make_noisy_page (guint index)
{
  g_autoptr (VdPicture) picture = vd_picture_new (1000, 1000, 3);
  guint32 state = index + 1;

  for (int y = 0; y < 1000; y++)
    for (int x = 0; x < 3000; x++)
      picture->pixels[y * picture->stride + x] = (guint8)((state = state * 1664525 + 1013904223) >> 24);
  return vd_page_new_from_picture (picture, 72, VD_ADVICE_NONE);
}

static void
write_line (cairo_t *cr, double baseline)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("DejaVu Sans");

  pango_font_description_set_absolute_size (font, 36 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, SAMPLE_PAPER_LINE, -1);
  cairo_move_to (cr, SAMPLE_PAPER_LEFT, baseline - pango_layout_get_baseline (layout) / (double)PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
}

/* The picture as it is stored: to be turned clockwise by 90 @index degrees. */
static VdPage *
make_written_page (guint index)
{
  gboolean lies = index % 2 == 1;
  int wide = lies ? WRITTEN_HIGH : WRITTEN_WIDE, high = lies ? WRITTEN_WIDE : WRITTEN_HIGH;
  const cairo_matrix_t turns[4] = {
    { 1, 0, 0, 1, 0, 0 }, { 0, -1, 1, 0, 0, high }, { -1, 0, 0, -1, wide, high }, { 0, 1, -1, 0, wide, 0 }
  };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, wide, high);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (VdPicture) picture = vd_picture_new (wide, high, 1);
  VdPage *page;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_matrix (cr, &turns[index % 4]);
  write_line (cr, SAMPLE_PAPER_BASE * (1 + index));
  cairo_surface_flush (surface);
  for (int y = 0; y < high; y++)
    for (int x = 0; x < wide; x++)
      picture->pixels[y * picture->stride + x] =
          cairo_image_surface_get_data (surface)[y * cairo_image_surface_get_stride (surface) + 4 * x];
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  page = vd_page_new_from_picture (picture, 150, VD_ADVICE_NONE);
  vd_page_turn (page, (int)(90 * index));
  return page;
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GBytes *
write_paper (guint n_pages, const char *title, VdPage *(*make) (guint index))
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GDateTime) created = g_date_time_new_utc (2026, 11, 24, 8, 30, 15);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  for (guint i = 0; i < n_pages; i++)
    g_ptr_array_add (pages, make (i));
  vd_pdf_write_async (pages, title, created, NULL, keep_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  bytes = vd_pdf_write_finish (result, &error);
  g_assert_no_error (error);
  return bytes;
}

GBytes *
sample_paper_make (guint n_pages, const char *title)
{
  return write_paper (n_pages, title, make_page);
}

GBytes *
sample_paper_make_large (guint n_pages)
{
  return write_paper (n_pages, "Large", make_noisy_page);
}

GBytes *
sample_paper_make_written (guint n_pages)
{
  return write_paper (n_pages, "Written", make_written_page);
}

char *
sample_folder_make (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("visiodesk-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
sample_folder_delete (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

guint
sample_folder_count (const char *folder, const char *suffix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint count = 0;

  while (dir && (name = g_dir_read_name (dir)))
    count += g_str_has_suffix (name, suffix) ? 1 : 0;
  return count;
}
