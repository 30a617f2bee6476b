/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-rig.h"
#include "paper-key.h"

#include <glib/gstdio.h>
#include <string.h>

#define DEADLINE_MS 20000

static char *
write_file (const char *folder, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
write_console (const char *folder)
{
  g_autofree char *site = g_build_filename (folder, "site", NULL);
  g_autofree char *style = g_build_filename (site, "style", NULL);

  g_assert_cmpint (g_mkdir_with_parents (style, 0700), ==, 0);
  g_free (write_file (site, "index.html", "<!doctype html><title>x</title>"));
  g_free (write_file (site, "app.js", "export {};"));
  g_free (write_file (site, ".hidden.js", "hidden"));
  g_free (write_file (site, "notes.bak", "no type"));
  g_free (write_file (style, "a.css", "a {}"));
  g_free (write_file (folder, "secret.js", "outside"));
}

void
desk_rig_set_up (DeskRig *rig, const char *public_url)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *file = NULL;
  g_autofree char *papers = NULL;
  g_autoptr (VdKeySafe) safe = NULL;
  VdStoreBackend *backend;

  rig->folder = g_dir_make_tmp ("vd-desk-XXXXXX", &error);
  g_assert_no_error (error);
  write_console (rig->folder);
  text = g_strdup_printf ("[desk]\nstate-dir=state\nport=0\nconsole-dir=site\npublic-url=%s\n%s",
                          public_url ? public_url : "", public_url ? "proxy-header=x-forwarded-for\n" : "");
  file = write_file (rig->folder, "desk.conf", text);
  rig->settings = vd_desk_settings_load (file, &error);
  g_assert_no_error (error);
  backend = vd_sqlite_store_open (":memory:", &error);
  g_assert_no_error (error);
  rig->store = vd_store_new (backend);
  g_assert_true (vd_accounts_add_advisor (rig->store, "amina", "Amina “B.”", "", RIG_PASSWORD, &error));
  rig->token = vd_accounts_enroll_kiosk (rig->store, "voltaire-1", "Agence Paris Voltaire", &error);
  g_assert_no_error (error);
  rig->accounts = vd_accounts_new (rig->store, &error);
  papers = g_build_filename (rig->folder, "papers", NULL);
  safe = paper_key_open (rig->folder);
  rig->papers = vd_paper_book_new (
      rig->store,
      &(VdPaperLimits){ .folder = papers,
                        .max_bytes = 1 << 20,
                        .max_pages = 20,
                        .keep_hours = 1,
                        .upload_expiry_s = 60,
                        .safe = safe },
      &error);
  g_assert_no_error (error);
  rig->desk = vd_desk_new (rig->settings, rig->store, rig->accounts, rig->papers, &error);
  g_assert_no_error (error);
  rig->server = vd_desk_server_new (rig->settings, rig->store, rig->desk, rig->accounts, rig->papers, &error);
  g_assert_no_error (error);
  rig->origin = public_url ? g_strdup_printf ("Origin: %s\r\n", public_url)
                           : g_strdup_printf ("Origin: http://127.0.0.1:%u\r\n", vd_desk_server_get_port (rig->server));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

void
desk_rig_tear_down (DeskRig *rig)
{
  vd_desk_stop (rig->desk);
  g_clear_object (&rig->server);
  g_clear_object (&rig->desk);
  g_clear_object (&rig->papers);
  g_clear_object (&rig->accounts);
  g_clear_object (&rig->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&rig->settings, vd_desk_settings_free);
  remove_tree (rig->folder);
  g_free (rig->folder);
  g_free (rig->token);
  g_free (rig->origin);
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("no answer in time");
  return G_SOURCE_REMOVE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

char *
desk_rig_read (GSocketConnection *connection, const char *end)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GString *text = g_string_new (NULL);
  guint deadline = g_timeout_add (DEADLINE_MS, on_deadline, NULL);
  gssize n = 1;

  while (n > 0 && !(end && strstr (text->str, end)))
    {
      g_autoptr (GAsyncResult) result = NULL;
      char bytes[4096];

      g_input_stream_read_async (stream, bytes, sizeof bytes, 0, NULL, on_read, &result);
      while (!result)
        g_main_context_iteration (NULL, TRUE);
      n = g_input_stream_read_finish (stream, result, NULL);
      for (gssize i = 0; i < n; i++)
        g_string_append_c (text, bytes[i] ? bytes[i] : '.');
    }
  g_source_remove (deadline);
  return g_string_free (text, FALSE);
}

GSocketConnection *
desk_rig_write (DeskRig *rig, const char *bytes, gsize size)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect_to_host (
      client, "127.0.0.1", (guint16)vd_desk_server_get_port (rig->server), NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, size, NULL,
                                            NULL, &error));
  return connection;
}

char *
desk_rig_send (DeskRig *rig, const char *bytes, gssize size, gboolean head_only)
{
  g_autoptr (GSocketConnection) connection = desk_rig_write (rig, bytes, size < 0 ? strlen (bytes) : (gsize)size);

  return desk_rig_read (connection, head_only ? "\r\n\r\n" : NULL);
}

GSocketConnection *
desk_rig_open (DeskRig *rig, const char *bytes, char **head)
{
  GSocketConnection *connection = desk_rig_write (rig, bytes, strlen (bytes));

  *head = desk_rig_read (connection, "\r\n\r\n");
  return connection;
}

char *
desk_rig_ask (DeskRig *rig, const char *method, const char *path, const char *headers, const char *body)
{
  g_autofree char *length = body ? g_strdup_printf ("Content-Length: %zu\r\n", strlen (body)) : g_strdup ("");
  g_autofree char *request =
      g_strdup_printf ("%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n%s%s\r\n%s", method, path,
                       vd_desk_server_get_port (rig->server), length, headers ? headers : "", body ? body : "");

  return desk_rig_send (rig, request, -1, FALSE);
}

guint
desk_rig_status (const char *answer)
{
  return g_str_has_prefix (answer, "HTTP/1.") ? (guint)g_ascii_strtoull (answer + strlen ("HTTP/1.1 "), NULL, 10) : 0;
}

char *
desk_rig_header (const char *answer, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (answer, "\r\n", -1);

  for (char **line = lines; *line && **line; line++)
    {
      if (g_ascii_strncasecmp (*line, name, strlen (name)) == 0 && (*line)[strlen (name)] == ':')
        return g_strstrip (g_strdup (*line + strlen (name) + 1));
    }
  return NULL;
}

char *
desk_rig_log_in (DeskRig *rig)
{
  g_autofree char *headers = g_strconcat (rig->origin, RIG_TYPE, NULL);
  g_autofree char *answer =
      desk_rig_ask (rig, "POST", "/api/session", headers, "{\"name\":\"amina\",\"password\":\"" RIG_PASSWORD "\"}");
  g_autofree char *cookie = desk_rig_header (answer, "Set-Cookie");

  g_assert_cmpuint (desk_rig_status (answer), ==, 200);
  g_assert_nonnull (cookie);
  *strchr (cookie, ';') = '\0';
  return g_strdup_printf ("Cookie: %s\r\n", cookie);
}
