/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

/* How calls go, as their two ends say by call.stats; and all of the desk's figures, for whoever runs it. */

static VdCallSide
get_side (VdSession *session)
{
  return vd_session_get_role (session) == VD_ROLE_KIOSK ? VD_CALL_SIDE_KIOSK : VD_CALL_SIDE_CONSOLE;
}

/* In units of which the message has @per in one. */
static double
get_part (JsonObject *body, const char *member, double per)
{
  JsonNode *node = json_object_get_member (body, member);

  return node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) / per : VD_CALL_REPORT_UNKNOWN;
}

static double
get_number (JsonObject *body, const char *member)
{
  return get_part (body, member, 1);
}

static VdCallRoute
get_route (const VdMessage *message)
{
  const char *route = vd_desk_text (message, "route");

  return g_str_equal (route, "relay")    ? VD_CALL_ROUTE_RELAY
         : g_str_equal (route, "direct") ? VD_CALL_ROUTE_DIRECT
                                         : VD_CALL_ROUTE_UNKNOWN;
}

static VdCallReport
read_report (const VdMessage *message)
{
  JsonObject *body = message->body;

  return (VdCallReport){
    .peers = get_number (body, "peers"),
    .failures = get_number (body, "failures"),
    .given_up = get_number (body, "given_up"),
    .route = get_route (message),
    .connected_ms = get_number (body, "connected_ms"),
    .first_frame_ms = get_number (body, "first_frame_ms"),
    .first_sound_ms = get_number (body, "first_sound_ms"),
    .talk_s = get_part (body, "talk_ms", 1000),
    .frames = get_number (body, "frames"),
    .freezes = get_number (body, "freezes"),
    .frozen_ms = get_number (body, "frozen_ms"),
    .loss_in = get_part (body, "loss_in_ppm", 1e6),
    .loss_out = get_part (body, "loss_out_ppm", 1e6),
    .jitter_ms = get_part (body, "jitter_us", 1000),
    .round_trip_ms = get_number (body, "round_trip_ms"),
    .sent_kbps = get_number (body, "sent_kbps"),
    .received_kbps = get_number (body, "received_kbps"),
  };
}

gboolean
vd_desk_take_stats (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const char *call = vd_desk_text (message, "call");
  VdCallReport report = read_report (message);

  if (!vd_call_book_is_due (self->calls, get_side (session), call, vd_session_get_owner (session)) &&
      !vd_desk_find_call (self, session, message, error))
    return FALSE;
  if (vd_call_book_take (self->calls, get_side (session), call, &report))
    return TRUE;
  return vd_desk_refuse (error, VD_PROTOCOL_ERROR_BAD_MESSAGE, "the figures contradict each other");
}

static void
end_call (VdDesk *self, const char *call, const char *kiosk, const char *advisor)
{
  gint64 now_us = vd_desk_now_us ();

  vd_call_book_end (self->calls, VD_CALL_SIDE_KIOSK, call, kiosk, now_us);
  vd_call_book_end (self->calls, VD_CALL_SIDE_CONSOLE, call, advisor, now_us);
}

void
vd_desk_note_end (VdDesk *self, const VdRouterEvent *event)
{
  switch (event->kind)
    {
    case VD_ROUTER_CALL_ENDED:
      self->calls_ended[event->call_end]++;
      end_call (self, event->call, event->kiosk, event->advisor);
      break;
    case VD_ROUTER_RING_STOPPED:
    case VD_ROUTER_HANDED_OVER:
      end_call (self, event->call, event->kiosk, event->advisor);
      break;
    case VD_ROUTER_GUEST_CHANGED:
      if (event->guest_state == VD_GUEST_GONE)
        end_call (self, event->guest_call, event->kiosk, event->guest);
      break;
    default:
      break;
    }
}

static void
write_total (GString *text, const char *name, guint64 value)
{
  g_string_append_printf (text, "# TYPE visiodesk_%s counter\nvisiodesk_%s_total %" G_GUINT64_FORMAT "\n", name, name,
                          value);
}

static void
write_gauge (GString *text, const char *name, guint value)
{
  g_string_append_printf (text, "# TYPE visiodesk_%s gauge\nvisiodesk_%s %u\n", name, name, value);
}

static void
write_ends (VdDesk *self, GString *text)
{
  static const char *const whys[VD_N_CALL_ENDS] = { "done", "left", "failed", "lost", "unsafe" };

  g_string_append (text, "# TYPE visiodesk_calls_ended counter\n");
  for (guint why = 0; why < VD_N_CALL_ENDS; why++)
    g_string_append_printf (text, "visiodesk_calls_ended_total{why=\"%s\"} %" G_GUINT64_FORMAT "\n", whys[why],
                            self->calls_ended[why]);
}

char *
vd_desk_get_metrics (VdDesk *self)
{
  VdRouterFigures figures = vd_router_get_figures (self->router);
  g_autoptr (GString) text = g_string_new (NULL);

  vd_call_book_settle (self->calls, vd_desk_now_us ());
  write_total (text, "contacts", self->contacts_joined);
  write_total (text, "calls_answered", self->calls_answered);
  write_ends (self, text);
  write_total (text, "requests_refused", self->errors_sent);
  write_gauge (text, "sessions", g_hash_table_size (self->sessions));
  write_gauge (text, "waiting", figures.waiting);
  write_gauge (text, "advisors_available", figures.available);
  write_gauge (text, "advisors_on_duty", figures.on_duty);
  vd_call_metrics_write (vd_call_book_get_metrics (self->calls), text);
  g_string_append (text, "# EOF\n");
  return g_string_free (g_steal_pointer (&text), FALSE);
}
