/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-settings"

#include "desk-readers.h"

#include "setting-values.h"

#include <string.h>

#define CREDENTIAL "credential:"
#define WATERMARK_MAX 60 /* characters: more does not stay readable across a page */

gboolean
vd_desk_read_address (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);

  if (!text)
    return FALSE;
  if (!g_hostname_is_ip_address (text))
    return vd_setting_complain (reader, key, "is “%s”, it must be an address such as 127.0.0.1 or ::1", text);
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}

/* Nothing but where a browser finds the desk: it is compared with its Origin. */
gboolean
vd_desk_read_public_url (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);
  g_autoptr (GUri) uri = NULL;
  const char *host, *path;

  if (!text)
    return FALSE;
  uri = *text ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;
  host = uri ? g_uri_get_host (uri) : NULL;
  path = uri ? g_uri_get_path (uri) : "";
  if (*text && (!host || !*host || !g_str_equal (g_uri_get_scheme (uri), "https") || g_uri_get_userinfo (uri) ||
                g_uri_get_query (uri) || g_uri_get_fragment (uri) || (*path && !g_str_equal (path, "/"))))
    return vd_setting_complain (reader, key,
                                "is “%s”, it must be like https://desk.example.org, or empty for "
                                "http on this machine",
                                text);
  if (g_str_has_suffix (text, "/"))
    text[strlen (text) - 1] = '\0';
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}

gboolean
vd_desk_read_proxy_header (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);

  if (!text)
    return FALSE;
  if (*text && g_ascii_strcasecmp (text, "x-forwarded-for") != 0)
    return vd_setting_complain (reader, key, "is “%s”, it must be x-forwarded-for, or empty without a proxy", text);
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}

gboolean
vd_desk_read_reasons (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_auto (GStrv) known = g_strsplit (VD_DESK_REASONS, ";", -1);
  g_auto (GStrv) list = NULL;

  if (!vd_setting_read_list (reader, key, &list))
    return FALSE;
  for (char **reason = list; *reason; reason++)
    {
      if (!g_strv_contains ((const char *const *)known, *reason))
        return vd_setting_complain (reader, key, "has “%s”, each must be one of " VD_DESK_REASONS, *reason);
      if (g_strv_contains ((const char *const *)reason + 1, *reason))
        return vd_setting_complain (reader, key, "has “%s” twice", *reason);
    }
  if (!*list)
    return vd_setting_complain (reader, key, "is empty, it must be a list of " VD_DESK_REASONS);
  *(char ***)field = g_steal_pointer (&list);
  return TRUE;
}

gboolean
vd_desk_read_ice_urls (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  gboolean turn = g_str_equal (key->name, "turn-urls");
  const char *pattern =
      turn ? "^turns?:[A-Za-z0-9.:\\[\\]-]+(\\?transport=(udp|tcp))?$" : "^stuns?:[A-Za-z0-9.:\\[\\]-]+$";
  g_auto (GStrv) list = NULL;

  if (!vd_setting_read_list (reader, key, &list))
    return FALSE;
  for (char **url = list; *url; url++)
    {
      if (!g_regex_match_simple (pattern, *url, G_REGEX_DOLLAR_ENDONLY, 0))
        return vd_setting_complain (reader, key, "has “%s”, each must be like %s", *url,
                                    turn ? "turn:turn.example.org:3478?transport=udp" : "stun:stun.example.org:3478");
    }
  *(char ***)field = g_steal_pointer (&list);
  return TRUE;
}

/* systemd decrypts what LoadCredential or LoadCredentialEncrypted names into a folder of the unit's own. */
gboolean
vd_desk_read_key_file (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY"), *name;

  if (!text)
    return FALSE;
  if (!g_str_has_prefix (text, CREDENTIAL))
    return vd_setting_read_path (reader, key, field);
  name = text + strlen (CREDENTIAL);
  if (!*name || strchr (name, '/'))
    return vd_setting_complain (reader, key, "is “%s”, it must be like " CREDENTIAL "paper-key", text);
  if (!folder)
    return vd_setting_complain (reader, key, "is “%s”, but systemd gave this process no credentials", text);
  *(char **)field = g_build_filename (folder, name, NULL);
  return TRUE;
}

gboolean
vd_desk_read_hook_url (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);
  g_autoptr (GUri) uri = NULL;
  const char *host;

  if (!text)
    return FALSE;
  uri = *text ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;
  host = uri ? g_uri_get_host (uri) : NULL;
  if (*text && (!host || !*host || g_uri_get_userinfo (uri) || g_uri_get_fragment (uri) ||
                (!g_str_equal (g_uri_get_scheme (uri), "https") &&
                 !(g_str_equal (g_uri_get_scheme (uri), "http") && vd_setting_is_loopback (host)))))
    return vd_setting_complain (reader, key, "is “%s”, it must be like https://files.example.org/papers", text);
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}

gboolean
vd_desk_read_watermark (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);

  if (!text)
    return FALSE;
  if (g_utf8_strlen (text, -1) > WATERMARK_MAX)
    return vd_setting_complain (reader, key, "is %ld characters long, it must be %d at most", g_utf8_strlen (text, -1),
                                WATERMARK_MAX);
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}

/* They become one word of a command's: nothing but names of Tesseract's data, and few of them, since each takes its time. */
gboolean
vd_desk_read_text_layer (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);

  if (!text)
    return FALSE;
  if (*text && !g_regex_match_simple ("^[a-z]{3}(_[a-z]{3,5})?(\\+[a-z]{3}(_[a-z]{3,5})?){0,3}$", text, G_REGEX_DOLLAR_ENDONLY, 0))
    return vd_setting_complain (reader, key, "is “%s”, it must be one to four of Tesseract’s languages like fra+eng, or empty",
                                text);
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}
