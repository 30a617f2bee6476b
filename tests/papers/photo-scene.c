/* SPDX-License-Identifier: EUPL-1.2 */
#include "photo-scene.h"
#include "paper-sheet.h"
#include "photo-lens.h"
#include "quad.h"

#include <math.h>

#define MAX_CREASES 6
#define CARD_RADIUS_MM 3.18 /* ISO/IEC 7810 */

typedef struct
{
  double nx, ny, d; /* in shares of the sheet */
  double depth, width;
} Crease;

/* A sheet as it lies there: in shares of its width and height. */
typedef struct
{
  VdPicture *print;
  double width_mm, height_mm, radius_mm;
  double map[9];
  double bow[4];      /* of the left, top, right and bottom side, outwards */
  double panel[3][2]; /* brightness of what lies between the folds */
  int rows, columns;  /* of panels */
  Crease crease[MAX_CREASES];
  int n_creases;
  double wave; /* depth of the shading over it */
  guint32 seed;
} Sheet;

/* Seen by a camera that leans: sides rolled as people hold a telephone over a table. */
static VdQuad
roll_pose (Dice *dice, const Sheet *sheet)
{
  double half_w = sheet->width_mm / 2, half_h = sheet->height_mm / 2, turn, lean, axis, away;
  VdQuad quad;
  int way = dice_pick (dice, 20);

  turn = dice_between (dice, -1, 1) * (way < 12 ? 0.15 : 0.7);
  lean = (way % 4 == 0  ? dice_between (dice, 0, 3)
          : way % 4 < 3 ? dice_between (dice, 0, 18)
                        : dice_between (dice, 15, 40)) *
         G_PI / 180;
  axis = dice_between (dice, 0, 2 * G_PI);
  away = dice_between (dice, 1.5, 3) * 2 * MAX (half_w, half_h);
  for (int i = 0; i < 4; i++)
    {
      double x = i == 0 || i == 3 ? -half_w : half_w, y = i < 2 ? -half_h : half_h;
      double rx = x * cos (turn) - y * sin (turn), ry = x * sin (turn) + y * cos (turn);
      double along = rx * cos (axis) + ry * sin (axis), across = -rx * sin (axis) + ry * cos (axis);
      double deep = away / (away + across * sin (lean));

      across *= cos (lean);
      quad.corner[i].x = (along * cos (axis) - across * sin (axis)) * deep;
      quad.corner[i].y = (along * sin (axis) + across * cos (axis)) * deep;
    }
  return quad;
}

/* Into a picture of the given size: whole, or over one of its edges. */
static void
place (Dice *dice, VdQuad *quad, double fill, gboolean is_cut, int width, int height)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE, scale, dx, dy;

  for (int i = 0; i < 4; i++)
    {
      left = MIN (left, quad->corner[i].x);
      right = MAX (right, quad->corner[i].x);
      top = MIN (top, quad->corner[i].y);
      bottom = MAX (bottom, quad->corner[i].y);
    }
  scale = fill * MIN (width / (right - left), height / (bottom - top));
  dx = (width - scale * (right - left)) * dice_between (dice, 0.1, 0.9) - scale * left;
  dy = (height - scale * (bottom - top)) * dice_between (dice, 0.1, 0.9) - scale * top;
  if (is_cut)
    {
      double out = dice_between (dice, 0.12, 0.45);
      int way = dice_pick (dice, 4);

      dx = way == 0   ? -scale * left - out * scale * (right - left)
           : way == 1 ? width - scale * right + out * scale * (right - left)
                      : dx;
      dy = way == 2   ? -scale * top - out * scale * (bottom - top)
           : way == 3 ? height - scale * bottom + out * scale * (bottom - top)
                      : dy;
    }
  for (int i = 0; i < 4; i++)
    quad->corner[i] = (VdPoint){ quad->corner[i].x * scale + dx, quad->corner[i].y * scale + dy };
}

