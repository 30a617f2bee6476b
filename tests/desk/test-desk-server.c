/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-rig.h"

#include <string.h>

#define GOOD_LOGIN "{\"name\":\"amina\",\"password\":\"" RIG_PASSWORD "\"}"
#define BAD_LOGIN "{\"name\":\"amina\",\"password\":\"wrong\"}"
#define UPGRADE                                                                                                        \
  "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "                      \
  "dGhlIHNhbXBsZSBub25jZQ==\r\n"                                                                                       \
  "Sec-WebSocket-Extensions: permessage-deflate\r\n"

static void
set_up (DeskRig *rig, gconstpointer public_url)
{
  desk_rig_set_up (rig, public_url);
}

static void
tear_down (DeskRig *rig, gconstpointer unused)
{
  desk_rig_tear_down (rig);
}

static void
expect (DeskRig *rig, guint status, const char *method, const char *path, const char *headers, const char *body)
{
  g_autofree char *answer = desk_rig_ask (rig, method, path, headers, body);

  g_test_message ("%s %s", method, path);
  g_assert_cmpuint (desk_rig_status (answer), ==, status);
}

static void
expect_header (const char *answer, const char *name, const char *part)
{
  g_autofree char *value = desk_rig_header (answer, name);

  g_test_message ("%s: %s", name, value ? value : "(absent)");
  g_assert_nonnull (value);
  g_assert_nonnull (strstr (value, part));
}

static void
test_files (DeskRig *rig, gconstpointer unused)
{
  g_autofree char *page = desk_rig_ask (rig, "GET", "/", NULL, NULL);
  g_autofree char *etag = desk_rig_header (page, "ETag");
  g_autofree char *known = g_strdup_printf ("If-None-Match: \"other\", %s\r\n", etag);
  g_autofree char *script = desk_rig_ask (rig, "GET", "/app.js?v=1", NULL, NULL);
  g_autofree char *head = desk_rig_ask (rig, "HEAD", "/", NULL, NULL);

  g_assert_cmpuint (desk_rig_status (page), ==, 200);
  g_assert_true (g_str_has_suffix (page, "<!doctype html><title>x</title>"));
  expect_header (page, "Content-Type", "text/html");
  expect_header (page, "Content-Security-Policy", "default-src 'none'; script-src 'self'");
  expect_header (page, "Content-Security-Policy", "frame-ancestors 'none'");
  expect_header (page, "X-Content-Type-Options", "nosniff");
  expect_header (page, "Referrer-Policy", "no-referrer");
  expect_header (page, "Permissions-Policy", "camera=(self), microphone=(self)");
  expect_header (page, "Cache-Control", "no-cache");
  expect (rig, 304, "GET", "/", known, NULL);
  expect_header (script, "Content-Type", "text/javascript");
  expect (rig, 200, "GET", "/style/a.css", NULL, NULL);
  g_assert_cmpuint (desk_rig_status (head), ==, 200);
  g_assert_true (g_str_has_suffix (head, "\r\n\r\n"));
  expect (rig, 405, "POST", "/", NULL, "{}");
}

/* Nothing but the console's own files, however the path is written. */
static void
test_traversal (DeskRig *rig, gconstpointer unused)
{
  static const char *const paths[] = {
    "/../secret.js",
    "/%2e%2e/secret.js",
    "/style/../../secret.js",
    "/..%2fsecret.js",
    "/.hidden.js",
    "//etc/passwd",
    "/style/%2e%2e/%2e%2e/secret.js",
    "/notes.bak",
    "/app.js/",
    "/style",
    "/app.js%00",
    "/..\\secret.js",
    "/app.js/../../secret.js",
    "/desk.conf",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *answer = desk_rig_ask (rig, "GET", paths[i], NULL, NULL);

      g_test_message ("%s", paths[i]);
      g_assert_true (desk_rig_status (answer) == 404 || desk_rig_status (answer) == 400);
      g_assert_null (strstr (answer, "outside"));
      g_assert_null (strstr (answer, "hidden"));
    }
}

