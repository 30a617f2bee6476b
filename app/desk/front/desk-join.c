/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

/* Three in a call: what the advisor asks, what the two consoles tell each other, and what everybody hears of it. */

#define MAX_COLLEAGUES 200

static const char *
name_of (VdDesk *self, const char *advisor)
{
  const VdAdvisorRow *row = vd_accounts_find_advisor (self->accounts, advisor);

  return row ? row->display_name : advisor;
}

static JsonObject *
make_colleague (VdDesk *self, const VdAdvisor *advisor)
{
  JsonObject *body = json_object_new ();
  JsonArray *languages = json_array_new ();

  json_object_set_string_member (body, "advisor", advisor->id);
  json_object_set_string_member (body, "name", name_of (self, advisor->id));
  for (char **language = advisor->languages; language && *language; language++)
    json_array_add_string_element (languages, *language);
  json_object_set_array_member (body, "languages", languages);
  json_object_set_boolean_member (body, "free", advisor->state == VD_ADVISOR_AVAILABLE);
  return body;
}

static int
compare_colleagues (gconstpointer a, gconstpointer b)
{
  const VdAdvisor *one = *(const VdAdvisor *const *)a;
  const VdAdvisor *other = *(const VdAdvisor *const *)b;
  gboolean one_is_free = one->state == VD_ADVISOR_AVAILABLE;

  if (one_is_free != (other->state == VD_ADVISOR_AVAILABLE))
    return one_is_free ? -1 : 1;
  return g_utf8_collate (one->name, other->name);
}

/* Who could join: the colleagues who are on duty with a console, the free ones first. */
static gboolean
take_list (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const char *owner = vd_session_get_owner (session);
  g_autoptr (GPtrArray) advisors = NULL;
  JsonArray *colleagues;
  JsonObject *body;

  if (!vd_desk_find_call (self, session, message, error))
    return FALSE;
  advisors = vd_router_list_advisors (self->router);
  g_ptr_array_sort (advisors, compare_colleagues);
  colleagues = json_array_new ();
  for (guint i = 0; i < advisors->len && json_array_get_length (colleagues) < MAX_COLLEAGUES; i++)
    {
      const VdAdvisor *advisor = advisors->pdata[i];

      if (vd_advisor_is_on_duty (advisor) && advisor->lost_us == 0 && !g_str_equal (advisor->id, owner))
        json_array_add_object_element (colleagues, make_colleague (self, advisor));
    }
  body = json_object_new ();
  json_object_set_array_member (body, "colleagues", colleagues);
  vd_desk_send (self, VD_ROLE_CONSOLE, owner, "join.colleagues", body);
  return TRUE;
}

static gboolean
take_ask (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const char *owner = vd_session_get_owner (session);
  VdGuestAs as = VD_GUEST_COLLEAGUE;
  VdGuest *guest;

  if (!vd_guest_as_from_text (vd_desk_text (message, "as"), &as))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_BAD_MESSAGE, "nobody joins as that");
  guest = vd_guest_new (vd_desk_text (message, "advisor"), as, vd_desk_text (message, "note"),
                        json_object_get_boolean_member (message->body, "hand_over"));
  return vd_desk_check (
      vd_router_ask_guest (self->router, owner, vd_desk_text (message, "call"), guest, vd_desk_now_us ()), error);
}

static gboolean
take_cancel (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  return vd_desk_check (vd_router_cancel_guest (self->router, vd_session_get_owner (session),
                                                vd_desk_text (message, "call"), vd_desk_now_us ()),
                        error);
}

static gboolean
take_hand_over (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  return vd_desk_check (vd_router_hand_over (self->router, vd_session_get_owner (session),
                                             vd_desk_text (message, "call"), vd_desk_now_us ()),
                        error);
}

/* Between the two consoles, once the guest has accepted: "call" is the guest's. */
static gboolean
take_signal (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdContact *contact = vd_router_get_contact_of_guest (self->router, vd_desk_text (message, "call"));
  const char *sender = vd_session_get_owner (session);
  gboolean is_guest;

  if (!contact)
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "nobody joins that call");
  is_guest = vd_router_is_guest (contact, sender);
  if (!is_guest && g_strcmp0 (contact->advisor, sender) != 0)
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_ALLOWED, "the call is somebody else's");
  if (!vd_guest_is_talking (contact->guest))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "the guest has not accepted");
  vd_desk_send (self, VD_ROLE_CONSOLE, is_guest ? contact->advisor : contact->guest->advisor, message->kind,
                json_object_ref (message->body));
  return TRUE;
}

