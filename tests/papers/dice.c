/* SPDX-License-Identifier: EUPL-1.2 */
#include "dice.h"

#include <math.h>

/* The finaliser of MurmurHash3. */
guint32
dice_hash (guint32 a, guint32 b, guint32 c)
{
  guint32 h = a * 0x9e3779b1u ^ (b + 0x7f4a7c15u) * 0x85ebca6bu ^ (c + 0x165667b1u) * 0xc2b2ae35u;

  h ^= h >> 16;
  h *= 0x85ebca6bu;
  h ^= h >> 13;
  h *= 0xc2b2ae35u;
  return h ^ h >> 16;
}

double
dice_uniform (guint32 a, guint32 b, guint32 c)
{
  return dice_hash (a, b, c) / 4294967296.0;
}

double
dice_noise (guint32 seed, double x, double y)
{
  int ix = (int)floor (x), iy = (int)floor (y);
  double fx = x - ix, fy = y - iy;

  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);
  return (dice_uniform (seed, ix, iy) * (1 - fx) + dice_uniform (seed, ix + 1, iy) * fx) * (1 - fy) +
         (dice_uniform (seed, ix, iy + 1) * (1 - fx) + dice_uniform (seed, ix + 1, iy + 1) * fx) * fy;
}

double
dice_between (Dice *self, double least, double most)
{
  return least + (most - least) * dice_uniform (self->seed, self->rolls++, 0x5eed);
}

int
dice_pick (Dice *self, int n)
{
  return (int)(dice_between (self, 0, 1) * n);
}

gboolean
dice_chance (Dice *self, double share)
{
  return dice_between (self, 0, 1) < share;
}
