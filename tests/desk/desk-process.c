/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-process.h"
#include "sample-paper.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST_START_S 60

void
desk_process_set_up (DeskProcess *self, const char *more)
{
  g_autofree char *index = NULL, *text = NULL;

  self->folder = sample_folder_make ();
  self->state = desk_process_in (self, "state");
  self->papers = g_build_filename (self->state, "papers", NULL);
  self->config = desk_process_in (self, "desk.conf");
  index = desk_process_in (self, "index.html");
  text = g_strdup_printf ("[desk]\nstate-dir=%s\nport=0\nconsole-dir=%s\n[papers]\nkey-file=%s/paper-key\n%s",
                          self->state, self->folder, self->folder, more);
  g_assert_cmpint (g_mkdir_with_parents (self->papers, 0700), ==, 0);
  g_assert_true (g_file_set_contents (index, "<!doctype html>", -1, NULL));
  g_assert_true (g_file_set_contents (self->config, text, -1, NULL));
}

void
desk_process_tear_down (DeskProcess *self)
{
  sample_folder_delete (self->papers);
  sample_folder_delete (self->state);
  sample_folder_delete (self->folder);
  g_free (self->config);
}

char *
desk_process_in (const DeskProcess *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/* Runs in the child, before it is the desk. */
static void
die_with_test (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
read_line (int out, char *line, gsize size)
{
  gint64 end_us = g_get_monotonic_time () + LONGEST_START_S * G_USEC_PER_SEC;
  gsize n = 0;

  while (!memchr (line, '\n', n))
    {
      struct pollfd ready = { out, POLLIN };
      gint64 left_us = end_us - g_get_monotonic_time ();
      gssize got;

      g_assert_cmpint (left_us, >, 0);
      g_assert_cmpint (poll (&ready, 1, (int)(left_us / 1000) + 1), ==, 1);
      got = read (out, line + n, size - 1 - n);
      g_assert_cmpint (got, >, 0);
      n += (gsize)got;
    }
}

guint16
desk_process_start (DeskProcess *self, const char *tools)
{
  const char *const argv[] = { g_getenv ("VD_DESK"), "--config", self->config, NULL };
  g_autofree char *path = g_strdup_printf ("%s%s%s", tools ? tools : "", tools ? ":" : "", g_getenv ("PATH"));
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "PATH", path, TRUE);
  g_autoptr (GError) error = NULL;
  char line[200] = "";

  g_spawn_async_with_pipes (NULL, (char **)argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, die_with_test, NULL,
                            &self->pid, NULL, &self->out, NULL, &error);
  g_assert_no_error (error);
  read_line (self->out, line, sizeof line);
  g_assert_nonnull (strrchr (line, ':'));
  return (guint16)g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);
}

void
desk_process_end (DeskProcess *self, int signal)
{
  int status;

  g_assert_cmpint (kill (self->pid, signal), ==, 0);
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  self->pid = 0;
  close (self->out);
  if (signal == SIGKILL)
    g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL); /* it had not ended by itself */
  else
    g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
}
