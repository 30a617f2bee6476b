/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

/* Who has turned a microphone or a camera off. Passed on like any message of a call, but it is a state: after a restart
 * of the desk one party may say it before the other is back, and must not be shown as heard when it is not. */

static char *
make_key (VdRole role, const char *call)
{
  return g_strconcat (role == VD_ROLE_KIOSK ? "kiosk/" : "console/", call, NULL);
}

gboolean
vd_desk_relay_media (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  if (!vd_desk_relay_call (self, session, message, error))
    return FALSE;
  g_hash_table_replace (self->media, make_key (vd_session_get_role (session), vd_desk_text (message, "call")),
                        json_object_ref (message->body));
  return TRUE;
}

static void
tell_of_call (VdDesk *self, VdSession *session, VdRole other, const char *call)
{
  g_autofree char *key = make_key (other, call);
  JsonObject *said = g_hash_table_lookup (self->media, key);

  if (said)
    vd_session_send (session, "call.media", NULL, json_object_ref (said));
}

void
vd_desk_tell_media (VdDesk *self, VdSession *session)
{
  const char *owner = vd_session_get_owner (session);
  gboolean is_kiosk = vd_session_get_role (session) == VD_ROLE_KIOSK;
  const VdAdvisor *advisor = is_kiosk ? NULL : vd_router_get_advisor (self->router, owner);
  const VdContact *contact = is_kiosk                      ? vd_router_get_contact_of_kiosk (self->router, owner)
                             : advisor && advisor->contact ? vd_router_get_contact (self->router, advisor->contact)
                                                           : NULL;

  if (!contact || contact->state != VD_CONTACT_TALKING)
    return;
  if (is_kiosk || !vd_router_is_guest (contact, owner))
    tell_of_call (self, session, is_kiosk ? VD_ROLE_CONSOLE : VD_ROLE_KIOSK, contact->call);
  if (contact->guest && (is_kiosk || vd_router_is_guest (contact, owner)))
    tell_of_call (self, session, is_kiosk ? VD_ROLE_CONSOLE : VD_ROLE_KIOSK, contact->guest->call);
}

void
vd_desk_forget_media (VdDesk *self, const char *call)
{
  g_autofree char *kiosk_key = make_key (VD_ROLE_KIOSK, call);
  g_autofree char *console_key = make_key (VD_ROLE_CONSOLE, call);

  g_hash_table_remove (self->media, kiosk_key);
  g_hash_table_remove (self->media, console_key);
}