static void
test_session (DeskRig *rig, gconstpointer unused)
{
  g_autofree char *good = g_strconcat (rig->origin, RIG_TYPE, NULL);
  g_autofree char *answer = desk_rig_ask (rig, "POST", "/api/session", good, GOOD_LOGIN);
  g_autofree char *set = desk_rig_header (answer, "Set-Cookie");
  g_autofree char *cookie = desk_rig_log_in (rig);
  g_autofree char *twice = g_strdup_printf ("Cookie: visiodesk=x; %s", cookie + strlen ("Cookie: "));
  g_autofree char *all = g_strconcat (good, cookie, NULL);
  g_autofree char *me = NULL;

  g_assert_cmpuint (desk_rig_status (answer), ==, 200);
  g_assert_nonnull (strstr (answer, "{\"name\":\"amina\",\"display_name\":\"Amina “B.”\"}"));
  g_assert_true (g_str_has_prefix (set, "visiodesk="));
  g_assert_nonnull (strstr (set, "; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict"));
  g_assert_null (strstr (set, "Secure"));
  expect (rig, 401, "GET", "/api/session", NULL, NULL);
  expect (rig, 401, "GET", "/api/session", "Cookie: visiodesk=nonsense\r\n", NULL);
  expect (rig, 401, "GET", "/api/session", twice, NULL);
  me = desk_rig_ask (rig, "GET", "/api/session", cookie, NULL);
  g_assert_cmpuint (desk_rig_status (me), ==, 200);
  expect_header (me, "Cache-Control", "no-store");
  expect (rig, 403, "DELETE", "/api/session", cookie, NULL);
  expect (rig, 200, "GET", "/api/session", cookie, NULL);
  expect (rig, 204, "DELETE", "/api/session", all, NULL);
  expect (rig, 401, "GET", "/api/session", cookie, NULL);
  expect (rig, 404, "GET", "/api/session/x", NULL, NULL);
  expect (rig, 405, "PUT", "/api/session", good, "{}");
}

static void
test_bad_logins (DeskRig *rig, gconstpointer unused)
{
  g_autofree char *good = g_strconcat (rig->origin, RIG_TYPE, NULL);
  g_autofree char *text = g_strconcat (rig->origin, "Content-Type: text/plain\r\n", NULL);
  g_autofree char *large = g_strnfill (5000, ' ');

  expect (rig, 403, "POST", "/api/session", RIG_TYPE, GOOD_LOGIN);
  expect (rig, 403, "POST", "/api/session", RIG_TYPE "Origin: null\r\n", GOOD_LOGIN);
  expect (rig, 403, "POST", "/api/session", RIG_TYPE "Origin: http://127.0.0.1\r\n", GOOD_LOGIN);
  expect (rig, 403, "POST", "/api/session", RIG_TYPE "Origin: https://evil.example\r\n", GOOD_LOGIN);
  expect (rig, 415, "POST", "/api/session", text, GOOD_LOGIN);
  expect (rig, 400, "POST", "/api/session", good, "");
  expect (rig, 400, "POST", "/api/session", good, "[]");
  expect (rig, 400, "POST", "/api/session", good, "{\"name\":\"amina\"}");
  expect (rig, 400, "POST", "/api/session", good, "{\"name\":\"amina\",\"password\":7}");
  expect (rig, 400, "POST", "/api/session", good, "{\"name\":\"a\",\"name\":\"b\",\"password\":\"x\"}");
  expect (rig, 413, "POST", "/api/session", good, large);
}

static void
test_lockout (DeskRig *rig, gconstpointer unused)
{
  g_autofree char *good = g_strconcat (rig->origin, RIG_TYPE, NULL);
  g_autofree char *locked = NULL;

  for (int i = 0; i < 5; i++)
    {
      g_autofree char *answer = desk_rig_ask (rig, "POST", "/api/session", good, BAD_LOGIN);

      g_assert_cmpuint (desk_rig_status (answer), ==, 401);
      g_assert_nonnull (strstr (answer, "\"error\":\"bad-credentials\""));
    }
  locked = desk_rig_ask (rig, "POST", "/api/session", good, GOOD_LOGIN);
  g_assert_cmpuint (desk_rig_status (locked), ==, 429);
  g_assert_nonnull (strstr (locked, "\"error\":\"too-many\""));
  expect_header (locked, "Retry-After", "60");
}

