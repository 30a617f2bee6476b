/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

#include "ice-servers.h"
#include "message.h"
#include "paper-files.h"
#include "sealed-paper.h"

/* docs/protocol.md, "Heartbeat". */
#define HEARTBEAT_S 15

static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

static void
set_text (JsonObject *body, const char *member, const char *text)
{
  if (text)
    json_object_set_string_member (body, member, text);
  else
    json_object_set_null_member (body, member);
}

static void
set_time (JsonObject *body, const char *member, gint64 time_us)
{
  g_autofree char *text = format_time (time_us);

  json_object_set_string_member (body, member, text);
}

static void
set_wait (JsonObject *body, VdWait wait)
{
  JsonObject *band;

  if (!wait.is_known)
    {
      json_object_set_null_member (body, "wait");
      return;
    }
  band = json_object_new ();
  json_object_set_int_member (band, "min", wait.min_minutes);
  if (wait.max_minutes < 0)
    json_object_set_null_member (band, "max");
  else
    json_object_set_int_member (band, "max", wait.max_minutes);
  json_object_set_object_member (body, "wait", band);
}

gboolean
vd_desk_is_closed (VdDesk *self)
{
  return !vd_opening_hours_is_open (self->settings->hours, vd_desk_now_us () / G_USEC_PER_SEC);
}

static const char *
state_name (VdDesk *self, VdRouterFigures figures)
{
  if (vd_desk_is_closed (self))
    return "closed";
  if (figures.on_duty == 0)
    return "unstaffed";
  return figures.available > figures.waiting ? "open" : "busy";
}

JsonObject *
vd_desk_make_state (VdDesk *self)
{
  JsonObject *body = json_object_new ();
  JsonArray *reasons = json_array_new ();
  VdRouterFigures figures = vd_router_get_figures (self->router);
  gint64 opens_at = vd_desk_is_closed (self)
                        ? vd_opening_hours_opens_at (self->settings->hours, vd_desk_now_us () / G_USEC_PER_SEC)
                        : -1;

  json_object_set_string_member (body, "state", state_name (self, figures));
  json_object_set_int_member (body, "waiting", figures.waiting);
  set_wait (body, vd_router_estimate (self->router, figures.waiting));
  if (opens_at >= 0)
    set_time (body, "opens_at", opens_at * G_USEC_PER_SEC);
  else
    json_object_set_null_member (body, "opens_at");
  for (char **reason = self->settings->reasons; *reason; reason++)
    json_array_add_string_element (reasons, *reason);
  json_object_set_array_member (body, "reasons", reasons);
  return body;
}

JsonObject *
vd_desk_make_queue (VdDesk *self)
{
  JsonObject *body = json_object_new ();
  VdRouterFigures figures = vd_router_get_figures (self->router);
  gint64 longest_s = figures.longest_since_us > 0 ? (vd_desk_now_us () - figures.longest_since_us) / G_USEC_PER_SEC : 0;

  json_object_set_int_member (body, "waiting", figures.waiting);
  json_object_set_int_member (body, "longest_s", MAX (longest_s, 0));
  json_object_set_int_member (body, "available", figures.available);
  json_object_set_string_member (body, "state", state_name (self, figures));
  return body;
}

JsonObject *
vd_desk_make_queued (VdDesk *self, const VdContact *contact)
{
  JsonObject *body = json_object_new ();
  guint position = MAX (vd_router_get_position (self->router, contact->id), 1);

  json_object_set_string_member (body, "contact", contact->id);
  json_object_set_string_member (body, "ticket", contact->ticket);
  json_object_set_int_member (body, "position", position);
  /* Whom it rings for is busy in the router's eyes; the visitor is about to be answered. */
  if (contact->state == VD_CONTACT_RINGING)
    set_wait (body, (VdWait){ .is_known = TRUE, .min_minutes = 0, .max_minutes = 5 });
  else
    set_wait (body, vd_router_estimate (self->router, position - 1));
  return body;
}

JsonObject *
vd_desk_make_presence (const VdAdvisor *advisor)
{
  static const char *const next[] = { NULL, "available", "paused" };
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "state", vd_advisor_state_to_text (advisor->state));
  set_text (body, "next", next[advisor->next]);
  set_text (body, "why", advisor->missed_out ? "missed" : NULL);
  set_time (body, "since", advisor->since_us);
  return body;
}

/* As it is written in France, whatever the visitor's language: the copy is for the agency. */
static char *
format_day (int julian)
{
  GDate day;
  char text[32];

  g_date_clear (&day, 1);
  g_date_set_julian (&day, (guint32)julian);
  g_date_strftime (text, sizeof text, "%d/%m/%Y", &day);
  return g_strdup (text);
}

