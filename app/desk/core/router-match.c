/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "router-private.h"

/* Language is a filter only while somebody on duty speaks it: better seen by an advisor with few words in common than
 * by nobody. */
static gboolean
language_is_spoken (VdRouter *self, const VdContact *contact)
{
  GHashTableIter iter;
  VdAdvisor *advisor;

  g_hash_table_iter_init (&iter, self->advisors);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&advisor))
    if (vd_advisor_is_on_duty (advisor) && vd_advisor_speaks (advisor, contact->language))
      return TRUE;
  return FALSE;
}

static gboolean
can_take (const VdAdvisor *advisor, const VdContact *contact, gboolean language_matters)
{
  return !language_matters || vd_advisor_speaks (advisor, contact->language);
}

static gboolean
is_better (const VdAdvisor *one, const VdAdvisor *other, const VdContact *contact)
{
  guint one_refused = vd_contact_count_refusals (contact, one->id);
  guint other_refused = vd_contact_count_refusals (contact, other->id);

  if (one_refused != other_refused)
    return one_refused < other_refused;
  if (one->idle_since_us != other->idle_since_us)
    return one->idle_since_us < other->idle_since_us;
  return g_strcmp0 (one->id, other->id) < 0;
}

static VdAdvisor *
find_advisor_for (VdRouter *self, const VdContact *contact, gint64 now_us)
{
  gboolean language_matters = language_is_spoken (self, contact);
  VdAdvisor *best = NULL;
  GHashTableIter iter;
  VdAdvisor *advisor;

  g_hash_table_iter_init (&iter, self->advisors);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&advisor))
    {
      if (advisor->state != VD_ADVISOR_AVAILABLE || advisor->lost_us != 0 ||
          !can_take (advisor, contact, language_matters))
        continue;
      if (vd_contact_count_refusals (contact, advisor->id) >= self->limits.max_refusals ||
          vd_contact_is_resting_from (contact, advisor->id, now_us))
        continue;
      if (!best || is_better (advisor, best, contact))
        best = advisor;
    }
  return best;
}

static void
offer (VdRouter *self, VdContact *contact, VdAdvisor *advisor, gint64 now_us)
{
  if (!vd_contact_set_state (contact, VD_CONTACT_RINGING, "offered"))
    return;
  vd_advisor_set_state (advisor, VD_ADVISOR_RINGING, now_us, "offered a contact");
  g_free (contact->call);
  contact->call = self->make_id (self->make_id_data);
  g_free (contact->advisor);
  contact->advisor = g_strdup (advisor->id);
  g_free (advisor->contact);
  advisor->contact = g_strdup (contact->id);
  contact->ring_ends_us = now_us + self->limits.ring_s * G_USEC_PER_SEC;
  vd_router_emit (self, VD_ROUTER_RING, contact, advisor);
  vd_router_emit (self, VD_ROUTER_ADVISOR_CHANGED, NULL, advisor);
  vd_router_queue_changed (self);
}

/* Nobody is left for a contact when nobody on duty could take it, or when each who could has turned it down often
 * enough. */
static gboolean
everybody_refused (VdRouter *self, const VdContact *contact)
{
  gboolean language_matters = language_is_spoken (self, contact);
  GHashTableIter iter;
  VdAdvisor *advisor;

  g_hash_table_iter_init (&iter, self->advisors);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&advisor))
    if (vd_advisor_is_on_duty (advisor) && can_take (advisor, contact, language_matters) &&
        vd_contact_count_refusals (contact, advisor->id) < self->limits.max_refusals)
      return FALSE;
  return TRUE;
}

static gboolean
is_anybody_on_duty (VdRouter *self)
{
  GHashTableIter iter;
  VdAdvisor *advisor;

  g_hash_table_iter_init (&iter, self->advisors);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&advisor))
    if (vd_advisor_is_on_duty (advisor))
      return TRUE;
  return FALSE;
}

/* TRUE if @contact was ended. A moment without anybody (an advisor logs in again, takes a breath) must not turn the
 * visitor away. */
static gboolean
end_if_hopeless (VdRouter *self, VdContact *contact, gboolean on_duty, gint64 now_us)
{
  VdContactEnd end = self->is_closed ? VD_CONTACT_END_CLOSED : VD_CONTACT_END_NOBODY;

  if (on_duty)
    {
      contact->alone_since_us = 0;
      if (!everybody_refused (self, contact))
        return FALSE;
      vd_router_end_contact (self, contact, VD_CONTACT_END_NOBODY, VD_CALL_END_DONE, VD_PARTY_DESK, now_us);
      return TRUE;
    }
  if (contact->alone_since_us == 0)
    contact->alone_since_us = now_us;
  if (now_us < contact->alone_since_us + self->limits.nobody_s * G_USEC_PER_SEC)
    return FALSE;
  vd_router_end_contact (self, contact, end, VD_CALL_END_DONE, VD_PARTY_DESK, now_us);
  return TRUE;
}

static guint
count_free (VdRouter *self)
{
  return vd_router_get_figures (self).available;
}

void
vd_router_match (VdRouter *self, gint64 now_us)
{
  g_autoptr (GPtrArray) contacts = vd_router_list_contacts (self);
  gboolean on_duty = is_anybody_on_duty (self);
  guint available = count_free (self);

  for (guint i = 0; i < contacts->len; i++)
    {
      VdContact *contact = contacts->pdata[i];
      VdAdvisor *advisor;

      if (contact->state != VD_CONTACT_WAITING || end_if_hopeless (self, contact, on_duty, now_us))
        continue;
      if (available == 0 || contact->kiosk_lost_us != 0)
        continue;
      advisor = find_advisor_for (self, contact, now_us);
      if (!advisor)
        continue;
      offer (self, contact, advisor, now_us);
      available--;
    }
}