static void
roll_wear (Dice *dice, Sheet *sheet, PaperKind kind)
{
  gboolean bends = kind != PAPER_IDENTITY && dice_chance (dice, 0.45);
  int folds = kind == PAPER_IDENTITY ? 0 : dice_pick (dice, 5);

  for (int i = 0; i < 4; i++)
    sheet->bow[i] = bends ? dice_between (dice, -0.012, 0.012) : 0;
  sheet->rows = folds == 1 ? 3 : folds == 2 ? 2 : 1;
  sheet->columns = folds == 2 || folds == 3 ? 2 : 1;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 2; j++)
      sheet->panel[i][j] = sheet->rows + sheet->columns > 2 ? dice_between (dice, 0.84, 1.03) : 1;
  sheet->n_creases = kind == PAPER_IDENTITY || dice_chance (dice, 0.6) ? 0 : dice_pick (dice, MAX_CREASES + 1);
  for (int i = 0; i < sheet->n_creases; i++)
    {
      double angle = dice_between (dice, 0, 2 * G_PI), x = dice_between (dice, 0, 1), y = dice_between (dice, 0, 1);

      sheet->crease[i] = (Crease){ cos (angle), sin (angle), x * cos (angle) + y * sin (angle),
                                   dice_between (dice, 0.04, 0.16), dice_between (dice, 0.004, 0.03) };
    }
  sheet->wave = kind == PAPER_IDENTITY ? 0.02 : dice_between (dice, 0.02, 0.14);
  sheet->seed = dice_hash (dice->seed, dice->rolls++, 1);
}

/* Light on the sheet at (s, t): panels tilt from fold to fold, creases throw a bright and a dark side. */
static double
shade_sheet (const Sheet *sheet, double s, double t)
{
  int row = CLAMP ((int)(t * sheet->rows), 0, sheet->rows - 1), column = CLAMP ((int)(s * sheet->columns), 0, 1);
  double shade = sheet->panel[row][MIN (column, sheet->columns - 1)];

  shade *= 1 + sheet->wave * (dice_noise (sheet->seed, s * 3, t * 4) - 0.6);
  for (int i = 0; i < sheet->n_creases; i++)
    {
      const Crease *crease = &sheet->crease[i];
      double off = (s * crease->nx + t * crease->ny - crease->d) / crease->width;

      shade *= 1 + crease->depth * off * exp (0.5 - off * off / 2);
    }
  return shade;
}

/* Pixels from the nearest side of the bent sheet, positive inside; where on the sheet that is. */
static double
inside_sheet (const Sheet *sheet, double x, double y, double *s, double *t)
{
  const double *m = sheet->map;
  double w = m[6] * x + m[7] * y + m[8], u = (m[0] * x + m[1] * y + m[2]) / w, v = (m[3] * x + m[4] * y + m[5]) / w;
  double across, down, du, dv, corner_x, corner_y, inside;

  if (w * m[8] < 0 && fabs (w) < 1e-12)
    return -1e6;
  across = 4 * v * (1 - v);
  down = 4 * u * (1 - u);
  *s = u + across * (sheet->bow[0] * (1 - u) - sheet->bow[2] * u);
  *t = v + down * (sheet->bow[1] * (1 - v) - sheet->bow[3] * v);
  /* Pixels a share: the map's own slope here. */
  du = hypot ((m[0] - m[6] * u) / w, (m[1] - m[7] * u) / w);
  dv = hypot ((m[3] - m[6] * v) / w, (m[4] - m[7] * v) / w);
  inside = MIN (MIN (*s, 1 - *s) / du, MIN (*t, 1 - *t) / dv);
  corner_x = sheet->radius_mm - MIN (*s, 1 - *s) * sheet->width_mm;
  corner_y = sheet->radius_mm - MIN (*t, 1 - *t) * sheet->height_mm;
  if (corner_x > 0 && corner_y > 0)
    inside = MIN (inside, (sheet->radius_mm - hypot (corner_x, corner_y)) / (sheet->width_mm * du));
  return inside;
}

static void
lay_sheet (VdPicture *scene, const Sheet *sheet, Dice *dice)
{
  double off_x = dice_between (dice, -0.006, 0.006) * scene->height,
         off_y = dice_between (dice, 0, 0.007) * scene->height;
  double soft = dice_between (dice, 0.002, 0.012) * scene->height, dark = dice_between (dice, 0.12, 0.45);

  for (int y = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++)
      {
        guint8 *p = scene->pixels + y * scene->stride + (gsize)x * 3;
        double s, t, u, v, inside = inside_sheet (sheet, x + 0.5, y + 0.5, &s, &t), shadow, cover, shade;
        guint8 print[3];

        if (inside < -4 * soft - fabs (off_x) - off_y)
          continue;
        shadow = inside_sheet (sheet, x + 0.5 - off_x, y + 0.5 - off_y, &u, &v);
        shadow = 1 - dark * CLAMP (0.5 + shadow / soft, 0, 1);
        cover = CLAMP (inside + 0.5, 0, 1);
        shade = shade_sheet (sheet, s, t);
        paper_sheet_read (sheet->print, s, t, print);
        for (int c = 0; c < 3; c++)
          p[c] = CLAMP (cover * print[c] * shade + (1 - cover) * p[c] * shadow + 0.5, 0, 255);
      }
}

