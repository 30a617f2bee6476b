/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

static gboolean
is_not_taking (VdKiosk *self)
{
  return !vd_kiosk_is_taking (self);
}

static gboolean
can_take (VdKiosk *self)
{
  gboolean missing;

  g_object_get (self->visit, "document-camera-missing", &missing, NULL);
  return !missing && self->camera_shows && is_not_taking (self) && !(self->paper && self->paper->show_only);
}

static gboolean
can_show (VdKiosk *self)
{
  gboolean missing;

  g_object_get (self->visit, "document-camera-missing", &missing, NULL);
  return !missing && self->camera_shows;
}

static gboolean
can_scan (VdKiosk *self)
{
  gboolean available;

  g_object_get (self->visit, "scanner-available", &available, NULL);
  return available && is_not_taking (self) && !(self->paper && self->paper->show_only);
}

static gboolean
has_pages (VdKiosk *self)
{
  return vd_visit_count_pages (self->visit) > 0;
}

static gboolean
has_room (VdKiosk *self)
{
  return vd_visit_count_pages (self->visit) < self->paper_pages_max;
}

static gboolean
has_several (VdKiosk *self)
{
  return vd_visit_count_pages (self->visit) > 1;
}

static void
take_page (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_take_page (self);
}

static void
show_paper (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_toggle_showing (self);
}

static void
scan (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_scan (self);
}

static void
add_page (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_frame_again (self, -1);
}

static void
retake_page (VdKiosk *self, GVariant *parameter)
{
  if (g_variant_get_uint32 (parameter) < vd_visit_count_pages (self->visit))
    vd_kiosk_frame_again (self, (int)g_variant_get_uint32 (parameter));
}

static void
turn_page (VdKiosk *self, GVariant *parameter)
{
  g_autoptr (VdPage) page =
      g_list_model_get_item (G_LIST_MODEL (vd_visit_get_pages (self->visit)), g_variant_get_uint32 (parameter));

  if (page)
    vd_page_turn (page, 90);
}

static void
remove_page (VdKiosk *self, GVariant *parameter)
{
  if (g_variant_get_uint32 (parameter) < vd_visit_count_pages (self->visit))
    vd_kiosk_remove_page (self, g_variant_get_uint32 (parameter));
}

static void
move_page (VdKiosk *self, GVariant *parameter)
{
  guint from, to;

  g_variant_get (parameter, "(uu)", &from, &to);
  vd_kiosk_move_page (self, from, to);
}

static void
adjust_page (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_adjust_page (self, g_variant_get_uint32 (parameter));
}

static void
set_corners (VdKiosk *self, GVariant *parameter)
{
  VdQuad corners;

  for (gsize i = 0; i < 4; i++)
    {
      g_autoptr (GVariant) pair = g_variant_get_child_value (parameter, i);

      g_variant_get (pair, "(dd)", &corners.corner[i].x, &corners.corner[i].y);
    }
  vd_kiosk_set_corners (self, &corners);
}

static gboolean
can_have_no_back (VdKiosk *self)
{
  return vd_kiosk_is_back_wanted (self) && is_not_taking (self);
}

static void
no_back (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_have_no_back (self);
}

static void
tell_size (VdKiosk *self, GVariant *parameter)
{
  gboolean is_card;
  guint index;

  g_variant_get (parameter, "(ub)", &index, &is_card);
  vd_kiosk_settle_size (self, index, is_card);
}

static gboolean
is_doubted (VdKiosk *self)
{
  VdPaperBack stage;

  g_object_get (self->visit, "paper-back", &stage, NULL);
  return stage == VD_PAPER_BACK_DOUBTED;
}

static void
trust_back (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_trust_back (self);
}

static void
send_paper (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_send_paper (self);
}

static void
no_paper (VdKiosk *self, GVariant *parameter)
{
  const char *why = g_variant_get_string (parameter, NULL);

  if (g_str_equal (why, "not-here") || g_str_equal (why, "cannot"))
    vd_kiosk_refuse_paper (self, why);
}

static const VdActionRow rows[] = {
  { "take-page", NULL, VD_IN (FRAMING), can_take, take_page },
  { "show-paper", NULL, VD_IN (FRAMING), can_show, show_paper },
  { "no-back", NULL, VD_IN (FRAMING), can_have_no_back, no_back },
  { "scan", NULL, VD_IN (FRAMING), can_scan, scan },
  { "add-page", NULL, VD_IN (REVIEW), has_room, add_page },
  { "retake-page", "u", VD_IN (REVIEW), has_pages, retake_page },
  { "turn-page", "u", VD_IN (REVIEW), has_pages, turn_page },
  { "remove-page", "u", VD_IN (REVIEW), has_pages, remove_page },
  { "move-page", "(uu)", VD_IN (REVIEW), has_several, move_page },
  { "adjust-page", "u", VD_IN (REVIEW), has_pages, adjust_page },
  { "set-corners", "((dd)(dd)(dd)(dd))", VD_IN (CORNERS), is_not_taking, set_corners },
  { "tell-size", "(ub)", VD_IN (REVIEW), has_pages, tell_size },
  { "trust-back", NULL, VD_IN (REVIEW), is_doubted, trust_back },
  { "send", NULL, VD_IN (REVIEW), has_pages, send_paper },
  { "no-paper", "s", VD_IN (FRAMING) | VD_IN (REVIEW), NULL, no_paper },
};

const VdActionRow *
vd_kiosk_get_paper_actions (guint *n_rows)
{
  *n_rows = G_N_ELEMENTS (rows);
  return rows;
}
