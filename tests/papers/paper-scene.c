/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-scene.h"
#include "dice.h"
#include "paper-sheet.h"
#include "quad.h"

#include <math.h>
#include <string.h>

typedef struct
{
  double r, g, b;
} Colour;

static Colour
desk_at (const PaperWishes *wishes, double x, double y)
{
  double unit = wishes->height / 100.0, grain;
  Colour c = { 0.19, 0.20, 0.22 };

  if (wishes->desk == DESK_WOOD)
    {
      grain = dice_noise (wishes->seed, x / (40 * unit), y / (0.9 * unit)) - 0.5 +
              0.6 * (dice_noise (wishes->seed + 1, x / (12 * unit), y / (0.35 * unit)) - 0.5);
      return (Colour){ 0.80 + 0.06 * grain, 0.64 + 0.07 * grain, 0.45 + 0.07 * grain };
    }
  if (wishes->desk == DESK_WHITE)
    c = (Colour){ 0.83, 0.82, 0.79 };
  grain = 0.03 * (dice_noise (wishes->seed, x / unit, y / unit) - 0.5);
  return (Colour){ c.r + grain, c.g + grain, c.b + grain };
}

static VdQuad
place_sheet (const PaperWishes *wishes)
{
  double width_mm, height_mm, scale, half_w, half_h, turn = wishes->turn * G_PI / 180;
  VdQuad quad;

  paper_sheet_get_size (wishes->kind, &width_mm, &height_mm);
  scale = (wishes->fill > 0 ? wishes->fill : 0.86) * wishes->height /
          MAX (height_mm, wishes->kind == PAPER_CARD ? 3 * height_mm : 0);
  half_w = width_mm * scale / 2;
  half_h = height_mm * scale / 2;
  for (int i = 0; i < 4; i++)
    {
      double x = (i == 0 || i == 3 ? -half_w : half_w), y = (i < 2 ? -half_h : half_h);
      double rx = x * cos (turn) - y * sin (turn), ry = x * sin (turn) + y * cos (turn);
      /* A camera leaning over the desk: what lies further from it is smaller. */
      double far = 1 + wishes->tilt * (ry / half_h * 0.5 + rx / half_h * 0.15);

      quad.corner[i].x = wishes->width * (0.5 + wishes->shift_x) + rx * far;
      quad.corner[i].y = wishes->height * (0.5 + wishes->shift_y) + ry * far;
    }
  return quad;
}

void
paper_scene_map_to_sheet (const VdQuad *quad, double m[9])
{
  const VdPoint *p = quad->corner;
  double dx1 = p[1].x - p[2].x, dx2 = p[3].x - p[2].x, sx = p[0].x - p[1].x + p[2].x - p[3].x;
  double dy1 = p[1].y - p[2].y, dy2 = p[3].y - p[2].y, sy = p[0].y - p[1].y + p[2].y - p[3].y;
  double turn = dx1 * dy2 - dx2 * dy1, g = (sx * dy2 - dx2 * sy) / turn, h = (dx1 * sy - sx * dy1) / turn;
  double a = p[1].x - p[0].x + g * p[1].x, b = p[3].x - p[0].x + h * p[3].x, c = p[0].x;
  double d = p[1].y - p[0].y + g * p[1].y, e = p[3].y - p[0].y + h * p[3].y, f = p[0].y;

  m[0] = e - f * h;
  m[1] = c * h - b;
  m[2] = b * f - c * e;
  m[3] = f * g - d;
  m[4] = a - c * g;
  m[5] = c * d - a * f;
  m[6] = d * h - e * g;
  m[7] = b * g - a * h;
  m[8] = a * e - b * d;
}

PaperSides
paper_scene_get_sides (const VdQuad *quad)
{
  PaperSides sides;

  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &quad->corner[i], *b = &quad->corner[(i + 1) % 4];

      sides.from[i] = *a;
      sides.along[i] = (VdPoint){ b->x - a->x, b->y - a->y };
      sides.length[i] = vd_point_distance (a, b);
    }
  return sides;
}

double
paper_scene_distance_inside (const PaperSides *sides, double x, double y)
{
  double least = G_MAXDOUBLE;

  for (int i = 0; i < 4; i++)
    {
      const VdPoint *from = &sides->from[i], *along = &sides->along[i];

      least = MIN (least, (along->x * (y - from->y) - along->y * (x - from->x)) / sides->length[i]);
    }
  return least;
}

/* Light from a lamp at the upper left, falling off across the desk. */
static double
light_at (const PaperWishes *wishes, double x, double y)
{
  double fall = 0.28 * (x / wishes->width * 0.7 + y / wishes->height * 0.3);

  return wishes->light * (1.0 - fall);
}

static double
glare_at (const PaperWishes *wishes, double x, double y)
{
  double dx = (x - wishes->width * 0.55) / (wishes->height * 0.09),
         dy = (y - wishes->height * 0.42) / (wishes->height * 0.06);

  return wishes->has_glare ? 1.4 * exp (-(dx * dx + dy * dy) * (dx * dx + dy * dy) / 2) : 0;
}

