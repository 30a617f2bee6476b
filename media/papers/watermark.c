/* SPDX-License-Identifier: EUPL-1.2 */
#include "watermark.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define SLOPE_DEGREES 30.0
/* Height of the letters: on a card the sixty characters that the desk allows fit across once, on A4 they are read at arm's length. */
#define LETTERS_A_DIAGONAL 34.0
#define LEAST_LETTER_MM 2.8
#define MOST_LETTER_MM 6.0
#define ROW_SPACING 3.8 /* heights of a letter from row to row: no face and no line of a card fits between */
#define GAP 1.5         /* heights of a letter between a text and the next */
#define STRENGTH 72     /* of 255 levels: white paper and black print under a letter stay 111 levels apart */
#define DARK_BELOW 96   /* levels: print is below, paper and skin are above */

static char *
clean_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    if (!g_unichar_iscntrl (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  g_strstrip (out->str);
  return g_string_free (out, FALSE);
}

static PangoLayout *
make_layout (cairo_t *cr, const char *text, double letter)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans Bold");

  pango_font_description_set_absolute_size (font, letter * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* Rows of the text over a circle around the origin, each set off against the one above. */
static void
draw_rows (cairo_t *cr, PangoLayout *layout, double letter, double radius)
{
  int width, height;
  double period, row_step = ROW_SPACING * letter;
  int n_rows = (int)ceil (radius / row_step);

  pango_layout_get_pixel_size (layout, &width, &height);
  period = width + GAP * letter;
  for (int row = -n_rows; row <= n_rows; row++)
    {
      double shift = fmod ((row + n_rows) * 0.38, 1.0) * period;

      for (double x = -radius - period + shift; x < radius; x += period)
        {
          cairo_move_to (cr, x, row * row_step - height / 2.0);
          pango_cairo_show_layout (cr, layout);
        }
    }
}

/* How much of each pixel a letter covers, as an A8 surface of the picture's size. */
static cairo_surface_t *
draw_mask (const VdPicture *picture, const char *text, double dpi, int rotation)
{
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, picture->width, picture->height);
  cairo_t *cr = cairo_create (mask);
  double diagonal = hypot (picture->width, picture->height), mm = dpi / 25.4;
  double letter = CLAMP (diagonal / LETTERS_A_DIAGONAL, LEAST_LETTER_MM * mm, MOST_LETTER_MM * mm);
  g_autoptr (PangoLayout) layout = NULL;

  letter = MAX (letter, 4); /* pixels: nothing less is a letter, however low a resolution is claimed */
  cairo_translate (cr, picture->width / 2.0, picture->height / 2.0);
  cairo_rotate (cr, -(rotation + SLOPE_DEGREES) * G_PI / 180);
  layout = make_layout (cr, text, letter);
  draw_rows (cr, layout, letter, diagonal / 2);
  cairo_destroy (cr);
  cairo_surface_flush (mask);
  return mask;
}

static inline void
mark_pixel (guint8 *pixel, int channels, int covered)
{
  int change = (covered * STRENGTH + 127) / 255;
  int brightness = channels == 3 ? (pixel[0] * 77 + pixel[1] * 150 + pixel[2] * 29) >> 8 : pixel[0];

  if (brightness >= DARK_BELOW)
    change = -change;
  for (int i = 0; i < channels; i++)
    pixel[i] = (guint8)CLAMP (pixel[i] + change, 0, 255);
}

static void
mark_row (guint8 *pixels, int channels, const guint8 *mask, int width)
{
  guint64 eight;

  for (int x = 0; x < width; x++)
    {
      if (x + 8 <= width && (memcpy (&eight, mask + x, 8), eight == 0)) /* most of a page lies between letters */
        x += 7;
      else if (mask[x] > 0)
        mark_pixel (pixels + (gsize)x * channels, channels, mask[x]);
    }
}

void
vd_watermark_draw (VdPicture *picture, const char *text, double dpi, int rotation)
{
  g_autofree char *clean = clean_text (text);
  cairo_surface_t *mask;

  g_return_if_fail (picture && dpi > 0 && rotation % 90 == 0);
  if (!*clean)
    return;
  mask = draw_mask (picture, clean, dpi, rotation);
  for (int y = 0; y < picture->height; y++)
    mark_row (picture->pixels + y * picture->stride, picture->channels,
              cairo_image_surface_get_data (mask) + (gsize)y * cairo_image_surface_get_stride (mask), picture->width);
  cairo_surface_destroy (mask);
}
