/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-link"

#include "link-private.h"

#define GOAWAY_MAX_MS 60000
#define CLOSE_GAP 4001

static void
send_text (VdLink *self, const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);

  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_message (self->socket, SOUP_WEBSOCKET_DATA_TEXT, bytes);
}

/* Numbers @message and sends it if the socket may carry it now. */
gboolean
vd_link_send_message (VdLink *self, VdMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean sequenced = vd_message_kind_is_sequenced (message->kind);
  gsize length;

  if (!vd_message_check (message, VD_ROLE_KIOSK, &error))
    {
      g_warning ("not sent: our own %s is wrong: %s", message->kind, error->message);
      return FALSE;
    }
  text = vd_replay_send (self->memory.replay, message, &length);
  if (self->socket && (self->state == VD_LINK_ONLINE || !sequenced))
    send_text (self, text, length);
  return TRUE;
}

void
vd_link_say_hello (VdLink *self)
{
  g_autoptr (VdMessage) hello = vd_link_session_make_hello (&self->memory);

  vd_link_send_message (self, hello);
}

static void
send_missed (VdLink *self, guint64 seq)
{
  g_autoptr (GPtrArray) missed = vd_replay_pending_after (self->memory.replay, seq);

  for (guint i = 0; i < missed->len; i++)
    {
      gsize length;
      const char *text = g_bytes_get_data (missed->pdata[i], &length);

      send_text (self, text, length);
    }
}

static void
take_welcome (VdLink *self, const VdMessage *welcome)
{
  gboolean resumed = json_object_get_boolean_member (welcome->body, "resumed");

  if (!vd_link_session_take_welcome (&self->memory, welcome))
    {
      vd_link_lose (self, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "resumed what never was");
      return;
    }
  self->heartbeat_s = CLAMP (json_object_get_int_member (welcome->body, "heartbeat_s"), 1, 300);
  /* Before anybody hears of it and sends something newer. */
  if (resumed)
    send_missed (self, (guint64)json_object_get_int_member (welcome->body, "seq"));
  vd_link_go_online (self, resumed ? "resumed" : "a new session");
  g_signal_emit_by_name (self, "welcomed", welcome->body, resumed);
}

static gboolean
on_time_to_leave (gpointer data)
{
  VdLink *self = data;

  self->leaver = 0;
  vd_link_lose (self, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "the desk asked us to");
  return G_SOURCE_REMOVE;
}

static void
take_goaway (VdLink *self, const VdMessage *message)
{
  gint64 after_ms = CLAMP (json_object_get_int_member (message->body, "after_ms"), 0, GOAWAY_MAX_MS);

  self->not_before_us = g_get_monotonic_time () + after_ms * 1000;
  g_clear_handle_id (&self->leaver, g_source_remove);
  self->leaver = g_timeout_add ((guint)after_ms, on_time_to_leave, self);
}

static void
take_message (VdLink *self, const VdMessage *message)
{
  switch (vd_replay_receive (self->memory.replay, message))
    {
    case VD_REPLAY_DUPLICATE:
      return;
    case VD_REPLAY_GAP:
      vd_link_session_take_gap (&self->memory);
      vd_link_lose (self, CLOSE_GAP, "a message is missing");
      return;
    case VD_REPLAY_FRESH:
      break;
    }
  if (g_str_equal (message->kind, "ping"))
    {
      g_autoptr (VdMessage) pong = vd_message_new ("pong", message->id, NULL);

      vd_link_send_message (self, pong);
    }
  else if (g_str_equal (message->kind, "goaway"))
    take_goaway (self, message);
  else if (g_str_equal (message->kind, "welcome"))
    vd_link_send_error (self, message, VD_PROTOCOL_ERROR_OUT_OF_TURN, "already welcomed");
  else if (!g_str_equal (message->kind, "pong"))
    g_signal_emit_by_name (self, "message", message);
}

static void
refuse_text (VdLink *self, const char *bad_id, const GError *error)
{
  VdProtocolError code =
      error->domain == VD_PROTOCOL_ERROR ? (VdProtocolError)error->code : VD_PROTOCOL_ERROR_BAD_MESSAGE;
  const VdMessage unread = { .id = (char *)bad_id };

  g_message ("a message could not be read: %s", vd_protocol_error_to_code (code));
  if (self->memory.replay)
    vd_replay_spoiled (self->memory.replay);
  if (self->state == VD_LINK_ONLINE)
    vd_link_send_error (self, &unread, code, error->message);
}

void
vd_link_take_frame (VdLink *link, SoupWebsocketDataType type, GBytes *bytes)
{
  g_autoptr (VdLink) self = g_object_ref (link);
  g_autoptr (VdMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bad_id = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  vd_link_heard (self);
  message = type == SOUP_WEBSOCKET_DATA_TEXT ? vd_message_parse (text, length, VD_ROLE_DESK, &bad_id, &error) : NULL;
  if (!message && !error)
    g_set_error_literal (&error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "not a text frame");
  if (!message)
    refuse_text (self, bad_id, error);
  else if (self->state == VD_LINK_ONLINE)
    take_message (self, message);
  else if (g_str_equal (message->kind, "welcome"))
    take_welcome (self, message);
}

char *
vd_link_send (VdLink *self, const char *kind, const char *re, JsonObject *body)
{
  g_autoptr (VdMessage) message = vd_message_new (kind, re, body);

  g_return_val_if_fail (VD_IS_LINK (self), NULL);
  if (!self->memory.id || !vd_link_send_message (self, message))
    return NULL;
  return g_strdup (message->id);
}

void
vd_link_take_back (VdLink *self, const char *id, JsonObject *instead)
{
  g_return_if_fail (VD_IS_LINK (self) && id);
  if (self->memory.replay)
    vd_replay_replace (self->memory.replay, id, instead);
  json_object_unref (instead);
}

void
vd_link_send_error (VdLink *self, const VdMessage *message, VdProtocolError code, const char *text)
{
  JsonObject *body = json_object_new ();
  g_autofree char *id = NULL;

  json_object_set_string_member (body, "code", vd_protocol_error_to_code (code));
  json_object_set_string_member (body, "text", text);
  id = vd_link_send (self, "error", message->id, body);
}
