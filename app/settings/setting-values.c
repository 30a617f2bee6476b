/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-settings"

#include "setting-values.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN_MIN_BYTES 16
#define TOKEN_MAX_BYTES 512

gboolean
vd_setting_read_text (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  return (*(char **)field = vd_setting_take_text (reader, key)) != NULL;
}

gboolean
vd_setting_read_boolean (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);

  if (!text)
    return FALSE;
  if (!g_str_equal (text, "true") && !g_str_equal (text, "false"))
    return vd_setting_complain (reader, key, "is “%s”, it must be true or false", text);
  *(gboolean *)field = g_str_equal (text, "true");
  return TRUE;
}

gboolean
vd_setting_read_integer (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);
  gint64 number;

  if (!text)
    return FALSE;
  if (!g_ascii_string_to_signed (text, 10, (gint64)key->min, (gint64)key->max, &number, NULL))
    return vd_setting_complain (reader, key, "is “%s”, it must be a whole number from %.0f to %.0f", text, key->min,
                                key->max);
  *(int *)field = (int)number;
  return TRUE;
}

gboolean
vd_setting_read_fraction (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);
  char *rest = NULL;
  double number;

  if (!text)
    return FALSE;
  number = g_ascii_strtod (text, &rest);
  if (rest == text || *rest || !(number >= key->min && number <= key->max))
    return vd_setting_complain (reader, key, "is “%s”, it must be a number from %g to %g, with a point", text, key->min,
                                key->max);
  *(double *)field = number;
  return TRUE;
}

static gboolean
is_language (const char *text)
{
  return g_regex_match_simple ("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", text, G_REGEX_DOLLAR_ENDONLY, 0);
}

gboolean
vd_setting_read_language (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);

  if (!text)
    return FALSE;
  if (!is_language (text))
    return vd_setting_complain (reader, key, "is “%s”, it must be a language tag such as fr or es-MX", text);
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}

gboolean
vd_setting_read_languages (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;
  guint n = 0;

  if (!text)
    return FALSE;
  parts = g_strsplit (text, ";", -1);
  for (char **part = parts; *part; part++)
    {
      if (!*g_strstrip (*part))
        continue; /* the list may end in “;” */
      if (!is_language (*part))
        return vd_setting_complain (reader, key, "has “%s”, each must be a language tag such as fr or es-MX", *part);
      g_strv_builder_add (builder, *part);
      n++;
    }
  if (n == 0)
    return vd_setting_complain (reader, key, "is empty, it must be a list such as fr;en;es");
  *(char ***)field = g_strv_builder_end (builder);
  return TRUE;
}

gboolean
vd_setting_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

gboolean
vd_setting_read_list (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  if (!text)
    return FALSE;
  parts = g_strsplit (text, ";", -1);
  for (char **part = parts; *part; part++)
    {
      if (*g_strstrip (*part))
        g_strv_builder_add (builder, *part);
    }
  *(char ***)field = g_strv_builder_end (builder);
  return TRUE;
}

/* The file's bytes, NUL-terminated, or FALSE with the reason: not there, not a file, or open to others. */
static gboolean
load_secret (VdSettingReader *reader, const VdSettingKey *key, const char *path, char *bytes, gsize size)
{
  struct stat facts = { 0 };
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gssize n = -1;

  if (fd < 0)
    return vd_setting_complain (reader, key, "“%s” cannot be opened: %s", path, g_strerror (errno));
  if (fstat (fd, &facts) == 0 && S_ISREG (facts.st_mode) && !(facts.st_mode & 077))
    n = read (fd, bytes, size - 1);
  close (fd);
  if (!S_ISREG (facts.st_mode))
    return vd_setting_complain (reader, key, "“%s” must be a regular file", path);
  if (facts.st_mode & 077)
    return vd_setting_complain (reader, key, "“%s” is open to others (mode %03o), it must be 600", path,
                                (guint)facts.st_mode & 0777);
  if (n < 0)
    return vd_setting_complain (reader, key, "“%s” cannot be read", path);
  bytes[n] = '\0';
  return TRUE;
}

gboolean
vd_setting_read_token (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *name = vd_setting_take_text (reader, key);
  g_autofree char *path = NULL;
  char bytes[TOKEN_MAX_BYTES + 2];
  gboolean good;

  if (!name)
    return FALSE;
  if (!*name && key->start)
    return TRUE;
  path = vd_setting_resolve_path (reader, name);
  if (!load_secret (reader, key, path, bytes, sizeof bytes))
    return FALSE;
  g_strchomp (bytes);
  good = strlen (bytes) >= TOKEN_MIN_BYTES && strlen (bytes) <= TOKEN_MAX_BYTES &&
         !bytes[strspn (bytes, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-._~+/=")];
  if (good)
    *(char **)field = g_strdup (bytes);
  explicit_bzero (bytes, sizeof bytes);
  return good ||
         vd_setting_complain (reader, key, "“%s” must hold one token, %d to %d characters of [A-Za-z0-9._~+/=-]", path,
                              TOKEN_MIN_BYTES, TOKEN_MAX_BYTES);
}

gboolean
vd_setting_read_ca_file (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *name = vd_setting_take_text (reader, key);
  g_autofree char *path = NULL;
  g_autoptr (GError) problem = NULL;
  GList *certificates;

  if (!name)
    return FALSE;
  if (!*name)
    {
      *(char **)field = g_steal_pointer (&name);
      return TRUE;
    }
  path = vd_setting_resolve_path (reader, name);
  certificates = g_tls_certificate_list_new_from_file (path, &problem);
  if (!certificates)
    return vd_setting_complain (reader, key, "“%s” must be a PEM file of certificates%s%s", path, problem ? ": " : "",
                                problem ? problem->message : "");
  g_list_free_full (certificates, g_object_unref);
  *(char **)field = g_steal_pointer (&path);
  return TRUE;
}

gboolean
vd_setting_read_program (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *name = vd_setting_take_text (reader, key);
  char *path;

  if (!name)
    return FALSE;
  path = *name ? vd_setting_resolve_path (reader, name) : g_strdup ("");
  if (*path && !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    {
      vd_setting_complain (reader, key, "“%s” must be a program; leave it empty for the installed one", path);
      g_free (path);
      return FALSE;
    }
  *(char **)field = path;
  return TRUE;
}

gboolean
vd_setting_read_path (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *name = vd_setting_take_text (reader, key);

  if (!name)
    return FALSE;
  if (!*name && !key->start)
    return vd_setting_complain (reader, key, "is empty, it must be a path");
  *(char **)field = *name ? vd_setting_resolve_path (reader, name) : g_strdup ("");
  return TRUE;
}
