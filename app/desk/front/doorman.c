/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "doorman.h"

#define HELLO_S 10

typedef struct
{
  SoupWebsocketConnection *connection;
  VdRole role;
  char *owner_id;
  GWeakRef owner;
  VdDoormanFunc func;
  guint timeout;
} Guest;

static void
guest_free (Guest *self)
{
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_weak_ref_clear (&self->owner);
  g_object_unref (self->connection);
  g_free (self->owner_id);
  g_free (self);
}

static void
send_away (Guest *self, const char *re, const char *text)
{
  g_autoptr (VdMessage) message = NULL;
  g_autofree char *frame = NULL;
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "code", "bad-hello");
  json_object_set_string_member (body, "text", text);
  message = vd_message_new ("error", re, body);
  message->seq = 1; /* the schema wants one; there is no session yet */
  frame = vd_message_to_text (message, NULL);
  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    {
      soup_websocket_connection_send_text (self->connection, frame);
      soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, NULL);
    }
  guest_free (self);
}

static void
on_first_frame (SoupWebsocketConnection *connection, SoupWebsocketDataType type, GBytes *frame, gpointer data)
{
  Guest *self = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);
  g_autoptr (GError) error = NULL;
  g_autofree char *bad_id = NULL;
  g_autoptr (VdMessage) message = vd_session_read_frame (type, frame, &bad_id, &error);

  if (!message || !g_str_equal (message->kind, "hello") || !vd_message_check (message, self->role, &error))
    {
      send_away (self, message ? message->id : bad_id, error ? error->message : "say hello first");
      return;
    }
  if (owner)
    self->func (connection, self->role, self->owner_id, message, owner);
  guest_free (self);
}

static void
on_gone (SoupWebsocketConnection *connection, gpointer data)
{
  guest_free (data);
}

static gboolean
on_silence (gpointer data)
{
  Guest *self = data;

  self->timeout = 0;
  send_away (self, NULL, "no hello came");
  return G_SOURCE_REMOVE;
}

void
vd_doorman_receive (SoupWebsocketConnection *connection, VdRole role, const char *owner_id, GObject *owner,
                    VdDoormanFunc func)
{
  Guest *self = g_new0 (Guest, 1);

  self->connection = g_object_ref (connection);
  self->role = role;
  self->owner_id = g_strdup (owner_id);
  g_weak_ref_init (&self->owner, owner);
  self->func = func;
  self->timeout = g_timeout_add_seconds (HELLO_S, on_silence, self);
  g_signal_connect (connection, "message", G_CALLBACK (on_first_frame), self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_gone), self);
}
