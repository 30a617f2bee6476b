/* SPDX-License-Identifier: EUPL-1.2 */
#include "fake-desk.h"

#include "replay.h"
#include "sealed-paper.h"

#include <sodium.h>
#include <string.h>

#define DEADLINE_US (40 * G_USEC_PER_SEC) /* many times what it takes: the machine may be busy */

struct _FakeDesk
{
  SoupServer *server;
  guint port;
  guint refuse, heartbeat_s, upload_status, hellos, sessions, deletes;
  gboolean mute;
  char *visit;

  SoupWebsocketConnection *socket;
  VdReplay *replay;
  char *session;
  gboolean greeted;

  GPtrArray *received; /* of VdMessage */
  GHashTable *asked;   /* kind → how many were asked for */
  GByteArray *upload;
  guint uploads;
  guint8 public_key[crypto_box_PUBLICKEYBYTES], secret_key[crypto_box_SECRETKEYBYTES]; /* papers are sealed to it */
};

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

void
wait_until (Condition condition, gpointer data, const char *what)
{
  gint64 end_us = g_get_monotonic_time () + DEADLINE_US;
  gboolean over = FALSE;
  guint waker = g_timeout_add (DEADLINE_US / 1000, on_deadline, &over);

  while (!condition (data))
    {
      if (g_get_monotonic_time () >= end_us)
        g_error ("waited in vain for %s", what);
      g_main_context_iteration (NULL, TRUE);
    }
  if (!over)
    g_source_remove (waker);
}

void
linger (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, on_deadline, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
send_text (FakeDesk *self, const char *text)
{
  g_assert_nonnull (self->socket);
  /* A kiosk that stops may have begun to hang up: what is said to it then is lost, as on any line. */
  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->socket, text);
}

static JsonObject *
parse_object (const char *json)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, json, -1, &error);
  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static VdMessage *
checked_message (const char *kind, const char *re, const char *json)
{
  g_autoptr (VdMessage) message = vd_message_new (kind, re, parse_object (json));
  g_autoptr (GError) error = NULL;

  vd_message_check (message, VD_ROLE_DESK, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&message);
}

static char *
make_snapshot (FakeDesk *self)
{
  g_autofree char *key = vd_sealed_paper_key_to_text (self->public_key);

  return g_strdup_printf (",\"site\":\"Agence Test\",\"paper_key\":\"%s\",\"desk\":{\"state\":\"open\",\"waiting\":0,"
                          "\"wait\":{\"min\":0,\"max\":2},\"opens_at\":null,"
                          "\"reasons\":[\"registration\",\"benefits\",\"other\"]},\"visit\":%s",
                          key, self->visit ? self->visit : "null");
}

static void
send_welcome (FakeDesk *self, gboolean resumed, guint64 client_seq)
{
  g_autoptr (VdMessage) welcome = NULL;
  g_autofree char *text = NULL;
  g_autofree char *snapshot = resumed ? g_strdup ("") : make_snapshot (self);
  g_autofree char *json = g_strdup_printf (
      "{\"session\":\"%s\",\"token\":\"t-%s\",\"resumed\":%s,\"seq\":%" G_GUINT64_FORMAT ",\"heartbeat_s\":%u,"
      "\"time\":\"2026-11-24T08:30:00Z\",\"limits\":{\"message_bytes\":65536,\"paper_bytes\":20000000,\"paper_pages\":"
      "20}%s}",
      self->session, self->session, resumed ? "true" : "false", resumed ? vd_replay_get_received (self->replay) : 0,
      self->heartbeat_s, snapshot);

  welcome = checked_message ("welcome", NULL, json);
  text = vd_replay_send (self->replay, welcome, NULL);
  send_text (self, text);
  self->greeted = TRUE;
  if (resumed)
    {
      g_autoptr (GPtrArray) missed = vd_replay_pending_after (self->replay, client_seq);

      for (guint i = 0; i < missed->len; i++)
        soup_websocket_connection_send_message (self->socket, SOUP_WEBSOCKET_DATA_TEXT, missed->pdata[i]);
    }
}

static void
take_hello (FakeDesk *self, const VdMessage *hello)
{
  JsonObject *resume =
      json_object_has_member (hello->body, "resume") ? json_object_get_object_member (hello->body, "resume") : NULL;
  gboolean resumed =
      resume && self->session && g_str_equal (json_object_get_string_member (resume, "session"), self->session);

  self->hellos++;
  if (resumed)
    {
      g_autofree char *token = g_strconcat ("t-", self->session, NULL);

      g_assert_cmpstr (json_object_get_string_member (resume, "token"), ==, token);
      send_welcome (self, TRUE, (guint64)json_object_get_int_member (resume, "seq"));
      return;
    }
  g_clear_pointer (&self->replay, vd_replay_free);
  self->replay = vd_replay_new ();
  g_free (self->session);
  self->session = g_strdup_printf ("s%u", ++self->sessions);
  send_welcome (self, FALSE, 0);
}

