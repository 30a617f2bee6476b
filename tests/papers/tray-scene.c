/* SPDX-License-Identifier: EUPL-1.2 */
#include "tray-scene.h"
#include "clutter.h"
#include "paper-sheet.h"
#include "photo-lens.h"
#include "quad.h"

#include <math.h>

#define TRAY_W_MM 420.0 /* A3: what the camera sees is a little more */
#define TRAY_H_MM 310.0
#define CARD_RADIUS_MM 3.18

/* From the tray's plane, in millimetres from its middle, to the picture: a camera on an arm, not quite straight. */
typedef struct
{
  double scale, turn, lean_x, lean_y, middle_x, middle_y;
} Arm;

static VdPoint
arm_project (const Arm *arm, double x_mm, double y_mm)
{
  double x = x_mm * cos (arm->turn) - y_mm * sin (arm->turn), y = x_mm * sin (arm->turn) + y_mm * cos (arm->turn);
  double deep = 1 / (1 + arm->lean_x * x + arm->lean_y * y);

  return (VdPoint){ arm->middle_x + arm->scale * x * deep, arm->middle_y + arm->scale * y * deep };
}

static VdQuad
arm_project_sheet (const Arm *arm, double x_mm, double y_mm, double turn, double width_mm, double height_mm)
{
  VdQuad quad;

  for (int i = 0; i < 4; i++)
    {
      double x = (i == 0 || i == 3 ? -width_mm : width_mm) / 2, y = (i < 2 ? -height_mm : height_mm) / 2;

      quad.corner[i] =
          arm_project (arm, x_mm + x * cos (turn) - y * sin (turn), y_mm + x * sin (turn) + y * cos (turn));
    }
  return quad;
}

static Arm
roll_arm (Dice *dice, int width, int height)
{
  return (Arm){ .scale = width / (TRAY_W_MM * dice_between (dice, 1.06, 1.15)),
                .turn = dice_between (dice, -0.05, 0.05),
                .lean_x = dice_between (dice, -0.0003, 0.0003),
                .lean_y = dice_between (dice, -0.0005, 0.0005),
                .middle_x = width * dice_between (dice, 0.48, 0.52),
                .middle_y = height * dice_between (dice, 0.47, 0.53) };
}

static void
fill_quad (VdPicture *scene, const VdQuad *quad, const double colour[3], double share)
{
  const PaperSides sides = paper_scene_get_sides (quad);
  int left = scene->width, right = -1, top = scene->height, bottom = -1;

  for (int i = 0; i < 4; i++) /* and a pixel more all around: its edge is soft */
    {
      left = MIN (left, MAX (0, (int)floor (quad->corner[i].x) - 1));
      right = MAX (right, MIN (scene->width - 1, (int)ceil (quad->corner[i].x) + 1));
      top = MIN (top, MAX (0, (int)floor (quad->corner[i].y) - 1));
      bottom = MAX (bottom, MIN (scene->height - 1, (int)ceil (quad->corner[i].y) + 1));
    }
  for (int y = top; y <= bottom; y++)
    for (int x = left; x <= right; x++)
      {
        guint8 *p = scene->pixels + y * scene->stride + (gsize)x * 3;
        double cover = share * CLAMP (paper_scene_distance_inside (&sides, x + 0.5, y + 0.5) + 0.5, 0, 1);

        for (int c = 0; c < 3 && cover > 0; c++)
          p[c] += cover * (colour[c] - p[c]);
      }
}

