/* SPDX-License-Identifier: EUPL-1.2 */
#include "clamd.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#define COMMAND "zINSTREAM" /* with its NUL: the answer ends with one too */
#define CHUNK_BYTES ((gsize)64 * 1024)
#define MAX_ANSWER 1024

static gboolean
send_all (GSocketConnection *connection, gconstpointer data, gsize size, GError **error)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), data, size, NULL, NULL,
                                    error);
}

static gboolean
send_paper (GSocketConnection *connection, const guint8 *data, gsize size, GError **error)
{
  const guint32 end = 0;

  if (!send_all (connection, COMMAND, sizeof COMMAND, error))
    return FALSE;
  for (gsize at = 0; at < size; at += CHUNK_BYTES)
    {
      gsize piece = MIN (size - at, CHUNK_BYTES);
      guint32 length = GUINT32_TO_BE ((guint32)piece);

      if (!send_all (connection, &length, sizeof length, error) || !send_all (connection, data + at, piece, error))
        return FALSE;
    }
  return send_all (connection, &end, sizeof end, error);
}

/* Up to a NUL, the end of the line, or what an answer may be. */
static char *
read_answer (GSocketConnection *connection, GError **error)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < MAX_ANSWER && !memchr (text->str, '\0', text->len))
    {
      char bytes[256];
      gssize n = g_input_stream_read (stream, bytes, sizeof bytes, NULL, error);

      if (n < 0)
        return NULL;
      if (n == 0)
        break;
      g_string_append_len (text, bytes, n);
    }
  return g_strdup (text->str); /* up to its first NUL */
}

static VdClamdVerdict
judge (const char *answer, char **why)
{
  if (g_str_equal (answer, "stream: OK"))
    return VD_CLAMD_CLEAN;
  if (g_str_has_prefix (answer, "stream: ") && g_str_has_suffix (answer, " FOUND"))
    {
      *why = g_strdup (answer);
      return VD_CLAMD_FOUND;
    }
  *why = g_strdup_printf ("clamd says “%s”", answer);
  return VD_CLAMD_NO_VERDICT;
}

VdClamdVerdict
vd_clamd_scan (const char *socket, const guint8 *data, gsize size, guint timeout_s, char **why)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (socket);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL, unsent = NULL;
  g_autofree char *answer = NULL;

  *why = NULL;
  g_socket_client_set_timeout (client, timeout_s);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  /* Over its limit clamd answers and closes before all is sent: what it said counts more than the broken pipe. */
  if (connection)
    send_paper (connection, data, size, &unsent);
  answer = connection ? read_answer (connection, &error) : NULL;
  if (answer && *answer)
    return judge (answer, why);
  *why = g_strdup (error ? error->message : unsent ? unsent->message : "clamd closed without a word");
  return VD_CLAMD_NO_VERDICT;
}