/* The kiosk: something of the guest is seen or heard. */
static gboolean
take_seen (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  if (!vd_desk_find_call (self, session, message, error))
    return FALSE;
  return vd_desk_check (vd_router_guest_is_seen (self->router, vd_desk_text (message, "call"), vd_desk_now_us ()),
                        error);
}

const VdDeskRequest vd_desk_join_requests[] = {
  { "join.list", take_list, "join.colleagues" },
  { "join.ask", take_ask, "join.state" },
  { "join.cancel", take_cancel, "ok" },
  { "join.hand-over", take_hand_over, "ok" },
  { "join.offer", take_signal, NULL },
  { "join.answer", take_signal, NULL },
  { "join.candidate", take_signal, NULL },
  { "join.renew", take_signal, NULL },
  { NULL },
};

const VdDeskRequest vd_desk_kiosk_join_requests[] = {
  { "join.seen", take_seen, NULL },
  { NULL },
};

static JsonObject *
make_call_body (const char *call)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "call", call);
  return body;
}

static JsonObject *
make_state (VdDesk *self, const char *call, const char *advisor, VdGuestAs as, VdGuestState state)
{
  JsonObject *body = make_call_body (call);

  json_object_set_string_member (body, "name", name_of (self, advisor));
  json_object_set_string_member (body, "as", vd_guest_as_to_text (as));
  json_object_set_string_member (body, "state", vd_guest_state_to_text (state));
  return body;
}

JsonObject *
vd_desk_make_guest (VdDesk *self, const VdGuest *guest)
{
  return make_state (self, guest->call, guest->advisor, guest->as, guest->state);
}

/* What the guest's console and the kiosk know of the guest beside an ordinary ring. */
JsonObject *
vd_desk_make_invitation (VdDesk *self, const VdContact *contact)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "as", vd_guest_as_to_text (contact->guest->as));
  json_object_set_string_member (body, "by", name_of (self, contact->advisor));
  json_object_set_string_member (body, "note", contact->guest->note);
  return body;
}

static void
tell_owner (VdDesk *self, const VdRouterEvent *event)
{
  JsonObject *body = make_state (self, event->guest_call, event->guest, event->guest_as, event->guest_state);

  if (event->guest_state == VD_GUEST_GONE)
    json_object_set_string_member (body, "why", vd_guest_end_to_text (event->guest_end));
  vd_desk_send (self, VD_ROLE_CONSOLE, event->advisor, "join.state", body);
}

static void
tell_ringing (VdDesk *self, const VdRouterEvent *event)
{
  const VdContact *contact = vd_router_get_contact_of_guest (self->router, event->guest_call);

  if (!contact)
    return;
  vd_desk_send (self, VD_ROLE_CONSOLE, event->guest, "ring.start", vd_desk_make_ring_of_guest (self, contact, FALSE));
  vd_desk_send (self, VD_ROLE_KIOSK, event->kiosk, "call.prepare", vd_desk_make_prepare_of_guest (self, contact));
}

static void
send_accepted (VdDesk *self, VdRole role, const char *owner, const VdRouterEvent *event)
{
  JsonObject *body = make_call_body (event->guest_call);
  JsonObject *name = json_object_new ();

  json_object_set_string_member (name, "name", name_of (self, event->guest));
  json_object_set_object_member (body, "advisor", name);
  vd_desk_send (self, role, owner, "call.accepted", body);
}

static void
tell_joining (VdDesk *self, const VdRouterEvent *event)
{
  vd_store_audit (self->store, vd_desk_now_us (), event->guest, "call.joined", event->contact, NULL);
  send_accepted (self, VD_ROLE_KIOSK, event->kiosk, event);
  send_accepted (self, VD_ROLE_CONSOLE, event->guest, event);
}