static void
on_message (SoupWebsocketConnection *socket, int type, GBytes *bytes, gpointer data)
{
  FakeDesk *self = data;
  g_autoptr (VdMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bad_id = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (socket != self->socket || self->mute)
    return;
  message = vd_message_parse (text, length, VD_ROLE_KIOSK, &bad_id, &error);
  g_assert_no_error (error); /* the kiosk never sends what the schema does not know */
  if (g_str_equal (message->kind, "hello"))
    {
      take_hello (self, message);
      return;
    }
  g_assert_true (self->greeted);
  g_assert_cmpint (vd_replay_receive (self->replay, message), !=, VD_REPLAY_GAP);
  if (g_str_equal (message->kind, "ping"))
    {
      g_autoptr (VdMessage) pong = vd_message_new ("pong", message->id, NULL);
      g_autofree char *answer = vd_replay_send (self->replay, pong, NULL);

      send_text (self, answer);
    }
  if (g_str_equal (message->kind, "contact.leave") || g_str_equal (message->kind, "call.hangup"))
    g_free (fake_desk_send (self, "ok", message->id, "{}"));
  g_ptr_array_add (self->received, g_steal_pointer (&message));
}

static void
on_closed (SoupWebsocketConnection *socket, gpointer data)
{
  FakeDesk *self = data;

  if (socket == self->socket)
    g_clear_object (&self->socket);
}

static void
on_socket (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *socket,
           gpointer data)
{
  FakeDesk *self = data;

  g_set_object (&self->socket, socket);
  self->greeted = FALSE;
  g_signal_connect (socket, "message", G_CALLBACK (on_message), self);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), self);
}

static gboolean
has_token (SoupServerMessage *message)
{
  const char *given = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");

  return g_strcmp0 (given, "Bearer " FAKE_TOKEN) == 0;
}

/* Runs before libsoup upgrades. */
static void
on_socket_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  FakeDesk *self = data;

  if (self->refuse)
    soup_server_message_set_status (message, self->refuse, NULL);
  else if (!has_token (message))
    soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
}

static void
set_number (SoupServerMessage *message, const char *name, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, text);
}