/* Behind a proxy with TLS: only the prefixed cookie counts, and each client has a limit of its own. */
static void
test_https (DeskRig *rig, gconstpointer public_url)
{
  g_autofree char *good = g_strconcat (rig->origin, RIG_TYPE "X-Forwarded-For: 203.0.113.9\r\n", NULL);
  g_autofree char *other = g_strconcat ("Origin: https://DESK.example.org:443\r\n",
                                        RIG_TYPE "X-Forwarded-For: 203.0.113.9, 203.0.113.10\r\n", NULL);
  g_autofree char *answer = desk_rig_ask (rig, "POST", "/api/session", good, GOOD_LOGIN);
  g_autofree char *set = desk_rig_header (answer, "Set-Cookie");
  g_autofree char *cookie = g_strdup_printf ("Cookie: %.*s\r\n", (int)strcspn (set, ";"), set);
  g_autofree char *bare = g_strdup_printf ("Cookie: %s", cookie + strlen ("Cookie: __Host-"));

  g_assert_true (g_str_has_prefix (set, "__Host-visiodesk="));
  g_assert_true (g_str_has_suffix (set, "; Secure"));
  expect (rig, 200, "GET", "/api/session", cookie, NULL);
  expect (rig, 401, "GET", "/api/session", bare, NULL);
  expect (rig, 403, "POST", "/api/session", RIG_TYPE "Origin: http://127.0.0.1\r\n", GOOD_LOGIN);
  expect (rig, 403, "POST", "/api/session", RIG_TYPE "Origin: http://desk.example.org\r\n", GOOD_LOGIN);
  for (int i = 0; i < 5; i++)
    expect (rig, 401, "POST", "/api/session", good, "{\"name\":\"nobody\",\"password\":\"x\"}");
  expect (rig, 429, "POST", "/api/session", good, GOOD_LOGIN);
  expect (rig, 200, "POST", "/api/session", other, GOOD_LOGIN);
}

static char *
upgrade_request (DeskRig *rig, const char *path, const char *headers)
{
  return g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n" UPGRADE "%s\r\n", path,
                          vd_desk_server_get_port (rig->server), headers);
}

static void
expect_upgrade (DeskRig *rig, guint status, const char *path, const char *headers)
{
  g_autofree char *request = upgrade_request (rig, path, headers);
  g_autofree char *answer = desk_rig_send (rig, request, -1, TRUE);

  g_test_message ("%s %s", path, headers);
  g_assert_cmpuint (desk_rig_status (answer), ==, status);
  if (status == 101)
    g_assert_null (desk_rig_header (answer, "Sec-WebSocket-Extensions"));
}

static void
test_sockets (DeskRig *rig, gconstpointer unused)
{
  g_autofree char *bearer = g_strdup_printf ("Authorization: Bearer %s\r\n", rig->token);
  g_autofree char *wrong = g_strdup_printf ("Authorization: Bearer %sx\r\n", rig->token);
  g_autofree char *cookie = desk_rig_log_in (rig);
  g_autofree char *own = g_strconcat (rig->origin, cookie, NULL);
  g_autofree char *foreign = g_strconcat ("Origin: https://evil.example\r\n", cookie, NULL);

  expect_upgrade (rig, 401, "/ws/kiosk", "");
  expect_upgrade (rig, 401, "/ws/kiosk", wrong);
  expect_upgrade (rig, 401, "/ws/kiosk", "Authorization: Bearer \r\n");
  expect_upgrade (rig, 401, "/ws/kiosk", own);
  expect_upgrade (rig, 401, "/ws/kiosk/x", bearer);
  expect_upgrade (rig, 101, "/ws/kiosk", bearer);
  expect (rig, 426, "GET", "/ws/kiosk", bearer, NULL);
  expect_upgrade (rig, 403, "/ws/console", cookie);
  expect_upgrade (rig, 403, "/ws/console", foreign);
  expect_upgrade (rig, 401, "/ws/console", rig->origin);
  expect_upgrade (rig, 403, "/ws/console", bearer);
  expect_upgrade (rig, 101, "/ws/console", own);
}

