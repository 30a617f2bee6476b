/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "commands.h"

#include "accounts.h"
#include "key-rotation.h"
#include "paper-commands.h"
#include "sealed-paper.h"
#include "setting-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_MAX_BYTES 1024

VdStore *
vd_command_open_store (const VdDeskSettings *settings, GError **error)
{
  g_autofree char *path = g_build_filename (settings->state_dir, "desk.db", NULL);
  VdStoreBackend *backend;

  if (g_mkdir_with_parents (settings->state_dir, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", settings->state_dir, g_strerror (errno));
      return NULL;
    }
  backend = vd_sqlite_store_open (path, error);
  return backend ? vd_store_new (backend) : NULL;
}

gboolean
vd_command_lock_state (const VdDeskSettings *settings, GError **error)
{
  g_autofree char *path = g_build_filename (settings->state_dir, "lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path,
               errno == EWOULDBLOCK ? "another visiodeskd runs on this state-dir" : g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return FALSE;
}

VdKeySafe *
vd_command_open_safe (const char *config, const VdDeskSettings *settings, GError **error)
{
  g_autoptr (GError) fault = NULL;
  VdKeySafe *safe = NULL;

  if (!*settings->paper_key_file)
    vd_settings_complain (config, "papers", "key-file",
                          "is empty: name a file outside state-dir, and make it with “visiodeskd --config FILE "
                          "make-paper-key”",
                          error);
  else if (!(safe = vd_key_safe_open (settings->paper_key_file, &fault)))
    vd_settings_complain (config, "papers", "key-file", fault->message, error);
  return safe;
}

gboolean
vd_command_check_safe (const char *config, const VdDeskSettings *settings, VdStore *store, const VdPaperLimits *limits,
                       GError **error)
{
  g_autoptr (GPtrArray) rows = vd_store_list (store, &vd_table_papers, NULL, NULL, error);
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  const char *file = settings->paper_key_file;
  g_autofree char *text = NULL;
  guint kept = 0, ours = 0;

  for (guint i = 0; rows && i < rows->len; i++)
    {
      const VdPaperRow *row = rows->pdata[i];

      if (!row->key || g_bytes_get_size (row->key) == 0 || !vd_paper_limits_keep (limits, row, now_s))
        continue; /* nothing stored, or destroyed, or about to be */
      kept++;
      ours += vd_key_safe_has_wrapped (limits->safe, row->key) ? 1 : 0;
    }
  if (kept > ours && ours > 0)
    g_warning ("%s: [papers] key-file: “%s” opens only %u of the %u papers that are kept", config, file, ours, kept);
  if (!rows || kept == 0 || ours > 0)
    return rows != NULL;
  text = g_strdup_printf ("“%s” opens none of the %u papers that are kept: name the file that their keys are wrapped "
                          "under (after “rotate-paper-key NEW-PATH”: NEW-PATH)",
                          file, kept);
  vd_settings_complain (config, "papers", "key-file", text, error);
  return FALSE;
}

/* The first line of the standard input, unseen at a terminal. */
static gboolean
read_password (char *password, int size)
{
  struct termios usual, unseen;
  gboolean terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &usual) == 0;
  gboolean good;

  if (terminal)
    {
      unseen = usual;
      unseen.c_lflag &= ~(tcflag_t)ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &unseen);
      fputs ("Password: ", stderr);
    }
  good = fgets (password, size, stdin) != NULL;
  if (terminal)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &usual);
      fputc ('\n', stderr);
    }
  password[good ? strcspn (password, "\r\n") : 0] = '\0';
  return good;
}

static int
fail (const GError *error)
{
  fprintf (stderr, "visiodeskd: %s\n", error->message);
  return 1;
}

static int
add_advisor (VdStore *store, char **words, const char *languages)
{
  g_autoptr (GError) error = NULL;
  char password[PASSWORD_MAX_BYTES];
  gboolean good;

  if (!read_password (password, sizeof password))
    {
      fputs ("visiodeskd: the password must be the first line of the standard input\n", stderr);
      return 2;
    }
  good = vd_accounts_add_advisor (store, words[0], words[1], languages, password, &error);
  explicit_bzero (password, sizeof password);
  if (!good)
    return fail (error);
  fprintf (stderr, "visiodeskd: %s can log in; a running desk knows it after its next start\n", words[0]);
  return 0;
}

static int
enroll_kiosk (VdStore *store, char **words, const char *languages)
{
  g_autoptr (GError) error = NULL;
  char *token = vd_accounts_enroll_kiosk (store, words[0], words[1], &error);

  if (!token)
    return fail (error);
  puts (token);
  explicit_bzero (token, strlen (token));
  g_free (token);
  fputs ("visiodeskd: this token is told once: put it in the kiosk's token-file; a running desk knows it after its "
         "next start\n",
         stderr);
  return 0;
}

