/* SPDX-License-Identifier: EUPL-1.2 */
#include "clutter.h"
#include "paper-sheet.h"

#include <math.h>
#include <pango/pangocairo.h>

const char *const clutter_names[N_CLUTTERS + 1] = { "mat",     "wood",    "white",  "stripes",  "checks",
                                                    "posters", "foliage", "books",  "keyboard", "newspaper",
                                                    "tiles",   "granite", "papers", NULL };

typedef struct
{
  cairo_t *cairo;
  Dice *dice;
  double w, h; /* the canvas is 100 high */
} Canvas;

static double
roll (Canvas *canvas, double least, double most)
{
  return dice_between (canvas->dice, least, most);
}

static void
set_colour (Canvas *canvas, double least, double most)
{
  double r = roll (canvas, least, most), g = roll (canvas, least, most), b = roll (canvas, least, most);

  cairo_set_source_rgb (canvas->cairo, r, g, b);
}

/* One tint at any brightness: what most desks and covers have. */
static void
paint_tinted (Canvas *canvas, double least, double most)
{
  double level = roll (canvas, least, most);

  cairo_set_source_rgb (canvas->cairo, level * roll (canvas, 0.85, 1), level * roll (canvas, 0.85, 1),
                        level * roll (canvas, 0.8, 1));
  cairo_paint (canvas->cairo);
}

static void
fill_rectangle (Canvas *canvas, double x, double y, double w, double h)
{
  cairo_rectangle (canvas->cairo, x, y, w, h);
  cairo_fill (canvas->cairo);
}

/* Lines of what looks like print from afar. */
static void
draw_print (Canvas *canvas, double x, double y, double w, double h, double line)
{
  for (double row = y; row + line < y + h; row += line)
    for (double at = x, end; at < x + w * roll (canvas, 0.6, 1); at = end + 0.5 * line)
      {
        end = MIN (x + w, at + line * roll (canvas, 0.6, 4));
        fill_rectangle (canvas, at, row, end - at, 0.45 * line);
      }
}

static void
draw_mat (Canvas *canvas)
{
  paint_tinted (canvas, 0.08, 0.72);
}

static void
draw_white (Canvas *canvas)
{
  paint_tinted (canvas, 0.80, 0.90);
}

static void
draw_wood (Canvas *canvas)
{
  double plank = roll (canvas, 14, 45), tone = roll (canvas, 0.62, 0.86);
  gboolean stands = dice_chance (canvas->dice, 0.4);

  if (stands)
    {
      cairo_rotate (canvas->cairo, G_PI_2);
      cairo_translate (canvas->cairo, 0, -canvas->w);
    }
  for (double y = 0; y < MAX (canvas->w, canvas->h); y += plank)
    {
      double level = tone * roll (canvas, 0.93, 1.03);

      cairo_set_source_rgb (canvas->cairo, level, level * 0.82, level * 0.60);
      fill_rectangle (canvas, 0, y, 200, plank);
      for (int i = 0; i < 60; i++)
        {
          double at = y + roll (canvas, 0, plank), from = roll (canvas, -40, 160);

          cairo_set_source_rgba (canvas->cairo, 0.35, 0.22, 0.1, roll (canvas, 0.02, 0.16));
          cairo_set_line_width (canvas->cairo, roll (canvas, 0.08, 0.5));
          cairo_move_to (canvas->cairo, from, at);
          cairo_rel_curve_to (canvas->cairo, 20, roll (canvas, -2, 2), 40, roll (canvas, -2, 2), 70,
                              roll (canvas, -1, 1));
          cairo_stroke (canvas->cairo);
        }
      cairo_set_source_rgba (canvas->cairo, 0.2, 0.12, 0.05, roll (canvas, 0.3, 0.9));
      fill_rectangle (canvas, 0, y, 200, 0.35);
    }
}

static void
draw_stripes_once (Canvas *canvas, double alpha)
{
  double width = roll (canvas, 1.2, 9), r = roll (canvas, 0, 0.9), g = roll (canvas, 0, 0.9), b = roll (canvas, 0, 0.9);

  cairo_set_source_rgba (canvas->cairo, r, g, b, alpha);
  for (double x = -200; x < 300; x += width * 2)
    fill_rectangle (canvas, x, -200, width, 500);
}

