/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"

#include "doorman.h"

/* docs/protocol.md: a session may be resumed for so long. */
#define SESSION_US (60 * G_USEC_PER_SEC)

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
  g_signal_connect (session, "message", G_CALLBACK (vd_desk_take_message), self);
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
  if (!resumed)
    {
      vd_desk_tell_media (self, session);
      vd_desk_tell_telephone (self, session);
    }
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

void
vd_desk_tidy_sessions (VdDesk *self)
{
  /* A copy: a line found dead ends in the table's change. */
  g_autoptr (GList) sessions = g_hash_table_get_values (self->sessions);
  gint64 now_us = g_get_monotonic_time ();

  g_list_foreach (sessions, (GFunc)(void (*) (void))g_object_ref, NULL);
  for (GList *item = sessions; item; item = item->next)
    {
      g_autoptr (VdSession) session = item->data;

      vd_session_check_alive (session, now_us);
      if (!vd_session_is_connected (session) && now_us - vd_session_get_lost_us (session) > SESSION_US)
        forget_session (self, session);
    }
}
