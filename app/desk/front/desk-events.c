/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

/* What the queue says, put to those it concerns. */

static JsonObject *
make_about_call (const VdRouterEvent *event, const char *why)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "call", event->call);
  if (why)
    json_object_set_string_member (body, "why", why);
  return body;
}

static void
tell_ring (VdDesk *self, const VdRouterEvent *event)
{
  const VdContact *contact = vd_router_get_contact (self->router, event->contact);

  /* Events are drained after the fact: the visitor may have left in the same breath. */
  if (!contact || g_strcmp0 (contact->call, event->call) != 0)
    return;
  vd_desk_send (self, VD_ROLE_CONSOLE, event->advisor, "ring.start", vd_desk_make_ring (self, contact, FALSE));
  vd_desk_send (self, VD_ROLE_KIOSK, event->kiosk, "call.prepare", vd_desk_make_prepare (self, contact));
}

static void
tell_ring_stopped (VdDesk *self, const VdRouterEvent *event)
{
  static const char *const to_console[] = {
    [VD_RING_STOP_DECLINED] = NULL, /* he knows */
    [VD_RING_STOP_TIMEOUT] = "timeout", [VD_RING_STOP_LEFT] = "left",
    [VD_RING_STOP_FAILED] = "failed",   [VD_RING_STOP_LOST] = "failed",
    [VD_RING_STOP_UNSAFE] = "unsafe",
  };
  static const char *const to_kiosk[] = {
    [VD_RING_STOP_DECLINED] = "declined", [VD_RING_STOP_TIMEOUT] = "timeout",
    [VD_RING_STOP_LEFT] = NULL, /* contact.ended follows */
    [VD_RING_STOP_FAILED] = "lost",       [VD_RING_STOP_LOST] = "lost",
    [VD_RING_STOP_UNSAFE] = NULL, /* it was its own word; contact.ended follows */
  };

  if (to_console[event->ring_stop])
    vd_desk_send (self, VD_ROLE_CONSOLE, event->advisor, "ring.stop",
                  make_about_call (event, to_console[event->ring_stop]));
  if (to_kiosk[event->ring_stop])
    vd_desk_send (self, VD_ROLE_KIOSK, event->kiosk, "call.withdrawn",
                  make_about_call (event, to_kiosk[event->ring_stop]));
}

static JsonObject *
make_accepted (VdDesk *self, const VdRouterEvent *event)
{
  const VdAdvisorRow *advisor = vd_accounts_find_advisor (self->accounts, event->advisor);
  JsonObject *body = make_about_call (event, NULL);
  JsonObject *name = json_object_new ();

  json_object_set_string_member (name, "name", advisor->display_name);
  json_object_set_object_member (body, "advisor", name);
  return body;
}

static void
tell_accepted (VdDesk *self, const VdRouterEvent *event)
{
  const VdContact *contact = vd_router_get_contact (self->router, event->contact);

  self->calls_answered++;
  g_hash_table_replace (self->last_contact, g_strdup (event->advisor), g_strdup (event->contact));
  if (contact)
    {
      vd_contact_records_accepted (self->records, contact);
      vd_desk_begin_telephone (self, contact);
    }
  vd_store_audit (self->store, vd_desk_now_us (), event->advisor, "call.accepted", event->contact, NULL);
  /* The kiosk first: what it still has to do takes longer. */
  vd_desk_send (self, VD_ROLE_KIOSK, event->kiosk, "call.accepted", make_accepted (self, event));
  vd_desk_send (self, VD_ROLE_CONSOLE, event->advisor, "call.accepted", make_accepted (self, event));
}

static JsonObject *
make_ended (const VdRouterEvent *event)
{
  static const char *const whys[] = { "done", "left", "failed", "lost", "unsafe" };
  static const char *const parties[] = { "desk", "kiosk", "console" };
  JsonObject *body = make_about_call (event, whys[event->call_end]);

  json_object_set_string_member (body, "by", parties[event->by]);
  return body;
}

static void
tell_call_ended (VdDesk *self, const VdRouterEvent *event)
{
  vd_desk_send (self, VD_ROLE_CONSOLE, event->advisor, "call.ended", make_ended (event));
  vd_desk_send (self, VD_ROLE_KIOSK, event->kiosk, "call.ended", make_ended (event));
  vd_desk_forget_media (self, event->call);
}

