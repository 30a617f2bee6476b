/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "text-reader.h"
#include "sealed-file.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_OUTPUT (8 * 1024 * 1024) /* of hOCR: some hundred bytes for each of a page's words */
/* Far above what a page needs: the largest picture that a paper may have is 40 Mpx. */
#define MAX_MEMORY ((rlim_t)2 * 1024 * 1024 * 1024)
#define PIECE (64 * 1024)
#define LOWEST_PRIORITY 19
#define LIST_TIMEOUT_S 10

typedef struct
{
  int in, out; /* what it reads: a file in memory, or -1; what it says */
  GPid pid;
  GByteArray *said;
  gint64 deadline_us;
} Run;

/* Runs in the child, between fork and exec: nothing but system calls. */
static void
lower_itself (gpointer data)
{
  const struct rlimit memory = { MAX_MEMORY, MAX_MEMORY }, cpu = { GPOINTER_TO_UINT (data), GPOINTER_TO_UINT (data) },
                      files = { 0, 0 };
  /* 0 would not keep a core from a program that the kernel pipes it to; 1 does (core(5)). */
  const struct rlimit core = { 1, 1 };

  setpgid (0, 0);
  setpriority (PRIO_PROCESS, 0, LOWEST_PRIORITY);
  setrlimit (RLIMIT_AS, &memory);
  setrlimit (RLIMIT_CPU, &cpu);
  setrlimit (RLIMIT_FSIZE, &files);
  setrlimit (RLIMIT_CORE, &core);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* One thread: OpenMP's others would take time from calls, and spin against each other. */
static char **
make_environment (void)
{
  char **environment = g_environ_setenv (NULL, "OMP_THREAD_LIMIT", "1", TRUE);
  const char *const kept[] = { "PATH", "TESSDATA_PREFIX" };

  environment = g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_getenv (kept[i]))
      environment = g_environ_setenv (environment, kept[i], g_getenv (kept[i]), TRUE);
  return environment;
}

static int
put_in_memory (GBytes *bytes, GError **error)
{
  int fd = memfd_create ("page", MFD_CLOEXEC);
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  if (fd < 0)
    {
      vd_file_error (error, "make a file in memory");
      return -1;
    }
  if (vd_write_fully (fd, data, size, 0, error)) /* at offsets: it is still read from its beginning */
    return fd;
  close (fd);
  return -1;
}

static gboolean
start (Run *self, const char *const *argv, guint timeout_s, GError **error)
{
  g_auto (GStrv) environment = make_environment ();

  self->deadline_us = g_get_monotonic_time () + timeout_s * G_USEC_PER_SEC;
  self->said = g_byte_array_sized_new (MAX_OUTPUT + PIECE); /* at once: what grows leaves copies behind */
  return g_spawn_async_with_pipes_and_fds (NULL, argv, (const char *const *)environment,
                                           G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH |
                                               G_SPAWN_STDERR_TO_DEV_NULL | G_SPAWN_CLOEXEC_PIPES,
                                           lower_itself, GUINT_TO_POINTER (timeout_s), self->in, -1, -1, NULL, NULL, 0,
                                           &self->pid, NULL, &self->out, NULL, error);
}

static gboolean
fail (GError **error, GIOErrorEnum code, const char *why)
{
  g_set_error (error, G_IO_ERROR, (int)code, "the reader of text %s", why);
  return FALSE;
}

static gboolean
take_output (Run *self, gboolean *ended, GError **error)
{
  guint8 piece[PIECE];
  gssize n = read (self->out, piece, sizeof piece);

  *ended = n == 0;
  if (n > 0)
    g_byte_array_append (self->said, piece, (guint)n);
  sodium_memzero (piece, n > 0 ? (gsize)n : 0);
  if (n < 0 && errno != EINTR)
    return fail (error, G_IO_ERROR_FAILED, "cannot be heard");
  return self->said->len <= MAX_OUTPUT || fail (error, G_IO_ERROR_INVALID_DATA, "says too much");
}

/* Until it has closed its output. */
static gboolean
listen_to (Run *self, GCancellable *cancellable, GError **error)
{
  GPollFD cancelled = { .fd = -1 };
  gboolean has_cancel = cancellable && g_cancellable_make_pollfd (cancellable, &cancelled);
  gboolean good = TRUE, ended = FALSE;

  while (good && !ended)
    {
      gint64 left_us = self->deadline_us - g_get_monotonic_time ();
      struct pollfd fds[] = { { self->out, POLLIN }, { cancelled.fd, POLLIN } };
      int ready = left_us > 0 ? poll (fds, 2, (int)(left_us / 1000) + 1) : 0;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        good = FALSE;
      else if (left_us <= 0)
        good = fail (error, G_IO_ERROR_TIMED_OUT, "took too long");
      else if (ready > 0 && fds[0].revents)
        good = take_output (self, &ended, error);
    }
  if (has_cancel)
    g_cancellable_release_fd (cancellable);
  return good;
}

