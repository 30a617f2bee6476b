/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

#include "paper-files.h"

#define TICK_S 5
#define GOAWAY_MS 1000

G_DEFINE_FINAL_TYPE (VdDesk, vd_desk, G_TYPE_OBJECT)

gint64
vd_desk_now_us (void)
{
  return g_get_real_time ();
}

void
vd_desk_send (VdDesk *self, VdRole role, const char *owner, const char *kind, JsonObject *body)
{
  VdSession *session = owner ? vd_desk_find_session (self, role, owner) : NULL;
  const char *re = NULL;

  if (!session)
    {
      json_object_unref (body);
      return;
    }
  if (session == self->asker && g_strcmp0 (kind, self->answer_kind) == 0)
    {
      re = self->asker_re;
      self->asker = NULL;
    }
  vd_session_send (session, kind, re, body);
}

gboolean
vd_desk_refuse (GError **error, VdProtocolError code, const char *text)
{
  g_set_error_literal (error, VD_PROTOCOL_ERROR, code, text);
  return FALSE;
}

gboolean
vd_desk_check (VdRouterAnswer answer, GError **error)
{
  switch (answer)
    {
    case VD_ROUTER_NOT_FOUND:
      return vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "not found (any more)");
    case VD_ROUTER_OUT_OF_TURN:
      return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "not now");
    case VD_ROUTER_NOT_ALLOWED:
      return vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_ALLOWED, "it is somebody else's");
    case VD_ROUTER_DONE:
    default:
      return TRUE;
    }
}

const char *
vd_desk_text (const VdMessage *message, const char *member)
{
  return json_object_get_string_member_with_default (message->body, member, "");
}

gboolean
vd_desk_is_of_guest (const VdContact *contact, const char *call)
{
  return contact->guest && g_strcmp0 (contact->guest->call, call) == 0;
}

const char *
vd_desk_get_advisor_of_call (const VdContact *contact, const char *call)
{
  return vd_desk_is_of_guest (contact, call) ? contact->guest->advisor : contact->advisor;
}

const VdContact *
vd_desk_find_call (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const char *call = vd_desk_text (message, "call");
  const VdContact *contact = vd_router_get_contact_of_call (self->router, call);
  const char *owner = vd_session_get_owner (session);
  gboolean is_kiosk = vd_session_get_role (session) == VD_ROLE_KIOSK;

  if (!contact)
    contact = vd_router_get_contact_of_guest (self->router, call);
  if (!contact)
    {
      vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "no such call");
      return NULL;
    }
  if (g_strcmp0 (is_kiosk ? contact->kiosk : vd_desk_get_advisor_of_call (contact, call), owner) == 0)
    return contact;
  vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_ALLOWED, "the call is somebody else's");
  return NULL;
}

gboolean
vd_desk_relay_call (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdContact *contact = vd_desk_find_call (self, session, message, error);

  if (!contact)
    return FALSE;
  if (vd_session_get_role (session) == VD_ROLE_KIOSK)
    vd_desk_send (self, VD_ROLE_CONSOLE, vd_desk_get_advisor_of_call (contact, vd_desk_text (message, "call")),
                  message->kind, json_object_ref (message->body));
  else
    vd_desk_send (self, VD_ROLE_KIOSK, contact->kiosk, message->kind, json_object_ref (message->body));
  return TRUE;
}

gboolean
vd_desk_withdraw (VdDesk *self, const VdPaperRow *paper, const VdMessage *message, GError **error)
{
  if (vd_paper_book_withdraw (self->papers, paper->id, vd_desk_text (message, "why")))
    return TRUE;
  return vd_desk_refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "the paper is not asked for any more");
}

static const VdDeskRequest *
find_request (VdSession *session, const char *kind)
{
  gboolean is_kiosk = vd_session_get_role (session) == VD_ROLE_KIOSK;
  const VdDeskRequest *const tables[] = { is_kiosk ? vd_desk_kiosk_requests : vd_desk_console_requests,
                                          is_kiosk ? vd_desk_kiosk_join_requests : vd_desk_join_requests };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const VdDeskRequest *request = tables[i]; request->kind; request++)
      if (g_str_equal (request->kind, kind))
        return request;
  return NULL;
}

