/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "http-files.h"

#include "http-answer.h"

#include <string.h>

#define MAX_DEPTH 8
#define FILE_MAX_BYTES (8 * 1024 * 1024)

/* No inline script or style, nothing from elsewhere; blob: is a page of a paper and the picture of a camera. A
 * WebSocket to the same host is 'self' in Chromium and Firefox alike. */
#define POLICY                                                                                                         \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "          \
  "media-src 'self' blob:; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
#define PERMISSIONS                                                                                                    \
  "camera=(self), microphone=(self), display-capture=(), geolocation=(), payment=(), usb=(), serial=(), "              \
  "bluetooth=(), midi=()"

typedef struct
{
  GBytes *bytes;
  const char *type;
  char *etag;
} File;

static const struct
{
  const char *suffix, *type;
} types[] = {
  { ".html", "text/html; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".css", "text/css; charset=utf-8" },
  { ".json", "application/json" },
  { ".svg", "image/svg+xml" },
  { ".png", "image/png" },
  { ".ico", "image/x-icon" },
  { ".woff2", "font/woff2" },
  { ".wav", "audio/wav" },
  { ".ogg", "audio/ogg" },
  { ".txt", "text/plain; charset=utf-8" },
};

static void
file_free (gpointer data)
{
  File *file = data;

  g_bytes_unref (file->bytes);
  g_free (file->etag);
  g_free (file);
}

static const char *
find_type (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_str_has_suffix (name, types[i].suffix))
        return types[i].type;
    }
  return NULL;
}

static gboolean
read_file (GHashTable *files, const char *name, const char *where, GError **error)
{
  const char *type = find_type (where);
  char *text = NULL;
  gsize size;
  File *file;
  g_autofree char *digest = NULL;

  if (!type)
    return TRUE;
  if (!g_file_get_contents (name, &text, &size, error))
    return FALSE;
  if (size > FILE_MAX_BYTES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: is over 8 MiB, this is no part of the console", name);
      g_free (text);
      return FALSE;
    }
  file = g_new0 (File, 1);
  file->bytes = g_bytes_new_take (text, size);
  file->type = type;
  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file->bytes);
  file->etag = g_strdup_printf ("\"%.32s\"", digest);
  g_hash_table_replace (files, g_strdup (where), file);
  return TRUE;
}

static gboolean
read_folder (GHashTable *files, const char *folder, const char *where, guint depth, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *entry;

  if (!dir)
    return FALSE;
  while ((entry = g_dir_read_name (dir)))
    {
      g_autofree char *name = g_build_filename (folder, entry, NULL);
      g_autofree char *path = g_strdup_printf ("%s/%s", where, entry);
      gboolean good = TRUE;

      if (entry[0] == '.')
        continue;
      if (g_file_test (name, G_FILE_TEST_IS_REGULAR))
        good = read_file (files, name, path, error);
      else if (g_file_test (name, G_FILE_TEST_IS_DIR) && depth < MAX_DEPTH)
        good = read_folder (files, name, path, depth + 1, error);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_known (SoupServerMessage *msg, const File *file)
{
  const char *header = soup_message_headers_get_list (soup_server_message_get_request_headers (msg), "If-None-Match");

  /* Quoted 128-bit digests: one is not part of another. */
  return header && strstr (header, file->etag);
}

static void
answer_file (SoupServerMessage *msg, const File *file)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);

  soup_message_headers_replace (headers, "ETag", file->etag);
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  soup_message_headers_replace (headers, "Content-Security-Policy", POLICY);
  soup_message_headers_replace (headers, "Permissions-Policy", PERMISSIONS);
  soup_message_headers_replace (headers, "Cross-Origin-Opener-Policy", "same-origin");
  if (is_known (msg, file))
    {
      soup_server_message_set_status (msg, SOUP_STATUS_NOT_MODIFIED, NULL);
      return;
    }
  soup_server_message_set_status (msg, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, file->type, NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (msg), file->bytes);
}

static void
on_request (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer files)
{
  const char *method = soup_server_message_get_method (msg);
  const File *file = g_hash_table_lookup (files, g_str_equal (path, "/") ? "/index.html" : path);

  if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD"))
    vd_http_refuse_method (msg, "GET, HEAD");
  else if (!file)
    vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "there is nothing here");
  else
    answer_file (msg, file);
}

gboolean
vd_http_files_attach (SoupServer *server, const char *folder, GError **error)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_free);

  if (!read_folder (files, folder, "", 0, error))
    return FALSE;
  if (!g_hash_table_contains (files, "/index.html"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: there is no console here (index.html)", folder);
      return FALSE;
    }
  soup_server_add_handler (server, NULL, on_request, g_steal_pointer (&files), (GDestroyNotify)g_hash_table_unref);
  return TRUE;
}
