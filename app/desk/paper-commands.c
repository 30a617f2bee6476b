/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "paper-commands.h"

#include "commands.h"
#include "paper-files.h"
#include "paper-proof.h"
#include "sealed-file.h"
#include "setting-reader.h"
#include "text-reader.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A folder that can be written to, or that can be made. */
static gboolean
check_folder (const char *config, const char *folder, GError **error)
{
  g_autofree char *there = g_strdup (folder);
  g_autofree char *text = NULL;

  while (!g_file_test (there, G_FILE_TEST_EXISTS) && strlen (there) > 1)
    {
      char *above = g_path_get_dirname (there);

      g_free (there);
      there = above;
    }
  if (!g_file_test (there, G_FILE_TEST_IS_DIR))
    errno = ENOTDIR;
  else if (g_access (there, R_OK | W_OK | X_OK) == 0)
    return TRUE;
  text = g_strdup_printf ("“%s” cannot be written to: %s", there, g_strerror (errno));
  vd_settings_complain (config, "desk", "state-dir", text, error);
  return FALSE;
}

/* Rows that a key is kept of; a paper's that is destroyed has none. */
static GPtrArray *
list_kept (VdStore *store, GError **error)
{
  GPtrArray *rows = vd_store_list (store, &vd_table_papers, NULL, NULL, error);

  for (guint i = rows ? rows->len : 0; i > 0; i--)
    {
      const VdPaperRow *row = rows->pdata[i - 1];

      if (!row->key || g_bytes_get_size (row->key) == 0)
        g_ptr_array_remove_index (rows, i - 1);
    }
  return rows;
}

static char *
path_of (const VdDeskSettings *settings, const VdPaperRow *row)
{
  g_autofree char *folder = g_build_filename (settings->state_dir, "papers", NULL);

  return vd_paper_files_get_path (folder, row->id, row->attempt);
}

/* A file that went by another hand than ours is nothing that a start could mend: told, no more. */
static gboolean
warn_of_missing (const VdDeskSettings *settings, VdStore *store, GError **error)
{
  g_autoptr (GPtrArray) rows = list_kept (store, error);
  guint missing = 0;

  for (guint i = 0; rows && i < rows->len; i++)
    {
      g_autofree char *path = path_of (settings, rows->pdata[i]);

      missing += !g_file_test (path, G_FILE_TEST_IS_REGULAR);
    }
  if (missing > 0)
    fprintf (stderr, "visiodeskd: the files of %u of the %u papers that are kept are missing under %s/papers\n", missing,
             rows->len, settings->state_dir);
  return rows != NULL;
}

static gboolean
check_text_layer (const char *config, const VdDeskSettings *settings, GError **error)
{
  g_autoptr (GError) fault = NULL;

  if (!*settings->text_layer || vd_text_reader_check (VD_TEXT_READER_PROGRAM, settings->text_layer, &fault))
    return TRUE;
  vd_settings_complain (config, "papers", "text-layer", fault->message, error);
  return FALSE;
}

gboolean
vd_command_check_state (const char *config, const VdDeskSettings *settings, VdKeySafe *safe, GError **error)
{
  g_autofree char *folder = g_build_filename (settings->state_dir, "papers", NULL);
  g_autofree char *base = g_build_filename (settings->state_dir, "desk.db", NULL);
  const VdPaperLimits limits = { .safe = safe, .keep_hours = settings->paper_keep_hours, .rules = settings->paper_rules };
  g_autoptr (VdStore) store = NULL;

  if (!check_folder (config, settings->state_dir, error) || !check_folder (config, folder, error) ||
      !check_text_layer (config, settings, error))
    return FALSE;
  if (!g_file_test (base, G_FILE_TEST_EXISTS)) /* no desk has run yet */
    return TRUE;
  store = vd_command_open_store (settings, error);
  return store && vd_command_check_safe (config, settings, store, &limits, error) &&
         warn_of_missing (settings, store, error);
}

/* The rows whose keys @safe cannot open. */
static GPtrArray *
list_lost (VdStore *store, VdKeySafe *safe, GError **error)
{
  GPtrArray *rows = list_kept (store, error);

  for (guint i = rows ? rows->len : 0; i > 0; i--)
    if (vd_key_safe_has_wrapped (safe, ((VdPaperRow *)rows->pdata[i - 1])->key))
      g_ptr_array_remove_index (rows, i - 1);
  return rows;
}

static int
fail (const GError *error)
{
  fprintf (stderr, "visiodeskd: %s\n", error->message);
  return 1;
}

/* The files first: ended in the middle, what is left is still listed, and may be forgotten by another run. */
static int
forget (const VdDeskSettings *settings, VdStore *store, GPtrArray *lost)
{
  g_autofree char *inside = g_build_filename (settings->state_dir, "papers", "any", NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < lost->len; i++)
    {
      g_autofree char *path = path_of (settings, lost->pdata[i]);

      if (g_unlink (path) != 0 && errno != ENOENT && errno != ENOTDIR)
        {
          fprintf (stderr, "visiodeskd: %s stays: %s\n", path, g_strerror (errno));
          return 1;
        }
    }
  if (lost->len > 0 && !vd_sync_folder_of (inside, &error))
    return fail (error);
  for (guint i = 0; i < lost->len; i++)
    {
      const VdPaperRow *row = lost->pdata[i];

      vd_paper_proof_deleted (store, row, "key-lost");
      vd_store_remove (store, &vd_table_papers, row->id);
    }
  vd_store_scrub (store);
  if (!vd_store_sync (store, &error))
    return fail (error);
  fprintf (stderr, "visiodeskd: %u papers are forgotten; their receipts say that their key was lost\n", lost->len);
  return 0;
}

static int
tell_lost (const VdDeskSettings *settings, guint lost)
{
  fprintf (stderr, "visiodeskd: “%s” cannot open %u of the papers that are kept\n", settings->paper_key_file, lost);
  if (lost > 0)
    fprintf (stderr,
             "visiodeskd: if no copy of their key file is left anywhere, destroy them with “forget-lost-papers %u”\n", lost);
  return 0;
}

int
vd_command_forget_lost_papers (const char *config, const VdDeskSettings *settings, char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VdKeySafe) safe = NULL;
  g_autoptr (VdStore) store = NULL;
  g_autoptr (GPtrArray) lost = NULL;
  guint64 count;

  if (words[0] && (words[1] || !g_ascii_string_to_unsigned (words[0], 10, 0, G_MAXUINT, &count, NULL)))
    {
      fputs ("usage: visiodeskd --config FILE forget-lost-papers [COUNT], without COUNT only to count them\n", stderr);
      return 2;
    }
  safe = vd_command_open_safe (config, settings, &error);
  store = safe ? vd_command_open_store (settings, &error) : NULL;
  if (!store || !vd_command_lock_state (settings, &error) || !(lost = list_lost (store, safe, &error)))
    return fail (error);
  if (!words[0])
    return tell_lost (settings, lost->len);
  if (count == lost->len)
    return forget (settings, store, lost);
  fprintf (stderr, "visiodeskd: it is %u papers that “%s” cannot open: nothing was destroyed\n", lost->len,
           settings->paper_key_file);
  return 1;
}
