/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "router-private.h"

void
vd_router_event_free (VdRouterEvent *self)
{
  g_free (self->contact);
  g_free (self->kiosk);
  g_free (self->advisor);
  g_free (self->call);
  g_free (self->guest);
  g_free (self->guest_call);
  g_free (self);
}

VdRouterEvent *
vd_router_emit (VdRouter *self, VdRouterEventKind kind, const VdContact *contact, const VdAdvisor *advisor)
{
  VdRouterEvent *event = g_new0 (VdRouterEvent, 1);

  event->kind = kind;
  if (contact)
    {
      event->contact = g_strdup (contact->id);
      event->kiosk = g_strdup (contact->kiosk);
      event->call = g_strdup (contact->call);
      event->advisor = g_strdup (contact->advisor);
    }
  if (advisor)
    {
      g_free (event->advisor);
      event->advisor = g_strdup (advisor->id);
    }
  g_queue_push_tail (&self->events, event);
  return event;
}

/* Once is enough however much has changed: the figures are read when the event is drained. */
void
vd_router_queue_changed (VdRouter *self)
{
  VdRouterEvent *last = g_queue_peek_tail (&self->events);

  if (!last || last->kind != VD_ROUTER_QUEUE_CHANGED)
    vd_router_emit (self, VD_ROUTER_QUEUE_CHANGED, NULL, NULL);
}

VdRouterEvent *
vd_router_next_event (VdRouter *self)
{
  return g_queue_pop_head (&self->events);
}

VdContact *
vd_router_find_contact (VdRouter *self, const char *id)
{
  return id ? g_hash_table_lookup (self->contacts, id) : NULL;
}

VdAdvisor *
vd_router_find_advisor (VdRouter *self, const char *id)
{
  return id ? g_hash_table_lookup (self->advisors, id) : NULL;
}

void
vd_router_release (VdRouter *self, VdAdvisor *advisor, VdAdvisorState next, gint64 now_us, const char *why)
{
  g_clear_pointer (&advisor->contact, g_free);
  if (advisor->state == VD_ADVISOR_TALKING)
    advisor->idle_since_us = now_us;
  if (advisor->next == VD_ADVISOR_NEXT_PAUSED && next != VD_ADVISOR_PAUSED)
    {
      next = VD_ADVISOR_PAUSED;
      why = "asked for";
    }
  if (next == VD_ADVISOR_WRAP_UP)
    advisor->wrap_up_ends_us = now_us + self->limits.wrap_up_s * G_USEC_PER_SEC;
  vd_advisor_set_state (advisor, next, now_us, why);
  advisor->next = VD_ADVISOR_NEXT_NONE;
  vd_router_emit (self, VD_ROUTER_ADVISOR_CHANGED, NULL, advisor);
}

void
vd_router_stop_ring (VdRouter *self, VdContact *contact, VdRingStop why, gint64 now_us)
{
  VdAdvisor *advisor = vd_router_find_advisor (self, contact->advisor);
  gboolean missed_out;

  vd_router_emit (self, VD_ROUTER_RING_STOPPED, contact, advisor)->ring_stop = why;
  vd_contact_set_state (contact, VD_CONTACT_WAITING, "ring over");
  g_clear_pointer (&contact->call, g_free);
  g_clear_pointer (&contact->advisor, g_free);
  if (why == VD_RING_STOP_DECLINED || why == VD_RING_STOP_TIMEOUT)
    vd_contact_refuse (contact, advisor->id, now_us + self->limits.rest_s * G_USEC_PER_SEC);
  advisor->misses = why == VD_RING_STOP_TIMEOUT    ? advisor->misses + 1
                    : why == VD_RING_STOP_DECLINED ? 0
                                                   : advisor->misses;
  missed_out = advisor->misses >= self->limits.max_misses;
  vd_router_release (self, advisor, missed_out ? VD_ADVISOR_PAUSED : VD_ADVISOR_AVAILABLE, now_us,
                     missed_out ? "missed" : "ring over");
  if (advisor->state == VD_ADVISOR_PAUSED)
    {
      advisor->missed_out = missed_out;
      advisor->misses = 0;
    }
  vd_router_queue_changed (self);
}

static void
end_call (VdRouter *self, VdContact *contact, VdCallEnd why, VdParty by, gint64 now_us)
{
  VdAdvisor *advisor = vd_router_find_advisor (self, contact->advisor);
  VdRouterEvent *event;

  if (contact->guest)
    vd_router_end_guest (self, contact, VD_GUEST_END_OVER, now_us);
  event = vd_router_emit (self, VD_ROUTER_CALL_ENDED, contact, advisor);
  event->call_end = why;
  event->by = by;
  vd_service_time_add (&self->service,
                       (double)(now_us - contact->accepted_us) / G_USEC_PER_SEC + self->limits.wrap_up_s);
  /* A pause would take the number away from whoever is about to call it. */
  if (contact->is_called_back)
    advisor->next = VD_ADVISOR_NEXT_NONE;
  vd_router_release (self, advisor, VD_ADVISOR_WRAP_UP, now_us, "call over");
  if (contact->is_called_back)
    advisor->wrap_up_ends_us = now_us + self->limits.call_back_s * G_USEC_PER_SEC;
}