static void
draw_stripes (Canvas *canvas)
{
  paint_tinted (canvas, 0.5, 0.95);
  cairo_translate (canvas->cairo, canvas->w / 2, canvas->h / 2);
  cairo_rotate (canvas->cairo, roll (canvas, -G_PI, G_PI));
  draw_stripes_once (canvas, 1);
}

static void
draw_checks (Canvas *canvas)
{
  paint_tinted (canvas, 0.6, 0.95);
  cairo_translate (canvas->cairo, canvas->w / 2, canvas->h / 2);
  cairo_rotate (canvas->cairo, roll (canvas, -G_PI, G_PI));
  draw_stripes_once (canvas, 0.6);
  cairo_rotate (canvas->cairo, G_PI_2);
  draw_stripes_once (canvas, 0.6);
}

static void
draw_poster (Canvas *canvas, double w, double h)
{
  int pictures = 1 + dice_pick (canvas->dice, 3);

  set_colour (canvas, 0.05, 0.95);
  fill_rectangle (canvas, -w / 2, -h / 2, w, h);
  for (int i = 0; i < pictures; i++)
    {
      double x = roll (canvas, -w / 2, w / 4), y = roll (canvas, -h / 2, h / 4);

      set_colour (canvas, 0, 1);
      fill_rectangle (canvas, x, y, roll (canvas, 0.1, 0.5) * w, roll (canvas, 0.1, 0.5) * h);
      set_colour (canvas, 0, 1);
      cairo_arc (canvas->cairo, roll (canvas, -w / 3, w / 3), roll (canvas, -h / 3, h / 3), roll (canvas, 2, 9), 0, 7);
      cairo_fill (canvas->cairo);
    }
  set_colour (canvas, 0, 1);
  draw_print (canvas, -w * 0.4, -h * 0.4, w * 0.8, h * roll (canvas, 0.1, 0.5), roll (canvas, 1.2, 6));
}

static void
draw_posters (Canvas *canvas)
{
  paint_tinted (canvas, 0.2, 0.9);
  for (int i = 0; i < 9; i++)
    {
      cairo_save (canvas->cairo);
      cairo_translate (canvas->cairo, canvas->w * (i % 3) / 2 + roll (canvas, -12, 12),
                       canvas->h * (i / 3) / 2 + roll (canvas, -12, 12));
      cairo_rotate (canvas->cairo, roll (canvas, -0.3, 0.3));
      draw_poster (canvas, roll (canvas, 40, 80), roll (canvas, 50, 90));
      cairo_restore (canvas->cairo);
    }
}

static void
draw_foliage (Canvas *canvas)
{
  paint_tinted (canvas, 0.05, 0.3);
  for (int i = 0; i < 1500; i++)
    {
      double level = roll (canvas, 0.1, 0.85), size = roll (canvas, 1, 5);

      cairo_save (canvas->cairo);
      cairo_translate (canvas->cairo, roll (canvas, 0, canvas->w), roll (canvas, 0, canvas->h));
      cairo_rotate (canvas->cairo, roll (canvas, 0, 2 * G_PI));
      cairo_scale (canvas->cairo, size, size * roll (canvas, 0.25, 0.5));
      cairo_arc (canvas->cairo, 0, 0, 1, 0, 2 * G_PI);
      cairo_set_source_rgb (canvas->cairo, level * roll (canvas, 0.3, 1), level, level * roll (canvas, 0.1, 0.5));
      cairo_fill (canvas->cairo);
      cairo_restore (canvas->cairo);
    }
}

static void
draw_book (Canvas *canvas, double w, double h)
{
  set_colour (canvas, 0.05, 0.8);
  fill_rectangle (canvas, 0, 0, w, h);
  set_colour (canvas, 0.3, 1);
  fill_rectangle (canvas, 0, h * roll (canvas, 0.05, 0.2), w, h * 0.02);
  fill_rectangle (canvas, 0, h * roll (canvas, 0.8, 0.95), w, h * 0.02);
  fill_rectangle (canvas, w * 0.3, h * 0.3, w * 0.4, h * roll (canvas, 0.2, 0.4));
  cairo_set_source_rgba (canvas->cairo, 0, 0, 0, 0.5);
  fill_rectangle (canvas, w - 0.4, 0, 0.4, h);
}