/* The tray with its guides on whatever the kiosk stands on. */
static VdPicture *
draw_empty (Dice *dice, const Arm *arm, int width, int height)
{
  static const double levels[] = { 0.10, 0.18, 0.32, 0.55, 0.80, 0.93 }; /* the last two: as bright as paper */
  static const Clutter grounds[] = { CLUTTER_MAT, CLUTTER_WOOD, CLUTTER_WHITE, CLUTTER_GRANITE, CLUTTER_PAPERS };
  VdPicture *scene = clutter_draw (grounds[dice_pick (dice, G_N_ELEMENTS (grounds))], dice, width, height);
  double level = 255 * levels[dice_pick (dice, G_N_ELEMENTS (levels))];
  double mark = level > 128 ? level - dice_between (dice, 20, 90) : level + dice_between (dice, 20, 90);
  const double colour[3] = { level, level * dice_between (dice, 0.96, 1), level * dice_between (dice, 0.93, 1) };
  const double guide[3] = { mark, mark, mark };
  VdQuad tray = arm_project_sheet (arm, 0, 0, 0, TRAY_W_MM, TRAY_H_MM);
  guint32 seed = dice_hash (dice->seed, dice->rolls++, 3);

  fill_quad (scene, &tray, colour, 1);
  for (int i = 0; i < 4; i++) /* corner marks where an A4 sheet goes */
    {
      double x = (i == 0 || i == 3 ? -1 : 1) * 148.5, y = (i < 2 ? -1 : 1) * 105;
      VdQuad across = arm_project_sheet (arm, x, y, 0, 20, 1.2), down = arm_project_sheet (arm, x, y, 0, 1.2, 20);

      fill_quad (scene, &across, guide, 0.8);
      fill_quad (scene, &down, guide, 0.8);
    }
  for (int y = 0; y < height; y++) /* brushed or matt: never quite even */
    for (int x = 0; x < width; x++)
      {
        guint8 *p = scene->pixels + y * scene->stride + (gsize)x * 3;
        double grain = 0.06 * (dice_noise (seed, x * 100.0 / height / 3, y * 100.0 / height / 3) - 0.5) +
                       0.03 * (dice_uniform (seed, x / 2, y / 2) - 0.5);

        for (int c = 0; c < 3; c++)
          p[c] = CLAMP (p[c] * (1 + grain), 0, 255);
      }
  return scene;
}

/* A flat sheet, its thin shadow on the side away from the lamp and the bright cut of its edge towards it. */
static void
lay_flat (VdPicture *scene, const VdPicture *print, const TrayTruth *truth, Dice *dice)
{
  double m[9], angle = dice_between (dice, 0, 2 * G_PI), unit = scene->height / 1200.0;
  double off_x = 1.6 * unit * cos (angle), off_y = 1.6 * unit * sin (angle), dark = dice_between (dice, 0.15, 0.45);
  double radius = truth->paper == PAPER_IDENTITY ? CARD_RADIUS_MM : 0, wave = dice_between (dice, 0.01, 0.05);
  double tone = dice_between (dice, 0.93, 1.02);
  guint32 seed = dice_hash (dice->seed, dice->rolls++, 4);
  const PaperSides sides = paper_scene_get_sides (&truth->corners);

  paper_scene_map_to_sheet (&truth->corners, m);
  for (int y = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++)
      {
        guint8 *p = scene->pixels + y * scene->stride + (gsize)x * 3, colour[3];
        double px = x + 0.5, py = y + 0.5, w = m[6] * px + m[7] * py + m[8];
        double u = (m[0] * px + m[1] * py + m[2]) / w, v = (m[3] * px + m[4] * py + m[5]) / w;
        double inside = paper_scene_distance_inside (&sides, px, py), shadow, cover, shade;
        double cx = radius - MIN (u, 1 - u) * truth->width_mm, cy = radius - MIN (v, 1 - v) * truth->height_mm;

        if (inside < -12 * unit)
          continue;
        if (cx > 0 && cy > 0)
          inside = MIN (inside, (radius - hypot (cx, cy)) * scene->width / TRAY_W_MM);
        shadow = paper_scene_distance_inside (&sides, px - off_x, py - off_y);
        shadow = 1 - dark * CLAMP (0.5 + shadow / (3 * unit), 0, 1);
        cover = CLAMP (inside + 0.5, 0, 1);
        shade = tone * (1 + wave * (dice_noise (seed, u * 3, v * 3) - 0.5));
        paper_sheet_read (print, u, v, colour);
        for (int c = 0; c < 3; c++)
          p[c] = CLAMP (cover * colour[c] * shade + (1 - cover) * p[c] * shadow + 0.5, 0, 255);
      }
}

