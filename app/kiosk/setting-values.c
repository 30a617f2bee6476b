/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-settings"

#include "setting-values.h"

#include "kiosk-settings.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN_MIN_BYTES 16
#define TOKEN_MAX_BYTES 512

gboolean
vd_setting_complain (VdSettingReader *reader, const VdSettingKey *key, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (reader->error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_BAD_KEY, "%s: [%s] %s: %s", reader->file, key->group,
               key->name, text);
  return FALSE;
}

/* The value as written, or the default. NULL (and an error) if it must be there and is not. */
static char *
take_text (VdSettingReader *reader, const VdSettingKey *key)
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

/* Files are looked for beside the settings, so that a folder of settings can be moved. */
static char *
resolve_path (VdSettingReader *reader, const char *path)
{
  g_autofree char *folder = NULL;

  if (g_path_is_absolute (path))
    return g_strdup (path);
  folder = g_path_get_dirname (reader->file);
  return g_build_filename (folder, path, NULL);
}

gboolean
vd_setting_read_text (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  return (*(char **)field = take_text (reader, key)) != NULL;
}

gboolean
vd_setting_read_boolean (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = take_text (reader, key);

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
  g_autofree char *text = take_text (reader, key);
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
  g_autofree char *text = take_text (reader, key);
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

gboolean
vd_setting_read_device (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = take_text (reader, key);

  if (!text)
    return FALSE;
  if (!*text)
    return vd_setting_complain (reader, key,
                                "is empty, it must be auto, none, a device's name or a GStreamer description");
  if (!vd_device_check_setting (key->kind, text, &problem))
    return vd_setting_complain (reader, key, "%s; it must be auto, none, a device's name or a GStreamer description",
                                problem->message);
  *(char **)field = g_steal_pointer (&text);
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
  g_autofree char *text = take_text (reader, key);

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
  g_autofree char *text = take_text (reader, key);
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

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

gboolean
vd_setting_read_url (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = take_text (reader, key);
  g_autoptr (GUri) uri = NULL;
  const char *host, *scheme;

  if (!text)
    return FALSE;
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  host = uri ? g_uri_get_host (uri) : NULL;
  if (!host || !*host || g_uri_get_userinfo (uri) || g_uri_get_query (uri) || g_uri_get_fragment (uri))
    return vd_setting_complain (reader, key, "is “%s”, it must be like wss://desk.example.org", text);
  if (!g_str_equal (g_uri_get_path (uri), "") && !g_str_equal (g_uri_get_path (uri), "/") &&
      !g_str_equal (g_uri_get_path (uri), "/ws/kiosk"))
    return vd_setting_complain (reader, key, "has the path “%s”, leave it out: it is always /ws/kiosk",
                                g_uri_get_path (uri));
  scheme = g_uri_get_scheme (uri);
  if (g_str_equal (scheme, "ws") && !is_loopback (host))
    return vd_setting_complain (reader, key, "is “%s”, unencrypted ws:// is for this machine only; it must be wss://",
                                text);
  if (!g_str_equal (scheme, "ws") && !g_str_equal (scheme, "wss"))
    return vd_setting_complain (reader, key, "is “%s”, it must begin with wss://", text);
  *(char **)field = g_steal_pointer (&text);
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
  g_autofree char *name = take_text (reader, key);
  g_autofree char *path = NULL;
  char bytes[TOKEN_MAX_BYTES + 2];
  gboolean good;

  if (!name)
    return FALSE;
  path = resolve_path (reader, name);
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
  g_autofree char *name = take_text (reader, key);
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
  path = resolve_path (reader, name);
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
  g_autofree char *name = take_text (reader, key);
  char *path;

  if (!name)
    return FALSE;
  path = *name ? resolve_path (reader, name) : g_strdup ("");
  if (*path && !g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    {
      vd_setting_complain (reader, key, "“%s” must be a program; leave it empty for the installed one", path);
      g_free (path);
      return FALSE;
    }
  *(char **)field = path;
  return TRUE;
}
