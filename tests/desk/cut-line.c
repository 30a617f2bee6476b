/* SPDX-License-Identifier: EUPL-1.2 */
#include "cut-line.h"

#include <string.h>

#define TIMEOUT_S 60
#define LOOK_US (20 * 1000)
#define ROOM (16 * 1024)

struct _CutLine
{
  GSocket *door;
  guint16 port, desk_port;
  const guint64 *cuts; /* the next one is the first */
  guint n_cuts;
  CutLineAt at;
  gpointer data;
  guint64 length;    /* of the upload */
  guint64 confirmed; /* by the desk, whether the kiosk heard it or not */
  guint creations;
  gboolean confirmed_whole;
};

/* One side of a connection. */
typedef struct
{
  GSocketConnection *connection;
  GDataInputStream *in;
  GOutputStream *out;
} Side;

static void
side_clear (Side *side)
{
  g_clear_object (&side->in);
  g_clear_object (&side->connection);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* (transfer full) @connection, or NULL. */
static gboolean
side_init (Side *side, GSocketConnection *connection)
{
  side->connection = connection;
  if (!connection)
    return FALSE;
  g_socket_set_timeout (g_socket_connection_get_socket (connection), TIMEOUT_S);
  side->in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_set_newline_type (side->in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  side->out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  return TRUE;
}

CutLine *
cut_line_new (const guint64 *cuts, guint n_cuts, CutLineAt at, gpointer data)
{
  CutLine *self = g_new0 (CutLine, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0), bound = NULL;
  g_autoptr (GError) error = NULL;

  self->cuts = cuts;
  self->n_cuts = n_cuts;
  self->at = at;
  self->data = data;
  self->door = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (self->door, any, TRUE, &error) && g_socket_listen (self->door, &error));
  bound = g_socket_get_local_address (self->door, &error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return self;
}

void
cut_line_free (CutLine *self)
{
  g_object_unref (self->door);
  g_free (self);
}

guint16
cut_line_get_port (CutLine *self)
{
  return self->port;
}

void
cut_line_set_desk (CutLine *self, guint16 port)
{
  self->desk_port = port;
}

guint64
cut_line_get_confirmed (CutLine *self)
{
  return self->confirmed;
}

guint
cut_line_get_creations (CutLine *self)
{
  return self->creations;
}

/* With the empty line at its end; NULL: the side is gone. */
static char *
read_head (Side *side)
{
  g_autoptr (GString) head = g_string_new (NULL);

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (side->in, NULL, NULL, NULL);

      if (!line)
        return NULL;
      g_string_append_printf (head, "%s\r\n", line);
      if (!*line)
        return g_string_free (g_steal_pointer (&head), FALSE);
    }
}

static gboolean
read_number (const char *head, const char *name, guint64 *number)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", -1);

  for (char **line = lines; *line; line++)
    if (g_ascii_strncasecmp (*line, name, strlen (name)) == 0 && (*line)[strlen (name)] == ':')
      {
        *number = g_ascii_strtoull (*line + strlen (name) + 1, NULL, 10);
        return TRUE;
      }
  return FALSE;
}

static gboolean
write_to (Side *side, const char *bytes, gsize size)
{
  return g_output_stream_write_all (side->out, bytes, size, NULL, NULL, NULL);
}

static guint64
next_cut (const CutLine *self)
{
  return self->n_cuts > 0 ? *self->cuts : G_MAXUINT64;
}

static gboolean
cuts_at (CutLine *self, guint64 position)
{
  if (position < next_cut (self))
    return FALSE;
  self->cuts++;
  self->n_cuts--;
  return self->at (position, self->data);
}

static gboolean
carry_body (CutLine *self, Side *from, Side *to, guint64 offset, guint64 size)
{
  char room[ROOM];

  for (guint64 end = offset + size; offset < end;)
    {
      gsize most = MIN (sizeof room, end - offset);
      gssize n;

      if (offset < next_cut (self))
        most = MIN (most, next_cut (self) - offset);
      n = g_input_stream_read (G_INPUT_STREAM (from->in), room, most, NULL, NULL);
      if (n <= 0 || !write_to (to, room, (gsize)n))
        return FALSE;
      offset += (guint64)n;
      if (cuts_at (self, offset))
        return FALSE;
    }
  return TRUE;
}

/* What the desk answers binds it, and the kiosk's next byte. */
static gboolean
hear_answer (CutLine *self, const char *head)
{
  guint64 offset;

  if (!read_number (head, "Upload-Offset", &offset))
    return TRUE;
  g_assert_cmpuint (offset, >=, self->confirmed); /* nothing confirmed is lost */
  self->confirmed = offset;
  if (offset < self->length || self->confirmed_whole)
    return TRUE;
  self->confirmed_whole = TRUE;
  return !self->at (CUT_LINE_CONFIRMED, self->data);
}

static gboolean
carry_answer (CutLine *self, Side *kiosk, Side *desk, const char *method)
{
  g_autofree char *head = read_head (desk);
  g_autofree char *body = NULL;
  guint64 size = 0;

  if (!head || !hear_answer (self, head))
    return FALSE;
  if (!g_str_equal (method, "HEAD"))
    read_number (head, "Content-Length", &size);
  body = g_malloc (size + 1);
  return g_input_stream_read_all (G_INPUT_STREAM (desk->in), body, size, NULL, NULL, NULL) &&
         write_to (kiosk, head, strlen (head)) && write_to (kiosk, body, size);
}

static gboolean
carry_request (CutLine *self, Side *kiosk, Side *desk)
{
  g_autofree char *head = read_head (kiosk);
  g_autofree char *method = head ? g_strndup (head, strcspn (head, " ")) : NULL;
  guint64 size = 0, offset = 0;

  if (!head)
    return FALSE;
  read_number (head, "Content-Length", &size);
  read_number (head, "Upload-Offset", &offset);
  if (g_str_equal (method, "POST"))
    {
      self->creations++;
      g_assert_true (read_number (head, "Upload-Length", &self->length));
    }
  else if (g_str_equal (method, "PATCH"))
    g_assert_cmpuint (offset, ==, self->confirmed); /* not one byte that the desk has is sent again */
  return write_to (desk, head, strlen (head)) && carry_body (self, kiosk, desk, offset, size) &&
         carry_answer (self, kiosk, desk, method);
}

void
cut_line_carry (CutLine *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocket) visitor = NULL;
  g_auto (Side) kiosk = { 0 }, desk = { 0 };

  if (!g_socket_condition_timed_wait (self->door, G_IO_IN, LOOK_US, NULL, NULL))
    return;
  visitor = g_socket_accept (self->door, NULL, NULL);
  if (!visitor || !side_init (&kiosk, g_socket_connection_factory_create_connection (visitor)) ||
      !side_init (&desk, g_socket_client_connect_to_host (client, "127.0.0.1", self->desk_port, NULL, NULL)))
    return;
  while (carry_request (self, &kiosk, &desk))
    ;
}