/* It has closed its output: it ends, or is ended. What it may have started is in its group and never outlives it: the
 * group is killed before its number can be another's, which is when the child is reaped. */
static gboolean
conclude (Run *self, gboolean good, GError **error)
{
  siginfo_t info = { 0 };
  int status = 0;
  pid_t ended;

  while (good && waitid (P_PID, (id_t)self->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0 &&
         g_get_monotonic_time () <= self->deadline_us)
    g_usleep (1000);
  kill (-self->pid, SIGKILL);
  while ((ended = waitpid (self->pid, &status, 0)) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (self->pid);
  if (!good)
    return FALSE;
  if (ended == self->pid && WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return TRUE;
  return fail (error, G_IO_ERROR_FAILED, WIFSIGNALED (status) ? "was ended by a signal" : "gave up");
}

static void
run_clear (Run *self)
{
  if (self->in >= 0)
    close (self->in);
  if (self->out >= 0)
    close (self->out);
  if (self->said)
    {
      sodium_memzero (self->said->data, self->said->len);
      g_byte_array_unref (self->said);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static gboolean
run (Run *self, const char *const *argv, guint timeout_s, GCancellable *cancellable, GError **error)
{
  return start (self, argv, timeout_s, error) && conclude (self, listen_to (self, cancellable, error), error);
}

GPtrArray *
vd_text_reader_read (const char *program, const char *languages, GBytes *pgm, guint width, guint height, guint dpi,
                     guint timeout_s, GCancellable *cancellable, GError **error)
{
  g_autofree char *resolution = g_strdup_printf ("%u", dpi);
  const char *const argv[] = {
    program, "stdin", "stdout", "-l", languages, "--dpi", resolution, "-c", "tessedit_create_hocr=1", NULL
  };
  g_auto (Run) self = { .in = -1, .out = -1 };

  self.in = put_in_memory (pgm, error);
  if (self.in < 0 || !run (&self, argv, timeout_s, cancellable, error))
    return NULL;
  return vd_text_words_parse ((const char *)self.said->data, self.said->len, width, height, error);
}

static gboolean
has_line (const GByteArray *text, const char *line)
{
  g_autofree char *copy = g_strndup ((const char *)text->data, text->len);
  g_auto (GStrv) lines = g_strsplit (copy, "\n", -1);

  return g_strv_contains ((const char *const *)lines, line);
}

/* Not that there was no memory for it just now: to start it, or for itself, when it gives up. */
static gboolean
is_missing (const GError *fault)
{
  static const int faults[] = { G_SPAWN_ERROR_NOENT,  G_SPAWN_ERROR_ACCES,  G_SPAWN_ERROR_PERM,
                                G_SPAWN_ERROR_NOEXEC, G_SPAWN_ERROR_NOTDIR, G_SPAWN_ERROR_LIBBAD };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_error_matches (fault, G_SPAWN_ERROR, faults[i]))
      return TRUE;
  return FALSE;
}

gboolean
vd_text_reader_check (const char *program, const char *languages, GError **error)
{
  const char *const argv[] = { program, "--list-langs", NULL };
  g_auto (GStrv) wanted = g_strsplit (languages, "+", -1);
  g_auto (Run) self = { .in = -1, .out = -1 };
  g_autoptr (GError) fault = NULL;

  if (!run (&self, argv, LIST_TIMEOUT_S, NULL, &fault))
    {
      if (is_missing (fault))
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "“%s” cannot be run (Debian: tesseract-ocr): %s", program,
                     fault->message);
      else
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                     "“%s --list-langs” does not work (if it stays so, see what it says; Debian: tesseract-ocr): %s",
                     program, fault->message);
      return FALSE;
    }
  for (char **language = wanted; *language; language++)
    if (!has_line (self.said, *language))
      {
        g_autofree char *package = g_strdelimit (g_strconcat ("tesseract-ocr-", *language, NULL), "_", '-');

        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "tesseract has no data for “%s” (Debian: %s)", *language,
                     package);
        return FALSE;
      }
  return TRUE;
}
