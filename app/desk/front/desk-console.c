/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

#include "paper-files.h"

static gboolean
take_presence (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  gboolean available = g_str_equal (vd_desk_text (message, "state"), "available");

  return vd_desk_check (
      vd_router_set_presence (self->router, vd_session_get_owner (session), available, vd_desk_now_us ()), error);
}

static gboolean
take_accept (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  return vd_desk_check (vd_router_accept (self->router, vd_session_get_owner (session), vd_desk_text (message, "call"),
                                          vd_desk_now_us ()),
                        error);
}

static gboolean
take_decline (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  return vd_desk_check (vd_router_decline (self->router, vd_session_get_owner (session), vd_desk_text (message, "call"),
                                           vd_desk_now_us ()),
                        error);
}

static gboolean
take_hangup (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdContact *contact = vd_desk_find_call (self, session, message, error);
  gboolean failed = !g_str_equal (vd_desk_text (message, "why"), "done"); /* only a kiosk can tell "unsafe" */

  if (!contact)
    return FALSE;
  if (vd_desk_is_of_guest (contact, vd_desk_text (message, "call")))
    return vd_desk_check (vd_router_guest_leaves (self->router, vd_session_get_owner (session),
                                                  vd_desk_text (message, "call"), vd_desk_now_us ()),
                          error);
  if (contact->state == VD_CONTACT_RINGING)
    return take_decline (self, session, message, error);
  return vd_desk_check (vd_router_hang_up (self->router, contact->id, failed ? VD_CALL_END_FAILED : VD_CALL_END_DONE,
                                           VD_PARTY_CONSOLE, vd_desk_now_us ()),
                        error);
}

static gboolean
take_ask (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const char *advisor = vd_session_get_owner (session);
  const VdContact *contact = vd_router_get_contact (self->router, vd_desk_text (message, "contact"));

  if (!contact)
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "no such contact");
  if (g_strcmp0 (contact->advisor, advisor) != 0)
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_ALLOWED, "the contact is somebody else's");
  if (contact->state != VD_CONTACT_TALKING)
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "papers are asked for in a call");
  if (self->settings->paper_rules && !vd_paper_rules_find (self->settings->paper_rules, vd_desk_text (message, "kind")))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "this desk does not ask for that kind of paper");
  if (vd_paper_book_ask (self->papers, contact->id, contact->kiosk, advisor, vd_desk_text (message, "kind"),
                         vd_desk_text (message, "note"), vd_desk_now_us () / G_USEC_PER_SEC))
    return TRUE;
  return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "twenty papers are enough for one contact");
}

static const VdPaperRow *
own_paper (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdPaperRow *paper = vd_paper_book_get (self->papers, vd_desk_text (message, "paper"));

  if (paper && vd_desk_may_read (self, vd_session_get_owner (session), paper))
    return paper;
  vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "no such paper of this advisor's contact");
  return NULL;
}

static gboolean
take_judge (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdPaperRow *paper = own_paper (self, session, message, error);
  gboolean accepted;

  if (!paper)
    return FALSE;
  accepted = json_object_get_boolean_member (message->body, "accepted");
  if (vd_paper_book_judge (self->papers, paper->id, accepted, accepted ? NULL : vd_desk_text (message, "reason"),
                           vd_desk_text (message, "note")))
    return TRUE;
  return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "there is no paper to judge");
}

static gboolean
take_withdraw (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdPaperRow *paper = own_paper (self, session, message, error);

  return paper && vd_desk_withdraw (self, paper, message, error);
}

/* A spot on what the document camera shows: the visitor sees the pointer there. */
static gboolean
take_point (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdPaperRow *paper = own_paper (self, session, message, error);
  const VdContact *contact = paper ? vd_router_get_contact (self->router, paper->contact) : NULL;

  if (!paper)
    return FALSE;
  if (!contact || !vd_paper_book_is_open (self->papers, paper->id))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "the paper is not on the table any more");
  vd_desk_send (self, VD_ROLE_KIOSK, contact->kiosk, message->kind, json_object_ref (message->body));
  return TRUE;
}

static gboolean
take_note (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  return TRUE;
}

const VdDeskRequest vd_desk_console_requests[] = {
  { "presence.set", take_presence, "presence.state" },
  { "ring.accept", take_accept, "call.accepted" },
  { "ring.decline", take_decline, "ok" },
  { "call.answer", vd_desk_relay_call, NULL },
  { "call.candidate", vd_desk_relay_call, NULL },
  { "call.media", vd_desk_relay_media, NULL },
  { "call.text", vd_desk_relay_text, NULL },
  { "call.text-ask", vd_desk_relay_text, NULL },
  { "call.stats", vd_desk_take_stats, NULL },
  { "call.renew", vd_desk_relay_call, NULL },
  { "call.hangup", take_hangup, "ok" },
  { "paper.ask", take_ask, "paper.state" },
  { "paper.judge", take_judge, "paper.state" },
  { "paper.withdraw", take_withdraw, "paper.state" },
  { "paper.point", take_point, NULL },
  { "error", take_note, NULL },
  { "pong", take_note, NULL },
  { NULL },
};