static void
draw_books (Canvas *canvas)
{
  gboolean are_spines = dice_chance (canvas->dice, 0.6);

  paint_tinted (canvas, 0.1, 0.5);
  cairo_translate (canvas->cairo, canvas->w / 2, canvas->h / 2);
  cairo_rotate (canvas->cairo, roll (canvas, -0.3, 0.3) + (dice_chance (canvas->dice, 0.5) ? G_PI_2 : 0));
  cairo_translate (canvas->cairo, -110, -110);
  for (double y = 0; y < 220; y += are_spines ? 62 : 48)
    for (double x = 0, w; x < 220; x += w)
      {
        w = are_spines ? roll (canvas, 4, 13) : roll (canvas, 30, 45);
        cairo_save (canvas->cairo);
        cairo_translate (canvas->cairo, x, y + roll (canvas, 0, 6));
        draw_book (canvas, w, are_spines ? 60 : 46);
        cairo_restore (canvas->cairo);
      }
}

static void
draw_keyboard (Canvas *canvas)
{
  double key = roll (canvas, 5, 9), dark = roll (canvas, 0.05, 0.3), light = roll (canvas, 0.5, 0.9);
  gboolean is_dark = dice_chance (canvas->dice, 0.6);

  paint_tinted (canvas, 0.3, 0.85);
  cairo_translate (canvas->cairo, canvas->w * roll (canvas, 0.1, 0.5), canvas->h * roll (canvas, 0.1, 0.6));
  cairo_rotate (canvas->cairo, roll (canvas, -0.4, 0.4));
  cairo_set_source_rgb (canvas->cairo, is_dark ? dark : light, is_dark ? dark : light, is_dark ? dark : light);
  fill_rectangle (canvas, -8 * key, -3.4 * key, 16.6 * key, 6.6 * key);
  for (int row = -3; row < 3; row++)
    for (int column = -8; column < 8; column++)
      {
        double level = is_dark ? roll (canvas, 0.12, 0.2) : roll (canvas, 0.85, 0.95);

        cairo_set_source_rgb (canvas->cairo, level, level, level);
        fill_rectangle (canvas, column * key + 0.3 * key, row * key, 0.84 * key, 0.84 * key);
        level = is_dark ? 0.9 : 0.2;
        cairo_set_source_rgb (canvas->cairo, level, level, level);
        fill_rectangle (canvas, column * key + 0.5 * key, row * key + 0.2 * key, 0.2 * key, 0.25 * key);
      }
}

static void
draw_newspaper (Canvas *canvas)
{
  double column = roll (canvas, 14, 24);

  cairo_set_source_rgb (canvas->cairo, 0.83, 0.81, 0.76);
  cairo_paint (canvas->cairo);
  cairo_translate (canvas->cairo, canvas->w / 2, canvas->h / 2);
  cairo_rotate (canvas->cairo, roll (canvas, -0.5, 0.5));
  cairo_translate (canvas->cairo, -100, -100);
  for (double x = 0; x < 200; x += column)
    for (double y = 0, h; y < 200; y += h + 3)
      {
        h = roll (canvas, 12, 40);
        cairo_set_source_rgb (canvas->cairo, 0.15, 0.15, 0.16);
        if (dice_chance (canvas->dice, 0.25))
          {
            set_colour (canvas, 0.1, 0.7);
            fill_rectangle (canvas, x, y, column - 1.5, h);
          }
        else
          draw_print (canvas, x, y, column - 2, h, dice_chance (canvas->dice, 0.2) ? 4 : roll (canvas, 0.9, 1.3));
      }
}