/* What the kiosk must know of the agency's checklist. The date is the agency's own. */
static void
set_rule (VdDesk *self, JsonObject *body, const VdPaperRow *row)
{
  const VdPaperRule *rule = vd_paper_rules_find (self->settings->paper_rules, row->kind);
  const VdKioskRow *kiosk = vd_accounts_get_kiosk (self->accounts, row->kiosk);
  g_autofree char *date = format_day (vd_opening_hours_get_day (self->settings->hours, row->asked_s));
  g_autofree char *watermark = vd_paper_rules_make_watermark (self->settings->paper_rules, row->kind,
                                                              kiosk ? kiosk->site : "", date);

  json_object_set_int_member (body, "sides", rule ? rule->sides : 1);
  json_object_set_boolean_member (body, "show_only", rule && rule->show_only);
  set_text (body, "watermark", watermark);
}

/* The checklist that the console asks from. */
static JsonArray *
make_paper_kinds (VdDesk *self)
{
  const VdPaperRules *rules = self->settings->paper_rules;
  JsonArray *kinds = json_array_new ();

  for (guint i = 0; rules && i < rules->list->len; i++)
    {
      const VdPaperRule *rule = rules->list->pdata[i];
      JsonObject *kind = json_object_new ();

      json_object_set_string_member (kind, "kind", rule->kind);
      json_object_set_int_member (kind, "sides", rule->sides);
      json_object_set_boolean_member (kind, "show_only", rule->show_only);
      json_object_set_int_member (kind, "keep_hours", rule->keep_hours);
      json_object_set_boolean_member (kind, "watermark", rule->watermark && *rules->watermark);
      json_array_add_object_element (kinds, kind);
    }
  return kinds;
}

JsonObject *
vd_desk_make_paper (VdDesk *self, const VdPaperRow *row)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "paper", row->id);
  json_object_set_string_member (body, "kind", row->kind);
  json_object_set_string_member (body, "note", row->note);
  json_object_set_string_member (body, "state", row->state);
  json_object_set_int_member (body, "attempt", row->attempt);
  set_text (body, "reason", row->reason);
  if (row->sha256)
    {
      json_object_set_int_member (body, "pages", row->pages);
      json_object_set_int_member (body, "bytes", row->bytes);
    }
  else
    {
      json_object_set_null_member (body, "pages");
      json_object_set_null_member (body, "bytes");
    }
  set_text (body, "sha256", row->sha256);
  set_text (body, "checked", row->checked);
  set_rule (self, body, row);
  return body;
}

JsonArray *
vd_desk_make_papers (VdDesk *self, const char *contact)
{
  g_autoptr (GPtrArray) rows = vd_paper_book_list (self->papers, contact);
  JsonArray *papers = json_array_new ();

  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (papers, vd_desk_make_paper (self, rows->pdata[i]));
  return papers;
}

static void
set_ice (VdDesk *self, JsonObject *body, const char *call)
{
  json_object_set_array_member (
      body, "ice_servers", vd_ice_servers_make (self->settings, call, vd_desk_now_us () / G_USEC_PER_SEC));
  json_object_set_boolean_member (body, "relay_only", self->settings->relay_only);
}

JsonObject *
vd_desk_make_prepare (VdDesk *self, const VdContact *contact)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "contact", contact->id);
  json_object_set_string_member (body, "call", contact->call);
  set_ice (self, body, contact->call);
  return body;
}

JsonObject *
vd_desk_make_prepare_of_guest (VdDesk *self, const VdContact *contact)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "contact", contact->id);
  json_object_set_string_member (body, "call", contact->guest->call);
  set_ice (self, body, contact->guest->call);
  json_object_set_object_member (body, "guest", vd_desk_make_invitation (self, contact));
  return body;
}

static JsonObject *
make_contact (const VdContact *contact)
{
  JsonObject *body = json_object_new ();
  gint64 until_us = contact->accepted_us > 0 ? contact->accepted_us : vd_desk_now_us ();

  json_object_set_string_member (body, "contact", contact->id);
  json_object_set_string_member (body, "ticket", contact->ticket);
  json_object_set_string_member (body, "reason", contact->reason);
  json_object_set_string_member (body, "language", contact->language);
  json_object_set_string_member (body, "site", contact->site);
  json_object_set_int_member (body, "waited_s", MAX (until_us - contact->joined_us, 0) / G_USEC_PER_SEC);
  return body;
}

static JsonObject *
make_ring (VdDesk *self, const VdContact *contact, const char *call, gint64 ends_us, gboolean accepted)
{
  JsonObject *body = json_object_new ();
  gint64 left_us = accepted ? 0 : ends_us - vd_desk_now_us ();

  json_object_set_string_member (body, "call", call);
  json_object_set_object_member (body, "contact", make_contact (contact));
  json_object_set_int_member (body, "ring_s", MAX (left_us + G_USEC_PER_SEC / 2, 0) / G_USEC_PER_SEC);
  set_ice (self, body, call);
  json_object_set_boolean_member (body, "accepted", accepted);
  return body;
}

