/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-tongue"

#include "tongue.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc, gettext manual "Being a gettext user": what is cached of a former language is dropped when this counter moves.
 */
extern int _nl_msg_cat_cntr;

#define LANGUAGE_BYTES 32
#define C_UTF8 "/usr/lib/locale/C.utf8"

/* The entry of the environment is ours and never moves: setenv () could move the whole environment under the feet of
 * GStreamer's threads, which read it. Writing these few bytes cannot. */
struct _VdTongue
{
  char variable[sizeof "LANGUAGE=" + LANGUAGE_BYTES];
  char *directory;
};

static char *
program_folder (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program ? g_path_get_dirname (program) : g_strdup (".");
}

static gboolean
has_catalogues (const char *directory)
{
  g_autofree char *french = g_build_filename (directory, "fr", "LC_MESSAGES", VD_GETTEXT_DOMAIN ".mo", NULL);

  return g_file_test (french, G_FILE_TEST_IS_REGULAR);
}

static char *
find_catalogues (void)
{
  g_autofree char *folder = program_folder ();
  g_autofree char *build_tree = g_build_filename (folder, "..", "..", "po", NULL);
  g_autofree char *moved = g_build_filename (folder, "..", "share", "locale", NULL);
  const char *places[] = { g_getenv ("VISIODESK_LOCALEDIR"), build_tree, moved };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i] && has_catalogues (places[i]))
      return g_canonicalize_filename (places[i], NULL);
  return g_strdup (VD_LOCALEDIR);
}

/* The C.UTF-8 that is everywhere, under a name that is not C's: the locale keeps its files once they are loaded. */
static gboolean
borrow_locale (void)
{
  g_autofree char *folder = g_dir_make_tmp ("visiodesk-locale-XXXXXX", NULL);
  g_autofree char *name = folder ? g_build_filename (folder, "en.UTF-8", NULL) : NULL;
  g_autofree char *former = g_strdup (g_getenv ("LOCPATH"));
  gboolean is_borrowed;

  if (!folder)
    return FALSE;
  is_borrowed = symlink (C_UTF8, name) == 0 && g_setenv ("LOCPATH", folder, TRUE) && setlocale (LC_ALL, "en.UTF-8");
  if (former)
    g_setenv ("LOCPATH", former, TRUE);
  else
    g_unsetenv ("LOCPATH");
  g_unlink (name);
  g_rmdir (folder);
  return is_borrowed;
}

/* gettext translates nothing at all in the locale "C", whatever LANGUAGE says, and with Debian 13's glibc (2.41) in
 * "C.UTF-8" neither. */
static void
leave_c_locale (void)
{
  const char *messages;

  setlocale (LC_ALL, "");
  messages = setlocale (LC_MESSAGES, NULL);
  if ((!messages || g_str_equal (messages, "C") || g_str_equal (messages, "POSIX") ||
       g_str_has_prefix (messages, "C.")) &&
      !borrow_locale ())
    {
      g_warning ("the screens may speak English only: LANG names no locale of this system, and there is no " C_UTF8);
      setlocale (LC_ALL, "C.UTF-8");
    }
  /* Numbers inside style sheets, JSON and pipeline descriptions have a point, not a comma. */
  setlocale (LC_NUMERIC, "C");
}

VdTongue *
vd_tongue_new (const char *directory)
{
  VdTongue *self = g_new0 (VdTongue, 1);

  leave_c_locale ();
  self->directory = directory ? g_strdup (directory) : find_catalogues ();
  strcpy (self->variable, "LANGUAGE=en");
  putenv (self->variable);
  /* No textdomain (): with one set, GLib translates nothing if the first language asked for has no catalogue,
   * and English has none, being the language of the source. */
  bindtextdomain (VD_GETTEXT_DOMAIN, self->directory);
  bind_textdomain_codeset (VD_GETTEXT_DOMAIN, "UTF-8");
  return self;
}

void
vd_tongue_free (VdTongue *self)
{
  unsetenv ("LANGUAGE");
  g_free (self->directory);
  g_free (self);
}

void
vd_tongue_set (VdTongue *self, const char *language)
{
  char *value = self->variable + strlen ("LANGUAGE=");

  g_return_if_fail (language && strlen (language) < LANGUAGE_BYTES);
  if (g_str_equal (value, language))
    return;
  memset (value, 0, LANGUAGE_BYTES);
  strcpy (value, language);
  /* BCP 47 "pt-BR" is gettext's "pt_BR". */
  g_strdelimit (value, "-", '_');
  _nl_msg_cat_cntr++;
}

const char *
vd_tongue_get (VdTongue *self)
{
  return self->variable + strlen ("LANGUAGE=");
}