static void
draw_tiles (Canvas *canvas)
{
  double tile = roll (canvas, 12, 40), tone = roll (canvas, 0.3, 0.9);

  cairo_set_source_rgb (canvas->cairo, 0.5, 0.48, 0.45);
  cairo_paint (canvas->cairo);
  cairo_translate (canvas->cairo, canvas->w / 2, canvas->h / 2);
  cairo_rotate (canvas->cairo, roll (canvas, -0.8, 0.8));
  for (double y = -120; y < 120; y += tile)
    for (double x = -120; x < 120; x += tile)
      {
        double level = MIN (1, tone * roll (canvas, 0.9, 1.08));

        cairo_set_source_rgb (canvas->cairo, level, level * 0.97, level * 0.92);
        fill_rectangle (canvas, x, y, tile - 0.6, tile - 0.6);
      }
}

static void
draw_granite (Canvas *canvas)
{
  double tone = roll (canvas, 0.2, 0.8);

  cairo_set_source_rgb (canvas->cairo, tone, tone, tone * 0.97);
  cairo_paint (canvas->cairo);
  for (int i = 0; i < 9000; i++)
    {
      double level = CLAMP (tone + roll (canvas, -0.35, 0.35), 0, 1);

      cairo_set_source_rgb (canvas->cairo, level, level * roll (canvas, 0.9, 1), level * roll (canvas, 0.85, 1));
      cairo_arc (canvas->cairo, roll (canvas, 0, canvas->w), roll (canvas, 0, canvas->h), roll (canvas, 0.15, 0.7), 0,
                 7);
      cairo_fill (canvas->cairo);
    }
}

/* Each hangs out of the picture: the one whole sheet is the one that counts. */
static void
draw_papers (Canvas *canvas)
{
  paint_tinted (canvas, 0.15, 0.8);
  for (int i = 0; i < 5; i++)
    {
      double angle = roll (canvas, 0, 2 * G_PI), level = roll (canvas, 0.85, 0.96);

      cairo_save (canvas->cairo);
      cairo_translate (canvas->cairo, canvas->w / 2 + cos (angle) * canvas->w / 2,
                       canvas->h / 2 + sin (angle) * canvas->h / 2);
      cairo_rotate (canvas->cairo, roll (canvas, 0, 2 * G_PI));
      cairo_set_source_rgba (canvas->cairo, 0, 0, 0, 0.35);
      fill_rectangle (canvas, -34.6, -48.6, 70, 98);
      cairo_set_source_rgb (canvas->cairo, level, level, level * 0.98);
      fill_rectangle (canvas, -35, -49, 70, 98);
      cairo_set_source_rgb (canvas->cairo, 0.1, 0.1, 0.15);
      draw_print (canvas, -28, -40, 56, 80, roll (canvas, 1.4, 2.4));
      cairo_restore (canvas->cairo);
    }
}

/* Grain of any material: nothing that a camera sees is of one level. */
static void
add_grain (VdPicture *picture, guint32 seed, double depth)
{
  double unit = picture->height / 100.0;

  for (int y = 0; y < picture->height; y++)
    {
      guint8 *p = picture->pixels + y * picture->stride;

      for (int x = 0; x < picture->width; x++, p += 3)
        {
          double grain = depth * (dice_noise (seed, x / (2.5 * unit), y / (2.5 * unit)) - 0.5 +
                                  0.6 * (dice_uniform (seed + 1, x / 2, y / 2) - 0.5));

          for (int c = 0; c < 3; c++)
            p[c] = CLAMP (p[c] * (1 + grain) + 40 * grain, 0, 255);
        }
    }
}

VdPicture *
clutter_draw (Clutter clutter, Dice *dice, int width, int height)
{
  static void (*const draw[N_CLUTTERS]) (Canvas *) = {
    draw_mat,   draw_wood,     draw_white,     draw_stripes, draw_checks,  draw_posters, draw_foliage,
    draw_books, draw_keyboard, draw_newspaper, draw_tiles,   draw_granite, draw_papers,
  };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  Canvas canvas = { cairo_create (surface), dice, 100.0 * width / height, 100 };
  double depth = dice_between (dice, 0.02, 0.16);
  VdPicture *picture;

  cairo_scale (canvas.cairo, height / 100.0, height / 100.0);
  draw[clutter](&canvas);
  picture = paper_picture_from_surface (surface);
  cairo_destroy (canvas.cairo);
  cairo_surface_destroy (surface);
  add_grain (picture, dice_hash (dice->seed, dice->rolls++, 7), depth);
  return picture;
}