static void
take_patch (FakeDesk *self, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *offset =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Upload-Offset");

  if (self->upload_status)
    {
      soup_server_message_set_status (message, self->upload_status, NULL);
      return;
    }
  g_assert_cmpuint (g_ascii_strtoull (offset, NULL, 10), ==, self->upload->len);
  g_byte_array_append (self->upload, (const guint8 *)body->data, (guint)body->length);
  set_number (message, "Upload-Offset", self->upload->len);
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
on_upload (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  FakeDesk *self = data;
  const char *method = soup_server_message_get_method (message);
  g_autofree char *location = NULL;

  g_assert_true (has_token (message));
  if (g_str_equal (method, "POST"))
    {
      location = g_strdup_printf ("/api/uploads/u%u", ++self->uploads);
      g_byte_array_set_size (self->upload, 0);
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", location);
      soup_server_message_set_status (message, SOUP_STATUS_CREATED, NULL);
    }
  else if (g_str_equal (method, "PATCH"))
    take_patch (self, message);
  else if (g_str_equal (method, "HEAD"))
    {
      set_number (message, "Upload-Offset", self->upload->len);
      soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    }
  else
    {
      g_assert_cmpstr (method, ==, "DELETE");
      self->deletes++;
      soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
    }
}

void
fake_desk_listen (FakeDesk *self)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new (NULL, NULL);
  soup_server_remove_websocket_extension (self->server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_early_handler (self->server, "/ws/kiosk", on_socket_request, self, NULL);
  soup_server_add_websocket_handler (self->server, "/ws/kiosk", NULL, NULL, on_socket, self, NULL);
  soup_server_add_handler (self->server, "/api/uploads", on_upload, self, NULL);
  soup_server_listen_local (self->server, self->port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->port = (guint)g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
}

void
fake_desk_stop_listening (FakeDesk *self)
{
  fake_desk_cut (self);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}

FakeDesk *
fake_desk_new (void)
{
  FakeDesk *self = g_new0 (FakeDesk, 1);

  self->heartbeat_s = 15;
  self->received = g_ptr_array_new_with_free_func ((GDestroyNotify)vd_message_free);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->upload = g_byte_array_new ();
  g_assert_cmpint (sodium_init (), >=, 0);
  crypto_box_keypair (self->public_key, self->secret_key);
  fake_desk_listen (self);
  return self;
}

void
fake_desk_free (FakeDesk *self)
{
  if (self->server)
    fake_desk_stop_listening (self);
  g_clear_pointer (&self->replay, vd_replay_free);
  g_ptr_array_unref (self->received);
  g_hash_table_unref (self->asked);
  g_byte_array_unref (self->upload);
  g_free (self->session);
  g_free (self->visit);
  g_free (self);
}

char *
fake_desk_get_url (FakeDesk *self)
{
  return g_strdup_printf ("ws://127.0.0.1:%u", self->port);
}

void
fake_desk_set_refuse (FakeDesk *self, guint status)
{
  self->refuse = status;
}

void
fake_desk_set_mute (FakeDesk *self, gboolean mute)
{
  self->mute = mute;
}

void
fake_desk_set_heartbeat (FakeDesk *self, guint seconds)
{
  self->heartbeat_s = seconds;
}

void
fake_desk_set_visit (FakeDesk *self, const char *json)
{
  g_free (self->visit);
  self->visit = g_strdup (json);
}

void
fake_desk_set_upload_status (FakeDesk *self, guint status)
{
  self->upload_status = status;
}

void
fake_desk_cut (FakeDesk *self)
{
  g_autoptr (SoupWebsocketConnection) socket = g_steal_pointer (&self->socket);

  if (!socket)
    return;
  g_signal_handlers_disconnect_by_data (socket, self);
  g_io_stream_close (soup_websocket_connection_get_io_stream (socket), NULL, NULL);
}

void
fake_desk_restart (FakeDesk *self)
{
  fake_desk_cut (self);
  g_clear_pointer (&self->session, g_free);
}

static char *
number_message (FakeDesk *self, const char *kind, const char *re, const char *json, char **id)
{
  g_autoptr (VdMessage) message = checked_message (kind, re, json);

  *id = g_strdup (message->id);
  return vd_replay_send (self->replay, message, NULL);
}

char *
fake_desk_send (FakeDesk *self, const char *kind, const char *re, const char *json, ...)
{
  g_autofree char *body = NULL;
  g_autofree char *text = NULL;
  char *id;
  va_list args;

  va_start (args, json);
  body = g_strdup_vprintf (json, args);
  va_end (args);
  text = number_message (self, kind, re, body, &id);
  if (self->socket)
    send_text (self, text);
  return id;
}

void
fake_desk_send_raw (FakeDesk *self, const char *text)
{
  send_text (self, text);
}

void
fake_desk_lose (FakeDesk *self, const char *kind, const char *json)
{
  g_autofree char *id = NULL;
  g_autofree char *text = number_message (self, kind, NULL, json, &id);
}

typedef struct
{
  FakeDesk *desk;
  const char *kind;
  guint n;
  const VdMessage *found;
} Wanted;

static gboolean
is_found (gpointer data)
{
  Wanted *wanted = data;
  guint n = 0;

  for (guint i = 0; i < wanted->desk->received->len; i++)
    {
      VdMessage *message = wanted->desk->received->pdata[i];

      if (!g_str_equal (message->kind, wanted->kind))
        continue;
      if (n++ == wanted->n)
        wanted->found = message;
    }
  return wanted->found != NULL;
}

const VdMessage *
fake_desk_expect (FakeDesk *self, const char *kind)
{
  Wanted wanted = { self, kind, GPOINTER_TO_UINT (g_hash_table_lookup (self->asked, kind)), NULL };

  wait_until (is_found, &wanted, kind);
  g_hash_table_insert (self->asked, g_strdup (kind), GUINT_TO_POINTER (wanted.n + 1));
  return wanted.found;
}

guint
fake_desk_count (FakeDesk *self, const char *kind)
{
  guint n = 0;

  for (guint i = 0; i < self->received->len; i++)
    n += g_str_equal (((VdMessage *)self->received->pdata[i])->kind, kind);
  return n;
}

guint
fake_desk_get_hellos (FakeDesk *self)
{
  return self->hellos;
}

gboolean
fake_desk_has_socket (FakeDesk *self)
{
  return self->socket && self->greeted;
}

GBytes *
fake_desk_get_upload (FakeDesk *self)
{
  return self->uploads ? g_bytes_new (self->upload->data, self->upload->len) : NULL;
}

const guint8 *
fake_desk_get_paper_key (FakeDesk *self)
{
  return self->public_key;
}

static GBytes *
unbox (const guint8 *box, gsize size, gpointer data, GError **error)
{
  FakeDesk *self = data;
  guint8 key[VD_SEALED_PAPER_BOX_BYTES - crypto_box_SEALBYTES];

  g_assert_cmpint (crypto_box_seal_open (key, box, size, self->public_key, self->secret_key), ==, 0);
  return g_bytes_new (key, sizeof key);
}

GBytes *
fake_desk_open_upload (FakeDesk *self)
{
  return vd_sealed_paper_open (self->upload->data, self->upload->len, unbox, self, NULL);
}

guint
fake_desk_get_deletes (FakeDesk *self)
{
  return self->deletes;
}
