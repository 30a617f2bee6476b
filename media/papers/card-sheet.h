/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "page.h"

G_BEGIN_DECLS

/* The two sides of a card on one sheet of A4, front above back, both in their true size, as copiers have always done it. */

/* Where a side lies on that sheet, in millimetres from its upper left, turned as its page is. */
typedef struct
{
  double x, y, width, height;
} VdCardPlace;

enum
{
  VD_CARD_SHEET_WIDTH_MM = 210,
  VD_CARD_SHEET_HEIGHT_MM = 297,
};

VdCardPlace vd_card_sheet_place (VdPage *side, gboolean is_back);
gboolean vd_card_sheet_has_size (double width_mm, double height_mm); /* whether a card has, lying or standing */
gboolean vd_card_sheet_takes_one (VdPage *side);                     /* as large as a card */
/* Whether both are as large as a card: ID-1 (85.6 × 54 mm) or ID-2 (105 × 74 mm), lying or standing. */
gboolean vd_card_sheet_takes (VdPage *front, VdPage *back);
/* Makes that sheet in a worker thread: each side turned as its page is, with its page's watermark in its pixels, in letters of a
 * card's size, so that either side cut out of it still carries the whole text. It has the resolution of the coarser side; nothing is
 * scaled up. The pages stay as they are. @front, @back: that vd_card_sheet_takes (). */
void vd_card_sheet_make_async (VdPage *front, VdPage *back, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data);
VdPage *vd_card_sheet_make_finish (GAsyncResult *result, GError **error); /* (transfer full) */

G_END_DECLS
