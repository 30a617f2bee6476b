/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-guest.h"

static const char *const state_names[VD_GUEST_N_STATES] = { "ringing", "joining", "joined", "owner", "gone" };

static const gboolean edges[VD_GUEST_N_STATES][VD_GUEST_N_STATES] = {
  [VD_GUEST_RINGING] = { [VD_GUEST_JOINING] = TRUE, [VD_GUEST_GONE] = TRUE },
  [VD_GUEST_JOINING] = { [VD_GUEST_JOINED] = TRUE, [VD_GUEST_GONE] = TRUE },
  [VD_GUEST_JOINED] = { [VD_GUEST_OWNER] = TRUE, [VD_GUEST_GONE] = TRUE },
};

static const char *const as_names[] = {
  [VD_GUEST_COLLEAGUE] = "colleague",
  [VD_GUEST_INTERPRETER] = "interpreter",
  [VD_GUEST_SIGNER] = "signer",
  [VD_GUEST_SUPERVISOR] = "supervisor",
};

static const char *const end_names[] = {
  [VD_GUEST_END_DECLINED] = "declined", [VD_GUEST_END_TIMEOUT] = "timeout", [VD_GUEST_END_CANCELLED] = "cancelled",
  [VD_GUEST_END_LEFT] = "left",         [VD_GUEST_END_FAILED] = "failed",   [VD_GUEST_END_LOST] = "lost",
  [VD_GUEST_END_OVER] = "over",
};

VdGuest *
vd_guest_new (const char *advisor, VdGuestAs as, const char *note, gboolean takes_over)
{
  VdGuest *self = g_new0 (VdGuest, 1);

  self->advisor = g_strdup (advisor);
  self->as = as;
  self->note = g_strdup (note);
  self->takes_over = takes_over;
  return self;
}

void
vd_guest_free (VdGuest *self)
{
  g_free (self->advisor);
  g_free (self->call);
  g_free (self->note);
  g_free (self);
}

gboolean
vd_guest_state_can_move (VdGuestState from, VdGuestState to)
{
  return edges[from][to];
}

gboolean
vd_guest_set_state (VdGuest *self, VdGuestState state, const char *why)
{
  if (!edges[self->state][state])
    {
      g_warning ("guest %s: %s → %s is not allowed (%s)", self->advisor, state_names[self->state], state_names[state],
                 why);
      return FALSE;
    }
  g_info ("guest %s: %s → %s (%s)", self->advisor, state_names[self->state], state_names[state], why);
  self->state = state;
  return TRUE;
}

gboolean
vd_guest_is_talking (const VdGuest *self)
{
  return self && (self->state == VD_GUEST_JOINING || self->state == VD_GUEST_JOINED);
}

const char *
vd_guest_state_to_text (VdGuestState state)
{
  return state_names[state];
}

const char *
vd_guest_as_to_text (VdGuestAs as)
{
  return as_names[as];
}

gboolean
vd_guest_as_from_text (const char *text, VdGuestAs *as)
{
  for (guint i = 0; i < G_N_ELEMENTS (as_names); i++)
    if (g_strcmp0 (as_names[i], text) == 0)
      {
        *as = (VdGuestAs)i;
        return TRUE;
      }
  return FALSE;
}

const char *
vd_guest_end_to_text (VdGuestEnd end)
{
  return end_names[end];
}