JsonObject *
vd_desk_make_ring (VdDesk *self, const VdContact *contact, gboolean with_papers)
{
  JsonObject *body = make_ring (self, contact, contact->call, contact->ring_ends_us,
                                contact->state == VD_CONTACT_TALKING);

  if (with_papers)
    json_object_set_array_member (body, "papers", vd_desk_make_papers (self, contact->id));
  if (with_papers && contact->guest)
    json_object_set_object_member (body, "join", vd_desk_make_guest (self, contact->guest));
  return body;
}

JsonObject *
vd_desk_make_ring_of_guest (VdDesk *self, const VdContact *contact, gboolean with_papers)
{
  const VdGuest *guest = contact->guest;
  JsonObject *body = make_ring (self, contact, guest->call, guest->ring_ends_us, vd_guest_is_talking (guest));

  /* A guest sees the person, not the papers, until the call is his. */
  if (with_papers)
    json_object_set_array_member (body, "papers", json_array_new ());
  json_object_set_object_member (body, "guest", vd_desk_make_invitation (self, contact));
  return body;
}

static void
set_visit (VdDesk *self, JsonObject *body, const VdContact *contact)
{
  JsonObject *visit;

  if (!contact)
    {
      json_object_set_null_member (body, "visit");
      return;
    }
  visit = json_object_new ();
  json_object_set_string_member (visit, "contact", contact->id);
  json_object_set_string_member (visit, "ticket", contact->ticket);
  json_object_set_string_member (visit, "state", vd_contact_state_to_text (contact->state));
  if (contact->call)
    json_object_set_string_member (visit, "call", contact->call);
  if (contact->guest)
    json_object_set_object_member (visit, "join", vd_desk_make_guest (self, contact->guest));
  json_object_set_array_member (visit, "papers", vd_desk_make_papers (self, contact->id));
  json_object_set_object_member (body, "visit", visit);
}

static void
set_kiosk_snapshot (VdDesk *self, JsonObject *body, const VdKioskRow *kiosk)
{
  g_autofree char *key = vd_sealed_paper_key_to_text (vd_paper_book_get_public_key (self->papers));

  json_object_set_string_member (body, "site", kiosk->site);
  json_object_set_string_member (body, "paper_key", key);
  json_object_set_object_member (body, "desk", vd_desk_make_state (self));
  set_visit (self, body, vd_router_get_contact_of_kiosk (self->router, kiosk->id));
}

static void
set_console_snapshot (VdDesk *self, JsonObject *body, const VdAdvisorRow *row)
{
  const VdAdvisor *advisor = vd_router_get_advisor (self->router, row->id);
  const VdContact *contact = advisor->contact ? vd_router_get_contact (self->router, advisor->contact) : NULL;
  JsonObject *name = json_object_new ();

  json_object_set_string_member (name, "name", row->display_name);
  json_object_set_object_member (body, "advisor", name);
  json_object_set_object_member (body, "presence", vd_desk_make_presence (advisor));
  json_object_set_object_member (body, "queue", vd_desk_make_queue (self));
  json_object_set_array_member (body, "paper_kinds", make_paper_kinds (self));
  if (vd_router_is_guest (contact, row->id) && vd_guest_is_talking (contact->guest))
    json_object_set_object_member (body, "call", vd_desk_make_ring_of_guest (self, contact, TRUE));
  else if (contact && contact->state == VD_CONTACT_TALKING && !vd_router_is_guest (contact, row->id))
    json_object_set_object_member (body, "call", vd_desk_make_ring (self, contact, TRUE));
  else
    json_object_set_null_member (body, "call");
}

JsonObject *
vd_desk_make_welcome (VdDesk *self, VdSession *session, gboolean resumed)
{
  JsonObject *body = json_object_new ();
  JsonObject *limits = json_object_new ();
  const char *owner = vd_session_get_owner (session);

  json_object_set_string_member (body, "session", vd_session_get_id (session));
  json_object_set_string_member (body, "token", vd_session_get_token (session));
  json_object_set_boolean_member (body, "resumed", resumed);
  json_object_set_int_member (body, "heartbeat_s", HEARTBEAT_S);
  set_time (body, "time", vd_desk_now_us ());
  json_object_set_int_member (limits, "message_bytes", VD_MESSAGE_MAX_BYTES);
  json_object_set_int_member (limits, "paper_bytes", (gint64)self->settings->paper_max_mb * 1024 * 1024);
  json_object_set_int_member (limits, "paper_pages", 20);
  json_object_set_object_member (body, "limits", limits);
  if (resumed)
    return body;
  if (vd_session_get_role (session) == VD_ROLE_KIOSK)
    set_kiosk_snapshot (self, body, vd_accounts_get_kiosk (self->accounts, owner));
  else
    set_console_snapshot (self, body, vd_accounts_find_advisor (self->accounts, owner));
  return body;
}