void
vd_desk_take_message (VdSession *session, gpointer data, gpointer desk)
{
  VdDesk *self = desk;
  const VdMessage *message = data;
  const VdDeskRequest *request = find_request (session, message->kind);
  g_autoptr (VdSession) alive = g_object_ref (session);
  g_autoptr (GError) error = NULL;

  if (!request)
    {
      error = g_error_new_literal (VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_NOT_ALLOWED, "not a request");
      vd_session_send_error (session, message->id, error);
      return;
    }
  self->asker = request->answer ? session : NULL;
  self->asker_re = message->id;
  self->answer_kind = request->answer;
  if (!request->take (self, session, message, &error))
    {
      self->errors_sent++;
      vd_session_send_error (session, message->id, error);
    }
  else if (g_strcmp0 (request->answer, "ok") == 0)
    vd_session_send (session, "ok", message->id, NULL);
  vd_desk_settle (self);
  self->asker = NULL;
}

gboolean
vd_desk_may_read (VdDesk *self, const char *advisor, const VdPaperRow *paper)
{
  return g_strcmp0 (g_hash_table_lookup (self->last_contact, advisor), paper->contact) == 0;
}

gboolean
vd_desk_may_upload (VdDesk *self, const char *kiosk, const char *contact)
{
  const VdContact *own = vd_router_get_contact_of_kiosk (self->router, kiosk);

  return own && g_str_equal (own->id, contact) && own->state == VD_CONTACT_TALKING;
}

/* Who is to know of a paper: whoever has its contact now, which need not be who asked for it. */
static const char *
get_reader (const VdContact *contact, const VdPaperRow *paper)
{
  return contact && contact->state == VD_CONTACT_TALKING ? contact->advisor : paper->advisor;
}

static void
on_paper_changed (VdPaperBook *book, gconstpointer data, gpointer desk)
{
  VdDesk *self = desk;
  const VdPaperRow *paper = data;
  const VdContact *contact = vd_router_get_contact (self->router, paper->contact);

  vd_desk_send (self, VD_ROLE_CONSOLE, get_reader (contact, paper), "paper.state", vd_desk_make_paper (self, paper));
  if (contact)
    vd_desk_send (self, VD_ROLE_KIOSK, contact->kiosk, "paper.state", vd_desk_make_paper (self, paper));
}

/* Pictures are no events: whoever is away misses them, and nothing is kept for him. */
void
vd_desk_tell_view (VdDesk *self, const VdPaperRow *paper)
{
  const VdContact *contact = vd_router_get_contact (self->router, paper->contact);
  VdSession *session = vd_desk_find_session (self, VD_ROLE_CONSOLE, get_reader (contact, paper));
  JsonObject *body;

  if (!session || !vd_session_is_connected (session))
    return;
  body = json_object_new ();
  json_object_set_string_member (body, "paper", paper->id);
  json_object_set_int_member (body, "n", vd_paper_views_get_number (vd_paper_book_get_views (self->papers), paper->id));
  vd_session_send (session, "paper.view", NULL, body);
}

static void
drop_old_views (VdDesk *self)
{
  g_autoptr (GPtrArray) papers =
      vd_paper_views_drop_old (vd_paper_book_get_views (self->papers), g_get_monotonic_time ());

  for (guint i = 0; i < papers->len; i++)
    {
      const VdPaperRow *paper = vd_paper_book_get (self->papers, papers->pdata[i]);

      if (paper)
        vd_desk_tell_view (self, paper);
    }
}

static gboolean
on_tick (gpointer data)
{
  VdDesk *self = data;

  drop_old_views (self);
  vd_call_book_settle (self->calls, vd_desk_now_us ());
  vd_desk_tidy_sessions (self);
  vd_paper_book_tidy (self->papers, vd_desk_now_us () / G_USEC_PER_SEC);
  vd_desk_settle (self);
  vd_desk_tell_queue (self);
  return G_SOURCE_CONTINUE;
}

