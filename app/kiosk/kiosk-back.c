/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

#include "card-sheet.h"
#include "likeness.h"

static VdPaperBack
get_stage (VdKiosk *self)
{
  VdPaperBack stage;

  g_object_get (self->visit, "paper-back", &stage, NULL);
  return stage;
}

static void
set_stage (VdKiosk *self, VdPaperBack stage)
{
  g_object_set (self->visit, "paper-back", stage, NULL);
  vd_kiosk_update_actions (self);
}

gboolean
vd_kiosk_wants_back (VdKiosk *self)
{
  g_autoptr (VdPage) front = g_list_model_get_item (G_LIST_MODEL (vd_visit_get_pages (self->visit)), 0);

  return self->paper && vd_visit_count_pages (self->visit) == 1 && get_stage (self) != VD_PAPER_BACK_NOTHING &&
         (self->paper->sides == 2 || vd_card_sheet_takes_one (front));
}

gboolean
vd_kiosk_is_back_wanted (VdKiosk *self)
{
  return get_stage (self) == VD_PAPER_BACK_WANTED;
}

void
vd_kiosk_judge_back (VdKiosk *self)
{
  if (vd_kiosk_wants_back (self))
    set_stage (self, VD_PAPER_BACK_WANTED);
  else if (vd_visit_count_pages (self->visit) == 0)
    set_stage (self, VD_PAPER_BACK_UNASKED);
  else if (get_stage (self) == VD_PAPER_BACK_WANTED)
    set_stage (self, vd_visit_count_pages (self->visit) > 1 ? VD_PAPER_BACK_TAKEN : VD_PAPER_BACK_UNASKED);
}

void
vd_kiosk_compare_sides (VdKiosk *self)
{
  GListModel *pages = G_LIST_MODEL (vd_visit_get_pages (self->visit));
  g_autoptr (VdPage) front = g_list_model_get_item (pages, 0), back = g_list_model_get_item (pages, 1);

  if (vd_visit_count_pages (self->visit) == 2 &&
      (get_stage (self) == VD_PAPER_BACK_TAKEN || get_stage (self) == VD_PAPER_BACK_DOUBTED))
    set_stage (self, vd_page_is_like (front, back) ? VD_PAPER_BACK_DOUBTED : VD_PAPER_BACK_TAKEN);
}

void
vd_kiosk_trust_back (VdKiosk *self)
{
  if (get_stage (self) == VD_PAPER_BACK_DOUBTED)
    set_stage (self, VD_PAPER_BACK_TAKEN);
}

void
vd_kiosk_settle_size (VdKiosk *self, guint index, gboolean is_card)
{
  GListStore *pages = vd_visit_get_pages (self->visit);
  g_autoptr (VdPage) page = g_list_model_get_item (G_LIST_MODEL (pages), index);

  if (!page || !vd_page_has_doubtful_size (page))
    return;
  vd_page_settle_size (page, is_card);
  g_list_store_splice (pages, index, 1, (gpointer *)&page, 1); /* whoever shows it shows another size now */
  vd_kiosk_judge_back (self);
}

void
vd_kiosk_put_back_off (VdKiosk *self)
{
  if (vd_kiosk_is_back_wanted (self))
    set_stage (self, VD_PAPER_BACK_UNASKED);
}

gboolean
vd_kiosk_turn_over (VdKiosk *self)
{
  g_autoptr (VdPage) front = g_list_model_get_item (G_LIST_MODEL (vd_visit_get_pages (self->visit)), 0);

  /* What may have to be taken again, or is to be asked of it, comes first. */
  if (!vd_kiosk_is_back_wanted (self) || vd_visit_get_state (self->visit) != VD_VISIT_FRAMING ||
      vd_page_get_advice (front) != VD_ADVICE_NONE || vd_page_has_doubtful_size (front))
    return FALSE;
  vd_kiosk_tell_progress (self, "framing", 0, 0);
  return TRUE;
}

void
vd_kiosk_have_no_back (VdKiosk *self)
{
  set_stage (self, VD_PAPER_BACK_NOTHING);
  vd_kiosk_review (self, "nothing is on the back");
}
