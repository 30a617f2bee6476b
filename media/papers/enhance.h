/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/* Evens out light and shade over a flattened sheet and brings its paper near white, in place. Colours and photographs
 * stay what they are: every spot is only made brighter by what the paper around it needs, within limits. */
void vd_enhance (VdPicture *page);

G_END_DECLS