/* A name of somebody else's that points here is not us, even if Host and Origin agree. */
static void
test_rebinding (DeskRig *rig, gconstpointer unused)
{
  g_autofree char *cookie = desk_rig_log_in (rig);
  g_autofree char *request = g_strdup_printf (
      "GET /ws/console HTTP/1.1\r\nHost: evil.example:%u\r\n" UPGRADE "Origin: http://evil.example:%u\r\n%s\r\n",
      vd_desk_server_get_port (rig->server), vd_desk_server_get_port (rig->server), cookie);
  g_autofree char *answer = desk_rig_send (rig, request, -1, TRUE);

  g_assert_cmpuint (desk_rig_status (answer), ==, 403);
}

static void
test_log_out_closes (DeskRig *rig, gconstpointer unused)
{
  static const char hello[] =
      "{\"v\":1,\"t\":\"hello\",\"id\":\"h\",\"ack\":0,\"b\":{\"role\":\"console\",\"version\":\"1\"}}";
  g_autofree char *cookie = desk_rig_log_in (rig);
  g_autofree char *own = g_strconcat (rig->origin, RIG_TYPE, cookie, NULL);
  g_autofree char *request = upgrade_request (rig, "/ws/console", own);
  g_autofree char *head = NULL;
  g_autofree char *welcome = NULL;
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  g_autofree char *rest = NULL;
  g_autoptr (GSocketConnection) socket = desk_rig_open (rig, request, &head);

  g_assert_cmpuint (desk_rig_status (head), ==, 101);
  /* A text frame under a mask of zeros: its bytes are as written. */
  g_byte_array_append (frame, (const guint8[]){ 0x81, 0x80 | (sizeof hello - 1), 0, 0, 0, 0 }, 6);
  g_byte_array_append (frame, (const guint8 *)hello, sizeof hello - 1);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (socket)), frame->data,
                                            frame->len, NULL, NULL, NULL));
  welcome = desk_rig_read (socket, "\"welcome\"");
  expect (rig, 204, "DELETE", "/api/session", own, NULL);
  /* The close is told, with its code: 1000. */
  rest = desk_rig_read (socket, "\x88\x02\x03\xe8");
  g_assert_nonnull (strstr (rest, "\x88\x02\x03\xe8"));
  expect_upgrade (rig, 401, "/ws/console", own);
}

