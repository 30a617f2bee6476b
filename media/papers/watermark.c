/* SPDX-License-Identifier: EUPL-1.2 */
#include "watermark.h"

#include <math.h>
#include <pango/pangocairo.h>

#define SLOPE_DEGREES 30.0
/* Height of the letters: on a card the sixty characters that the desk allows fit across once, on A4 they are read at arm's length. */
#define LETTERS_A_DIAGONAL 34.0
#define LEAST_LETTER_MM 2.8
#define MOST_LETTER_MM 6.0
#define ROW_SPACING 3.8 /* heights of a letter from row to row: no face and no line of a card fits between */
#define GAP 1.5         /* heights of a letter between a text and the next */
#define LEAST_LETTER_PX 4.0 /* nothing less is a letter, however low a resolution is claimed */
#define MOST_PIXELS 16384   /* of a line: two hundred letters at 300 dpi; what is longer is cut, cairo has no surface for it */
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

/* The text once, as it slopes: how much of each pixel a letter covers. */
typedef struct
{
  cairo_surface_t *surface; /* A8 */
  int width, height;
  int *from, *to; /* of each row, what is covered lies in from ≤ x < to: a strip from corner to corner is mostly empty */
  double letter, length; /* pixels, along the text */
} Line;

static void
line_clear (Line *line)
{
  cairo_surface_destroy (line->surface);
  g_free (line->from);
  g_free (line->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static const guint8 *
line_row (const Line *line, int y)
{
  return cairo_image_surface_get_data (line->surface) + (gsize)y * cairo_image_surface_get_stride (line->surface);
}

static void
find_covered (Line *line)
{
  line->from = g_new (int, line->height);
  line->to = g_new (int, line->height);
  for (int y = 0; y < line->height; y++)
    {
      const guint8 *row = line_row (line, y);
      int from = 0, to = line->width;

      while (from < to && row[from] == 0)
        from++;
      while (to > from && row[to - 1] == 0)
        to--;
      line->from[y] = from;
      line->to[y] = to;
    }
}

static void
draw_line (Line *line, const char *text, double letter, double angle)
{
  cairo_surface_t *scrap = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (scrap);
  g_autoptr (PangoLayout) layout = make_layout (cr, text, letter);
  int width, height;

  cairo_destroy (cr);
  cairo_surface_destroy (scrap);
  pango_layout_get_pixel_size (layout, &width, &height);
  width = MIN (width, MOST_PIXELS);
  line->letter = letter;
  line->length = width;
  line->width = (int)ceil (fabs (width * cos (angle)) + fabs (height * sin (angle))) + 2;
  line->height = (int)ceil (fabs (width * sin (angle)) + fabs (height * cos (angle))) + 2;
  line->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, line->width, line->height);
  cr = cairo_create (line->surface);
  cairo_translate (cr, line->width / 2.0, line->height / 2.0);
  cairo_rotate (cr, angle);
  cairo_move_to (cr, -width / 2.0, -height / 2.0);
  pango_cairo_update_layout (cr, layout);
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
  cairo_surface_flush (line->surface);
  find_covered (line);
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

/* The line with its middle at @x, @y of @picture, as far as it lies on it. */
static void
mark_line (VdPicture *picture, const Line *line, double x, double y)
{
  int left = (int)floor (x - line->width / 2.0 + 0.5), top = (int)floor (y - line->height / 2.0 + 0.5);

  for (int row = MAX (0, -top); row < line->height && top + row < picture->height; row++)
    {
      const guint8 *covered = line_row (line, row);
      guint8 *pixels = picture->pixels + (gsize)(top + row) * picture->stride;

      for (int at = MAX (line->from[row], -left); at < line->to[row] && left + at < picture->width; at++)
        if (covered[at] > 0)
          mark_pixel (pixels + (gsize)(left + at) * picture->channels, picture->channels, covered[at]);
    }
}

/* Rows of the line over a circle around the picture's middle, each set off against the one above. */
static void
mark_rows (VdPicture *picture, const Line *line, double angle)
{
  double radius = hypot (picture->width, picture->height) / 2 + line->letter;
  double row_step = ROW_SPACING * line->letter, period = line->length + GAP * line->letter;
  int n_rows = (int)ceil (radius / row_step);

  for (int row = -n_rows; row <= n_rows; row++)
    for (double along = -radius - period + fmod ((row + n_rows) * 0.38, 1.0) * period; along < radius + period; along += period)
      mark_line (picture, line, picture->width / 2.0 + along * cos (angle) - row * row_step * sin (angle),
                 picture->height / 2.0 + along * sin (angle) + row * row_step * cos (angle));
}

void
vd_watermark_draw (VdPicture *picture, const char *text, double dpi, int rotation)
{
  g_autofree char *clean = clean_text (text);
  double diagonal, mm = dpi / 25.4, angle = -(rotation + SLOPE_DEGREES) * G_PI / 180;
  g_auto (Line) line = { NULL };

  g_return_if_fail (picture && dpi > 0 && rotation % 90 == 0);
  if (!*clean)
    return;
  diagonal = hypot (picture->width, picture->height);
  draw_line (&line, clean,
             CLAMP (CLAMP (diagonal / LETTERS_A_DIAGONAL, LEAST_LETTER_MM * mm, MOST_LETTER_MM * mm), LEAST_LETTER_PX,
                    MAX (LEAST_LETTER_PX, diagonal / 4)), /* whatever resolution is claimed: no font has larger ones */
             angle);
  mark_rows (picture, &line, angle);
}