static JsonObject *
make_why (const char *call, const char *why)
{
  JsonObject *body = make_call_body (call);

  json_object_set_string_member (body, "why", why);
  return body;
}

/* A ring that is over, in the words of ring.stop and call.withdrawn. */
static void
tell_not_joined (VdDesk *self, const VdRouterEvent *event)
{
  static const char *const to_console[] = {
    [VD_GUEST_END_DECLINED] = NULL, [VD_GUEST_END_TIMEOUT] = "timeout", [VD_GUEST_END_CANCELLED] = "left",
    [VD_GUEST_END_LEFT] = NULL,     [VD_GUEST_END_FAILED] = "failed",   [VD_GUEST_END_LOST] = "failed",
    [VD_GUEST_END_OVER] = "left",
  };
  const char *to_kiosk = event->guest_end == VD_GUEST_END_DECLINED  ? "declined"
                         : event->guest_end == VD_GUEST_END_TIMEOUT ? "timeout"
                                                                    : "lost";

  if (to_console[event->guest_end])
    vd_desk_send (self, VD_ROLE_CONSOLE, event->guest, "ring.stop",
                  make_why (event->guest_call, to_console[event->guest_end]));
  vd_desk_send (self, VD_ROLE_KIOSK, event->kiosk, "call.withdrawn", make_why (event->guest_call, to_kiosk));
}

static void
send_ended (VdDesk *self, VdRole role, const char *owner, const char *call, const char *why, const char *by)
{
  JsonObject *body = make_why (call, why);

  json_object_set_string_member (body, "by", by);
  vd_desk_send (self, role, owner, "call.ended", body);
}

static void
tell_gone (VdDesk *self, const VdRouterEvent *event)
{
  const char *why = event->guest_end == VD_GUEST_END_FAILED ? "failed"
                    : event->guest_end == VD_GUEST_END_LOST ? "lost"
                                                            : "done";
  const char *by = event->guest_end == VD_GUEST_END_FAILED ? "kiosk" : "console";

  send_ended (self, VD_ROLE_CONSOLE, event->guest, event->guest_call, why, by);
  send_ended (self, VD_ROLE_KIOSK, event->kiosk, event->guest_call, why, by);
  vd_desk_forget_media (self, event->guest_call);
}

void
vd_desk_tell_guest (VdDesk *self, const VdRouterEvent *event)
{
  tell_owner (self, event);
  switch (event->guest_state)
    {
    case VD_GUEST_RINGING:
      tell_ringing (self, event);
      break;
    case VD_GUEST_JOINING:
      tell_joining (self, event);
      break;
    case VD_GUEST_GONE:
      if (event->was_ringing)
        tell_not_joined (self, event);
      else
        tell_gone (self, event);
      break;
    case VD_GUEST_JOINED:
    case VD_GUEST_OWNER:
      break;
    }
}

/* The guest first: he is to know what he has before the other lets go of it. */
void
vd_desk_tell_handed_over (VdDesk *self, const VdRouterEvent *event)
{
  const VdContact *contact = vd_router_get_contact (self->router, event->contact);
  JsonObject *taken = make_call_body (event->guest_call);
  VdSession *session;

  g_hash_table_replace (self->last_contact, g_strdup (event->guest), g_strdup (event->contact));
  if (contact)
    {
      vd_contact_records_handed_over (self->records, contact, vd_desk_now_us ());
      vd_desk_begin_telephone (self, contact);
    }
  vd_store_audit (self->store, vd_desk_now_us (), event->guest, "call.handed-over", event->contact, NULL);
  json_object_set_array_member (taken, "papers", vd_desk_make_papers (self, event->contact));
  vd_desk_send (self, VD_ROLE_CONSOLE, event->guest, "join.taken", taken);
  session = vd_desk_find_session (self, VD_ROLE_CONSOLE, event->guest);
  if (session)
    vd_desk_tell_telephone (self, session);
  send_ended (self, VD_ROLE_KIOSK, event->kiosk, event->call, "handed-over", "console");
  send_ended (self, VD_ROLE_CONSOLE, event->advisor, event->call, "handed-over", "console");
  vd_desk_forget_media (self, event->call);
}