static void
test_bad_peers (DeskRig *rig, gconstpointer unused)
{
  g_autofree char *huge = g_strnfill (200 * 1024, 'a');
  g_autofree char *huge_header = g_strdup_printf ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: %s\r\n\r\n", huge);
  const struct
  {
    const char *bytes;
    guint status; /* 0: closed without a word, or a refusal */
  } cases[] = {
    { "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", 400 },
    { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
    { "POST /api/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411 },
    { "nonsense\r\n\r\n", 0 },
    { "GET / HTTP/9.9\r\n\r\n", 0 },
    { "\x16\x03\x01\x02 hello\r\n\r\n", 0 },
    { huge_header, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = desk_rig_send (rig, cases[i].bytes, -1, FALSE);

      g_test_message ("%.40s → %.40s", cases[i].bytes, answer);
      if (cases[i].status)
        g_assert_cmpuint (desk_rig_status (answer), ==, cases[i].status);
      else
        g_assert_true (desk_rig_status (answer) == 0 || desk_rig_status (answer) >= 400);
    }
  expect (rig, 200, "GET", "/healthz", NULL, NULL);
}

/* A browser that is closed while its password is checked: the answer finds nobody. */
static void
test_gone_while_paused (DeskRig *rig, gconstpointer unused)
{
  g_autofree char *request = g_strdup_printf (
      "POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s" RIG_TYPE "Content-Length: %zu\r\n\r\n%s",
      vd_desk_server_get_port (rig->server), rig->origin, strlen (GOOD_LOGIN), GOOD_LOGIN);

  for (int i = 0; i < 6; i++)
    {
      g_autoptr (GSocketConnection) connection = desk_rig_write (rig, request, strlen (request));

      /* Gone before it was read, while it is read, while it waits. */
      for (int turn = 0; turn < i * 3; turn++)
        g_main_context_iteration (NULL, FALSE);
    }
  for (int i = 0; i < 3; i++)
    expect (rig, 200, "GET", "/healthz", NULL, NULL);
}

static void
on_closed (SoupWebsocketConnection *socket, gpointer closed)
{
  *(gboolean *)closed = TRUE;
}

static void
on_message (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *bytes, gpointer text)
{
  g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static SoupWebsocketConnection *
connect_kiosk (DeskRig *rig, SoupSession *session, GString *text, gboolean *closed)
{
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u/ws/kiosk", vd_desk_server_get_port (rig->server));
  g_autofree char *bearer = g_strdup_printf ("Bearer %s", rig->token);
  g_autoptr (SoupMessage) msg = soup_message_new ("GET", url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *socket;

  soup_message_headers_replace (soup_message_get_request_headers (msg), "Authorization", bearer);
  soup_session_websocket_connect_async (session, msg, NULL, NULL, 0, NULL, on_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  socket = soup_session_websocket_connect_finish (session, result, &error);
  g_assert_no_error (error);
  g_signal_connect (socket, "message", G_CALLBACK (on_message), text);
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed), closed);
  soup_websocket_connection_send_text (
      socket, "{\"v\":1,\"t\":\"hello\",\"id\":\"h\",\"ack\":0,\"b\":{\"role\":\"kiosk\",\"version\":\"1\"}}");
  return socket;
}

static void
wait_for (GString *text, const char *part, const gboolean *closed)
{
  while (!strstr (text->str, part))
    {
      g_assert_false (*closed);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* Over 64 KiB is an answer, over the cap is the end of that socket; the desk serves on. */
static void
test_large_frames (DeskRig *rig, gconstpointer unused)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *over = g_strnfill (100 * 1024, 'a');
  g_autofree char *far_over = g_strnfill (300 * 1024, 'a');
  gboolean closed = FALSE;
  g_autoptr (SoupWebsocketConnection) socket = connect_kiosk (rig, session, text, &closed);

  wait_for (text, "\"t\":\"welcome\"", &closed);
  soup_websocket_connection_send_text (socket, over);
  wait_for (text, "\"too-large\"", &closed);
  soup_websocket_connection_send_text (socket, "{\"v\":1,\"t\":\"ping\",\"id\":\"p\",\"ack\":0,\"b\":{}}");
  wait_for (text, "\"t\":\"pong\"", &closed);
  soup_websocket_connection_send_text (socket, far_over);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  expect (rig, 200, "GET", "/healthz", NULL, NULL);
}

static void
test_health (DeskRig *rig, gconstpointer unused)
{
  g_autofree char *health = desk_rig_ask (rig, "GET", "/healthz", NULL, NULL);
  g_autofree char *metrics = desk_rig_ask (rig, "GET", "/metrics", NULL, NULL);

  g_assert_cmpuint (desk_rig_status (health), ==, 200);
  g_assert_true (g_str_has_suffix (health, "\r\n\r\nok\n"));
  g_assert_cmpuint (desk_rig_status (metrics), ==, 200);
  g_assert_true (g_str_has_suffix (metrics, "# EOF\n"));
  expect (rig, 403, "GET", "/metrics", "X-Forwarded-For: 203.0.113.9\r\n", NULL);
  expect (rig, 405, "POST", "/metrics", RIG_TYPE, "{}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, url, function) g_test_add ("/desk-server/" name, DeskRig, url, set_up, function, tear_down)
  ADD ("files", NULL, test_files);
  ADD ("traversal", NULL, test_traversal);
  ADD ("session", NULL, test_session);
  ADD ("bad-logins", NULL, test_bad_logins);
  ADD ("lockout", NULL, test_lockout);
  ADD ("https", "https://desk.example.org", test_https);
  ADD ("sockets", NULL, test_sockets);
  ADD ("rebinding", NULL, test_rebinding);
  ADD ("log-out-closes", NULL, test_log_out_closes);
  ADD ("bad-peers", NULL, test_bad_peers);
  ADD ("gone-while-paused", NULL, test_gone_while_paused);
  ADD ("large-frames", NULL, test_large_frames);
  ADD ("health", NULL, test_health);
  return g_test_run ();
}