/* Where the settings say, or at the path that follows: what systemd encrypts as a credential is made anywhere. */
static int
make_paper_key (const VdDeskSettings *settings, char **words)
{
  const char *file = words[0] ? words[0] : settings->paper_key_file;
  g_autoptr (GError) error = NULL;

  if (!*file || (words[0] && words[1]))
    {
      fputs ("usage: visiodeskd --config FILE make-paper-key [PATH], without PATH where [papers] key-file says\n",
             stderr);
      return 2;
    }
  if (!vd_key_safe_make_file (file, &error))
    return fail (error);
  fprintf (
      stderr,
      "visiodeskd: %s is the key above all papers' keys: keep a copy of it apart from copies of state-dir; without "
      "it no paper can be opened\n",
      file);
  return 0;
}

/* The new file is used as it is if it is there: an earlier run was ended after it had made it. */
static VdKeySafe *
open_new_safe (const char *file, GError **error)
{
  if (!g_file_test (file, G_FILE_TEST_EXISTS) && !vd_key_safe_make_file (file, error))
    return NULL;
  return vd_key_safe_open (file, error);
}

static int
tell_rotated (const VdKeyRotation *done, const char *file)
{
  fprintf (stderr,
           "visiodeskd: %u keys are wrapped under %s now, %u were already. Name it in [papers] key-file before a desk "
           "starts, and give each kiosk that has a desk-key the new one (show-paper-key). The old file opens nothing "
           "here any more: destroy it when no copy of state-dir needs it\n",
           done->wrapped, file, done->there);
  if (done->unopened > 0)
    fprintf (stderr, "visiodeskd: %u keys can be opened by neither file: they stay as they are\n", done->unopened);
  return 0;
}

static int
rotate_paper_key (const char *config, const VdDeskSettings *settings, char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VdStore) store = NULL;
  g_autoptr (VdKeySafe) from = NULL, to = NULL;
  VdKeyRotation done;

  if (!words[0] || words[1])
    {
      fputs ("usage: visiodeskd --config FILE rotate-paper-key NEW-PATH\n", stderr);
      return 2;
    }
  from = vd_command_open_safe (config, settings, &error);
  store = from ? vd_command_open_store (settings, &error) : NULL;
  if (!store || !vd_command_lock_state (settings, &error))
    return fail (error);
  to = open_new_safe (words[0], &error);
  return to && vd_key_rotate (store, from, to, &done, &error) ? tell_rotated (&done, words[0]) : fail (error);
}

/* For [papers] desk-key of each kiosk, which then sends no paper to anybody else. */
static int
show_paper_key (const char *config, const VdDeskSettings *settings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VdKeySafe) safe = vd_command_open_safe (config, settings, &error);
  g_autofree char *text = safe ? vd_sealed_paper_key_to_text (vd_key_safe_get_public (safe)) : NULL;

  if (!safe)
    return fail (error);
  puts (text);
  return 0;
}

static const struct
{
  const char *name, *usage;
  gboolean takes_languages;
  int (*run) (VdStore *store, char **words, const char *languages);
} commands[] = {
  { "add-advisor", "add-advisor NAME DISPLAY-NAME [--languages fr,es]", TRUE, add_advisor },
  { "enroll-kiosk", "enroll-kiosk ID SITE", FALSE, enroll_kiosk },
};

/* Two words, and what follows --languages. */
static gboolean
split_words (char **argv, gboolean takes_languages, char *words[2], const char **languages)
{
  guint n = 0;

  for (char **word = argv + 1; *word; word++)
    {
      if (takes_languages && g_str_equal (*word, "--languages") && word[1])
        *languages = *++word;
      else if (takes_languages && g_str_has_prefix (*word, "--languages="))
        *languages = *word + strlen ("--languages=");
      else if (n < 2)
        words[n++] = *word;
      else
        return FALSE;
    }
  return n == 2;
}

int
vd_command_run (const char *config, const VdDeskSettings *settings, char **argv)
{
  if (g_str_equal (argv[0], "make-paper-key"))
    return make_paper_key (settings, argv + 1);
  if (g_str_equal (argv[0], "rotate-paper-key"))
    return rotate_paper_key (config, settings, argv + 1);
  if (g_str_equal (argv[0], "show-paper-key"))
    return show_paper_key (config, settings);
  if (g_str_equal (argv[0], "forget-lost-papers"))
    return vd_command_forget_lost_papers (config, settings, argv + 1);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (VdStore) store = NULL;
      g_autoptr (GError) error = NULL;
      const char *languages = "";
      char *words[2];

      if (!g_str_equal (commands[i].name, argv[0]))
        continue;
      if (!split_words (argv, commands[i].takes_languages, words, &languages))
        {
          fprintf (stderr, "usage: visiodeskd --config FILE %s\n", commands[i].usage);
          return 2;
        }
      store = vd_command_open_store (settings, &error);
      return store ? commands[i].run (store, words, languages) : fail (error);
    }
  fprintf (stderr, "visiodeskd: there is no command “%s”; they are add-advisor, enroll-kiosk, "
           "forget-lost-papers, make-paper-key, rotate-paper-key and show-paper-key\n",
           argv[0]);
  return 2;
}
