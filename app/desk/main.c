/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "commands.h"
#include "desk-server.h"
#include "hand-over.h"
#include "paper-commands.h"
#include "paper-texts.h"
#include "text-reader.h"

#include <errno.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the goaway and the closing of every socket may take; a second signal does not wait. */
#define STOP_MS 500
#define MAX_PAGES 20
#define UPLOAD_EXPIRY_S 1800

typedef struct
{
  VdStore *store;
  VdKeySafe *safe;
  VdAccounts *accounts;
  VdPaperBook *papers;
  VdPaperTexts *texts; /* NULL: papers get no text layer */
  VdHandOver *hand_over;
  VdDesk *desk;
  VdDeskServer *server;
  GMainLoop *loop;
  gboolean stopping;
} Program;

/* All that writes to the store. */
static void
stop_writing (Program *program)
{
  g_clear_object (&program->server);
  g_clear_object (&program->desk);
  g_clear_object (&program->hand_over);
  g_clear_object (&program->texts);
  g_clear_object (&program->papers);
  g_clear_object (&program->accounts);
}

static void
program_clear (Program *program)
{
  stop_writing (program);
  g_clear_object (&program->store);
  g_clear_pointer (&program->safe, vd_key_safe_unref);
  g_clear_pointer (&program->loop, g_main_loop_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Program, program_clear)

static int
fail (const GError *error)
{
  fprintf (stderr, "visiodeskd: %s\n", error->message);
  return 1;
}

static gboolean
on_stopped (gpointer data)
{
  g_main_loop_quit (((Program *)data)->loop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_signal (gpointer data)
{
  Program *program = data;

  if (program->stopping)
    return on_stopped (program);
  program->stopping = TRUE;
  vd_desk_stop (program->desk);
  g_timeout_add (STOP_MS, on_stopped, program);
  return G_SOURCE_CONTINUE;
}

/* A desk without its reader of text is a desk all the same: papers go as they came, and the log says why. */
static VdPaperTexts *
start_texts (const char *config, const VdDeskSettings *settings, VdPaperBook *papers)
{
  g_autofree char *setting = g_strconcat (config, ": [papers] text-layer", NULL);
  VdPaperTexts *texts =
      vd_paper_texts_new (papers, VD_TEXT_READER_PROGRAM, settings->text_layer, VD_TEXT_READER_TIMEOUT_S, setting);

  vd_paper_texts_check (texts);
  return texts;
}

static gboolean
build (Program *program, const char *config, const VdDeskSettings *settings, GError **error)
{
  g_autofree char *folder = g_build_filename (settings->state_dir, "papers", NULL);
  VdPaperLimits limits = {
    .folder = folder,
    .max_bytes = (guint64)settings->paper_max_mb << 20,
    .max_pages = MAX_PAGES,
    .keep_hours = settings->paper_keep_hours,
    .upload_expiry_s = UPLOAD_EXPIRY_S,
    .rules = settings->paper_rules,
    .contact_bytes = (guint64)settings->paper_contact_mb << 20,
    .store_bytes = (guint64)settings->paper_store_mb << 20,
    .clamd = *settings->clamd_socket ? settings->clamd_socket : NULL,
    .has_text = *settings->text_layer != '\0',
  };

  program->safe = limits.safe = vd_command_open_safe (config, settings, error);
  if (!program->safe)
    return FALSE;
  program->loop = g_main_loop_new (NULL, FALSE);
  program->store = vd_command_open_store (settings, error);
  if (!program->store || !vd_command_lock_state (settings, error))
    return FALSE;
  program->accounts = vd_accounts_new (program->store, error);
  if (!program->accounts || !vd_command_check_safe (config, settings, program->store, &limits, error))
    return FALSE;
  program->papers = vd_paper_book_new (program->store, &limits, error);
  if (!program->papers)
    return FALSE;
  if (*settings->text_layer)
    program->texts = start_texts (config, settings, program->papers);
  program->hand_over = vd_hand_over_new (settings, program->accounts, program->papers);
  program->desk = vd_desk_new (settings, program->store, program->accounts, program->papers, error);
  if (!program->desk)
    return FALSE;
  program->server =
      vd_desk_server_new (settings, program->store, program->desk, program->accounts, program->papers, error);
  return program->server != NULL;
}

/* Each door and each console is a socket; the usual soft limit of 1024 is less than a region has. */
static void
allow_sockets (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

static int
serve (const char *config, const VdDeskSettings *settings)
{
  g_auto (Program) program = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean six = strchr (settings->address, ':') != NULL;
  guint terminate, interrupt;

  allow_sockets ();
  if (!build (&program, config, settings, &error))
    return fail (error);
  terminate = g_unix_signal_add (SIGTERM, on_signal, &program);
  interrupt = g_unix_signal_add (SIGINT, on_signal, &program);
  printf ("listening on http://%s%s%s:%u\n", six ? "[" : "", settings->address, six ? "]" : "",
          vd_desk_server_get_port (program.server));
  fflush (stdout);
  g_main_loop_run (program.loop);
  g_source_remove (terminate);
  g_source_remove (interrupt);
  /* Not left to the end of the store: a task whose answer nobody fetches any more may hold it beyond that. */
  stop_writing (&program);
  return vd_store_sync (program.store, &error) ? 0 : fail (error);
}

int
main (int argc, char **argv)
{
  g_autofree char *config = NULL;
  gboolean check = FALSE, version = FALSE;
  g_auto (GStrv) rest = NULL;
  const GOptionEntry entries[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, "The settings", "FILE" },
    { "check", 0, 0, G_OPTION_ARG_NONE, &check, "Read the settings, say what is wrong with them, and end", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Say which version this is, and end", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, "[COMMAND …]" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (VdDeskSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_set_prgname ("visiodeskd");
  umask (077);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (
      context, "Serves the desk, or does a command:\n"
               "  add-advisor NAME DISPLAY-NAME [--languages fr,es]   password: first line of the input\n"
               "  enroll-kiosk ID SITE                                prints the kiosk's token\n"
               "  forget-lost-papers [COUNT]                          those whose key file is lost: counts or destroys them; no desk runs\n"
               "  make-paper-key [PATH]                               the key above all papers' keys, once\n"
               "  rotate-paper-key NEW-PATH                           from the key of the settings to a new one; no desk runs\n"
               "  show-paper-key                                      what kiosks seal papers to: their [papers] desk-key");
  /* What follows a command is the command's. */
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error) + 1;
  if (version)
    {
      puts ("visiodeskd " VD_VERSION);
      return 0;
    }
  if (!config)
    {
      fputs ("usage: visiodeskd --config FILE [--check | COMMAND …]; see --help\n", stderr);
      return 2;
    }
  settings = vd_desk_settings_load (config, &error);
  if (!settings)
    return fail (error);
  if (check)
    {
      g_autoptr (VdKeySafe) safe = vd_command_open_safe (config, settings, &error);

      if (!safe || !vd_command_check_state (config, settings, safe, &error))
        return fail (error);
      printf ("%s is good\n", config);
      return 0;
    }
  return rest && *rest ? vd_command_run (config, settings, rest) : serve (config, settings);
}