/* A thumb from beyond the picture's edge over one of the sheet's sides, away from its corners. */
static void
hold_sheet (VdPicture *scene, const VdQuad *quad, Dice *dice)
{
  int side = dice_pick (dice, 4);
  const VdPoint *a = &quad->corner[side], *b = &quad->corner[(side + 1) % 4];
  double part = dice_between (dice, 0.3, 0.7), length = vd_point_distance (a, b),
         deep = dice_between (dice, 0.02, 0.08);
  double nx = -(b->y - a->y) / length, ny = (b->x - a->x) / length,
         radius = dice_between (dice, 0.02, 0.035) * scene->height;
  double tip_x = a->x + part * (b->x - a->x) + deep * scene->height * nx,
         tip_y = a->y + part * (b->y - a->y) + deep * scene->height * ny;
  double level = dice_between (dice, 0.35, 1), slant = dice_between (dice, -0.5, 0.5);
  double way_x = -nx - slant * ny, way_y = -ny + slant * nx, norm = hypot (way_x, way_y);

  way_x /= norm;
  way_y /= norm;
  for (int y = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++)
      {
        double dx = x - tip_x, dy = y - tip_y, along = dx * way_x + dy * way_y, across = dy * way_x - dx * way_y;
        double off = along > 0 ? fabs (across) : hypot (along, across), shade;
        guint8 *p = scene->pixels + y * scene->stride + (gsize)x * 3;
        const double skin[3] = { 228, 172, 140 };

        if (off > radius + 1)
          continue;
        shade = level * (0.75 + 0.25 * sqrt (MAX (0, 1 - off * off / (radius * radius))));
        for (int c = 0; c < 3; c++)
          p[c] += CLAMP (radius - off + 0.5, 0, 1) * (skin[c] * shade - p[c]);
      }
}

static PaperKind
roll_paper (Dice *dice)
{
  static const PaperKind kinds[] = {
    PAPER_LETTER, PAPER_LETTER, PAPER_TABLE, PAPER_RECEIPT, PAPER_IDENTITY, PAPER_IDENTITY,
    PAPER_RULED,  PAPER_FORM,   PAPER_BILL,  PAPER_NOTE,    PAPER_BLANK,    PAPER_LETTER,
  };

  return kinds[dice_pick (dice, G_N_ELEMENTS (kinds))];
}

VdPicture *
photo_scene_draw (const PhotoWishes *wishes, PhotoTruth *truth)
{
  static const double shapes[] = { 4 / 3.0, 3 / 4.0, 16 / 9.0, 9 / 16.0 };
  Dice dice = { dice_hash (wishes->seed, 0, 2026), 0 };
  double shape = shapes[dice_pick (&dice, G_N_ELEMENTS (shapes))], fill;
  int width = shape > 1 ? wishes->longest : (int)(wishes->longest * shape);
  int height = shape > 1 ? (int)(wishes->longest / shape) : wishes->longest;
  Sheet sheet = { NULL };
  VdPicture *scene;

  truth->paper = roll_paper (&dice);
  truth->clutter = dice_pick (&dice, N_CLUTTERS);
  paper_sheet_get_size (truth->paper, &sheet.width_mm, &sheet.height_mm);
  sheet.radius_mm = truth->paper == PAPER_IDENTITY ? CARD_RADIUS_MM : 0;
  truth->corners = roll_pose (&dice, &sheet);
  fill = truth->paper == PAPER_IDENTITY ? dice_between (&dice, 0.3, 0.8) : dice_between (&dice, 0.55, 0.96);
  place (&dice, &truth->corners, fill, wishes->kind == PHOTO_CUT, width, height);
  roll_wear (&dice, &sheet, truth->paper);
  scene = clutter_draw (truth->clutter, &dice, width, height);
  if (wishes->kind == PHOTO_EMPTY)
    truth->paper = PAPER_NONE;
  else
    {
      paper_scene_map_to_sheet (&truth->corners, sheet.map);
      sheet.print =
          paper_sheet_draw (truth->paper, dice_hash (wishes->seed, 3, 3) % 1000,
                            sqrt (fabs (vd_quad_area (&truth->corners)) / sheet.width_mm / sheet.height_mm) * 1.1);
      lay_sheet (scene, &sheet, &dice);
      if (dice_chance (&dice, 0.12))
        hold_sheet (scene, &truth->corners, &dice);
      vd_picture_free (sheet.print);
    }
  photo_lens_apply (scene, &dice, 0.35);
  return scene;
}
