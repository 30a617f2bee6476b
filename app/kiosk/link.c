/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-link"

#include "link.h"

#include "back-off.h"
#include "desk-session.h"
#include "link-session.h"

#include <string.h>

/*
 *   STOPPED ──► CONNECTING ──► GREETING ──► ONLINE
 *      ▲            ▲ │            │           │
 *      │            │ ▼            ▼           │
 *   (from all)     PAUSING ◄───────┴───────────┘
 */
typedef enum
{
  LINK_STOPPED,
  LINK_CONNECTING, /* until the upgrade is done; ATTEMPT_S */
  LINK_GREETING,   /* hello is out; ATTEMPT_S for welcome */
  LINK_ONLINE,     /* two and a half heartbeats of silence end it */
  LINK_PAUSING,    /* until the next attempt */
} LinkState;

static const char *const state_names[] = { "stopped", "connecting", "greeting", "online", "pausing" };

#define TO(state) (1u << LINK_##state)
static const guint edges[] = {
  [LINK_STOPPED] = TO (CONNECTING),
  [LINK_CONNECTING] = TO (GREETING) | TO (PAUSING) | TO (STOPPED),
  [LINK_GREETING] = TO (ONLINE) | TO (PAUSING) | TO (STOPPED),
  [LINK_ONLINE] = TO (PAUSING) | TO (STOPPED),
  [LINK_PAUSING] = TO (CONNECTING) | TO (STOPPED),
};
#undef TO

#define ATTEMPT_S 10
#define BACK_OFF_FIRST_MS 500 /* both: docs/protocol.md, Heartbeat */
#define BACK_OFF_LAST_MS 15000
#define STABLE_US                                                                                                      \
  (10 * G_USEC_PER_SEC) /* a shorter connection is one more failure: no hammering on a desk that drops us */
#define GOAWAY_MAX_MS 60000
/* When somebody waits. A line of 250 ms each way has connected, with TLS, in 2 s; SYNs of one attempt go out after 0
 * and 1 s, so that a mended line is noticed within one. */
#define URGENT_ATTEMPT_MS 2000
#define URGENT_SILENCE_MS 2500
#define URGENT_PING_MS 1000
#define URGENT_PAUSE_MS 250
#define CLOSE_GAP 4001

struct _VdLink
{
  GObject parent_instance;

  char *token;
  GUri *uri;
  SoupSession *session;

  LinkState state;
  gboolean refused, tried;
  gboolean urgent;
  GCancellable *attempt; /* of CONNECTING */
  SoupWebsocketConnection *socket;
  guint timer;  /* of the state: attempt, silence or pause */
  guint pinger; /* of ONLINE */
  guint leaver; /* goaway: leave by ourselves if the desk does not close */
  VdBackOff back_off;
  gint64 online_since_us;
  gint64 not_before_us; /* goaway: stay away until then; 0: come when you like */
  guint heartbeat_s;

  VdLinkSession memory; /* of the session with the desk */
};

enum
{
  PROP_ONLINE = 1,
  PROP_REFUSED,
  PROP_TRIED,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  SIGNAL_WELCOMED,
  SIGNAL_MESSAGE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VdLink, vd_link, G_TYPE_OBJECT)

static void
set_flag (VdLink *self, gboolean *flag, gboolean value, guint prop)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
set_state (VdLink *self, LinkState state, const char *why)
{
  LinkState old = self->state;

  g_assert (edges[old] & (1u << state));
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->pinger, g_source_remove);
  g_clear_handle_id (&self->leaver, g_source_remove);
  self->state = state;
  g_message ("%s → %s (%s)", state_names[old], state_names[state], why);
  if ((old == LINK_ONLINE) != (state == LINK_ONLINE))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ONLINE]);
}

/* The close frame still has to go out: the socket is released when libsoup has seen it closed (or its own 5 s are
 * over). */
static void
drop_socket (VdLink *self, gushort code)
{
  SoupWebsocketConnection *socket = g_steal_pointer (&self->socket);

  if (!socket)
    return;
  g_signal_handlers_disconnect_by_data (socket, self);
  if (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_OPEN)
    {
      g_signal_connect (socket, "closed", G_CALLBACK (g_object_unref), NULL);
      soup_websocket_connection_close (socket, code, NULL);
    }
  else
    g_object_unref (socket);
}

