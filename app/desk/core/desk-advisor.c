/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-advisor.h"

static const char *const state_names[VD_ADVISOR_N_STATES] = { "paused",  "paused",  "available",
                                                              "ringing", "talking", "wrap-up" };

static const gboolean edges[VD_ADVISOR_N_STATES][VD_ADVISOR_N_STATES] = {
  [VD_ADVISOR_OFFLINE] = { [VD_ADVISOR_PAUSED] = TRUE },
  [VD_ADVISOR_PAUSED] = { [VD_ADVISOR_OFFLINE] = TRUE, [VD_ADVISOR_AVAILABLE] = TRUE },
  [VD_ADVISOR_AVAILABLE] = { [VD_ADVISOR_OFFLINE] = TRUE, [VD_ADVISOR_PAUSED] = TRUE, [VD_ADVISOR_RINGING] = TRUE },
  [VD_ADVISOR_RINGING] = { [VD_ADVISOR_OFFLINE] = TRUE,
                           [VD_ADVISOR_PAUSED] = TRUE,
                           [VD_ADVISOR_AVAILABLE] = TRUE,
                           [VD_ADVISOR_TALKING] = TRUE },
  [VD_ADVISOR_TALKING] = { [VD_ADVISOR_OFFLINE] = TRUE, [VD_ADVISOR_PAUSED] = TRUE, [VD_ADVISOR_WRAP_UP] = TRUE },
  [VD_ADVISOR_WRAP_UP] = { [VD_ADVISOR_OFFLINE] = TRUE, [VD_ADVISOR_PAUSED] = TRUE, [VD_ADVISOR_AVAILABLE] = TRUE },
};

VdAdvisor *
vd_advisor_new (const char *id, const char *name, const char *const *languages)
{
  VdAdvisor *self = g_new0 (VdAdvisor, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->languages = g_strdupv ((char **)languages);
  return self;
}

void
vd_advisor_free (VdAdvisor *self)
{
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->languages);
  g_free (self->contact);
  g_free (self);
}

gboolean
vd_advisor_state_can_move (VdAdvisorState from, VdAdvisorState to)
{
  return edges[from][to];
}

const char *
vd_advisor_state_to_text (VdAdvisorState state)
{
  return state_names[state];
}

gboolean
vd_advisor_set_state (VdAdvisor *self, VdAdvisorState state, gint64 now_us, const char *why)
{
  if (!edges[self->state][state])
    {
      g_warning ("advisor %s: %d → %d is not allowed (%s)", self->id, self->state, state, why);
      return FALSE;
    }
  g_info ("advisor %s: %s → %s (%s)", self->id, state_names[self->state],
          state == VD_ADVISOR_OFFLINE ? "offline" : state_names[state], why);
  self->state = state;
  self->since_us = now_us;
  return TRUE;
}

gboolean
vd_advisor_is_on_duty (const VdAdvisor *self)
{
  if (self->state == VD_ADVISOR_OFFLINE || self->state == VD_ADVISOR_PAUSED)
    return FALSE;
  return self->next != VD_ADVISOR_NEXT_PAUSED || self->state == VD_ADVISOR_RINGING;
}

gboolean
vd_advisor_speaks (const VdAdvisor *self, const char *language)
{
  return !self->languages || !*self->languages || g_strv_contains ((const char *const *)self->languages, language);
}
