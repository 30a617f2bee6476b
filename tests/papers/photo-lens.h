/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "dice.h"
#include "picture.h"

G_BEGIN_DECLS

/* What light, shadows, the lens and the sensor make of a scene, in place. @shadow_share: how often somebody stands in the
 * light, 0..1. */
void photo_lens_apply (VdPicture *scene, Dice *dice, double shadow_share);
/* A lens a little out of focus: Gaussian, @sigma in pixels. */
void photo_lens_blur (VdPicture *scene, double sigma);
/* A sensor's noise, of @deviation gray levels. */
void photo_lens_add_noise (VdPicture *scene, double deviation, guint32 seed);

G_END_DECLS
