/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-settings"

#include "kiosk-values.h"

#include "device-source.h"
#include "sealed-paper.h"
#include "setting-values.h"

gboolean
vd_setting_read_device (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = vd_setting_take_text (reader, key);

  if (!text)
    return FALSE;
  if (!*text)
    return vd_setting_complain (reader, key,
                                "is empty, it must be auto, none, a device's name or a GStreamer description");
  if (!vd_device_check_setting ((VdDeviceKind)key->kind, text, &problem))
    return vd_setting_complain (reader, key, "%s; it must be auto, none, a device's name or a GStreamer description",
                                problem->message);
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}

gboolean
vd_setting_read_url (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);
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
  if (g_str_equal (scheme, "ws") && !vd_setting_is_loopback (host))
    return vd_setting_complain (reader, key, "is “%s”, unencrypted ws:// is for this machine only; it must be wss://",
                                text);
  if (!g_str_equal (scheme, "ws") && !g_str_equal (scheme, "wss"))
    return vd_setting_complain (reader, key, "is “%s”, it must begin with wss://", text);
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}

gboolean
vd_setting_read_desk_key (VdSettingReader *reader, const VdSettingKey *key, gpointer field)
{
  g_autofree char *text = vd_setting_take_text (reader, key);
  guint8 bytes[VD_SEALED_PAPER_PUBLIC_BYTES];

  if (!text)
    return FALSE;
  if (*text && !vd_sealed_paper_key_parse (text, bytes))
    return vd_setting_complain (reader, key, "is “%s”, it must be what “visiodeskd show-paper-key” prints", text);
  *(char **)field = g_steal_pointer (&text);
  return TRUE;
}
