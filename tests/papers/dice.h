/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Chance that is the same on every machine: an integer hash, not a library's random numbers. */
guint32 dice_hash (guint32 a, guint32 b, guint32 c);
double dice_uniform (guint32 a, guint32 b, guint32 c); /* 0..1 */
/* Smooth noise between the points of a lattice of step 1; 0..1. */
double dice_noise (guint32 seed, double x, double y);

/* One roll after another. */
typedef struct
{
  guint32 seed, rolls;
} Dice;

double dice_between (Dice *self, double least, double most);
int dice_pick (Dice *self, int n); /* 0 to n - 1 */
gboolean dice_chance (Dice *self, double share);

G_END_DECLS
