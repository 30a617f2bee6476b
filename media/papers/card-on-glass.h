/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "flatten.h"
#include "picture.h"

G_BEGIN_DECLS

/* Looks for a card (card-sheet.h) that lies alone on a scanner's glass, anywhere and turned by any angle. FALSE: there is none, or
 * something else is on the glass as well, or the scan is not much larger than a card. @scan at @dpi, as the scanner says.
 * @quad: in the scan's pixels, clockwise from its upper left once it is turned by the least angle. Any thread. */
gboolean vd_card_on_glass_find (const VdPicture *scan, double dpi, VdQuad *quad, VdSheetSize *size);

G_END_DECLS
