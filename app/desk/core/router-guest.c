/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "router-private.h"

/* Three in a call: the advisor of a contact asks a colleague to join, who may take the call over. */

static VdContact *
find_contact_of_guest (VdRouter *self, const char *call)
{
  return (VdContact *)vd_router_get_contact_of_guest (self, call);
}

gboolean
vd_router_is_guest (const VdContact *contact, const char *advisor)
{
  return contact && contact->guest && g_strcmp0 (contact->guest->advisor, advisor) == 0;
}

static VdRouterEvent *
emit_guest (VdRouter *self, VdRouterEventKind kind, const VdContact *contact)
{
  const VdGuest *guest = contact->guest;
  VdRouterEvent *event = vd_router_emit (self, kind, contact, NULL);

  event->guest = g_strdup (guest->advisor);
  event->guest_call = g_strdup (guest->call);
  event->guest_as = guest->as;
  event->guest_state = guest->state;
  event->was_ringing = guest->state == VD_GUEST_RINGING;
  return event;
}

void
vd_router_end_guest (VdRouter *self, VdContact *contact, VdGuestEnd why, gint64 now_us)
{
  VdGuest *guest = contact->guest;
  gboolean was_ringing = guest->state == VD_GUEST_RINGING;
  VdRouterEvent *event;

  vd_guest_set_state (guest, VD_GUEST_GONE, vd_guest_end_to_text (why));
  event = emit_guest (self, VD_ROUTER_GUEST_CHANGED, contact);
  event->guest_end = why;
  event->was_ringing = was_ringing;
  vd_router_release (self, vd_router_find_advisor (self, guest->advisor),
                     was_ringing ? VD_ADVISOR_AVAILABLE : VD_ADVISOR_WRAP_UP, now_us,
                     was_ringing ? "ring over" : "left a call");
  vd_router_queue_changed (self);
  g_clear_pointer (&contact->guest, vd_guest_free);
}

VdRouterAnswer
vd_router_ask_guest (VdRouter *self, const char *owner, const char *call, VdGuest *given, gint64 now_us)
{
  g_autoptr (VdGuest) guest = given;
  VdContact *contact = (VdContact *)vd_router_get_contact_of_call (self, call);
  VdAdvisor *advisor = vd_router_find_advisor (self, guest->advisor);

  if (!contact || !advisor)
    return VD_ROUTER_NOT_FOUND;
  if (g_strcmp0 (contact->advisor, owner) != 0)
    return VD_ROUTER_NOT_ALLOWED;
  if (contact->state != VD_CONTACT_TALKING || contact->guest || contact->kiosk_lost_us != 0)
    return VD_ROUTER_OUT_OF_TURN;
  if (advisor->state != VD_ADVISOR_AVAILABLE || advisor->lost_us != 0)
    return VD_ROUTER_OUT_OF_TURN;
  guest->call = self->make_id (self->make_id_data);
  guest->ring_ends_us = now_us + self->limits.ring_s * G_USEC_PER_SEC;
  vd_advisor_set_state (advisor, VD_ADVISOR_RINGING, now_us, "asked to join");
  g_free (advisor->contact);
  advisor->contact = g_strdup (contact->id);
  contact->guest = g_steal_pointer (&guest);
  emit_guest (self, VD_ROUTER_GUEST_CHANGED, contact);
  vd_router_emit (self, VD_ROUTER_ADVISOR_CHANGED, NULL, advisor);
  vd_router_queue_changed (self);
  return VD_ROUTER_DONE;
}

/* The ring of @call at the guest @advisor, or why there is none; one whose time is up is over. */
static VdRouterAnswer
find_guest_ring (VdRouter *self, const char *advisor, const char *call, gint64 now_us, VdContact **contact)
{
  vd_router_advance (self, now_us);
  *contact = find_contact_of_guest (self, call);
  if (!*contact)
    return VD_ROUTER_OUT_OF_TURN;
  if (!vd_router_is_guest (*contact, advisor))
    return VD_ROUTER_NOT_ALLOWED;
  return (*contact)->guest->state == VD_GUEST_RINGING ? VD_ROUTER_DONE : VD_ROUTER_OUT_OF_TURN;
}

VdRouterAnswer
vd_router_accept_as_guest (VdRouter *self, const char *advisor_id, const char *call, gint64 now_us)
{
  VdAdvisor *advisor = vd_router_find_advisor (self, advisor_id);
  VdContact *contact;
  VdRouterAnswer answer = find_guest_ring (self, advisor_id, call, now_us, &contact);

  if (answer != VD_ROUTER_DONE)
    return answer;
  vd_guest_set_state (contact->guest, VD_GUEST_JOINING, "accepted");
  vd_advisor_set_state (advisor, VD_ADVISOR_TALKING, now_us, "joins");
  advisor->misses = 0;
  emit_guest (self, VD_ROUTER_GUEST_CHANGED, contact);
  vd_router_emit (self, VD_ROUTER_ADVISOR_CHANGED, NULL, advisor);
  vd_router_queue_changed (self);
  return VD_ROUTER_DONE;
}

