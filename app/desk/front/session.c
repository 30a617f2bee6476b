/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "session.h"

#include <sodium.h>
#include <string.h>
#include "rate-gate.h"

/* docs/protocol.md: silence for two and a half heartbeats of 15 s is a dead line. */
#define DEAD_LINE_US (37500 * (gint64)1000)
#define FLOOD_WINDOW_US (10 * G_USEC_PER_SEC)
#define FLOOD_ERRORS 20

struct _VdSession
{
  GObject parent_instance;

  VdRole role;
  char *owner, *id, *token;
  VdReplay *replay;
  SoupWebsocketConnection *connection; /* NULL: lost */
  gint64 heard_us, lost_us;
  VdRateGate gate;
  gint64 errors_since_us;
  guint errors;
  GHashTable *news; /* kind → text last sent */
};

enum
{
  SIGNAL_MESSAGE,
  SIGNAL_LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VdSession, vd_session, G_TYPE_OBJECT)

static void
drop_connection (VdSession *self)
{
  if (!self->connection)
    return;
  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  self->lost_us = g_get_monotonic_time ();
}

static void
vd_session_dispose (GObject *object)
{
  VdSession *self = VD_SESSION (object);

  if (self->connection && soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  drop_connection (self);
  G_OBJECT_CLASS (vd_session_parent_class)->dispose (object);
}

static void
vd_session_finalize (GObject *object)
{
  VdSession *self = VD_SESSION (object);

  vd_replay_free (self->replay);
  g_hash_table_unref (self->news);
  g_free (self->owner);
  g_free (self->id);
  g_free (self->token);
  G_OBJECT_CLASS (vd_session_parent_class)->finalize (object);
}

static void
vd_session_class_init (VdSessionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = vd_session_dispose;
  G_OBJECT_CLASS (class)->finalize = vd_session_finalize;

  signals[SIGNAL_MESSAGE] =
      g_signal_new ("message", VD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_LOST] = g_signal_new ("lost", VD_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* 192 bits that cannot be guessed, in the characters of an id. */
static char *
make_secret (void)
{
  guint8 bytes[24];
  char text[sodium_base64_ENCODED_LEN (sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2base64 (text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return g_strdup (text);
}

static void
vd_session_init (VdSession *self)
{
  self->id = make_secret ();
  self->token = make_secret ();
  self->replay = vd_replay_new ();
  self->gate = VD_RATE_GATE_MESSAGES;
  self->news = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->lost_us = g_get_monotonic_time ();
}

VdSession *
vd_session_new (VdRole role, const char *owner)
{
  VdSession *self = g_object_new (VD_TYPE_SESSION, NULL);

  self->role = role;
  self->owner = g_strdup (owner);
  return self;
}

VdRole
vd_session_get_role (VdSession *self)
{
  return self->role;
}

const char *
vd_session_get_owner (VdSession *self)
{
  return self->owner;
}

const char *
vd_session_get_id (VdSession *self)
{
  return self->id;
}

const char *
vd_session_get_token (VdSession *self)
{
  return self->token;
}

gboolean
vd_session_can_resume (VdSession *self, const char *token)
{
  return strlen (token) == strlen (self->token) && sodium_memcmp (token, self->token, strlen (token)) == 0 &&
         vd_replay_is_resumable (self->replay);
}

gboolean
vd_session_is_connected (VdSession *self)
{
  return self->connection != NULL;
}

gint64
vd_session_get_lost_us (VdSession *self)
{
  return self->connection ? 0 : self->lost_us;
}

static void
send_text (VdSession *self, const char *text)
{
  if (self->connection && soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->connection, text);
}

void
vd_session_send (VdSession *self, const char *kind, const char *re, JsonObject *body)
{
  g_autoptr (VdMessage) message = vd_message_new (kind, re, body);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!vd_message_check (message, VD_ROLE_DESK, &error))
    {
      g_critical ("not sent: %s", error->message);
      return;
    }
  text = vd_replay_send (self->replay, message, NULL);
  send_text (self, text);
}

void
vd_session_send_news (VdSession *self, const char *kind, JsonObject *body)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autofree char *text = json_to_string (node, FALSE);

  if (g_strcmp0 (g_hash_table_lookup (self->news, kind), text) == 0)
    {
      json_object_unref (body);
      return;
    }
  g_hash_table_replace (self->news, g_strdup (kind), g_steal_pointer (&text));
  vd_session_send (self, kind, NULL, body);
}

void
vd_session_close (VdSession *self, gushort code)
{
  if (self->connection && soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, code, NULL);
}

/* More than 20 errors in 10 s: no client that means well. */
static void
count_error (VdSession *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - self->errors_since_us > FLOOD_WINDOW_US)
    {
      self->errors_since_us = now_us;
      self->errors = 0;
    }
  if (++self->errors > FLOOD_ERRORS)
    vd_session_close (self, VD_CLOSE_FLOOD);
}

void
vd_session_send_error (VdSession *self, const char *re, const GError *error)
{
  JsonObject *body = json_object_new ();
  VdProtocolError code = error->domain == VD_PROTOCOL_ERROR ? (VdProtocolError)error->code : VD_PROTOCOL_ERROR_INTERNAL;

  json_object_set_string_member (body, "code", vd_protocol_error_to_code (code));
  json_object_set_string_member (body, "text", code == VD_PROTOCOL_ERROR_INTERNAL ? "the desk failed" : error->message);
  g_info ("%s %s: %s refused (%s)", self->role == VD_ROLE_KIOSK ? "kiosk" : "advisor", self->owner, re ? re : "?",
          vd_protocol_error_to_code (code));
  vd_session_send (self, "error", re, body);
  count_error (self);
}

VdMessage *
vd_session_read_frame (SoupWebsocketDataType type, GBytes *frame, char **bad_id, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (frame, &length);

  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    return vd_message_read (text ? text : "", length, bad_id, error);
  g_set_error_literal (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "text frames only");
  return NULL;
}

static gboolean
check (VdSession *self, const VdMessage *message, GError **error)
{
  if (!vd_message_check (message, self->role, error))
    return FALSE;
  if (message->seq > 0 || !vd_message_kind_is_sequenced (message->kind))
    return TRUE;
  g_set_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "%s needs a seq", message->kind);
  return FALSE;
}

static void
act_on (VdSession *self, VdMessage *message)
{
  g_autoptr (GError) error = NULL;

  if (!check (self, message, &error))
    vd_session_send_error (self, message->id, error);
  else if (g_str_equal (message->kind, "ping"))
    vd_session_send (self, "pong", message->id, NULL);
  else if (g_str_equal (message->kind, "hello"))
    {
      error = g_error_new_literal (VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_OUT_OF_TURN, "hello comes first and once");
      vd_session_send_error (self, message->id, error);
    }
  else if (!vd_rate_gate_pass (&self->gate, g_get_monotonic_time ()))
    {
      error = g_error_new_literal (VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_TOO_FAST, "50 messages a second are enough");
      vd_session_send_error (self, message->id, error);
    }
  else
    g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message);
}

static void
on_frame (SoupWebsocketConnection *connection, SoupWebsocketDataType type, GBytes *frame, gpointer data)
{
  VdSession *self = data;
  g_autoptr (VdSession) alive = g_object_ref (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *bad_id = NULL;
  g_autoptr (VdMessage) message = NULL;

  /* What a flood still had on the way when it was shut out. */
  if (soup_websocket_connection_get_state (connection) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  message = vd_session_read_frame (type, frame, &bad_id, &error);
  self->heard_us = g_get_monotonic_time ();
  if (!message)
    {
      /* It may have carried a number that could not be read: the next one is then no gap. */
      vd_replay_spoiled (self->replay);
      vd_session_send_error (self, bad_id, error);
      return;
    }
  switch (vd_replay_receive (self->replay, message))
    {
    case VD_REPLAY_FRESH:
      act_on (self, message);
      break;
    case VD_REPLAY_DUPLICATE:
      break;
    case VD_REPLAY_GAP:
      vd_session_close (self, VD_CLOSE_GAP);
      break;
    }
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer data)
{
  VdSession *self = data;

  drop_connection (self);
  g_signal_emit (self, signals[SIGNAL_LOST], 0);
}

void
vd_session_attach (VdSession *self, SoupWebsocketConnection *connection, JsonObject *welcome, const char *re,
                   guint64 client_seq)
{
  g_autoptr (GPtrArray) pending = NULL;
  SoupWebsocketConnection *old = g_steal_pointer (&self->connection);

  if (old)
    {
      g_signal_handlers_disconnect_by_data (old, self);
      if (soup_websocket_connection_get_state (old) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (old, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
      g_object_unref (old);
    }
  self->connection = g_object_ref (connection);
  self->heard_us = g_get_monotonic_time ();
  g_signal_connect (connection, "message", G_CALLBACK (on_frame), self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), self);

  json_object_set_int_member (welcome, "seq", (gint64)vd_replay_get_received (self->replay));
  pending = vd_replay_pending_after (self->replay, client_seq);
  vd_session_send (self, "welcome", re, welcome);
  for (guint i = 0; i < pending->len; i++)
    {
      g_autofree char *text =
          g_strndup (g_bytes_get_data (pending->pdata[i], NULL), g_bytes_get_size (pending->pdata[i]));

      send_text (self, text);
    }
}

void
vd_session_check_alive (VdSession *self, gint64 now_us)
{
  if (!self->connection || now_us - self->heard_us < DEAD_LINE_US)
    return;
  /* The other end may be unplugged: a close would wait for its answer. */
  vd_session_close (self, SOUP_WEBSOCKET_CLOSE_GOING_AWAY);
  drop_connection (self);
  g_signal_emit (self, signals[SIGNAL_LOST], 0);
}
