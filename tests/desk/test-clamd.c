/* SPDX-License-Identifier: EUPL-1.2 */
/* A clamd that is played: it reads what the protocol demands, byte by byte, and says what the test wants. */
#include "clamd.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder, *path;
  GSocket *listener;
  GThread *thread;
  const char *answer; /* NULL: closes without a word */
  gsize answer_size;
  gsize limit;     /* answers and closes after so many bytes; 0: none */
  gboolean silent; /* reads all and then says nothing for ever */
  GByteArray *got;
  gboolean whole;
} Clamd;

static gboolean
receive (GSocket *socket, gpointer to, gsize size)
{
  guint8 *at = to;

  while (size > 0)
    {
      gssize n = g_socket_receive (socket, (char *)at, size, NULL, NULL);

      if (n <= 0)
        return FALSE;
      at += n;
      size -= (gsize)n;
    }
  return TRUE;
}

static void
take_stream (Clamd *self, GSocket *socket)
{
  char command[10];
  guint32 length;

  g_assert_true (receive (socket, command, sizeof command));
  g_assert_cmpmem (command, sizeof command, "zINSTREAM", 10);
  while (receive (socket, &length, sizeof length) && length != 0)
    {
      gsize size = GUINT32_FROM_BE (length), before = self->got->len;

      g_assert_cmpuint (size, <=, 64 * 1024);
      g_byte_array_set_size (self->got, (guint)(before + size));
      if (!receive (socket, self->got->data + before, size))
        return;
      if (self->limit && self->got->len > self->limit)
        return;
    }
  self->whole = TRUE;
}

static gpointer
serve (gpointer data)
{
  Clamd *self = data;
  g_autoptr (GSocket) socket = g_socket_accept (self->listener, NULL, NULL);
  char byte;

  if (!socket)
    return NULL;
  take_stream (self, socket);
  if (self->answer)
    g_socket_send (socket, self->answer, self->answer_size, NULL, NULL);
  while (self->silent && g_socket_receive (socket, &byte, 1, NULL, NULL) > 0)
    ;
  return NULL;
}

static void
set_up (Clamd *self, gconstpointer unused)
{
  g_autoptr (GSocketAddress) address = NULL;

  self->folder = g_dir_make_tmp ("vd-clamd-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "clamd.ctl", NULL);
  self->got = g_byte_array_new ();
  self->listener = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, 0, NULL);
  address = g_unix_socket_address_new (self->path);
  g_assert_true (g_socket_bind (self->listener, address, FALSE, NULL));
  g_assert_true (g_socket_listen (self->listener, NULL));
}

static void
tear_down (Clamd *self, gconstpointer unused)
{
  if (self->thread)
    g_thread_join (self->thread);
  g_object_unref (self->listener);
  g_remove (self->path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_byte_array_unref (self->got);
  g_free (self->folder);
  g_free (self->path);
}

static VdClamdVerdict
scan (Clamd *self, const char *answer, gsize answer_size, gsize paper_size, char **why)
{
  g_autofree guint8 *paper = g_malloc (paper_size);

  for (gsize i = 0; i < paper_size; i++)
    paper[i] = (guint8)(i * 7);
  self->answer = answer;
  self->answer_size = answer_size;
  self->thread = g_thread_new ("clamd", serve, self);
  return vd_clamd_scan (self->path, paper, paper_size, self->silent ? 1 : 20, why);
}

#define ANSWER(text) text, sizeof text

static void
test_clean (Clamd *self, gconstpointer unused)
{
  g_autofree char *why = NULL;

  g_assert_cmpint (scan (self, ANSWER ("stream: OK"), 150000, &why), ==, VD_CLAMD_CLEAN);
  g_assert_null (why);
  g_thread_join (g_steal_pointer (&self->thread));
  g_assert_true (self->whole);
  g_assert_cmpuint (self->got->len, ==, 150000);
  g_assert_cmpuint (self->got->data[149999], ==, (guint8)(149999 * 7));
}

static void
test_found (Clamd *self, gconstpointer unused)
{
  g_autofree char *why = NULL;

  g_assert_cmpint (scan (self, ANSWER ("stream: Eicar-Test-Signature FOUND"), 68, &why), ==, VD_CLAMD_FOUND);
  g_assert_nonnull (strstr (why, "Eicar"));
}

/* It answers before it has read all, and closes. */
static void
test_limit (Clamd *self, gconstpointer unused)
{
  g_autofree char *why = NULL;

  self->limit = 70000;
  g_assert_cmpint (scan (self, ANSWER ("INSTREAM size limit exceeded. ERROR"), 5000000, &why), ==, VD_CLAMD_NO_VERDICT);
  g_assert_nonnull (why);
}

static void
test_strange_answers (Clamd *self, gconstpointer data)
{
  const char *answer = data;
  g_autofree char *why = NULL;

  g_assert_cmpint (scan (self, answer, answer ? strlen (answer) + 1 : 0, 1000, &why), ==, VD_CLAMD_NO_VERDICT);
  g_assert_nonnull (why);
}

static void
test_silent (Clamd *self, gconstpointer unused)
{
  g_autofree char *why = NULL;

  self->silent = TRUE;
  g_assert_cmpint (scan (self, NULL, 0, 1000, &why), ==, VD_CLAMD_NO_VERDICT);
  g_assert_nonnull (why);
}

static void
test_not_there (void)
{
  g_autofree char *why = NULL;

  g_assert_cmpint (vd_clamd_scan ("/nonexistent/clamd.ctl", (const guint8 *)"x", 1, 1, &why), ==, VD_CLAMD_NO_VERDICT);
  g_assert_nonnull (why);
}

#define ADD(name, data, func) g_test_add ("/clamd/" name, Clamd, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("clean", NULL, test_clean);
  ADD ("found", NULL, test_found);
  ADD ("limit", NULL, test_limit);
  ADD ("answers/none", NULL, test_strange_answers);
  ADD ("answers/empty", "", test_strange_answers);
  ADD ("answers/error", "UNKNOWN COMMAND", test_strange_answers);
  ADD ("answers/ok-of-another", "stream: OK and more", test_strange_answers);
  ADD ("answers/found-nothing", "FOUND", test_strange_answers);
  ADD ("silent", NULL, test_silent);
  g_test_add_func ("/clamd/not-there", test_not_there);
  return g_test_run ();
}
