/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "router-private.h"

VdRouter *
vd_router_new (const VdRouterLimits *limits, VdMakeId make_id, gpointer data)
{
  VdRouter *self = g_new0 (VdRouter, 1);

  self->limits = *limits;
  self->make_id = make_id;
  self->make_id_data = data;
  self->service = VD_SERVICE_TIME_PRIOR;
  self->contacts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)vd_contact_free);
  self->advisors = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)vd_advisor_free);
  g_queue_init (&self->events);
  return self;
}

void
vd_router_free (VdRouter *self)
{
  g_hash_table_unref (self->contacts);
  g_hash_table_unref (self->advisors);
  g_queue_clear_full (&self->events, (GDestroyNotify)vd_router_event_free);
  g_free (self);
}

VdRouterAnswer
vd_router_leave (VdRouter *self, const char *id, VdContactEnd end, gint64 now_us)
{
  VdContact *contact = vd_router_find_contact (self, id);
  VdCallEnd call_end = end == VD_CONTACT_END_FAILED ? VD_CALL_END_FAILED
                       : end == VD_CONTACT_END_DONE ? VD_CALL_END_DONE
                                                    : VD_CALL_END_LEFT;

  if (!contact)
    return VD_ROUTER_NOT_FOUND;
  vd_router_end_contact (self, contact, end, call_end, VD_PARTY_KIOSK, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

void
vd_router_join (VdRouter *self, VdContact *contact, gint64 now_us)
{
  contact->joined_us = now_us;
  g_hash_table_replace (self->contacts, contact->id, contact);
  vd_router_queue_changed (self);
  vd_router_match (self, now_us);
}

/* After a restart neither socket is there yet: both graces run from now. A call's advisor is known again by his call.
 */
void
vd_router_restore (VdRouter *self, VdContact *contact, gint64 now_us)
{
  contact->kiosk_lost_us = now_us;
  g_hash_table_replace (self->contacts, contact->id, contact);
  if (contact->state == VD_CONTACT_TALKING)
    {
      VdAdvisor *advisor = vd_advisor_new (contact->advisor, "", NULL);

      advisor->state = VD_ADVISOR_TALKING;
      advisor->since_us = advisor->lost_us = now_us;
      advisor->contact = g_strdup (contact->id);
      g_hash_table_replace (self->advisors, advisor->id, advisor);
    }
  vd_router_queue_changed (self);
}

static void
tell_presence (VdRouter *self, VdContact *contact, VdParty whose, gboolean present)
{
  VdRouterEvent *event;

  if (!contact || contact->state != VD_CONTACT_TALKING)
    return;
  event = vd_router_emit (self, VD_ROUTER_CALL_PRESENCE, contact, NULL);
  event->by = whose;
  if (vd_guest_is_talking (contact->guest))
    {
      event->guest = g_strdup (contact->guest->advisor);
      event->guest_call = g_strdup (contact->guest->call);
    }
  event->present = present;
}

void
vd_router_kiosk_lost (VdRouter *self, const char *kiosk, gint64 now_us)
{
  VdContact *contact = (VdContact *)vd_router_get_contact_of_kiosk (self, kiosk);

  if (!contact || contact->kiosk_lost_us != 0)
    return;
  contact->kiosk_lost_us = now_us;
  tell_presence (self, contact, VD_PARTY_KIOSK, FALSE);
}

void
vd_router_kiosk_back (VdRouter *self, const char *kiosk, gint64 now_us)
{
  VdContact *contact = (VdContact *)vd_router_get_contact_of_kiosk (self, kiosk);

  if (!contact || contact->kiosk_lost_us == 0)
    return;
  contact->kiosk_lost_us = 0;
  tell_presence (self, contact, VD_PARTY_KIOSK, TRUE);
  vd_router_match (self, now_us);
}

void
vd_router_advisor_back (VdRouter *self, const char *id, const char *name, const char *const *languages, gint64 now_us)
{
  VdAdvisor *advisor = vd_router_find_advisor (self, id);
  VdContact *contact;

  if (!advisor)
    {
      advisor = vd_advisor_new (id, name, languages);
      g_hash_table_replace (self->advisors, advisor->id, advisor);
    }
  g_free (advisor->name);
  advisor->name = g_strdup (name);
  g_strfreev (advisor->languages);
  advisor->languages = g_strdupv ((char **)languages);
  advisor->lost_us = 0;
  if (advisor->state == VD_ADVISOR_OFFLINE)
    {
      advisor->missed_out = FALSE;
      vd_advisor_set_state (advisor, VD_ADVISOR_PAUSED, now_us, "logged in");
    }
  contact = vd_router_find_contact (self, advisor->contact);
  if (advisor->state == VD_ADVISOR_TALKING && !vd_router_is_guest (contact, id))
    tell_presence (self, contact, VD_PARTY_CONSOLE, TRUE);
  vd_router_emit (self, VD_ROUTER_ADVISOR_CHANGED, NULL, advisor);
  vd_router_queue_changed (self);
  vd_router_match (self, now_us);
}

/* A ring at a console that is gone would only keep the visitor waiting: it is taken back at once and is not counted as
 * missed. */
void
vd_router_advisor_lost (VdRouter *self, const char *id, gint64 now_us)
{
  VdAdvisor *advisor = vd_router_find_advisor (self, id);
  VdContact *contact;

  if (!advisor || advisor->lost_us != 0)
    return;
  advisor->lost_us = now_us;
  contact = vd_router_find_contact (self, advisor->contact);
  if (advisor->state == VD_ADVISOR_RINGING && vd_router_is_guest (contact, id))
    vd_router_end_guest (self, contact, VD_GUEST_END_LOST, now_us);
  else if (advisor->state == VD_ADVISOR_RINGING)
    vd_router_stop_ring (self, contact, VD_RING_STOP_LOST, now_us);
  else if (advisor->state == VD_ADVISOR_TALKING && !vd_router_is_guest (contact, id))
    tell_presence (self, contact, VD_PARTY_CONSOLE, FALSE);
  vd_router_queue_changed (self);
  vd_router_match (self, now_us);
}

void
vd_router_advisor_gone (VdRouter *self, const char *id, gint64 now_us)
{
  VdAdvisor *advisor = vd_router_find_advisor (self, id);

  if (!advisor)
    return;
  vd_router_advisor_lost (self, id, now_us);
  if (advisor->state == VD_ADVISOR_TALKING || advisor->state == VD_ADVISOR_OFFLINE)
    return;
  vd_advisor_set_state (advisor, VD_ADVISOR_OFFLINE, now_us, "logged out");
  vd_router_queue_changed (self);
  vd_router_match (self, now_us);
}

static void
become_available (VdAdvisor *advisor, gint64 now_us, const char *why)
{
  advisor->missed_out = FALSE;
  advisor->misses = 0;
  if (advisor->idle_since_us == 0)
    advisor->idle_since_us = now_us;
  vd_advisor_set_state (advisor, VD_ADVISOR_AVAILABLE, now_us, why);
}

VdRouterAnswer
vd_router_set_presence (VdRouter *self, const char *id, gboolean available, gint64 now_us)
{
  VdAdvisor *advisor = vd_router_find_advisor (self, id);
  VdAdvisorState wanted = available ? VD_ADVISOR_AVAILABLE : VD_ADVISOR_PAUSED;

  if (!advisor || advisor->state == VD_ADVISOR_OFFLINE)
    return VD_ROUTER_NOT_FOUND;
  if (advisor->state == VD_ADVISOR_RINGING || advisor->state == VD_ADVISOR_TALKING)
    advisor->next = available ? VD_ADVISOR_NEXT_AVAILABLE : VD_ADVISOR_NEXT_PAUSED;
  else if (advisor->state != wanted && available)
    become_available (advisor, now_us, "asked for");
  else if (advisor->state != wanted)
    vd_advisor_set_state (advisor, VD_ADVISOR_PAUSED, now_us, "asked for");
  if (advisor->state == VD_ADVISOR_PAUSED && !available)
    advisor->missed_out = FALSE;
  vd_router_emit (self, VD_ROUTER_ADVISOR_CHANGED, NULL, advisor);
  vd_router_queue_changed (self);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

void
vd_router_end_wrap_up (VdRouter *self, VdAdvisor *advisor, gint64 now_us)
{
  become_available (advisor, now_us, "wrap-up over");
  vd_router_emit (self, VD_ROUTER_ADVISOR_CHANGED, NULL, advisor);
  vd_router_queue_changed (self);
}

void
vd_router_set_called_back (VdRouter *self, const char *id, const char *advisor_id, gboolean is_called_back)
{
  VdContact *contact = vd_router_find_contact (self, id);
  VdAdvisor *advisor = vd_router_find_advisor (self, advisor_id);

  if (contact)
    contact->is_called_back = is_called_back;
  else if (advisor && advisor->state == VD_ADVISOR_WRAP_UP)
    advisor->wrap_up_ends_us =
        advisor->since_us + (is_called_back ? self->limits.call_back_s : self->limits.wrap_up_s) * G_USEC_PER_SEC;
}

/* The ring of @call at @advisor, or why there is none. A ring whose time is up is over, even if nobody has looked at
 * the clock since. */
static VdRouterAnswer
find_ring (VdRouter *self, const char *advisor, const char *call, gint64 now_us, VdContact **contact)
{
  VdContact *found;

  vd_router_advance (self, now_us);
  found = (VdContact *)vd_router_get_contact_of_call (self, call);
  if (!found)
    return VD_ROUTER_OUT_OF_TURN;
  if (g_strcmp0 (found->advisor, advisor) != 0)
    return VD_ROUTER_NOT_ALLOWED;
  if (found->state != VD_CONTACT_RINGING)
    return VD_ROUTER_OUT_OF_TURN;
  *contact = found;
  return VD_ROUTER_DONE;
}

VdRouterAnswer
vd_router_accept (VdRouter *self, const char *advisor_id, const char *call, gint64 now_us)
{
  VdContact *contact = NULL;
  VdRouterAnswer answer;
  VdAdvisor *advisor;

  if (vd_router_get_contact_of_guest (self, call))
    return vd_router_accept_as_guest (self, advisor_id, call, now_us);
  answer = find_ring (self, advisor_id, call, now_us, &contact);
  if (answer != VD_ROUTER_DONE)
    return answer;
  advisor = vd_router_find_advisor (self, advisor_id);
  vd_contact_set_state (contact, VD_CONTACT_TALKING, "accepted");
  vd_advisor_set_state (advisor, VD_ADVISOR_TALKING, now_us, "accepted");
  contact->accepted_us = now_us;
  advisor->misses = 0;
  vd_router_emit (self, VD_ROUTER_ACCEPTED, contact, advisor);
  vd_router_emit (self, VD_ROUTER_ADVISOR_CHANGED, NULL, advisor);
  vd_router_queue_changed (self);
  return VD_ROUTER_DONE;
}

VdRouterAnswer
vd_router_decline (VdRouter *self, const char *advisor, const char *call, gint64 now_us)
{
  VdContact *contact = NULL;
  VdRouterAnswer answer;

  if (vd_router_get_contact_of_guest (self, call))
    return vd_router_decline_as_guest (self, advisor, call, now_us);
  answer = find_ring (self, advisor, call, now_us, &contact);
  if (answer != VD_ROUTER_DONE)
    return answer;
  vd_router_stop_ring (self, contact, VD_RING_STOP_DECLINED, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

VdRouterAnswer
vd_router_ring_failed (VdRouter *self, const char *id, gint64 now_us)
{
  VdContact *contact = vd_router_find_contact (self, id);

  if (!contact)
    return VD_ROUTER_NOT_FOUND;
  if (contact->state != VD_CONTACT_RINGING)
    return VD_ROUTER_OUT_OF_TURN;
  contact->failures++;
  vd_router_stop_ring (self, contact, VD_RING_STOP_FAILED, now_us);
  if (contact->failures >= self->limits.max_failures)
    vd_router_end_contact (self, contact, VD_CONTACT_END_FAILED, VD_CALL_END_FAILED, VD_PARTY_KIOSK, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

VdRouterAnswer
vd_router_hang_up (VdRouter *self, const char *id, VdCallEnd why, VdParty by, gint64 now_us)
{
  VdContact *contact = vd_router_find_contact (self, id);

  if (!contact)
    return VD_ROUTER_NOT_FOUND;
  if (contact->state != VD_CONTACT_TALKING)
    return VD_ROUTER_OUT_OF_TURN;
  vd_router_end_contact (self, contact,
                         why == VD_CALL_END_UNSAFE   ? VD_CONTACT_END_UNSAFE
                         : why == VD_CALL_END_FAILED ? VD_CONTACT_END_FAILED
                                                     : VD_CONTACT_END_DONE,
                         why, by, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

void
vd_router_set_closed (VdRouter *self, gboolean closed)
{
  self->is_closed = closed;
}