static void
shade_pixel (const PaperWishes *wishes, int x, int y, Colour colour, guint8 *out)
{
  double light = light_at (wishes, x, y), glare = glare_at (wishes, x, y), noise[3],
         channel[3] = { colour.r, colour.g, colour.b * 0.97 };

  for (int c = 0; c < 3; c++)
    {
      /* Sum of four uniforms: near enough to a sensor's noise. */
      noise[c] = 0;
      for (int k = 0; wishes->noise > 0 && k < 4; k++)
        noise[c] += dice_uniform (wishes->seed + 11 + 4 * c + k, x, y) - 0.5;
      out[c] = (guint8)CLAMP (255 * (channel[c] * light + glare) + noise[c] * 1.73 * wishes->noise + 0.5, 0, 255);
    }
}

static void
blur_rows (VdPicture *picture, int radius)
{
  g_autofree guint8 *row = g_malloc (picture->stride);

  for (int y = 0; y < picture->height; y++)
    {
      guint8 *p = picture->pixels + y * picture->stride;

      memcpy (row, p, picture->stride);
      for (int x = 0; x < picture->width; x++)
        for (int c = 0; c < 3; c++)
          {
            int sum = 0;

            for (int k = -radius; k <= radius; k++)
              sum += row[CLAMP (x + k, 0, picture->width - 1) * 3 + c];
            p[x * 3 + c] = sum / (2 * radius + 1);
          }
    }
}

static void
blur_columns (VdPicture *picture, int radius)
{
  g_autofree guint8 *column = g_malloc ((gsize)picture->height * 3);

  for (int x = 0; x < picture->width; x++)
    {
      for (int y = 0; y < picture->height; y++)
        memcpy (column + y * 3, vd_picture_at (picture, x, y), 3);
      for (int y = 0; y < picture->height; y++)
        for (int c = 0; c < 3; c++)
          {
            int sum = 0;

            for (int k = -radius; k <= radius; k++)
              sum += column[CLAMP (y + k, 0, picture->height - 1) * 3 + c];
            picture->pixels[y * picture->stride + (gsize)x * 3 + c] = sum / (2 * radius + 1);
          }
    }
}

/* The desk beside the sheet, in its shadow or not. */
static Colour
shaded_desk_at (const PaperWishes *wishes, const PaperSides *sides, int x, int y)
{
  Colour colour = desk_at (wishes, x, y);
  /* A thin sheet's shadow, away from the lamp. */
  double off = wishes->height * 0.003, px = x + 0.5, py = y + 0.5;
  double shadow = paper_scene_distance_inside (sides, px - off, py - off);

  shadow = 1 - 0.25 * CLAMP (0.5 + shadow / (wishes->height * 0.004), 0, 1);
  return (Colour){ colour.r * shadow, colour.g * shadow, colour.b * shadow };
}

typedef struct
{
  PaperSides sides;
  double m[9]; /* to the sheet */
  VdPicture *sheet;
} Laid;

static Colour
colour_at (const PaperWishes *wishes, const Laid *laid, int x, int y)
{
  const double *m = laid->m;
  double px = x + 0.5, py = y + 0.5, w = m[6] * px + m[7] * py + m[8];
  double inside = paper_scene_distance_inside (&laid->sides, px, py), cover = CLAMP (inside + 0.5, 0, 1);
  Colour colour = { 0, 0, 0 };
  guint8 paper[3];

  /* Most of a picture is sheet: what lies under it need not be made up. */
  if (cover < 1)
    colour = shaded_desk_at (wishes, &laid->sides, x, y);
  if (inside <= -1)
    return colour;
  paper_sheet_read (laid->sheet, (m[0] * px + m[1] * py + m[2]) / w, (m[3] * px + m[4] * py + m[5]) / w, paper);
  return (Colour){ colour.r + cover * (paper[0] / 255.0 - colour.r), colour.g + cover * (paper[1] / 255.0 - colour.g),
                   colour.b + cover * (paper[2] / 255.0 - colour.b) };
}

VdPicture *
paper_scene_draw (const PaperWishes *wishes, VdQuad *corners)
{
  VdPicture *scene = vd_picture_new (wishes->width, wishes->height, 3);
  VdQuad quad = place_sheet (wishes);
  double width_mm, height_mm;
  g_autoptr (VdPicture) sheet = NULL;
  Laid laid;

  paper_sheet_get_size (wishes->kind, &width_mm, &height_mm);
  sheet = paper_sheet_draw (wishes->kind, wishes->seed,
                            vd_point_distance (&quad.corner[0], &quad.corner[3]) / height_mm * 1.05);
  laid = (Laid){ .sides = paper_scene_get_sides (&quad), .sheet = sheet };
  paper_scene_map_to_sheet (&quad, laid.m);
  for (int y = 0; y < wishes->height; y++)
    for (int x = 0; x < wishes->width; x++)
      {
        Colour colour = wishes->kind == PAPER_NONE ? desk_at (wishes, x, y) : colour_at (wishes, &laid, x, y);

        shade_pixel (wishes, x, y, colour, scene->pixels + y * scene->stride + (gsize)x * 3);
      }
  for (int pass = 0; wishes->blur >= 1 && pass < 2; pass++) /* two boxes: near enough to a lens out of focus */
    {
      blur_rows (scene, (int)wishes->blur);
      blur_columns (scene, (int)wishes->blur);
    }
  if (corners)
    *corners = quad;
  return scene;
}