/* A hand that still holds the sheet by one side; the forearm comes from below or from a side. */
static void
lay_hand (VdPicture *scene, const VdQuad *quad, Dice *dice)
{
  int side = 1 + dice_pick (dice, 3);
  const VdPoint *a = &quad->corner[side], *b = &quad->corner[(side + 1) % 4];
  double part = dice_between (dice, 0.35, 0.65), length = vd_point_distance (a, b);
  double nx = -(b->y - a->y) / length, ny = (b->x - a->x) / length, level = dice_between (dice, 0.35, 1);

  for (int finger = -1; finger <= 1; finger++)
    {
      double radius = 0.016 * scene->width, reach = (finger == 0 ? 0.04 : 0.025) * scene->width;
      double x = a->x + part * (b->x - a->x) + reach * nx + finger * 2.1 * radius * ny;
      double y = a->y + part * (b->y - a->y) + reach * ny - finger * 2.1 * radius * nx;
      VdQuad bone = { { { x - radius * ny, y + radius * nx },
                        { x + radius * ny, y - radius * nx },
                        { x + radius * ny - scene->width * nx, y - radius * nx - scene->width * ny },
                        { x - radius * ny - scene->width * nx, y + radius * nx - scene->width * ny } } };
      const double skin[3] = { 228 * level, 172 * level, 140 * level };

      bone = vd_quad_ordered (&bone);
      fill_quad (scene, &bone, skin, 1);
    }
}

/* A lamp seen in the sheet or in the tray. */
static void
add_glare (VdPicture *scene, Dice *dice)
{
  double cx = dice_between (dice, 0.2, 0.8) * scene->width, cy = dice_between (dice, 0.2, 0.8) * scene->height;
  double rx = dice_between (dice, 0.03, 0.1) * scene->height, ry = dice_between (dice, 0.03, 0.1) * scene->height;

  for (int y = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++)
      {
        guint8 *p = scene->pixels + y * scene->stride + (gsize)x * 3;
        double off = (x - cx) * (x - cx) / rx / rx + (y - cy) * (y - cy) / ry / ry, light = 230 * exp (-off * off / 2);

        for (int c = 0; c < 3 && off < 4; c++)
          p[c] = MIN (255, p[c] + light);
      }
}

static void
roll_sheet (TrayTruth *truth, Dice *dice, const Arm *arm)
{
  static const PaperKind kinds[] = { PAPER_LETTER, PAPER_TABLE, PAPER_RECEIPT, PAPER_IDENTITY, PAPER_RULED,
                                     PAPER_FORM,   PAPER_BILL,  PAPER_NOTE,    PAPER_BLANK };
  double turn, room_x, room_y;

  truth->paper = kinds[dice_pick (dice, G_N_ELEMENTS (kinds))];
  paper_sheet_get_size (truth->paper, &truth->width_mm, &truth->height_mm);
  turn = dice_between (dice, -0.15, 0.15) + G_PI_2 * (truth->height_mm > 220 || dice_chance (dice, 0.5));
  room_x = TRAY_W_MM / 2 - (fabs (cos (turn)) * truth->width_mm + fabs (sin (turn)) * truth->height_mm) / 2 - 8;
  room_y = TRAY_H_MM / 2 - (fabs (sin (turn)) * truth->width_mm + fabs (cos (turn)) * truth->height_mm) / 2 - 8;
  truth->corners =
      arm_project_sheet (arm, MAX (0, room_x) * dice_between (dice, -1, 1),
                         MAX (0, room_y) * dice_between (dice, -1, 1), turn, truth->width_mm, truth->height_mm);
}

VdPicture *
tray_scene_draw (const TrayWishes *wishes, TrayTruth *truth)
{
  int width = wishes->longest, height = wishes->longest * 3 / 4;
  Dice place = { dice_hash (wishes->kiosk, 1, 42), 0 }, shot = { dice_hash (wishes->kiosk, wishes->shot + 7, 43), 0 };
  Arm arm = roll_arm (&place, width, height);
  VdPicture *scene = draw_empty (&place, &arm, width, height);

  *truth = (TrayTruth){ PAPER_NONE };
  truth->field = arm_project_sheet (&arm, 0, 0, 0, 297, 210);
  if (wishes->shot != TRAY_EMPTY)
    {
      g_autoptr (VdPicture) print = NULL;

      roll_sheet (truth, &shot, &arm);
      print = paper_sheet_draw (truth->paper, wishes->kiosk * 31 + wishes->shot, arm.scale * 1.1);
      lay_flat (scene, print, truth, &shot);
      truth->has_hand = dice_chance (&shot, 0.15);
      if (truth->has_hand)
        lay_hand (scene, &truth->corners, &shot);
    }
  photo_lens_apply (scene, &shot, wishes->shot == TRAY_EMPTY ? 0 : 0.35);
  if (wishes->shot != TRAY_EMPTY && dice_chance (&shot, 0.15))
    add_glare (scene, &shot);
  return scene;
}