static void
send_text (VdLink *self, const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);

  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_message (self->socket, SOUP_WEBSOCKET_DATA_TEXT, bytes);
}

/* Numbers @message and sends it if the socket may carry it now. */
static gboolean
send_message (VdLink *self, VdMessage *message)
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
  if (self->socket && (self->state == LINK_ONLINE || !sequenced))
    send_text (self, text, length);
  return TRUE;
}

static gboolean
on_pause_over (gpointer data)
{
  VdLink *self = data;

  self->timer = 0;
  self->not_before_us = 0;
  vd_link_start (self);
  return G_SOURCE_REMOVE;
}

static guint
pause_ms (VdLink *self)
{
  gint64 now_us = g_get_monotonic_time ();
  guint ms;

  if (self->online_since_us && now_us - self->online_since_us > STABLE_US)
    vd_back_off_reset (&self->back_off);
  self->online_since_us = 0;
  if (self->urgent)
    ms = URGENT_PAUSE_MS;
  else
    ms = vd_back_off_next_ms (&self->back_off, g_random_double ());
  if (self->not_before_us > now_us)
    ms += (guint)((self->not_before_us - now_us) / 1000);
  return ms;
}

static void
lose (VdLink *self, gushort close_code, const char *why)
{
  drop_socket (self, close_code);
  vd_link_session_pause (&self->memory);
  set_state (self, LINK_PAUSING, why);
  set_flag (self, &self->tried, TRUE, PROP_TRIED);
  if (self->state == LINK_PAUSING && !self->timer)
    self->timer = g_timeout_add (pause_ms (self), on_pause_over, self);
}

static gboolean
on_silence (gpointer data)
{
  VdLink *self = data;

  self->timer = 0;
  lose (self, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "the line is dead");
  return G_SOURCE_REMOVE;
}

static void
heard (VdLink *self)
{
  if (self->state != LINK_ONLINE)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (self->urgent ? URGENT_SILENCE_MS : self->heartbeat_s * 2500, /* two and a half */
                               on_silence, self);
}

static gboolean
on_ping_due (gpointer data)
{
  VdLink *self = data;
  g_autoptr (VdMessage) ping = vd_message_new ("ping", NULL, NULL);

  send_message (self, ping);
  return G_SOURCE_CONTINUE;
}

static void
keep_pinging (VdLink *self)
{
  g_clear_handle_id (&self->pinger, g_source_remove);
  self->pinger = g_timeout_add (self->urgent ? URGENT_PING_MS : self->heartbeat_s * 1000, on_ping_due, self);
}

static void
say_hello (VdLink *self)
{
  g_autoptr (VdMessage) hello = vd_link_session_make_hello (&self->memory);

  send_message (self, hello);
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
      lose (self, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "resumed what never was");
      return;
    }
  self->heartbeat_s = CLAMP (json_object_get_int_member (welcome->body, "heartbeat_s"), 1, 300);
  self->online_since_us = g_get_monotonic_time ();
  self->not_before_us = 0;
  set_flag (self, &self->refused, FALSE, PROP_REFUSED);
  /* Before anybody hears of it and sends something newer. */
  if (resumed)
    send_missed (self, (guint64)json_object_get_int_member (welcome->body, "seq"));
  set_state (self, LINK_ONLINE, resumed ? "resumed" : "a new session");
  heard (self);
  keep_pinging (self);
  set_flag (self, &self->tried, TRUE, PROP_TRIED);
  g_signal_emit (self, signals[SIGNAL_WELCOMED], 0, welcome->body, resumed);
}

