/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

#include "doorman.h"

#define TICK_S 5
/* docs/protocol.md: a session may be resumed for so long. */
#define SESSION_US (60 * G_USEC_PER_SEC)
#define GOAWAY_MS 1000

G_DEFINE_FINAL_TYPE (VdDesk, vd_desk, G_TYPE_OBJECT)

gint64
vd_desk_now_us (void)
{
  return g_get_real_time ();
}

VdSession *
vd_desk_find_session (VdDesk *self, VdRole role, const char *owner)
{
  GHashTableIter iter;
  VdSession *session;

  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&session))
    if (vd_session_get_role (session) == role && g_strcmp0 (vd_session_get_owner (session), owner) == 0)
      return session;
  return NULL;
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

const VdContact *
vd_desk_find_call (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const VdContact *contact = vd_router_get_contact_of_call (self->router, vd_desk_text (message, "call"));
  const char *owner = vd_session_get_owner (session);
  gboolean is_kiosk = vd_session_get_role (session) == VD_ROLE_KIOSK;

  if (!contact)
    {
      vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "no such call");
      return NULL;
    }
  if (g_strcmp0 (is_kiosk ? contact->kiosk : contact->advisor, owner) == 0)
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
    vd_desk_send (self, VD_ROLE_CONSOLE, contact->advisor, message->kind, json_object_ref (message->body));
  else
    vd_desk_send (self, VD_ROLE_KIOSK, contact->kiosk, message->kind, json_object_ref (message->body));
  return TRUE;
}

static const VdDeskRequest *
find_request (VdSession *session, const char *kind)
{
  const VdDeskRequest *request =
      vd_session_get_role (session) == VD_ROLE_KIOSK ? vd_desk_kiosk_requests : vd_desk_console_requests;

  while (request->kind && !g_str_equal (request->kind, kind))
    request++;
  return request->kind ? request : NULL;
}

static void
on_message (VdSession *session, gpointer data, gpointer desk)
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

static void
on_lost (VdSession *session, gpointer desk)
{
  VdDesk *self = desk;
  const char *owner = vd_session_get_owner (session);

  if (vd_session_get_role (session) == VD_ROLE_KIOSK)
    vd_router_kiosk_lost (self->router, owner, vd_desk_now_us ());
  else
    vd_router_advisor_lost (self->router, owner, vd_desk_now_us ());
  vd_desk_settle (self);
}

static void
forget_session (VdDesk *self, VdSession *session)
{
  g_signal_handlers_disconnect_by_data (session, self);
  g_hash_table_remove (self->sessions, vd_session_get_id (session));
}

/* A newer socket took over: the page in another tab says so, a kiosk that restarted needs no word. */
static void
replace_session (VdDesk *self, VdSession *old)
{
  const VdAdvisor *advisor;
  JsonObject *body;

  if (vd_session_get_role (old) == VD_ROLE_CONSOLE)
    {
      vd_router_advisor_lost (self->router, vd_session_get_owner (old), vd_desk_now_us ());
      advisor = vd_router_get_advisor (self->router, vd_session_get_owner (old));
      if (vd_session_is_connected (old) && advisor)
        {
          body = vd_desk_make_presence (advisor);
          json_object_set_string_member (body, "why", "elsewhere");
          vd_session_send (old, "presence.state", NULL, body);
        }
    }
  vd_session_close (old, VD_CLOSE_ELSEWHERE);
  forget_session (self, old);
}

static VdSession *
find_resumable (VdDesk *self, VdRole role, const char *owner, const VdMessage *hello)
{
  JsonObject *resume =
      json_object_has_member (hello->body, "resume") ? json_object_get_object_member (hello->body, "resume") : NULL;
  VdSession *session =
      resume ? g_hash_table_lookup (self->sessions, json_object_get_string_member (resume, "session")) : NULL;

  if (!session || vd_session_get_role (session) != role || !g_str_equal (vd_session_get_owner (session), owner) ||
      !vd_session_can_resume (session, json_object_get_string_member (resume, "token")))
    return NULL;
  return session;
}

static VdSession *
open_session (VdDesk *self, VdRole role, const char *owner)
{
  VdSession *old = vd_desk_find_session (self, role, owner);
  VdSession *session = vd_session_new (role, owner);

  if (old)
    replace_session (self, old);
  g_signal_connect (session, "message", G_CALLBACK (on_message), self);
  g_signal_connect (session, "lost", G_CALLBACK (on_lost), self);
  g_hash_table_replace (self->sessions, g_strdup (vd_session_get_id (session)), session);
  return session;
}

