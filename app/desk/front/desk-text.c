/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"
#include "rate-gate.h"

/* Real-time text on its way past a dead data channel. Passed on and forgotten: neither stored nor logged. */

/* A sender that keeps to docs/protocol.md needs four a second; catching up after a reload comes in bursts. */
#define TEXT_GATE ((VdRateGate){ .per_second = 10, .burst = 100 })

static VdRateGate *
get_gate (VdSession *session)
{
  VdRateGate *gate = g_object_get_data (G_OBJECT (session), "text-gate");

  if (!gate)
    {
      gate = g_new (VdRateGate, 1);
      *gate = TEXT_GATE;
      g_object_set_data_full (G_OBJECT (session), "text-gate", gate, g_free);
    }
  return gate;
}

gboolean
vd_desk_relay_text (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdContact *contact = vd_desk_find_call (self, session, message, error);

  if (!contact)
    return FALSE;
  if (contact->state != VD_CONTACT_TALKING || vd_desk_is_of_guest (contact, vd_desk_text (message, "call")))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "text is for a call that was answered");
  if (!vd_rate_gate_pass (get_gate (session), g_get_monotonic_time ()))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_TOO_FAST, "more text than anybody types");
  return vd_desk_relay_call (self, session, message, error);
}
