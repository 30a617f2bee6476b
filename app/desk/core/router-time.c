/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "router-private.h"

static gint64
seconds_after (gint64 start_us, guint seconds)
{
  return start_us + (gint64)seconds * G_USEC_PER_SEC;
}

static gint64
contact_due_us (VdRouter *self, const VdContact *contact)
{
  gint64 due_us = G_MAXINT64;
  GHashTableIter iter;
  VdRefusal *refusal;

  if (contact->state == VD_CONTACT_RINGING)
    due_us = MIN (due_us, contact->ring_ends_us);
  if (contact->guest && contact->guest->state == VD_GUEST_RINGING)
    due_us = MIN (due_us, contact->guest->ring_ends_us);
  if (contact->kiosk_lost_us != 0)
    due_us = MIN (due_us, seconds_after (contact->kiosk_lost_us, contact->state == VD_CONTACT_TALKING
                                                                     ? self->limits.call_grace_s
                                                                     : self->limits.queue_grace_s));
  if (contact->state != VD_CONTACT_WAITING)
    return due_us;
  if (contact->alone_since_us != 0)
    due_us = MIN (due_us, seconds_after (contact->alone_since_us, self->limits.nobody_s));
  g_hash_table_iter_init (&iter, contact->refusals);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&refusal))
    if (refusal->not_before_us > 0)
      due_us = MIN (due_us, refusal->not_before_us);
  return due_us;
}

static gint64
advisor_due_us (VdRouter *self, const VdAdvisor *advisor)
{
  gint64 due_us = G_MAXINT64;

  if (advisor->state == VD_ADVISOR_WRAP_UP)
    due_us = advisor->wrap_up_ends_us;
  if (advisor->lost_us != 0 && advisor->state != VD_ADVISOR_OFFLINE)
    due_us = MIN (due_us, seconds_after (advisor->lost_us, self->limits.call_grace_s));
  return due_us;
}

gint64
vd_router_next_due_us (VdRouter *self)
{
  gint64 due_us = G_MAXINT64;
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    due_us = MIN (due_us, contact_due_us (self, item));
  g_hash_table_iter_init (&iter, self->advisors);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    due_us = MIN (due_us, advisor_due_us (self, item));
  return due_us;
}

/* A rest that is over must not stay due for ever. */
static void
end_rests (VdContact *contact, gint64 now_us)
{
  GHashTableIter iter;
  VdRefusal *refusal;

  g_hash_table_iter_init (&iter, contact->refusals);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&refusal))
    if (refusal->not_before_us <= now_us)
      refusal->not_before_us = 0;
}

static void
advance_contact (VdRouter *self, VdContact *contact, gint64 now_us)
{
  gboolean talking = contact->state == VD_CONTACT_TALKING;
  guint grace_s = talking ? self->limits.call_grace_s : self->limits.queue_grace_s;

  end_rests (contact, now_us);
  if (contact->kiosk_lost_us != 0 && now_us >= seconds_after (contact->kiosk_lost_us, grace_s))
    vd_router_end_contact (self, contact, VD_CONTACT_END_LOST, VD_CALL_END_LOST, VD_PARTY_KIOSK, now_us);
  else if (contact->state == VD_CONTACT_RINGING && now_us >= contact->ring_ends_us)
    vd_router_stop_ring (self, contact, VD_RING_STOP_TIMEOUT, now_us);
  else if (contact->guest && contact->guest->state == VD_GUEST_RINGING && now_us >= contact->guest->ring_ends_us)
    vd_router_end_guest (self, contact, VD_GUEST_END_TIMEOUT, now_us);
}

/* The console of @advisor is gone for good. Whoever joined the call goes on with it. */
static void
leave_call (VdRouter *self, VdContact *contact, VdAdvisor *advisor, gint64 now_us)
{
  if (vd_router_is_guest (contact, advisor->id))
    vd_router_end_guest (self, contact, VD_GUEST_END_LOST, now_us);
  else if (contact->guest && contact->guest->state == VD_GUEST_JOINED)
    vd_router_hand_over_now (self, contact, now_us);
  else
    vd_router_end_contact (self, contact, VD_CONTACT_END_LOST, VD_CALL_END_LOST, VD_PARTY_CONSOLE, now_us);
}

static void
advance_advisor (VdRouter *self, VdAdvisor *advisor, gint64 now_us)
{
  if (advisor->lost_us != 0 && advisor->state != VD_ADVISOR_OFFLINE &&
      now_us >= seconds_after (advisor->lost_us, self->limits.call_grace_s))
    {
      VdContact *contact = advisor->contact ? vd_router_find_contact (self, advisor->contact) : NULL;

      if (contact)
        leave_call (self, contact, advisor, now_us);
      vd_advisor_set_state (advisor, VD_ADVISOR_OFFLINE, now_us, "console gone");
      vd_router_queue_changed (self);
    }
  if (advisor->state == VD_ADVISOR_WRAP_UP && now_us >= advisor->wrap_up_ends_us)
    vd_router_end_wrap_up (self, advisor, now_us);
}

void
vd_router_advance (VdRouter *self, gint64 now_us)
{
  g_autoptr (GPtrArray) contacts = NULL;
  g_autoptr (GPtrArray) advisors = NULL;

  if (now_us < vd_router_next_due_us (self))
    return;
  contacts = vd_router_list_contacts (self);
  for (guint i = 0; i < contacts->len; i++)
    advance_contact (self, contacts->pdata[i], now_us);
  advisors = vd_router_list_advisors (self);
  for (guint i = 0; i < advisors->len; i++)
    advance_advisor (self, advisors->pdata[i], now_us);
  vd_router_match (self, now_us);
}