static gboolean
on_time_to_leave (gpointer data)
{
  VdLink *self = data;

  self->leaver = 0;
  lose (self, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "the desk asked us to");
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
      lose (self, CLOSE_GAP, "a message is missing");
      return;
    case VD_REPLAY_FRESH:
      break;
    }
  if (g_str_equal (message->kind, "ping"))
    {
      g_autoptr (VdMessage) pong = vd_message_new ("pong", message->id, NULL);

      send_message (self, pong);
    }
  else if (g_str_equal (message->kind, "goaway"))
    take_goaway (self, message);
  else if (g_str_equal (message->kind, "welcome"))
    vd_link_send_error (self, message, VD_PROTOCOL_ERROR_OUT_OF_TURN, "already welcomed");
  else if (!g_str_equal (message->kind, "pong"))
    g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message);
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
  if (self->state == LINK_ONLINE)
    vd_link_send_error (self, &unread, code, error->message);
}

static void
on_socket_message (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer data)
{
  g_autoptr (VdLink) self = g_object_ref (data);
  g_autoptr (VdMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bad_id = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  heard (self);
  message = type == SOUP_WEBSOCKET_DATA_TEXT ? vd_message_parse (text, length, VD_ROLE_DESK, &bad_id, &error) : NULL;
  if (!message && !error)
    g_set_error_literal (&error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "not a text frame");
  if (!message)
    refuse_text (self, bad_id, error);
  else if (self->state == LINK_ONLINE)
    take_message (self, message);
  else if (g_str_equal (message->kind, "welcome"))
    take_welcome (self, message);
}

static void
on_socket_closed (SoupWebsocketConnection *socket, gpointer data)
{
  g_autoptr (VdLink) self = g_object_ref (data);

  g_message ("the desk closed the socket (%u)", soup_websocket_connection_get_close_code (socket));
  lose (self, 0, "closed");
}

static void
on_attempt_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VdLink) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection) socket =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  SoupMessage *request;
  guint status;

  if (self->state != LINK_CONNECTING)
    {
      if (socket)
        soup_websocket_connection_close (socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      return;
    }
  request = g_object_get_data (G_OBJECT (self->attempt), "request");
  status = soup_message_get_status (request);
  if (!socket)
    {
      set_flag (self, &self->refused, status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN,
                PROP_REFUSED);
      lose (self, 0, error->message);
      return;
    }
  self->socket = g_steal_pointer (&socket);
  soup_websocket_connection_set_max_incoming_payload_size (self->socket, VD_MESSAGE_MAX_BYTES);
  g_signal_connect (self->socket, "message", G_CALLBACK (on_socket_message), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (on_socket_closed), self);
  set_state (self, LINK_GREETING, "connected");
  self->timer = g_timeout_add_seconds (ATTEMPT_S, on_silence, self);
  say_hello (self);
}

static gboolean
on_attempt_timeout (gpointer data)
{
  VdLink *self = data;

  self->timer = 0;
  g_cancellable_cancel (self->attempt);
  return G_SOURCE_REMOVE;
}

static void
limit_attempt (VdLink *self, guint ms)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (ms, on_attempt_timeout, self);
}

/* Something answers over there: it may take its time. */
static void
on_network_event (SoupMessage *request, GSocketClientEvent event, GIOStream *stream, gpointer data)
{
  VdLink *self = data;

  if (event == G_SOCKET_CLIENT_CONNECTED && self->state == LINK_CONNECTING && self->attempt &&
      g_object_get_data (G_OBJECT (self->attempt), "request") == request)
    limit_attempt (self, ATTEMPT_S * 1000);
}

static void
start_attempt (VdLink *self, const char *why)
{
  g_autoptr (SoupMessage) request = soup_message_new_from_uri (SOUP_METHOD_GET, self->uri);

  set_state (self, LINK_CONNECTING, why);
  limit_attempt (self, self->urgent ? URGENT_ATTEMPT_MS : ATTEMPT_S * 1000);
  g_signal_connect_object (request, "network-event", G_CALLBACK (on_network_event), self, 0);
  g_clear_object (&self->attempt);
  self->attempt = g_cancellable_new ();
  vd_desk_authorize (request, self->token);
  /* The message travels with the callback: only it tells a 401 from a dead line. */
  g_object_set_data_full (G_OBJECT (self->attempt), "request", g_object_ref (request), g_object_unref);
  soup_session_websocket_connect_async (self->session, request, NULL, NULL, G_PRIORITY_DEFAULT, self->attempt,
                                        on_attempt_done, g_object_ref (self));
}

