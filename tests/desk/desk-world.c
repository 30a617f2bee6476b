/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-world.h"
#include "paper-key.h"

#include <glib/gstdio.h>

#define PATIENCE_US (10 * G_USEC_PER_SEC)

static void
on_kiosk (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *connection,
          gpointer data)
{
  VdDeskWorld *self = data;

  vd_desk_take_kiosk (self->desk, connection, vd_accounts_get_kiosk (self->accounts, path + strlen ("/kiosk/")));
}

static void
on_console (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *connection,
            gpointer data)
{
  VdDeskWorld *self = data;

  vd_desk_take_console (self->desk, connection, vd_accounts_find_advisor (self->accounts, path + strlen ("/console/")));
}

static void
start_desk (VdDeskWorld *self)
{
  g_autofree char *database = g_build_filename (self->folder, "desk.sqlite", NULL);
  g_autofree char *files = g_build_filename (self->folder, "papers", NULL);
  g_autoptr (VdKeySafe) safe = paper_key_open (self->folder);
  VdPaperLimits limits = { .folder = files,
                           .max_bytes = 1 << 20,
                           .max_pages = 20,
                           .keep_hours = 24,
                           .upload_expiry_s = 60,
                           .safe = safe };
  g_autoptr (GError) error = NULL;
  VdStoreBackend *backend = vd_sqlite_store_open (database, &error);

  g_assert_no_error (error);
  self->store = vd_store_new (backend);
  for (guint i = 0; i < 2; i++)
    {
      VdKioskRow kiosk = { .id = i ? "side" : "door", .site = "Lens", .token_hash = i ? "s" : "d" };
      VdAdvisorRow advisor = { .id = i ? "bob" : "ada",
                               .name = i ? "bob" : "ada",
                               .display_name = i ? "Bob B." : "Ada A.",
                               .password_hash = "-",
                               .languages = "" };

      vd_store_save (self->store, &vd_table_kiosks, &kiosk);
      vd_store_save (self->store, &vd_table_advisors, &advisor);
    }
  g_assert_true (vd_store_sync (self->store, &error));
  self->accounts = vd_accounts_new (self->store, &error);
  g_assert_no_error (error);
  self->papers = vd_paper_book_new (self->store, &limits, &error);
  g_assert_no_error (error);
  self->desk = vd_desk_new (&self->settings, self->store, self->accounts, self->papers, &error);
  g_assert_no_error (error);
}

static void
stop_desk (VdDeskWorld *self)
{
  g_assert_true (vd_store_sync (self->store, NULL));
  g_assert_finalize_object (g_steal_pointer (&self->desk));
  g_clear_object (&self->papers);
  g_clear_object (&self->accounts);
  g_clear_object (&self->store);
}