VdRouterAnswer
vd_router_decline_as_guest (VdRouter *self, const char *advisor, const char *call, gint64 now_us)
{
  VdContact *contact;
  VdRouterAnswer answer = find_guest_ring (self, advisor, call, now_us, &contact);

  if (answer != VD_ROUTER_DONE)
    return answer;
  vd_router_end_guest (self, contact, VD_GUEST_END_DECLINED, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

/* The first advisor's part is over, as at the end of a call; the contact's time goes on. */
void
vd_router_hand_over_now (VdRouter *self, VdContact *contact, gint64 now_us)
{
  VdAdvisor *first = vd_router_find_advisor (self, contact->advisor);
  g_autoptr (VdGuest) guest = NULL;

  vd_guest_set_state (contact->guest, VD_GUEST_OWNER, "handed over");
  emit_guest (self, VD_ROUTER_HANDED_OVER, contact);
  guest = g_steal_pointer (&contact->guest);
  g_free (contact->call);
  contact->call = g_steal_pointer (&guest->call);
  g_free (contact->advisor);
  contact->advisor = g_steal_pointer (&guest->advisor);
  vd_router_release (self, first, VD_ADVISOR_WRAP_UP, now_us, "left a call");
  vd_router_queue_changed (self);
}

VdRouterAnswer
vd_router_guest_is_seen (VdRouter *self, const char *call, gint64 now_us)
{
  VdContact *contact = find_contact_of_guest (self, call);

  if (!contact)
    return VD_ROUTER_NOT_FOUND;
  if (contact->guest->state != VD_GUEST_JOINING)
    return VD_ROUTER_OUT_OF_TURN;
  vd_guest_set_state (contact->guest, VD_GUEST_JOINED, "seen or heard");
  emit_guest (self, VD_ROUTER_GUEST_CHANGED, contact);
  if (contact->guest->takes_over)
    vd_router_hand_over_now (self, contact, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

VdRouterAnswer
vd_router_guest_failed (VdRouter *self, const char *call, gint64 now_us)
{
  VdContact *contact = find_contact_of_guest (self, call);

  if (!contact)
    return VD_ROUTER_NOT_FOUND;
  vd_router_end_guest (self, contact, VD_GUEST_END_FAILED, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

VdRouterAnswer
vd_router_guest_leaves (VdRouter *self, const char *advisor, const char *call, gint64 now_us)
{
  VdContact *contact = find_contact_of_guest (self, call);

  if (!contact)
    return VD_ROUTER_NOT_FOUND;
  if (!vd_router_is_guest (contact, advisor))
    return VD_ROUTER_NOT_ALLOWED;
  vd_router_end_guest (self, contact,
                       contact->guest->state == VD_GUEST_RINGING ? VD_GUEST_END_DECLINED : VD_GUEST_END_LEFT, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

static VdRouterAnswer
find_own_guest (VdRouter *self, const char *owner, const char *call, VdContact **contact)
{
  *contact = (VdContact *)vd_router_get_contact_of_call (self, call);
  if (!*contact)
    return VD_ROUTER_NOT_FOUND;
  if (g_strcmp0 ((*contact)->advisor, owner) != 0)
    return VD_ROUTER_NOT_ALLOWED;
  return (*contact)->guest ? VD_ROUTER_DONE : VD_ROUTER_OUT_OF_TURN;
}

VdRouterAnswer
vd_router_cancel_guest (VdRouter *self, const char *owner, const char *call, gint64 now_us)
{
  VdContact *contact;
  VdRouterAnswer answer = find_own_guest (self, owner, call, &contact);

  if (answer != VD_ROUTER_DONE)
    return answer;
  vd_router_end_guest (self, contact, VD_GUEST_END_CANCELLED, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

VdRouterAnswer
vd_router_hand_over (VdRouter *self, const char *owner, const char *call, gint64 now_us)
{
  VdContact *contact;
  VdRouterAnswer answer = find_own_guest (self, owner, call, &contact);

  if (answer != VD_ROUTER_DONE)
    return answer;
  if (contact->guest->state != VD_GUEST_JOINED)
    return VD_ROUTER_OUT_OF_TURN;
  vd_router_hand_over_now (self, contact, now_us);
  vd_router_match (self, now_us);
  return VD_ROUTER_DONE;
}

const VdContact *
vd_router_get_contact_of_guest (VdRouter *self, const char *call)
{
  GHashTableIter iter;
  VdContact *contact;

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&contact))
    if (contact->guest && g_strcmp0 (contact->guest->call, call) == 0)
      return contact;
  return NULL;
}