static void
vd_link_dispose (GObject *object)
{
  vd_link_stop (VD_LINK (object));
  G_OBJECT_CLASS (vd_link_parent_class)->dispose (object);
}

static void
vd_link_finalize (GObject *object)
{
  VdLink *self = VD_LINK (object);

  if (self->token)
    explicit_bzero (self->token, strlen (self->token));
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->attempt);
  G_OBJECT_CLASS (vd_link_parent_class)->finalize (object);
}

static void
vd_link_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdLink *self = VD_LINK (object);

  if (id == PROP_ONLINE)
    g_value_set_boolean (value, vd_link_is_online (self));
  else
    g_value_set_boolean (value, id == PROP_REFUSED ? self->refused : self->tried);
}

static void
vd_link_class_init (VdLinkClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = vd_link_dispose;
  object_class->finalize = vd_link_finalize;
  object_class->get_property = vd_link_get_property;

  props[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);
  props[PROP_REFUSED] = g_param_spec_boolean ("refused", NULL, NULL, FALSE, flags);
  props[PROP_TRIED] = g_param_spec_boolean ("tried", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_WELCOMED] = g_signal_new ("welcomed", VD_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, JSON_TYPE_OBJECT, G_TYPE_BOOLEAN);
  signals[SIGNAL_MESSAGE] =
      g_signal_new ("message", VD_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
vd_link_init (VdLink *self)
{
  self->back_off = (VdBackOff){ .first_ms = BACK_OFF_FIRST_MS, .last_ms = BACK_OFF_LAST_MS };
}

VdLink *
vd_link_new (const char *desk_url, const char *token, const char *ca_file)
{
  VdLink *self = g_object_new (VD_TYPE_LINK, NULL);
  g_autoptr (GError) error = NULL;

  self->token = g_strdup (token);
  self->uri = vd_desk_uri (desk_url, "/ws/kiosk");
  self->session = vd_desk_session_new (ca_file, 0, &error);
  if (!self->session)
    g_warning ("the desk cannot be reached: %s", error->message);
  return self;
}

void
vd_link_start (VdLink *self)
{
  g_return_if_fail (VD_IS_LINK (self));
  if ((self->state == LINK_STOPPED || self->state == LINK_PAUSING) && self->session && self->uri)
    start_attempt (self, self->state == LINK_PAUSING ? "trying again" : "started");
}

/* Whether the line holds, known after URGENT_SILENCE_MS. */
static void
probe (VdLink *self)
{
  on_ping_due (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (URGENT_SILENCE_MS, on_silence, self);
}

void
vd_link_check (VdLink *self)
{
  g_return_if_fail (VD_IS_LINK (self));
  if (self->state == LINK_ONLINE)
    probe (self);
  else if (self->state == LINK_PAUSING && self->not_before_us <= g_get_monotonic_time ())
    vd_link_start (self);
}

void
vd_link_set_urgent (VdLink *self, gboolean urgent)
{
  g_return_if_fail (VD_IS_LINK (self));
  if (self->urgent == urgent)
    return;
  self->urgent = urgent;
  if (self->state == LINK_ONLINE)
    keep_pinging (self);
  if (urgent)
    vd_link_check (self);
  else
    heard (self);
}

void
vd_link_stop (VdLink *self)
{
  g_return_if_fail (VD_IS_LINK (self));
  if (self->state == LINK_STOPPED)
    return;
  if (self->attempt)
    g_cancellable_cancel (self->attempt);
  drop_socket (self, SOUP_WEBSOCKET_CLOSE_NORMAL);
  vd_link_session_forget (&self->memory);
  set_state (self, LINK_STOPPED, "stopped");
}

gboolean
vd_link_is_online (VdLink *self)
{
  g_return_val_if_fail (VD_IS_LINK (self), FALSE);
  return self->state == LINK_ONLINE;
}

char *
vd_link_send (VdLink *self, const char *kind, const char *re, JsonObject *body)
{
  g_autoptr (VdMessage) message = vd_message_new (kind, re, body);

  g_return_val_if_fail (VD_IS_LINK (self), NULL);
  if (!self->memory.id || !send_message (self, message))
    return NULL;
  return g_strdup (message->id);
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