VdDeskWorld *
vd_desk_world_new (void)
{
  VdDeskWorld *self = g_new0 (VdDeskWorld, 1);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  static char *reasons[] = { "registration", "benefits", NULL };
  static char *none[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  self->folder = g_dir_make_tmp ("desk-XXXXXX", &error);
  g_assert_no_error (error);
  self->settings = (VdDeskSettings){ .reasons = reasons,
                                     .limits = VD_ROUTER_LIMITS_DEFAULT,
                                     .hours = vd_opening_hours_new (zone),
                                     .stun_urls = none,
                                     .turn_urls = none,
                                     .paper_max_mb = 1 };
  for (int day = 1; day <= 7; day++)
    g_assert_true (vd_opening_hours_set_day (self->settings.hours, day, "00:00-24:00"));
  start_desk (self);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (self->server, "/kiosk", NULL, NULL, on_kiosk, self, NULL);
  soup_server_add_websocket_handler (self->server, "/console", NULL, NULL, on_console, self, NULL);
  g_assert_true (soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (self->server);
  self->port = (guint)g_uri_get_port (uris->data);
  self->session = soup_session_new ();
  return self;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
vd_desk_world_free (VdDeskWorld *self)
{
  stop_desk (self);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  vd_opening_hours_free (self->settings.hours);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}

void
vd_desk_world_restart (VdDeskWorld *self)
{
  stop_desk (self);
  start_desk (self);
}

static void
on_text (SoupWebsocketConnection *connection, SoupWebsocketDataType type, GBytes *frame, gpointer data)
{
  VdDeskClient *self = data;
  g_autoptr (GError) error = NULL;
  VdMessage *message =
      vd_message_parse (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), VD_ROLE_DESK, NULL, &error);

  g_assert_no_error (error);
  /* A new session counts anew, and its first messages may come in the same breath. */
  if (g_str_equal (message->kind, "welcome") && !json_object_get_boolean_member (message->body, "resumed"))
    self->sent = self->received = 0;
  if (message->seq > 0)
    {
      g_assert_cmpuint (message->seq, ==, self->received + 1);
      self->received = message->seq;
    }
  g_queue_push_tail (&self->inbox, message);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  VdDeskClient *self = data;

  self->close_code = soup_websocket_connection_get_close_code (connection);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(SoupWebsocketConnection **)data = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
}

static void
drop_line (VdDeskClient *self)
{
  if (!self->connection)
    return;
  g_signal_handlers_disconnect_by_data (self->connection, self);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  g_clear_object (&self->connection);
}

static void
call (VdDeskClient *self, VdDeskWorld *world, const char *role, const char *id)
{
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u/%s/%s", world->port, role, id);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);

  soup_session_websocket_connect_async (world->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, on_connected,
                                        &self->connection);
  while (!self->connection)
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (self->connection, "message", G_CALLBACK (on_text), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed), self);
}

VdDeskClient *
vd_desk_client_new (VdDeskWorld *world, const char *role, const char *id)
{
  VdDeskClient *self = g_new0 (VdDeskClient, 1);

  g_queue_init (&self->inbox);
  call (self, world, role, id);
  return self;
}

static void
greet (VdDeskClient *self, const char *role)
{
  g_autofree char *resume =
      self->session
          ? g_strdup_printf (",\"resume\":{\"session\":\"%s\",\"token\":\"%s\",\"seq\":%" G_GUINT64_FORMAT "}",
                             self->session, self->token, self->received)
          : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("{\"v\":1,\"t\":\"hello\",\"id\":\"h\",\"ack\":%" G_GUINT64_FORMAT
                                           ",\"b\":{\"role\":\"%s\",\"version\":\"0\"%s}}",
                                           self->received, role, resume);

  vd_desk_client_send_raw (self, text);
}

/* Waits for a welcome, takes the session from it and puts it back at the head of the inbox. */
static void
take_welcome (VdDeskClient *self)
{
  VdMessage *welcome = vd_desk_client_expect (self, "welcome");

  g_free (self->session);
  g_free (self->token);
  self->session = g_strdup (vd_desk_client_text (welcome, "session"));
  self->token = g_strdup (vd_desk_client_text (welcome, "token"));
  g_queue_push_head (&self->inbox, welcome);
}

VdDeskClient *
vd_desk_client_welcomed (VdDeskWorld *world, const char *role, const char *id)
{
  VdDeskClient *self = vd_desk_client_new (world, role, id);

  greet (self, role);
  take_welcome (self);
  return self;
}

void
vd_desk_client_cut (VdDeskClient *self)
{
  drop_line (self);
}

void
vd_desk_client_resume (VdDeskClient *self, VdDeskWorld *world, const char *role, const char *id)
{
  g_queue_clear_full (&self->inbox, (GDestroyNotify)vd_message_free);
  call (self, world, role, id);
  greet (self, role);
  take_welcome (self);
}

void
vd_desk_client_free (VdDeskClient *self)
{
  drop_line (self);
  g_queue_clear_full (&self->inbox, (GDestroyNotify)vd_message_free);
  g_free (self->session);
  g_free (self->token);
  g_free (self);
}

void
vd_desk_client_send_raw (VdDeskClient *self, const char *text)
{
  soup_websocket_connection_send_text (self->connection, text);
}

void
vd_desk_client_send (VdDeskClient *self, const char *kind, const char *body)
{
  g_autofree char *text = NULL;

  self->sent++;
  text = g_strdup_printf ("{\"v\":1,\"t\":\"%s\",\"id\":\"m-%" G_GUINT64_FORMAT "\",\"seq\":%" G_GUINT64_FORMAT
                          ",\"ack\":%" G_GUINT64_FORMAT ",\"b\":%s}",
                          kind, self->sent, self->sent, self->received, body);
  vd_desk_client_send_raw (self, text);
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

VdMessage *
vd_desk_client_expect (VdDeskClient *self, const char *kind)
{
  gboolean late = FALSE;
  guint timer = g_timeout_add (PATIENCE_US / 1000, on_deadline, &late);

  for (;;)
    {
      VdMessage *message;

      while (g_queue_is_empty (&self->inbox))
        {
          g_main_context_iteration (NULL, TRUE);
          if (late)
            g_error ("no %s came", kind);
        }
      message = g_queue_pop_head (&self->inbox);
      if (g_str_equal (message->kind, kind))
        {
          g_source_remove (timer);
          return message;
        }
      vd_message_free (message);
    }
}

VdMessage *
vd_desk_client_expect_answer (VdDeskClient *self, const char *kind)
{
  g_autofree char *re = g_strdup_printf ("m-%" G_GUINT64_FORMAT, self->sent);

  for (;;)
    {
      VdMessage *message = vd_desk_client_expect (self, kind);

      if (g_strcmp0 (message->re, re) == 0)
        return message;
      vd_message_free (message);
    }
}

void
vd_desk_client_expect_error (VdDeskClient *self, const char *code)
{
  g_autoptr (VdMessage) message = vd_desk_client_expect (self, "error");

  g_assert_cmpstr (vd_desk_client_text (message, "code"), ==, code);
}

void
vd_desk_client_expect_close (VdDeskClient *self, gushort code)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_US;

  while (self->close_code == 0 && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (self->close_code, ==, code);
}

const char *
vd_desk_client_text (const VdMessage *message, const char *member)
{
  return json_object_get_string_member (message->body, member);
}
