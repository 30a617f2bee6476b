/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

/* What a screen may ask for, in which states, and under which further condition. */
typedef void (*ActFunc) (VdKiosk *self, GVariant *parameter);
typedef gboolean (*WhenFunc) (VdKiosk *self);

typedef struct
{
  const char *name;
  const char *parameter; /* GVariant type or NULL */
  guint states;
  WhenFunc when; /* NULL: always in those states */
  ActFunc act;
} ActionRow;

static guint
count_pages (VdKiosk *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (vd_visit_get_pages (self->visit)));
}

static gboolean
is_desk_there (VdKiosk *self)
{
  gboolean online;
  VdDeskState state;

  g_object_get (self->visit, "online", &online, "desk-state", &state, NULL);
  return online && state != VD_DESK_STATE_CLOSED && state != VD_DESK_STATE_UNKNOWN;
}

static gboolean
is_online (VdKiosk *self)
{
  gboolean online;

  g_object_get (self->visit, "online", &online, NULL);
  return online;
}

static gboolean
is_not_taking (VdKiosk *self)
{
  gboolean taking;

  g_object_get (self->visit, "taking", &taking, NULL);
  return !taking;
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
  return count_pages (self) > 0;
}

static gboolean
has_room (VdKiosk *self)
{
  return count_pages (self) < self->paper_pages_max;
}

/* REASON always has a way back; FRAMING only to pages that exist. */
static gboolean
can_go_back (VdKiosk *self)
{
  return vd_visit_get_state (self->visit) == VD_VISIT_REASON || (has_pages (self) && is_not_taking (self));
}

static gboolean
is_known_language (VdKiosk *self, const char *language)
{
  return g_strv_contains ((const char *const *)self->settings->languages, language);
}

static void
choose_language (VdKiosk *self, GVariant *parameter)
{
  const char *language = g_variant_get_string (parameter, NULL);

  if (!is_known_language (self, language))
    {
      g_message ("no such language");
      return;
    }
  vd_kiosk_touched (self);
  g_object_set (self->visit, "language", language, NULL);
  vd_kiosk_run_clock (self);
}

static gboolean
on_screen_drawn (gpointer data)
{
  VdKiosk *self = data;

  self->opener = 0;
  vd_kiosk_open_studio (self);
  return G_SOURCE_REMOVE;
}

static void
begin (VdKiosk *self, GVariant *parameter)
{
  if (!is_known_language (self, g_variant_get_string (parameter, NULL)))
    {
      g_message ("no such language");
      return;
    }
  choose_language (self, parameter);
  vd_kiosk_set_state (self, VD_VISIT_REASON, "somebody is here");
  /* Opening devices takes up to a second: the next screen is drawn first, so that the touch is seen to be felt. */
  if (!self->opener)
    self->opener = g_idle_add (on_screen_drawn, self);
}

static void
choose_reason (VdKiosk *self, GVariant *parameter)
{
  const char *reason = g_variant_get_string (parameter, NULL);
  g_auto (GStrv) reasons = NULL;

  g_object_get (self->visit, "reasons", &reasons, NULL);
  if (!reasons || !g_strv_contains ((const char *const *)reasons, reason))
    {
      g_message ("the desk knows no such reason");
      return;
    }
  g_free (self->reason);
  self->reason = g_strdup (reason);
  if (vd_kiosk_join (self))
    vd_kiosk_set_state (self, VD_VISIT_WAITING, "joined the queue");
  else
    vd_kiosk_end_visit (self, VD_VISIT_END_OFFLINE, VD_TELL_NOTHING);
}

static void
go_back (VdKiosk *self, GVariant *parameter)
{
  if (vd_visit_get_state (self->visit) == VD_VISIT_REASON)
    {
      vd_kiosk_give_up (self);
      return;
    }
  self->replace_index = -1;
  vd_kiosk_set_state (self, VD_VISIT_REVIEW, "no further page");
  vd_kiosk_tell_progress (self, "review", 0, 0);
}

static void
leave (VdKiosk *self, GVariant *parameter)
{
  VdVisitState state = vd_visit_get_state (self->visit);

  if (state == VD_VISIT_REASON)
    vd_kiosk_give_up (self);
  else if (state == VD_VISIT_WAITING)
    vd_kiosk_end_visit (self, VD_VISIT_END_LEFT, VD_TELL_LEFT);
  else
    vd_kiosk_end_visit (self, VD_VISIT_END_DONE, VD_TELL_HUNG_UP);
}

