/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/* Writes @text all over @picture, in rows that rise to the right for whoever looks at it turned by @rotation degrees clockwise
 * (a multiple of 90). It changes the pixels: a layer above them could be taken off again. What is light gets darker and what is
 * dark lighter, by the same amount everywhere, so that it shows on any paper and what stands under it can still be read.
 * @text: UTF-8, one line; control characters are left out, and an empty one writes nothing. @dpi: of @picture, which
 * tells how large the letters are; on less than 12 pixels a letter they are drawn, but not to be read. Any thread. */
void vd_watermark_draw (VdPicture *picture, const char *text, double dpi, int rotation);

G_END_DECLS