static void
tell_router_back (VdDesk *self, VdRole role, const char *owner)
{
  const VdAdvisorRow *advisor;
  g_auto (GStrv) languages = NULL;

  if (role == VD_ROLE_KIOSK)
    {
      vd_router_kiosk_back (self->router, owner, vd_desk_now_us ());
      return;
    }
  advisor = vd_accounts_find_advisor (self->accounts, owner);
  languages = *advisor->languages ? g_strsplit (advisor->languages, ";", -1) : NULL;
  vd_router_advisor_back (self->router, owner, advisor->display_name, (const char *const *)languages,
                          vd_desk_now_us ());
}

static void
on_hello (SoupWebsocketConnection *connection, VdRole role, const char *owner, const VdMessage *hello, gpointer desk)
{
  VdDesk *self = desk;
  VdSession *session;
  gboolean resumed;
  guint64 seq = 0;

  if (!g_str_equal (vd_desk_text (hello, "role"), role == VD_ROLE_KIOSK ? "kiosk" : "console"))
    {
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, NULL);
      return;
    }
  session = find_resumable (self, role, owner, hello);
  resumed = session != NULL;
  if (resumed)
    seq = (guint64)json_object_get_int_member (json_object_get_object_member (hello->body, "resume"), "seq");
  else
    session = open_session (self, role, owner);
  tell_router_back (self, role, owner);
  vd_session_attach (session, connection, vd_desk_make_welcome (self, session, resumed), hello->id, seq);
  vd_desk_settle (self);
}

void
vd_desk_take_kiosk (VdDesk *self, SoupWebsocketConnection *connection, const VdKioskRow *kiosk)
{
  g_return_if_fail (VD_IS_DESK (self));
  vd_doorman_receive (connection, VD_ROLE_KIOSK, kiosk->id, G_OBJECT (self), on_hello);
}

void
vd_desk_take_console (VdDesk *self, SoupWebsocketConnection *connection, const VdAdvisorRow *advisor)
{
  g_return_if_fail (VD_IS_DESK (self));
  vd_doorman_receive (connection, VD_ROLE_CONSOLE, advisor->id, G_OBJECT (self), on_hello);
}

void
vd_desk_log_out (VdDesk *self, const char *advisor)
{
  VdSession *session = vd_desk_find_session (self, VD_ROLE_CONSOLE, advisor);

  if (session)
    {
      vd_session_close (session, SOUP_WEBSOCKET_CLOSE_NORMAL);
      forget_session (self, session);
    }
  vd_router_advisor_gone (self->router, advisor, vd_desk_now_us ());
  vd_desk_settle (self);
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

static void
on_paper_changed (VdPaperBook *book, gconstpointer data, gpointer desk)
{
  VdDesk *self = desk;
  const VdPaperRow *paper = data;
  const VdContact *contact = vd_router_get_contact (self->router, paper->contact);

  vd_desk_send (self, VD_ROLE_CONSOLE, paper->advisor, "paper.state", vd_desk_make_paper (paper));
  if (contact)
    vd_desk_send (self, VD_ROLE_KIOSK, contact->kiosk, "paper.state", vd_desk_make_paper (paper));
}

static gboolean
on_tick (gpointer data)
{
  VdDesk *self = data;
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  VdSession *session;
  gint64 now_us = g_get_monotonic_time ();

  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&session))
    g_ptr_array_add (sessions, g_object_ref (session));
  for (guint i = 0; i < sessions->len; i++)
    {
      session = sessions->pdata[i];
      vd_session_check_alive (session, now_us);
      if (!vd_session_is_connected (session) && now_us - vd_session_get_lost_us (session) > SESSION_US)
        forget_session (self, session);
    }
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
        g_hash_table_replace (self->last_contact, g_strdup (contact->advisor), g_strdup (contact->id));
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

char *
vd_desk_get_metrics (VdDesk *self)
{
  VdRouterFigures figures = vd_router_get_figures (self->router);

  return g_strdup_printf (
      "# TYPE visiodesk_contacts counter\nvisiodesk_contacts_total %" G_GUINT64_FORMAT "\n"
      "# TYPE visiodesk_calls_answered counter\nvisiodesk_calls_answered_total %" G_GUINT64_FORMAT "\n"
      "# TYPE visiodesk_requests_refused counter\nvisiodesk_requests_refused_total %" G_GUINT64_FORMAT "\n"
      "# TYPE visiodesk_sessions gauge\nvisiodesk_sessions %u\n"
      "# TYPE visiodesk_waiting gauge\nvisiodesk_waiting %u\n"
      "# TYPE visiodesk_advisors_available gauge\nvisiodesk_advisors_available %u\n"
      "# TYPE visiodesk_advisors_on_duty gauge\nvisiodesk_advisors_on_duty %u\n"
      "# EOF\n",
      self->contacts_joined, self->calls_answered, self->errors_sent, g_hash_table_size (self->sessions),
      figures.waiting, figures.available, figures.on_duty);
}
