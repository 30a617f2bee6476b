/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-visit"

#include "card-sheet.h"
#include "visit.h"

gboolean
vd_visit_has_card (VdVisit *self)
{
  GListModel *pages = G_LIST_MODEL (vd_visit_get_pages (self));
  g_autoptr (VdPage) front = g_list_model_get_item (pages, 0);
  g_autoptr (VdPage) back = g_list_model_get_item (pages, 1);
  VdPaperBack stage;
  guint sides;

  g_object_get (self, "paper-back", &stage, "paper-sides", &sides, NULL);
  if (!front || g_list_model_get_n_items (pages) > 2)
    return FALSE;
  if (back) /* two cards that nobody called two sides of one are two papers */
    return (sides == 2 || stage == VD_PAPER_BACK_TAKEN || stage == VD_PAPER_BACK_DOUBTED) && vd_card_sheet_takes (front, back);
  return stage == VD_PAPER_BACK_WANTED && vd_card_sheet_takes_one (front);
}