static void
toggle (VdKiosk *self, const char *property)
{
  gboolean on;

  g_object_get (self->studio, property, &on, NULL);
  g_object_set (self->studio, property, !on, NULL);
}

static void
toggle_microphone (VdKiosk *self, GVariant *parameter)
{
  toggle (self, "microphone-on");
}

static void
toggle_camera (VdKiosk *self, GVariant *parameter)
{
  toggle (self, "camera-on");
}

static void
set_writing (VdKiosk *self, GVariant *parameter)
{
  g_object_set (self->visit, "writing", g_variant_get_boolean (parameter), NULL);
}

static void
type (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_type (self, g_variant_get_string (parameter, NULL));
}

static void
erase_text (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_erase_text (self);
}

static void
set_volume (VdKiosk *self, GVariant *parameter)
{
  double volume = g_variant_get_double (parameter);

  if (volume >= 0 && volume <= 1)
    vd_studio_set_volume (self->studio, volume);
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
  if (g_variant_get_uint32 (parameter) < count_pages (self))
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
  if (g_variant_get_uint32 (parameter) < count_pages (self))
    vd_kiosk_remove_page (self, g_variant_get_uint32 (parameter));
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

static void
stay (VdKiosk *self, GVariant *parameter)
{
  vd_kiosk_touched (self);
  g_object_set (self->visit, "leaving-in", 0, NULL);
}

static void
finish (VdKiosk *self, GVariant *parameter)
{
  self->farewell_due_us = g_get_monotonic_time ();
  vd_kiosk_judge_farewell (self);
}

#define IN(state) (1u << VD_VISIT_##state)
#define IN_CALL (IN (CONNECTING) | IN (TALKING) | IN (FRAMING) | IN (REVIEW) | IN (SENDING))
#define IN_VISIT (IN (REASON) | IN (WAITING) | IN_CALL)
static const ActionRow rows[] = {
  { "begin", "s", IN (IDLE), is_desk_there, begin },
  { "choose-language", "s", IN (IDLE) | IN_VISIT, NULL, choose_language },
  { "choose-reason", "s", IN (REASON), is_online, choose_reason },
  { "back", NULL, IN (REASON) | IN (FRAMING), can_go_back, go_back },
  { "leave", NULL, IN_VISIT, NULL, leave },
  { "toggle-microphone", NULL, IN_VISIT, NULL, toggle_microphone },
  { "toggle-camera", NULL, IN_VISIT, NULL, toggle_camera },
  { "set-volume", "d", IN_VISIT, NULL, set_volume },
  { "write", "b", IN_CALL, NULL, set_writing },
  { "type", "s", IN_CALL, NULL, type },
  { "erase", NULL, IN_CALL, NULL, erase_text },
  { "take-page", NULL, IN (FRAMING), can_take, take_page },
  { "show-paper", NULL, IN (FRAMING), can_show, show_paper },
  { "scan", NULL, IN (FRAMING), can_scan, scan },
  { "add-page", NULL, IN (REVIEW), has_room, add_page },
  { "retake-page", "u", IN (REVIEW), has_pages, retake_page },
  { "turn-page", "u", IN (REVIEW), has_pages, turn_page },
  { "remove-page", "u", IN (REVIEW), has_pages, remove_page },
  { "send", NULL, IN (REVIEW), has_pages, send_paper },
  { "no-paper", "s", IN (FRAMING) | IN (REVIEW), NULL, no_paper },
  { "stay", NULL, IN_VISIT, NULL, stay },
  { "finish", NULL, IN (FAREWELL), NULL, finish },
};

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (VdKiosk) self = g_object_ref (data);
  const ActionRow *row = g_object_get_data (G_OBJECT (action), "row");

  row->act (self, parameter);
}

void
vd_kiosk_add_actions (VdKiosk *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GVariantType) type = rows[i].parameter ? g_variant_type_new (rows[i].parameter) : NULL;
      g_autoptr (GSimpleAction) action = g_simple_action_new (rows[i].name, type);

      g_object_set_data (G_OBJECT (action), "row", (gpointer)&rows[i]);
      g_signal_connect_object (action, "activate", G_CALLBACK (on_activate), self, 0);
      g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
  vd_kiosk_update_actions (self);
}

void
vd_kiosk_update_actions (VdKiosk *self)
{
  guint state = 1u << vd_visit_get_state (self->visit);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), rows[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   (rows[i].states & state) && (!rows[i].when || rows[i].when (self)));
    }
}
