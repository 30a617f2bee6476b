/* SPDX-License-Identifier: EUPL-1.2 */
#include "photo-lens.h"

#include <math.h>
#include <string.h>

#define MAX_RADIUS 12

typedef struct
{
  double level, tint[3];
  double fall, fall_x, fall_y; /* darker towards one side */
  double vignette;
  double dark; /* the shadow of somebody: what is left of the light in it */
  double soft, shadow_nx, shadow_ny, shadow_d, shadow_radius;
  double haze, contrast;
} Light;

static Light
roll_light (Dice *dice, int width, int height, double shadow_share)
{
  double angle = dice_between (dice, 0, 2 * G_PI);
  Light light = { .level = dice_between (dice, 0.6, 1.15), .fall = dice_between (dice, 0, 0.45), .contrast = 1 };

  for (int c = 0; c < 3; c++)
    light.tint[c] = dice_between (dice, 0.9, 1.02);
  light.fall_x = cos (angle) / hypot (width, height);
  light.fall_y = sin (angle) / hypot (width, height);
  light.vignette = dice_between (dice, 0, 0.4);
  light.dark = dice_chance (dice, shadow_share) ? dice_between (dice, 0.5, 0.85) : 1;
  angle = dice_between (dice, 0, 2 * G_PI);
  light.shadow_nx = cos (angle);
  light.shadow_ny = sin (angle);
  light.shadow_d = dice_between (dice, -0.25, 0.25) * height;
  light.shadow_radius = dice_chance (dice, 0.5) ? dice_between (dice, 0.15, 0.4) * height : 0;
  light.soft = dice_between (dice, 0.004, 0.08) * height;
  if (dice_chance (dice, 0.12))
    {
      light.contrast = dice_between (dice, 0.5, 0.75);
      light.haze = dice_between (dice, 20, 60);
    }
  return light;
}

static double
light_at (const Light *light, double x, double y, double diagonal)
{
  double level = light->level * (1 - light->fall * (0.5 + x * light->fall_x + y * light->fall_y));
  double radius = hypot (x, y) / diagonal * 2, off;

  level *= 1 - light->vignette * radius * radius * radius;
  if (light->dark < 1)
    {
      off = light->shadow_radius > 0
                ? light->shadow_radius - hypot (x - 2 * light->shadow_d, y - 2 * light->shadow_d * light->shadow_ny)
                : x * light->shadow_nx + y * light->shadow_ny - light->shadow_d;
      level *= 1 - (1 - light->dark) * CLAMP (0.5 + off / light->soft, 0, 1);
    }
  return level;
}

static void
light_scene (VdPicture *scene, const Light *light)
{
  double diagonal = hypot (scene->width, scene->height);

  for (int y = 0; y < scene->height; y++)
    {
      guint8 *p = scene->pixels + y * scene->stride;

      for (int x = 0; x < scene->width; x++, p += 3)
        {
          double level = light_at (light, x - scene->width / 2.0, y - scene->height / 2.0, diagonal);

          for (int c = 0; c < 3; c++)
            p[c] = CLAMP (p[c] * level * light->tint[c] * light->contrast + light->haze + 0.5, 0, 255);
        }
    }
}

static void
blur_line (guint8 *p, int n, gsize step, const double *weight, int radius, guint8 *copy)
{
  for (int i = 0; i < n; i++)
    copy[i] = p[i * step];
  for (int i = 0; i < n; i++)
    {
      double sum = 0.5;

      for (int k = -radius; k <= radius; k++)
        sum += weight[abs (k)] * copy[CLAMP (i + k, 0, n - 1)];
      p[i * step] = CLAMP (sum, 0, 255);
    }
}

void
photo_lens_blur (VdPicture *scene, double sigma)
{
  double weight[MAX_RADIUS + 1], sum = 0;
  int radius = CLAMP ((int)ceil (2.5 * sigma), 1, MAX_RADIUS);
  g_autofree guint8 *copy = g_malloc (MAX (scene->width, scene->height));

  for (int k = 0; k <= radius; k++)
    {
      weight[k] = exp (-k * k / (2 * sigma * sigma));
      sum += weight[k] * (k > 0 ? 2 : 1);
    }
  for (int k = 0; k <= radius; k++)
    weight[k] /= sum;
  for (int c = 0; c < scene->channels; c++)
    {
      for (int y = 0; y < scene->height; y++)
        blur_line (scene->pixels + y * scene->stride + c, scene->width, scene->channels, weight, radius, copy);
      for (int x = 0; x < scene->width; x++)
        blur_line (scene->pixels + (gsize)x * scene->channels + c, scene->height, scene->stride, weight, radius, copy);
    }
}

void
photo_lens_add_noise (VdPicture *scene, double deviation, guint32 seed)
{
  gsize count = scene->stride * scene->height;

  for (gsize i = 0; i < count; i++)
    {
      guint32 h = dice_hash (seed, (guint32)i, 77);
      /* Sum of four uniforms of eight bits: near enough to a sensor's noise; its own deviation is 148. */
      double noise = (double)(h & 255) + (h >> 8 & 255) + (h >> 16 & 255) + (h >> 24) - 510;

      scene->pixels[i] = CLAMP (scene->pixels[i] + noise / 148 * deviation + 0.5, 0, 255);
    }
}

void
photo_lens_apply (VdPicture *scene, Dice *dice, double shadow_share)
{
  Light light = roll_light (dice, scene->width, scene->height, shadow_share);
  double unit = MAX (scene->width, scene->height) / 1600.0, blur = dice_between (dice, 0.4, 2.0) * unit;

  light_scene (scene, &light);
  if (blur > 0.3)
    photo_lens_blur (scene, blur);
  photo_lens_add_noise (scene, dice_between (dice, 1, 6), dice_hash (dice->seed, dice->rolls++, 9));
}
