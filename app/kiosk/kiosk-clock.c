/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

#define TICK_MS 200
#define JOIN_MAX_US (15 * G_USEC_PER_SEC)
#define ERASE_GRACE_US (10 * G_USEC_PER_SEC)
#define NUMBER_US (60 * G_USEC_PER_SEC)
#define THANKS_US (8 * G_USEC_PER_SEC) /* how long "accepted" stays on screen */

static VdIdleRule
find_rule (VdKiosk *self)
{
  VdCallTrouble trouble;
  gboolean advisor_present;

  switch (vd_visit_get_state (self->visit))
    {
    case VD_VISIT_REASON:
      return VD_IDLE_RULE_NORMAL;
    case VD_VISIT_WAITING:
      return VD_IDLE_RULE_PATIENT;
    case VD_VISIT_TALKING:
    case VD_VISIT_FRAMING:
    case VD_VISIT_REVIEW:
    case VD_VISIT_CORNERS:
    case VD_VISIT_SENDING:
      /* While somebody sees the visitor, they tell; when nobody does any more, the clock does. */
      g_object_get (self->visit, "call-trouble", &trouble, "advisor-present", &advisor_present, NULL);
      return trouble == VD_CALL_TROUBLE_LOST || !advisor_present || self->call_back.ends_us ? VD_IDLE_RULE_NORMAL
                                                                                            : VD_IDLE_RULE_OFF;
    default:
      return VD_IDLE_RULE_OFF;
    }
}

static void
judge_idleness (VdKiosk *self, gint64 now_us)
{
  guint left_s;
  VdIdleVerdict verdict;

  vd_idle_watch_set_rule (&self->idle, find_rule (self), now_us);
  verdict = vd_idle_watch_judge (&self->idle, now_us, &left_s);
  g_object_set (self->visit, "leaving-in", left_s, NULL);
  if (verdict == VD_IDLE_VERDICT_LEAVE)
    vd_kiosk_end_visit (self, VD_VISIT_END_WALKED_AWAY, VD_TELL_WALKED_AWAY);
}

/* Whoever types a number has the time for it: a line that comes back takes it along. */
static gint64
get_offline_max (VdKiosk *self)
{
  return self->offline_max_us + (vd_kiosk_is_giving_number (self) ? NUMBER_US : 0);
}

static void
judge_line (VdKiosk *self, gint64 now_us)
{
  VdVisitState state = vd_visit_get_state (self->visit);
  VdCallTrouble trouble;

  if (state == VD_VISIT_FAREWELL)
    return;
  g_object_get (self->visit, "call-trouble", &trouble, NULL);
  /* A desk that knows nothing of the call would not relay the offer of a new peer. */
  if (self->adrift && trouble == VD_CALL_TROUBLE_LOST)
    vd_kiosk_end_visit (self, VD_VISIT_END_CALL_LOST, VD_TELL_NOTHING);
  else if (self->offline_since_us && now_us - self->offline_since_us > get_offline_max (self))
    vd_kiosk_end_visit (self, vd_kiosk_is_in_call (self) ? VD_VISIT_END_CALL_LOST : VD_VISIT_END_OFFLINE,
                        VD_TELL_FAILED);
  else if (state == VD_VISIT_WAITING && self->join && !self->offline_since_us && now_us - self->join_us > JOIN_MAX_US)
    vd_kiosk_end_visit (self, VD_VISIT_END_OFFLINE, VD_TELL_NOTHING);
}

void
vd_kiosk_judge_farewell (VdKiosk *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (!vd_kiosk_check_erased (self))
    {
      if (now_us < self->farewell_due_us + ERASE_GRACE_US)
        return;
      g_critical ("the visit could not be erased; the door opens all the same");
    }
  if (now_us >= self->farewell_due_us)
    vd_kiosk_return_to_door (self, "the farewell is over");
}

static void
judge_thanks (VdKiosk *self, gint64 now_us)
{
  if (self->accepted_us && now_us - self->accepted_us > THANKS_US)
    {
      self->accepted_us = 0;
      g_object_set (self->visit, "paper-accepted", FALSE, NULL);
    }
}

/* At the door there is no visit yet, but a language somebody chose before walking on must not stay. */
static gboolean
judge_door (VdKiosk *self, gint64 now_us)
{
  g_autofree char *language = NULL;

  vd_kiosk_check_erased (self);
  g_object_get (self->visit, "language", &language, NULL);
  if (g_strcmp0 (language, self->settings->default_language) == 0)
    return vd_studio_is_open (self->studio) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  if (now_us - self->idle.since_us > (gint64)self->settings->idle_warning_s * G_USEC_PER_SEC)
    g_object_set (self->visit, "language", self->settings->default_language, NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_tick (gpointer data)
{
  VdKiosk *self = data;
  gint64 now_us = g_get_monotonic_time ();
  VdVisitState state = vd_visit_get_state (self->visit);

  if (state < VD_VISIT_REASON || state > VD_VISIT_FAREWELL)
    {
      if (judge_door (self, now_us) == G_SOURCE_CONTINUE)
        return G_SOURCE_CONTINUE;
      self->ticker = 0;
      return G_SOURCE_REMOVE;
    }
  if (state == VD_VISIT_FAREWELL)
    {
      vd_kiosk_judge_farewell (self);
      return G_SOURCE_CONTINUE;
    }
  if (state == VD_VISIT_CONNECTING)
    vd_kiosk_check_connected (self);
  vd_kiosk_check_guest (self);
  vd_kiosk_sample_stats (self, now_us);
  judge_thanks (self, now_us);
  vd_kiosk_judge_call_back (self, now_us);
  judge_line (self, now_us);
  if (vd_visit_get_state (self->visit) != VD_VISIT_FAREWELL)
    judge_idleness (self, now_us);
  return G_SOURCE_CONTINUE;
}

void
vd_kiosk_run_clock (VdKiosk *self)
{
  if (!self->ticker)
    self->ticker = g_timeout_add (TICK_MS, on_tick, self);
}

void
vd_kiosk_stop_clock (VdKiosk *self)
{
  g_clear_handle_id (&self->ticker, g_source_remove);
}
