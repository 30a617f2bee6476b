/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

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

/* REASON always has a way back; FRAMING and CORNERS only to pages that exist. */
static gboolean
can_go_back (VdKiosk *self)
{
  return vd_visit_get_state (self->visit) == VD_VISIT_REASON || (vd_visit_count_pages (self->visit) > 0 && !vd_kiosk_is_taking (self));
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
  vd_kiosk_review (self, "back to the pages");
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

#define IN_CALL \
  (VD_IN (CONNECTING) | VD_IN (TALKING) | VD_IN (FRAMING) | VD_IN (REVIEW) | VD_IN (CORNERS) | VD_IN (SENDING))
#define IN_VISIT (VD_IN (REASON) | VD_IN (WAITING) | IN_CALL)
static const VdActionRow rows[] = {
  { "begin", "s", VD_IN (IDLE), is_desk_there, begin },
  { "choose-language", "s", VD_IN (IDLE) | IN_VISIT, NULL, choose_language },
  { "choose-reason", "s", VD_IN (REASON), is_online, choose_reason },
  { "back", NULL, VD_IN (REASON) | VD_IN (FRAMING) | VD_IN (CORNERS), can_go_back, go_back },
  { "leave", NULL, IN_VISIT, NULL, leave },
  { "toggle-microphone", NULL, IN_VISIT, NULL, toggle_microphone },
  { "toggle-camera", NULL, IN_VISIT, NULL, toggle_camera },
  { "set-volume", "d", IN_VISIT, NULL, set_volume },
  { "write", "b", IN_CALL, NULL, set_writing },
  { "type", "s", IN_CALL, NULL, type },
  { "erase", NULL, IN_CALL, NULL, erase_text },
  { "stay", NULL, IN_VISIT, NULL, stay },
  { "finish", NULL, VD_IN (FAREWELL), NULL, finish },
};

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (VdKiosk) self = g_object_ref (data);
  const VdActionRow *row = g_object_get_data (G_OBJECT (action), "row");

  row->act (self, parameter);
}

static void
add_rows (VdKiosk *self, const VdActionRow *some, guint n_rows)
{
  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (GVariantType) type = some[i].parameter ? g_variant_type_new (some[i].parameter) : NULL;
      g_autoptr (GSimpleAction) action = g_simple_action_new (some[i].name, type);

      g_object_set_data (G_OBJECT (action), "row", (gpointer)&some[i]);
      g_signal_connect_object (action, "activate", G_CALLBACK (on_activate), self, 0);
      g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
}

static void
update_rows (VdKiosk *self, const VdActionRow *some, guint n_rows)
{
  guint state = 1u << vd_visit_get_state (self->visit);

  for (guint i = 0; i < n_rows; i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), some[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   (some[i].states & state) && (!some[i].when || some[i].when (self)));
    }
}

void
vd_kiosk_add_actions (VdKiosk *self)
{
  guint n_rows;
  const VdActionRow *some = vd_kiosk_get_paper_actions (&n_rows);

  add_rows (self, rows, G_N_ELEMENTS (rows));
  add_rows (self, some, n_rows);
  some = vd_kiosk_get_call_back_actions (&n_rows);
  add_rows (self, some, n_rows);
  vd_kiosk_update_actions (self);
}

void
vd_kiosk_update_actions (VdKiosk *self)
{
  guint n_rows;
  const VdActionRow *some = vd_kiosk_get_paper_actions (&n_rows);

  update_rows (self, rows, G_N_ELEMENTS (rows));
  update_rows (self, some, n_rows);
  some = vd_kiosk_get_call_back_actions (&n_rows);
  update_rows (self, some, n_rows);
}