static void
vd_desk_dispose (GObject *object)
{
  VdDesk *self = VD_DESK (object);
  GHashTableIter iter;
  VdSession *session;

  g_clear_handle_id (&self->due_timer, g_source_remove);
  g_clear_handle_id (&self->tick_timer, g_source_remove);
  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&session))
    g_signal_handlers_disconnect_by_data (session, self);
  g_hash_table_remove_all (self->sessions);
  if (self->papers)
    g_signal_handlers_disconnect_by_data (self->papers, self);
  g_clear_object (&self->papers);
  g_clear_object (&self->accounts);
  g_clear_pointer (&self->records, vd_contact_records_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (vd_desk_parent_class)->dispose (object);
}

static void
vd_desk_finalize (GObject *object)
{
  VdDesk *self = VD_DESK (object);

  g_clear_pointer (&self->router, vd_router_free);
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->last_contact);
  g_hash_table_unref (self->media);
  g_hash_table_unref (self->telephones);
  vd_call_book_free (self->calls);
  G_OBJECT_CLASS (vd_desk_parent_class)->finalize (object);
}

static void
vd_desk_class_init (VdDeskClass *class)
{
  G_OBJECT_CLASS (class)->dispose = vd_desk_dispose;
  G_OBJECT_CLASS (class)->finalize = vd_desk_finalize;
}

static void
vd_desk_init (VdDesk *self)
{
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->calls = vd_call_book_new ();
  self->telephones = vd_desk_new_telephones ();
  self->media = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_object_unref);
  self->last_contact = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static char *
make_call_id (gpointer data)
{
  return g_uuid_string_random ();
}

static gboolean
restore (VdDesk *self, GError **error)
{
  gint64 now_us = vd_desk_now_us ();
  int day = vd_opening_hours_get_day (self->settings->hours, now_us / G_USEC_PER_SEC);
  g_autoptr (GPtrArray) contacts = NULL;

  contacts = vd_contact_records_load (self->records, self->settings->hours, now_us, &self->tickets.last, error);
  if (!contacts)
    return FALSE;
  self->tickets.day = day;
  for (guint i = 0; i < contacts->len; i++)
    {
      VdContact *contact = contacts->pdata[i];

      if (contact->state == VD_CONTACT_TALKING)
        {
          g_hash_table_replace (self->last_contact, g_strdup (contact->advisor), g_strdup (contact->id));
          vd_desk_begin_telephone (self, contact);
        }
      vd_router_restore (self->router, contact, now_us);
    }
  if (contacts->len > 0)
    g_message ("%u contacts were open when the desk stopped: they have their time to come back", contacts->len);
  return TRUE;
}

VdDesk *
vd_desk_new (const VdDeskSettings *settings, VdStore *store, VdAccounts *accounts, VdPaperBook *papers, GError **error)
{
  g_autoptr (VdDesk) self = g_object_new (VD_TYPE_DESK, NULL);

  self->settings = settings;
  self->store = g_object_ref (store);
  self->accounts = g_object_ref (accounts);
  self->papers = g_object_ref (papers);
  self->router = vd_router_new (&settings->limits, make_call_id, NULL);
  self->records = vd_contact_records_new (store);
  if (!restore (self, error))
    return NULL;
  g_signal_connect (papers, "changed", G_CALLBACK (on_paper_changed), self);
  self->tick_timer = g_timeout_add_seconds (TICK_S, on_tick, self);
  vd_desk_settle (self);
  return g_steal_pointer (&self);
}

void
vd_desk_stop (VdDesk *self)
{
  GHashTableIter iter;
  VdSession *session;

  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&session))
    {
      JsonObject *body = json_object_new ();

      /* Spread, so that a thousand kiosks do not come back in one moment. */
      json_object_set_int_member (body, "after_ms", g_random_int_range (GOAWAY_MS / 2, GOAWAY_MS * 2));
      vd_session_send (session, "goaway", NULL, body);
      g_signal_handlers_disconnect_by_data (session, self);
      vd_session_close (session, SOUP_WEBSOCKET_CLOSE_GOING_AWAY);
    }
}
