/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

static const VdContact *
own_contact (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdContact *contact = vd_router_get_contact_of_kiosk (self->router, vd_session_get_owner (session));

  if (contact && g_str_equal (contact->id, vd_desk_text (message, "contact")))
    return contact;
  vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "no such contact of this kiosk");
  return NULL;
}

static gboolean
take_join (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const char *kiosk_id = vd_session_get_owner (session);
  const VdKioskRow *kiosk = vd_accounts_get_kiosk (self->accounts, kiosk_id);
  const char *reason = vd_desk_text (message, "reason");
  g_autofree char *id = NULL;
  gint64 now_us = vd_desk_now_us ();
  VdContact *contact;

  if (vd_desk_is_closed (self))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_CLOSED, "the desk is closed");
  if (vd_router_get_contact_of_kiosk (self->router, kiosk_id))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "this kiosk has a contact already");
  if (!g_strv_contains ((const char *const *)self->settings->reasons, reason))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "this desk does not take that reason");
  id = g_uuid_string_random ();
  contact = vd_contact_new (id, kiosk_id, kiosk->site, reason, vd_desk_text (message, "language"));
  contact->ticket = vd_ticket_book_next (
      &self->tickets, vd_opening_hours_get_day (self->settings->hours, now_us / G_USEC_PER_SEC), reason);
  vd_router_join (self->router, contact, now_us);
  vd_contact_records_joined (self->records, contact);
  self->contacts_joined++;
  /* Before what the queue makes of it: the kiosk must know its contact when a ring prepares a call for it. */
  vd_desk_send (self, VD_ROLE_KIOSK, kiosk_id, "contact.queued", vd_desk_make_queued (self, contact));
  return TRUE;
}

static gboolean
take_leave (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdContact *contact = own_contact (self, session, message, error);
  const char *why = vd_desk_text (message, "why");
  VdContactEnd end = g_str_equal (why, "done")     ? VD_CONTACT_END_DONE
                     : g_str_equal (why, "failed") ? VD_CONTACT_END_FAILED
                                                   : VD_CONTACT_END_LEFT;

  return contact && vd_desk_check (vd_router_leave (self->router, contact->id, end, vd_desk_now_us ()), error);
}

static gboolean
take_hangup (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdContact *contact = vd_desk_find_call (self, session, message, error);
  gboolean unsafe = g_str_equal (vd_desk_text (message, "why"), "unsafe");
  gboolean failed = unsafe || g_str_equal (vd_desk_text (message, "why"), "failed");

  if (!contact)
    return FALSE;
  /* Not the visitor's doing: nobody can send a guest away there. */
  if (vd_desk_is_of_guest (contact, vd_desk_text (message, "call")))
    return vd_desk_check (vd_router_guest_failed (self->router, vd_desk_text (message, "call"), vd_desk_now_us ()),
                          error);
  /* While it rings: the peer did not come up. The contact waits again, or ends when it is the second time. */
  if (contact->state == VD_CONTACT_RINGING && !failed)
    return vd_desk_check (vd_router_leave (self->router, contact->id, VD_CONTACT_END_LEFT, vd_desk_now_us ()), error);
  /* Whoever is in the middle will be there the next time, too. */
  if (contact->state == VD_CONTACT_RINGING && unsafe)
    return vd_desk_check (vd_router_leave (self->router, contact->id, VD_CONTACT_END_UNSAFE, vd_desk_now_us ()), error);
  if (contact->state == VD_CONTACT_RINGING)
    return vd_desk_check (vd_router_ring_failed (self->router, contact->id, vd_desk_now_us ()), error);
  return vd_desk_check (vd_router_hang_up (self->router, contact->id,
                                           unsafe   ? VD_CALL_END_UNSAFE
                                           : failed ? VD_CALL_END_FAILED
                                                    : VD_CALL_END_DONE,
                                           VD_PARTY_KIOSK, vd_desk_now_us ()),
                        error);
}

static const VdPaperRow *
own_paper (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdPaperRow *paper = vd_paper_book_get (self->papers, vd_desk_text (message, "paper"));
  const VdContact *contact = vd_router_get_contact_of_kiosk (self->router, vd_session_get_owner (session));

  if (paper && contact && g_str_equal (paper->contact, contact->id))
    return paper;
  vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "no such paper of this visit");
  return NULL;
}

static gboolean
take_progress (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdPaperRow *paper = own_paper (self, session, message, error);
  const VdContact *contact = vd_router_get_contact_of_kiosk (self->router, vd_session_get_owner (session));

  if (!paper)
    return FALSE;
  if (contact->advisor)
    vd_desk_send (self, VD_ROLE_CONSOLE, contact->advisor, message->kind, json_object_ref (message->body));
  return TRUE;
}

static gboolean
take_withdraw (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdPaperRow *paper = own_paper (self, session, message, error);

  return paper && vd_desk_withdraw (self, paper, message, error);
}

/* The kiosk's word on what it could not take: it is in the log, nothing else follows. */
static gboolean
take_error (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  g_info ("kiosk %s: refused %s (%s)", vd_session_get_owner (session), message->re ? message->re : "?",
          vd_desk_text (message, "code"));
  return TRUE;
}

static gboolean
take_pong (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  return TRUE;
}

const VdDeskRequest vd_desk_kiosk_requests[] = {
  { "contact.join", take_join, "contact.queued" },
  { "contact.leave", take_leave, "ok" },
  { "contact.telephone", vd_desk_take_telephone, "ok" },
  { "call.offer", vd_desk_relay_call, NULL },
  { "call.candidate", vd_desk_relay_call, NULL },
  { "call.media", vd_desk_relay_media, NULL },
  { "call.text", vd_desk_relay_text, NULL },
  { "call.text-ask", vd_desk_relay_text, NULL },
  { "call.stats", vd_desk_take_stats, NULL },
  { "call.hangup", take_hangup, "ok" },
  { "paper.progress", take_progress, NULL },
  { "paper.withdraw", take_withdraw, "paper.state" },
  { "error", take_error, NULL },
  { "pong", take_pong, NULL },
  { NULL },
};