static void
tell_presence (VdDesk *self, const VdRouterEvent *event)
{
  JsonObject *body = make_about_call (event, NULL);
  JsonObject *to_guest;

  json_object_set_boolean_member (body, "present", event->present);
  if (event->by == VD_PARTY_KIOSK && event->guest)
    {
      to_guest = json_object_new ();
      json_object_set_string_member (to_guest, "call", event->guest_call);
      json_object_set_boolean_member (to_guest, "present", event->present);
      vd_desk_send (self, VD_ROLE_CONSOLE, event->guest, "call.presence", to_guest);
    }
  if (event->by == VD_PARTY_KIOSK)
    vd_desk_send (self, VD_ROLE_CONSOLE, event->advisor, "call.presence", body);
  else
    vd_desk_send (self, VD_ROLE_KIOSK, event->kiosk, "call.presence", body);
}

static void
tell_contact_ended (VdDesk *self, const VdRouterEvent *event)
{
  JsonObject *body = json_object_new ();
  const char *why = vd_contact_end_to_text (event->contact_end);
  gint64 now_us = vd_desk_now_us ();

  json_object_set_string_member (body, "contact", event->contact);
  json_object_set_string_member (body, "why", why);
  vd_desk_send (self, VD_ROLE_KIOSK, event->kiosk, "contact.ended", body);
  vd_contact_records_ended (self->records, event->contact, why, now_us);
  vd_paper_book_end_contact (self->papers, event->contact,
                             event->contact_end == VD_CONTACT_END_FAILED || event->contact_end == VD_CONTACT_END_LOST);
}

static void
tell_advisor (VdDesk *self, const VdRouterEvent *event)
{
  const VdAdvisor *advisor = vd_router_get_advisor (self->router, event->advisor);

  if (advisor)
    vd_desk_send (self, VD_ROLE_CONSOLE, event->advisor, "presence.state", vd_desk_make_presence (advisor));
}

void
vd_desk_tell_queue (VdDesk *self)
{
  GHashTableIter iter;
  VdSession *session;

  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&session))
    {
      const VdContact *contact;

      if (vd_session_get_role (session) == VD_ROLE_CONSOLE)
        {
          vd_session_send_news (session, "queue.state", vd_desk_make_queue (self));
          continue;
        }
      vd_session_send_news (session, "desk.state", vd_desk_make_state (self));
      contact = vd_router_get_contact_of_kiosk (self->router, vd_session_get_owner (session));
      if (contact && contact->state != VD_CONTACT_TALKING)
        vd_session_send_news (session, "contact.queued", vd_desk_make_queued (self, contact));
    }
}

static void
tell (VdDesk *self, const VdRouterEvent *event)
{
  vd_desk_note_end (self, event);
  switch (event->kind)
    {
    case VD_ROUTER_RING:
      tell_ring (self, event);
      break;
    case VD_ROUTER_RING_STOPPED:
      tell_ring_stopped (self, event);
      break;
    case VD_ROUTER_ACCEPTED:
      tell_accepted (self, event);
      break;
    case VD_ROUTER_CALL_ENDED:
      tell_call_ended (self, event);
      break;
    case VD_ROUTER_GUEST_CHANGED:
      vd_desk_tell_guest (self, event);
      break;
    case VD_ROUTER_HANDED_OVER:
      vd_desk_tell_handed_over (self, event);
      break;
    case VD_ROUTER_CALL_PRESENCE:
      tell_presence (self, event);
      break;
    case VD_ROUTER_CONTACT_ENDED:
      tell_contact_ended (self, event);
      break;
    case VD_ROUTER_ADVISOR_CHANGED:
      tell_advisor (self, event);
      break;
    case VD_ROUTER_QUEUE_CHANGED:
      vd_desk_tell_queue (self);
      break;
    }
}

static gboolean
on_due (gpointer data)
{
  VdDesk *self = data;

  self->due_timer = 0;
  vd_desk_settle (self);
  return G_SOURCE_REMOVE;
}

void
vd_desk_settle (VdDesk *self)
{
  gint64 due_us, wait_ms;

  vd_router_set_closed (self->router, vd_desk_is_closed (self));
  vd_router_advance (self->router, vd_desk_now_us ());
  for (;;)
    {
      g_autoptr (VdRouterEvent) event = vd_router_next_event (self->router);

      if (!event)
        break;
      tell (self, event);
    }
  vd_desk_forget_telephones (self);
  g_clear_handle_id (&self->due_timer, g_source_remove);
  due_us = vd_router_next_due_us (self->router);
  if (due_us == G_MAXINT64)
    return;
  wait_ms = CLAMP ((due_us - vd_desk_now_us ()) / 1000 + 1, 0, G_MAXINT);
  self->due_timer = g_timeout_add ((guint)wait_ms, on_due, self);
}