void
vd_router_end_contact (VdRouter *self, VdContact *contact, VdContactEnd end, VdCallEnd call_end, VdParty by,
                       gint64 now_us)
{
  if (contact->state == VD_CONTACT_RINGING)
    vd_router_stop_ring (self, contact,
                         end == VD_CONTACT_END_UNSAFE   ? VD_RING_STOP_UNSAFE
                         : end == VD_CONTACT_END_FAILED ? VD_RING_STOP_FAILED
                                                        : VD_RING_STOP_LEFT,
                         now_us);
  else if (contact->state == VD_CONTACT_TALKING)
    end_call (self, contact, call_end, by, now_us);
  vd_contact_set_state (contact, VD_CONTACT_ENDED, vd_contact_end_to_text (end));
  vd_router_emit (self, VD_ROUTER_CONTACT_ENDED, contact, NULL)->contact_end = end;
  g_hash_table_remove (self->contacts, contact->id);
  vd_router_queue_changed (self);
}

const VdContact *
vd_router_get_contact (VdRouter *self, const char *id)
{
  return vd_router_find_contact (self, id);
}

const VdContact *
vd_router_get_contact_of_kiosk (VdRouter *self, const char *kiosk)
{
  GHashTableIter iter;
  VdContact *contact;

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&contact))
    if (g_str_equal (contact->kiosk, kiosk))
      return contact;
  return NULL;
}

const VdContact *
vd_router_get_contact_of_call (VdRouter *self, const char *call)
{
  GHashTableIter iter;
  VdContact *contact;

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&contact))
    if (g_strcmp0 (contact->call, call) == 0)
      return contact;
  return NULL;
}

const VdAdvisor *
vd_router_get_advisor (VdRouter *self, const char *id)
{
  return vd_router_find_advisor (self, id);
}

static int
compare_contacts (gconstpointer a, gconstpointer b)
{
  const VdContact *one = *(const VdContact *const *)a;
  const VdContact *other = *(const VdContact *const *)b;

  if (one->priority != other->priority)
    return one->priority > other->priority ? -1 : 1;
  if (one->joined_us != other->joined_us)
    return one->joined_us < other->joined_us ? -1 : 1;
  return g_strcmp0 (one->id, other->id);
}

static GPtrArray *
list_values (GHashTable *table)
{
  GPtrArray *list = g_ptr_array_sized_new (g_hash_table_size (table));
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_ptr_array_add (list, item);
  return list;
}

GPtrArray *
vd_router_list_contacts (VdRouter *self)
{
  GPtrArray *list = list_values (self->contacts);

  g_ptr_array_sort (list, compare_contacts);
  return list;
}

GPtrArray *
vd_router_list_advisors (VdRouter *self)
{
  return list_values (self->advisors);
}

VdRouterFigures
vd_router_get_figures (VdRouter *self)
{
  VdRouterFigures figures = { 0 };
  GHashTableIter iter;
  VdContact *contact;
  VdAdvisor *advisor;

  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&contact))
    {
      if (contact->state == VD_CONTACT_TALKING)
        continue;
      figures.waiting++;
      if (figures.longest_since_us == 0 || contact->joined_us < figures.longest_since_us)
        figures.longest_since_us = contact->joined_us;
    }
  g_hash_table_iter_init (&iter, self->advisors);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&advisor))
    {
      figures.available += advisor->state == VD_ADVISOR_AVAILABLE && advisor->lost_us == 0 ? 1 : 0;
      figures.on_duty += vd_advisor_is_on_duty (advisor) ? 1 : 0;
    }
  return figures;
}

guint
vd_router_get_position (VdRouter *self, const char *id)
{
  VdContact *contact = vd_router_find_contact (self, id);
  GHashTableIter iter;
  VdContact *other;
  guint position = 1;

  if (!contact || contact->state == VD_CONTACT_TALKING)
    return 0;
  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&other))
    position += other->state != VD_CONTACT_TALKING && compare_contacts (&other, &contact) < 0 ? 1 : 0;
  return position;
}

VdWait
vd_router_estimate (VdRouter *self, guint ahead)
{
  VdRouterFigures figures = vd_router_get_figures (self);

  return vd_wait_estimate (&self->service, ahead, figures.available, figures.on_duty);
}

const VdServiceTime *
vd_router_get_service_time (VdRouter *self)
{
  return &self->service;
}
