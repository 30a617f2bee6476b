/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-contact.h"

static const char *const state_names[VD_CONTACT_N_STATES] = { "waiting", "ringing", "talking", "ended" };

static const gboolean edges[VD_CONTACT_N_STATES][VD_CONTACT_N_STATES] = {
  [VD_CONTACT_WAITING] = { [VD_CONTACT_RINGING] = TRUE, [VD_CONTACT_ENDED] = TRUE },
  [VD_CONTACT_RINGING] = { [VD_CONTACT_WAITING] = TRUE, [VD_CONTACT_TALKING] = TRUE, [VD_CONTACT_ENDED] = TRUE },
  [VD_CONTACT_TALKING] = { [VD_CONTACT_ENDED] = TRUE },
};

static const char *const end_names[] = {
  [VD_CONTACT_END_LEFT] = "left",     [VD_CONTACT_END_DONE] = "done", [VD_CONTACT_END_NOBODY] = "nobody",
  [VD_CONTACT_END_CLOSED] = "closed", [VD_CONTACT_END_LOST] = "lost", [VD_CONTACT_END_FAILED] = "failed",
  [VD_CONTACT_END_UNSAFE] = "unsafe",
};

VdContact *
vd_contact_new (const char *id, const char *kiosk, const char *site, const char *reason, const char *language)
{
  VdContact *self = g_new0 (VdContact, 1);

  self->id = g_strdup (id);
  self->kiosk = g_strdup (kiosk);
  self->site = g_strdup (site);
  self->reason = g_strdup (reason);
  self->language = g_strdup (language);
  self->refusals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
vd_contact_free (VdContact *self)
{
  g_free (self->id);
  g_free (self->ticket);
  g_free (self->kiosk);
  g_free (self->site);
  g_free (self->reason);
  g_free (self->language);
  g_free (self->call);
  g_free (self->advisor);
  g_clear_pointer (&self->guest, vd_guest_free);
  g_hash_table_unref (self->refusals);
  g_free (self);
}

gboolean
vd_contact_state_can_move (VdContactState from, VdContactState to)
{
  return edges[from][to];
}

const char *
vd_contact_state_to_text (VdContactState state)
{
  return state_names[state];
}

const char *
vd_contact_end_to_text (VdContactEnd end)
{
  return end_names[end];
}

gboolean
vd_contact_set_state (VdContact *self, VdContactState state, const char *why)
{
  if (!edges[self->state][state])
    {
      g_warning ("contact %s: %s → %s is not allowed (%s)", self->id, state_names[self->state], state_names[state],
                 why);
      return FALSE;
    }
  g_info ("contact %s: %s → %s (%s)", self->id, state_names[self->state], state_names[state], why);
  self->state = state;
  return TRUE;
}

void
vd_contact_refuse (VdContact *self, const char *advisor, gint64 not_before_us)
{
  VdRefusal *refusal = g_hash_table_lookup (self->refusals, advisor);

  if (!refusal)
    {
      refusal = g_new0 (VdRefusal, 1);
      g_hash_table_insert (self->refusals, g_strdup (advisor), refusal);
    }
  refusal->count++;
  refusal->not_before_us = not_before_us;
}

guint
vd_contact_count_refusals (const VdContact *self, const char *advisor)
{
  const VdRefusal *refusal = g_hash_table_lookup (self->refusals, advisor);

  return refusal ? refusal->count : 0;
}

gboolean
vd_contact_is_resting_from (const VdContact *self, const char *advisor, gint64 now_us)
{
  const VdRefusal *refusal = g_hash_table_lookup (self->refusals, advisor);

  return refusal && refusal->not_before_us > now_us;
}
