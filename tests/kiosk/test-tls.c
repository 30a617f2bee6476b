/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-session.h"
#include "fake-desk.h"
#include "link.h"

#include <glib/gstdio.h>

/* Measured on Debian 12: after GnuTLS was used, the leak checker itself crashes at exit while it reads the thread-local
 * storage of libraries that were loaded late, and without that storage it takes GLib's for leaks. test-link.c looks for
 * leaks of the same link, without TLS. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "detect_leaks=0";
}

/* Certificates are made for the test, so that none of them is anybody's secret. */
typedef struct
{
  char *folder;
  SoupServer *server;
  guint asked;
} Fixture;

static void
run (const char *folder, const char *command)
{
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  int status;

  g_shell_parse_argv (command, NULL, &argv, &error);
  g_assert_no_error (error);
  g_spawn_sync (folder, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s: %s", command, said);
}

static void
make_certificate (Fixture *f, const char *name, const char *host)
{
  g_autofree char *command = g_strdup_printf (
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout %s.key "
      "-out %s.pem -subj /CN=%s -addext subjectAltName=%s",
      name, name, name, host);

  run (f->folder, command);
}

static char *
in (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Fixture *f = data;

  f->asked++;
  soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
}

static void
set_up (Fixture *f, gconstpointer host)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *pem = NULL, *key = NULL;

  f->folder = g_dir_make_tmp ("vd-tls-XXXXXX", &error);
  g_assert_no_error (error);
  make_certificate (f, "desk", host);
  make_certificate (f, "stranger", host);
  pem = in (f, "desk.pem");
  key = in (f, "desk.key");
  certificate = g_tls_certificate_new_from_files (pem, key, &error);
  g_assert_no_error (error);
  f->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (f->server, NULL, on_request, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | SOUP_SERVER_LISTEN_HTTPS, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  static const char *const names[] = { "desk.pem", "desk.key", "stranger.pem", "stranger.key" };

  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = in (f, names[i]);

      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
}

static gboolean
is_tried (gpointer link)
{
  gboolean tried;

  g_object_get (link, "tried", &tried, NULL);
  return tried;
}

/* TRUE if the desk saw the request, which it then refuses: the handshake was good. */
static gboolean
reaches (Fixture *f, const char *ca_name)
{
  GSList *uris = soup_server_get_uris (f->server);
  g_autofree char *url = g_strdup_printf ("wss://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_autofree char *ca = ca_name ? in (f, ca_name) : NULL;
  g_autoptr (VdLink) link = vd_link_new (url, FAKE_TOKEN, ca);
  gboolean refused;

  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  f->asked = 0;
  vd_link_start (link);
  wait_until (is_tried, link, "the first trial");
  g_object_get (link, "refused", &refused, NULL);
  g_assert_cmpint (refused, ==, f->asked > 0);
  vd_link_stop (link);
  return f->asked > 0;
}

static void
test_trusted (Fixture *f, gconstpointer unused)
{
  g_assert_true (reaches (f, "desk.pem"));
}

static void
test_not_trusted (Fixture *f, gconstpointer unused)
{
  g_assert_false (reaches (f, NULL));
  g_assert_false (reaches (f, "stranger.pem"));
}

/* The right authority, for another name. */
static void
test_other_host (Fixture *f, gconstpointer unused)
{
  g_assert_false (reaches (f, "desk.pem"));
}

static void
test_uris (void)
{
  static const char *const cases[][3] = {
    { "ws://127.0.0.1:8080", "/ws/kiosk", "ws://127.0.0.1:8080/ws/kiosk" },
    { "wss://d.example/ws/kiosk", "/ws/kiosk", "wss://d.example/ws/kiosk" },
    { "ws://[::1]:80/", "/api/uploads", "http://[::1]:80/api/uploads" },
    { "wss://d.example", "/api/uploads", "https://d.example/api/uploads" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GUri) uri = vd_desk_uri (cases[i][0], cases[i][1]);
      g_autofree char *is = g_uri_to_string (uri);

      g_assert_cmpstr (is, ==, cases[i][2]);
    }
  g_assert_null (vd_desk_uri ("no url", "/ws/kiosk"));
}

int
main (int argc, char **argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE); /* the desktop's proxy settings are no part of this */
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tls/uris", test_uris);
  g_test_add ("/tls/trusted", Fixture, "IP:127.0.0.1", set_up, test_trusted, tear_down);
  g_test_add ("/tls/not-trusted", Fixture, "IP:127.0.0.1", set_up, test_not_trusted, tear_down);
  g_test_add ("/tls/other-host", Fixture, "IP:127.0.0.9", set_up, test_other_host, tear_down);
  return g_test_run ();
}
