/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-settings"

#include "setting-reader.h"

#include <glib/gstdio.h>

#define FILE_MAX_BYTES (64 * 1024)

G_DEFINE_QUARK (vd - settings - error - quark, vd_settings_error)

void
vd_settings_complain (const char *file, const char *group, const char *name, const char *text, GError **error)
{
  g_set_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_BAD_KEY, "%s: [%s] %s: %s", file, group, name, text);
}

gboolean
vd_setting_complain (VdSettingReader *reader, const VdSettingKey *key, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  vd_settings_complain (reader->file, key->group, key->name, text, reader->error);
  return FALSE;
}

char *
vd_setting_take_text (VdSettingReader *reader, const VdSettingKey *key)
{
  g_autoptr (GError) problem = NULL;
  char *text = NULL;

  if (!g_key_file_has_key (reader->keys, key->group, key->name, NULL))
    {
      if (key->start)
        return g_strdup (key->start);
      vd_setting_complain (reader, key, "is missing, it must be set");
      return NULL;
    }
  text = g_key_file_get_string (reader->keys, key->group, key->name, &problem);
  /* GLib reports a bad escape and returns the text all the same. */
  if (problem)
    {
      vd_setting_complain (reader, key, "cannot be read (%s), it must be UTF-8 text with valid escapes",
                           problem->message);
      g_clear_pointer (&text, g_free);
    }
  else
    g_strstrip (text);
  return text;
}

char *
vd_setting_resolve_path (VdSettingReader *reader, const char *path)
{
  g_autofree char *folder = NULL;

  if (g_path_is_absolute (path))
    return g_strdup (path);
  folder = g_path_get_dirname (reader->file);
  return g_build_filename (folder, path, NULL);
}

/* "desk, screen and media" */
static char *
list_groups (const VdSettingKey *keys, guint n_keys)
{
  GString *text = g_string_new (keys[0].group);

  for (guint i = 1, last = 0; i < n_keys; i++)
    {
      gboolean is_last = TRUE;

      if (g_str_equal (keys[i].group, keys[last].group))
        continue;
      last = i;
      for (guint j = i; j < n_keys; j++)
        is_last &= g_str_equal (keys[j].group, keys[i].group);
      g_string_append_printf (text, "%s%s", is_last ? " and " : ", ", keys[i].group);
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_known (const char *group, const char *name, const VdSettingKey *keys, guint n_keys)
{
  for (guint i = 0; i < n_keys; i++)
    {
      if (g_str_equal (keys[i].group, group) && (!name || g_str_equal (keys[i].name, name)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_group (VdSettingReader *reader, const char *group, const VdSettingKey *keys, guint n_keys)
{
  g_auto (GStrv) names = g_key_file_get_keys (reader->keys, group, NULL, NULL);

  for (char **name = names; name && *name; name++)
    {
      const VdSettingKey found = { .group = group, .name = *name };

      if (!is_known (group, *name, keys, n_keys))
        return vd_setting_complain (reader, &found, "there is no such key; see %s's documentation",
                                    g_get_prgname () ? g_get_prgname () : "the program");
    }
  if (!is_known (group, NULL, keys, n_keys))
    {
      const VdSettingKey found = { .group = group, .name = "" };
      g_autofree char *groups = list_groups (keys, n_keys);

      return vd_setting_complain (reader, &found, "there is no such group; they are %s", groups);
    }
  return TRUE;
}

static gboolean
load_file (GKeyFile *keys, const char *file, GError **error)
{
  g_autoptr (GError) problem = NULL;
  GStatBuf facts;

  if (g_stat (file, &facts) == 0 && facts.st_size > FILE_MAX_BYTES)
    {
      g_set_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_UNREADABLE,
                   "%s: is over 64 KiB, this is no settings file", file);
      return FALSE;
    }
  if (!g_key_file_load_from_file (keys, file, G_KEY_FILE_NONE, &problem))
    {
      g_set_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_UNREADABLE, "%s: %s", file, problem->message);
      return FALSE;
    }
  return TRUE;
}

gboolean
vd_settings_read (const char *file, const VdSettingKey *keys, guint n_keys, gpointer settings, GError **error)
{
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;
  VdSettingReader reader = { file, key_file, error };

  if (!load_file (key_file, file, error))
    return FALSE;
  groups = g_key_file_get_groups (key_file, NULL);
  for (char **group = groups; *group; group++)
    {
      if (!check_group (&reader, *group, keys, n_keys))
        return FALSE;
    }
  for (guint i = 0; i < n_keys; i++)
    {
      if (!keys[i].read (&reader, &keys[i], G_STRUCT_MEMBER_P (settings, keys[i].offset)))
        return FALSE;
    }
  return TRUE;
}
